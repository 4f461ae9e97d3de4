"""Reads a file back as what a reader sees, whatever its format.

Readers that need a library are imported where they are used, as writers are.
"""

from hub.reports.formats.registry import Format
from hub.reports.provenance.extract import Carried
from hub.reports.verification.readers.csv_reading import (
    is_for_excel,
    is_long,
    printed_in_csv,
)
from hub.reports.verification.readers.docx_reading import read_docx
from hub.reports.verification.readers.json_reading import printed_in_payload
from hub.reports.verification.readers.printed import Reading, bounded
from hub.reports.verification.readers.xlsx_reading import printed_in_xlsx


def format_of(content: bytes) -> Format:
    """Tell by its content which format a report's file has."""
    if content.startswith(b"%PDF-"):
        return Format.PDF
    if content.startswith(b"PK"):
        return Format.DOCX if b"word/document.xml" in content else Format.XLSX
    if content.lstrip()[:1] == b"{":
        return Format.JSON
    if is_long(content):
        return Format.CSV_LONG
    return Format.CSV_EXCEL if is_for_excel(content) else Format.CSV


def read_back(content: bytes, carried: Carried) -> Reading:
    """Read a file; `carried` is what it says of itself. Raises CannotCompare."""
    if carried.shape is not None:
        return Reading(tuple(printed_in_payload(carried.shape)))
    match format_of(content):
        case Format.PDF:
            from hub.reports.verification.readers.pdf_reading import read_pdf  # noqa: PLC0415 - see above

            return read_pdf(content)
        case Format.DOCX:
            return read_docx(content)
        case Format.XLSX:
            return Reading(tuple(bounded(printed_in_xlsx(content))))
        case _:
            return Reading(tuple(bounded(printed_in_csv(content))))
