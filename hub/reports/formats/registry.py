"""The formats of a report: names, media types, and writing it in one of them.

Libraries that write files are imported where they are used: a hub that never makes a PDF needn't
hold what makes one.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from hub.reports.layout.layout import document_of
from hub.reports.model import Report
from hub.reports.payload.payload import report_json
from hub.reports.text.language import Language

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"


class Extension(StrEnum):
    """What the name of a report's file and its address end in, after the dot."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"
    DOCX = "docx"


class Format(StrEnum):
    """A way to write a report, as on the command line."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    """As in RFC 4180."""
    CSV_EXCEL = "csv-excel"
    """As German Excel opens it by a double click."""
    JSON = "json"

    @property
    def extension(self) -> Extension:
        """The end of a file's name, without the dot."""
        match self:
            case Format.PDF:
                return Extension.PDF
            case Format.DOCX:
                return Extension.DOCX
            case Format.XLSX:
                return Extension.XLSX
            case Format.CSV | Format.CSV_EXCEL:
                return Extension.CSV
            case Format.JSON:
                return Extension.JSON
            case _:
                assert_never(self)

    @property
    def media_type(self) -> str:
        """The media type for HTTP."""
        match self:
            case Format.PDF:
                return "application/pdf"
            case Format.DOCX:
                return f"{_OFFICE}.wordprocessingml.document"
            case Format.XLSX:
                return f"{_OFFICE}.spreadsheetml.sheet"
            case Format.CSV | Format.CSV_EXCEL:
                return "text/csv; charset=utf-8; header=present"
            case Format.JSON:
                return "application/json"
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class Rendering:
    """In which format, and in which language; JSON has none."""

    format: Format
    language: Language = Language.GERMAN


def format_of_name(name: str) -> Format | None:
    """Return the format that a file's name ends in; None if it ends in none."""
    ending = name.rpartition(".")[2].lower()
    return next((one for one in Format if one.value == ending), None)


def file_name(report: Report, written_as: Format) -> str:
    """Name the file; the name has nothing but letters, digits, hyphens, underscores and dots."""
    asked = report.request
    about = asked.spaces[0] if len(asked.spaces) == 1 else f"{len(asked.spaces)}-spaces"
    edition = "_public" if asked.is_public else ""
    return f"platzfrei_{about}_{asked.first}_{asked.last}{edition}.{written_as.extension}"


def render(report: Report, rendering: Rendering) -> bytes:
    """Write a report; the same report and rendering give the same bytes."""
    written_as = rendering.format
    if written_as is Format.JSON:
        return report_json(report)
    document = document_of(report, rendering.language)
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
        case _:
            assert_never(written_as)
