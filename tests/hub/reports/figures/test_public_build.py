"""The public edition as a whole: a function of the table, and of names and their order."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from contract.times import to_us
from hub.domain.indicators import Indicator
from hub.domain.published_cells import PublishedMonth
from hub.reports.figures.public_build import build_public_report
from hub.reports.model import Erratum, Report, Target, Told
from hub.reports.request import ReportRequest
from tests.hub.reports.guests import DAYS, Plan, Stay, slots_of_plan
from tests.hub.reports.months import FIRST, small_space
from tests.hub.reports.published import published_of
from tests.hub.spaces import a_region, utc

HOURS = "09:00-18:00"
HOF, CAFE = small_space("hof", 6, HOURS), small_space("cafe", 4, HOURS)
CROWD: Plan = {n: tuple(Stay((n + k) % 6) for k in range(4)) for n in range(DAYS)}
CALM: Plan = {n: tuple(Stay((n + k) % 4) for k in range(3)) for n in range(DAYS)}
MARCH = date(2026, 3, 1)


def february(*plans: Plan) -> list[PublishedMonth]:
    """Publish the February of both spaces."""
    slots = {
        space.id: slots_of_plan(space, plan) for space, plan in zip((CAFE, HOF), plans, strict=True)
    }
    return published_of(slots, (HOF, CAFE))


def as_march(months: list[PublishedMonth]) -> list[PublishedMonth]:
    """Say the same of March."""
    return [replace(each, month=MARCH, first=MARCH) for each in months]


def built(
    table: list[PublishedMonth],
    *names: str,
    first: date = FIRST,
    last: date = date(2026, 2, 28),
    targets: tuple[Target, ...] = (),
) -> Report:
    """Build a public report."""
    request = ReportRequest(names, first, last, is_public=True)
    return build_public_report(a_region(HOF, CAFE), table, request, version="1", targets=targets)


def test_spaces_stand_in_the_order_of_hub_toml() -> None:
    """With what the table says of their desks and days."""
    report = built(february(CALM, CROWD))
    assert [(place.id, place.desk_count) for place in report.places] == [("hof", 6), ("cafe", 4)]
    assert {place.counted_from for place in report.places} == {FIRST}
    assert report.request.spaces == ("hof", "cafe")


def test_every_total_says_of_how_much_it_is() -> None:
    """Spaces and months, told and all, of all together and of each."""
    table = february({}, CROWD) + as_march(february(CALM, {}))
    report = built(table, last=date(2026, 3, 31))
    assert report.together.told == Told(2, 2, 2, 4)
    assert [part.told for part in report.spaces] == [Told(1, 1, 1, 2), Told(1, 1, 1, 2)]
    assert not report.together.told.is_all


def test_nothing_finer_than_a_month_is_left() -> None:
    """No days, no typical week, no agents, no fingerprint, no days without a figure."""
    report = built(february(CALM, CROWD))
    assert all(not part.days and not part.week for part in (report.together, *report.spaces))
    assert (report.quality.agents, report.method.fingerprint) == ((), None)
    assert {each.unreliable_days for each in report.quality.spaces} == {()}
    assert {each.absent_slot_count for each in report.quality.spaces} == {0}


def test_months_are_compared_where_all_of_them_are_published() -> None:
    """Alike where the use of the same spaces is told in both."""
    table = february(CALM, CROWD) + as_march(february(CALM, CROWD))
    report = built(table, first=MARCH, last=date(2026, 3, 31))
    assert report.together.previous is not None
    assert report.together.previous.is_like_for_like
    assert report.together.year_before is None
    assert built(table).together.previous is None
    hidden = february({}, CROWD) + as_march(february(CALM, CROWD))
    other = built(hidden, first=MARCH, last=date(2026, 3, 31)).together.previous
    assert other is not None
    assert not other.is_like_for_like


def test_what_is_withheld_has_no_rank() -> None:
    """It comes last."""
    ranks = built(february({}, CROWD)).ranking
    assert [(rank.space, rank.place) for rank in ranks] == [("hof", 1), ("cafe", None)]


def test_rounded_figures_decide_no_target() -> None:
    """And a target of all spaces is none of some."""
    targets = (
        Target(Indicator.UTILISATION, None, None, Fraction(1, 100)),
        Target(Indicator.VISITS, "hof", None, Fraction(1)),
    )
    table = february(CALM, CROWD)
    goals = built(table, targets=targets).goals
    assert [(goal.target.space, goal.is_reached) for goal in goals] == [(None, None), ("hof", None)]
    (goal,) = built(table, "hof", targets=targets).goals
    assert goal.target.space == "hof"


def test_an_erratum_is_named_with_its_day_and_reason() -> None:
    """By the space's own clock."""
    cafe, hof = february(CALM, CROWD)
    corrected = replace(
        hof, edition=1, reason="d2 was miswired", at_us=to_us(utc(2026, 5, 31, 22, 30))
    )
    report = built([cafe, corrected])
    erratum = Erratum("hof", FIRST, date(2026, 6, 1), "d2 was miswired")
    assert report.quality.errata == (erratum,)
