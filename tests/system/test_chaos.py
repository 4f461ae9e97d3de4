"""Broker, hub and agents are killed at random moments, and in the end every event counts once."""

import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from contract.topics import AgentAddress
from hub.stores.sqlite.reader import SqliteReader
from tests.parts.mosquitto import Mosquitto
from tests.system.region import Hub, Process, eventually, write_edge_toml, write_hub_toml

AGENTS = (AgentAddress("alte-post", "pi-1"), AgentAddress("hofladen", "pi-2"))
KILLS = 12
CHANGES_PER_S = 40
RECOVERY_S = 120
Event = tuple[str, int, str]
"""Epoch, number and body."""


def committed(folder: Path, address: AgentAddress) -> set[Event]:
    """Read everything that the agent's card holds."""
    uri = f"{(folder / f'{address.agent}.db').as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as card:
        rows = card.execute("SELECT epoch, seq, body FROM entry JOIN epoch ON no = epoch_no")
        return {(epoch, seq, body) for epoch, seq, body in rows}


def unsettled_count(folder: Path, address: AgentAddress) -> int:
    """Count what still waits on the agent's card."""
    uri = f"{(folder / f'{address.agent}.db').as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as card:
        return int(card.execute("SELECT count(*) FROM entry WHERE settled = 0").fetchone()[0])


def stored(folder: Path, address: AgentAddress) -> list[Event]:
    """Read everything that the store holds of the agent, repetitions included."""
    reader = SqliteReader.open(folder / "hub.db")
    events = [
        (event.epoch, event.event.seq, event.event.model_dump_json(exclude={"seq", "at", "clock"}))
        for event in reader.events(address, 0, 2**62)
    ]
    reader.close()
    return events


@pytest.fixture
def seed() -> int:
    """Choose the day; the same number replays the same kills, as far as time allows."""
    return int(os.environ.get("PLATZFREI_CHAOS_SEED", random.SystemRandom().randrange(10**6)))


@pytest.fixture
def edges(mosquitto: Mosquitto, tmp_path: Path, seed: int) -> Iterator[list[Process]]:
    """Make an agent process for each space."""
    processes = []
    for number, address in enumerate(AGENTS):
        config = write_edge_toml(tmp_path, mosquitto, address)
        arguments = ["-m", "tests.system.driven_edge", str(config), str(seed + number)]
        processes.append(Process([*arguments, str(CHANGES_PER_S)], config.with_suffix(".log")))
    yield processes
    for process in processes:
        process.kill()


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_whatever_is_killed_every_event_counts_once(
    mosquitto: Mosquitto, edges: list[Process], tmp_path: Path, seed: int
) -> None:
    """Through twelve kills of anything at any moment, cards and store agree to the event."""
    print(f"PLATZFREI_CHAOS_SEED={seed}")
    dice = random.Random(seed)
    hub = Hub(write_hub_toml(tmp_path, mosquitto, AGENTS))
    parts: list[Mosquitto | Process] = [mosquitto, hub, *edges]
    try:
        for part in (hub, *edges):
            part.start()
        eventually(hub.is_ready, "the hub is ready")
        for _ in range(KILLS):
            time.sleep(dice.uniform(0.2, 2.5))
            victim = dice.choice(parts)
            victim.kill()
            time.sleep(dice.uniform(0, 1.5))
            victim.start()
        eventually(hub.is_ready, "the hub is ready again", RECOVERY_S)
        for edge in edges:
            edge.stop()
            edge.start()  # what it could not send in its farewell, it sends now
        day = _settled_day(tmp_path)
        for edge in edges:
            edge.kill()
        status, table = hub.audit()
        assert status == 0, table
        for address in AGENTS:
            filed = stored(tmp_path, address)
            assert len(day[address]) > 100
            assert day[address].issubset(filed), "something is lost"
            assert len(filed) == len(set(filed)), "something counts twice"
    finally:
        hub.kill()


def _settled_day(folder: Path) -> dict[AgentAddress, set[Event]]:
    """Return all that the cards hold now, once it is stored; the agents go on meanwhile."""
    before = {address: committed(folder, address) for address in AGENTS}

    def all_filed() -> bool:
        return all(before[agent].issubset(stored(folder, agent)) for agent in AGENTS)

    eventually(all_filed, "everything of the day is stored", RECOVERY_S)
    return before


def test_a_stored_event_is_what_the_card_wrote(
    mosquitto: Mosquitto,
    start_hub: Callable[[list[AgentAddress]], Hub],
    edges: list[Process],
    tmp_path: Path,
) -> None:
    """Without any fault, card and store hold the same bodies under the same numbers."""
    hub = start_hub(list(AGENTS))
    edges[0].start()
    eventually((tmp_path / "pi-1.db").exists, "the card is there")
    eventually(lambda: len(stored(tmp_path, AGENTS[0])) > 50, "some events are stored")
    assert edges[0].stop() == 0
    eventually(lambda: unsettled_count(tmp_path, AGENTS[0]) == 0, "the farewell is settled")
    assert committed(tmp_path, AGENTS[0]) == set(stored(tmp_path, AGENTS[0]))
    assert hub.audit()[0] == 0
