"""Agents in order beside one that floods: they lose nothing, and a death among them is seen."""

import itertools
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from contract.topics import AgentAddress
from hub.stores.sqlite.reader import SqliteReader
from tests.bench import bench_flood
from tests.parts.mosquitto import BrokerConfig, Mosquitto
from tests.system.flooder import KINDS
from tests.system.light_agents import LightAgent, Timed, Viewer, light_agents, pace, settle
from tests.system.region import REPOSITORY, Hub, eventually

ENEMY = AgentAddress("enemy", "pi-0")
PATIENCE_S = 120.0
LIMITS = ("max_queued_messages 2000", "max_queued_bytes 33554432", "max_inflight_messages 100")
"""Those of deploy/mosquitto/mosquitto.conf: what is beyond them the broker drops silently."""


@dataclass(frozen=True)
class Enemy:
    """Who floods what with which kind of message."""

    broker: Mosquitto
    kind: str


@contextmanager
def flooding(by: Enemy) -> Iterator[None]:
    """Let the enemy flood in a process of its own."""
    place = (by.broker.host, str(by.broker.port), str(ENEMY), by.kind)
    program = ["-m", "tests.system.flooder", *place]
    enemy = subprocess.Popen(
        [sys.executable, *program], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    try:
        assert enemy.stdout is not None
        assert enemy.stdout.readline() == "flooding\n"
        yield
    finally:
        enemy.kill()
        enemy.communicate()


def counted(hub: Hub, name: str) -> int:
    """Return a counter of the hub's /metrics, summed over its labels."""
    text = httpx.get(f"{hub.address()}/metrics", timeout=60).text
    found = re.findall(rf"^platzfrei_{name}_total(?:{{.*}})? (\S+)$", text, re.MULTILINE)
    return int(sum(map(float, found)))


def turned_away(hub: Hub) -> int:
    """Count what was dropped, and what got no receipt although it could be read."""
    return counted(hub, "messages_dropped") + counted(hub, "batches_held")


def stored_counts(hub: Hub, addresses: Sequence[AgentAddress]) -> Counter[str]:
    """Count the stored events of each space."""
    with closing(SqliteReader.open(hub.config.parent / "hub.db")) as reader:
        return Counter(
            {
                address.space: sum(1 for _ in reader.events(address, 0, 2**62))
                for address in addresses
            }
        )


def live_beside(
    hub: Hub, agents: Sequence[LightAgent], timed: Timed, enemy: Enemy, seconds: float
) -> None:
    """Let agents in order change beside a flood, and the last one die in the middle of it."""
    viewer = Viewer(hub.address(), timed)
    viewer.start()
    dying = agents[-1]
    with flooding(enemy):
        pace(agents, seconds / 2, 1.0)
        dying.die()
        pace(agents[:-1], seconds / 2, 1.0)
        eventually(
            lambda: viewer.shown.get(dying.address.space) == "unknown",
            f"the dead agent's desk is unknown beside {enemy.kind}",
        )
        alive = {agent.address.space for agent in agents[:-1]}
        eventually(lambda: turned_away(hub) > 0, f"some of {enemy.kind} is turned away")
        assert settle(agents[:-1], timed, PATIENCE_S, of=alive), timed.unsettled()


@pytest.mark.parametrize("kind", ["everything", "wills", "lost-events"])
def test_agents_in_order_lose_nothing_beside_a_flood(
    new_mosquitto: Callable[[BrokerConfig], Mosquitto],
    start_hub_on: Callable[[Mosquitto, Sequence[AgentAddress]], Hub],
    kind: str,
) -> None:
    """Every event is stored, a will comes through within its ttl, what is dropped is counted."""
    broker = new_mosquitto(BrokerConfig(extra_lines=LIMITS))
    broker.start()
    addresses = [AgentAddress(f"space-{number}", "pi") for number in range(4)]
    hub = start_hub_on(broker, [*addresses, ENEMY])
    timed = Timed()
    with light_agents(broker, addresses, timed) as agents:
        live_beside(hub, agents, timed, Enemy(broker, kind), 4.0)
    assert_nothing_is_lost(hub, addresses, timed)
    assert hub.running
    assert "Traceback" not in hub.log()


def test_the_limits_are_those_that_are_shipped() -> None:
    """A broker that drops sooner or later than the one of a region would prove nothing."""
    shipped = (REPOSITORY / "deploy" / "mosquitto" / "mosquitto.conf").read_text().splitlines()
    assert set(LIMITS) | set(bench_flood.LIMITS) <= set(shipped)


def assert_nothing_is_lost(hub: Hub, addresses: Sequence[AgentAddress], timed: Timed) -> None:
    """What was said is stored; of the one that died at least what has a receipt."""
    said, settled = (Counter(space for space, _ in keys) for keys in (timed.said, timed.stored))
    dead = addresses[-1].space
    assert len(said) == len(addresses)
    assert stored_counts(hub, addresses) >= settled
    assert said.keys() - {dead} == {space for space in settled if settled[space] == said[space]} - {
        dead
    }


@pytest.mark.faults
def test_ten_minutes_of_floods(
    new_mosquitto: Callable[[BrokerConfig], Mosquitto],
    start_hub_on: Callable[[Mosquitto, Sequence[AgentAddress]], Hub],
) -> None:
    """Fifty agents beside each kind in turn: no loss, every death seen, and a small store."""
    broker = new_mosquitto(BrokerConfig(extra_lines=LIMITS))
    broker.start()
    addresses = [AgentAddress(f"space-{number}", "pi") for number in range(50)]
    hub = start_hub_on(broker, [*addresses, ENEMY])
    ends_s = time.monotonic() + 600
    for kind in itertools.cycle(KINDS):
        timed = Timed()
        with light_agents(broker, addresses, timed) as agents:
            live_beside(hub, agents, timed, Enemy(broker, kind), 30.0)
        assert_nothing_is_lost(hub, addresses, timed)
        if time.monotonic() > ends_s:
            break
    assert counted(hub, "floods") > len(KINDS) - 2
    assert sum(size_of(hub)) < 300_000_000
    assert "Traceback" not in hub.log()


def size_of(hub: Hub) -> Iterator[int]:
    """Yield the sizes of the store's files, in bytes."""
    folder: Path = hub.config.parent
    yield from (path.stat().st_size for path in folder.glob("hub.db*"))
