"""The report as JSON: the published schema, the same bytes, nothing told that may not be."""

import json
from fractions import Fraction
from pathlib import Path

from hub.domain.indicators import Indicator
from hub.reports.figures.build import Sources, build_report
from hub.reports.model import Report
from hub.reports.payload.payload import report_json, shape_of
from hub.reports.payload.schema import ReportShape, ToldShape, report_schema
from hub.reports.request import ReportRequest
from tests.hub.reports import reference
from tests.hub.reports.conftest import VERSION
from tests.hub.reports.documents import public

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


def test_a_public_report_has_no_days_and_no_agents() -> None:
    """Where one desk is never a crowd nothing about persons is left."""
    report = public()
    read = ReportShape.model_validate_json(report_json(shape_of(report)))
    assert (read.together.days, read.agent_quality, read.method.fingerprint) == ((), (), None)
    (cafe,) = [part for part in read.by_space if part.space == "cafe"]
    assert {figure.id for figure in cafe.figures if figure.value is not None} == {
        Indicator.OPEN_HOURS,
        Indicator.DESK_HOURS_OFFERED,
    }
    assert {figure.numerator for figure in cafe.figures if figure.value is None} == {0}
    assert (cafe.told, read.together.told) == (
        ToldShape(spaces=0, of_spaces=1, months=0, of_months=1),
        ToldShape(spaces=1, of_spaces=2, months=1, of_months=2),
    )
