"""Rounded boxes with soft edges, written as PNG (ISO/IEC 15948): all that our mark needs.

How much of a pixel a box covers is taken from the distance to its edge. Whole stretches of a row
are filled at once, so that drawing takes milliseconds.
"""

import struct
import zlib
from dataclasses import dataclass
from math import ceil, floor, hypot
from typing import Final

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_BYTES: Final = 4
"""Of a pixel: red, green, blue, opacity."""
_RGBA_8_BIT: Final = (8, 6, 0, 0, 0)
Colour = tuple[int, int, int]


class Canvas:
    """A picture that begins transparent. Lengths are in px, from its left upper corner."""

    def __init__(self, width: int, height: int) -> None:
        self._width = width
        self._rows = [bytearray(width * _BYTES) for _ in range(height)]

    def draw(self, box: "Box", colour: Colour) -> None:
        """Draw a filled box over what is there."""
        first, last = max(0, floor(box.top)), min(len(self._rows), ceil(box.top + box.height))
        for y in range(first, last):
            self._row(y, box, colour)

    def png(self) -> bytes:
        """Write the picture."""
        header = struct.pack(">II5B", self._width, len(self._rows), *_RGBA_8_BIT)
        lines = b"".join(b"\0" + row for row in self._rows)
        return b"".join(
            (
                _SIGNATURE,
                _chunk(b"IHDR", header),
                _chunk(b"IDAT", zlib.compress(lines, 9)),
                _chunk(b"IEND", b""),
            )
        )

    def _row(self, y: int, box: "Box", colour: Colour) -> None:
        first, last = max(0, floor(box.left)), min(self._width, ceil(box.left + box.width))
        inner = ceil(box.left + box.radius + 1), floor(box.left + box.width - box.radius - 1)
        start, end = max(first, inner[0]), min(last, inner[1])
        if start < end and box.covered(start + 0.5, y + 0.5) >= 1.0:
            self._rows[y][start * _BYTES : end * _BYTES] = bytes((*colour, 255)) * (end - start)
        else:
            start = end = first
        for x in (*range(first, start), *range(end, last)):
            self._blend(x, y, colour, box.covered(x + 0.5, y + 0.5))

    def _blend(self, x: int, y: int, colour: Colour, share: float) -> None:
        """Lay a colour over a pixel, by the share of it that is covered."""
        if share <= 0.0:
            return
        row, at = self._rows[y], x * _BYTES
        below = row[at + 3] / 255 * (1 - share)
        opacity = share + below
        for channel, value in enumerate(colour):
            mixed = (value * share + row[at + channel] * below) / opacity
            row[at + channel] = round(mixed)
        row[at + 3] = round(opacity * 255)


@dataclass(frozen=True, slots=True)
class Box:
    """A rounded box. Lengths in px."""

    left: float
    top: float
    width: float
    height: float
    radius: float = 0.0

    def covered(self, x: float, y: float) -> float:
        """Return how much of the pixel around a point is covered, from 0.0 to 1.0."""
        across = abs(x - self.left - self.width / 2) - self.width / 2 + self.radius
        down = abs(y - self.top - self.height / 2) - self.height / 2 + self.radius
        outside = hypot(max(across, 0.0), max(down, 0.0)) + min(max(across, down), 0.0)
        return min(1.0, max(0.0, 0.5 - (outside - self.radius)))


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)
