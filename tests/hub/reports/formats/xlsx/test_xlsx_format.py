"""The report as a workbook: real numbers and days, lower bounds in words, nothing that runs."""

import html
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest
from openpyxl.cell import Cell as Shown
from openpyxl.chart.series import Series
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hub.reports.formats.numeric_cell import value_of
from hub.reports.formats.xlsx.charts import plot_of
from hub.reports.formats.xlsx.contents import sheets_of
from hub.reports.formats.xlsx.xlsx_format import report_xlsx
from hub.reports.layout.document import (
    Cell,
    Column,
    DayBars,
    DayCell,
    Document,
    Gap,
    Kind,
    NumberCell,
    Paragraph,
    RankBars,
    Section,
    Table,
    TextCell,
    WeekHeat,
)
from hub.reports.layout.layout import document_of
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in
from hub.reports.text.number import Bound
from tests.hub.reports.documents import bare, cell_of, three_spaces
from tests.hub.reports.region import charts_of, documents, region_report, tables_of
from tests.hub.reports.sheet_rows import opened


@pytest.fixture(scope="module")
def document() -> Document:
    return document_of(region_report(), Language.GERMAN)


@pytest.fixture(scope="module")
def workbook(document: Document) -> Workbook:
    return opened(document)


def of_cells(*rows: tuple[Cell, ...], kind: Kind = Kind.NUMBER) -> Document:
    columns = (Column("Name", Kind.TEXT), Column("Wert", kind))
    table = Table("t", "Tabelle", columns, rows, note="=1+1")
    return bare(Section("s", "S", 1, (table,)), title="=1")


def test_the_cover_says_what_the_report_says(document: Document, workbook: Workbook) -> None:
    """Title, period, the summary's sentences first, how to read, and what is where."""
    sheet = workbook.worksheets[0]
    told = [cell.value for (cell,) in sheet.iter_rows(max_col=1)]
    assert told[:2] == [document.title, document.subtitle]
    front = [block for section in document.front for block in section.blocks]
    texts = [block.text for block in front if isinstance(block, Paragraph)]
    assert [each for each in told if each in texts][: len(texts)] == texts
    chapters = (*document.front, *document.sections)
    every = {b.text for each in chapters for b in each.blocks if isinstance(b, Paragraph)}
    assert every | set(words_in(Language.GERMAN).office.how_to_read) <= {*told}
    links = [cell.hyperlink.location for (cell,) in sheet.iter_rows(max_col=1) if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in workbook.sheetnames[1:]]
    captions = {each.title for each in charts_of(document)}
    captions |= {t.caption for t in tables_of(document) if not t.id.startswith("indicators-")}
    assert captions <= {*told}


@pytest.mark.parametrize("number", range(4))
def test_a_region_has_few_sheets_with_whole_names(number: int) -> None:
    """However many spaces there are; none is cut, and each says on top what it is called."""
    document = documents()[number]
    book = opened(document)
    assert len(book.worksheets) <= 8
    assert book.sheetnames == [document.office.overview, *(s.title for s in sheets_of(document))]
    assert [sheet["A1"].value for sheet in book.worksheets[1:]] == book.sheetnames[1:]


def test_every_table_can_be_filtered(document: Document, workbook: Workbook) -> None:
    """By a table of the spreadsheet's own, with the heads of the report's."""
    for planned, sheet in zip(sheets_of(document), workbook.worksheets[1:], strict=True):
        made = list(sheet.tables.values())
        assert len(made) == len(planned.tables)
        for table, found in zip(planned.tables, made, strict=True):
            assert found.column_names == [column.title for column in table.columns]
            assert found.autoFilter.ref == found.ref
            first, last = (int(re.sub("[A-Z]", "", each)) for each in found.ref.split(":"))
            assert last - first == len(table.rows)


