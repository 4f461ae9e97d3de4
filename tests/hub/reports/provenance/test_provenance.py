"""The line that says what a report was made of."""

from datetime import date
from fractions import Fraction

import pytest

from hub.domain.indicators import Indicator
from hub.reports.layout.layout import document_of
from hub.reports.model import AgentQuality, Report, Target, Wanted
from hub.reports.provenance.provenance import FrozenDays, Origin, found_in, origin_of
from hub.reports.request import ReportRequest
from hub.reports.text.language import Language

ORIGIN = Origin(
    ReportRequest(("hof", "alte-drahtfabrik"), date(2026, 1, 1), date(2026, 3, 31)),
    version="0.1.0+local",
    fingerprint="a" * 64,
    figures="b" * 64,
    targets=(
        Target(Indicator.UTILISATION, None, None, Fraction(1, 4)),
        Target(Indicator.VISITS, "hof", Fraction(10), Fraction(5, 2), Wanted.AT_MOST),
    ),
    agents=(AgentQuality("hof", "pi-1", 3, 0, 0, 12, 1), AgentQuality("hof", "pi", 0, 0, 0, 0, 0)),
    frozen=(FrozenDays("hof", 31, None), FrozenDays("alte-drahtfabrik", 2, date(2026, 1, 3))),
)
PUBLIC = Origin(
    ReportRequest(("hof",), date(2026, 1, 1), date(2026, 1, 31), is_public=True),
    version="0.1.0",
    fingerprint=None,
    figures="c" * 64,
)


@pytest.mark.parametrize("origin", [ORIGIN, PUBLIC])
@pytest.mark.parametrize("around", ["{}", "Prüfzeile;{}\r\nTabelle", "<a>{}</a>", "x {} and y=z="])
def test_what_is_written_is_read(origin: Origin, around: str) -> None:
    """Whatever stands around the line; a public report has no fingerprint."""
    assert found_in(around.format(origin.line())) == origin


@pytest.mark.parametrize(
    "line",
    [
        "",
        "platzfrei-report/1",
        ORIGIN.line().replace("report/1", "report/2"),
        ORIGIN.line().replace("from=2026-01-01", "from=2026-01-32"),
        ORIGIN.line().replace("figures=", "numbers="),
        ORIGIN.line().partition(" fingerprint")[0],
        ORIGIN.line().replace("target=utilisation", "target=happiness"),
        ORIGIN.line().replace(":1/4:", ":1/0:"),
        ORIGIN.line().replace("agent=hof:pi-1:3", "agent=hof:pi-1"),
        ORIGIN.line().replace("2026-01-03", "2026-13-03"),
    ],
)
def test_what_is_no_such_line_is_not_read(line: str) -> None:
    """Of another version, damaged, or cut off."""
    assert found_in(line) is None


def test_every_document_carries_it(report: Report) -> None:
    """In the annex on method, in any language, and beside the text for formats that need it."""
    for language in Language:
        document = document_of(report, language)
        texts = [
            cell.text
            for section in document.sections
            for block in section.blocks
            for row in getattr(block, "rows", ())
            for cell in row
        ]
        assert document.origin in texts
        assert found_in(document.origin) == origin_of(report)
