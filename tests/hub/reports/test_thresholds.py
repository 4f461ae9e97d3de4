"""Where a report turns from one word to another: each threshold from both of its sides.

The distance between the sides is one microsecond, one desk or one slot, so that no threshold can
be moved, and no comparison turned, without one of these tests failing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from contract.times import to_us
from hub.domain.indicators import (
    ENOUGH_COVERAGE,
    Coverage,
    Indicator,
    Standing,
    figure_of,
)
from hub.domain.meters import DeskSlot
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.space import SpaceConfig
from hub.domain.tally import DESK_DAY_US, Tally, Totals
from hub.reports.figures.build import build_report
from hub.reports.formats.csv_long import long_csv
from hub.reports.formats.csv_text import PLAIN
from hub.reports.layout.layout import document_of
from hub.reports.model import Report
from hub.reports.payload.payload import shape_of
from hub.reports.request import ReportRequest
from hub.reports.text.language import Language
from tests.hub.reports.kept import sources_of
from tests.hub.reports.made_slots import steady
from tests.hub.spaces import a_region, a_space, utc

DAY_BEFORE, DAY = date(2026, 3, 3), date(2026, 3, 4)
NOW = utc(2026, 6, 1)
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def a_place(hours: str, *, desks: int = 5, small_count: int = 3) -> SpaceConfig:
    """Make a space with a counting door that opens alike on every day."""
    return a_space(
        since=date(2026, 1, 1),
        small_count=small_count,
        opening=dict.fromkeys(EVERY_DAY, hours),
        holidays="usual",
        desk=[{"id": f"d{n}", "agent": "pi"} for n in range(desks)],
        door=[{"id": "main", "agent": "pi", "counts": True}],
    )


def report_of(place: SpaceConfig, slots: Sequence[SpaceSlot], last: date = DAY) -> Report:
    """Build the report of a day, or of several."""
    request = ReportRequest((), DAY, last)
    return build_report(
        a_region(place), sources_of({place.id: slots}, [place]), request, NOW, version="1"
    )


# --- What is known well enough to be printed


OPEN_TWO_HOURS = a_place("10:00-12:00")
FIRST_US = to_us(utc(2026, 3, 3, 23))
FIRST_OPEN_US = to_us(utc(2026, 3, 4, 9))  # 10:00 in Brandenburg
OF_DESKS = (
    Indicator.DESK_HOURS_OCCUPIED,
    Indicator.UTILISATION,
    Indicator.FREQUENCY,
    Indicator.FULLNESS,
    Indicator.PEAK_OCCUPIED,
    Indicator.PEAK_UTILISATION,
    Indicator.DESK_DAYS,
)
OF_FULLNESS = (Indicator.FULL_HOURS, Indicator.FULL_SHARE)
OF_DOORS = (Indicator.VISITS, Indicator.TURN_BACKS)
JUDGED = (*OF_DESKS, *OF_FULLNESS, *OF_DOORS, Indicator.OUT_OF_HOURS_DESK_HOURS)


def one_desk_in_five_unknown(more_us: int) -> list[SpaceSlot]:
    """Make a day on which four fifths are known; `more_us` less in one open and one closed slot."""
    slots = []
    for slot in steady(OPEN_TWO_HOURS, DAY_BEFORE, DAY, 1):
        less_us = more_us if slot.start_us in (FIRST_OPEN_US, FIRST_US) else 0
        slots.append(
            replace(
                slot,
                free_us=slot.free_us - SLOT_US - less_us,
                unknown_us=SLOT_US + less_us,
                used_known_us=slot.used_known_us - SLOT_US - less_us,
                not_full_us=SLOT_US * 4 // 5 - less_us,
                doors_known_us=SLOT_US * 4 // 5 - less_us,
            )
        )
    return slots


def enough() -> Report:
    """Build the report whose coverage is exactly 80 %."""
    return report_of(OPEN_TWO_HOURS, one_desk_in_five_unknown(0))


def too_little() -> Report:
    """Build the report to which one microsecond is missing."""
    return report_of(OPEN_TWO_HOURS, one_desk_in_five_unknown(1))


def test_four_fifths_are_enough() -> None:
    """The figure that the promise, the pages and the annex name: 80 %, not 75."""
    assert Fraction(4, 5) == ENOUGH_COVERAGE
    assert Coverage(4, 5).is_enough
    assert not Coverage(4 * SLOT_US - 1, 5 * SLOT_US).is_enough


@pytest.mark.parametrize("indicator", JUDGED)
def test_a_figure_is_printed_from_80_percent_on(indicator: Indicator) -> None:
    """With one microsecond less nobody knew enough, and no value is there to be printed."""
    told = enough().together.figure(indicator)
    assert told.coverage is not None
    assert told.coverage.ratio == Fraction(4, 5)
    assert told.standing in (Standing.FIGURE, Standing.AT_LEAST)
    hidden = too_little().together.figure(indicator)
    assert (hidden.standing, hidden.value) == (Standing.NOT_RELIABLE, None)


@pytest.mark.parametrize(("make", "is_told"), [(enough, True), (too_little, False)])
def test_readers_see_the_threshold_in_every_form(
    make: Callable[[], Report], *, is_told: bool
) -> None:
    """In JSON the value is null, in a laid-out report words stand in its place."""
    report = make()
    figures = {figure.id: figure for figure in shape_of(report).together.figures}
    utilisation = figures[Indicator.UTILISATION]
    assert (utilisation.value == 0.25, utilisation.value is None) == (is_told, not is_told)
    document = document_of(report, Language.ENGLISH)
    lines = long_csv(document, PLAIN).decode().splitlines()
    unreliable = [line for line in lines if "Utilisation" in line and "no reliable figure" in line]
    assert bool(unreliable) is not is_told


def test_a_day_is_listed_as_unreliable_below_80_percent() -> None:
    """The annex names the day to which one microsecond is missing, and not the one at 80 %."""
    assert enough().quality.spaces[0].unreliable_days == ()
    assert too_little().quality.spaces[0].unreliable_days == (DAY,)


@pytest.mark.parametrize(("unknown_us", "standing"), [(0, Standing.FIGURE), (1, Standing.AT_LEAST)])
def test_hours_are_a_lower_bound_as_soon_as_anything_is_unknown(
    unknown_us: int, standing: Standing
) -> None:
    """One microsecond that nobody saw makes "12 hours" "at least 12 hours"."""
    tally = Tally(slots=1, desk_slots=1, free_us=SLOT_US - unknown_us, unknown_us=unknown_us)
    assert figure_of(Indicator.DESK_HOURS_OCCUPIED, Totals(open=tally)).standing is standing


# --- What makes a desk day


OPEN_ALL_DAY = a_place("00:00-24:00", desks=1)


def used(place: SpaceConfig, *spans: tuple[int, int], days: int = 1) -> list[SpaceSlot]:
    """Make days on which one desk is in use: by start of slot, so many microseconds."""
    last = DAY if days == 1 else date(2026, 3, 3 + days)
    by_start = dict(spans)
    slots = []
    for slot in steady(place, DAY, last, 0):
        us = by_start.get(slot.start_us, 0)
        desk = DeskSlot(slot.by_desk[0].desk, us, SLOT_US - us, 0)
        slots.append(
            replace(
                slot,
                occupied_us=us,
                free_us=SLOT_US - us,
                used_known_us=us,
                full_us=us,
                not_full_us=SLOT_US - us,
                peak_occupied=1 if us else 0,
                by_desk=(desk,),
            )
        )
    return slots


def desk_days(place: SpaceConfig, slots: Sequence[SpaceSlot], last: date = DAY) -> Fraction | None:
    """Return how many desk days a report counts."""
    return report_of(place, slots, last).together.figure(Indicator.DESK_DAYS).value


NOON_US = to_us(utc(2026, 3, 4, 11))


def test_half_an_hour_makes_a_desk_day() -> None:
    """1,800 s occupied count; one microsecond less doesn't."""
    assert DESK_DAY_US == 1_800_000_000
    half_hour = ((NOON_US, SLOT_US), (NOON_US + 4 * SLOT_US, SLOT_US))
    assert desk_days(OPEN_ALL_DAY, used(OPEN_ALL_DAY, *half_hour)) == 1
    short = (half_hour[0], (NOON_US + 4 * SLOT_US, SLOT_US - 1))
    assert desk_days(OPEN_ALL_DAY, used(OPEN_ALL_DAY, *short)) == 0


def test_a_desk_day_needs_its_half_hour_on_one_local_day() -> None:
    """A quarter before midnight and one after it are none; in UTC they were of the same day."""
    midnight_us = to_us(utc(2026, 3, 4, 23))
    around = ((midnight_us - SLOT_US, SLOT_US), (midnight_us, SLOT_US))
    slots = used(OPEN_ALL_DAY, *around, days=2)
    assert desk_days(OPEN_ALL_DAY, slots, date(2026, 3, 5)) == 0


def test_a_desk_day_needs_its_half_hour_while_the_space_is_open() -> None:
    """The quarter of an hour before opening counts nothing towards it."""
    place = a_place("12:00-18:00", desks=1)
    early = ((NOON_US - SLOT_US, SLOT_US), (NOON_US, SLOT_US))
    assert desk_days(place, used(place, *early)) == 0
    late = ((NOON_US, SLOT_US), (NOON_US + SLOT_US, SLOT_US))
    assert desk_days(place, used(place, *late)) == 1
