"""LibreOffice opens what reports are made into, and finds numbers, days and texts in it."""

import xml.etree.ElementTree as ET  # LibreOffice wrote what is read
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub.reports.formats.csv_format import BEFORE, tidy_csv
from hub.reports.formats.csv_long import long_csv
from hub.reports.formats.csv_text import GERMAN_EXCEL, PLAIN
from hub.reports.formats.docx_format import report_docx
from hub.reports.formats.xlsx.contents import sheets_of
from hub.reports.formats.xlsx.xlsx_format import report_xlsx
from hub.reports.layout.document import (
    DayBars,
    DayCell,
    Document,
    NumberCell,
    Table,
    TextCell,
    WeekHeat,
)
from hub.reports.layout.layout import document_of
from hub.reports.records import records_of
from hub.reports.text.language import Language
from tests.hub.reports.region import (
    HARMFUL,
    charts_of,
    printed_tables_of,
    region_report,
    tables_of,
)
from tests.parts.libreoffice import GERMAN_CSV, PLAIN_CSV, LibreOffice

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
CHART = "{urn:oasis:names:tc:opendocument:xmlns:chart:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
ROWS = (f"{TABLE}table-header-rows", f"{TABLE}table-row-group", f"{TABLE}table-rows")
OF_A_CHART = "local-table"
NUMBERS = ("float", "percentage")


@dataclass(frozen=True)
class Found:
    """A cell as LibreOffice understood it."""

    type: str | None
    value: str | None
    text: str
    is_formula: bool


@dataclass(frozen=True)
class Opened:
    """The files, converted."""

    xlsx: Path
    docx: Path
    german_csv: Path
    plain_csv: Path
    long_csv: Path


@pytest.fixture(scope="module")
def document() -> Document:
    return document_of(region_report(), Language.GERMAN)


