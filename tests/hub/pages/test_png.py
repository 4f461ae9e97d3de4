"""What is drawn is a PNG that any program reads."""

import struct
import zlib

import pytest

from hub.logo import examine
from hub.pages.png import Box, Canvas

RED = (200, 0, 0)
BLUE = (0, 0, 200)


def pixels(png: bytes, width: int) -> list[list[tuple[int, ...]]]:
    """Read the pixels of a PNG of ours: red, green, blue, opacity."""
    at, packed = 8, b""
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += 12 + length
    raw, line = zlib.decompress(packed), 1 + 4 * width
    rows = [raw[n + 1 : n + line] for n in range(0, len(raw), line)]
    return [[tuple(row[n : n + 4]) for n in range(0, len(row), 4)] for row in rows]


def drawn(size: int, *boxes: tuple[Box, tuple[int, int, int]]) -> list[list[tuple[int, ...]]]:
    """Draw boxes on a square, and read it again."""
    canvas = Canvas(size, size)
    for box, colour in boxes:
        canvas.draw(box, colour)
    png = canvas.png()
    assert (examine(png).width, examine(png).height) == (size, size)
    return pixels(png, size)


def test_a_box_on_full_pixels_is_sharp() -> None:
    """Inside all of it, outside nothing."""
    picture = drawn(8, (Box(2, 3, 4, 2), RED))
    filled = {(x, y) for y, row in enumerate(picture) for x, each in enumerate(row) if each[3]}
    assert filled == {(x, y) for x in range(2, 6) for y in range(3, 5)}
    assert picture[3][2] == (*RED, 255)


def test_an_edge_between_pixels_is_soft() -> None:
    """Half a pixel is half opaque."""
    row = drawn(8, (Box(1.5, 0, 5, 8), RED))[4]
    assert [each[3] for each in row] == [0, 128, 255, 255, 255, 255, 128, 0]


def test_corners_are_round_and_alike() -> None:
    """A box as round as can be is a circle, the same from all sides."""
    picture = drawn(32, (Box(0, 0, 32, 32, 16), RED))
    opacity = [[each[3] for each in row] for row in picture]
    assert opacity == opacity[::-1] == [row[::-1] for row in opacity]
    assert opacity == [list(column) for column in zip(*opacity, strict=True)]
    assert opacity[0][0] == 0
    assert opacity[16][16] == 255
    area = sum(map(sum, opacity)) / 255
    assert area == pytest.approx(3.1416 * 16**2, rel=0.01)


def test_the_later_box_covers_the_earlier() -> None:
    """And where it ends softly, both are mixed."""
    row = drawn(8, (Box(0, 0, 8, 8), RED), (Box(2.5, 0, 4, 8), BLUE))[4]
    assert row[0] == (*RED, 255)
    assert row[2] == (100, 0, 100, 255)
    assert row[4] == (*BLUE, 255)
