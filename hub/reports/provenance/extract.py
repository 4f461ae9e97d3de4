"""What a report's file says of itself: read out of every format, without any library for them.

JSON carries its figures. Of the others the line of provenance.py is read: out of the text of CSV,
of the parts of a DOCX or XLSX archive, and of a PDF's metadata, which PDF/A leaves uncompressed.
"""

import html
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from hub.reports.payload.schema import ReportShape
from hub.reports.provenance.provenance import Origin, digest_of, found_in
from hub.reports.request import ReportRequest

MAX_PART_BYTES: Final = 256 * 1024 * 1024
_PARTS: Final = ("word/document.xml", "xl/sharedStrings.xml")
_END: Final = re.compile(r"</(?:w:p|si)>")
"""Of a paragraph, of a cell's text."""
_TAG: Final = re.compile(r"<[^>]*>")
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
    request = ReportRequest(
        spaces=tuple(place.id for place in shape.spaces),
        first=shape.period.from_,
        last=shape.period.to,
        is_public=shape.public,
    )
    method = shape.method
    origin = Origin(request, method.software_version, method.fingerprint, digest_of(shape))
    return Carried(origin, shape)


def _text(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        found = _IN_PDF.search(content)
        return html.unescape(found[0].decode(errors="replace")) if found else ""
    if content.startswith(b"PK"):
        return _text_of_archive(content)
    return content.decode(errors="replace")


def _text_of_archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.getinfo(name) for name in archive.namelist() if name in _PARTS]
            if any(part.file_size > MAX_PART_BYTES for part in parts):
                raise NotOurs("a part of it is larger than that of any report")
            return "\n".join(_bare(archive.read(part).decode()) for part in parts)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError):
        raise NotOurs("the archive is damaged") from None


def _bare(xml: str) -> str:
    return _TAG.sub("", _END.sub("\n", xml))
