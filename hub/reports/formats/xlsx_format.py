"""The report as a workbook: an overview, then a sheet per table, with numbers that can be summed.

Numbers are cells of type number; the words around them ("mindestens") belong to the number format,
so that nobody sees a lower bound without them. What must not be printed is a cell of text. Texts
are written as texts, whatever they begin with. Nothing here asks a clock: same report, same bytes.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import Final, assert_never

import xlsxwriter

from hub.reports.formats.numeric_cell import value_of
from hub.reports.formats.xlsx_sheets import (
    TO_THE_LEFT,
    line_count,
    number_format,
    sheet_names,
    width_of,
)
from hub.reports.layout.document import (
    Cell,
    Column,
    DayCell,
    Document,
    NumberCell,
    Paragraph,
    Section,
    Table,
    TextCell,
)

_SHORT_DATE: Final = 14
"""A built-in format, which shows days as the reader's system writes them."""
_LONGEST_FORMAT: Final = 255
_A4: Final = 9
_OVERVIEW_WIDTH: Final = 74
_OVERVIEW_CHARACTERS: Final = 86
"""Of a line there: letters are narrower than digits."""
_LINE_HEIGHT: Final = 13.5
"""Of a merged row, in points: spreadsheets don't find that out themselves."""
_SIZE_PT: Final = 10
_SIZES_PT: Final = {"title": 16, "subtitle": 12, "heading": 12}
_DEFAULT_FONT: Final = {"font_name": "Arial", "font_size": _SIZE_PT}
_FONT: Final = {**_DEFAULT_FONT, "valign": "top"}
_HEAD: Final[dict[str, object]] = {
    "bold": True,
    "text_wrap": True,
    "bg_color": "#E0EEE4",
    "bottom": 1,
}
_RIGHT: Final[dict[str, object]] = {"align": "right"}
_LEFT_OF: Final[tuple[dict[str, object], dict[str, object]]] = (
    {"align": "left"},
    {"align": "left", "indent": 1},
)
"""Of the first column and of the others, which keep away from numbers to their left."""
_GAP: Final[dict[str, object]] = {
    "text_wrap": True,
    "italic": True,
    "font_color": "#55605A",
    **_RIGHT,
}
"""Of words in the place of a number."""
_STYLES: Final[dict[str, dict[str, object]]] = {
    "title": {"bold": True, "font_size": _SIZES_PT["title"], "text_wrap": True},
    "subtitle": {"font_size": _SIZES_PT["subtitle"], "text_wrap": True},
    "heading": {
        "bold": True,
        "font_size": _SIZES_PT["heading"],
        "font_color": "#14603F",
        "text_wrap": True,
    },
    "text": {"text_wrap": True},
    "link": {"font_color": "#14603F", "underline": 1},
}


