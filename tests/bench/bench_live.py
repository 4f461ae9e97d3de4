"""From a state on MQTT to twenty browsers, at 200 states a second, beside Node-RED.

    python -m tests.bench.bench_live

The hub and Node-RED, each with a broker of its own, so that one rests while the other is measured,
in turns, once the hub has done what it does at its start. Each state moves one desk of one of five
spaces. Who speaks and who watches are a process each, alike for both, so that neither waits for the
other and what is measured lies between them. Counted is, for each of the twenty, from just before
the state is handed to the broker's socket to having read the event that shows it. What was
overtaken by a newer state of the same desk is counted until that was seen.
"""

import gc
import json
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final, Self
from urllib.parse import urlsplit

from contract.topics import Channel, every_agent
from tests.bench.bench_latency import Change, Seen, latencies_ms
from tests.bench.measuring import (
    ROUNDS_WITH_A_PEER,
    a_broker,
    a_region,
    addresses,
    let_settle,
    percentile,
    show_median,
    show_ratio,
)
from tests.bench.node_red import MISSING, SOCKET_PATH, node_red, program, to_browsers
from tests.parts.mosquitto import HOST
from tests.system.region import REPOSITORY, Listener

AGENTS: Final = 5
BROWSERS: Final = 20
STATES_PER_S: Final = 200
SECONDS: Final = 3
_SETTLING_S: Final = 0.7
_WHAT: Final = f"state on MQTT to {BROWSERS} browsers at {STATES_PER_S}/s"
_HANDSHAKE: Final = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)

Read = list[tuple[float, bytes]]
"""What one browser has read, each piece with the time when it had it."""


@dataclass(frozen=True)
class Site:
    """What is measured: its name, where it listens, what a browser asks for and is told there."""

    name: str
    port: int
    request: bytes
    told: Callable[[Read], Iterator[Seen]]
    speaker: "Speaker"


