"""Typical days at hand: made in time, kept while the store is ill, for a month if protected."""

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from contract.times import to_us
from hub.domain.localtime import instant
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.space import SpaceConfig
from hub.domain.typical_day import Level
from hub.errors import StoreUnavailable
from hub.metrics import HubMetrics
from hub.spaces_now import SpacesNow
from hub.stores.history_protocol import HistoryReader, KeptSlot, Rolled, SpaceHistory
from hub.stores.sqlite.store import SqliteStore
from hub.workers.periodic import PeriodicThread
from hub.workers.typical_days import (
    LONGEST_WAIT_S,
    LOOK_EVERY_S,
    RENEW_EVERY_S,
    TypicalDays,
)
from tests.hub.scripted import ScriptedClock
from tests.hub.spaces import a_space, closed_on, utc

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY_MORNING = utc(2026, 3, 2, 9, 41)
OPEN = {"mon": "09:00-11:00", "tue": "09:00-11:00"}
PATIENCE_S = 30


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Make an empty store."""
    with closing(SqliteStore.open(tmp_path / "hub.db")) as opened:
        yield opened


class Reading:
    """Opens readers of a store, counts them, and fails while it is ill."""

    def __init__(self, store: SqliteStore) -> None:
        self.count = 0
        self.is_ill = False
        self._store = store

    def __call__(self) -> HistoryReader:
        self.count += 1
        if self.is_ill:
            raise StoreUnavailable("gone")
        return self._store.open_history()


def a_slot(start_us: int, occupied: int) -> SpaceSlot:
    """Make a slot with so many of four desks occupied throughout."""
    return SpaceSlot(
        start_us=start_us, desks=4, occupied_us=occupied * SLOT_US,
        free_us=(4 - occupied) * SLOT_US, unknown_us=0, peak_occupied=occupied, used_known_us=0,
        full_us=0, not_full_us=0, doors_known_us=0, arrivals=0, departures=0, turn_backs=0,
        by_desk=(),
    )  # fmt: skip


def fill(
    store: SqliteStore, first: date, until: date, occupied: int, rolled: date | None = None
) -> None:
    """Store every slot from one local day to another, and that slots are made so far."""
    from_us, end_us = (to_us(instant(day, 0, BERLIN)) for day in (first, until))
    slots = [KeptSlot(a_slot(at, occupied), open=False) for at in range(from_us, end_us, SLOT_US)]
    rolled_us = to_us(instant(rolled or until, 0, BERLIN))
    store.write_history(SpaceHistory("hof", "Europe/Berlin", slots, (), Rolled(rolled_us, ""), ()))


def made(
    store: SqliteStore, start: datetime = MONDAY_MORNING, **keys: Any
) -> tuple[TypicalDays, ScriptedClock, Reading]:
    """Make the typical days of one space on a store."""
    clock, reading = ScriptedClock(start), Reading(store)
    return TypicalDays([a_hof(**keys)], reading, clock), clock, reading


def renew(days: TypicalDays) -> None:
    """Do what is due."""
    work = days.due()
    if work is not None:
        work(lambda: False)


def a_hof(**keys: Any) -> SpaceConfig:
    return a_space(**{"opening": OPEN, "small_count": 0} | keys)


def utilisations(days: TypicalDays, weekday: int | None = None) -> set[float | None]:
    """Return what is said of all hours together."""
    known = days.of("hof", weekday)
    return {hour.utilisation_ratio for hour in known.typical.hours} if known else set()


def levels(days: TypicalDays) -> set[Level | None]:
    """Return all levels that are said."""
    known = days.of("hof")
    return {hour.level for hour in known.typical.hours} if known else set()


def test_nothing_is_known_before_the_first_look(store: SqliteStore) -> None:
    """Whoever asks gets an answer at once, without the store."""
    days, _, reading = made(store)
    assert days.of("hof") is None
    assert reading.count == 0


def test_a_typical_day_is_made_of_the_store(store: SqliteStore) -> None:
    """Of today's weekday, if the space is open today."""
    fill(store, date(2026, 1, 1), date(2026, 3, 2), 1)
    days, _, _ = made(store)
    renew(days)
    known = days.of("hof")
    assert known is not None
    assert known.shown == date(2026, 3, 2)
    assert [hour.hour for hour in known.typical.hours] == [9, 10]
    assert known.typical.day_count == 8
    assert utilisations(days) == {0.25}


