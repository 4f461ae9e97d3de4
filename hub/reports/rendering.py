"""Writes a report in one of the formats: lays it out, and hands it to what writes.

    Report ─▶ payload, once ─▶ JSON
       │         ▼
       │      provenance
       └─▶ document_of ─▶ Document ─▶ PDF, XLSX, CSV, DOCX

Libraries that write files are imported where they are used: a hub that never makes a PDF needn't
hold what makes one.
"""

from dataclasses import dataclass
from typing import assert_never

from hub.reports.formats.registry import Format
from hub.reports.layout.document import Document
from hub.reports.layout.layout import document_of
from hub.reports.model import Report
from hub.reports.payload.payload import report_json, shape_of
from hub.reports.payload.schema import ReportShape
from hub.reports.provenance.provenance import origin_of
from hub.reports.text.file_names import file_name_words_in
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
    document = laid_out(report, rendering, shape)
    return report_json(shape) if document is None else write(document, rendering.format)


def laid_out(report: Report, rendering: Rendering, shape: ReportShape) -> Document | None:
    """Lay a report out; None for JSON, which is its payload."""
    if rendering.format is Format.JSON:
        return None
    return document_of(report, rendering.language, origin_of(report, shape))


def write(document: Document, written_as: Format) -> bytes:
    """Write what is laid out; JSON is never."""
    match written_as:
        case Format.PDF:
            from hub.reports.formats.pdf.pdf_format import to_pdf  # noqa: PLC0415 - see above

            return to_pdf(document)
        case Format.DOCX:
            from hub.reports.formats.docx_format import report_docx  # noqa: PLC0415 - see above

            return report_docx(document)
        case Format.XLSX:
            from hub.reports.formats.xlsx_format import report_xlsx  # noqa: PLC0415 - see above

            return report_xlsx(document)
        case Format.CSV | Format.CSV_EXCEL:
            from hub.reports.formats.csv_format import GERMAN_EXCEL, PLAIN, report_csv  # noqa: PLC0415 - see above

            return report_csv(document, PLAIN if written_as is Format.CSV else GERMAN_EXCEL)
        case Format.JSON:
            raise ValueError("JSON is the payload itself")
        case _:
            assert_never(written_as)