class Speaker:
    """The process that speaks for all agents to one broker."""

    def __init__(self, broker: Listener) -> None:
        spoken_for = addresses(AGENTS)
        agents = [f"{one.space}/{one.agent}" for one in spoken_for]
        pace = [str(each) for each in (broker.host, broker.port, STATES_PER_S, SECONDS)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.paced_states", *pace, *agents],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        epochs = self._process.stdout.readline().split()
        self.spaces = dict(zip(epochs, (one.space for one in spoken_for), strict=True))
        """Whose epoch is whose."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=30)

    def start(self) -> None:
        """Let it speak for one round."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def changes(self) -> Iterator[Change]:
        """Wait for the end of the round and tell what was said."""
        assert self._process.stdout is not None
        for line in iter(self._process.stdout.readline, "over\n"):
            space, desk, state, at_s = line.split()
            yield Change((space, desk), state, float(at_s))


class Browsers:
    """Twenty connections that only read."""

    def __init__(self, site: Site) -> None:
        self._poll = select.epoll()
        self._open: dict[int, socket.socket] = {}
        self.read: dict[int, Read] = {}
        for _ in range(BROWSERS):
            one = socket.create_connection((HOST, site.port), 20)
            one.sendall(site.request)
            one.setblocking(False)
            self._open[one.fileno()], self.read[one.fileno()] = one, []
            self._poll.register(one, select.EPOLLIN)

    def watch(self, seconds: float) -> None:
        """Note what comes, and when."""
        until_s = time.monotonic() + seconds
        while (left_s := until_s - time.monotonic()) > 0:
            for number, _ in self._poll.poll(left_s):
                piece = self._open[number].recv(1 << 16)
                assert piece, "a browser's connection was closed"
                self.read[number].append((time.monotonic(), piece))

    def close(self) -> None:
        """Leave."""
        for one in self._open.values():
            one.close()
        self._poll.close()


def events_of(read: Read) -> Iterator[Seen]:
    """Yield the lines of an event stream, each when it had come."""
    rest = b""
    for at_s, data in read:
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            if line.startswith(b"data: "):
                yield Seen(line, at_s)


def frames_of(read: Read, spaces: dict[str, str]) -> Iterator[Seen]:
    """Yield the messages of a WebSocket (RFC 6455, section 5.2), as the hub would tell them."""
    rest = b""
    for at_s, data in read:
        rest += data
        while (frame := _first_frame(rest)) is not None:
            payload, rest = frame
            yield Seen(_as_event(json.loads(payload), spaces), at_s)


def _first_frame(rest: bytes) -> tuple[bytes, bytes] | None:
    if rest.startswith(b"HTTP/1.1"):
        head, _, rest = rest.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101"), head
    if len(rest) < 4:
        return None
    length, start = rest[1], 2
    if length == 126:
        length, start = int.from_bytes(rest[2:4], "big"), 4
    end_at = start + length
    return None if len(rest) < end_at else (rest[start:end_at], rest[end_at:])


def _as_event(state: dict[str, Any], spaces: dict[str, str]) -> bytes:
    detail = {desk: now["state"] for desk, now in state["desks"].items()}
    return b"data: " + json.dumps({"space": spaces[state["epoch"]], "detail": detail}).encode()


def one_round(site: Site) -> list[float]:
    """Let browsers watch while the agents speak; return how long each state took to each, in ms."""
    browsers = Browsers(site)
    gc.disable()  # the pauses of who measures are nobody's
    try:
        browsers.watch(_SETTLING_S)
        site.speaker.start()
        browsers.watch(SECONDS + _SETTLING_S)
    finally:
        gc.enable()
        browsers.close()
    changes = list(site.speaker.changes())
    return [
        took
        for read in browsers.read.values()
        for took in latencies_ms(changes, [*site.told(read)])
    ]


def measure(sites: Sequence[Site]) -> None:
    """Measure all in turns, after a round that only warms up, and print what came out."""
    halves: dict[str, list[float]] = {site.name: [] for site in sites}
    worst: dict[str, list[float]] = {site.name: [] for site in sites}
    for number in range(ROUNDS_WITH_A_PEER + 1):
        for site in sites:
            took = one_round(site)
            if number > 0:
                halves[site.name].append(percentile(took, 0.5))
                worst[site.name].append(percentile(took, 0.99))
    for site in sites:
        show_median(f"{_WHAT}, {site.name}, p50", halves[site.name], "ms", 2)
        show_median(f"{_WHAT}, {site.name}, p99", worst[site.name], "ms", 2)
    if len(sites) > 1:
        ours, theirs = (median(worst[site.name]) for site in sites)
        show_ratio(f"{_WHAT}, p99, hub to Node-RED", ours, theirs)


@contextmanager
def the_hub() -> Iterator[Site]:
    """Run it, and lend where its stream is, once it rests."""
    with a_region(AGENTS) as region, Speaker(region.broker) as speaker:
        let_settle(region.hub)
        port = int(urlsplit(region.hub.address()).port or 0)
        request = b"GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
        yield Site("hub", port, request, events_of, speaker)


@contextmanager
def the_peer(command: str) -> Iterator[Site]:
    """Run Node-RED, and lend where its WebSocket is."""
    head = f"GET {SOCKET_PATH} HTTP/1.1\r\nHost: localhost\r\n{_HANDSHAKE}\r\n"
    with TemporaryDirectory() as name, a_broker(Path(name)) as broker, Speaker(broker) as speaker:
        folder, states = Path(name) / "node-red", every_agent(Channel.STATE)
        with node_red(command, folder, broker, states, to_browsers()) as port:
            told = partial(frames_of, spaces=speaker.spaces)
            yield Site("Node-RED", port, head.encode(), told, speaker)


def main() -> None:
    """Measure the hub, and Node-RED beside it if there is one."""
    command = program()
    with ExitStack() as running:
        sites = [running.enter_context(the_hub())]
        if command is None:
            print(MISSING)
        else:
            sites.append(running.enter_context(the_peer(command)))
        measure(sites)


if __name__ == "__main__":
    main()
