"""Every figure is the same in the workbook, in CSV and in the text document."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import docx
import openpyxl
import pytest
from openpyxl.cell import Cell as Shown

from hub.reports.formats.csv_format import PLAIN, report_csv
from hub.reports.formats.docx_format import report_docx
from hub.reports.formats.xlsx_format import report_xlsx
from hub.reports.layout.document import Cell, Document
from hub.reports.text.languages import WORDS
from hub.reports.text.typography import Typography
from tests.hub.reports.region import documents, tables_of

FORM = re.compile(r'(?:"(.*?)")?#,##0(?:\.(0+))?(?:"(\s)")?(%)?(?:"(.*?)")?')
CASES = ("de", "en", "de-public", "en-public")


@pytest.fixture(params=range(len(CASES)), ids=CASES)
def document(request: pytest.FixtureRequest) -> Document:
    chosen: int = request.param
    return documents()[chosen]


def pairs(document: Document) -> Iterator[tuple[Cell, Shown]]:
    """Yield each cell of the report beside that of the workbook."""
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(document)))
    for table, sheet in zip(tables_of(document), book.worksheets[1:], strict=True):
        rows = sheet.iter_rows(min_row=2, max_row=1 + len(table.rows))
        for row, shown in zip(table.rows, rows, strict=True):
            yield from zip(row, shown, strict=True)


def as_shown(cell: Shown, typography: Typography) -> str:
    """Do what a spreadsheet does: round the number as its format says, put the words around it."""
    found = FORM.fullmatch(cell.number_format)
    assert found, cell.number_format
    before, places, space, percent, after = (part or "" for part in found.groups())
    value = Decimal(repr(cell.value)) * (100 if percent else 1)
    digits = value.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    number = typography.decimal(Fraction(digits), len(places))
    return f"{before}{number}{space}{percent}{after}"


def test_a_spreadsheet_shows_what_is_printed(document: Document) -> None:
    """To the last digit and word; a day is the same day, and words are words."""
    typography = WORDS[document.language][0].typography
    number_count = 0
    for cell, shown in pairs(document):
        if isinstance(cell.value, date):
            assert isinstance(shown.value, datetime)
            assert shown.value.date() == cell.value
        elif cell.value is None:
            assert (shown.value, shown.data_type) == (cell.text, "s")
        else:
            number_count += 1
            assert as_shown(shown, typography) == cell.text
            step = 10.0 ** -(3 if "%" in cell.text else 0)
            assert float(cell.value) - step <= shown.value <= float(cell.value) * (1 + 1e-14)
    assert number_count > 100


def test_csv_has_the_workbooks_values(document: Document) -> None:
    """Each figure once, the same number, and what was said about it."""
    lines = csv.DictReader(io.StringIO(report_csv(document, PLAIN).decode(), newline=""))
    figures = {(one["table"], int(one["row_number"]), one["column"]): one for one in lines}
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(document)))
    seen = 0
    for table, sheet in zip(tables_of(document), book.worksheets[1:], strict=True):
        for number, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                line = figures.get((table.id, number, table.columns[column].title))
                if line is None:
                    assert column < 2
                    continue
                seen += 1
                shown = sheet.cell(number + 1, column + 1).value
                if cell.value is None:
                    assert (line["value"], line["words"].lstrip("'")) == ("", cell.text.lstrip("'"))
                elif isinstance(cell.value, date):
                    assert line["value"] == cell.value.isoformat()
                else:
                    assert float(line["value"]) == shown
                    assert bool(line["words"]) is (
                        cell.is_lower_bound or not cell.text[0].isdigit()
                    )
    assert seen == len(figures)


def test_the_text_document_prints_every_cell(document: Document) -> None:
    """Word for word."""
    word = docx.Document(io.BytesIO(report_docx(document)))
    for table, made in zip(tables_of(document), word.tables, strict=True):
        rows = [[column.title for column in table.columns]]
        rows += [[cell.text for cell in row] for row in table.rows]
        printed = [
            ["".join(each.text or "" for each in cell.xpath(".//w:t")) for cell in row.tc_lst]
            for row in made._tbl.tr_lst
        ]
        assert printed == rows
