"""The report as a workbook: real numbers and days, lower bounds in words, nothing that runs."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from hub.reports.formats.xlsx_format import report_xlsx
from hub.reports.layout.document import (
    Cell,
    Column,
    DayCell,
    Document,
    Gap,
    Kind,
    Section,
    Table,
    TextCell,
)
from hub.reports.layout.layout import document_of
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in
from hub.reports.text.number import Bound
from tests.hub.reports.documents import bare, cell_of
from tests.hub.reports.region import documents, region_report, tables_of


def opened(document: Document) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(report_xlsx(document)))


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


def test_each_table_has_a_sheet_behind_the_overview(document: Document, workbook: Workbook) -> None:
    """In the order of the report, the dictionary among them."""
    tables = tables_of(document)
    assert len(workbook.worksheets) == 1 + len(tables)
    assert workbook.sheetnames[0] == "Überblick"
    assert "Verzeichnis der Kennzahlen" in workbook.sheetnames
    for sheet, table in zip(workbook.worksheets[1:], tables, strict=True):
        assert [cell.value for cell in sheet[1]] == [column.title for column in table.columns]


def test_the_overview_says_what_the_report_says(document: Document, workbook: Workbook) -> None:
    """Title, period, the summary's sentences, how to read, and a link to every sheet."""
    sheet = workbook.worksheets[0]
    told = [cell.value for (cell,) in sheet.iter_rows(max_col=1)]
    assert told[:2] == [document.title, document.subtitle]
    assert {block.text for block in document.sections[0].blocks if hasattr(block, "text")} <= {
        *told
    }
    assert set(words_in(Language.GERMAN).office.how_to_read) <= {*told}
    links = [cell.hyperlink.location for (cell,) in sheet.iter_rows(max_col=1) if cell.hyperlink]
    quoted = [name.replace("'", "''") for name in workbook.sheetnames[1:]]
    assert links == [f"'{name}'!A1" for name in quoted]


def test_heads_stay_in_sight_and_filter(document: Document, workbook: Workbook) -> None:
    """On the screen and on every printed page, which is as wide as the paper, lying."""
    for sheet, table in zip(workbook.worksheets[1:], tables_of(document), strict=True):
        assert sheet.freeze_panes == "B2"
        last = f"{openpyxl.utils.get_column_letter(len(table.columns))}{len(table.rows) + 1}"
        assert sheet.auto_filter.ref == f"A1:{last}"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet["A1"].font.bold


def test_a_lower_bound_is_a_number_that_says_so() -> None:
    """It can be summed, it is rounded down as printed, and its words are seen with it."""
    cell = cell_of(Fraction("12.49"), decimals=1, bound=Bound.LOWER)
    sheet = opened(of_cells((TextCell("Hof"), cell))).worksheets[1]
    assert sheet["B2"].value == 12.4
    assert sheet["B2"].number_format == '"≥\u202f"#,##0.0'


def test_what_is_not_printed_is_words() -> None:
    """Never a number, not even zero."""
    text = "keine belastbare Angabe (Abdeckung 62,0\xa0%)"
    sheet = opened(of_cells((TextCell("Hof"), TextCell(text, Gap.NOT_RELIABLE)))).worksheets[1]
    assert (sheet["B2"].value, sheet["B2"].data_type) == (text, "s")


def test_days_are_days() -> None:
    """In the reader's own form, so that they sort and filter."""
    document = of_cells((TextCell("Hof"), DayCell("02.03.2026", date(2026, 3, 2))), kind=Kind.DATE)
    cell = opened(document).worksheets[1]["B2"]
    assert isinstance(cell.value, datetime)
    assert cell.value.isoformat() == "2026-03-02T00:00:00"
    assert cell.number_format == "mm-dd-yy"  # built-in form 14: as the system writes days


def test_long_words_around_a_number_give_way_to_the_text() -> None:
    """A number format has no room for more than 255 characters."""
    made = cell_of(Fraction("12.4"), decimals=1)
    cell = replace(made, written=replace(made.written, after=f" {'x' * 300}"))
    assert opened(of_cells((TextCell("Hof"), cell))).worksheets[1]["B2"].value == cell.text


def test_nothing_becomes_a_formula(workbook: Workbook) -> None:
    """Neither names nor captions nor notes that begin like one."""
    for book in (workbook, opened(of_cells((TextCell("=1"), TextCell("+1"))))):
        for sheet in book.worksheets:
            assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert opened(of_cells((TextCell("=1"), TextCell("x")))).worksheets[1]["A2"].value == "=1"


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
