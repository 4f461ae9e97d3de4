"""What a logo may be: an SVG, PNG or JPEG file, whole, harmless and not too large.

It judges bytes. A browser shows an image as such without running anything in it; that an SVG holds
no script and names nothing elsewhere is asked all the same, since it has an address of its own.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xml.etree import ElementTree

MOST_BYTES: Final = 100_000
"""A page is to be light."""
MOST_PIXELS: Final = 4096
"""Of one side."""
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_SVG: Final = "{http://www.w3.org/2000/svg}"
_LENGTH: Final = re.compile(r"(\d{1,5}(?:\.\d{1,6})?)(?:px)?", re.ASCII)
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Of each colour type of PNG (ISO 15948, section 11.2.2)."""
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG's markers that name the size (ISO 10918-1, table B.1)."""
_XHTML: Final = "{http://www.w3.org/1999/xhtml}"
_ELSEWHERE: Final = re.compile(
    r"url\(\s*['\"]?(?!#|\s)|image-set\(|@import|expression\(", re.IGNORECASE
)
_FORBIDDEN: Final = frozenset(("script", "foreignObject", "iframe", "audio", "video", "handler"))
_STYLES: Final = frozenset((f"{_SVG}style", "style"))
"""An element and an attribute in CSS, where `\\` may hide any word."""


class NotAnImage(ValueError):
    """The bytes are no logo; the text says what was expected."""


@dataclass(frozen=True, slots=True)
class Logo:
    """What is known of a logo; sizes in px."""

    suffix: str
    media_type: str
    width: int
    height: int


def examine(content: bytes) -> Logo:
    """Tell what a file's content is. Raises NotAnImage."""
    if len(content) > MOST_BYTES:
        raise NotAnImage(f"expected an image of at most {MOST_BYTES // 1000} kB")
    if content.startswith(_PNG):
        logo = Logo("png", "image/png", *_png_size(content))
    elif content.startswith(_JPEG):
        logo = Logo("jpg", "image/jpeg", *_jpeg_size(content))
    else:
        logo = Logo("svg", "image/svg+xml", *_svg_size(content))
    if not (0 < logo.width <= MOST_PIXELS and 0 < logo.height <= MOST_PIXELS):
        raise NotAnImage(f"expected an image of at most {MOST_PIXELS} px a side")
    return logo


def _png_size(content: bytes) -> tuple[int, int]:
    chunks = list(_chunks(content))
    kinds = [kind for kind, _ in chunks]
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or len(chunks[0][1]) != 13:
        raise NotAnImage("expected a whole PNG file, this one is cut off or damaged")
    header = chunks[0][1]
    width, height = (int.from_bytes(header[at : at + 4], "big") for at in (0, 4))
    depth, colour, interlaced = header[8], header[9], header[12]
    if max(width, height) > MOST_PIXELS or colour not in _CHANNELS:
        return width, height
    line = 1 + (width * depth * _CHANNELS[colour] + 7) // 8
    packed = b"".join(body for kind, body in chunks if kind == b"IDAT")
    if not interlaced and len(_unpacked(packed, line * height)) < line * height:
        raise NotAnImage("expected a whole PNG file, this one is cut off or damaged")
    return width, height


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        body, end = content[at + 4 : at + 8 + length], at + 12 + length
        if end > len(content) or zlib.crc32(body).to_bytes(4, "big") != content[end - 4 : end]:
            raise NotAnImage("expected a whole PNG file, this one is cut off or damaged")
        yield body[:4], body[4:]
        at = end


def _unpacked(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        raise NotAnImage("expected a whole PNG file, this one is cut off or damaged") from None


def _jpeg_size(content: bytes) -> tuple[int, int]:
    broken = NotAnImage("expected a whole JPEG file, this one is cut off or damaged")
    at = 2
    while content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in _FRAMES:
            if at + 9 > len(content) or not content.rstrip(b"\0").endswith(b"\xff\xd9"):
                raise broken
            height, width = (
                int.from_bytes(content[each : each + 2], "big") for each in (at + 5, at + 7)
            )
            return width, height
        at += 2 + max(2, length)
    raise broken


def _svg_size(content: bytes) -> tuple[int, int]:
    root = _svg(content)
    for element in root.iter():
        _require_harmless(element)
    sides = [_LENGTH.fullmatch(root.get(side, "")) for side in ("width", "height")]
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    try:
        width, height = (
            float(side[1]) if side else float(box[at])
            for side, at in zip(sides, (2, 3), strict=True)
        )
    except (IndexError, ValueError):
        raise NotAnImage("expected an SVG with width and height, or with a viewBox") from None
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise NotAnImage("expected an SVG with width and height, or with a viewBox")
    return max(1, round(width)), max(1, round(height))


def _svg(content: bytes) -> ElementTree.Element:
    from xml.etree import ElementTree  # noqa: PLC0415 - 1 MB, for whoever has a logo as SVG

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotAnImage("expected an SVG, PNG or JPEG image") from None
    if re.search("<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise NotAnImage("expected an SVG without a document type declaration")
    if "<?xml-stylesheet" in text:
        raise NotAnImage("expected an SVG that names nothing elsewhere")
    try:
        root = ElementTree.fromstring(text.encode())  # noqa: S314  it declares no entity, see above
    except (ElementTree.ParseError, ValueError, LookupError):
        raise NotAnImage("expected an SVG, PNG or JPEG image") from None
    if root.tag != f"{_SVG}svg":
        raise NotAnImage("expected an SVG, PNG or JPEG image")
    return root


def _require_harmless(element: ElementTree.Element) -> None:
    tag = str(element.tag)
    if tag.startswith(_XHTML) or tag.rpartition("}")[2] in _FORBIDDEN:
        raise NotAnImage("expected an SVG without scripts and foreign content")
    texts = (element.text, *(child.tail for child in element))
    if _names_elsewhere(tag, "".join(text or "" for text in texts)):
        raise NotAnImage("expected an SVG that names nothing elsewhere")
    for name, value in element.attrib.items():
        key = name.rpartition("}")[2].lower()
        changed = value.rpartition(":")[2].lower() if key == "attributename" else ""
        if key.startswith("on") or changed.startswith("on") or changed == "href":
            raise NotAnImage("expected an SVG without scripts and foreign content")
        is_link = key in ("href", "src")
        is_elsewhere = is_link and not value.startswith(("#", "data:image/"))
        if is_elsewhere or _names_elsewhere(name, value):
            raise NotAnImage("expected an SVG that names nothing elsewhere")


def _names_elsewhere(name: str, text: str) -> bool:
    return bool(_ELSEWHERE.search(text)) or (name in _STYLES and "\\" in text)
