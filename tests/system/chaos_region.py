"""A region for a day of chaos: real processes behind links that can be broken, and a nemesis.

    chaos_edge ─▶ Link ─▶ Mosquitto ◀─ Link ◀─ hub serve, plain subscriber

Owns the processes and carries out the schedule; who ends without being told to is started again, as
systemd would. It judges nothing.
"""

import json
import os
import resource
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from contract.events import DeskState
from contract.topics import AgentAddress
from tests.parts.mosquitto import HOST, BrokerConfig, Mosquitto, free_port
from tests.system.chaos_checker import Desk, Event, Sample
from tests.system.chaos_edge import SECOND_PINS, STEP_DIGITS, second_of
from tests.system.chaos_links import Link, Links, Spoils
from tests.system.chaos_presence import DESKS, Span, occupied_spans, presence
from tests.system.chaos_schedule import HOLDS, Fault, Kind, acts, length_s
from tests.system.plain_qos1 import read_plain
from tests.system.region import (
    CHECKED,
    Hub,
    Process,
    eventually,
    write_edge_toml,
    write_hub_toml,
)

TTL_S: Final = 3
_ALIVE_S: Final = 1.0
_ASKS_EVERY_S: Final = 0.15
_HEARTBEAT_S: Final = 0.05
_STARTS_AFTER_S: Final = 1.5
"""For the agents to come; who comes later finds people where they are."""

_SPOILED: Final = {
    Kind.NO_RECEIPTS: Spoils.RECEIPTS,
    Kind.NO_PUBACKS: Spoils.PUBACKS,
    Kind.TWICE: Spoils.TWICE,
}


