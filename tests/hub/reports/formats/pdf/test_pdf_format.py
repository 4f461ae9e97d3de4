"""Reports as PDF: archivable, accessible, the same bytes, every text as text."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import page
import pypdf
import pytest
import typst

from hub.reports.formats.pdf.pdf_format import can_print, to_pdf
from hub.reports.formats.pdf.template_input import payload
from hub.reports.layout.document import Column, Document, Kind, Section, Table, TextCell
from hub.reports.layout.layout import document_of
from hub.reports.model import Report
from hub.reports.text.language import Language
from tests.hub.reports import documents
from tests.hub.reports.documents import bare, cell_of

PROFILES = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)
MADE: list[Callable[[], Report]] = [
    documents.three_spaces,
    documents.public,
    documents.never_open,
    documents.nothing_known,
    documents.a_year,
]


def defects(printed: bytes) -> list[str]:
    """Return what the checks of both standards find."""
    return [
        f"{profile.value} {found.rule_id}: {found.message}"
        for profile in PROFILES
        for found in page.validate_pdf_bytes(printed, profile=profile).failures
    ]


def pages(printed: bytes) -> list[str]:
    """Return the text of each page."""
    return [each.extract_text() for each in pypdf.PdfReader(BytesIO(printed)).pages]


def squeezed(text: str) -> str:
    """Leave out white space: where lines break doesn't matter, and hyphens at their ends."""
    return re.sub(r"[\s\u00ad]", "", text)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_a_report_meets_both_standards(make: Callable[[], Report], language: Language) -> None:
    """PDF/UA-1 for people who can't see it, PDF/A-2A for the archive."""
    printed = to_pdf(document_of(make(), language))
    assert defects(printed) == []
    for profile in PROFILES:
        assert page.validate_pdf_bytes(printed, profile=profile).rules.passed > 100


def test_the_checks_find_defects() -> None:
    """The same pages without tags and standards fail both."""
    folder = Path(str(files("hub.reports.formats.pdf") / "template"))
    untagged = typst.compile(
        folder / "report.typ",
        root=folder,
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False),
        sys_inputs={"report": payload(documents.german(documents.never_open()), can_print)},
        pdf_tags=False,
    )
    assert {each.split()[0] for each in defects(untagged)} == {"ua1", "2a"}


def test_the_same_document_gives_the_same_bytes(report: Report) -> None:
    """Nothing of the clock or of this machine is in it."""
    assert to_pdf(documents.german(report)) == to_pdf(documents.german(report))


def test_the_properties_are_the_documents(report: Report) -> None:
    """Title, subject, language and date stand where readers and archives look."""
    document = documents.german(report)
    reader = pypdf.PdfReader(BytesIO(to_pdf(document)))
    assert reader.metadata is not None
    assert reader.metadata.title == f"{document.title}: {document.subtitle}"
    assert reader.metadata.subject == document.subject
    midnight = datetime(2026, 4, 5, tzinfo=UTC)
    assert reader.metadata.creation_date == reader.metadata.modification_date == midnight
    assert str(reader.root_object["/Lang"]) == "de-DE"


@pytest.mark.parametrize("language", list(Language))
def test_every_text_of_the_document_is_on_paper(report: Report, language: Language) -> None:
    """Each cell, caption and title, word for word."""
    document = document_of(report, language)
    paper = squeezed("".join(pages(to_pdf(document)))).replace("-", "")
    missing = [text for text in told(document) if squeezed(text).replace("-", "") not in paper]
    assert missing == []


def told(document: Document) -> list[str]:
    """Return all titles, captions and cells that stand on one line; long ones may be broken."""
    found = [document.title, document.subtitle, *(section.title for section in document.printed)]
    for section in document.printed:
        for block in section.blocks:
            if isinstance(block, Table):
                found += [block.caption]
                found += [cell.text for row in block.rows for cell in row if len(cell.text) < 30]
    return found


def test_names_are_never_markup() -> None:
    """Whatever an operator calls a space is printed as it is, and stops nothing."""
    for names in (documents.HOSTILE[:3], documents.HOSTILE[3:]):
        document = documents.german(documents.three_spaces(*names))
        printed = to_pdf(document)
        paper = squeezed("".join(pages(printed)))
        assert defects(printed) == []
        assert [name for name in names if squeezed(name) not in paper] == []


def test_a_name_that_no_font_can_show_stops_nothing() -> None:
    """What is missing is marked as missing; the rest of the name is there."""
    names = ("Кафе 咖啡", "Null\x00Byte", "Privat \ue000")
    printed = to_pdf(documents.german(documents.three_spaces(*names)))
    paper = "".join(pages(printed))
    assert defects(printed) == []
    assert all(each in paper for each in ("Кафе \ufffd\ufffd", "Null\ufffdByte", "Privat \ufffd"))


def test_only_typst_own_fonts_are_in_the_file() -> None:
    """So that every machine prints the same."""
    printed = to_pdf(documents.german(documents.three_spaces("Кафе", "中", "β")))
    names = set(re.findall(rb"/BaseFont/\w{6}\+([A-Za-z]+)", printed))
    assert names == {b"LibertinusSerif", b"DejaVuSansMono"}


def test_every_page_but_the_first_has_its_number() -> None:
    """With how many there are; the title page has none."""
    first, *others = pages(to_pdf(documents.german(documents.three_spaces())))
    assert "Seite" not in first
    for number, text in enumerate(others, 2):
        assert f"Seite {number} von {len(others) + 1}" in text


def test_the_heads_of_a_long_table_are_repeated() -> None:
    """Whoever opens a page in the middle of many spaces knows what the columns are."""
    columns = (Column("Ort", Kind.TEXT), Column("Auslastung", Kind.NUMBER))
    rows = tuple((TextCell(f"Ort {n}"), cell_of(n)) for n in range(150))
    document = bare(Section("s", "S", 1, (Table("t", "T", columns, rows),)), title="T")
    places = [text for text in pages(to_pdf(document)) if len(re.findall(r"Ort \d", text)) > 5]
    assert len(places) > 2
    assert all("Auslastung" in text for text in places)


def test_no_heading_stands_alone_at_the_end_of_a_page() -> None:
    """Something of its chapter follows it on the same page."""
    for make in MADE:
        document = documents.german(make())
        titles = {section.title for section in document.sections if section.blocks}
        for text in pages(to_pdf(document))[2:]:
            last = text.strip().splitlines()[-2:]
            assert not any(last[0].endswith(title) for title in titles), last
            assert not re.match(r"Tabelle\s\d+:", last[0]), last
