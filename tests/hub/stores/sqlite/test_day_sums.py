"""Sums of days in the embedded store: those of its slots, at every moment, or none."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from contract.times import to_us
from hub.domain.day_sums import DaySums, span_of_flags, sums_of_day
from hub.domain.days import space_days
from hub.domain.localtime import ONE_DAY, instant
from hub.domain.meters import DeskSlot
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.errors import StoreDamaged
from hub.reports.figures.build import Sources, build_report
from hub.reports.model import Report
from hub.reports.request import ReportRequest
from hub.stores.history_protocol import KeptSlot, Rolled, SpaceHistory
from hub.stores.sqlite import day_sums
from hub.stores.sqlite.store import SqliteStore
from tests.hub.spaces import a_region, a_space, utc

BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = date(2026, 3, 27), date(2026, 3, 30)  # a day of 23 hours among them
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HALF_US = SLOT_US // 2


def midnight_us(day: date) -> int:
    return to_us(instant(day, 0, BERLIN))


def drawn(from_us: int, to_us_: int) -> list[KeptSlot]:
    """Draw slots of two desks, open from the 30th of each day on."""
    draw = Random(from_us)
    starts = range(from_us, to_us_, SLOT_US)
    return [KeptSlot(a_slot(start, draw.randrange(SLOT_US)), n % 96 > 30) for n, start in
            enumerate(starts)]  # fmt: skip


def a_slot(start_us: int, used_us: int) -> SpaceSlot:
    """Make a slot of two desks: the first in use so long, the second half known."""
    desks = (DeskSlot("d1", used_us, SLOT_US - used_us, 0), DeskSlot("d2", 0, HALF_US, HALF_US))
    return SpaceSlot(
        start_us, 2, used_us, SLOT_US - used_us + HALF_US, HALF_US, int(used_us > 0), 9 * used_us,
        used_us // 3, used_us // 4, SLOT_US, 2, 1, used_us % 2, desks,
    )  # fmt: skip


def history_of(slots: Sequence[KeptSlot]) -> SpaceHistory:
    """Make what the roll-up would write."""
    opened = {kept.slot.start_us for kept in slots if kept.open}
    days = list(space_days((kept.slot for kept in slots), BERLIN, opened.__contains__))
    return SpaceHistory("hof", BERLIN.key, slots, days, Rolled(0, ""), ())


NOTHING = SpaceHistory("hof", BERLIN.key, (), (), Rolled(0, ""), ())
SLOTS = drawn(midnight_us(FIRST), midnight_us(LAST + ONE_DAY))


def expected(slots: Sequence[KeptSlot], day: date) -> DaySums:
    """Sum a day without a store."""
    start_us, end_us = midnight_us(day), midnight_us(day + ONE_DAY)
    of_day = [kept for kept in slots if start_us <= kept.slot.start_us < end_us]
    span = span_of_flags(start_us, [kept.open for kept in of_day])
    plain = [replace(kept.slot, by_desk=()) for kept in of_day]
    used_us = sum(kept.slot.occupied_us for kept in of_day if kept.open)
    return sums_of_day(day, span, plain, int(used_us >= 1800 * 10**6), BERLIN)


def stored(store: SqliteStore) -> list[DaySums]:
    """Read all sums that there are."""
    with closing(store.open_history()) as reader:
        return list(reader.day_sums("hof", date(2026, 1, 1), date(2026, 12, 31)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "hub.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """A store with four whole days."""
    with closing(SqliteStore.open(path)) as store:
        store.write_history(history_of(SLOTS))
        yield store


def change(path: Path, sql: str) -> None:
    """Change a store's file from outside."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(sql)


def test_they_are_those_of_the_slots(store: SqliteStore) -> None:
    """Of every day, also of one of 23 hours."""
    days = [date(2026, 3, day) for day in range(27, 31)]
    assert stored(store) == [expected(SLOTS, day) for day in days]
    assert [sums.span.slot_count for sums in stored(store)] == [96, 96, 92, 96]