class ChaosRegion:
    """All processes of a day, and what is done to them. Times are seconds from the start."""

    def __init__(self, folder: Path, broker: Mosquitto, links: Links, seed: int, agents: int):
        self.folder = folder
        self.seed = seed
        self.addresses = [AgentAddress(f"space-{n}", f"pi-{n}") for n in range(agents)]
        self.broker = broker
        self.longest_hold_s = 0.0
        self.ended_by_themselves = 0
        self.begun = Counter[Kind]()
        self._links = {name: links.new() for name in ("hub-link", *self._names("link"))}
        self._held_since_s = dict[str, float]()
        self._down = set[str]()
        self._lag_s = 0.0
        self.start_s = time.monotonic()
        port = free_port()
        self.url = f"http://{HOST}:{port}"
        hub_toml = write_hub_toml(folder, self._links["hub-link"], self.addresses)
        hub_toml.write_text(hub_toml.read_text().replace("port = 0", f"port = {port}", 1))
        self.hub = Hub(hub_toml)
        self.plain_file = folder / "plain.db"
        link = self._links["hub-link"]
        self._subscriber = Process(
            ["-m", "tests.system.plain_qos1", HOST, str(link.port), self.plain_file],
            folder / "plain.log",
        )
        self._edges = dict[str, Process]()

    def start(self, until_s: float) -> None:
        """Start everything; people move for `until_s` seconds from when the hub is ready on."""
        self.until_s = until_s
        self.hub.start()
        self._subscriber.start()
        eventually(self.hub.is_ready, "the hub is ready")
        eventually(self.plain_file.exists, "the plain subscriber is there")
        self.start_s = time.monotonic() + _STARTS_AFTER_S
        for number, name in enumerate(self._names("edge")):
            self._edges[name] = self._edge(number)
        for process in self._edges.values():
            process.start()
        cards = [self.folder / f"{address.agent}.db" for address in self.addresses]
        eventually(lambda: all(card.exists() for card in cards), "every agent has its card")
        self._lag_s = max(0.0, self.now_s())

    def end(self) -> None:
        """End everything."""
        for process in self._processes():
            if process.running:
                os.kill(process.pid, signal.SIGCONT)
            process.kill()

    def play(self, faults: tuple[Fault, ...]) -> None:
        """Carry out a schedule, and wait until nobody moves any more."""
        for at_s, act, fault in acts(faults, self._begin, self._end):
            self._wait_until(self._lag_s + at_s)
            act(fault)
        self._wait_until(self._lag_s + self.until_s)

    def now_s(self) -> float:
        """Return the time from the start."""
        return time.monotonic() - self.start_s

    def revive(self) -> None:
        """Start again who has ended without being told to."""
        for name, processes in self._by_part().items():
            for process in processes:
                if name not in self._down and not process.running:
                    self.ended_by_themselves += 1
                    process.start()

    def occupied(self) -> dict[Desk, list[Span]]:
        """Return when somebody truly sat where."""
        return {
            (address.space, desk): occupied_spans(presence(self.seed, n, self.until_s), desk)
            for n, address in enumerate(self.addresses)
            for desk in DESKS
        }

    def witnessed(self, address: AgentAddress) -> set[Event]:
        """Read what an agent has committed, by its witness."""
        lines = _whole_lines(self.folder / f"{address.agent}.witness")
        return {(epoch, seq, body) for epoch, seq, body in map(json.loads, lines)}

    def plain_made(self) -> list[str]:
        """Read what the plain publishers' clients took."""
        files = [self.folder / f"{address.agent}.plain" for address in self.addresses]
        return [line for file in files for line in _whole_lines(file)]

    def plain_stored(self) -> list[str]:
        """Read what the plain subscriber has stored."""
        return read_plain(self.plain_file)

    def log_of(self, name: str) -> str:
        """Return what a part has said."""
        return self._by_part()[name][0].log()

    def _edge(self, number: int) -> Process:
        address, link = self.addresses[number], self._links[f"link-{number}"]
        config = write_edge_toml(self.folder, link, address)
        head = f"alive_s = {_ALIVE_S}\nttl_s = {TTL_S}\n"
        config.write_text(f"{head}{config.read_text()}{''.join(map(_second_sensor, SECOND_PINS))}")
        self._step(number, 0)
        words = [str(word) for word in (config, self.seed, number, self.until_s, self.start_s)]
        return Process(["-m", "tests.system.chaos_edge", *words], config.with_suffix(".log"))

    def _step(self, number: int, off_s: int) -> None:
        path = self.folder / f"{self.addresses[number].agent}.step"
        file = os.open(path, os.O_CREAT | os.O_WRONLY)
        os.write(file, f"{off_s:>{STEP_DIGITS}}".encode())
        os.close(file)

    def _names(self, kind: str) -> list[str]:
        return [f"{kind}-{number}" for number in range(len(self.addresses))]

    def _by_part(self) -> dict[str, list[Process]]:
        edges = {name: [process] for name, process in self._edges.items()}
        return {"hub": [self.hub, self._subscriber], **edges}

    def _processes(self) -> list[Process]:
        return [process for processes in self._by_part().values() for process in processes]

    def _wait_until(self, at_s: float) -> None:
        while (rest_s := at_s - self.now_s()) > 0:
            self.revive()
            time.sleep(min(rest_s, 0.1))

    def _begin(self, fault: Fault) -> None:
        self.begun[fault.kind] += 1
        if fault.kind in HOLDS:
            self._held_since_s[fault.part] = time.monotonic()
        match fault.kind:
            case Kind.KILL_EDGE | Kind.KILL_HUB:
                self._down.add(fault.part)
                for process in self._by_part()[fault.part]:
                    process.kill()
            case Kind.KILL_BROKER:
                self.broker.kill()
            case Kind.RESTART_BROKER:
                self.broker.stop()
            case Kind.FREEZE_EDGE | Kind.FREEZE_HUB | Kind.FREEZE_BROKER:
                self._signal(fault.part, signal.SIGSTOP)
            case Kind.NO_DISK_EDGE | Kind.NO_DISK_HUB:
                self._limit_files(fault.part, 0)
            case Kind.CLOCK_STEP:
                self._step(int(fault.part.removeprefix("edge-")), fault.off_s)
            case _:
                self._break(self._links[fault.part], fault.kind)

    def _end(self, fault: Fault) -> None:
        match fault.kind:
            case Kind.KILL_EDGE | Kind.KILL_HUB:
                for process in self._by_part()[fault.part]:
                    process.start()
                self._down.discard(fault.part)
            case Kind.KILL_BROKER | Kind.RESTART_BROKER:
                self.broker.configure(persistence=fault.remembers)
                self.broker.start()
            case Kind.FREEZE_EDGE | Kind.FREEZE_HUB | Kind.FREEZE_BROKER:
                self._signal(fault.part, signal.SIGCONT)
            case Kind.NO_DISK_EDGE | Kind.NO_DISK_HUB:
                self._limit_files(fault.part, resource.RLIM_INFINITY)
            case Kind.CLOCK_STEP:
                pass
            case _:
                self._mend(self._links[fault.part], fault.kind)
        if fault.kind in HOLDS:
            held_s = time.monotonic() - self._held_since_s.pop(fault.part)
            self.longest_hold_s = max(self.longest_hold_s, held_s)

    def _break(self, link: Link, kind: Kind) -> None:
        match kind:
            case Kind.CUT:
                link.cut()
            case Kind.STALL:
                link.stall()
            case Kind.HALF_OPEN:
                link.swallow()
            case _:
                link.spoil(_SPOILED[kind])

    def _mend(self, link: Link, kind: Kind) -> None:
        match kind:
            case Kind.CUT:
                pass
            case Kind.STALL:
                link.flow()
            case Kind.HALF_OPEN:
                link.cut_swallowing()
            case Kind.TWICE:
                link.spoil(Spoils.NOTHING)
            case _:  # what vanished on a connection is sent again on the next one only
                link.spoil(Spoils.NOTHING)
                link.cut()

    def _signal(self, part: str, number: int) -> None:
        for pid in self._pids(part):
            os.kill(pid, number)

    def _limit_files(self, part: str, most_bytes: int) -> None:
        """Let every write into a file fail, wherever it is, or let them succeed again."""
        for pid in self._pids(part):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))

    def _pids(self, part: str) -> list[int]:
        if part == "broker":
            return [self.broker.pid]
        return [process.pid for process in self._by_part()[part] if process.running]


