"""Page one on paper: it stands alone, also where it has much to say."""

import io
from dataclasses import replace
from datetime import date
from functools import cache

import pypdf

from hub.reports.formats.pdf.first_page import first_page_of
from hub.reports.formats.pdf.pdf_format import to_pdf
from hub.reports.layout.document import Document
from hub.reports.layout.layout import document_of
from hub.reports.text.language import Language
from tests.hub.reports import documents
from tests.hub.reports.made_reports import a_report, days_of, hours
from tests.hub.reports.provenance.test_office_words import OFFICE

ASSESSMENT = "# Lage\n\nVoll, **sehr** voll.\n\n" + "\n".join(f"- Punkt {n}" for n in range(40))


@cache
def a_region() -> Document:
    """Lay a region of 14 with long names and five findings out, no more than its first chapter."""
    names = [f"Gemeindehaus und Bücherei Sankt Nikolai {n}" for n in range(14)]
    spaces = {
        f"space-{n}": days_of(*(hours(n / 2, 9, 1, full=n / 4, opened=10, turned=1, visits=9),) * 9)
        for n in range(13)
    }
    spaces["space-13"] = days_of(*(hours(1, 9),) * 4, *(hours(0, 0, 10),) * 5)
    report = a_report(spaces)
    places = tuple(
        replace(place, name=name) for place, name in zip(report.places, names, strict=True)
    )
    office = OFFICE.model_copy(
        update={"address": "Großstraße 6, 14823 Niemegk", "responsible": "Erika Muster"}
    )
    report = replace(report, places=places, office=office, assessment=ASSESSMENT)
    document = document_of(report, Language.GERMAN)
    return replace(document, sections=document.sections[:1])


def pages_of(document: Document) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(document)))
    return [" ".join(page.extract_text().replace("\xa0", " ").split()) for page in reader.pages]


def test_page_one_of_a_region_stands_alone() -> None:
    """Head, findings, tiles, the sentence on the readings and the last bar stand on it.

    The office's own words go on behind it, and what follows begins on a page of its own.
    """
    first, second, *_ = pages_of(a_region())
    document = a_region()
    assert document.first_page is not None
    assert len(document.first_page.findings) >= 4
    for said in (
        "Z-2026/0417",
        "Das Wichtigste",
        "Auf einen Blick",
        "Bekannt sind",
        "Sankt Nikolai 0",
    ):
        assert said in first
    assert "Orte nach Auslastung" in first
    assert "Punkt 39" in second
    assert "Zusammenfassung" not in first + second


def test_a_document_without_a_page_one_has_a_title() -> None:
    """As bare documents of tests have."""
    assert first_page_of(None) is None
    bare = documents.bare(title="Nur ein Titel")
    assert replace(bare, dated=date(2026, 3, 31)).first_page is None
    assert pages_of(bare)[0].startswith("Nur ein Titel")