def test_on_a_closed_day_it_is_the_next_open_one(store: SqliteStore) -> None:
    """On Saturday that is Monday."""
    fill(store, date(2026, 1, 1), date(2026, 3, 7), 2)
    days, _, _ = made(store, utc(2026, 3, 7, 12))
    renew(days)
    known = days.of("hof")
    assert known is not None
    assert known.shown == date(2026, 3, 9)
    assert known.typical.basis.weekday == 0


def test_nothing_is_made_of_days_without_slots_yet(store: SqliteStore) -> None:
    """Until the roll-up has reached the last day it asks again at every look."""
    fill(store, date(2026, 1, 1), date(2026, 2, 23), 1)
    days, clock, _ = made(store)
    renew(days)
    assert days.of("hof") is None
    fill(store, date(2026, 2, 23), date(2026, 3, 2), 1)
    clock.pass_by(LOOK_EVERY_S)
    renew(days)
    assert utilisations(days) == {0.25}


def test_it_is_read_hourly_and_at_midnight(store: SqliteStore) -> None:
    """In between the store is left alone; late events and the new day come in."""
    fill(store, date(2026, 1, 1), date(2026, 3, 2), 1)
    days, clock, reading = made(store)
    renew(days)
    fill(store, date(2026, 1, 1), date(2026, 3, 2), 2, rolled=date(2026, 3, 3))
    clock.pass_by(RENEW_EVERY_S - 1)
    renew(days)
    assert (reading.count, utilisations(days)) == (1, {0.25})
    clock.pass_by(1)
    renew(days)
    assert (reading.count, utilisations(days)) == (2, {0.5})
    clock.step_wall((utc(2026, 3, 2, 23, 0, 1) - clock.now).total_seconds())
    renew(days)
    known = days.of("hof")
    assert known is not None
    assert (reading.count, known.shown) == (3, date(2026, 3, 3))


def test_it_is_ready_as_soon_as_the_last_day_is_rolled_up(store: SqliteStore) -> None:
    """The basis ends with last Monday; what comes after it is not waited for."""
    fill(store, date(2026, 1, 1), date(2026, 2, 24), 1)
    days, _, _ = made(store)
    renew(days)
    assert utilisations(days) == {0.25}


def test_every_open_slot_counts_and_no_other(store: SqliteStore) -> None:
    """From the first of an hour to the last of it, read without desks."""
    fill(store, date(2026, 1, 1), date(2026, 3, 2), 0)
    first, last = (to_us(instant(date(2026, 2, 23), minute, BERLIN)) for minute in (540, 645))
    kept = [KeptSlot(a_slot(at, 4), open=False) for at in (first, last)]
    rolled_us = to_us(instant(date(2026, 3, 2), 0, BERLIN))
    store.write_history(SpaceHistory("hof", "Europe/Berlin", kept, (), Rolled(rolled_us, ""), ()))
    days, _, _ = made(store)
    renew(days)
    assert utilisations(days) == {1 / 32}


def test_a_small_count_of_one_stays_still_for_a_month_too(store: SqliteStore) -> None:
    """Who may be one person is protected, however few that are."""
    fill(store, date(2026, 1, 1), date(2026, 3, 1), 4)
    days, clock, _ = made(store, small_count=1)
    renew(days)
    said = levels(days)
    fill(store, date(2026, 1, 1), date(2026, 3, 9), 0)
    clock.pass_by(7 * 86400)
    renew(days)
    assert said == levels(days) == {Level.BUSY}


