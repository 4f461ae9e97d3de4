"""A report as workbook, read back: every cell as it is shown, by sheet and address.

A number is its value and the form that shows it, words included. Charts are read by xlsx_charts.py,
and shades by value with what they shade. A formula, what is hidden by row, column, sheet or colour,
a picture, and any other form that depends on a condition are read as such: no report has any. What
is only written in another way by another program is read the same.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from hub.reports.verification.readers.package import Package
from hub.reports.verification.readers.printed import CannotCompare, Printed
from hub.reports.verification.readers.xlsx_charts import (
    Place,
    drawn_parts,
    printed_in_drawing,
)
from hub.reports.verification.readers.xlsx_styles import Looks

_DAYS: Final = re.compile(r"14|(?:\[\$-\w+\])?(?:m/d/yyyy|dd?[./]mm?[./]yyyy|yyyy-mm-dd)(?:;@)?")
"""The built-in form of a day, and what programs write in its place."""
_FONT: Final = re.compile(r'&"[^"]*"')
_DAY_ZERO: Final = date(1899, 12, 30)
_LEAST_SIZE: Final = 2.0
"""Of a row in points, of a column in letters."""
_LAST_DAY: Final = 2_958_465
_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
_FOREIGN: Final = (
    "legacyDrawing",
    "picture",
    "oleObjects",
    "controls",
    "dataValidations",
    "rPr",
)
_FURNITURE: Final = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader")


@dataclass
class _Texts:
    """Listens to the table of texts that cells share."""

    texts: list[str] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002 - a Listener
        self._open.append(name)
        if name == "rPr":
            self._pieces.append(" (letters of several kinds) ")

    def end(self, name: str) -> None:
        self._open.pop()
        if name == "si":
            self.texts.append("".join(self._pieces))
            self._pieces = []

    def text(self, text: str) -> None:
        if self._open and self._open[-1] == "t" and "rPh" not in self._open:
            self._pieces.append(text)


@dataclass
class _Sheets:
    """Listens to the workbook: its sheets in their order."""

    found: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, id of the reference, and whether it is hidden."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            reference = _reference(attributes)
            state = attributes.get("state", "visible")
            self.found.append((attributes.get("name", ""), reference, state))

    def end(self, name: str) -> None:
        """Nothing is told after it."""

    def text(self, text: str) -> None:
        """There is none."""


def _reference(attributes: Mapping[str, str]) -> str:
    return next((attributes[key] for key in attributes if key.endswith(":id")), "")


def _is_narrow(attributes: Mapping[str, str], size: str) -> bool:
    """Tell whether a row or column is hidden, or too narrow to show anything."""
    try:
        is_narrow = float(attributes.get(size, "9")) < _LEAST_SIZE
    except ValueError:
        is_narrow = True
    return is_narrow or attributes.get("hidden") in {"1", "true"}


class _Cells:
    """Listens to a sheet."""

    def __init__(self, sheet: str, texts: _Texts, looks: Looks) -> None:
        self.printed: list[Printed] = []
        self.drawings: list[str] = []
        """References to what is drawn on it."""
        self.filled: set[Place] = set()
        self.place = f'sheet "{sheet}"'
        self._texts = texts
        self._looks = looks
        self._open = ""
        self._cell: Mapping[str, str] = {}
        self._row: Mapping[str, str] = {}
        self._said: dict[str, str] = {}
        self._line: list[tuple[str, str]] = []
        self._heads: dict[str, str] = {}
        self._shades: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._open = name
        match name:
            case "row":
                self._row = attributes
            case "c":
                self._cell, self._said = attributes, {}
            case "f":
                self._said["f"] = "="
            case "col" if _is_narrow(attributes, "width"):
                self._tell("columns", "hidden")
            case "drawing":
                self.drawings.append(_reference(attributes))
            case "conditionalFormatting":
                self._shades = [attributes.get("sqref", "")]
            case "cfRule" | "cfvo" | "color":
                self._shades.append(_told_of_shade(name, attributes))
            case _ if name in _FOREIGN:
                self._tell(name, "what no report has")

    def end(self, name: str) -> None:
        self._open = ""
        match name:
            case "c":
                self._end_cell()
            case "row":
                self.end_line()
            case "conditionalFormatting":
                self._tell("shades", " ".join(self._shades))
            case _ if name in _FURNITURE:
                self._tell(name, _FONT.sub("", self._said.pop(name, "")))

    def text(self, text: str) -> None:
        if self._open in {"v", "t", "f", *_FURNITURE}:
            self._said[self._open] = self._said.get(self._open, "") + text

    def _tell(self, where: str, text: str, about: str = "") -> None:
        self.printed.append(Printed(f"{self.place}, {where}", text, about))

    def _end_cell(self) -> None:
        if not self._said.keys() & {"v", "t", "f"}:
            return
        if text := self._shown():
            self._line.append((self._cell.get("r", ""), text))

    def end_line(self) -> None:
        """Tell a row: a single cell is a caption or a note, and what comes after it are heads."""
        line, self._line = self._line, []
        columns = {address: address.rstrip("0123456789") for address, _ in line}
        if len(line) == 1:
            self._heads = {}
        heads = self._heads
        if len(line) > 1 and not heads:
            self._heads = {columns[address]: text for address, text in line}
        for address, text in line:
            about = f"{line[0][1]}, {heads.get(columns[address], '')}"
            self._tell(address, text, about)
            self.filled.add(_place_of(address))

    def _shown(self) -> str:
        text = self._value()
        if "f" in self._said:
            text += f" by the formula {self._said['f']}"
        try:
            is_seen = not _is_narrow(self._row, "ht") and self._looks.is_seen(self._style)
        except (ValueError, IndexError):
            raise CannotCompare("a cell of it has no style that is there") from None
        return text if is_seen or not text else f"{text} (hidden)"

    @property
    def _style(self) -> str:
        return self._cell.get("s", "0")

    def _value(self) -> str:
        value = self._said.get("v", "")
        match self._cell.get("t", "n"):
            case "s":
                return self._shared(value)
            case "n":
                return self._number(value)
            case "inlineStr":
                return self._said.get("t", "")
            case other:
                return f"{value} of type {other}" if other != "str" else value

    def _shared(self, index: str) -> str:
        try:
            return self._texts.texts[int(index)]
        except (ValueError, IndexError):
            raise CannotCompare("a cell of it shows a text that isn't there") from None

    def _number(self, digits: str) -> str:
        try:
            value = float(digits)
            form = self._looks.form(self._style)
        except (ValueError, IndexError):
            raise CannotCompare("a cell of it has no number, or no style that is there") from None
        if (
            _DAYS.fullmatch(form.replace('"', ""))
            and value.is_integer()
            and 0 <= value <= _LAST_DAY
        ):
            return str(_DAY_ZERO + timedelta(days=int(value)))
        return f"{value!r} shown as {form}"


def _told_of_shade(name: str, attributes: Mapping[str, str]) -> str:
    """Say a part of a rule by which cells are shaded; a limit of its own has no value."""
    match name:
        case "cfRule":
            return attributes.get("type", "")
        case "cfvo":
            kind = attributes.get("type", "")
            return f"{kind} {attributes.get('val', '')}" if kind not in {"min", "max"} else kind
        case _:
            return attributes.get("rgb", "no colour of its own").upper()


def _place_of(address: str) -> Place:
    """Return row and column, from 0."""
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters if _LETTERS.fullmatch(letters) else "":
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(address[len(letters) :] or "0") - 1, column - 1


def printed_in_xlsx(content: bytes) -> Iterator[Printed]:
    """Yield what a workbook shows. Raises CannotCompare."""
    package = Package(content)
    main = package.main()
    related = package.related(main)
    parts = dict(related.values())
    texts, looks, sheets = _Texts(), Looks(), _Sheets()
    package.read(parts.get("sharedStrings", ""), texts)
    package.read(parts.get("styles", ""), looks)
    package.read(main, sheets)
    drawn: set[str] = set()
    for number, (name, reference, state) in enumerate(sheets.found, 1):
        yield Printed(f"sheet {number}", f"{name} ({state})")
        part = related.get(reference, ("", ""))[1]
        cells = _Cells(name, texts, looks)
        package.read(part, cells)
        cells.end_line()
        yield from cells.printed
        for drawing in cells.drawings:
            of_sheet = package.related(part).get(drawing, ("", ""))[1]
            if of_sheet not in package.names:
                yield Printed(f"{cells.place}, drawing", "leads nowhere")
            drawn |= set(drawn_parts(package, of_sheet))
            yield from printed_in_drawing(package, of_sheet, cells.place, frozenset(cells.filled))
    yield from package.frame(drawn)
