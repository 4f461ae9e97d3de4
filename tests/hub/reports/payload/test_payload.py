"""The report as JSON: the published schema, the same bytes, nothing told that may not be."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

from hub.domain.indicators import Standing
from hub.reports.figures.build import Sources, build_report
from hub.reports.model import Report
from hub.reports.payload.payload import report_json, shape_of
from hub.reports.payload.schema import ReportShape, report_schema
from hub.reports.request import ReportRequest
from tests.hub.reports import reference
from tests.hub.reports.conftest import VERSION

COMMITTED = Path(__file__).parents[4] / "deploy" / "report.schema.json"


def test_the_committed_schema_is_current() -> None:
    """Whoever changes a shape runs `python -m hub.reports.payload.schema`."""
    assert COMMITTED.read_text() == report_schema()


def test_the_same_report_gives_the_same_bytes(sources: Sources, report: Report) -> None:
    """Read again at another time, byte for byte."""
    request = ReportRequest(("hof",), reference.FIRST, reference.LAST)
    later = reference.NOW.replace(year=2027)
    again = build_report(reference.REGION, sources, request, later, version=VERSION)
    assert report_json(shape_of(again)) == report_json(shape_of(report))


def test_a_report_can_be_read_back(report: Report) -> None:
    """The payload is what its schema says, and says the figures exactly."""
    read = ReportShape.model_validate_json(report_json(shape_of(report)))
    told = {figure.id: figure for figure in read.together.figures}
    for figure in report.together.figures:
        shape = told[figure.indicator]
        assert (shape.numerator, shape.denominator) == (figure.numerator, figure.denominator)
        assert shape.value == (None if figure.value is None else float(figure.value))
    assert (read.period.from_, read.period.to) == (reference.FIRST, reference.LAST)
    assert read.method.fingerprint == report.method.fingerprint


def test_values_that_may_not_be_printed_are_null(report: Report) -> None:
    """On the day of the outage there is a coverage and no utilisation."""
    (day,) = [
        point
        for point in json.loads(report_json(shape_of(report)))["together"]["days"]
        if point["day"] == "2026-03-25"
    ]
    assert day["utilisation"] is None
    assert day["desk_hours_occupied"] is None
    assert day["coverage"] == float(Fraction(1, 2))


def test_a_public_report_has_no_days_and_no_agents(sources: Sources) -> None:
    """In a month with two desks at once nothing about persons is left."""
    request = ReportRequest(("hof",), date(2026, 4, 1), date(2026, 4, 30), is_public=True)
    now = reference.NOW.replace(month=6)
    report = build_report(reference.REGION, sources, request, now, version=VERSION)
    read = ReportShape.model_validate_json(report_json(shape_of(report)))
    assert (read.together.days, read.agent_quality, read.method.fingerprint) == ((), (), None)
    standings = {figure.standing for figure in read.together.figures}
    assert standings <= {Standing.FIGURE, Standing.WITHHELD, Standing.NOT_RELIABLE, Standing.NONE}
    assert {figure.numerator for figure in read.together.figures if figure.value is None} == {0}