def test_any_weekday_may_be_asked_for(store: SqliteStore) -> None:
    """Each with its own days; one that is never open has none."""
    fill(store, date(2026, 1, 1), date(2026, 3, 2), 1)
    tuesday = to_us(instant(date(2026, 2, 24), 540, BERLIN))
    kept = [KeptSlot(a_slot(tuesday, 4), open=False)]
    rolled_us = to_us(instant(date(2026, 3, 2), 0, BERLIN))
    store.write_history(SpaceHistory("hof", "Europe/Berlin", kept, (), Rolled(rolled_us, ""), ()))
    days, _, _ = made(store)
    renew(days)
    known = days.of("hof", 1)
    assert known is not None
    assert (known.shown, known.typical.basis.days[-1]) == (date(2026, 3, 3), date(2026, 2, 24))
    assert [hour.utilisation_ratio for hour in known.typical.hours] == [35 / 128, 0.25]
    assert days.of("hof", 0) == days.of("hof")
    assert days.of("hof", 2) is None


def test_a_holiday_is_not_the_weekday_that_is_shown(store: SqliteStore) -> None:
    """On Easter Monday a Monday is that of the week after."""
    fill(store, date(2026, 1, 1), date(2026, 4, 6), 1)
    days, _, _ = made(store, utc(2026, 4, 6, 12))
    renew(days)
    known, monday = days.of("hof"), days.of("hof", 0)
    assert known is not None
    assert monday is not None
    assert (known.shown, monday.shown) == (date(2026, 4, 7), date(2026, 4, 13))


def test_other_weekdays_are_read_once_a_day(store: SqliteStore) -> None:
    """What arrives late is seen within the hour on the next open day, and tomorrow on the rest."""
    fill(store, date(2026, 1, 1), date(2026, 3, 2), 1)
    days, clock, _ = made(store)
    renew(days)
    fill(store, date(2026, 1, 1), date(2026, 3, 2), 2, rolled=date(2026, 3, 3))
    clock.pass_by(RENEW_EVERY_S)
    renew(days)
    assert utilisations(days) == {0.5}
    assert utilisations(days, 1) == {0.25}
    clock.pass_by(86400)
    renew(days)
    assert utilisations(days, 1) == {0.5}


