"""The annex on data quality, by hand: what figures rest on, what stands, what was lost."""

from datetime import date

import pytest

from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.calendar import Calendar
from hub.domain.indicators import Coverage, Figure, Indicator, Standing
from hub.domain.seq_ranges import Span
from hub.domain.slots import SLOT_US
from hub.domain.tally import Tally, Totals
from hub.reports.figures.quality import (
    Frozen,
    agent_qualities,
    frozen_days,
    space_quality,
    unreliable_days,
)
from hub.reports.model import AgentQuality, DayPoint, Part, SpaceQuality
from hub.reports.period import Period
from hub.stores.protocol import EpochRecord
from tests.hub.spaces import a_space, utc

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 3)
CALENDAR = Calendar(a_space(timezone="Europe/Berlin"))


def day(number: int, known_slots: int, slots: int = 10) -> DayPoint:
    """Make a day of one desk that is known, and free, in so many open slots."""
    return DayPoint(
        date(2026, 3, number),
        Totals(Tally(slots=slots, desk_slots=slots, free_us=known_slots * SLOT_US)),
    )


def figure(indicator: Indicator, coverage: Coverage | None) -> Figure:
    """Make a figure of which only the coverage matters."""
    return Figure(indicator, 1, 1, coverage, Standing.FIGURE)


def part(desks: Coverage | None, closed: Coverage | None, doors: Coverage | None) -> Part:
    """Make the part of a space."""
    figures = (
        figure(Indicator.UTILISATION, desks),
        figure(Indicator.OUT_OF_HOURS_DESK_HOURS, closed),
        figure(Indicator.VISITS, doors),
    )
    return Part("hof", figures, None, None, (day(1, 7), day(2, 8)), ())


def test_days_below_four_fifths_are_unreliable() -> None:
    """Eight of ten slots are enough, seven are not; a day that was never open lacks nothing."""
    days = (day(1, 7), day(2, 8), day(3, 0), day(4, 10), day(5, 0, slots=0))
    assert unreliable_days(days) == (date(2026, 3, 1), date(2026, 3, 3))


def test_a_spaces_figures_rest_on_its_own_coverages() -> None:
    """Each from the figure that it belongs to."""
    told = space_quality(
        part(Coverage(8, 10), Coverage(3, 4), Coverage(5, 6)),
        11,
        Frozen(2, LAST),
        is_calendar_applied=True,
    )
    assert told == SpaceQuality(
        space="hof",
        coverage=Coverage(8, 10),
        closed_coverage=Coverage(3, 4),
        doors_coverage=Coverage(5, 6),
        absent_slot_count=11,
        unreliable_days=(FIRST,),
        frozen_day_count=2,
        corrections_from=LAST,
        is_calendar_applied=True,
    )


@pytest.mark.parametrize(
    ("doors", "expected"),
    [
        (None, None),
        (Coverage(0, 0), None),
        (Coverage(0, 1), Coverage(0, 1)),
        (Coverage(1, 1), Coverage(1, 1)),
    ],
)
def test_without_a_counting_door_there_is_no_coverage_of_doors(
    doors: Coverage | None, expected: Coverage | None
) -> None:
    """One that was never known has one: none of the time."""
    told = space_quality(part(None, None, doors), 0, Frozen(0, FIRST), is_calendar_applied=False)
    assert told.doors_coverage == expected
    assert (told.coverage, told.closed_coverage) == (Coverage(0, 0), Coverage(0, 0))


@pytest.mark.parametrize(
    ("deleted_until_us", "expected"),
    [
        (-(2**62), Frozen(0, FIRST)),
        (to_us(utc(2026, 2, 1)), Frozen(0, FIRST)),
        (to_us(utc(2026, 2, 28, 22)), Frozen(0, FIRST)),
        (to_us(utc(2026, 2, 28, 22, 59)), Frozen(1, date(2026, 3, 2))),
        (to_us(utc(2026, 3, 2)), Frozen(2, LAST)),
        (to_us(utc(2026, 4, 1)), Frozen(3, None)),
    ],
)
def test_days_of_which_events_are_deleted_are_frozen(
    deleted_until_us: int, expected: Frozen
) -> None:
    """A local day stands as soon as its first slot does; where nothing was deleted, none does."""
    assert frozen_days(deleted_until_us, CALENDAR, Period(FIRST, LAST)) == expected


def record(space: str, agent: str, last: int, **spans: tuple[Span, ...]) -> EpochRecord:
    """Make what the store knows of one epoch."""
    told = {"stored": (), "quarantined": (), "lost": (), "too_late": ()} | spans
    return EpochRecord(AgentAddress(space, agent), "a" * 32, last, ("b" * 32,), **told)


def test_what_was_lost_is_summed_per_agent_in_the_order_of_the_spaces() -> None:
    """Over all epochs of an agent; agents of other spaces are not told."""
    records = [
        record("hof", "pi", 10, stored=(Span(1, 4),), quarantined=(Span(5, 5),)),
        record("other", "pi", 10),
        record("cafe", "b", 3, stored=(Span(1, 1),), too_late=(Span(2, 3),)),
        record("cafe", "a", 2, stored=(Span(1, 2),)),
        record("hof", "pi", 9, stored=(Span(1, 2),), lost=(Span(3, 7),)),
    ]
    assert agent_qualities(records, ("cafe", "hof")) == (
        AgentQuality("cafe", "a", 0, 0, 0, 0, 0),
        AgentQuality("cafe", "b", 0, 0, 0, 2, 0),
        AgentQuality("hof", "pi", 5 + 2, 5, 1, 0, 0),
    )


def test_agents_come_in_the_order_of_their_spaces() -> None:
    """That of hub.toml, and then by name, whatever the alphabet says of the spaces."""
    records = [record(space, agent, 1) for space, agent in (("a", "x"), ("z", "y"), ("z", "x"))]
    told = agent_qualities(records, ["z", "a"])
    assert [(one.space, one.agent) for one in told] == [("z", "x"), ("z", "y"), ("a", "x")]
