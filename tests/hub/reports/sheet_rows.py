"""The rows of a workbook's tables, found below their heads by a second reader."""

import io
from collections.abc import Iterator

import openpyxl
from openpyxl.cell import Cell as Shown
from openpyxl.workbook import Workbook

from hub.reports.formats.xlsx.contents import sheets_of
from hub.reports.formats.xlsx.xlsx_format import report_xlsx
from hub.reports.layout.document import Document, Table


def opened(document: Document) -> Workbook:
    """Open a document's workbook."""
    return openpyxl.load_workbook(io.BytesIO(report_xlsx(document)))


def rows_of_tables(document: Document) -> Iterator[tuple[Table, list[tuple[Shown, ...]]]]:
    """Yield each table of the sheets with the rows below its heads."""
    for sheet, page in zip(sheets_of(document), opened(document).worksheets[1:], strict=True):
        lines = list(page.iter_rows())
        at = 0
        for table in sheet.tables:
            titles = [column.title for column in table.columns]
            while [cell.value for cell in lines[at][: len(titles)]] != titles:
                at += 1
            first = at + 1
            at = first + len(table.rows)
            yield table, [line[: len(titles)] for line in lines[first:at]]
