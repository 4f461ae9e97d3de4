"""The report as a text document: real headings, captions, tables whose heads repeat."""

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.document import Document as Word
from docx.enum.section import WD_ORIENTATION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from hub.reports.formats.docx_format import report_docx
from hub.reports.formats.docx_table import is_wide, table_xml
from hub.reports.layout.document import Chart, Column, Document, Kind, Table
from hub.reports.layout.layout import document_of
from hub.reports.text.language import Language
from tests.hub.reports.documents import cell_of
from tests.hub.reports.region import documents, region_report, tables_of


@pytest.fixture(scope="module")
def document() -> Document:
    return document_of(region_report(), Language.GERMAN)


@pytest.fixture(scope="module")
def word(document: Document) -> Word:
    return opened(document)


def opened(document: Document) -> Word:
    return docx.Document(io.BytesIO(report_docx(document)))


def test_headings_are_headings(document: Document, word: Word) -> None:
    """With the level of their section, so that the navigation shows them."""
    found = [
        (paragraph.text, paragraph.style.name)
        for paragraph in word.paragraphs
        if paragraph.style and str(paragraph.style.name).startswith("Heading")
    ]
    sections = (*document.front, *document.sections)
    assert found == [(section.title, f"Heading {section.level}") for section in sections]


def test_every_table_is_a_table_with_a_caption(document: Document, word: Word) -> None:
    """Numbered by a field, with a head that repeats and rows that stay whole."""
    tables = tables_of(document)
    captions = [
        paragraph
        for paragraph in word.paragraphs
        if paragraph.style and paragraph.style.name == "Caption"
    ]
    assert len(word.tables) == len(captions) == len(tables)
    for number, (made, caption, table) in enumerate(
        zip(word.tables, captions, tables, strict=True)
    ):
        (field,) = caption._p.iter(qn("w:fldSimple"))
        assert field.get(qn("w:instr")) == "SEQ Tabelle \\* ARABIC"
        assert caption.text.endswith(f": {table.caption}")
        assert "".join(each.text for each in caption._p.iter(qn("w:t"))) == (
            f"Tabelle {number + 1}: {table.caption}"
        )
        rows = made._tbl.tr_lst
        assert [row for row in rows if list(row.iter(qn("w:tblHeader")))] == [rows[0]]
        assert [row for row in rows if list(row.iter(qn("w:cantSplit")))] == rows


def test_numbers_stand_to_the_right(document: Document, word: Word) -> None:
    """And words that stand in their place; names to the left."""
    table = word.tables[[table.id for table in tables_of(document)].index("spaces")]
    aligned = [cell.paragraphs[0].alignment for cell in table.rows[1].cells]
    assert aligned[0] is None
    assert set(aligned[1:]) == {WD_ALIGN_PARAGRAPH.RIGHT}


def test_a_chart_is_told_in_a_sentence(document: Document, word: Word) -> None:
    """The table has its figures."""
    told = [paragraph.text for paragraph in word.paragraphs]
    charts = [b for section in document.sections for b in section.blocks if isinstance(b, Chart)]
    assert charts
    for chart in charts:
        assert any(chart.title in text and chart.alt in text for text in told)


@pytest.mark.parametrize(("language", "code"), [("de", "de-DE"), ("en", "en-GB")])
def test_the_language_is_set(language: str, code: str) -> None:
    """For the spelling checker and for screen readers."""
    word = opened(document_of(region_report(), Language(language)))
    (default,) = word.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang"))
    assert default.get(qn("w:val")) == code
    assert word.core_properties.language == language


def test_pages_are_numbered(word: Word) -> None:
    """By fields, on lying pages too."""
    for section in word.sections:
        fields = section.footer.paragraphs[0]._p.iter(qn("w:fldSimple"))
        assert [each.get(qn("w:instr")) for each in fields] == ["PAGE", "NUMPAGES"]
        assert section.footer.paragraphs[0].text.startswith("Seite ")


def test_wide_tables_have_lying_pages(document: Document, word: Word) -> None:
    """The dictionary would be columns of single words."""
    wide = [table.id for table in tables_of(document) if is_wide(table, 9600)]
    assert wide == ["dictionary", "quality"]
    assert [page.orientation for page in word.sections] == [
        WD_ORIENTATION.PORTRAIT,
        WD_ORIENTATION.LANDSCAPE,
    ]


def test_a_table_never_exceeds_the_page() -> None:
    """However long its words are."""
    columns = tuple(Column("X" * 40, Kind.NUMBER) for _ in range(12))
    table = Table("t", "T", columns, (tuple(cell_of(1) for _ in columns),))
    root = parse_xml(table_xml(table, 9000))
    grid = [int(each.get(qn("w:w"))) for each in root.iter(qn("w:gridCol"))]
    assert len(grid) == 12
    assert 8900 < sum(grid) <= 9000


def test_an_empty_table_has_its_head() -> None:
    """Nothing to say is no error."""
    root = parse_xml(table_xml(Table("t", "T", (Column("A", Kind.TEXT),), ()), 9000))
    assert len(list(root.iter(qn("w:tr")))) == 1


def test_the_same_report_gives_the_same_bytes() -> None:
    """Nothing in the file knows when it was made, or by which system."""
    for document, other in zip(documents(), documents(), strict=True):
        made = report_docx(document)
        assert made == report_docx(other)
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            assert {each.date_time[0] for each in archive.infolist()} == {1980}
            assert {each.create_system for each in archive.infolist()} == {0}
        properties = docx.Document(io.BytesIO(made)).core_properties
        assert properties.created == properties.modified == datetime(2026, 2, 28, tzinfo=UTC)
        assert (properties.title, properties.author) == (document.title, "")
        assert properties.identifier == (document.fingerprint or "")
