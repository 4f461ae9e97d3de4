"""The reference data set: every figure of the report as worked out by hand."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from contract.times import to_us
from hub.domain.indicators import Coverage, Figure, Indicator, Standing
from hub.reports.figures.build import build_report
from hub.reports.model import Report
from hub.reports.request import ReportRequest
from tests.hub.reports import reference
from tests.hub.reports.conftest import VERSION
from tests.hub.reports.diary import local

H = 3_600_000_000
AT_LEAST, FIGURE = Standing.AT_LEAST, Standing.FIGURE

# Open: 2 h on each of Mon 23, Wed 25, Fri 27, Sun 29 (1:00-2:00 and 3:00-4:00), Mon 30, Wed 1;
# not on Good Friday and Easter Sunday. With 2, 2, 2, 2, 1, 1 desks in service.
#                    Mon 23   Wed 25      Fri 27  Sun 29  Mon 30   Wed 1
# desk-hours         4        4           4       4       2        2        20
# known              4        2           4       4       2        2        18
# occupied, minutes  60+60    30+10       120     60      20       0        360
# somebody there     90 x 2   30 x 2      120 x 2 60 x 2  20 x 1   0        620
# full               30       5+5         0       0       20       0        60
# fullness known     120      30+30       120     120     120      120      660
DESKS = Coverage(18 * H, 20 * H)
FULLNESS = Coverage(11 * H, 12 * H)
# The fortnight has 14 x 24 - 1 hours; for one of them the agent was down.
DOORS = Coverage(334 * H, 335 * H)
# Closed desk-time: 167 h x 2 desks + 168 h x 1 desk - 20 h open, less 0 h unknown.
CLOSED = Coverage(482 * H, 482 * H)

BY_HAND = [
    (Indicator.OPEN_HOURS, Fraction(12), None, FIGURE),
    (Indicator.DESK_HOURS_OFFERED, Fraction(20), None, FIGURE),
    (Indicator.DESK_HOURS_OCCUPIED, Fraction(6), DESKS, AT_LEAST),
    (Indicator.COVERAGE, Fraction(18, 20), None, FIGURE),
    (Indicator.UTILISATION, Fraction(360, 18 * 60), DESKS, FIGURE),
    (Indicator.FREQUENCY, Fraction(620, 18 * 60), DESKS, FIGURE),
    (Indicator.FULLNESS, Fraction(360, 620), DESKS, FIGURE),
    (Indicator.PEAK_OCCUPIED, Fraction(2), DESKS, AT_LEAST),
    (Indicator.PEAK_UTILISATION, Fraction(1), DESKS, FIGURE),
    (Indicator.FULL_HOURS, Fraction(1), FULLNESS, AT_LEAST),
    (Indicator.FULL_SHARE, Fraction(60, 660), FULLNESS, FIGURE),
    # d1 and d2 on Monday, d1 for 1800 s on Wednesday, d1 on Friday, d2 on Sunday; not d2 on
    # Wednesday (10 min) and not d1 on the second Monday (20 min).
    (Indicator.DESK_DAYS, Fraction(5), DESKS, AT_LEAST),
    # Mon 8:59 (closed) and 9:29, Wed, Fri, Sun, Mon
    (Indicator.VISITS, Fraction(6), DOORS, AT_LEAST),
    (Indicator.TURN_BACKS, Fraction(5), DOORS, AT_LEAST),
    # Mon 23 9:40 and Mon 30 9:05 in slots full throughout; Wed 9:12 and Mon 30 9:17 in part;
    # Mon 23 10:05 in a slot that was not full at all
    (Indicator.TURN_BACKS_FULL, Fraction(2), FULLNESS, AT_LEAST),
    (Indicator.TURN_BACKS_PARTLY_FULL, Fraction(2), FULLNESS, AT_LEAST),
    # Mon 12:00-13:00 and Good Friday 9:00-10:00; the room doesn't count
    (Indicator.OUT_OF_HOURS_DESK_HOURS, Fraction(2), CLOSED, FIGURE),
]


def test_every_indicator_is_worked_out() -> None:
    """The table above leaves none out."""
    assert [row[0] for row in BY_HAND] == list(Indicator)


@pytest.mark.parametrize(("indicator", "value", "coverage", "standing"), BY_HAND)
def test_an_indicator_by_hand(
    report: Report,
    indicator: Indicator,
    value: Fraction,
    coverage: Coverage | None,
    standing: Standing,
) -> None:
    """Value, coverage and standing, exact to the microsecond."""
    figure = report.part("hof").figure(indicator)
    assert (figure.value, figure.coverage, figure.standing) == (value, coverage, standing)


def test_of_one_space_all_together_is_the_same(report: Report) -> None:
    """The region of one space says nothing else, its peak included."""
    assert report.together.figures == report.part("hof").figures


def test_utilisation_is_frequency_times_fullness(report: Report) -> None:
    """By their formulas in docs/figures.md, in exact fractions."""

    def value(indicator: Indicator) -> Fraction:
        return report.together.figure(indicator).value or Fraction()

    product = value(Indicator.FREQUENCY) * value(Indicator.FULLNESS)
    assert value(Indicator.UTILISATION) == product > 0


def test_the_peak_names_the_earliest_slot(report: Report) -> None:
    """On Monday at 9:30 both desks are occupied for the first time."""
    peak = report.together.figure(Indicator.PEAK_OCCUPIED)
    assert peak.slot_us == to_us(local("03-23 09:30"))


def of_day(report: Report, day: date, indicator: Indicator) -> Figure:
    """Return a figure of the daily series."""
    (point,) = [point for point in report.together.days if point.day == day]
    return point.figure(indicator)


def test_the_day_of_the_outage_is_not_reliable(report: Report) -> None:
    """On Wednesday half of the desk-time is unknown: no figure, and the coverage in its place."""
    figure = of_day(report, date(2026, 3, 25), Indicator.UTILISATION)
    assert (figure.standing, figure.value) == (Standing.NOT_RELIABLE, None)
    assert figure.coverage == Coverage(2 * H, 4 * H)
    assert report.quality.spaces[0].unreliable_days == (date(2026, 3, 25),)


def test_a_closed_day_has_no_ratio(report: Report) -> None:
    """Without open slots every ratio is null, and hours are nought."""
    day = date(2026, 4, 3)
    assert of_day(report, day, Indicator.UTILISATION).standing is Standing.NONE
    assert of_day(report, day, Indicator.COVERAGE).standing is Standing.NONE
    assert of_day(report, day, Indicator.DESK_HOURS_OCCUPIED).value == 0


def test_the_typical_week_by_hand(report: Report) -> None:
    """Two Mondays in one cell; the hour that the clock skipped has nothing; nor has Thursday."""
    week = {(point.weekday, point.hour): point for point in report.together.week}
    assert len(week) == 168

    def said(weekday: int, hour: int) -> tuple[object, object]:
        point = week[weekday, hour]
        return point.figure(Indicator.UTILISATION).value, point.figure(Indicator.OPEN_HOURS).value

    # Mondays 9:00-10:00: 60 + 30 of 120 min, then 20 of 60
    assert said(0, 9) == (Fraction(110, 180), 2)
    # Mondays 10:00-11:00: 30 of 120, then 0 of 60
    assert said(0, 10) == (Fraction(30, 180), 2)
    # Sunday: half of d2's two hours
    assert said(6, 1) == (Fraction(30, 120), 1)
    assert said(6, 2) == (None, 0)
    assert said(6, 3) == (Fraction(30, 120), 1)
    assert said(3, 9) == (None, 0)
    # Wednesdays 9:00-10:00: 60 of 120 desk-minutes known, and 60 of 60 a week later: 2/3
    assert week[2, 9].figure(Indicator.UTILISATION).standing is Standing.NOT_RELIABLE


def test_what_has_not_arrived_is_unknown(tmp_path: Path) -> None:
    """Without Friday's late events its two hours are unknown: 14 of 20 desk-hours, 0.7."""
    archive = reference.archive(tmp_path, late=False)
    sources = archive.sources()
    request = ReportRequest(("hof",), reference.FIRST, reference.LAST)
    report = build_report(reference.REGION, sources, request, reference.NOW, version=VERSION)
    archive.close(sources)
    figure = report.together.figure(Indicator.DESK_HOURS_OCCUPIED)
    assert figure.standing is Standing.NOT_RELIABLE
    assert figure.coverage == Coverage(14 * H, 20 * H)
    (agent,) = report.quality.agents
    assert agent.missing_count == sum(
        local("03-27 08:00") < line.at < local("03-27 12:00") for line in reference.runs()[1]
    )


def test_the_periods_beside_it(report: Report) -> None:
    """The fortnight before was silent; a year before nothing was counted."""
    previous = report.together.previous
    assert previous is not None
    assert (previous.period.first, previous.period.last) == (date(2026, 3, 9), date(2026, 3, 22))
    assert previous.is_like_for_like
    assert previous.figure(Indicator.UTILISATION).standing is Standing.NOT_RELIABLE
    assert previous.figure(Indicator.OPEN_HOURS).value == 2 * (2 + 2 + 2 + 3)
    assert report.together.year_before is None


def test_the_place(report: Report) -> None:
    """Two desks at most; the room is none."""
    (place,) = report.places
    assert (place.desk_count, place.counts_visits, place.counted_from) == (2, True, reference.FIRST)


def test_nothing_was_lost_on_the_way(report: Report) -> None:
    """No event of both runs is missing, and no slot is without a row."""
    (agent,) = report.quality.agents
    assert (agent.missing_count, agent.lost_count, agent.quarantined_count) == (0, 0, 0)
    (space,) = report.quality.spaces
    assert space.absent_slot_count == 0
    assert (space.frozen_day_count, space.corrections_from) == (0, reference.FIRST)
    assert space.is_calendar_applied
