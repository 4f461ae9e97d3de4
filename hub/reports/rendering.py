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

from hub.reports.file_names import file_name_words_in
from hub.reports.formats.registry import Format
from hub.reports.layout.document import Document, Records
from hub.reports.layout.layout import document_of
from hub.reports.model import Report
from hub.reports.payload.payload import report_json, shape_of
from hub.reports.payload.schema import ReportShape
from hub.reports.provenance.provenance import origin_of
from hub.reports.records import records_of
from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class Rendering:
    """In which format, and in which language; JSON has none."""

    format: Format
    language: Language = Language.GERMAN


def file_name(report: Report, rendering: Rendering) -> str:
    """Name the file in the language of the report.

    The name has nothing but letters of ASCII, digits, hyphens, underscores and dots.
    """
    words, request = file_name_words_in(rendering.language), report.request
    count = len(request.spaces)
    about = request.spaces[0] if count == 1 else words.spaces.format(n=count)
    span = f"{request.first}_{words.until}_{request.last}"
    edition = f"_{words.public}" if request.is_public else ""
    return f"{words.report}_{about}_{span}{edition}.{rendering.format.extension}"


def render(report: Report, rendering: Rendering, shape: ReportShape | None = None) -> bytes:
    """Write a report; `shape` is its payload, where it is there already.

    The same report and rendering give the same bytes.
    """
    shape = shape or shape_of(report)
    laid = laid_out(report, rendering, shape)
    return report_json(shape) if laid is None else write(laid, rendering.format)


def laid_out(report: Report, rendering: Rendering, shape: ReportShape) -> Document | Records | None:
    """Lay a report out, as rows for a tidy table; None for JSON, which is its payload."""
    if rendering.format is Format.JSON:
        return None
    origin = origin_of(report, shape)
    if rendering.format in (Format.CSV, Format.CSV_EXCEL):
        return records_of(report, rendering.language, origin)
    return document_of(report, rendering.language, origin)


def write(laid: Document | Records, written_as: Format) -> bytes:
    """Write what is laid out for a format; JSON is never."""
    if isinstance(laid, Records):
        from hub.reports.formats.csv_format import tidy_csv  # noqa: PLC0415 - see above
        from hub.reports.formats.csv_text import GERMAN_EXCEL, PLAIN  # noqa: PLC0415 - see above

        return tidy_csv(laid, GERMAN_EXCEL if written_as is Format.CSV_EXCEL else PLAIN)
    match written_as:
        case Format.PDF:
            from hub.reports.formats.pdf.pdf_format import to_pdf  # noqa: PLC0415 - see above

            return to_pdf(laid)
        case Format.DOCX:
            from hub.reports.formats.docx_format import report_docx  # noqa: PLC0415 - see above

            return report_docx(laid)
        case Format.XLSX:
            from hub.reports.formats.xlsx.xlsx_format import report_xlsx  # noqa: PLC0415 - see above

            return report_xlsx(laid)
        case Format.CSV_LONG:
            from hub.reports.formats.csv_long import long_csv  # noqa: PLC0415 - see above
            from hub.reports.formats.csv_text import PLAIN  # noqa: PLC0415 - see above

            return long_csv(laid, PLAIN)
        case Format.CSV | Format.CSV_EXCEL | Format.JSON:
            raise ValueError(f"{written_as} isn't written of a document")
        case _:
            assert_never(written_as)
