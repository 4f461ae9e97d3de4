"""The typical day: which days it stands on, what it says of an hour, and what nobody can learn."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.times import from_us, to_us
from hub.domain.calendar import Calendar
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.typical_day import (
    Basis,
    Level,
    TypicalDay,
    TypicalHour,
    basis_of,
    level_of,
    shown_day,
    typical_day,
)
from tests.hub.spaces import WEEK, a_space

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 2)
MONDAYS = {"mon": "09:00-11:00"}
STEPS = list(Level)
AROUND_THE_CLOCK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00")


def a_calendar(opening: dict[str, str] = MONDAYS, **keys: Any) -> Calendar:
    """Make the calendar of a space in Brandenburg."""
    return Calendar(a_space(opening=opening, **keys))


def a_slot(start_us: int, occupied: int = 0, desks: int = 4, unknown: int = 0) -> SpaceSlot:
    """Make a slot with so many desks occupied and unknown throughout, the others free."""
    return made_slot(start_us, desks, unknown, occupied, occupied * SLOT_US)


def made_slot(
    start_us: int, desks: int, unknown: int, peak_occupied: int, occupied_us: int
) -> SpaceSlot:
    """Make a slot of which only the desk-time counts."""
    known_us = (desks - unknown) * SLOT_US
    return SpaceSlot(
        start_us=start_us, desks=desks, occupied_us=occupied_us, free_us=known_us - occupied_us,
        unknown_us=unknown * SLOT_US, peak_occupied=peak_occupied, used_known_us=0, full_us=0,
        not_full_us=0, doors_known_us=0, arrivals=0, departures=0, turn_backs=0, by_desk=(),
    )  # fmt: skip


def starts_of(calendar: Calendar, days: Iterable[date]) -> list[int]:
    """Return the start of every slot of some local days, open or not."""
    return [to_us(at) for day in days for at in calendar.slots_of(day)]


def said(
    calendar: Calendar,
    make: Callable[[date, int, int], SpaceSlot | None],
    small_count: int = 0,
    today: date = MONDAY,
) -> TypicalDay | None:
    """Make today's typical day out of what `make` says of each day, hour and slot's start."""
    basis = basis_of(today, today, calendar, BERLIN, small_count)
    placed = (
        (start, from_us(start).astimezone(BERLIN)) for start in starts_of(calendar, basis.days)
    )
    slots = [make(at.date(), at.hour, start) for start, at in placed]
    return typical_day(basis, calendar, BERLIN, [slot for slot in slots if slot])


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (date(2026, 3, 2), date(2026, 3, 2)),
        (date(2026, 3, 6), date(2026, 3, 6)),
        (date(2026, 3, 7), date(2026, 3, 9)),
        (date(2026, 4, 3), date(2026, 4, 7)),  # Good Friday to Easter Monday
    ],
)
def test_the_day_that_is_shown_is_open(today: date, shown: date) -> None:
    """Today, or else the next day with any opening hours; holidays are none."""
    assert shown_day(a_calendar(WEEK), today) == shown


def test_a_space_that_never_opens_has_no_typical_day() -> None:
    """Nor has one whose hours are unknown."""
    assert shown_day(a_calendar({}), MONDAY) is None
    assert shown_day(Calendar(a_space()), MONDAY) is None


@pytest.mark.parametrize(
    ("shown", "today", "small_count", "span", "as_of"),
    [
        ("2026-03-02", "2026-03-02", 0, "2026-01-05/2026-02-23", "2026-03-02"),
        ("2026-03-04", "2026-03-02", 0, "2026-01-07/2026-02-25", "2026-03-02"),
        ("2026-03-30", "2026-03-02", 0, "2026-01-05/2026-02-23", "2026-03-02"),
        ("2026-03-30", "2026-03-30", 3, "2026-01-05/2026-02-23", "2026-03-01"),
        ("2026-03-01", "2026-03-01", 3, "2026-01-04/2026-02-22", "2026-03-01"),
        ("2026-04-01", "2026-03-31", 1, "2026-01-07/2026-02-25", "2026-03-01"),
    ],
)
def test_the_days_behind_it(
    shown: str, today: str, small_count: int, span: str, as_of: str
) -> None:
    """Eight of its weekday, all before today; for protected spaces all before this month."""
    basis = basis_of(
        date.fromisoformat(shown), date.fromisoformat(today), a_calendar(), BERLIN, small_count
    )
    assert len(basis.days) == 8
    assert {b - a for a, b in zip(basis.days, basis.days[1:], strict=False)} == {timedelta(weeks=1)}
    assert f"{basis.days[0]}/{basis.days[-1]}" == span
    assert basis.as_of.isoformat() == as_of
    assert basis.weekday == date.fromisoformat(shown).weekday()


def test_utilisation_is_summed_over_all_days() -> None:
    """By hand: one desk of four at nine, three at ten on half of the days; closed hours are out."""

    def make(day: date, hour: int, start_us: int) -> SpaceSlot:
        return a_slot(start_us, {9: 1, 10: 3 * (day.day % 2)}.get(hour, 4))

    made = said(a_calendar(), make)
    assert made is not None
    assert (made.day_count, made.coverage_ratio) == (8, 1.0)
    odd = sum(day.day % 2 for day in made.basis.days)
    assert made.hours == (
        TypicalHour(9, 8, 1.0, utilisation_ratio=0.25),
        TypicalHour(10, 8, 1.0, utilisation_ratio=0.75 * odd / 8),
    )


def test_days_that_were_closed_drop_out() -> None:
    """A holiday and an exception leave six days, whatever their sensors saw."""
    closed = [{"from": date(2026, 2, 9), "to": date(2026, 2, 9), "open": "closed"}]
    calendar = a_calendar(exceptions=closed)
    made = said(
        calendar,
        lambda day, _, start: a_slot(start, 4 if day in {date(2026, 2, 9), MONDAY} else 2),
    )
    assert made is not None
    assert made.day_count == 7
    assert {hour.utilisation_ratio for hour in made.hours} == {0.5}
    easter = said(a_calendar(WEEK), lambda _, __, start: a_slot(start), today=date(2026, 4, 13))
    assert easter is not None
    assert easter.day_count == 7


@pytest.mark.parametrize(
    ("known_days", "unknown", "is_said"),
    [(8, 0, True), (4, 0, True), (3, 0, False), (8, 1, True), (8, 2, False)],
)
def test_what_stands_on_too_little_is_hidden(
    known_days: int, unknown: int, *, is_said: bool
) -> None:
    """Four days and 80 % coverage are needed: 4 of 5 desks known suffice, 3 of 5 don't."""
    latest = [MONDAY - timedelta(weeks=n) for n in range(1, known_days + 1)]

    def make(day: date, _: int, start_us: int) -> SpaceSlot | None:
        return a_slot(start_us, 1, desks=5, unknown=unknown) if day in latest else None

    for small_count in (0, 2):
        assert (said(a_calendar(), make, small_count) is not None) is is_said


