"""The mark: four desks, one of them free. As SVG for pages, as PNG and ICO for browsers and shares.

It is drawn here from one description, in the operator's accent if there is one. Nothing on it says
anything of the present, so it may be kept for ever.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from hub.domain.contrast import channels_of, mixed
from hub.pages.png import Box, Canvas

SIDE: Final = 32
"""Of the drawing, in its own units."""
GREEN: Final = "#14503c"
"""The ground, where no accent is configured."""
_YELLOW: Final = "#ffc94d"
_WHITE: Final = "#ffffff"
_BLACK: Final = "#000000"
_TAKEN: Final = "#cfe3d6"
_TAKEN_SHARE: Final = 0.2
_GROUND_SHARE: Final = 0.82
ICON_SIZES: Final = (16, 32, 48)
"""What browsers pick from an ICO, in px."""
SHARED_SIZE: Final = (1200, 630)
"""Of the picture beside a shared link, in px."""
_PAPER: Final = "#f5f3ec"


@dataclass(frozen=True, slots=True)
class _Square:
    """A rounded square; `line` is the width of its outline, or 0.0 where it is filled."""

    left: float
    top: float
    side: float
    radius: float
    colour: str
    line: float = 0.0

    def layers(self, ground: str) -> Iterator[tuple[float, str]]:
        """Yield what is drawn one over the other: how much larger, and in which colour."""
        yield self.line / 2, self.colour
        if self.line:
            yield -self.line / 2, ground

    @property
    def svg(self) -> str:
        """The square as an element."""
        paint = f'fill="{self.colour}"'
        if self.line:
            paint = f'fill="none" stroke="{self.colour}" stroke-width="{self.line:g}"'
        return (
            f'<rect x="{self.left:g}" y="{self.top:g}" width="{self.side:g}"'
            f' height="{self.side:g}" rx="{self.radius:g}" {paint}/>'
        )


def _squares(accent: str | None) -> tuple[_Square, ...]:
    ground = GREEN if accent is None else mixed(accent, _BLACK, _GROUND_SHARE)
    taken = _TAKEN if accent is None else mixed(ground, _WHITE, _TAKEN_SHARE)
    return (
        _Square(0, 0, SIDE, 7, ground),
        _Square(6, 6, 9, 2, taken),
        _Square(6, 17, 9, 2, taken),
        _Square(17, 6, 9, 2, taken),
        _Square(18, 18, 7, 1.5, _YELLOW, 2.5),
    )


def as_svg(accent: str | None = None) -> str:
    """Draw the mark as a file of its own."""
    drawn = "".join(each.svg for each in _squares(accent))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">{drawn}</svg>\n'


@lru_cache(maxsize=16)
def as_png(size: int, accent: str | None = None, *, is_square: bool = False) -> bytes:
    """Draw the mark as a square PNG of `size` px; `is_square` leaves no transparent corner."""
    ground, *desks = _squares(accent)
    if is_square:
        ground = replace(ground, radius=0)
    canvas = Canvas(size, size)
    _draw(canvas, 0, 0, size / SIDE, (ground, *desks))
    return canvas.png()


@lru_cache(maxsize=4)
def as_ico(accent: str | None = None) -> bytes:
    """Draw the mark as an ICO that holds a PNG of each of ICON_SIZES."""
    images = [as_png(size, accent) for size in ICON_SIZES]
    at = 6 + 16 * len(images)
    head = [struct.pack("<HHH", 0, 1, len(images))]
    for size, image in zip(ICON_SIZES, images, strict=True):
        head.append(struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(image), at))
        at += len(image)
    return b"".join((*head, *images))


@lru_cache(maxsize=4)
def as_shared(accent: str | None = None) -> bytes:
    """Draw the picture beside a shared link: the mark on paper."""
    width, height = SHARED_SIZE
    canvas = Canvas(width, height)
    canvas.draw(Box(0, 0, width, height), channels_of(_PAPER))
    side = height // 2
    _draw(canvas, (width - side) / 2, (height - side) / 2, side / SIDE, _squares(accent))
    return canvas.png()


def _draw(
    canvas: Canvas, left: float, top: float, scale: float, squares: Sequence[_Square]
) -> None:
    """Draw squares, the ground first; an outline is a square with the ground inside of it."""
    for each in squares:
        for grown, colour in each.layers(squares[0].colour):
            side = (each.side + 2 * grown) * scale
            box = Box(
                left + (each.left - grown) * scale,
                top + (each.top - grown) * scale,
                side,
                side,
                max(0.0, each.radius + grown) * scale,
            )
            canvas.draw(box, channels_of(colour))
