"""Two parts and two replicas on one broker, any of them killed: nothing lost, doubled or lied.

Each agent's events go to one part alone. The pages come from the replicas, which hold no archive:
they say the same, and never call free a desk where somebody sits or whose agent is dead.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract.events import DeskState
from contract.messages import encode
from contract.topics import AgentAddress, Channel
from hub.clock import SystemClock
from hub.config import SqliteStoreConfig
from hub.parts import load_part
from hub.stores.sqlite.reader import SqliteReader
from tests.parts.mosquitto import Mosquitto
from tests.system.light_agents import LightAgent, Timed, light_agents, pace, settle
from tests.system.region import Hub, eventually, write_hub_toml

pytestmark = [pytest.mark.slow, pytest.mark.real("mosquitto")]

PARTS = ("1/2", "2/2")
MOVING = [AgentAddress(name, "pi") for name in ("alte-post", "bahnhof", "hofladen", "kodorf")]
SEATED, GUARDED = AgentAddress("muehle", "pi"), AgentAddress("rathaus", "pi")
FOREVER = (0, 2**62)


class Sitter:
    """Somebody who sits at a desk all the time, as its agent says each second."""

    def __init__(self, agent: LightAgent) -> None:
        self._agent = agent
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._ending.wait(0.5):
            state = self._agent._state(DeskState.OCCUPIED, SystemClock().wall())
            self._agent._publish(Channel.STATE, encode(state), retain=True)

    def vanish(self) -> None:
        """Let the agent die as in a power cut."""
        self._ending.set()
        self._thread.join()
        self._agent.die()


class Watcher(threading.Thread):
    """Asks a hub again and again, and notes each time that it calls the taken desk free."""

    def __init__(self, hub: Hub, space: str) -> None:
        super().__init__(daemon=True)
        self._hub = hub
        self._space = space
        self._ending = threading.Event()
        self.lies: list[dict[str, Any]] = []
        self.answers = 0

    def run(self) -> None:
        """Ask until the end; a killed replica says nothing."""
        while not self._ending.wait(0.05):
            try:
                body = availability(self._hub, self._space)
            except (httpx.HTTPError, AssertionError):
                continue
            self.answers += 1
            if body["detail"]["d1"] == "free":
                self.lies.append(body)

    def end(self) -> None:
        """Stop asking."""
        self._ending.set()
        self.join()


def availability(hub: Hub, space: str) -> dict[str, Any]:
    """Ask a hub what is free now."""
    answer = httpx.get(f"{hub.address()}/api/v1/spaces/{space}/availability", timeout=5)
    return dict(answer.raise_for_status().json())


def said(hub: Hub, *apart: str) -> list[dict[str, Any]]:
    """Return all that a hub says of all spaces, but for age and what is named."""
    spaces = httpx.get(f"{hub.address()}/api/v1/spaces", timeout=5).json()["spaces"]
    return [{k: v for k, v in body.items() if k not in {"age_s", *apart}} for body in spaces]


def start(hub: Hub) -> None:
    """Start a hub, or start it again, and wait until it listens, however busy the machine is."""
    hub.start()
    eventually(lambda: hub._said() is not None or not hub.running, "the hub listens", 240)
    assert hub.running, hub.log()


@pytest.fixture
def hub_toml(tmp_path: Path, mosquitto: Mosquitto) -> Path:
    """Write a region of six spaces, the last of which protects small counts."""
    path = write_hub_toml(tmp_path, mosquitto, [*MOVING, SEATED, GUARDED])
    before, mark, last = path.read_text().rpartition("[[space]]")
    last = last.replace("small_count = 0", "small_count = 3").replace('"desks"', '"count"')
    path.write_text(before + mark + last)
    return path


@pytest.fixture
def hubs(hub_toml: Path) -> Iterator[dict[str, Hub]]:
    """Run two parts and two replicas, by name."""
    made = {part: Hub(hub_toml, "--part", part, name=f"part-{part[0]}") for part in PARTS}
    made |= {name: Hub(hub_toml, "--live", name=name) for name in ("replica-1", "replica-2")}
    try:
        for hub in made.values():
            start(hub)
        for part in PARTS:
            eventually(made[part].is_ready, f"part {part} is ready")
        yield made
    finally:
        for hub in made.values():
            hub.kill()


def stored(hub_toml: Path, part: str) -> Counter[tuple[str, int]]:
    """Count what a part has stored, by space and event number."""
    store = load_part(hub_toml, part).store
    assert isinstance(store, SqliteStoreConfig)
    with closing(SqliteReader.open(store.path)) as reader:
        return Counter(
            (address.space, kept.event.seq)
            for address in {record.address for record in reader.epochs()}
            for kept in reader.events(address, *FOREVER)
        )


@pytest.mark.timeout(900)
@pytest.mark.faults
def test_any_of_them_may_be_killed(
    mosquitto: Mosquitto, hub_toml: Path, hubs: dict[str, Hub]
) -> None:
    """Lost 0, doubled 0, false-free 0; afterwards both replicas say the same of every space."""
    timed = Timed()
    watchers = [Watcher(hubs[name], SEATED.space) for name in ("replica-1", "replica-2")]
    with light_agents(mosquitto, [*MOVING, SEATED, GUARDED], timed) as agents:
        *moving, seated, _ = agents
        sitter = Sitter(seated)
        for watcher in watchers:
            watcher.start()
        for victim in reversed(hubs.values()):  # the replicas first: they wait for a full minute
            pace(moving, seconds=1, every_s=0.2)
            victim.kill()
            pace(moving, seconds=1, every_s=0.2)
            start(victim)
        assert settle(moving, timed, within_s=120), timed.unsettled()
        sitter.vanish()
        for replica in (hubs["replica-1"], hubs["replica-2"]):
            eventually(replica.is_ready, "the replica has something to say", within_s=120)
            eventually(
                lambda replica=replica: availability(replica, SEATED.space)["quality"] == "stale",  # type: ignore[misc]  # bound
                "a dead agent's desk is unknown",
            )
        agree(hubs["replica-1"], hubs["replica-2"])
        for watcher in watchers:
            watcher.end()
    assert all(watcher.answers for watcher in watchers)
    assert [watcher.lies for watcher in watchers] == [[], []]
    shares = [stored(hub_toml, part) for part in PARTS]
    assert all(shares)
    assert not shares[0].keys() & shares[1].keys()
    assert shares[0] + shares[1] == Counter(timed.said.keys())


def agree(first: Hub, second: Hub) -> None:
    """Both say the same, but for age and version; of the protected space in version, too."""
    deadline = time.monotonic() + 60
    while (told := said(first, "version")) != said(second, "version"):
        assert time.monotonic() < deadline, (told, said(second, "version"))
    while (told := said(first)[-1:]) != said(second)[-1:]:
        assert time.monotonic() < deadline, (told, said(second)[-1:])


def test_what_a_replica_does_not_know(hub_toml: Path) -> None:
    """It answers without a store, makes no file, and says who knows more."""
    text = hub_toml.read_text().replace("[http]", '[http]\narchive_url = "https://hub.example.org"')
    hub_toml.write_text(text)
    replica = Hub(hub_toml, "--live", name="replica")
    try:
        start(replica)
        answer = httpx.get(f"{replica.address()}/reports?lang=de")
        assert answer.status_code == 307
        assert answer.headers["location"] == "https://hub.example.org/reports?lang=de"
        assert replica.stop() == 0
    finally:
        replica.kill()
    assert [each.name for each in hub_toml.parent.iterdir() if each.suffix == ".db"] == []