def test_four_weeks_of_silence_outweigh_four_known_ones() -> None:
    """Days on which nothing was known still count against the coverage."""
    half = said(a_calendar(), lambda day, _, at: a_slot(at, 0, unknown=4 * (day.month == 1)))
    assert half is None


def test_an_hour_without_enough_is_a_gap() -> None:
    """It stays on the list with its coverage, and the day's coverage tells of it."""
    made = said(a_calendar(), lambda _, hour, at: a_slot(at, 1, unknown=hour == 9))
    assert made is not None
    assert [hour.is_gap for hour in made.hours] == [True, False]
    assert made.hours[0] == TypicalHour(9, 0, 0.75)
    assert made.coverage_ratio == 0.875


def test_a_lunch_break_is_no_hour() -> None:
    """Only hours of the shown day are spoken of."""
    made = said(a_calendar(WEEK), lambda _, __, start: a_slot(start), today=date(2026, 3, 4))
    assert made is not None
    assert [hour.hour for hour in made.hours] == [9, 10, 11, 13, 14, 15, 16]


@pytest.mark.parametrize(
    ("today", "odd_day", "hour", "day_count"),
    [
        (date(2026, 5, 10), date(2026, 3, 29), 2, 7),
        (date(2026, 11, 8), date(2026, 10, 25), 2, 8),
    ],
)
def test_hours_are_local_when_the_clock_changes(
    today: date, odd_day: date, hour: int, day_count: int
) -> None:
    """A skipped hour misses a day, one that comes twice is one; all others keep their place."""

    def make(day: date, hour: int, start_us: int) -> SpaceSlot:
        return a_slot(start_us, hour % 4, desks=8)

    made = said(a_calendar(AROUND_THE_CLOCK, holidays="usual"), make, today=today)
    assert made is not None
    assert odd_day in made.basis.days
    assert [each.hour for each in made.hours] == list(range(24))
    assert {each.day_count for each in made.hours if each.hour != hour} == {8}
    assert made.hours[hour].day_count == day_count
    assert [each.utilisation_ratio for each in made.hours] == [h % 4 / 8 for h in range(24)]


