"""What may be a logo, and what only looks like one."""

import struct
import zlib

import pytest

from hub.logo import MOST_BYTES, Logo, NotAnImage, examine
from hub.pages.mark import as_png, as_svg

PNG = as_png(16)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}">{inside}</svg>'


def a_jpeg(width: int, height: int) -> bytes:
    """Write the segments of a JPEG that tell its size."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"
    comment = b"\xff\xfe" + struct.pack(">H", 2 + 5) + b"hello"
    frame = b"\xff\xc0" + struct.pack(">H", 2 + len(frame)) + frame
    return b"\xff\xd8" + comment + frame + b"\xff\xda\0\2scan\xff\xd9"


def an_svg(inside: str = "", w: str = "10", h: str = "20") -> bytes:
    """Write an SVG."""
    return SVG.format(w=w, h=h, inside=inside).encode()


DRAWN = (
    r'<g xmlns:d="urn:drawing" d:file="C:\Bilder\Wappen.svg"><d:view/>'
    '<set attributeName="opacity" to="1"/><text>Heimat- und Kulturverein</text></g>'
)
"""As a drawing program leaves it."""


@pytest.mark.parametrize(
    ("content", "logo"),
    [
        (PNG, Logo("png", "image/png", 16, 16)),
        (a_jpeg(30, 20), Logo("jpg", "image/jpeg", 30, 20)),
        (an_svg(), Logo("svg", "image/svg+xml", 10, 20)),
        (an_svg(w="10.4px"), Logo("svg", "image/svg+xml", 10, 20)),
        (as_svg().encode(), Logo("svg", "image/svg+xml", 32, 32)),
        (b"\xef\xbb\xbf" + an_svg(), Logo("svg", "image/svg+xml", 10, 20)),
        (an_svg('<a href="#x"><rect fill="url(#x)"/></a>'), Logo("svg", "image/svg+xml", 10, 20)),
        (an_svg(DRAWN), Logo("svg", "image/svg+xml", 10, 20)),
    ],
    ids=["png", "jpeg", "svg", "px", "viewBox", "mark", "within", "drawn"],
)
def test_what_is_a_logo(content: bytes, logo: Logo) -> None:
    """Its kind and its size are read off its bytes, whatever its name says."""
    assert examine(content) == logo


def damaged(at: int) -> bytes:
    """Flip a bit of the PNG."""
    return PNG[:at] + bytes((PNG[at] ^ 1,)) + PNG[at + 1 :]


STYLED = '<?xml-stylesheet href="https://tracker.example/a.css"?>'
BOMB = '<!DOCTYPE svg [<!ENTITY a "aaaa">]>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"GIF89a", "expected an SVG, PNG or JPEG image"),
        (b"Wappen der Gemeinde", "expected an SVG, PNG or JPEG image"),
        (b"<html><body>404</body></html>", "expected an SVG, PNG or JPEG image"),
        (b"%PDF-1.7 \xe2\xe3", "expected an SVG, PNG or JPEG image"),
        (PNG[:-1], "expected a whole PNG file, this one is cut off or damaged"),
        (PNG[: len(PNG) // 2], "expected a whole PNG file"),
        (PNG[:8], "expected a whole PNG file"),
        (damaged(20), "expected a whole PNG file"),
        (damaged(len(PNG) - 20), "expected a whole PNG file"),
        (a_jpeg(30, 20)[:-2], "expected a whole JPEG file, this one is cut off or damaged"),
        (a_jpeg(30, 20)[:8], "expected a whole JPEG file"),
        (b"\xff\xd8\xff", "expected a whole JPEG file"),
        (a_jpeg(0, 20), "expected an image of at most 4096 px a side"),
        (a_jpeg(30, 5000), "expected an image of at most 4096 px a side"),
        (b"a" * (MOST_BYTES + 1), "expected an image of at most 100 kB"),
        (an_svg(w="50%"), "expected an SVG with width and height, or with a viewBox"),
        (an_svg(w="0"), "expected an SVG with width and height, or with a viewBox"),
        (an_svg("<script>alert(1)</script>"), "expected an SVG without scripts"),
        (an_svg('<rect onclick="alert(1)"/>'), "expected an SVG without scripts"),
        (an_svg("<foreignObject/>"), "expected an SVG without scripts and foreign content"),
        (an_svg('<image href="https://tracker.example/a.png"/>'), "that names nothing elsewhere"),
        (an_svg('<rect fill="url(https://tracker.example/)"/>'), "that names nothing elsewhere"),
        (an_svg("<style>@import 'https://tracker.example'</style>"), "names nothing elsewhere"),
        (an_svg('<style><g/>@import "https://tracker.example"</style>'), "names nothing elsewhere"),
        (an_svg(r"<style>@\69mport 'https://t.example'</style>"), "names nothing elsewhere"),
        (an_svg(r'<g style="fill:u\72l(https://t.example)"/>'), "names nothing elsewhere"),
        (an_svg("<style>g{fill:image-set('https://t.example' 1x)}</style>"), "nothing elsewhere"),
        (STYLED.encode() + an_svg(), "expected an SVG that names nothing elsewhere"),
        (an_svg('<a><set attributeName="xlink:href" to="javascript:a"/></a>'), "without scripts"),
        (an_svg('<set attributeName="onclick" to="alert(1)"/>'), "expected an SVG without scripts"),
        (an_svg('<meta xmlns="http://www.w3.org/1999/xhtml"/>'), "scripts and foreign content"),
        (BOMB.encode() + an_svg("&a;"), "expected an SVG without a document type declaration"),
        ((BOMB + "<svg/>").encode("utf-16"), "expected an SVG, PNG or JPEG image"),
    ],
)
def test_what_is_none(content: bytes, why: str) -> None:
    """It is refused with what was expected."""
    with pytest.raises(NotAnImage, match=why.replace("(", r"\(")):
        examine(content)


def test_a_png_without_its_pixels_is_none() -> None:
    """Every chunk is whole, but they don't fill the picture."""
    header = struct.pack(">II5B", 16, 16, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    content = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    with pytest.raises(NotAnImage, match="expected a whole PNG file"):
        examine(content)
