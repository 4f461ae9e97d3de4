"""An agent is offline for 20 hours: its day comes late and changes what it touches, no more."""

import random
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from contract.times import from_us
from contract.topics import AgentAddress
from hub.domain.calendar import Calendar
from hub.domain.days import space_days
from hub.domain.intake import Batch
from hub.domain.order import PlacedEvent, in_order
from hub.domain.slots import SLOT_US, WatchedPart, slot_of, slots_of
from hub.domain.space import SpaceConfig
from hub.domain.timeline import Stretch
from hub.stores.history_protocol import KeptSlot
from hub.stores.sqlite import file
from hub.stores.sqlite.history import (
    SqliteHistory,
    desk_day_rows,
    slot_desks_row,
    slot_row,
    space_day_rows,
)
from hub.stores.sqlite.store import SqliteStore
from hub.workers.rollup import Rollup
from tests.hub.domain.histories import BASE_US, SECOND_US, A, B, Teller
from tests.hub.domain.outlines import outlines_of
from tests.hub.spaces import WEEK, a_space

HOUR_S: Final = 3600
LATE, BESIDE, ELSEWHERE = (
    AgentAddress("hof", "pi-1"),
    AgentAddress("hof", "pi-2"),
    AgentAddress("nebenan", "pi-1"),
)
DESKS: Final = {LATE: ("d1", "d2"), BESIDE: ("d3",), ELSEWHERE: ("d1",)}
SPACES: Final = tuple(
    a_space(
        id=space,
        since=date(2026, 3, 2),
        opening=WEEK,
        desk=[
            {"id": desk, "agent": address.agent}
            for address, desks in DESKS.items()
            if address.space == space
            for desk in desks
        ],
        door=[{"id": "main", "agent": "pi-1", "counts": True}],
    )
    for space in ("hof", "nebenan")
)
SINCE_US: Final = BASE_US - 8 * HOUR_S * SECOND_US  # the local day begins before the events do
SILENT_S: Final = (30 * HOUR_S + 437, 50 * HOUR_S + 91)
"""From 13:07 UTC on the second day to 9:01 on the third, over a local midnight."""
PAUSE_S: Final = (38 * HOUR_S, 41 * HOUR_S)
"""Meanwhile it is switched off: late or not, nothing is known of these hours."""
END_S: Final = 74 * HOUR_S
KEYS: Final = {"slot": 2, "slot_desks": 2, "space_day": 3, "desk_day": 4}
"""So many of a table's first columns name a row."""
SPAN_COLUMN: Final = dict(zip(KEYS, ("start_us", "start_us", "day", "day"), strict=True))

Row = tuple[Any, ...]
Tables = dict[str, dict[Row, Row]]
Stored = Mapping[AgentAddress, Sequence[PlacedEvent]]


def told(address: AgentAddress) -> list[PlacedEvent]:
    """Tell three days of one agent, in one epoch or two."""
    if address != LATE:
        return run_of(address, A, 0, END_S)
    first = run_of(address, A, 0, PAUSE_S[0])
    return first + run_of(address, B, PAUSE_S[1], END_S, (A.epoch, len(first)))


def run_of(
    address: AgentAddress,
    teller: Teller,
    from_s: int,
    to_s: int,
    previous: tuple[str, int] | None = None,
) -> list[PlacedEvent]:
    """Tell one epoch: alive every 5 minutes, people at random, stopped in the end."""
    dice = random.Random(str(address))
    desks = DESKS[address]
    states = dict.fromkeys(desks, "f")
    events = [teller.started(from_s, previous, **states)]
    for alive_s in range(from_s + 300, to_s, 300):
        at_s = alive_s - 300 + dice.uniform(1, 299)
        if dice.random() < 0.3:
            desk = dice.choice(desks)
            states[desk] = dice.choice("fffou")
            events.append(teller.desk(len(events) + 1, at_s, desk, states[desk]))
        elif dice.random() < 0.2:
            events.append(teller.passage(len(events) + 1, at_s, "main", dice.choice(("in", "out"))))
        events.append(teller.alive(len(events) + 1, alive_s, **states))
    return [*events, teller.stopped(len(events) + 1, to_s)]


TOLD: Final = {address: told(address) for address in DESKS}


def until(events: Sequence[PlacedEvent], end_s: float) -> list[PlacedEvent]:
    """Return the events before an instant."""
    return [one for one in events if one.at_us < BASE_US + end_s * SECOND_US]


def batches(address: AgentAddress, events: Sequence[PlacedEvent]) -> list[Batch]:
    """Put events, in order and without a gap, into one batch for each epoch."""
    cut = []
    for epoch, group in groupby(events, key=lambda one: one.epoch):
        facts = tuple(one.event for one in group)
        cut.append(Batch(address, epoch, facts[0].seq, facts[-1].seq, facts, ()))
    return cut


# What should be there, made in memory


def made(space: SpaceConfig, stored: Stored, now_us: int) -> Iterator[tuple[str, Row]]:
    """Make all rows of a space out of all events at once: table and row."""
    parts = []
    for address in (one for one in stored if one.space == space.id):
        events = in_order(stored[address])
        doors = frozenset({"main"} if address.agent == "pi-1" else ())
        stretch = Stretch(tuple(events), outlines_of(events))
        parts.append(WatchedPart(stretch, frozenset(DESKS[address]), doors))
    calendar = Calendar(space)
    desks = tuple(desk.id for desk in space.desks)
    slots = list(slots_of(parts, SINCE_US, slot_of(now_us), lambda _: desks))
    opened = {one.start_us for one in slots if calendar.is_open(from_us(one.start_us))}
    for slot in slots:
        yield "slot", slot_row(space.id, KeptSlot(slot, slot.start_us in opened))
        if slot.by_desk:
            yield "slot_desks", slot_desks_row(space.id, slot)
    for day in space_days(iter(slots), ZoneInfo(space.timezone), opened.__contains__):
        for row in space_day_rows(space.id, day):
            yield "space_day", row
        for row in desk_day_rows(space.id, day):
            yield "desk_day", row