def test_titles_stay_in_sight_and_pages_fit(document: Document, workbook: Workbook) -> None:
    """On the screen and on paper, which is as wide as the sheet, lying."""
    for planned, sheet in zip(sheets_of(document), workbook.worksheets[1:], strict=True):
        is_alone = len(planned.tables) == 1 and not planned.charts
        heads = 3 + (planned.tables[0].caption != planned.title)
        assert sheet.freeze_panes == (f"B{heads + 1}" if is_alone else "B2")
        assert sheet.print_title_rows == (f"${heads}:${heads}" if is_alone else None)
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_chart_is_drawn_of_the_reports_numbers(document: Document) -> None:
    """Of the cells that hold them; where nothing is known there is none, and never a zero."""
    drawn = 0
    sheets = opened(document).worksheets[1:]
    for planned, sheet in zip(sheets_of(document), sheets, strict=True):
        charts = [each for each in planned.charts if not isinstance(each.drawing, WeekHeat)]
        assert len(sheet._charts) == len(charts)
        for chart, made in zip(charts, sheet._charts, strict=True):
            assert not isinstance(chart.drawing, WeekHeat)
            cells = series_of(sheet, made.series[0])
            for cell, shown in zip(chart.drawing.cells, cells, strict=True):
                drawn += 1
                assert (shown.value is not None) is isinstance(cell, NumberCell)
                if isinstance(cell, NumberCell):
                    assert shown.value == value_of(cell)
    assert drawn > 28


def series_of(sheet: Worksheet, series: Series) -> list[Shown]:
    """Return the cells that a series is drawn of."""
    reference = series.val.numRef.f.rpartition("!")[2].replace("$", "")
    return [cell for (cell,) in sheet[reference]]


def test_what_is_unknown_is_hatched() -> None:
    """A day that was open and of which too little is known has a column of its own, to the top."""
    document = document_of(three_spaces(), Language.GERMAN)
    (chart,) = [each for each in charts_of(document) if isinstance(each.drawing, DayBars)]
    drawing = chart.drawing
    assert isinstance(drawing, DayBars)
    cells = [*drawing.cells[:2], TextCell("keine belastbare Angabe", Gap.NOT_RELIABLE)]
    days = replace(
        drawing, cells=tuple(cells), days=drawing.days[:3], is_open=(True, False, True), top=0.75
    )
    sheet = opened(bare(Section("s", "S", 1, (replace(chart, drawing=days),)))).worksheets[1]
    (made,) = sheet._charts
    known, unknown = (series_of(sheet, series) for series in made.series)
    assert [cell.value is None for cell in known] == [False, False, True]
    assert [cell.value for cell in unknown] == [None, None, 0.75]
    assert unknown[2].number_format == '"keine belastbare Angabe"'
    assert made.series[1].spPr.pattFill is not None


def test_a_bar_says_the_words_of_its_number(document: Document) -> None:
    """A lower bound is called one at its bar; what has no bar says why beside its name."""
    (chart,) = [each for each in charts_of(document) if each.id == "full-by-space-chart-1"]
    plot = plot_of(chart, "Ort", document.office)
    assert plot is not None
    labels = plot.series[0]["data_labels"]["custom"]
    assert isinstance(chart.drawing, RankBars)
    told = [None if label is None else label["value"] for label in labels]
    assert told == [text if text.startswith("≥") else None for text in chart.drawing.texts]
    (ranking,) = [each for each in charts_of(document) if each.id == "ranking-chart-1"]
    planned = plot_of(ranking, "Ort", document.office)
    assert planned is not None
    names = [row[0].text for row in planned.rows if isinstance(row[0], TextCell)]
    assert "@SUM(A1:A9) (keine belastbare Angabe (Abdeckung 74,1\xa0%))" in names


def test_the_week_is_shaded_by_its_numbers(document: Document, workbook: Workbook) -> None:
    """An hour a row, a weekday a column, a rule over all of them; words where nothing is known."""
    heats = [each for each in charts_of(document) if isinstance(each.drawing, WeekHeat)]
    sheet = workbook["Typische Woche"]
    ranges = [str(each.sqref) for each in sheet.conditional_formatting]
    assert len(ranges) == len(heats) == 2
    for chart, reference in zip(heats, ranges, strict=True):
        drawing = chart.drawing
        assert isinstance(drawing, WeekHeat)
        for at, row in enumerate(sheet[reference]):
            for cells, shown in zip(drawing.cells, row, strict=True):
                cell = cells[at]
                text = cell.text if cell else None
                expected = value_of(cell) if isinstance(cell, NumberCell) else text
                assert shown.value == expected


