"""Page one for the paper template. Pure; every word and number is the document's."""

from dataclasses import asdict

from hub.reports.formats.pdf.charts import drawing_of
from hub.reports.formats.pdf.tables import Json
from hub.reports.layout.document import Chart, FirstPage, OwnWords


def first_page_of(page: FirstPage | None) -> Json:
    """Return page one; None of a document that has none."""
    if page is None:
        return None
    return {
        "facts": [asdict(fact) for fact in page.facts],
        "findings_title": page.findings_title,
        "findings": page.findings,
        "tiles_title": page.tiles_title,
        "tiles": [asdict(tile) for tile in page.tiles],
        "chart": None if page.chart is None else _chart(page.chart),
        "trust_title": page.trust_title,
        "trust": page.trust,
        "own": None if page.own is None else _own(page.own),
    }


def _chart(chart: Chart) -> Json:
    return {
        "title": chart.title,
        "alt": chart.alt,
        "note": chart.note,
        "drawing": drawing_of(chart.drawing),
    }


def _own(own: OwnWords) -> Json:
    return {
        "title": own.title,
        "note": own.note,
        "parts": [
            {
                "kind": part.kind.value,
                "depth": part.depth,
                "number": part.number,
                "is_first": part.is_first,
                "runs": [asdict(run) for run in part.runs],
            }
            for part in own.parts
        ],
    }
