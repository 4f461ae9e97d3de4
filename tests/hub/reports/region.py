"""A report with everything in it: several spaces, gaps, targets, and names that mean harm."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache

from hub.domain.indicators import Indicator
from hub.domain.published_cells import PublishedMonth
from hub.domain.slots import SpaceSlot
from hub.domain.space import SpaceConfig
from hub.reports.figures.build import build_report
from hub.reports.layout.document import Chart, Document, Section, Table
from hub.reports.layout.layout import document_of
from hub.reports.model import Report, Target
from hub.reports.request import ReportRequest
from hub.reports.text.language import Language
from tests.hub.reports.kept import sources_of
from tests.hub.reports.months import FIRST, LAST, a_month, slots_of_month, small_space
from tests.hub.reports.published import public_report_of, published_of
from tests.hub.spaces import a_region, utc

NOW = utc(2026, 6, 1)
HARMFUL = (
    '=HYPERLINK("https://example.org";"Hof")',
    "+Café & Bäckerei <Süd>",
    "-2+3",
    "@SUM(A1:A9)",
    "'Alte Drahtwerke'",
    '"Bahnhof"; "Halle 3"',
)
DEMAND = (0.2, 0.5, 0.9, 0.1, 0.4, 0.6)
UNKNOWN = (0.0, 0.01, 0.02, 0.4, 0.05, 0.0)


def _space(number: int) -> SpaceConfig:
    made = small_space(f"space-{number}", 1 + number, "09:00-17:00")
    return made.model_copy(update={"name": HARMFUL[number]})


SPACES = tuple(_space(number) for number in range(len(HARMFUL)))
TARGETS = (
    Target(Indicator.UTILISATION, None, Fraction(1, 5), Fraction(2, 5)),
    Target(Indicator.VISITS, "space-1", None, Fraction(1500)),
)


def documents() -> list[Document]:
    """Lay it out in both languages, for the office and for the public."""
    reports = region_report(), region_report(is_public=True)
    return [document_of(report, language) for report in reports for language in Language]


def tables_of(document: Document) -> list[Table]:
    """Return all tables in their order."""
    return _tables_in(document.sections)


def printed_tables_of(document: Document) -> list[Table]:
    """Return those that stand on paper; the others are the workbook's."""
    return _tables_in(document.printed)


def _tables_in(sections: Sequence[Section]) -> list[Table]:
    blocks = [block for section in sections for block in section.blocks]
    return [block for block in blocks if isinstance(block, Table)]


def charts_of(document: Document) -> list[Chart]:
    """Return all charts in their order."""
    blocks = [block for section in document.sections for block in section.blocks]
    return [block for block in blocks if isinstance(block, Chart)]


def printed_charts_of(document: Document) -> list[Chart]:
    """Return those of the text document, those of page one first."""
    chapters = (*document.front, *document.printed)
    blocks = [block for section in chapters for block in section.blocks]
    return [block for block in blocks if isinstance(block, Chart)]


@cache
def region_slots() -> Mapping[str, Sequence[SpaceSlot]]:
    """Count the February of every space."""
    return {
        space.id: slots_of_month(a_month(space, number, DEMAND[number], UNKNOWN[number]))
        for number, space in enumerate(SPACES)
    }


def region_months() -> list[PublishedMonth]:
    """Publish it."""
    return published_of(region_slots(), SPACES)


@cache
def region_report(*, is_public: bool = False) -> Report:
    """Build it; the same on every call."""
    slots = region_slots()
    if is_public:
        return public_report_of(SPACES, slots, TARGETS)
    return build_report(
        a_region(*SPACES),
        sources_of(slots, SPACES),
        ReportRequest((), FIRST, LAST),
        NOW,
        version="0.1.0",
        targets=TARGETS,
    )
