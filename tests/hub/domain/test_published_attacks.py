"""Public editions under attack: what a person who comes or stays away changes in all of them.

The attacker asks for every subset of spaces and every period, again and again, and subtracts,
averages and compares. The rule that was there before, by which each total was rounded on its own,
stands here as well: the same attacks find a person in it, so they can find one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.domain.indicators import HOUR_US, Figure, Indicator, Standing
from hub.domain.published_cells import (
    LEAST_DAYS,
    PASSAGES,
    Amount,
    MonthCells,
    PublishedMonth,
    Withheld,
)
from hub.domain.slots import SpaceSlot
from hub.domain.space import SpaceConfig
from hub.reports.figures.build import build_report
from hub.reports.figures.public_build import build_public_report
from hub.reports.formats.registry import Format
from hub.reports.model import Report
from hub.reports.payload.payload import report_json, shape_of
from hub.reports.period import month_end
from hub.reports.rendering import Rendering, render
from hub.reports.request import ReportRequest
from hub.reports.text.language import Language
from tests.hub.reports.guests import DAYS, OPEN_FROM, OPEN_TO, Plan, Stay, slots_of_plan, with_stays
from tests.hub.reports.kept import sources_of
from tests.hub.reports.months import FIRST, LAST, small_space
from tests.hub.reports.published import published_of
from tests.hub.spaces import a_region, utc

HOURS = "09:00-18:00"
SMALL = 3
ANNAS = small_space("a", 4, HOURS)
OTHERS = (
    small_space("b", 8, HOURS),
    small_space("c", 6, HOURS),
    small_space("d", 6, HOURS, small_count=0),
)
USED = (
    Indicator.DESK_HOURS_OCCUPIED,
    Indicator.UTILISATION,
    Indicator.FREQUENCY,
    Indicator.FULLNESS,
    Indicator.FULL_HOURS,
    Indicator.FULL_SHARE,
    Indicator.DESK_DAYS,
    Indicator.VISITS,
    Indicator.TURN_BACKS,
)
MONTHS = tuple(date(2026, n, 1) for n in (2, 3, 4))
Values = Mapping[Indicator, Fraction | None]


def a_crowd(desks: int, shift: int = 0) -> Plan:
    """Let many come on every day, at desks that change."""
    return {
        n: tuple(Stay((n + k + shift) % desks, OPEN_FROM + k, OPEN_TO - k) for k in range(4))
        for n in range(DAYS)
    }


def anna(days: int) -> Plan:
    """Let one person come on so many days, always to the same desk."""
    return {n: (Stay(0, OPEN_FROM, OPEN_FROM + 32),) for n in range(days)}


def world(plan: Plan) -> Mapping[str, Sequence[SpaceSlot]]:
    """Count Anna's space by a plan, and the others as ever."""
    slots = {"a": slots_of_plan(ANNAS, plan)}
    slots |= {
        space.id: slots_of_plan(space, a_crowd(len(space.desks), n))
        for n, space in enumerate(OTHERS)
    }
    return slots


SPACES = (ANNAS, *OTHERS)
REGION = a_region(*SPACES)


class Published:
    """What the hub says to the public."""

    def __init__(self, plan: Plan) -> None:
        self._table = published_of(world(plan), SPACES)

    def total(self, spaces: Sequence[str]) -> Values:
        """Return the totals of some spaces."""
        request = ReportRequest(tuple(spaces), FIRST, LAST, is_public=True)
        report = build_public_report(REGION, self._table, request, version="1")
        return {indicator: report.together.figure(indicator).value for indicator in USED}