@pytest.mark.parametrize(
    ("ratio", "level"),
    [
        (0.0, Level.QUIET),
        (0.333, Level.QUIET),
        (1 / 3, Level.MEDIUM),
        (0.666, Level.MEDIUM),
        (2 / 3, Level.BUSY),
        (1.0, Level.BUSY),
    ],
)
def test_levels_have_fixed_thresholds(ratio: float, level: Level) -> None:
    """A third and two thirds."""
    assert level_of(ratio) is level


@pytest.mark.parametrize(
    ("occupied", "level"),
    [(0, Level.QUIET), (2, Level.QUIET), (3, Level.MEDIUM), (5, Level.MEDIUM), (6, Level.BUSY)],
)
def test_protected_hours_are_levels(occupied: int, level: Level) -> None:
    """Of eight desks; a utilisation is never there."""
    made = said(a_calendar(), lambda _, __, start: a_slot(start, occupied, desks=8), 3)
    assert made is not None
    assert {hour.level for hour in made.hours} == {level}
    assert {hour.utilisation_ratio for hour in made.hours} == {None}


def test_where_every_count_is_small_nothing_is_said() -> None:
    """Two desks, of which both are taken, are not quiet; with a third something can be said."""
    assert said(a_calendar(), lambda _, __, start: a_slot(start, 2, desks=2), 3) is None
    made = said(a_calendar(), lambda _, __, start: a_slot(start, 3, desks=3), 3)
    assert made is not None
    assert {hour.level for hour in made.hours} == {Level.BUSY}


# An attacker of a protected space

SMALL_COUNT = 3
CALENDAR = a_calendar({"mon": "09:00-10:00"})
BASIS = basis_of(date(2026, 3, 30), date(2026, 3, 30), CALENDAR, BERLIN, SMALL_COUNT)


@st.composite
def a_count(draw: st.DrawFn, desks: int, unknown: int, start_us: int) -> SpaceSlot:
    """Draw how many people were there, at most and on average."""
    peak = draw(st.integers(0, desks - unknown))
    occupied_us = draw(st.integers(0, peak * SLOT_US))
    return made_slot(start_us, desks, unknown, peak, occupied_us)


@st.composite
def histories(draw: st.DrawFn) -> list[SpaceSlot]:
    """Draw the slots of all days of the basis, some of which were never stored."""
    desks = draw(st.integers(SMALL_COUNT, 8))
    days = draw(st.lists(st.sampled_from(BASIS.days), min_size=4, unique=True))
    unknown = st.sampled_from([0] * 9 + [1])
    return [draw(a_count(desks, draw(unknown), start)) for start in starts_of_open(sorted(days))]


def starts_of_open(days: Iterable[date]) -> list[int]:
    """Return the start of every open slot of some days."""
    return [to_us(at) for day in days for at in CALENDAR.open_slots(day, day)]


def day_of(slot: SpaceSlot) -> date:
    return CALENDAR.day_of(from_us(slot.start_us))


def seen(slots: Iterable[SpaceSlot], basis: Basis = BASIS) -> TypicalDay | None:
    """Return all that the attacker sees."""
    return typical_day(basis, CALENDAR, BERLIN, slots)


def means(slots: Iterable[SpaceSlot]) -> TypicalDay | None:
    """Return what the attacker would see if the means themselves were public."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hub.domain.typical_day.level_of", lambda ratio: ratio)
        return seen(slots)


@given(histories(), st.data())
def test_nobody_and_somebody_look_the_same(slots: list[SpaceSlot], data: st.DataObject) -> None:
    """Wherever few were there at most, any other few give the very same mean."""
    changed = [
        made_slot(
            slot.start_us,
            slot.desks,
            slot.unknown_us // SLOT_US,
            peak := data.draw(st.integers(0, min(SMALL_COUNT - 1, slot.desks))),
            data.draw(st.integers(0, min(peak * SLOT_US, slot.occupied_us + slot.free_us))),
        )
        if slot.peak_occupied < SMALL_COUNT
        else slot
        for slot in slots
    ]
    assert means(changed) == means(slots)


@given(histories(), st.data())
def test_what_happens_beside_a_crowd_changes_nothing(
    slots: list[SpaceSlot], data: st.DataObject
) -> None:
    """In a quarter of an hour that was crowded for a moment, the rest of it doesn't count."""
    changed = [
        made_slot(
            slot.start_us,
            slot.desks,
            slot.unknown_us // SLOT_US,
            slot.peak_occupied,
            data.draw(st.integers(0, slot.peak_occupied * SLOT_US)),
        )
        for slot in slots
    ]
    assert means(changed) == means(slots)


