"""Two fonts for tests of layout, drawn as boxes: one as wide as any that a visitor has, one narrow.

Owns their advance widths, and the configuration of fontconfig by which a program finds one of them
and no font of this machine. A page that holds with both holds with whatever lies between. Knows no
browser.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]

UNITS_PER_EM: Final = 1000
_ASCENT, _DESCENT = 940, 250
_DRAWN: Final = range(0x20, 0x3000)
"""Latin with all its accents, punctuation, arrows, signs."""

_WIDE: Final = {
    " \u00a0": 360,
    "ijlíìîïI.,:;!'|·‘’": 480,
    'ftrsJ()[]{}/\\-–"“”„': 640,
    "wÄABCDEFGHKLNOQRUVXÖÜÉ&+=<>~≥©½#": 1040,
    "mMWÆŒæœ@%—…←→": 1240,
}
_WIDE_REST: Final = 760
_NARROW: Final = 0.4
"""The share of the wide font's widths that the narrow one has."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font, by the name of its family."""

    family: str
    scale: float

    def advance(self, character: str) -> int:
        """Return the width of a character in thousandths of an em."""
        found = (width for group, width in _WIDE.items() if character in group)
        return round(next(found, _WIDE_REST) * self.scale)

    def width_em(self, text: str) -> float:
        """Return the width of a text in em."""
        return sum(map(self.advance, text)) / UNITS_PER_EM

    def install(self, folder: Path) -> Path:
        """Write the font below an empty folder; return a fontconfig file that knows no other."""
        self.write(folder / "boxes.ttf")
        config = folder / "fonts.conf"
        config.write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
            f"<dir>{folder}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>",
            encoding="utf-8",
        )
        return config

    def write(self, path: Path) -> None:
        """Write it as a TrueType file."""
        characters = {code: chr(code) for code in _DRAWN}
        widths = {_glyph(self.advance(each)): self.advance(each) for each in characters.values()}
        widths |= {".notdef": self.advance("m")}
        builder = FontBuilder(UNITS_PER_EM, isTTF=True)
        builder.setupGlyphOrder(list(widths))
        builder.setupCharacterMap(
            {code: _glyph(self.advance(each)) for code, each in characters.items()}
        )
        glyphs = {name: _box(width) for name, width in widths.items()}
        glyphs[_glyph(self.advance(" "))] = TTGlyphPen(None).glyph()
        builder.setupGlyf(glyphs)
        builder.setupHorizontalMetrics({name: (width, 0) for name, width in widths.items()})
        builder.setupHorizontalHeader(ascent=_ASCENT, descent=-_DESCENT)
        builder.setupNameTable({"familyName": self.family, "styleName": "Regular"})
        builder.setupOS2(
            sTypoAscender=_ASCENT,
            sTypoDescender=-_DESCENT,
            usWinAscent=_ASCENT,
            usWinDescent=_DESCENT,
        )
        builder.setupPost()
        builder.save(path)


WIDE: Final = Font("Wide Boxes", 1.0)
NARROW: Final = Font("Narrow Boxes", _NARROW)


def _glyph(width: int) -> str:
    return f"box{width}"


def _box(width: int) -> object:
    """Draw a box as high as a small letter, with a little room on both sides."""
    left, right = width // 10, width - width // 10
    pen = TTGlyphPen(None)
    pen.moveTo((left, 0))
    for corner in ((left, 520), (right, 520), (right, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()