def made_in_memory(stored: Stored, now_us: int) -> Tables:
    """Make all rows of the region, by table and key."""
    tables: Tables = {table: {} for table in KEYS}
    for space in SPACES:
        for table, row in made(space, stored, now_us):
            tables[table][row[: KEYS[table]]] = row
    return tables


# What is there, by SQL alone


def read(path: Path) -> Tables:
    """Read all rows of the four tables, without their check sums, which stand last."""
    with closing(sqlite3.connect(path)) as database:
        return {
            table: {
                row[:width]: row[:-1]
                for row in database.execute(f"SELECT * FROM {table}")  # noqa: S608 - a test's own words
            }
            for table, width in KEYS.items()
        }


def count_writes(path: Path, patch: pytest.MonkeyPatch) -> None:
    """Let the database itself note which slot or day of which table is written from now on.

    A store with tables that aren't ours counts as damaged, hence the patch.
    """
    tables = file._tables
    patch.setattr(
        file,
        "_tables",
        lambda db: frozenset(
            each for each in tables(db) if each[0] != "trigger" and each[1] != "written"
        ),
    )
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE written (of_table TEXT, space TEXT, span)")
        for table, span in SPAN_COLUMN.items():
            for change, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
                database.execute(
                    f"CREATE TRIGGER {table}_{change} AFTER {change} ON {table} BEGIN"  # noqa: S608 - a test's own words
                    f" INSERT INTO written VALUES ('{table}', {row}.space, {row}.{span}); END"
                )


def written(path: Path) -> dict[str, set[Row]]:
    """Return which slots and days of each table were written, be it with the same content."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT of_table, space, span FROM written").fetchall()
    return {table: {row[1:] for row in rows if row[0] == table} for table in KEYS}


def roll(path: Path, arriving: Stored, now_us: int) -> int:
    """Store what arrives and bring the history up to date."""
    with closing(SqliteStore.open(path)) as store, closing(SqliteHistory.open(path)) as reader:
        for address, events in arriving.items():
            store.append(batches(address, events), now_us)
        return Rollup(SPACES, reader, store.write_history).run(now_us)


def differing(before: Tables, after: Tables) -> dict[str, set[Row]]:
    """Return the slots and days of each table that have a row which differs."""
    return {
        table: {
            (key[0], key[1])
            for key in before[table].keys() | after[table].keys()
            if before[table].get(key) != after[table].get(key)
        }
        for table in KEYS
    }


def whole_units(touched: Mapping[str, set[Row]]) -> dict[str, set[Row]]:
    """Return what has to be written: a slot goes with its desks, a day with its desks."""
    assert touched["slot_desks"] <= touched["slot"]
    assert touched["desk_day"] <= touched["space_day"]
    slots, days = touched["slot"], touched["space_day"]
    return {"slot": slots, "slot_desks": slots, "space_day": days, "desk_day": days}


def slots_over(from_s: int, to_s: int, now_us: int) -> set[Row]:
    """Name all slots of the space that a span touches and that ended by now."""
    first_us = slot_of(BASE_US + from_s * SECOND_US)
    end_us = min(BASE_US + to_s * SECOND_US, slot_of(now_us))
    return {("hof", start_us) for start_us in range(first_us, end_us, SLOT_US)}


@pytest.mark.parametrize("is_followed", [False, True], ids=["at the end", "in a gap"])
def test_a_late_day_changes_what_it_touches_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_followed: bool
) -> None:
    """Slots, days and desks equal those made of everything at once; no other row is written."""
    path = tmp_path / "store.db"
    from_s, to_s = SILENT_S
    now_s = END_S if is_followed else to_s
    now_us = BASE_US + now_s * SECOND_US
    whole = {address: until(events, now_s) for address, events in TOLD.items()}
    early, late = until(whole[LATE], from_s), until(whole[LATE], to_s)
    late, follows = late[len(early) :], whole[LATE][len(late) :]
    known = whole | {LATE: early + follows}

    roll(path, whole | {LATE: early}, now_us)
    if follows:
        roll(path, {LATE: follows}, now_us)
    before = read(path)
    assert before == made_in_memory(known, now_us)

    count_writes(path, monkeypatch)
    changed_count = roll(path, {LATE: late}, now_us)
    after = read(path)
    assert after == made_in_memory(whole, now_us)

    touched = differing(before, after)
    assert written(path) == whole_units(touched)
    assert changed_count == len(touched["slot"])
    assert len(late) > 200
    assert {space for table in touched.values() for space, _ in table} == {"hof"}
    assert touched["slot"] == slots_over(from_s, to_s, now_us) - slots_over(*PAUSE_S, now_us)
    assert touched["space_day"] == {("hof", "2026-03-03"), ("hof", "2026-03-04")}
    assert roll(path, {LATE: late}, now_us) == 0, "what comes again changes nothing"
    assert written(path) == whole_units(touched)
