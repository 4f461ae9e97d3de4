"""The formats of a report: their names, endings and media types. Pure."""

from enum import StrEnum
from typing import Final, assert_never

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
    CSV_LONG = "csv-long"
    """A line per figure, of every table."""
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
            case Format.CSV | Format.CSV_EXCEL | Format.CSV_LONG:
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
            case Format.CSV | Format.CSV_EXCEL | Format.CSV_LONG:
                return "text/csv; charset=utf-8; header=present"
            case Format.JSON:
                return "application/json"
            case _:
                assert_never(self)


def format_of_name(name: str) -> Format | None:
    """Return the format that a file's name ends in; None if it ends in none."""
    ending = name.rpartition(".")[2].lower()
    return next((written_as for written_as in Format if written_as.value == ending), None)
