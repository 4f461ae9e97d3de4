"""Writes a report in one of the formats: lays it out, and hands it to what writes.

    Report ─▶ payload, once ─▶ JSON
       │         ▼
       │      provenance
       ├─▶ document_of ─▶ Document ─▶ PDF, XLSX, DOCX, long CSV
       └─▶ records_of ──▶ Records ──▶ CSV

Libraries that write files are imported where they are used: a hub that never makes a PDF needn't
hold what makes one.
"""

from dataclasses import dataclass
from typing import assert_never

from hub.reports.formats.csv_format import tidy_csv
from hub.reports.formats.csv_long import long_csv
from hub.reports.formats.csv_text import GERMAN_EXCEL, PLAIN
from hub.reports.formats.registry import Format
from hub.reports.layout.layout import document_of
from hub.reports.layout.records import records_of
from hub.reports.model import Report
from hub.reports.payload.payload import report_json, shape_of
from hub.reports.payload.schema import ReportShape
from hub.reports.provenance.provenance import origin_of
from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class Rendering:
    """In which format, and in which language; JSON has none."""

    format: Format
    language: Language = Language.GERMAN


def file_name(report: Report, written_as: Format) -> str:
    """Name the file; the name has nothing but letters, digits, hyphens, underscores and dots."""
    request = report.request
    about = request.spaces[0] if len(request.spaces) == 1 else f"{len(request.spaces)}-spaces"
    edition = "_public" if request.is_public else ""
    return f"platzfrei_{about}_{request.first}_{request.last}{edition}.{written_as.extension}"


def render(report: Report, rendering: Rendering, shape: ReportShape | None = None) -> bytes:
    """Write a report; `shape` is its payload, where it is there already.

    The same report and rendering give the same bytes.
    """
    written_as = rendering.format
    shape = shape or shape_of(report)
    if written_as is Format.JSON:
        return report_json(shape)
    origin = origin_of(report, shape)
    if written_as in (Format.CSV, Format.CSV_EXCEL):
        records = records_of(report, rendering.language, origin)
        return tidy_csv(records, PLAIN if written_as is Format.CSV else GERMAN_EXCEL)
    document = document_of(report, rendering.language, origin)
    match written_as:
        case Format.PDF:
            from hub.reports.formats.pdf.pdf_format import to_pdf  # noqa: PLC0415 - see above

            return to_pdf(document)
        case Format.DOCX:
            from hub.reports.formats.docx_format import report_docx  # noqa: PLC0415 - see above

            return report_docx(document)
        case Format.XLSX:
            from hub.reports.formats.xlsx.xlsx_format import report_xlsx  # noqa: PLC0415 - see above

            return report_xlsx(document)
        case Format.CSV_LONG:
            return long_csv(document, PLAIN)
        case _:
            assert_never(written_as)
