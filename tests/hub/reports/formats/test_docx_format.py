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
from hub.reports.layout.document import Column, Document, Kind, Paragraph, Section, Table
from hub.reports.layout.layout import document_of
from hub.reports.text.language import Language
from tests.hub.reports.documents import bare, cell_of
from tests.hub.reports.region import (
    documents,
    printed_charts_of,
    printed_tables_of,
    region_report,
)


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
    chapters = (*document.front, *document.printed)
    assert found == [(section.title, f"Heading {section.level}") for section in chapters]


def test_every_table_is_a_table_with_a_caption(document: Document, word: Word) -> None:
    """Numbered by a field, with a head that repeats and rows that stay whole."""
    tables = printed_tables_of(document)
    captions = [
        paragraph
        for paragraph in word.paragraphs
        if paragraph.style
        and paragraph.style.name == "Caption"
        and paragraph.text.startswith("Tabelle")
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
    table = word.tables[[table.id for table in printed_tables_of(document)].index("spaces")]
    aligned = [cell.paragraphs[0].alignment for cell in table.rows[1].cells]
    assert aligned[0] is None
    assert set(aligned[1:]) == {WD_ALIGN_PARAGRAPH.RIGHT}


def test_a_chart_is_a_picture_with_its_words(document: Document, word: Word) -> None:
    """Drawn sharply, named by a numbered caption, and told to whom can't see it."""
    charts = printed_charts_of(document)
    assert len(charts) == len(word.inline_shapes) > 2
    captions = [
        p.text
        for p in word.paragraphs
        if p._p.xpath(".//w:fldSimple[contains(@w:instr, 'SEQ Abbildung')]")
    ]
    for chart, shape, caption in zip(charts, word.inline_shapes, captions, strict=True):
        assert shape._inline.docPr.get("descr") == chart.alt
        assert chart.title in caption
        assert (chart.note or "") in caption
        picture = word.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
        assert picture.blob.startswith(b"\x89PNG")
        assert len(picture.blob) < 150_000
        assert shape.width.cm == 16


def test_a_document_without_charts_has_no_picture() -> None:
    """Nothing is drawn for it."""
    word = opened(bare(Section("s", "S", 1, (Paragraph("Nichts"),))))
    assert len(word.inline_shapes) == 0
    assert "Nichts" in [paragraph.text for paragraph in word.paragraphs]


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
    wide = [table.id for table in printed_tables_of(document) if is_wide(table, 9600)]
    assert wide == ["quality", "dictionary"]
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
    for document, other in zip(documents()[::3], documents()[::3], strict=True):
        made = report_docx(document)
        assert made == report_docx(other)
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            assert {each.date_time[0] for each in archive.infolist()} == {1980}
            assert {each.create_system for each in archive.infolist()} == {0}
        properties = docx.Document(io.BytesIO(made)).core_properties
        assert properties.created == properties.modified == datetime(2026, 2, 28, tzinfo=UTC)
        assert (properties.title, properties.author) == (document.title, "")
        assert properties.identifier == (document.fingerprint or "")
