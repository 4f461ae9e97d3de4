"""Files of reports with one digit changed, wherever a reader sees one."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

import pypdf
from pypdf.generic import ByteStringObject, ContentStream, TextStringObject

from hub.reports.formats.registry import Format

Forge = Callable[[bytes, Random], bytes]
_SEEN: Final = re.compile(r"(?:word/document|xl/sharedStrings|xl/worksheets/sheet\d+)\.xml")
_SHOWN: Final = re.compile(r"(?<=>)[^<>]*\d[^<>]*(?=</(?:w:t|t|v)>)")


def another_digit(text: str, random: Random) -> str:
    """Change one digit of a text."""
    at = random.choice([index for index, each in enumerate(text) if each in "0123456789"])
    digit = random.choice([each for each in "0123456789" if each != text[at]])
    return f"{text[:at]}{digit}{text[at + 1 :]}"


def in_csv(content: bytes, random: Random) -> bytes:
    """Change one in any line after the heads."""
    head, *lines = content.decode().splitlines(keepends=True)
    index = random.choice([at for at, line in enumerate(lines) if re.search(r"\d", line)])
    lines[index] = another_digit(lines[index], random)
    return "".join([head, *lines]).encode()


def in_json(content: bytes, random: Random) -> bytes:
    """Change one in any value, so that the file is still JSON and a report."""
    text = content.decode()
    numbers = list(re.finditer(r"(?<=[:\[,])\d+(?:\.\d+)?(?=[,\]}])", text))
    found = random.choice([each for each in numbers if each[0] != "1" or each.start() > 20])
    number = found[0]
    forged = another_digit(number, random)
    while float(forged) == float(number):  # the last of many digits may say the same
        forged = another_digit(number, random)
    forged = forged if not re.match(r"0\d", forged) else f"9{forged[1:]}"
    return (text[: found.start()] + forged + text[found.end() :]).encode()


def parts_of(content: bytes) -> dict[str, bytes]:
    """Unpack an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """Pack one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def in_archive(content: bytes, random: Random) -> bytes:
    """Change one in any text or number of a DOCX or XLSX."""
    parts = parts_of(content)
    found = [
        (name, match.span())
        for name, part in parts.items()
        if _SEEN.fullmatch(name)
        for match in _SHOWN.finditer(part.decode())
    ]
    name, (start, end) = random.choice(found)
    text = parts[name].decode()
    parts[name] = (text[:start] + another_digit(text[start:end], random) + text[end:]).encode()
    return packed(parts)


def in_pdf(content: bytes, random: Random) -> bytes:
    """Draw another digit in the place of one, on any page."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    drawn = [(page, ContentStream(page["/Contents"], writer)) for page in writer.pages]
    places = [(*each, *place) for each in drawn for place in _digits_in(*each)]
    page, stream, string, at, others = random.choice(places)
    operand, name = string
    bytes_ = bytes_of(operand[name])
    operand[name] = ByteStringObject(bytes_[:at] + random.choice(others) + bytes_[at + 2 :])
    stream._data = b""  # so that it is written anew, of its operations
    page.replace_contents(stream)
    return written(writer)


def written(writer: pypdf.PdfWriter) -> bytes:
    """Return a file."""
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bytes_of(string: object) -> bytes:
    """Return what a string of a content stream holds."""
    if isinstance(string, TextStringObject):
        return string.original_bytes
    assert isinstance(string, ByteStringObject)
    return bytes(string)


def _digits_in(
    page: pypdf.PageObject, stream: ContentStream
) -> Iterator[tuple[tuple[list[Any], int], int, list[bytes]]]:
    """Yield where a page draws a digit, and what would draw another one there."""
    digits: dict[bytes, str] = {}
    for operands, operator in stream.operations:
        if operator == b"Tf":
            digits = digits_of(page["/Resources"]["/Font"][operands[0]])  # type: ignore[index]
        strings = operands if operator == b"Tj" else operands[0] if operator == b"TJ" else []
        for index, string in enumerate(strings):
            if isinstance(string, (TextStringObject, ByteStringObject)):
                codes = bytes_of(string)
                for at in range(0, len(codes), 2):
                    others = [code for code in digits if code != codes[at : at + 2]]
                    if codes[at : at + 2] in digits and others:
                        yield (strings, index), at, others


def digits_of(font: Any) -> dict[bytes, str]:
    """Return the codes of a font that are digits."""
    pairs = re.findall(rb"<([0-9a-fA-F]{4})> <(003[0-9])>", font["/ToUnicode"].get_data())
    return {bytes.fromhex(code.decode()): chr(int(value, 16)) for code, value in pairs}


FORGERS: Final[dict[Format, Forge]] = {
    Format.CSV: in_csv,
    Format.CSV_EXCEL: in_csv,
    Format.CSV_LONG: in_csv,
    Format.JSON: in_json,
    Format.DOCX: in_archive,
    Format.XLSX: in_archive,
    Format.PDF: in_pdf,
}