def report_xlsx(document: Document) -> bytes:
    """Write a workbook; the same report gives the same bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "default_format_properties": dict(_DEFAULT_FONT)}
    with xlsxwriter.Workbook(out, options) as workbook:
        _describe(workbook, document)
        tables = [
            block
            for section in document.sections
            for block in section.blocks
            if isinstance(block, Table)
        ]
        names = sheet_names([document.office.overview, *(table.caption for table in tables)])
        book = _Book(workbook, document)
        book.overview(names[0], list(zip(names[1:], tables, strict=True)))
        for name, table in zip(names[1:], tables, strict=True):
            book.table(name, table)
    return out.getvalue()


def _describe(workbook: xlsxwriter.Workbook, document: Document) -> None:
    workbook.set_properties(
        {
            "title": document.title,
            "subject": document.subject,
            "keywords": ", ".join(document.keywords),
            "comments": document.subtitle,
            "created": datetime.combine(document.dated, time()),
        }
    )
    if document.fingerprint is not None:
        workbook.set_custom_property("fingerprint", document.fingerprint, "text")


class _Book:
    """A workbook being written, with its formats, each made once."""

    def __init__(self, workbook: xlsxwriter.Workbook, document: Document) -> None:
        self._workbook = workbook
        self._document = document
        self._formats: dict[tuple[tuple[str, object], ...], xlsxwriter.format.Format] = {}

    def overview(self, name: str, tables: Sequence[tuple[str, Table]]) -> None:
        """Write the first sheet: what the report says in sentences, and where the tables are."""
        sheet = self._workbook.add_worksheet(name)
        sheet.set_column(0, 0, _OVERVIEW_WIDTH)
        sheet.hide_gridlines(2)
        words = self._document.office
        self._set_up_print(sheet, name, is_wide=False)
        lines = [("title", self._document.title), ("subtitle", self._document.subtitle)]
        chapters = (*self._document.front, *self._document.sections)
        lines += [line for section in chapters for line in _sentences(section)]
        lines += [("", ""), ("heading", words.reading)]
        lines += [("text", sentence) for sentence in words.how_to_read]
        lines += [("", ""), ("heading", words.sheets)]
        for row, (style, text) in enumerate(lines):
            sheet.write_string(row, 0, text, self._style(_STYLES.get(style, {})))
            sheet.set_row(row, _height(style, text))
        link = self._style(_STYLES["link"])
        for row, (target, table) in enumerate(tables, len(lines)):
            sheet.write_url(row, 0, f"internal:{_quoted(target)}!A1", link, table.caption)

    def table(self, name: str, table: Table) -> None:
        """Write one sheet: heads, rows, and the note below."""
        sheet = self._workbook.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        self._set_up_print(sheet, table.caption, is_wide=True)
        widths = [width_of(column, cells) for column, cells in _columns(table)]
        for number, (column, cells) in enumerate(_columns(table)):
            sheet.set_column(number, number, widths[number])
            is_right = number > 0 and column.kind not in TO_THE_LEFT
            head = {**_HEAD, **(_RIGHT if is_right else _LEFT_OF[number > 0])}
            sheet.write_string(0, number, column.title, self._style(head))
            for row, cell in enumerate(cells, 1):
                self._cell(sheet, row, number, cell)
        heads = [TextCell(column.title) for column in table.columns]
        for row, line in enumerate((heads, *table.rows)):
            if (lines := line_count(line, widths)) > 1:
                sheet.set_row(row, lines * _LINE_HEIGHT)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        if table.note is not None:
            self._note(sheet, len(table.rows) + 2, table.note, widths)

    def _note(
        self,
        sheet: xlsxwriter.worksheet.Worksheet,
        row: int,
        text: str,
        widths: Sequence[float],
    ) -> None:
        style = self._style({"text_wrap": True, "italic": True})
        if len(widths) > 1:
            sheet.merge_range(row, 0, row, len(widths) - 1, "", style)
        sheet.write_string(row, 0, text, style)
        sheet.set_row(row, _LINE_HEIGHT * line_count([TextCell(text)], [sum(widths)]))

    def _cell(
        self, sheet: xlsxwriter.worksheet.Worksheet, row: int, number: int, cell: Cell
    ) -> None:
        match cell:
            case DayCell():
                style = self._style({"num_format": _SHORT_DATE, **_LEFT_OF[number > 0]})
                sheet.write_datetime(row, number, cell.day, style)
            case NumberCell():
                self._number(sheet, row, number, cell)
            case TextCell():
                look = {**_STYLES["text"], **_LEFT_OF[number > 0]}
                sheet.write_string(row, number, cell.text, self._style(_GAP if cell.gap else look))
            case _:
                assert_never(cell)

    def _number(
        self, sheet: xlsxwriter.worksheet.Worksheet, row: int, number: int, cell: NumberCell
    ) -> None:
        """Write a number in a form that shows its words; if they are too long, write a text."""
        form = number_format(cell)
        if len(form) <= _LONGEST_FORMAT:
            sheet.write_number(row, number, value_of(cell), self._style({"num_format": form}))
        else:
            sheet.write_string(row, number, cell.text, self._style(_GAP))

    def _set_up_print(
        self, sheet: xlsxwriter.worksheet.Worksheet, caption: str, *, is_wide: bool
    ) -> None:
        sheet.set_paper(_A4)
        if is_wide:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f'&L&"Arial,Bold"{_literal(caption)}')
        sheet.set_footer(f'&L&"Arial"{_literal(self._document.title)}&R&"Arial"&P / &N')

    def _style(self, properties: dict[str, object]) -> xlsxwriter.format.Format:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({**_FONT, **properties})
        return self._formats[key]


def _sentences(section: Section) -> Iterable[tuple[str, str]]:
    told = [block.text for block in section.blocks if isinstance(block, Paragraph)]
    if told:
        yield "", ""
        yield "heading", section.title
        yield from (("text", text) for text in told)


def _columns(table: Table) -> Iterator[tuple[Column, list[Cell]]]:
    for number, column in enumerate(table.columns):
        yield column, [row[number] for row in table.rows]


def _height(style: str, text: str) -> float:
    size_pt = _SIZES_PT.get(style, _SIZE_PT)
    lines = line_count([TextCell(text)], [_OVERVIEW_CHARACTERS * _SIZE_PT / size_pt])
    return _LINE_HEIGHT * size_pt / _SIZE_PT * max(1, lines)


def _quoted(sheet_name: str) -> str:
    return "'{}'".format(sheet_name.replace("'", "''"))


def _literal(text: str) -> str:
    """Write a text into a page's head, where & begins a command and 255 characters are the end."""
    return text[:100].replace("&", "&&")