@given(histories(), st.data())
def test_one_day_moves_a_level_by_one_step_at_most(
    slots: list[SpaceSlot], data: st.DataObject
) -> None:
    """However many people come or stay away on one day; nothing else that is said moves."""
    day = data.draw(st.sampled_from(sorted({day_of(slot) for slot in slots})))
    changed = [
        data.draw(a_count(slot.desks, slot.unknown_us // SLOT_US, slot.start_us))
        if day_of(slot) == day
        else slot
        for slot in slots
    ]
    before, after = seen(slots), seen(changed)
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert stripped(before) == stripped(after)
        for one, other in zip(before.hours, after.hours, strict=True):
            if one.level and other.level:
                assert abs(STEPS.index(one.level) - STEPS.index(other.level)) <= 1


def stripped(made: TypicalDay) -> list[object]:
    """Return all that is said but for which level it is."""
    hours = [(each.hour, each.day_count, each.coverage_ratio, each.is_gap) for each in made.hours]
    return [made.basis, made.day_count, made.coverage_ratio, hours]


@given(histories(), st.integers(1, 31), st.integers(0, 8))
def test_within_a_month_nothing_moves(slots: list[SpaceSlot], day: int, occupied: int) -> None:
    """On no day of the month, whatever has happened in it until then."""
    today = date(2026, 3, day)
    shown = shown_day(CALENDAR, today)
    assert shown is not None
    basis = basis_of(shown, today, CALENDAR, BERLIN, SMALL_COUNT)
    assert basis == BASIS
    news = [
        a_slot(start, occupied, desks=8)
        for start in starts_of(CALENDAR, (date(2026, 3, 1) + timedelta(n) for n in range(day)))
    ]
    assert seen(slots + news, basis) == seen(slots)


BRIEF = a_calendar({"mon": "09:00-09:15"})
FOUR_DAYS = basis_of(MONDAY, MONDAY, BRIEF, BERLIN, SMALL_COUNT)
STARTS = [to_us(at) for day in FOUR_DAYS.days[-4:] for at in BRIEF.open_slots(day, day)]


def level_seen(peaks: Sequence[int], occupied: Sequence[int], desks: int) -> Level | None:
    """Return the level of four days with so many people in their one quarter of an hour."""
    slots = [
        made_slot(start, desks, 0, peak, count * SLOT_US)
        for start, peak, count in zip(STARTS, peaks, occupied, strict=True)
    ]
    made = typical_day(FOUR_DAYS, BRIEF, BERLIN, slots)
    return made.hours[0].level if made else None


@pytest.mark.parametrize("desks", [3, 4, 5])
def test_not_even_who_knows_all_other_days_tells_nobody_from_somebody(desks: int) -> None:
    """All that three days can have been, and the fourth with nobody, one or two: one answer."""
    levels = set()
    for others in product(range(desks + 1), repeat=3):
        answers = {level_seen(p := (*others, few), p, desks) for few in range(SMALL_COUNT)}
        assert len(answers) == 1, others
        levels |= answers
    assert levels == set(Level)


@pytest.mark.parametrize("desks", [3, 4])
def test_no_fourth_day_moves_a_level_by_two_steps(desks: int) -> None:
    """All that three days can have been, and the fourth with anything from nobody to full."""
    for others in product(range(desks + 1), repeat=3):
        answers = [level_seen(p := (*others, any_), p, desks) for any_ in range(desks + 1)]
        places = [STEPS.index(level) for level in answers if level]
        assert max(places) - min(places) <= 1, others


@pytest.mark.parametrize("desks", [3, 4, 5])
def test_not_even_a_crowded_quarter_tells_who_stayed(desks: int) -> None:
    """All that remained after four crowded moments gives one answer: how crowded they were."""
    for peak in range(SMALL_COUNT, desks + 1):
        remained = product(range(peak + 1), repeat=4)
        assert len({level_seen([peak] * 4, each, desks) for each in remained}) == 1


def quarter_of(start_us: int) -> int:
    """Return which quarter of its hour a slot is, from 0."""
    return start_us // SLOT_US % 4


@pytest.mark.parametrize(("less_us", "is_said"), [(0, True), (1, False)])
def test_an_hour_stands_on_80_percent(less_us: int, *, is_said: bool) -> None:
    """Exactly 80 % of desk-time known is enough on each day; with a microsecond less it's not."""

    def make(_: date, hour: int, start_us: int) -> SpaceSlot:
        slot = a_slot(start_us, 1, desks=5, unknown=1)
        less = less_us if hour == 9 else 0
        return replace(slot, free_us=slot.free_us - less, unknown_us=slot.unknown_us + less)

    typical = said(a_calendar(), make)
    assert typical is not None
    assert [hour.is_gap for hour in typical.hours] == [not is_said, False]
    assert [hour.day_count for hour in typical.hours] == [8 if is_said else 0, 8]


def test_days_without_a_desk_in_service_do_not_count() -> None:
    """Nothing was known of no desk: four of eight days stand behind the hour."""
    without = set(basis_of(MONDAY, MONDAY, a_calendar(), BERLIN, 0).days[:4])
    typical = said(
        a_calendar(), lambda day, _, start: a_slot(start, desks=0 if day in without else 4)
    )
    assert typical is not None
    assert (typical.day_count, [hour.day_count for hour in typical.hours]) == (4, [4, 4])


def test_utilisation_is_time_and_not_the_peak() -> None:
    """One of four desks for half of each slot is an eighth."""
    typical = said(a_calendar(), lambda _d, _h, start: made_slot(start, 4, 0, 1, SLOT_US // 2))
    assert typical is not None
    assert [hour.utilisation_ratio for hour in typical.hours] == [0.125, 0.125]


def test_a_small_count_of_one_is_protected_too() -> None:
    """There is a level and no number; it follows from the most desks used at once."""
    typical = said(a_calendar(), lambda _d, _h, start: made_slot(start, 3, 0, 3, SLOT_US), 1)
    assert typical is not None
    assert [(hour.level, hour.utilisation_ratio) for hour in typical.hours] == 2 * [
        (Level.BUSY, None)
    ]


@pytest.mark.parametrize(
    ("desks", "known_us", "level"),
    [(6, 6 * SLOT_US, Level.MEDIUM), (7, 6 * SLOT_US + 1, Level.QUIET)],
    ids=["exactly a third", "a microsecond less than a third"],
)
def test_a_quarter_with_fewer_desks_than_the_small_count_adds_nothing(
    desks: int, known_us: int, level: Level
) -> None:
    """Neither known nor taken time: the level is that of the other three quarters."""

    def make(_day: date, _hour: int, start_us: int) -> SpaceSlot:
        if quarter_of(start_us) == 0:
            return a_slot(start_us, 1, desks=1)
        slot = made_slot(start_us, desks, 0, 2, 2 * SLOT_US)
        return replace(slot, free_us=known_us - slot.occupied_us)

    typical = said(a_calendar(), make, 2)
    assert typical is not None
    assert {hour.level for hour in typical.hours} == {level}
    coverage_ratio = 3 * known_us / ((3 * desks + 1) * SLOT_US)
    assert {hour.coverage_ratio for hour in typical.hours} == {coverage_ratio}


def test_a_quarter_of_few_counts_as_empty_and_not_less() -> None:
    """Two quarters with two of three desks, two with none or one: a third of the hour is taken."""
    typical = said(
        a_calendar(), lambda _d, _h, start: a_slot(start, (2, 2, 1, 0)[quarter_of(start)], 3), 2
    )
    assert typical is not None
    assert {hour.level for hour in typical.hours} == {Level.MEDIUM}


def test_an_hour_without_any_slot_has_a_coverage_of_0() -> None:
    """It is a gap that says so."""
    typical = said(a_calendar(), lambda _d, hour, start: a_slot(start) if hour == 9 else None)
    assert typical is not None
    assert [hour.coverage_ratio for hour in typical.hours] == [1.0, 0.0]
    assert typical.hours[1].is_gap


def test_the_levels_are_those_of_the_published_contract() -> None:
    """From the emptiest to the fullest."""
    assert [*Level] == ["quiet", "medium", "busy"]
