"""Sums that the embedded store makes equal those folded slot by slot."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.times import from_us, to_us
from hub.domain.days import Peak, space_days
from hub.domain.localtime import instant
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.stores.history_protocol import DayPeak, KeptSlot, Rolled, SpaceHistory, WeekHour
from hub.stores.sqlite.history import SqliteHistory
from hub.stores.sqlite.store import SqliteStore
from tests.hub.spaces import utc

BERLIN = ZoneInfo("Europe/Berlin")
NEAR_CHANGES = (utc(2026, 3, 28, 20), utc(2026, 10, 24, 20), utc(2026, 7, 1))
ZONES = tuple(map(ZoneInfo, ("Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe")))
DESKS = 2


def a_slot(start_us: int, occupied_us: int, free_us: int, peak: int = 0) -> SpaceSlot:
    """Make a slot of two desks; what isn't summed is 0."""
    unknown_us = DESKS * SLOT_US - occupied_us - free_us
    return SpaceSlot(
        start_us, DESKS, occupied_us, free_us, unknown_us, peak, 0, 0, 0, 0, 0, 0, 0, by_desk=()
    )


@st.composite
def kept_slots(draw: st.DrawFn) -> list[KeptSlot]:
    """Draw two days of slots with holes, near a change of the clock or not."""
    begin_us = to_us(draw(st.sampled_from(NEAR_CHANGES)))
    numbers = sorted(draw(st.sets(st.integers(0, 2 * 96), min_size=1, max_size=40)))
    shares = st.integers(0, SLOT_US)
    return [
        KeptSlot(
            a_slot(
                begin_us + number * SLOT_US, draw(shares), draw(shares), draw(st.integers(0, 2))
            ),
            draw(st.booleans()),
        )
        for number in numbers
    ]


def history_of(slots: Sequence[KeptSlot], zone: ZoneInfo, space: str = "hof") -> SpaceHistory:
    """Make what a roll-up would write."""
    opened = {one.slot.start_us for one in slots if one.open}
    days = list(space_days((one.slot for one in slots), zone, opened.__contains__))
    return SpaceHistory(space, zone.key, slots, days, Rolled(0, ""), ())


def folded(slots: Sequence[KeptSlot], zone: ZoneInfo) -> list[WeekHour]:
    """Sum slot by slot."""
    sums: dict[tuple[int, int], list[SpaceSlot]] = defaultdict(list)
    for kept in slots:
        local = from_us(kept.slot.start_us).astimezone(zone)
        if kept.open:
            sums[local.weekday(), local.hour].append(kept.slot)
    return [
        WeekHour(
            *place,
            len(some),
            sum(one.occupied_us for one in some),
            sum(one.free_us for one in some),
            sum(one.unknown_us for one in some),
        )
        for place, some in sorted(sums.items())
    ]


def peaks_of(slots: Sequence[KeptSlot], zone: ZoneInfo) -> Iterator[DayPeak]:
    """Take each day's peak of the open slots as the pure local days have it."""
    for day in history_of(slots, zone).days:
        if day.open.peak is not None:
            yield DayPeak(day.day, day.open.peak)


@given(slots=kept_slots(), zone=st.sampled_from(ZONES), data=st.data())
@settings(max_examples=60, deadline=None)
def test_sums_are_those_of_the_slots(
    slots: list[KeptSlot], zone: ZoneInfo, data: st.DataObject
) -> None:
    """Of any days, in zones of whole, half and quarter hours, over clock changes, corrected."""
    local = [from_us(one.slot.start_us).astimezone(zone).date() for one in slots]
    days = st.dates(local[0], local[-1] + timedelta(days=1))
    begin_us, end_us = sorted(to_us(instant(data.draw(days), 0, zone)) for _ in range(2))
    part = [one for one in slots if begin_us <= one.slot.start_us < end_us]
    other = [replace(one, open=not one.open) for one in slots]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        with closing(SqliteStore.open(path)) as store:
            store.write_history(history_of(other, zone))
            store.write_history(history_of(slots, zone))
        with closing(SqliteHistory.open(path)) as reader:
            assert reader.typical_week("hof", begin_us, end_us) == folded(part, zone)
            peaks = reader.daily_peaks("hof", date(2026, 1, 1), date(2026, 12, 31))
            assert peaks == list(peaks_of(slots, zone))


def test_monday_is_the_first_day_and_hours_are_local(tmp_path: Path) -> None:
    """Monday 9:15 in Berlin, in winter and in summer, is the same hour of the week."""
    starts = (to_us(utc(2026, 3, 23, 8, 15)), to_us(utc(2026, 3, 30, 7, 15)))
    slots = [KeptSlot(a_slot(start_us, SLOT_US, 0), open=True) for start_us in starts]
    with closing(SqliteStore.open(tmp_path / "store.db")) as store:
        store.write_history(history_of(slots, BERLIN))
        with closing(store.open_history()) as reader:
            week = reader.typical_week("hof", to_us(utc(2026, 3, 20)), to_us(utc(2026, 4, 1)))
    assert week == [WeekHour(0, 9, 2, 2 * SLOT_US, 0, 2 * SLOT_US)]


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 2), (1, 2), (3, 9)])
def test_peaks_are_of_the_days_asked_for(tmp_path: Path, first: int, last: int) -> None:
    """Both dates count, of this space alone."""
    monday = date(2026, 3, 2)
    starts = [to_us(utc(2026, 3, 2 + number, 8)) for number in range(4)]
    slots = [
        KeptSlot(a_slot(start_us, 0, 0, number % 3), open=True)
        for number, start_us in enumerate(starts)
    ]
    with closing(SqliteStore.open(tmp_path / "store.db")) as store:
        store.write_history(history_of(slots, BERLIN))
        store.write_history(history_of(slots[:1], BERLIN, space="bahnhof"))
        with closing(store.open_history()) as reader:
            peaks = reader.daily_peaks(
                "hof", monday + timedelta(days=first), monday + timedelta(days=last)
            )
    assert peaks == [
        DayPeak(monday + timedelta(days=number), Peak(number % 3, starts[number], DESKS))
        for number in range(first, min(last, 3) + 1)
    ]
