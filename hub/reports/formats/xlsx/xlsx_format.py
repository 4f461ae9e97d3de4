"""The report as a workbook: a cover, then a sheet per subject, with tables and native charts.

    title, what the report says, what is where      charts, heat maps, tables, what is drawn

Each table can be filtered and summed: numbers are cells of type number; the words around them
("mindestens") belong to the number format, so that nobody sees a lower bound without them. What
must not be printed is a cell of text. Texts are written as texts, whatever they begin with. Nothing
here asks a clock: same report, same bytes.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import TypeAlias, assert_never

import xlsxwriter

from hub.reports.formats.numeric_cell import value_of
from hub.reports.formats.xlsx.charts import Mark, Plot, form_of, plot_of
from hub.reports.formats.xlsx.contents import Sheet, sheets_of
from hub.reports.formats.xlsx.looks import (
    A4,
    BETWEEN_CHARTS,
    CAPTION,
    DAYS_OF_WEEK,
    DEFAULT_FONT,
    FIELD,
    FIELD_WIDTH,
    FONT,
    GAP,
    HEAD,
    LEFT_OF,
    LINE_HEIGHT,
    LONGEST_FORMAT,
    NOTE_COLUMNS,
    OVERVIEW_CHARACTERS,
    OVERVIEW_WIDTH,
    RIGHT,
    SHADES,
    SHORT_DATE,
    SIZE_PT,
    SIZES_PT,
    STRIP_ROW,
    STRIP_ROW_PIXELS,
    STRIP_WIDTH,
    STYLES,
    TITLE_HEIGHT,
    UNDER_TITLE,
    Look,
)
from hub.reports.formats.xlsx.sheets import (
    TO_THE_LEFT,
    line_count,
    number_format,
    sheet_names,
    width_of,
)
from hub.reports.layout.document import (
    Cell,
    Chart,
    Column,
    DayCell,
    Document,
    NumberCell,
    Paragraph,
    Section,
    Table,
    TextCell,
    WeekHeat,
)

Printer: TypeAlias = xlsxwriter.worksheet.Worksheet


def report_xlsx(document: Document) -> bytes:
    """Write a workbook; the same report gives the same bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "default_format_properties": dict(DEFAULT_FONT)}
    with xlsxwriter.Workbook(out, options) as workbook:
        _describe(workbook, document)
        sheets = sheets_of(document)
        names = sheet_names([document.office.overview, *(sheet.title for sheet in sheets)])
        book = _Book(workbook, document)
        book.cover(names[0], list(zip(names[1:], sheets, strict=True)))
        for name, sheet in zip(names[1:], sheets, strict=True):
            _Page(book, name, sheet).write()
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
        self.document = document
        self._formats: dict[tuple[tuple[str, object], ...], xlsxwriter.format.Format] = {}

    def cover(self, name: str, sheets: Sequence[tuple[str, Sheet]]) -> None:
        """Write the first sheet: what the report says in sentences, and what is where."""
        page = self.add(name, name, is_wide=False)
        page.set_column(0, 0, OVERVIEW_WIDTH)
        page.hide_gridlines(2)
        document, words = self.document, self.document.office
        first = document.front or document.sections[:1]
        others = document.sections[0 if document.front else 1 :]
        lines = [("title", document.title), ("subtitle", document.subtitle)]
        lines += (line for each in first for line in _sentences(each))
        row = self._lines(page, 0, [*lines, ("", ""), ("heading", words.sheets)])
        for target, sheet in sheets:
            row = self._link(page, row, target, sheet)
        lines = [("", ""), ("heading", words.reading)]
        lines += [("text", sentence) for sentence in words.how_to_read]
        self._lines(page, row, [*lines, *(line for each in others for line in _sentences(each))])

    def _lines(self, page: Printer, start: int, lines: Sequence[tuple[str, str]]) -> int:
        for row, (style, text) in enumerate(lines, start):
            page.write_string(row, 0, text, self.style(STYLES.get(style, {})))
            page.set_row(row, _height(style, text))
        return start + len(lines)

    def _link(self, page: Printer, row: int, target: str, sheet: Sheet) -> int:
        """Lead to a sheet, and say what is on it."""
        style = self.style(STYLES["link"])
        page.write_url(row, 0, f"internal:{_quoted(target)}!A1", style, sheet.title)
        captions = dict.fromkeys(each.title for each in sheet.charts)
        captions |= dict.fromkeys(each.caption for each in sheet.tables)
        others = [caption for caption in captions if caption != sheet.title]
        return self._lines(page, row + 1, [("listed", caption) for caption in others])

    def chart(self, name: str, plot: Plot, first: int, last: int) -> xlsxwriter.chart.Chart:
        """Plan a chart of what stands in rows of a sheet, under their heads."""
        chart = self._workbook.add_chart(plot.kind)
        for number, series in enumerate(plot.series, 1):
            refs = {
                "name": [name, first - 1, number],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, number, last, number],
            }
            chart.add_series({**refs, **series})
        chart.set_title(plot.title)
        chart.set_x_axis(plot.across)
        chart.set_y_axis(plot.up)
        if plot.area is not None:
            chart.set_plotarea({"layout": plot.area})
        chart.set_legend({"position": "bottom"} if len(plot.series) > 1 else {"none": True})
        chart.set_size(dict(zip(("width", "height"), plot.size, strict=True)))
        chart.show_blanks_as("gap")
        return chart

    def add(self, name: str, caption: str, *, is_wide: bool) -> Printer:
        """Add a sheet, set up for printing."""
        sheet = self._workbook.add_worksheet(name)
        sheet.set_paper(A4)
        if is_wide:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f'&L&"Arial,Bold"{_literal(caption)}')
        sheet.set_footer(f'&L&"Arial"{_literal(self.document.title)}&R&"Arial"&P / &N')
        return sheet

    def style(self, properties: Look) -> xlsxwriter.format.Format:
        """Return a format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({**FONT, **properties})
        return self._formats[key]


class _Page:
    """A sheet being written from top to bottom."""

    def __init__(self, book: _Book, name: str, sheet: Sheet) -> None:
        self._book = book
        self._style = book.style
        self._words = book.document.office
        self._name = name
        self._sheet = sheet
        self._widths = _widths(sheet)
        self._printer = book.add(name, sheet.title, is_wide=True)
        self._row = 0

    def write(self) -> None:
        """Write title, charts, tables, and what the charts are drawn of."""
        for number, width in enumerate(self._widths):
            self._printer.set_column(number, number, width)
        title = self._style({**STYLES["title"], "text_wrap": False})
        self._printer.write_string(0, 0, self._sheet.title, title)
        self._printer.set_row(0, TITLE_HEIGHT)
        self._keep_in_sight()
        plots = [
            plot
            for chart in self._sheet.charts
            if (plot := plot_of(chart, self._head_of(chart, 0), self._words))
        ]
        places, height = placed(plots)
        self._leave_room(height)
        for plot in plots:
            self._explain(plot.chart)
        for chart in self._sheet.charts:
            if isinstance(chart.drawing, WeekHeat) and chart.drawing.cells:
                self._heat(chart, chart.drawing)
        for table in self._sheet.tables:
            self._table(table)
        for plot, place in zip(plots, places, strict=True):
            self._plot(plot, place)

    def _keep_in_sight(self) -> None:
        """Keep the title and the first column, and the heads of a table that is alone."""
        is_alone = len(self._sheet.tables) == 1 and not self._sheet.charts
        heads = UNDER_TITLE + (is_alone and self._is_titled(self._sheet.tables[0]))
        self._printer.freeze_panes(heads + 1 if is_alone else 1, 1)
        if is_alone:
            self._printer.repeat_rows(heads)

    def _is_titled(self, table: Table) -> bool:
        return table.caption != self._sheet.title

    def _head_of(self, chart: Chart, number: int) -> str:
        """Return a head of the table that has the same figures; nothing if it isn't there."""
        tables = (table for table in self._sheet.tables if table.id == chart.table)
        return next((table.columns[number].title for table in tables), "")

    def _leave_room(self, height: int) -> None:
        """Keep as many rows free as charts lie over."""
        self._row = UNDER_TITLE - (-height // STRIP_ROW_PIXELS)
        for row in range(UNDER_TITLE, self._row):
            self._printer.set_row(row, STRIP_ROW)

    def _explain(self, chart: Chart) -> None:
        """Say what the signs of a chart mean."""
        if chart.note is not None:
            self._note(chart.note, len(self._widths))
            self._row += 1

    def _caption(self, text: str) -> None:
        self._printer.write_string(self._row, 0, text, self._style(CAPTION))
        self._row += 1

    def _heat(self, chart: Chart, drawing: WeekHeat) -> None:
        """Write a week as cells that are the darker the more they say, an hour a row."""
        self._caption(chart.title)
        corner = self._style({**HEAD, **LEFT_OF[0]})
        self._printer.write_string(self._row, 0, self._head_of(chart, 1), corner)
        head = self._style({**HEAD, "align": "center"})
        for number, weekday in enumerate(drawing.weekdays, 1):
            self._printer.write_string(self._row, number, weekday, head)
        first, last = self._row + 1, self._row + len(drawing.hours)
        for at, hour in enumerate(drawing.hours):
            self._printer.write_number(first + at, 0, hour, self._style(LEFT_OF[0]))
            for number, cells in enumerate(drawing.cells, 1):
                self._field(first + at, number, cells[at])
        self._printer.conditional_format(first, 1, last, len(drawing.weekdays), dict(SHADES))
        self._row = last + 1
        self._explain(chart)
        self._row += 1

    def _field(self, row: int, number: int, cell: Cell | None) -> None:
        if isinstance(cell, NumberCell):
            style = self._style({**FIELD, "num_format": number_format(cell)})
            self._printer.write_number(row, number, value_of(cell), style)
        else:
            text = cell.text if cell else ""
            self._printer.write_string(row, number, text, self._style(FIELD))

    def _table(self, table: Table) -> None:
        """Write a table that can be filtered, and its note."""
        if self._is_titled(table):
            self._caption(table.caption)
        row, last = self._row, self._row + len(table.rows)
        self._heads([(each.title, _head(at, each)) for at, each in enumerate(table.columns)])
        for number in range(len(table.columns)):
            for at, cells in enumerate(table.rows, row + 1):
                self._cell(at, number, cells[number])
        self._set_heights(row + 1, table.rows)
        if table.rows and _are_distinct(column.title for column in table.columns):
            columns = [
                {"header": column.title, "header_format": self._style(_head(number, column))}
                for number, column in enumerate(table.columns)
            ]
            options = {"columns": columns, "style": None}
            self._printer.add_table(row, 0, last, len(columns) - 1, options)
        self._row = last + 1
        if table.note is not None:
            self._note(table.note, len(table.columns))
        self._row += 2

    def _heads(self, heads: Sequence[tuple[str, Look]]) -> None:
        for number, (title, look) in enumerate(heads):
            self._printer.write_string(self._row, number, title, self._style(look))
        self._set_heights(self._row, [[TextCell(title) for title, _ in heads]])
        self._row += 1

    def _set_heights(self, first: int, rows: Sequence[Sequence[Cell]]) -> None:
        for row, cells in enumerate(rows, first):
            if (lines := line_count(cells, self._widths[: len(cells)])) > 1:
                self._printer.set_row(row, lines * LINE_HEIGHT)

    def _note(self, text: str, count: int) -> None:
        """Write sentences across some columns, a row for each line."""
        style = self._style({"text_wrap": True, "italic": True})
        last = max(0, min(count, NOTE_COLUMNS) - 1)
        for line in text.split("\n"):
            if last:
                self._printer.merge_range(self._row, 0, self._row, last, "", style)
            self._printer.write_string(self._row, 0, line, style)
            lines = line_count([TextCell(line)], [sum(self._widths[: last + 1])])
            self._printer.set_row(self._row, LINE_HEIGHT * lines)
            self._row += 1

    def _cell(self, row: int, number: int, cell: Cell | Mark | None) -> None:
        match cell:
            case DayCell():
                style = self._style({"num_format": SHORT_DATE, **LEFT_OF[number > 0]})
                self._printer.write_datetime(row, number, cell.day, style)
            case NumberCell():
                self._number(row, number, cell)
            case TextCell():
                look = {**STYLES["text"], **LEFT_OF[number > 0]}
                style = self._style(GAP if cell.gap else look)
                if cell.text:
                    self._printer.write_string(row, number, cell.text, style)
                else:  # nothing, and no text of no length, which filters would list
                    self._printer.write_blank(row, number, None, style)
            case Mark():
                style = self._style({"num_format": form_of(cell), **RIGHT})
                self._printer.write_number(row, number, cell.height, style)
            case None:
                pass
            case _:
                assert_never(cell)

    def _number(self, row: int, number: int, cell: NumberCell) -> None:
        """Write a number in a form that shows its words; if they are too long, write a text."""
        form = number_format(cell)
        if len(form) <= LONGEST_FORMAT:
            style = self._style({"num_format": form})
            self._printer.write_number(row, number, value_of(cell), style)
        else:
            self._printer.write_string(row, number, cell.text, self._style(GAP))

    def _plot(self, plot: Plot, place: tuple[int, int]) -> None:
        """Write what a chart is drawn of, below all tables, and draw it above them."""
        words = self._words
        self._caption(words.drawn_values.format(t=plot.chart.title))
        looks: list[Look] = [{**HEAD, **(RIGHT if number else LEFT_OF[0])} for number in range(3)]
        self._heads(list(zip(plot.heads, looks, strict=False)))
        first, last = self._row, self._row + len(plot.rows) - 1
        for row, cells in enumerate(plot.rows, first):
            for number, cell in enumerate(cells):
                self._cell(row, number, cell)
        offset = dict(zip(("x_offset", "y_offset"), place, strict=True))
        chart = self._book.chart(self._name, plot, first, last)
        self._printer.insert_chart(UNDER_TITLE, 0, chart, {**plot.options, **offset})
        self._row = last + 3


def _sentences(section: Section) -> Iterable[tuple[str, str]]:
    told = [block.text for block in section.blocks if isinstance(block, Paragraph)]
    if told:
        yield "", ""
        yield "heading", section.title
        yield from (("text", text) for text in told)


def _head(number: int, column: Column) -> Look:
    is_right = number > 0 and column.kind not in TO_THE_LEFT
    return {**HEAD, **(RIGHT if is_right else LEFT_OF[number > 0])}


def _are_distinct(titles: Iterable[str]) -> bool:
    """Tell whether titles can head a table that a spreadsheet filters."""
    told = [title.casefold() for title in titles]
    return len(set(told)) == len(told) and all(told)


def placed(plots: Sequence[Plot]) -> tuple[list[tuple[int, int]], int]:
    """Set charts beside each other as long as there is room; return where, and how high all are."""
    places: list[tuple[int, int]] = []
    x = y = height = 0
    for plot in plots:
        wide, high = plot.size
        if x and x + wide > STRIP_WIDTH:
            x, y, height = 0, y + height, 0
        places.append((x, y))
        x, height = x + wide + BETWEEN_CHARTS, max(height, high + BETWEEN_CHARTS)
    return places, y + height


def _widths(sheet: Sheet) -> list[float]:
    """Return how wide each column must be for all tables of a sheet."""
    widths: list[float] = []
    for table in sheet.tables:
        for number, (column, cells) in enumerate(_columns(table)):
            width = width_of(column, cells)
            widths[number:] = [max(width, *widths[number : number + 1], 0), *widths[number + 1 :]]
    if any(isinstance(chart.drawing, WeekHeat) for chart in sheet.charts):
        missing = 1 + DAYS_OF_WEEK - len(widths)
        widths += [FIELD_WIDTH] * max(0, missing)
    return widths or [FIELD_WIDTH] * DAYS_OF_WEEK


def _columns(table: Table) -> Iterator[tuple[Column, list[Cell]]]:
    for number, column in enumerate(table.columns):
        yield column, [row[number] for row in table.rows]


def _height(style: str, text: str) -> float:
    size_pt = SIZES_PT.get(style, SIZE_PT)
    lines = line_count([TextCell(text)], [OVERVIEW_CHARACTERS * SIZE_PT / size_pt])
    return LINE_HEIGHT * size_pt / SIZE_PT * max(1, lines)


def _quoted(sheet_name: str) -> str:
    return "'{}'".format(sheet_name.replace("'", "''"))


def _literal(text: str) -> str:
    """Write a text into a page's head, where & begins a command and 255 characters are the end."""
    return text[:100].replace("&", "&&")