def test_while_days_are_missing_the_others_are_not_read_again(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looks every ten seconds then, and each look costs next to nothing."""
    fill(store, date(2026, 1, 1), date(2026, 2, 24), 1)
    days, clock, _ = made(store)
    renew(days)
    monkeypatch.setattr("hub.workers.typical_days.typical_day", lambda *_: pytest.fail("read"))
    clock.pass_by(LOOK_EVERY_S)
    renew(days)
    assert utilisations(days) == {0.25}


@pytest.mark.parametrize("seed", range(3))
def test_few_persons_change_no_weekday(tmp_path: Path, seed: int) -> None:
    """Whoever of fewer than small_count was there on whichever day: every weekday says the same."""
    draw = random.Random(seed)
    busy = {slot for slot in range(60 * 96) if draw.random() < 0.4}
    said = []
    for world in (0, 1):
        with closing(SqliteStore.open(tmp_path / f"{world}.db")) as store:
            first = to_us(instant(date(2026, 1, 1), 0, BERLIN))
            counts = [4 if slot in busy else world * draw.randrange(3) for slot in range(60 * 96)]
            kept = [
                KeptSlot(a_slot(first + slot * SLOT_US, count), open=False)
                for slot, count in enumerate(counts)
            ]
            rolled_us = to_us(instant(date(2026, 3, 1), 0, BERLIN))
            made_of = SpaceHistory("hof", "Europe/Berlin", kept, (), Rolled(rolled_us, ""), ())
            store.write_history(made_of)
            days, _, _ = made(store, small_count=3)
            renew(days)
            said.append([days.of("hof", weekday) for weekday in (None, *range(7))])
    assert said[0] == said[1]
    assert len([day for day in said[0] if day]) == 3


def test_how_often_it_looks() -> None:
    """Every ten seconds whether something is due, a minute at most after a failure, hourly."""
    assert (LOOK_EVERY_S, LONGEST_WAIT_S, RENEW_EVERY_S) == (10, 60, 3600)
    assert TypicalDays.schedule.name == "typical-days"


def test_an_ill_store_leaves_the_last_answer(
    store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    """It is asked again at every look, with one warning, until it is well."""
    fill(store, date(2026, 1, 1), date(2026, 3, 2), 1, rolled=date(2026, 3, 3))
    days, clock, reading = made(store)
    renew(days)
    reading.is_ill = True
    clock.pass_by(86400)
    thread = PeriodicThread(days, HubMetrics())
    for _ in range(3):
        asyncio.run(thread.look())
    known = days.of("hof")
    assert known is not None
    assert known.shown == date(2026, 3, 2)
    assert [one.message for one in caplog.records] == ["typical days wait for the store: gone"]
    reading.is_ill = False
    renew(days)
    known = days.of("hof")
    assert known is not None
    assert known.shown == date(2026, 3, 3)


def test_a_protected_space_stays_still_for_a_month(store: SqliteStore) -> None:
    """Whatever arrives late; with the new month it is made anew."""
    fill(store, date(2026, 1, 1), date(2026, 3, 1), 4)
    days, clock, _ = made(store, small_count=3)
    renew(days)
    assert levels(days) == {Level.BUSY}
    fill(store, date(2026, 1, 1), date(2026, 4, 7), 0)
    for _ in range(29):
        clock.pass_by(86400)
        renew(days)
        known = days.of("hof")
        assert known is not None
        assert known.typical.basis.as_of == date(2026, 3, 1)
        if known.typical.basis.weekday == 0:
            assert levels(days) == {Level.BUSY}
    clock.now = utc(2026, 4, 1, 12)
    renew(days)
    assert levels(days) == {Level.QUIET}


def test_silence_is_not_kept_for_a_month(store: SqliteStore) -> None:
    """Where a protected space had nothing to say, it says it once enough has arrived."""
    fill(store, date(2026, 2, 10), date(2026, 3, 1), 4)
    days, clock, _ = made(store, small_count=3)
    renew(days)
    assert days.of("hof") is None
    fill(store, date(2026, 1, 1), date(2026, 3, 1), 4)
    clock.pass_by(RENEW_EVERY_S)
    renew(days)
    assert levels(days) == {Level.BUSY}


def test_a_space_without_hours_has_none(store: SqliteStore) -> None:
    """What is typical can't be said where nobody said when it is open."""
    fill(store, date(2026, 1, 1), date(2026, 3, 2), 1)
    days, _, reading = made(store, opening=None)
    renew(days)
    assert days.of("hof") is None
    renew(days)
    assert reading.count == 1


def test_it_runs_until_cancelled(store: SqliteStore) -> None:
    """In a thread of its own, which has ended with it."""
    fill(store, date(2026, 1, 1), date(2026, 3, 2), 1)
    days, _, _ = made(store)

    async def run() -> None:
        running = asyncio.create_task(PeriodicThread(days, HubMetrics()).run())
        async with asyncio.timeout(PATIENCE_S):
            while days.of("hof") is None:  # noqa: ASYNC110 - it is set in another thread
                await asyncio.sleep(0)
        running.cancel()
        await asyncio.wait([running])

    asyncio.run(run())
    assert not [one for one in threading.enumerate() if one.name.startswith("typical-days")]


def test_a_day_that_is_closed_meanwhile_is_no_longer_shown(store: SqliteStore) -> None:
    """It looks again at once; until then what was said stands, with its day."""
    fill(store, date(2026, 1, 1), date(2026, 3, 2), 1)
    spaces, reading = SpacesNow([a_hof()]), Reading(store)
    days = TypicalDays(spaces, reading, ScriptedClock(MONDAY_MORNING))
    renew(days)
    assert days.due() is None
    spaces.amend("people", closed_on(date(2026, 3, 2)))
    renew(days)
    known = days.of("hof")
    assert known is not None
    assert known.shown == date(2026, 3, 3)
    assert days.due() is None
