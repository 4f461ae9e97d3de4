"""What a report's file says of itself: read out of every format, without any library for them.

JSON carries its figures. Of the others the line of provenance.py is read: out of the text of CSV,
of the parts of a DOCX or XLSX archive, and of a PDF's metadata, which PDF/A leaves uncompressed.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from hub.reports.payload.schema import ReportShape
from hub.reports.provenance.bounded_xml import BadXml, read_xml
from hub.reports.provenance.bounded_zip import BadArchive, BoundedZip
from hub.reports.provenance.provenance import Origin, found_in, origin_of_payload

MAX_FILE_BYTES: Final = 128 * 1024 * 1024
_PARTS: Final = ("word/document.xml", "xl/sharedStrings.xml")
_ENDS: Final = ("p", "si")
"""Of a paragraph, of a cell's text."""
_MAX_TEXT: Final = 2_000_000
"""Characters of one of these."""
_IN_PDF: Final = re.compile(rb"platzfrei-report/1[^<>()]{1,500000}")


class NotOurs(Exception):
    """The file is no report, or doesn't say what it was made of."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a file carries."""

    origin: Origin
    shape: ReportShape | None
    """The figures, where they can be read."""


def carried_by(content: bytes) -> Carried:
    """Read a file of any format. Raises NotOurs."""
    if len(content) > MAX_FILE_BYTES:
        raise NotOurs("it is larger than any report")
    if content.lstrip()[:1] == b"{":
        return _of_json(content)
    origin = found_in(_text(content))
    if origin is None:
        raise NotOurs("it names no report of Platzfrei")
    return Carried(origin, None)


def _of_json(content: bytes) -> Carried:
    try:
        shape = ReportShape.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "file"
        raise NotOurs(f"{where}: {first['msg']}") from None
    return Carried(origin_of_payload(shape), shape)


def _text(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        found = _IN_PDF.search(content)
        return html.unescape(found[0].decode(errors="replace")) if found else ""
    if content.startswith(b"PK"):
        return _text_of_archive(content)
    return content.decode(errors="replace")


def _text_of_archive(content: bytes) -> str:
    listener = _OriginIn()
    try:
        archive = BoundedZip(content)
        for part in _PARTS:
            read_xml(archive.pieces(part), listener)
    except (BadArchive, BadXml) as error:
        raise NotOurs(str(error)) from None
    return listener.found


class _OriginIn:
    """Listens for the text that has the line, whatever it is cut into."""

    def __init__(self) -> None:
        self.found = ""
        self._pieces: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Nothing is told before it ends."""

    def end(self, name: str) -> None:
        if name in _ENDS:
            text = "".join(self._pieces)
            self._pieces, self._length = [], 0
            if not self.found and found_in(text) is not None:
                self.found = text

    def text(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
        if self._length > _MAX_TEXT:
            raise BadXml("a text of it is longer than any of a report")