def test_what_comes_late_changes_them_at_once(store: SqliteStore) -> None:
    """A slot that is made anew, and one that is open now: in the commit that writes the slot."""
    late = list(SLOTS)
    late[50] = KeptSlot(a_slot(late[50].slot.start_us, 17), open=False)
    start_us, end_us = midnight_us(FIRST), midnight_us(FIRST + ONE_DAY)
    of_day = [kept for kept in late if start_us <= kept.slot.start_us < end_us]
    days = history_of(of_day).days
    store.write_history(replace(history_of(late[50:51]), days=days))
    assert stored(store)[0] == expected(late, FIRST) != expected(SLOTS, FIRST)


def test_a_day_that_is_not_whole_has_none(path: Path) -> None:
    """Neither the one that is running, nor one of which a slot is missing; then it has."""
    with closing(SqliteStore.open(path)) as store:
        store.write_history(history_of([*SLOTS[:40], *SLOTS[41:100]]))
        assert stored(store) == []
        days = history_of(SLOTS[:96]).days
        store.write_history(replace(history_of(SLOTS[40:41]), days=days))
        assert stored(store) == [expected(SLOTS, FIRST)]


def test_days_without_sums_get_them_by_and_by(
    path: Path, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a migration, newest first, some with every write of the space."""
    monkeypatch.setattr(day_sums, "DAYS_AT_ONCE", 3)
    change(path, "DELETE FROM day_sum")
    assert stored(store) == []
    store.write_history(NOTHING)
    assert [sums.day.day for sums in stored(store)] == [28, 29, 30]
    store.write_history(NOTHING)
    assert stored(store)[0] == expected(SLOTS, FIRST)


@pytest.mark.parametrize(
    "changed", ["digest = ''", "slots = 95", "opened = '0-96'", "sums = x'00'"]
)
def test_sums_that_are_not_as_they_were_written_are_found(
    path: Path, store: SqliteStore, changed: str
) -> None:
    """Nothing is read of them, and the hub is told."""
    change(path, f"UPDATE day_sum SET {changed} WHERE day = '2026-03-28'")  # noqa: S608 - ours
    with pytest.raises(StoreDamaged):
        stored(store)
    assert store.is_doubted


def test_none_are_made_of_damaged_slots(path: Path, store: SqliteStore) -> None:
    """The write is refused as a whole, and the hub is told."""
    change(
        path, "UPDATE slot SET occupied_us = 1 WHERE start_us = (SELECT min(start_us) FROM slot)"
    )
    change(path, "DELETE FROM day_sum")
    with pytest.raises(StoreDamaged):
        store.write_history(NOTHING)
    assert store.is_doubted


@pytest.mark.parametrize("hours", ["07:45-24:00", "07:30-24:00", "00:00-06:00,22:00-24:00"])
@pytest.mark.parametrize("counts", [True, False])
def test_a_report_of_sums_is_that_of_the_slots(
    store: SqliteStore, hours: str, *, counts: bool
) -> None:
    """Under the hours by which they were made, and under others, which read the slots."""
    space = a_space(
        since=FIRST,
        opening=dict.fromkeys(DAYS, hours),
        desk=[{"id": "d1", "agent": "pi"}, {"id": "d2", "agent": "pi"}],
        door=[{"id": "main", "agent": "pi", "counts": counts}],
    )

    def report(*, reads_all: bool) -> Report:
        with closing(store.open_history()) as history, closing(store.open_reader()) as events:
            made = build_report(
                a_region(space),
                Sources(history, events),
                ReportRequest((), FIRST, LAST),
                utc(2026, 4, 2),
                version="1",
                reads_all=reads_all,
            )
        assert (len(made.method.earlier_fingerprints) > 1) == (reads_all or "45" not in hours)
        return replace(made, method=replace(made.method, earlier_fingerprints=()))

    assert report(reads_all=False) == report(reads_all=True)
