"""How each style of a workbook's cells shows a number, and whether it can be seen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hub.reports.verification.readers.visibility import (
    BLACK,
    WHITE,
    can_be_read,
    is_large_enough,
    lightness,
)

_LITERAL: Final = re.compile(r'(?:\\.|"[^"]*")+', re.DOTALL)
_PIECE: Final = re.compile(r'\\(.)|"([^"]*)"', re.DOTALL)
_NO_FORM: Final = "0"
"""The built-in form General, which some programs spell out."""
_LISTS: Final = ("fonts", "fills", "cellXfs")
_THEME: Final = {"0": WHITE}
"""The first colour of a theme is that of paper."""


def plain_form(code: str) -> str:
    """Write a form with all its words in quotes: a program may set a backslash before each sign."""
    return _LITERAL.sub(lambda words: f'"{_words(words[0])}"', code)


def _words(quoted: str) -> str:
    return "".join(sign or words for sign, words in _PIECE.findall(quoted))


@dataclass
class Looks:
    """Listens to the styles."""

    _forms: list[str] = field(default_factory=list)
    _seen: list[bool] = field(default_factory=list)
    _codes: dict[str, str] = field(default_factory=dict)
    _letters: list[float] = field(default_factory=list)
    """How light the letters of each font are; those that can't be read are as light as WHITE."""
    _grounds: list[float] = field(default_factory=list)
    _list: str = ""

    def form(self, style: str) -> str:
        """Return the form of a style. Raises ValueError and IndexError if there is no such one."""
        return self._forms[int(style)]

    def is_seen(self, style: str) -> bool:
        """Tell whether a reader sees what has a style. Raises ValueError and IndexError."""
        return self._seen[int(style)]

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        if name in _LISTS:
            self._list = name
        match self._list, name:
            case _, "numFmt":
                code = attributes.get("formatCode", "")
                self._codes[attributes.get("numFmtId", "")] = plain_form(code)
            case "fonts", "font":
                self._letters.append(BLACK)
            case "fonts", _:
                self._set_letters(name, attributes)
            case "fills", "fill":
                self._grounds.append(WHITE)
            case "fills", "fgColor":
                self._grounds[-1] = _lightness(attributes, WHITE)
            case "cellXfs", "xf":
                self._end_style(attributes)

    def end(self, name: str) -> None:
        """Take its end."""
        if name == self._list:
            self._list = ""

    def text(self, text: str) -> None:
        """There is none."""

    def _set_letters(self, name: str, attributes: Mapping[str, str]) -> None:
        said = attributes.get("val", "")
        is_struck = name == "strike" and said not in {"0", "false"}
        if is_struck or (name == "sz" and not is_large_enough(said)):
            self._letters[-1] = WHITE
        elif name == "color" and self._letters[-1] != WHITE:
            self._letters[-1] = _lightness(attributes, BLACK)

    def _end_style(self, attributes: Mapping[str, str]) -> None:
        code = attributes.get("numFmtId", "0")
        form = self._codes.get(code, code)
        self._forms.append(_NO_FORM if form == "General" else form)
        letters = _of(self._letters, attributes.get("fontId", "0"), BLACK)
        ground = _of(self._grounds, attributes.get("fillId", "0"), WHITE)
        self._seen.append(can_be_read(letters, ground))


def _lightness(attributes: Mapping[str, str], otherwise: float) -> float:
    if attributes.get("theme") in _THEME:
        return _THEME[attributes["theme"]]
    return lightness(attributes.get("rgb", ""), otherwise)


def _of(known: list[float], index: str, otherwise: float) -> float:
    try:
        return known[int(index)]
    except (ValueError, IndexError):
        return otherwise
