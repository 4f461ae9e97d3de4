"""Every figure of reports on random histories equals a second implementation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from contract.times import from_us, to_us
from hub.domain.calendar import Calendar
from hub.domain.indicators import Figure, Indicator, Standing
from hub.domain.order import PlacedEvent, in_order
from hub.domain.slots import SpaceSlot, WatchedPart, slots_of
from hub.domain.space import SpaceConfig
from hub.domain.timeline import Stretch
from hub.reports.figures.build import build_report
from hub.reports.model import Report
from hub.reports.request import ReportRequest
from tests.hub.domain.brute_force import SlowHistory, SlowPart, slow_slot
from tests.hub.domain.histories import Watching, histories
from tests.hub.domain.outlines import outlines_of
from tests.hub.reports.kept import sources_of
from tests.hub.reports.slow_report import (
    Answer,
    Quarter,
    SlowSpace,
    quarters,
    slow_figures,
    slow_peak,
    slow_week,
)
from tests.hub.spaces import a_region, a_space, utc

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 3)
NOW = utc(2026, 3, 9)
HOF = Watching(desks=("d1", "d2"), doors=("main",))
STALL = Watching(desks=("d3", "d4"), doors=("gate",))
HOURS = {
    "Europe/Berlin": ("closed", "00:00-24:00", "08:15-10:00", "08:00-09:15"),
    "Pacific/Auckland": ("closed", "00:00-24:00", "20:30-24:00", "20:00-22:15"),
}
"""Nothing, everything, and something: events are at 7:00 UTC and after, in Auckland at 20:00."""


def hof(hours: str) -> SpaceConfig:
    """Make two desks, the second for a day only, and a counting door."""
    return a_space(
        id="hof",
        since=FIRST,
        opening={"mon": hours},
        desk=[{"id": "d1", "agent": "pi"}, {"id": "d2", "agent": "pi", "to": FIRST}],
        door=[{"id": "main", "agent": "pi", "counts": True}],
    )


def stall(hours: str) -> SpaceConfig:
    """Make desks on the other side of the earth, where midnight is among the events.

    On the second day there is none, but it is open.
    """
    return a_space(
        id="stall",
        since=FIRST,
        timezone="Pacific/Auckland",
        opening={"mon": hours, "tue": hours},
        door=[{"id": "gate", "agent": "pi"}],
        desk=[{"id": desk, "agent": "pi", "to": FIRST} for desk in STALL.desks],
    )


def slots(space: SpaceConfig, watching: Watching, told: Sequence[PlacedEvent]) -> list[SpaceSlot]:
    """Make the slots of both days as the product does."""
    calendar = Calendar(space)
    stretch = Stretch(in_order(told), outlines_of(told))
    part = WatchedPart(stretch, frozenset(watching.desks), frozenset(watching.doors))
    start_us = to_us(calendar.span_of(FIRST).start)
    end_us = to_us(calendar.span_of(LAST).end)
    return list(slots_of([part], start_us, end_us, lambda us: _in_service(calendar, us)))


def _in_service(calendar: Calendar, at_us: int) -> tuple[str, ...]:
    return tuple(desk.id for desk in calendar.desks_in_service(from_us(at_us)))


def slow_space(
    space: SpaceConfig, hours: str, watching: Watching, told: Sequence[PlacedEvent]
) -> SlowSpace:
    """Describe the same to the brute force."""
    part = SlowPart(SlowHistory(told), watching.desks, watching.doors)
    calendar = Calendar(space)
    opens, _, closes = hours.partition("-")
    weekdays = (0,) if space.id == "hof" else (0, 1)
    return SlowSpace(
        zone=space.timezone,
        hours=[(day, opens, closes) for day in weekdays if hours != "closed"],
        has_counting_door=any(door.counts for door in space.doors),
        count=lambda start, end: slow_slot([part], _in_service(calendar, start), start, end),
    )


def expected_standing(figure: Figure, answer: Answer) -> Standing:
    """Say by the design's words how a figure may be printed."""
    value, coverage = answer
    amount = figure.unit.value != "ratio"
    if figure.coverage is None:
        return Standing.NONE if value is None else Standing.FIGURE
    if coverage is None:
        needs_doors = figure.indicator.value.startswith(("visits", "turn_backs"))
        return Standing.FIGURE if amount and not needs_doors else Standing.NONE
    if coverage < Fraction(80, 100):
        return Standing.NOT_RELIABLE
    if value is None:
        return Standing.NONE
    return Standing.AT_LEAST if amount and coverage < 1 else Standing.FIGURE


def check(figure: Figure, answers: dict[str, Answer]) -> None:
    """Compare a figure with the brute force's answer."""
    value, coverage = answers[figure.indicator]
    standing = expected_standing(figure, (value, coverage))
    assert figure.standing is standing, figure
    printed = standing in (Standing.FIGURE, Standing.AT_LEAST)
    assert figure.value == (value if printed else None), figure
    if figure.coverage is not None:
        assert figure.coverage.ratio == coverage, figure


def check_part(report: Report, space: str | None, walked: Sequence[Quarter]) -> None:
    """Compare all that a report says of a space, or of all together."""
    part = report.part(space)
    answers = slow_figures(walked)
    for figure in part.figures:
        if figure.indicator in answers:
            check(figure, answers)
    for point in part.days:
        answers = slow_figures([quarter for quarter in walked if quarter.local.date() == point.day])
        for indicator in answers:
            check(point.figure(Indicator(indicator)), answers)
    for hour in part.week:
        answers = slow_week(walked, hour.weekday, hour.hour)
        for figure in hour.figures:
            check(figure, answers)


@settings(max_examples=25, deadline=None)
@given(
    first=histories(HOF),
    second=histories(STALL),
    berlin=st.sampled_from(HOURS["Europe/Berlin"]),
    auckland=st.sampled_from(HOURS["Pacific/Auckland"]),
)
def test_every_figure_equals_the_brute_force(
    first: list[PlacedEvent], second: list[PlacedEvent], berlin: str, auckland: str
) -> None:
    """Two spaces on both sides of the earth: figures, days, weeks and peaks, each and together.

    Out of sums of whole days, and out of slots; the fingerprint is the same as well.
    """
    spaces = (hof(berlin), stall(auckland))
    kept = {"hof": slots(spaces[0], HOF, first), "stall": slots(spaces[1], STALL, second)}
    by_slots, report = (
        build_report(
            a_region(*spaces),
            sources_of(kept, spaces, has_sums=has_sums),
            ReportRequest((), FIRST, LAST),
            NOW,
            version="1",
        )
        for has_sums in (False, True)
    )
    assert without_earlier(report) == without_earlier(by_slots)
    slow = {
        "hof": slow_space(spaces[0], berlin, HOF, first),
        "stall": slow_space(spaces[1], auckland, STALL, second),
    }
    walked = {name: list(quarters(one, FIRST, LAST)) for name, one in slow.items()}
    for name, of_space in walked.items():
        check_part(report, name, of_space)
        check_peak(report.part(name).figure(Indicator.PEAK_OCCUPIED), of_space)
    check_part(report, None, [*walked["hof"], *walked["stall"]])


def without_earlier(report: Report) -> Report:
    """Leave out what only is there where every slot was read."""
    return replace(report, method=replace(report.method, earlier_fingerprints=()))


def check_peak(figure: Figure, walked: Sequence[Quarter]) -> None:
    """Compare a peak, printed or not."""
    peak = slow_peak(walked)
    if peak is None:
        assert figure.standing is Standing.NONE
    else:
        assert (figure.numerator, figure.slot_us) == peak[:2]
