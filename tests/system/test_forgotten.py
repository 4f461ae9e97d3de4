"""After the limit, nothing of an event is found in any file of hub and edge; its slots stay."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from contract.topics import AgentAddress, Channel
from edge.delivery import event_body
from edge.delivery.event_body import Draft, Snapshot
from edge.delivery.journal import Journal
from edge.delivery.outbox import Outbox
from tests.edge.scripted import ScriptedClock
from tests.parts.mosquitto import Mosquitto
from tests.parts.peer import a_peer
from tests.system.earlier import EarlierEdgeClock, EarlierHub
from tests.system.region import eventually, write_edge_toml, write_hub_toml
from tests.system.running_agent import running_agent

ADDRESS: Final = AgentAddress("alte-post", "pi-1")
DAYS: Final = 40
BOOT: Final = "ca9a21e0" * 4
EVIDENCE, PROBLEM = "canary-evidence", "canary-problem"
MALFORMED, FOREIGN, UNREADABLE = "canary-malformed", "canary-elsewhere", "canary-unreadable"
CANARIES: Final = (BOOT, EVIDENCE, PROBLEM, MALFORMED, FOREIGN, UNREADABLE)
HISTORY: Final = ("slot", "space_day", "desk_day")
ROOMY: Final = 64 * 1024 * 1024


def live_through_an_hour(outbox: Outbox, ends_us: int) -> None:
    """Keep what an agent saw in an hour, and what a broken one would have kept."""
    clock = ScriptedClock(BOOT, offset_us=ends_us - 3600 * 1_000_000)
    journal = Journal(outbox, clock)
    seen = Snapshot({}, {"main": False})
    journal.begin(seen, clock.now_us)
    for number in range(360):
        clock.pass_s(10)
        state = "occupied" if number % 60 < 40 else "free"
        body = f'{{"kind":"desk","desk":"d1","state":"{state}","evidence":"{EVIDENCE}"}}'
        journal.record([Draft(clock.now_us, body)])
    broken = (
        f'{{"kind":"desk","desk":"d1","state":"{MALFORMED}","evidence":""}}',
        f'{{"kind":"desk","desk":"{FOREIGN}","state":"free","evidence":""}}',
    )
    journal.record([Draft(clock.now_us, body) for body in broken])
    journal.record(
        [event_body.fault(clock.now_us, "seat-1", PROBLEM), event_body.stopped(clock.now_us)]
    )


def found(folder: Path) -> set[str]:
    """Return the canaries that are anywhere below `folder`."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {canary for file in files for canary in CANARIES if canary.encode() in file.read_bytes()}


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """Ask a database beside its owner."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        return database.execute(sql).fetchall()


def count(path: Path, table: str) -> int:
    """Count the rows of a table."""
    return int(rows(path, f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - a test's own words


def history(store: Path, until_us: int) -> dict[str, list[tuple[Any, ...]]]:
    """Return slots and days that ended by `until_us`."""
    day = f"date({until_us} / 1000000 - 86400, 'unixepoch')"
    limits = (f"start_us < {until_us} - 900000000", f"day < {day}", f"day < {day}")
    return {
        table: rows(store, f"SELECT * FROM {table} WHERE {limit}")  # noqa: S608 - a test's own words
        for table, limit in zip(HISTORY, limits, strict=True)
    }


def is_rolled_up(store: Path) -> bool:
    """Tell whether slots are made of everything that is stored."""
    is_made = rows(store, "SELECT 1 FROM slot WHERE occupied_us > 0 AND free_us > 0")
    return bool(is_made) and count(store, "touched") == 0


@pytest.mark.slow
def test_after_the_limit_a_canary_is_found_nowhere(
    mosquitto: Mosquitto,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Stored, quarantined and kept on the card forty days ago; gone today, with counts in the log.

    Real hub, broker and agent, with clocks that are forty days slow at first. Every file is
    searched, while both run and after they ended: databases, WALs, logs.
    """
    caplog.set_level(logging.INFO, "edge")
    store, card = tmp_path / "hub.db", tmp_path / f"{ADDRESS.agent}.db"
    edge_toml = write_edge_toml(tmp_path, mosquitto, ADDRESS)
    clock = EarlierEdgeClock(DAYS, BOOT)
    then_us = clock.wall_us()
    with closing(Outbox.open(card, ROOMY)) as outbox:
        live_through_an_hour(outbox, then_us - 1_800_000_000)
    earlier = EarlierHub(write_hub_toml(tmp_path, mosquitto, [ADDRESS]), DAYS)
    hub = EarlierHub(earlier.config, 0)
    try:
        earlier.start()
        eventually(earlier.is_ready, "the earlier hub is ready")
        with running_agent(edge_toml, clock), a_peer(mosquitto.host, mosquitto.port) as enemy:
            enemy.say(ADDRESS.topic(Channel.EVENTS), f'{{"schema":1,"{UNREADABLE}'.encode())
            eventually(lambda: count(store, "event") > 360, "events are stored")
            eventually(lambda: count(store, "quarantine") == 3, "three are quarantined")
            eventually(lambda: is_rolled_up(store), "slots are made")
        assert found(tmp_path) == set(CANARIES)
        assert earlier.stop() == 0
        event_count, before = count(store, "event"), history(store, then_us)
        settled_count = rows(card, "SELECT count(*) FROM entry WHERE settled")[0][0]
        assert settled_count > 360
        hub.start()
        eventually(lambda: count(store, "deletion") > 1, "today's hub deletes")
        with running_agent(edge_toml):
            eventually(lambda: "deleted after 30 days" in caplog.text, "today's agent deletes")
            eventually(lambda: count(store, "event") > 0, "life goes on")
            eventually(lambda: not found(tmp_path), "no canary is found")
        assert hub.stop() == 0
    finally:
        earlier.kill()
        hub.kill()
    assert found(tmp_path) == set()
    assert history(store, then_us) == before
    assert f"deleted after 30 days: {settled_count} events, 0 files" in caplog.text
    assert f"deleted after 30 days: {event_count} events, 3 quarantined" in hub.log()
    assert (event_count, 3) in rows(store, "SELECT events, quarantined FROM deletion")
