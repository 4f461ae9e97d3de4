"""The report as one table: each number that is told once, and why one is missing."""

from datetime import date

import pytest

from hub.domain.indicators import Indicator, Standing
from hub.reports.layout.document import Record
from hub.reports.layout.week import is_open
from hub.reports.model import Report
from hub.reports.records import TOLD, records_of
from hub.reports.text.language import Language
from tests.hub.reports.documents import never_open, public, three_spaces
from tests.hub.reports.region import region_report


def rows(report: Report) -> list[Record]:
    return list(records_of(report, Language.GERMAN).rows)


@pytest.mark.parametrize("report", [region_report(), three_spaces(), never_open()])
def test_every_space_has_a_row_per_day_and_open_hour(report: Report) -> None:
    """And one of its period; each by its own key."""
    found = rows(report)
    keys = [(row.grain, row.space, row.day, row.weekday, row.hour) for row in found]
    assert len(set(keys)) == len(keys)
    for part in report.spaces:
        of_space = [row for row in found if row.space == part.space]
        assert [row.day for row in of_space if row.grain == "day"] == [p.day for p in part.days]
        hours = [(p.weekday + 1, p.hour) for p in part.week if is_open(p)]
        assert [(row.weekday, row.hour) for row in of_space if row.grain == "hour"] == hours
        assert [row.grain for row in of_space].count("period") == 1


def test_each_number_is_the_figures_own() -> None:
    """Of a day as of the period; what is missing is named where there is a reason."""
    report = region_report()
    for part in report.spaces:
        points = {point.day: point for point in part.days}
        for row in rows(report):
            if row.space != part.space or row.grain == "hour":
                continue
            figure_in = part.figure if row.day is None else points[row.day].figure
            for at, indicator in enumerate(TOLD):
                figure, number = figure_in(indicator), row.numbers[at]
                assert (None if number is None else number.value) == figure.value
                assert (at in row.unreliable) is (figure.standing is Standing.NOT_RELIABLE)
                is_bound = number is not None and number.bound is not None
                assert is_bound is (figure.standing is Standing.AT_LEAST)


def test_a_dead_space_has_no_numbers_of_use_and_says_so() -> None:
    """Unknown is neither zero nor closed."""
    dead = [row for row in rows(three_spaces()) if row.space == "mute" and row.grain == "day"]
    at = TOLD.index(Indicator.UTILISATION)
    closed = [row for row in dead if row.numbers[TOLD.index(Indicator.OPEN_HOURS)].value == 0]  # type: ignore[union-attr]
    opened = [row for row in dead if row not in closed]
    assert opened
    assert all(row.numbers[at] is None and at in row.unreliable for row in opened)
    assert all(row.numbers[at] is None and at not in row.unreliable for row in closed)


@pytest.mark.parametrize("report", [region_report(is_public=True), public()])
def test_a_public_edition_has_published_cells_alone(report: Report) -> None:
    """A row per space with what is printed of it; what is withheld is named and not there."""
    found = rows(report)
    assert [row.grain for row in found] == ["period"] * len(report.spaces)
    withheld = 0
    for part, row in zip(report.spaces, found, strict=True):
        for at, indicator in enumerate(TOLD):
            figure = part.figure(indicator)
            assert (at in row.withheld) is (figure.standing is Standing.WITHHELD)
            assert (row.numbers[at] is None) is (figure.value is None)
            withheld += at in row.withheld
    assert withheld


def test_a_weekday_is_counted_from_monday() -> None:
    """As in ISO 8601, so that days and hours of the week can be joined."""
    found = {row.day: row.weekday for row in rows(region_report()) if row.day}
    assert (found[date(2026, 2, 2)], found[date(2026, 2, 8)]) == (1, 7)