def _second_sensor(desk: str) -> str:
    """Write the table of a desk's second sensor, which contradicts the first again and again."""
    return (
        f'\n[[sensor]]\nid = "{second_of(desk)}"\nkind = "switch"\ndesk = "{desk}"\n'
        f"pin = {SECOND_PINS[desk]}\nhold_s = 0\ndebounce_s = 0\nflapping_per_minute = 0\n"
        f"{CHECKED}\n"
    )


def _whole_lines(path: Path) -> list[str]:
    text = path.read_text() if path.exists() else ""
    return text[: text.rfind("\n") + 1].splitlines()


@dataclass(slots=True)
class Viewer:
    """Somebody who asks the API again and again, and how late this process was at most."""

    samples: list[Sample]
    late_s: float = 0.0


@contextmanager
def viewing(region: ChaosRegion) -> Iterator[Viewer]:
    """Ask the API several times a second, as long as the context lasts."""
    viewer, over = Viewer([]), threading.Event()
    threads = [threading.Thread(target=work, args=(region, viewer, over)) for work in (_ask, _beat)]
    for thread in threads:
        thread.start()
    try:
        yield viewer
    finally:
        over.set()
        for thread in threads:
            thread.join(20)


def _ask(region: ChaosRegion, viewer: Viewer, over: threading.Event) -> None:
    with httpx.Client(base_url=region.url, timeout=10) as client:
        while not over.wait(_ASKS_EVERY_S):
            asked_s = region.now_s()
            try:
                states = _states(client)
            except httpx.HTTPError:
                states = {}  # no answer claims nothing
            viewer.samples.append(Sample(asked_s, region.now_s(), states))


def _states(client: httpx.Client) -> dict[Desk, DeskState]:
    answer = client.get("/api/v1/spaces")
    if answer.status_code != httpx.codes.OK:
        return {}
    return {
        (space["space"], desk): DeskState(state)
        for space in answer.json()["spaces"]
        for desk, state in (space["detail"] or {}).items()
    }


def _beat(_: ChaosRegion, viewer: Viewer, over: threading.Event) -> None:
    before_s = time.monotonic()
    while not over.wait(_HEARTBEAT_S):
        now_s = time.monotonic()
        viewer.late_s = max(viewer.late_s, now_s - before_s - _HEARTBEAT_S)
        before_s = now_s


@contextmanager
def chaos_region(
    folder: Path, new_mosquitto: Callable[[BrokerConfig], Mosquitto], seed: int, agents: int
) -> Iterator[ChaosRegion]:
    """Lend a region whose broker runs; everything is ended, whatever happens."""
    broker = new_mosquitto(BrokerConfig(persistence=True))
    broker.start()
    with ExitStack() as ending:
        links = ending.enter_context(Links(broker))
        region = ChaosRegion(folder, broker, links, seed, agents)
        ending.callback(region.end)
        yield region


def until_of(faults: tuple[Fault, ...]) -> float:
    """Return how long people move: until a little after the last fault."""
    return length_s(faults) + 2.0 if faults else 5.0
