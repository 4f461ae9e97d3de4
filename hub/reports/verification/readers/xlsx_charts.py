"""The charts of a sheet, read back: what each is drawn of, and what it says.

Compared are its kind, its cells, the numbers and names that it keeps of them, its title, labels,
alternative text and axes: a chart whose numbers were changed is found, though its cells say others.
Colours and sizes are not, nor days that another program keeps in a form of its own. A chart that
lies over cells hides them; a picture, a trend line and a shape are named as such, since no report
has any.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from hub.reports.verification.readers.package import Package
from hub.reports.verification.readers.printed import Printed
from hub.reports.verification.readers.xlsx_styles import plain_form

_FOREIGN: Final = (
    *("sp", "pic", "cxnSp", "grpSp", "contentPart"),
    *("trendline", "errBars", "userShapes", "externalData", "hiLowLines", "dropLines", "dTable"),
)
_SAID: Final = ("barDir", "grouping", "orientation", "min", "max", "logBase", "dispUnits")
_UNSAID: Final = {"delete": ("0", "false"), "dispBlanksAs": ("gap",)}
"""What is as good as left out."""
_KEPT: Final = ("f", "v", "t")
_DIGITS: Final = 14
"""That every program keeps of a number."""
_DAY: Final = re.compile(r"[\d./-]{6,10}")
"""As other programs write it in a chart, each in its own way."""
_MOST_CELLS: Final = 100_000
"""That a chart may lie over."""
Place = tuple[int, int]
"""Row and column, from 0."""


@dataclass
class _Frame:
    """A chart as it lies on its sheet."""

    corners: list[dict[str, int]] = field(default_factory=list)
    reference: str = ""
    alt: str = ""
    is_hidden: bool = False


@dataclass
class _Frames:
    """Listens to a drawing."""

    frames: list[_Frame] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    _open: str = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._open = name
        match name:
            case "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor":
                self.frames.append(_Frame())
            case "from" | "to" if self.frames:
                self.frames[-1].corners.append({})
            case "cNvPr" if self.frames:
                self.frames[-1].alt = attributes.get("descr", "")
                self.frames[-1].is_hidden |= attributes.get("hidden") in {"1", "true"}
            case "chart" if self.frames:
                ids = (text for key, text in attributes.items() if key.endswith(":id"))
                self.frames[-1].reference = next(ids, "")
            case _ if name in _FOREIGN:
                self.foreign.append(name)

    def end(self, name: str) -> None:  # noqa: ARG002 - a Listener
        self._open = ""

    def text(self, text: str) -> None:
        is_corner = self._open in {"row", "col"} and self.frames and self.frames[-1].corners
        if is_corner and text.isascii() and text.isdecimal():
            self.frames[-1].corners[-1][self._open] = int(text)


@dataclass
class _Said:
    """Listens to a chart."""

    said: list[str] = field(default_factory=list)
    forms: set[str] = field(default_factory=set)
    """In which numbers are shown, wherever: programs write them down in another order."""
    days: list[tuple[str, str]] = field(default_factory=list)
    """Each bar and its day, as the number that it is; others write it as a text of their own."""
    _open: str = ""
    _pieces: list[str] = field(default_factory=list)
    _is_number: bool = False
    _is_name: bool = False
    _point: str = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._open, self._pieces = name, []
        value = attributes.get("val", "")
        match name:
            case "cat" | "val" | "tx":
                self._is_name = name == "cat"
            case "numCache" | "strCache":
                self._is_number = name == "numCache"
            case "pt":
                self._point = attributes.get("idx", "")
            case "numFmt" if attributes.get("sourceLinked") == "0":
                self.forms.add(plain_form(attributes.get("formatCode", "")))
            case _ if name in _SAID:
                self.said.append(f"{name} {value}")
            case _ if name in _UNSAID and value not in _UNSAID[name]:
                self.said.append(f"{name} {value}")
            case _ if name.endswith("Chart"):
                self.said.append(name)
            case _ if name in _FOREIGN:
                self.said.append(f"{name}, which no report has")

    def end(self, name: str) -> None:
        if name == self._open and name in _KEPT:
            text = "".join(self._pieces)
            if name == "v":
                self._end_point(text)
            else:
                self.said.append(text)
        self._open = ""

    def text(self, text: str) -> None:
        self._pieces.append(text)

    def _end_point(self, text: str) -> None:
        if self._is_name and self._is_number and text.isdecimal():
            self.days.append((self._point, text))
        elif not (self._is_name and _DAY.fullmatch(text)):
            shown = _number(text) if self._is_number else text
            self.said.append(f"{self._point}: {shown}")


def _number(text: str) -> str:
    """Write a number with as many digits as every program keeps."""
    try:
        return f"{float(text):.{_DIGITS}g}"
    except ValueError:
        return text


def printed_in_drawing(
    package: Package, part: str, place: str, filled: frozenset[Place]
) -> Iterator[Printed]:
    """Yield what is drawn on a sheet; `filled` are its cells that show something."""
    frames = _Frames()
    package.read(part, frames)
    related = package.related(part)
    for name in frames.foreign:
        yield Printed(place, f"{name}, which no report has")
    for number, frame in enumerate(frames.frames, 1):
        at = f"{place}, chart {number}"
        if frame.is_hidden or not _covered(frame):
            yield Printed(at, "hidden")
        if any(each in filled for each in _covered(frame)):
            yield Printed(at, "lies over cells")
        if frame.alt:
            yield Printed(f"{at}, alternative text", frame.alt, may_be_lost=True)
        said = _Said()
        package.read(related.get(frame.reference, ("", ""))[1], said)
        yield Printed(at, f"begins at row {_top(frame)}, forms {' '.join(sorted(said.forms))}")
        for index, text in enumerate(said.said, 1):
            yield Printed(f"{at}, part {index}", text)
        for index, (point, text) in enumerate(said.days, 1):
            yield Printed(f"{at}, day {index} (of bar {point})", text, may_be_lost=True)


def drawn_parts(package: Package, part: str) -> Iterator[str]:
    """Yield the parts that a drawing is made of, its own included."""
    yield part
    yield from (each for _, each in package.related(part).values())


def _top(frame: _Frame) -> int:
    return frame.corners[0].get("row", 0) + 1 if frame.corners else 0


def _covered(frame: _Frame) -> list[Place]:
    """Return the cells that a chart lies over; none if it is too small, or larger than any."""
    if len(frame.corners) != 2 or any(each.keys() != {"row", "col"} for each in frame.corners):
        return []
    start, end = frame.corners
    rows = range(start["row"], end["row"] + 1)
    columns = range(start["col"], end["col"] + 1)
    if min(len(rows), len(columns)) < 2 or len(rows) * len(columns) > _MOST_CELLS:
        return []
    return list(product(rows, columns))
