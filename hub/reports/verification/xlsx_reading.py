"""A report as workbook, read back: every cell as it is shown, by sheet and address.

A number is its value and the form that shows it, words included. A formula, what is hidden by row,
column, sheet or colour, a picture, and a form that depends on a condition are read as such: no
report has any. What is only written in another way by another program is read the same.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Final

from hub.reports.verification.package import Package
from hub.reports.verification.printed import CannotCompare, Printed
from hub.reports.verification.xlsx_styles import Looks

_DAYS: Final = re.compile(r"14|(?:\[\$-\w+\])?(?:m/d/yyyy|dd?[./]mm?[./]yyyy|yyyy-mm-dd)(?:;@)?")
"""The built-in form of a day, and what programs write in its place."""
_FONT: Final = re.compile(r'&"[^"]*"')
_DAY_ZERO: Final = date(1899, 12, 30)
_LEAST_SIZE: Final = 2.0
"""Of a row in points, of a column in letters."""
_LAST_DAY: Final = 2_958_465
_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
_FOREIGN: Final = (
    "drawing",
    "legacyDrawing",
    "picture",
    "oleObjects",
    "controls",
    "conditionalFormatting",
    "dataValidations",
    "tableParts",
    "rPr",
)
IsEmpty = Callable[[str], bool]
"""Tells of a reference whether what it leads to is a drawing without anything in it."""
Related = Mapping[str, tuple[str, str]]
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


def _is_empty(package: Package, related: Related, reference: str) -> bool:
    return package.is_empty_drawing(related.get(reference, ("", ""))[1])


def _is_narrow(attributes: Mapping[str, str], size: str) -> bool:
    """Tell whether a row or column is hidden, or too narrow to show anything."""
    try:
        is_narrow = float(attributes.get(size, "9")) < _LEAST_SIZE
    except ValueError:
        is_narrow = True
    return is_narrow or attributes.get("hidden") in {"1", "true"}


class _Cells:
    """Listens to a sheet."""

    def __init__(self, sheet: str, texts: _Texts, looks: Looks, is_empty: IsEmpty) -> None:
        self.printed: list[Printed] = []
        self._sheet = sheet
        self._texts = texts
        self._looks = looks
        self._is_empty = is_empty
        self._open = ""
        self._cell: Mapping[str, str] = {}
        self._row: Mapping[str, str] = {}
        self._said: dict[str, str] = {}
        self._heads: dict[str, str] = {}
        self._row_head = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._open = name
        match name:
            case "row":
                self._row, self._row_head = attributes, ""
            case "c":
                self._cell, self._said = attributes, {}
            case "f":
                self._said["f"] = "="
            case "col" if _is_narrow(attributes, "width"):
                self._tell("columns", "hidden")
            case "drawing" if self._is_empty(_reference(attributes)):
                pass
            case _ if name in _FOREIGN:
                self._tell(name, "what no report has")

    def end(self, name: str) -> None:
        self._open = ""
        match name:
            case "c":
                self._end_cell()
            case _ if name in _FURNITURE:
                self._tell(name, _FONT.sub("", self._said.pop(name, "")))

    def text(self, text: str) -> None:
        if self._open in {"v", "t", "f", *_FURNITURE}:
            self._said[self._open] = self._said.get(self._open, "") + text

    def _tell(self, where: str, text: str, about: str = "") -> None:
        self.printed.append(Printed(f'sheet "{self._sheet}", {where}', text, about))

    def _end_cell(self) -> None:
        if not self._said.keys() & {"v", "t", "f"}:
            return
        text, address = self._shown(), self._cell.get("r", "")
        if not text:
            return
        column = address.rstrip("0123456789")
        if address == f"{column}1":
            self._heads[column] = text
        self._row_head = self._row_head or text
        self._tell(address, text, f"{self._row_head}, {self._heads.get(column, '')}")

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


def printed_in_xlsx(content: bytes) -> Iterator[Printed]:
    """Yield what a workbook shows. Raises CannotCompare."""
    package = Package(content)
    yield from package.frame()
    main = package.main()
    related = package.related(main)
    parts = dict(related.values())
    texts, looks, sheets = _Texts(), Looks(), _Sheets()
    package.read(parts.get("sharedStrings", ""), texts)
    package.read(parts.get("styles", ""), looks)
    package.read(main, sheets)
    for number, (name, reference, state) in enumerate(sheets.found, 1):
        yield Printed(f"sheet {number}", f"{name} ({state})")
        part = related.get(reference, ("", ""))[1]
        cells = _Cells(name, texts, looks, partial(_is_empty, package, package.related(part)))
        package.read(part, cells)
        yield from cells.printed
