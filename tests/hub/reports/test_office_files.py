"""LibreOffice opens what reports are made into, and finds numbers, days and texts in it."""

import xml.etree.ElementTree as ET  # LibreOffice wrote what is read
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub.reports.formats.csv_format import GERMAN_EXCEL, PLAIN, report_csv
from hub.reports.formats.docx_format import report_docx
from hub.reports.formats.xlsx_format import report_xlsx
from hub.reports.layout.document import DayCell, Document, NumberCell, TextCell
from hub.reports.layout.layout import document_of
from hub.reports.text.language import Language
from tests.hub.reports.region import HARMFUL, printed_tables_of, region_report, tables_of
from tests.parts.libreoffice import GERMAN_CSV, PLAIN_CSV, LibreOffice

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
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
    """The four files, converted."""

    xlsx: Path
    docx: Path
    german_csv: Path
    plain_csv: Path


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
        "german.csv": report_csv(document, GERMAN_EXCEL),
        "plain.csv": report_csv(document, PLAIN),
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return Opened(
        *libreoffice.convert([folder / "report.xlsx"], "fods"),
        *libreoffice.convert([folder / "text.docx"], "fodt"),
        *libreoffice.convert([folder / "german.csv"], "fods", read_as=GERMAN_CSV),
        *libreoffice.convert([folder / "plain.csv"], "fods", read_as=PLAIN_CSV),
    )


def sheets(path: Path) -> list[list[list[Found]]]:
    """Read every table: its rows, without the empty cells at their ends."""
    root = ET.parse(path).getroot()  # noqa: S314  # LibreOffice wrote what is read
    return [
        [list(_cells(row)) for row in table.iter(f"{TABLE}table-row")]
        for table in root.iter(f"{TABLE}table")
    ]


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


def test_the_workbook_has_numbers_days_and_texts(document: Document, opened: Opened) -> None:
    """Each cell of the type that the report gives it, with its value."""
    found = sheets(opened.xlsx)[1:]
    tables = tables_of(document)
    assert len(found) == len(tables)
    for table, sheet in zip(tables, found, strict=True):
        for row, cells in zip(table.rows, sheet[1 : 1 + len(table.rows)], strict=True):
            for cell, shown in zip(row, cells[: len(row)], strict=True):
                match cell:
                    case DayCell():
                        assert (shown.type, shown.value) == ("date", cell.day.isoformat())
                    case TextCell(text):
                        assert (shown.type, shown.text) == ("string", text)
                    case NumberCell():
                        assert shown.type in NUMBERS
                        value = float(cell.number.value)
                        assert float(shown.value or "nan") == pytest.approx(value, abs=1)
                        assert ("≥" in shown.text) is ("≥" in cell.text)


def test_a_column_can_be_summed(document: Document, opened: Opened) -> None:
    """The spaces' offered hours give the region's."""
    places = [table.id for table in tables_of(document)].index("places")
    rows = sheets(opened.xlsx)[1 + places][1:8]
    hours = [float(row[4].value or "nan") for row in rows]
    assert sum(hours[:-1]) == pytest.approx(hours[-1])


def test_nothing_is_a_formula(opened: Opened) -> None:
    """Names that begin like one stand there as names."""
    for path in (opened.xlsx, opened.german_csv, opened.plain_csv):
        cells = [cell for sheet in sheets(path) for row in sheet for cell in row]
        assert not any(cell.is_formula for cell in cells)
        assert {name for name in HARMFUL if any(name in cell.text for cell in cells)} == {*HARMFUL}


@pytest.mark.parametrize("dialect", ["german_csv", "plain_csv"])
def test_csv_has_numbers_and_days(document: Document, opened: Opened, dialect: str) -> None:
    """As many as the report has, in the value's column; words in the last one."""
    (sheet,) = sheets(getattr(opened, dialect))
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