@pytest.fixture(scope="module")
def opened(
    document: Document, libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory
) -> Opened:
    folder = tmp_path_factory.mktemp("office")
    made = {
        "report.xlsx": report_xlsx(document),
        "text.docx": report_docx(document),
        "german.csv": tidy_csv(records_of(region_report(), Language.GERMAN), GERMAN_EXCEL),
        "plain.csv": tidy_csv(records_of(region_report(), Language.GERMAN), PLAIN),
        "long.csv": long_csv(document, PLAIN),
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return Opened(
        *libreoffice.convert([folder / "report.xlsx"], "fods"),
        *libreoffice.convert([folder / "text.docx"], "fodt"),
        *libreoffice.convert([folder / "german.csv"], "fods", read_as=GERMAN_CSV),
        *libreoffice.convert(
            [folder / "plain.csv", folder / "long.csv"], "fods", read_as=PLAIN_CSV
        ),
    )


def sheets(path: Path) -> list[list[list[Found]]]:
    """Read every table: its rows, without the empty cells at their ends."""
    root = ET.parse(path).getroot()  # noqa: S314  # LibreOffice wrote what is read
    return [
        [list(_cells(row)) for row in _rows(table)]
        for table in root.iter(f"{TABLE}table")
        if table.get(f"{TABLE}name") != OF_A_CHART
    ]


def _rows(table: ET.Element) -> Iterator[ET.Element]:
    """Yield the rows of a table, but none of a table in a chart that lies on it."""
    for child in table:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in ROWS:
            yield from _rows(child)


def _cells(row: ET.Element) -> Iterator[Found]:
    for cell in row:
        if cell.tag != f"{TABLE}table-cell":
            continue
        paragraphs = ["".join(each.itertext()) for each in cell.iter(f"{TEXT}p")]
        kind = cell.get(f"{OFFICE}value-type")
        value = cell.get(f"{OFFICE}date-value") or cell.get(f"{OFFICE}value")
        found = Found(kind, value, "\n".join(paragraphs), cell.get(f"{TABLE}formula") is not None)
        count = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        yield from [found] * (count if kind else min(count, 20))


def rows_below(sheet: list[list[Found]], table: Table) -> list[list[Found]]:
    """Return the rows of a table, found by its heads."""
    titles = [column.title for column in table.columns]
    heads = [[cell.text for cell in row[: len(titles)]] for row in sheet]
    first = heads.index(titles) + 1
    return sheet[first : first + len(table.rows)]


def test_the_workbook_has_numbers_days_and_texts(document: Document, opened: Opened) -> None:
    """Each cell of the type that the report gives it, with its value."""
    found = sheets(opened.xlsx)[1:]
    for planned, sheet in zip(sheets_of(document), found, strict=True):
        rest = sheet
        for table in planned.tables:
            below = rows_below(rest, table)
            rest = rest[rest.index(below[-1]) + 1 :]
            for row, cells in zip(table.rows, below, strict=True):
                for cell, shown in zip(row, cells[: len(row)], strict=True):
                    match cell:
                        case DayCell():
                            assert (shown.type, shown.value) == ("date", cell.day.isoformat())
                        case TextCell(text):
                            assert (shown.type, shown.text) == ("string" if text else None, text)
                        case NumberCell():
                            assert shown.type in NUMBERS
                            value = float(cell.number.value)
                            assert float(shown.value or "nan") == pytest.approx(value, abs=1)
                            assert ("≥" in shown.text) is ("≥" in cell.text)


def test_a_column_can_be_summed(document: Document, opened: Opened) -> None:
    """The spaces' offered hours give the region's."""
    number, table = next(
        (number, table)
        for number, sheet in enumerate(sheets_of(document), 1)
        for table in sheet.tables
        if table.id == "places"
    )
    rows = rows_below(sheets(opened.xlsx)[number], table)
    hours = [float(row[4].value or "nan") for row in rows]
    assert sum(hours[:-1]) == pytest.approx(hours[-1])


def test_every_chart_is_opened_as_a_chart(document: Document, opened: Opened) -> None:
    """In the workbook with its series, in the text document as a picture with its words."""
    charts = charts_of(document)
    drawn = [chart for chart in charts if not isinstance(chart.drawing, WeekHeat)]
    workbook = ET.parse(opened.xlsx).getroot()  # noqa: S314  # LibreOffice wrote what is read
    assert len(list(workbook.iter(f"{CHART}chart"))) == len(drawn) > 2
    points = [
        series.get(f"{CHART}values-cell-range-address")
        for series in workbook.iter(f"{CHART}series")
    ]
    assert len(points) == sum(2 if isinstance(each.drawing, DayBars) else 1 for each in drawn)
    text = ET.parse(opened.docx).getroot()  # noqa: S314  # LibreOffice wrote what is read
    said = {each.text for each in text.iter(f"{SVG}desc")} | {
        each.text for each in text.iter(f"{SVG}title")
    }
    assert {chart.alt for chart in charts} <= said


def test_nothing_is_a_formula(opened: Opened) -> None:
    """Names that begin like one stand there as names."""
    for path in (opened.xlsx, opened.german_csv, opened.plain_csv, opened.long_csv):
        cells = [cell for sheet in sheets(path) for row in sheet for cell in row]
        assert not any(cell.is_formula for cell in cells)
        assert {name for name in HARMFUL if any(name in cell.text for cell in cells)} == {*HARMFUL}


def test_long_csv_has_numbers_and_days(document: Document, opened: Opened) -> None:
    """As many as the report has, in the value's column; words in the last one."""
    (sheet,) = sheets(opened.long_csv)
    values = [row[5] for row in sheet[1:] if len(row) > 5]
    cells = [
        cell
        for table in tables_of(document)
        for row in table.rows
        for cell in row[1:]
        if not isinstance(cell, TextCell)
    ]
    day_count = sum(isinstance(cell, DayCell) for cell in cells)
    assert [value.type for value in values].count("date") == day_count
    assert [value.type in NUMBERS for value in values].count(True) == len(cells) - day_count
    assert "string" not in {value.type for value in values}
    days = {row[3].value for row in sheet[1:] if row[0].text == "days"}
    assert len(days) == 28
    said = {row[7].text for row in sheet[1:] if len(row) > 7}
    assert "≥" in said


@pytest.mark.parametrize("dialect", ["german_csv", "plain_csv"])
def test_tidy_csv_has_numbers_and_days(opened: Opened, dialect: str) -> None:
    """A number, a day or nothing in each place of one; never a text that can't be added up."""
    (sheet,) = sheets(getattr(opened, dialect))
    records = records_of(region_report(), Language.GERMAN).rows
    first = len(BEFORE)
    for record, line in zip(records, sheet[1:], strict=True):
        assert line[1].text == record.space
        kinds = ["float" if number else None for number in record.numbers]
        assert [cell.type for cell in line[first : first + len(kinds)]] == kinds
        if record.day:
            assert (line[3].type, line[3].value) == ("date", record.day.isoformat())


def test_the_text_document_has_every_table(document: Document, opened: Opened) -> None:
    """Of those that are printed, with a head that repeats, and each cell's words."""
    tables = printed_tables_of(document)
    root = ET.parse(opened.docx).getroot()  # noqa: S314  # LibreOffice wrote what is read
    found = list(root.iter(f"{TABLE}table"))
    assert len(found) == len(tables)
    assert all(len(list(each.iter(f"{TABLE}table-header-rows"))) == 1 for each in found)
    for table, sheet in zip(tables, sheets(opened.docx), strict=True):
        assert [[cell.text for cell in row] for row in sheet[1:]] == [
            [cell.text for cell in row] for row in table.rows
        ]
