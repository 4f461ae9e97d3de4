"""A week beside the weeks before it: the figures of reports, and no second way to work them out."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

import pytest

from contract.times import from_us, to_us
from hub.config import HubConfig
from hub.domain.indicators import Indicator, Standing
from hub.domain.iso_week import Week
from hub.domain.slots import SpaceSlot
from hub.domain.space import SpaceConfig
from hub.domain.week_bands import Level, Usual
from hub.errors import Reason, ReportRefused
from hub.reports.request import ReportRequest
from hub.reports.service import ReportService
from hub.reports.week.review import COMPARED, WeekReview, review_week
from tests.hub.reports.kept import KeptHistory, NoEvents
from tests.hub.reports.made_slots import steady
from tests.hub.spaces import a_region, a_space

FIRST: Final = date(2026, 1, 5)
"""A Monday."""
USUAL: Final = {"mon": "09:00-11:00", "tue": "09:00-11:00"}
WEEK: Final = Week(date(2026, 2, 23))


def made(space: SpaceConfig, week: Week, occupied: int, *, known: bool = True) -> list[SpaceSlot]:
    """Make a week in which so many desks are always in use."""
    return list(steady(space, week.first, week.last, occupied, known=known))


def a_hof(**keys: object) -> SpaceConfig:
    """Make a space of four desks."""
    desks = [{"id": f"d{n}", "agent": "pi"} for n in range(4)]
    return a_space(**{"since": FIRST, "opening": USUAL, "desk": desks, "small_count": 0, **keys})


def service_of(space: SpaceConfig, slots: Sequence[SpaceSlot]) -> ReportService:
    """Make reports on Monday after the week."""
    config: HubConfig = a_region(space)
    now = from_us(to_us(from_us(slots[-1].start_us)) + 86_400_000_000)
    history = KeptHistory({space.id: slots}, [space])
    return ReportService(config, lambda: history, NoEvents, lambda: now, version="1")


def reviewed(space: SpaceConfig, by_week: Sequence[int | None]) -> WeekReview:
    """Review the last of some weeks, each with so many desks in use; None: nothing is known."""
    slots: list[SpaceSlot] = []
    for n, occupied in enumerate(reversed(by_week)):
        week = WEEK.later(-n)
        slots = made(space, week, occupied or 0, known=occupied is not None) + slots
    return review_week(service_of(space, slots), space, WEEK)


def test_the_figures_are_those_of_a_report_of_the_same_days() -> None:
    """Each of them, and the hours of the week."""
    space = a_hof()
    slots = [*made(space, WEEK.later(-1), 1), *made(space, WEEK, 3)]
    service = service_of(space, slots)
    report = service.build(ReportRequest((space.id,), WEEK.first, WEEK.last))
    review = review_week(service, space, WEEK)
    assert review.part == report.spaces[0]
    assert review.report.method.fingerprint == report.method.fingerprint


def test_usual_are_reports_of_the_weeks_before() -> None:
    """The median of what a report of each single week says."""
    space = a_hof()
    counts = [1, 2, 4, 3, 2]
    review = reviewed(space, counts)
    slots = [slot for n, each in enumerate(counts) for slot in made(space, WEEK.later(n - 4), each)]
    service = service_of(space, slots)
    weeks = [WEEK.later(-n) for n in range(1, 5)]
    for indicator in COMPARED:
        found = [
            service.build(ReportRequest((space.id,), week.first, week.last))
            .spaces[0]
            .figure(indicator)
            .value
            for week in weeks
        ]
        values = sorted(value for value in found if value is not None)
        expected = Usual((values[1] + values[2]) / 2, 4) if values else Usual(None, 0)
        assert review.usual[indicator] == expected


def test_weeks_that_are_unknown_or_before_the_first_dont_count() -> None:
    """Of a week with a day before anything was counted nothing is usual."""
    assert reviewed(a_hof(), [1, None, 2, 3, 4, 1]).usual[Indicator.UTILISATION].week_count == 4
    space = a_hof(since=WEEK.later(-3).first.replace(day=3))
    assert reviewed(space, [1, 2, 3, 4]).usual[Indicator.UTILISATION].week_count == 2
    assert reviewed(a_hof(since=WEEK.first), [4]).usual[Indicator.UTILISATION] == Usual(None, 0)


def test_at_most_eight_weeks_say_what_is_usual() -> None:
    """What was longer ago isn't usual any more."""
    space = a_hof(since=date(2025, 12, 1))
    review = reviewed(space, [4, 4, 4, *(1 for _ in range(8)), 2])
    assert review.usual[Indicator.UTILISATION] == Usual(Fraction(1, 4), 8)


def test_a_week_in_which_a_space_began_counts_from_its_first_day() -> None:
    """As its report does."""
    review = reviewed(a_hof(since=date(2026, 2, 24)), [2])
    assert next(iter(review.part.days)).day == date(2026, 2, 24)


def test_closed_weeks_arent_usual() -> None:
    """A week of holidays would make each other one look busy."""
    closed = [{"from": WEEK.later(-1).first, "to": WEEK.later(-1).last, "open": "closed"}]
    review = reviewed(a_hof(exceptions=closed), [1, 2, 3])
    assert review.usual[Indicator.FULL_HOURS].week_count == 1


def test_few_people_are_not_told() -> None:
    """With as many desks at once as are protected they are."""
    assert not reviewed(a_hof(small_count=3), [2]).is_told
    assert reviewed(a_hof(small_count=3), [3]).is_told


def test_hours_have_levels() -> None:
    """Those that are closed, and those of which nothing is known, too."""
    levels = reviewed(a_hof(), [4]).levels()
    assert len(levels) == 168
    assert levels[9] is levels[24 + 10] is Level.FULL
    assert {*levels} == {Level.FULL, Level.CLOSED}
    assert reviewed(a_hof(), [None]).levels()[9] is Level.UNKNOWN


def test_a_week_that_isnt_over_is_refused() -> None:
    """As its report is."""
    space = a_hof()
    service = service_of(space, made(space, WEEK, 1))
    with pytest.raises(ReportRefused) as refused:
        review_week(service, space, WEEK.later(1))
    assert refused.value.reason is Reason.NOT_OVER


def test_without_opening_hours_there_is_no_figure_of_use() -> None:
    """Nothing is open, so that nothing can be compared."""
    review = reviewed(a_hof(opening=None), [1, 1])
    assert review.figure(Indicator.UTILISATION).standing is Standing.NONE
    assert not review.place.has_opening_hours
    assert review.usual[Indicator.UTILISATION] == Usual(None, 0)