def test_no_chart_lies_over_a_cell(workbook: Workbook) -> None:
    """What stands in cells can be read."""
    for sheet in workbook.worksheets:
        for chart in sheet._charts:
            start, end = chart.anchor._from, chart.anchor.to
            covered = sheet.iter_rows(
                start.row + 1, end.row + 1, start.col + 1, end.col + 1, values_only=True
            )
            assert {value for row in covered for value in row} == {None}


def test_every_chart_has_its_words(document: Document) -> None:
    """As the format offers it: a description for whom can't see it."""
    made = report_xlsx(document)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        drawings = [
            archive.read(name).decode()
            for name in archive.namelist()
            if name.startswith("xl/drawings/drawing")
        ]
    said = [html.unescape(each) for each in re.findall(r'descr="([^"]*)"', "".join(drawings))]
    charts = [each for each in charts_of(document) if not isinstance(each.drawing, WeekHeat)]
    assert sorted(said) == sorted(chart.alt for chart in charts)


def test_a_lower_bound_is_a_number_that_says_so() -> None:
    """It can be summed, it is rounded down as printed, and its words are seen with it."""
    cell = cell_of(Fraction("12.49"), decimals=1, bound=Bound.LOWER)
    sheet = opened(of_cells((TextCell("Hof"), cell))).worksheets[1]
    assert sheet["B5"].value == 12.4
    assert sheet["B5"].number_format == '"≥\u202f"#,##0.0'


def test_what_is_not_printed_is_words() -> None:
    """Never a number, not even zero."""
    text = "keine belastbare Angabe (Abdeckung 62,0\xa0%)"
    sheet = opened(of_cells((TextCell("Hof"), TextCell(text, Gap.NOT_RELIABLE)))).worksheets[1]
    assert (sheet["B5"].value, sheet["B5"].data_type) == (text, "s")


def test_days_are_days() -> None:
    """In the reader's own form, so that they sort and filter."""
    document = of_cells((TextCell("Hof"), DayCell("02.03.2026", date(2026, 3, 2))), kind=Kind.DATE)
    cell = opened(document).worksheets[1]["B5"]
    assert isinstance(cell.value, datetime)
    assert cell.value.isoformat() == "2026-03-02T00:00:00"
    assert cell.number_format == "mm-dd-yy"  # built-in form 14: as the system writes days


def test_long_words_around_a_number_give_way_to_the_text() -> None:
    """A number format has no room for more than 255 characters."""
    made = cell_of(Fraction("12.4"), decimals=1)
    cell = replace(made, written=replace(made.written, after=f" {'x' * 300}"))
    assert opened(of_cells((TextCell("Hof"), cell))).worksheets[1]["B5"].value == cell.text


def test_nothing_becomes_a_formula(workbook: Workbook) -> None:
    """Neither names nor captions nor notes that begin like one."""
    for book in (workbook, opened(of_cells((TextCell("=1"), TextCell("+1"))))):
        for sheet in book.worksheets:
            assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert opened(of_cells((TextCell("=1"), TextCell("x")))).worksheets[1]["A5"].value == "=1"


def test_the_same_report_gives_the_same_bytes() -> None:
    """Nothing in the file knows when it was made."""
    for document, other in zip(documents(), documents(), strict=True):
        made = report_xlsx(document)
        assert made == report_xlsx(other)
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            assert {each.date_time[0] for each in archive.infolist()} == {1980}
        properties = opened(document).properties
        assert properties.created == properties.modified
        assert properties.created.isoformat() == "2026-02-28T00:00:00"
        assert (properties.title, properties.subject) == (document.title, document.subject)


def test_the_fingerprint_can_be_read_from_the_file(document: Document, workbook: Workbook) -> None:
    """As a property of its own, in the public edition none."""
    assert workbook.custom_doc_props["fingerprint"].value == document.fingerprint
    assert document.fingerprint
    public = document_of(region_report(is_public=True), Language.GERMAN)
    assert "fingerprint" not in opened(public).custom_doc_props.names
