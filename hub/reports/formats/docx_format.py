"""The report as a text document, to be pasted into the office's own: headings, tables, charts.

Headings are headings, captions are captions with numbered fields, heads of tables repeat on every
page; so Word's navigation, its lists of tables and figures and a screen reader find them. A chart
is a picture, drawn as on paper, with an alternative text; its table has the figures. Fonts and
colours sit in styles alone, so that what is pasted takes on the look of the document around it.
Nothing here asks a clock: same report, same bytes.
"""

import io
from collections.abc import Iterator
from datetime import datetime, time
from itertools import count, zip_longest
from typing import Final

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENTATION, WD_SECTION_START
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from hub.reports.formats.docx_table import NORMAL, SMALL, is_wide, table_xml
from hub.reports.formats.pdf.pdf_format import pictures_of
from hub.reports.formats.reproducible_zip import with_fixed_times
from hub.reports.layout.document import Chart, Document, Paragraph, Section, Table

_FONT: Final = "Arial"
_GREEN: Final = RGBColor(0x14, 0x60, 0x3F)
_SIZES_PT: Final = {
    "Title": 24,
    "Subtitle": 13,
    "Heading 1": 16,
    "Heading 2": 13,
    "Heading 3": 11,
    "Normal": 10,
    "Caption": 9,
}
_MARGIN: Final = Cm(2)
_NOTE: Final = "TableNote"
_TWIP: Final = 635
"""In the English Metric Units that python-docx measures in."""
_PICTURE_CM: Final = 16.0
"""The width of a chart."""
_INDENT: Final = Cm(0.6)
_PAGE: Final = (Cm(21), Cm(29.7))


def report_docx(document: Document) -> bytes:
    """Write a text document; the same report gives the same bytes."""
    word = docx.Document()
    table_numbers = count(1)
    _describe(word, document)
    _dress(word, f"{document.language}-{document.language.region}")
    _number_pages(word, document.furniture.page)
    word.add_paragraph(document.title, style="Title")
    word.add_paragraph(document.subtitle, style="Subtitle")
    charts = _Charts(document)
    for section in (*document.front, *document.printed):
        _write(word, section, charts, table_numbers)
    out = io.BytesIO()
    word.save(out)
    return with_fixed_times(out.getvalue())


def _describe(word: Word, document: Document) -> None:
    properties = word.core_properties
    dated = datetime.combine(document.dated, time())
    properties.title, properties.subject = document.title, document.subject
    properties.keywords = ", ".join(document.keywords)
    properties.comments = document.subtitle
    properties.identifier = document.fingerprint or ""
    properties.language = document.language
    properties.author = properties.last_modified_by = ""
    properties.created = properties.modified = dated


def _dress(word: Word, locale: str) -> None:
    """Set page, fonts and the language that spelling and screen readers go by."""
    page = word.sections[0]
    page.page_width, page.page_height = _PAGE
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
    for name, size_pt in _SIZES_PT.items():
        style = word.styles[name]
        if isinstance(style, ParagraphStyle):
            _dress_style(style, size_pt, is_plain=name == "Normal")
    for size in (NORMAL, SMALL):
        _add_style(word, size.style, size.points, space_after_pt=0)
    _add_style(word, _NOTE, _SIZES_PT["Caption"], space_after_pt=10)
    word.styles[_NOTE].paragraph_format.space_before = Pt(3)
    for element in word.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), locale)
        element.set(qn("w:eastAsia"), "de-DE")


def _dress_style(style: ParagraphStyle, size_pt: int, *, is_plain: bool) -> None:
    style.font.size = Pt(size_pt)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), _FONT)
    if is_plain:
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.line_spacing = 1.15
    else:
        style.font.color.rgb = _GREEN
        style.paragraph_format.keep_with_next = True


def _add_style(word: Word, name: str, size_pt: float, *, space_after_pt: float) -> None:
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles["Normal"]
    style.font.size = Pt(size_pt)
    style.paragraph_format.space_after = Pt(space_after_pt)
    style.paragraph_format.line_spacing = 1