class RoundedOnItsOwn:
    """The rule of before: a total is the exact sum, rounded to what a person can add on a day."""

    def __init__(self, plan: Plan) -> None:
        self._slots = world(plan)

    def total(self, spaces: Sequence[str]) -> Values:
        """Return the totals of some spaces."""
        request = ReportRequest(tuple(spaces), FIRST, LAST)
        report = build_report(
            REGION, sources_of(self._slots, SPACES), request, utc(2026, 6, 1), version="1"
        )
        exact = report.together.figure(Indicator.DESK_HOURS_OCCUPIED).value or Fraction(0)
        return {Indicator.DESK_HOURS_OCCUPIED: Fraction((exact + 5) // 10 * 10)}


Release = type[Published] | type[RoundedOnItsOwn]
OTHER_SUBSETS = [
    subset for k in (1, 2, 3) for subset in combinations([space.id for space in OTHERS], k)
]


def differences(release: Release, days: int) -> list[Fraction]:
    """Subtract, for every subset of the others, its total from that with Anna's space."""
    said = release(anna(days))
    found = []
    for subset in OTHER_SUBSETS:
        both, alone = said.total(("a", *subset)), said.total(subset)
        found += [(both[each] or Fraction(0)) - (alone[each] or Fraction(0)) for each in alone]
    return found


@pytest.mark.parametrize("days", [0, 5, 20])
def test_a_withheld_space_is_in_no_difference(days: int) -> None:
    """Region minus the others is nothing, for every subset and figure, however often she came."""
    assert set(differences(Published, days)) == {Fraction(0)}


def test_the_attack_finds_her_where_totals_are_rounded_on_their_own() -> None:
    """Subtracted from each other such totals tell the hours of the one that is withheld."""
    found = differences(RoundedOnItsOwn, 20)
    assert abs(sum(found, Fraction(0)) / len(found) - 160) <= 10


def rising(release: Release) -> list[Fraction]:
    """Average the differences for ever more days of hers, as who dithers by sub-regions does."""
    means = []
    for days in (0, 3, 6, 9):
        found = differences(release, days)
        means.append(sum(found, Fraction(0)) / len(found))
    return means


def test_nothing_can_be_averaged_out_of_many_editions() -> None:
    """Dithering by sub-regions finds the same, nothing, for any number of her days."""
    assert rising(Published) == [0, 0, 0, 0]


def test_averaging_finds_her_days_where_totals_are_rounded_on_their_own() -> None:
    """Each three days more of eight hours shift the mean by about 24."""
    means = rising(RoundedOnItsOwn)
    assert all(later - earlier >= 10 for earlier, later in pairwise(means))


# --- Whatever few persons do, no byte of any edition changes


def stays(desks: int) -> st.SearchStrategy[Stay]:
    """Draw a stay within, across or outside opening hours."""
    return st.builds(
        lambda desk, at, length: Stay(desk, at, min(96, at + length)),
        st.integers(0, desks - 1),
        st.integers(0, 95),
        st.integers(1, 60),
    )


def few(desks: int) -> st.SearchStrategy[Plan]:
    """Draw a month in which fewer than SMALL are there at once, but for up to four days."""
    quiet = st.lists(stays(desks), max_size=SMALL - 1).map(tuple)
    crowded = st.lists(stays(desks), min_size=SMALL, max_size=8).map(tuple)
    return st.builds(
        lambda all_quiet, crowds: dict(enumerate(all_quiet)) | crowds,
        st.lists(quiet, min_size=DAYS, max_size=DAYS),
        st.dictionaries(st.integers(0, DAYS - 1), crowded, max_size=LEAST_DAYS - 1),
    )


def editions(table: Sequence[PublishedMonth], spaces: Sequence[SpaceConfig]) -> Iterator[bytes]:
    """Write every edition of every subset of spaces and every period of the table."""
    months = sorted({each.month for each in table})
    names = [space.id for space in spaces]
    for k in range(1, len(names) + 1):
        for subset in combinations(names, k):
            for start, first in enumerate(months):
                for last in months[start:]:
                    request = ReportRequest(subset, first, month_end(last), is_public=True)
                    report = build_public_report(a_region(*spaces), table, request, version="1")
                    yield report_json(shape_of(report))


def over_months(cells: Sequence[MonthCells]) -> list[PublishedMonth]:
    """Say of Anna's space what was worked out, month after month."""
    return [
        PublishedMonth("a", month, month, each, 0)
        for month, each in zip(MONTHS, cells, strict=False)
    ]


def cells(plan: Plan) -> MonthCells:
    """Work the cells of Anna's space out."""
    (month,) = published_of({"a": slots_of_plan(ANNAS, plan)}, [ANNAS])
    return month.cells


@cache
def neighbours() -> Sequence[PublishedMonth]:
    """Publish a busy space."""
    return published_of({"c": slots_of_plan(OTHERS[1], a_crowd(6))}, [OTHERS[1]])


def attack_few(one: Plan, other: Plan) -> None:
    """Compare two histories in every edition."""
    before, after = cells(one), cells(other)
    assert before.withheld is Withheld.FEW
    assert before == after
    spaces = (ANNAS, OTHERS[1])
    table, other_table = ([*over_months([each]), *neighbours()] for each in (before, after))
    assert list(editions(table, spaces)) == list(editions(other_table, spaces))


def test_few_persons_change_no_byte_of_any_format() -> None:
    """Whether nobody ever came or one person every day: each file is the same, in each language."""
    reports = []
    for plan in ({}, anna(DAYS)):
        table = [*over_months([cells(plan)]), *neighbours()]
        request = ReportRequest(("a", "c"), FIRST, LAST, is_public=True)
        reports.append(build_public_report(a_region(ANNAS, OTHERS[1]), table, request, version="1"))
    for written_as in Format:
        for language in Language:
            one, other = (render(report, Rendering(written_as, language)) for report in reports)
            assert one == other, written_as


@settings(max_examples=8, deadline=None)
@given(few(4), few(4))
def test_few_persons_change_no_byte(one: Plan, other: Plan) -> None:
    """Two months of fewer than small_count at once are told alike, whoever came and when."""
    attack_few(one, other)


@pytest.mark.faults
@pytest.mark.timeout(0)
@settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(few(4), few(4))
def test_few_persons_change_no_byte_in_many_histories(one: Plan, other: Plan) -> None:
    """The same, two thousand times."""
    attack_few(one, other)


# --- Where many are told, one person's day is at most a step of each cell


DESKS = len(OTHERS[1].desks)
STEPS = {
    # The smallest multiples of 5 that one person can't overstep on a day: open for nine hours.
    Amount.KNOWN: 10 * 3600,
    Amount.OCCUPIED: 10 * 3600,
    Amount.USED: 55 * 3600,
    Amount.FULL: 10 * 3600,
    Amount.NOT_FULL: 10 * 3600,
    Amount.DESK_DAYS: 10,
    Amount.DOORS_KNOWN: 0,
    Amount.ARRIVALS: PASSAGES,
    Amount.TURN_BACKS: PASSAGES,
}


def one_after_the_other(visits: Sequence[Stay]) -> Sequence[Stay]:
    """Let one person sit at one desk at a time, as persons do."""
    seated: list[Stay] = []
    for stay in sorted(visits, key=lambda stay: (stay.from_slot, stay.to_slot)):
        start = max(stay.from_slot, seated[-1].to_slot if seated else 0)
        if start < stay.to_slot:
            seated.append(replace(stay, from_slot=start))
    return seated


def attack_a_day(day: int, visits: Sequence[Stay], crowd_on: frozenset[int]) -> None:
    """Let one person come on one day more, and compare each cell."""
    space = OTHERS[1]
    plan = {n: stays for n, stays in a_crowd(DESKS).items() if n in crowd_on}
    more = with_stays(plan, {day: one_after_the_other(visits)})
    before, after = (
        published_of({"c": slots_of_plan(space, each)}, [space])[0].cells for each in (plan, more)
    )
    if before.is_told and after.is_told:
        assert before.amounts.keys() == after.amounts.keys()
        assert_coarse(before)
        assert_coarse(after)
        for amount, value in before.amounts.items():
            assert abs(after.amounts[amount] - value) <= STEPS.get(amount, 0), amount
    else:
        untold = {before.withheld, after.withheld} - {None}
        assert untold, "either both are told or one of them is withheld"
        common = before.amounts.keys() & after.amounts.keys()
        assert all(before.amounts[amount] == after.amounts[amount] for amount in common)


def assert_coarse(cells: MonthCells) -> None:
    """No digit stands below a step: what was counted is a multiple of it."""
    for amount in (Amount.OCCUPIED, Amount.DESK_DAYS, Amount.ARRIVALS, Amount.TURN_BACKS):
        assert cells.amounts[amount] % STEPS[amount] == 0, amount


a_day = given(
    st.integers(0, DAYS - 1),
    st.lists(stays(DESKS), min_size=1, max_size=PASSAGES).map(tuple),
    st.frozensets(st.integers(0, DAYS - 1), min_size=3),
)


@settings(max_examples=12, deadline=None)
@a_day
def test_one_day_of_one_person_is_at_most_a_step(
    day: int, visits: Sequence[Stay], crowd_on: frozenset[int]
) -> None:
    """Whoever knows all but one person's day learns no more of it than a step of each cell."""
    attack_a_day(day, visits, crowd_on)


@pytest.mark.faults
@pytest.mark.timeout(0)
@settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
@a_day
def test_one_day_of_one_person_is_at_most_a_step_in_many_histories(
    day: int, visits: Sequence[Stay], crowd_on: frozenset[int]
) -> None:
    """The same, two thousand times."""
    attack_a_day(day, visits, crowd_on)


# --- All editions are sums of the same cells


def three_months() -> list[PublishedMonth]:
    """Publish three months of four spaces, some of them withheld."""
    plans: dict[str, Sequence[Plan]] = {
        "a": [anna(20), a_crowd(4), anna(3)],
        "b": [a_crowd(8), a_crowd(8, 1), {}],
        "c": [a_crowd(6), anna(9), a_crowd(6, 2)],
        "d": [{}, anna(4), a_crowd(6)],
    }
    published = []
    for space in SPACES:
        for month, plan in zip(MONTHS, plans[space.id], strict=True):
            (made,) = published_of({space.id: slots_of_plan(space, plan)}, [space])
            published.append(replace(made, month=month, first=month))
    return published


SUMMED = {
    Indicator.DESK_HOURS_OCCUPIED: (Amount.OCCUPIED, 3600),
    Indicator.FULL_HOURS: (Amount.FULL, 3600),
    Indicator.DESK_DAYS: (Amount.DESK_DAYS, 1),
    Indicator.VISITS: (Amount.ARRIVALS, 1),
    Indicator.TURN_BACKS: (Amount.TURN_BACKS, 1),
}


def test_every_total_of_every_subset_and_period_is_the_sum_of_told_cells() -> None:
    """So no edition says more than the cells of its single months: there is nothing to average."""
    table = three_months()
    asked = 0
    for k in range(1, 5):
        for subset in combinations([space.id for space in SPACES], k):
            for start, first in enumerate(MONTHS):
                for last in MONTHS[start:]:
                    asked += 1
                    request = ReportRequest(subset, first, month_end(last), is_public=True)
                    report = build_public_report(REGION, table, request, version="1")
                    inside = [
                        each.cells
                        for each in table
                        if each.space in subset and first <= each.month <= last
                    ]
                    assert_is_sum(report, inside)
    assert asked == 15 * 6


def assert_is_sum(report: Report, inside: Sequence[MonthCells]) -> None:
    """Work totals and quotients out again, by the cells alone."""
    told = [each for each in inside if each.is_told]
    counts = report.together.told
    assert counts is not None
    assert (counts.month_count, counts.of_month_count) == (len(told), len(inside))
    for indicator, (amount, unit) in SUMMED.items():
        expected = Fraction(sum(each.amounts[amount] for each in told), unit) if told else None
        assert report.together.figure(indicator).value == expected
    known = sum(each.amounts[Amount.KNOWN] for each in told)
    quotient = report.together.figure(Indicator.UTILISATION)
    if told:
        occupied = sum(each.amounts[Amount.OCCUPIED] for each in told)
        assert quotient.value == Fraction(occupied, known)
    else:
        assert quotient.standing is Standing.WITHHELD


def test_comparisons_and_rankings_are_of_the_same_cells() -> None:
    """The month before in one edition is what its own edition says, and so is each rank."""
    table = three_months()
    for name in "abcd":
        before, now = (
            build_public_report(
                REGION,
                table,
                ReportRequest((name,), month, month_end(month), is_public=True),
                version="1",
            )
            for month in MONTHS[1:]
        )
        assert now.together.previous is not None
        assert now.together.previous.figures == before.together.figures
        assert [rank.figure for rank in now.ranking] == [figure_of_use(now)]


def figure_of_use(report: Report) -> Figure:
    """Return the utilisation of the only space."""
    return report.spaces[0].figure(Indicator.UTILISATION)


def test_a_neighbour_without_protection_takes_none_from_others() -> None:
    """All together less the open space is what the protected one's edition says alone: nothing."""
    table = published_of(world(anna(10)), SPACES)
    both = build_public_report(
        REGION, table, ReportRequest(("a", "d"), FIRST, LAST, is_public=True), version="1"
    )
    open_one = both.part("d")
    for indicator in USED:
        assert both.together.figure(indicator).value == open_one.figure(indicator).value
        assert both.part("a").figure(indicator).standing is Standing.WITHHELD


def test_hours_in_cells_are_whole() -> None:
    """No cell of people has a digit below its step, whatever was counted."""
    made = cells(a_crowd(4))
    assert made.is_told
    assert made.amounts[Amount.OCCUPIED] * 1_000_000 % (5 * HOUR_US) == 0