def _number_pages(word: Word, form: str) -> None:
    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    before, _, rest = form.partition("{n}")
    between, _, after = rest.partition("{m}")
    paragraph.add_run(before)
    _field(paragraph, "PAGE")
    paragraph.add_run(between)
    _field(paragraph, "NUMPAGES")
    paragraph.add_run(after)


def _field(paragraph: WordParagraph, instruction: str, shown: str = "1") -> None:
    """Add what Word works out; `shown` stands there until it does."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = paragraph.add_run(shown)
    field.append(run._r)  # python-docx has no fields
    paragraph._p.append(field)  # python-docx has no fields


class _Charts:
    """The charts of a document as pictures, all drawn at once, in their order."""

    def __init__(self, document: Document) -> None:
        chapters = (*document.front, *document.printed)
        blocks = [block for section in chapters for block in section.blocks]
        charts = [block for block in blocks if isinstance(block, Chart)]
        self.document = document
        self._pictures = iter(pictures_of(document, charts, _PICTURE_CM))
        self._numbers = count(1)

    def add(self, word: Word, chart: Chart) -> None:
        """Set the next one, with its caption below and its words for whom can't see it."""
        paragraph = word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        picture = io.BytesIO(next(self._pictures))
        shape = paragraph.add_run().add_picture(picture, width=Cm(_PICTURE_CM))
        properties = shape._inline.docPr  # python-docx has no alternative texts
        properties.set("descr", chart.alt)
        properties.set("title", chart.title)
        said = f"{chart.title}. {chart.note}" if chart.note else chart.title
        caption = _caption(word, said, self.document.furniture.chart, next(self._numbers))
        caption.paragraph_format.keep_with_next = False


def _write(word: Word, section: Section, charts: _Charts, numbers: Iterator[int]) -> None:
    tables = [block for block in section.blocks if isinstance(block, Table)]
    _turn(word, is_landscape=any(is_wide(table, _width_twips(_PAGE[0])) for table in tables))
    word.add_heading(section.title, min(section.level, 3))
    for block, after in zip_longest(section.blocks, section.blocks[1:]):
        match block:
            case Paragraph():
                told = _paragraph(word, block)
                if isinstance(after, Chart):
                    told.paragraph_format.keep_with_next = True
            case Chart():
                charts.add(word, block)
            case Table():
                _caption(word, block.caption, charts.document.furniture.table, next(numbers))
                _table(word, block)


def _paragraph(word: Word, block: Paragraph) -> WordParagraph:
    paragraph = word.add_paragraph("" if block.runs else block.text)
    for run in block.runs:
        added = paragraph.add_run(run.text)
        added.bold, added.italic = run.is_strong or None, run.is_emphasised or None
    if block.depth:
        paragraph.paragraph_format.left_indent = block.depth * _INDENT
    return paragraph


def _turn(word: Word, *, is_landscape: bool) -> None:
    """Go on on a page of the other orientation, if this one's is different."""
    page = word.sections[-1]
    if (page.orientation is WD_ORIENTATION.LANDSCAPE) is is_landscape:
        return
    page = word.add_section(WD_SECTION_START.NEW_PAGE)
    page.orientation = WD_ORIENTATION.LANDSCAPE if is_landscape else WD_ORIENTATION.PORTRAIT
    page.page_width, page.page_height = _PAGE[::-1] if is_landscape else _PAGE


def _width_twips(page_width: int) -> int:
    return (page_width - 2 * _MARGIN) // _TWIP


def _caption(word: Word, text: str, name: str, number: int) -> WordParagraph:
    caption = word.add_paragraph(f"{name} ", style="Caption")
    _field(caption, f"SEQ {name} \\* ARABIC", str(number))
    caption.add_run(f": {text}")
    return caption


def _table(word: Word, table: Table) -> None:
    width_twips = _width_twips(word.sections[-1].page_width or _PAGE[0])
    after = word.add_paragraph(table.note or "", style=_NOTE)
    after._p.addprevious(parse_xml(table_xml(table, width_twips)))  # python-docx builds too slowly
