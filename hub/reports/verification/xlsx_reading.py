"""A report as workbook, read back: every cell as it is shown, by sheet and address.

A number is its value and the form that shows it, words included. A formula, a hidden row or sheet,
a picture, and a form that depends on a condition are read as such: no report has any.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from hub.reports.verification.package import Package
from hub.reports.verification.printed import CannotCompare, Printed

_DAYS: Final = "14"
"""The built-in form of a day."""
_DAY_ZERO: Final = date(1899, 12, 30)
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

    def end(self, name: str) -> None:
        self._open.pop()
        if name == "si":
            self.texts.append("".join(self._pieces))
            self._pieces = []

    def text(self, text: str) -> None:
        if self._open and self._open[-1] == "t" and "rPh" not in self._open:
            self._pieces.append(text)


@dataclass
class _Forms:
    """Listens to the styles: which form each style of a cell has."""

    by_style: list[str] = field(default_factory=list)
    _codes: dict[str, str] = field(default_factory=dict)
    _is_of_cells: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "numFmt":
                self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case "cellXfs":
                self._is_of_cells = True
            case "xf" if self._is_of_cells:
                form = attributes.get("numFmtId", "0")
                self.by_style.append(self._codes.get(form, form))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_of_cells = False

    def text(self, text: str) -> None:
        """There is none."""


@dataclass
class _Sheets:
    """Listens to the workbook: its sheets in their order."""

    found: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, id of the reference, and whether it is hidden."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            reference = next((attributes[key] for key in attributes if key.endswith(":id")), "")
            state = attributes.get("state", "visible")
            self.found.append((attributes.get("name", ""), reference, state))

    def end(self, name: str) -> None:
        """Nothing is told after it."""

    def text(self, text: str) -> None:
        """There is none."""


class _Cells:
    """Listens to a sheet."""

    def __init__(self, sheet: str, texts: _Texts, forms: _Forms) -> None:
        self.printed: list[Printed] = []
        self._sheet = sheet
        self._texts = texts
        self._forms = forms
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
            case "col" if attributes.get("hidden") in {"1", "true"}:
                self._tell("columns", "hidden")
            case _ if name in _FOREIGN:
                self._tell(name, "what no report has")

    def end(self, name: str) -> None:
        self._open = ""
        match name:
            case "c":
                self._end_cell()
            case _ if name in _FURNITURE:
                self._tell(name, self._said.pop(name, ""))

    def text(self, text: str) -> None:
        if self._open in {"v", "t", "f", *_FURNITURE}:
            self._said[self._open] = self._said.get(self._open, "") + text

    def _tell(self, where: str, text: str, about: str = "") -> None:
        self.printed.append(Printed(f'sheet "{self._sheet}", {where}', text, about))

    def _end_cell(self) -> None:
        if not self._said.keys() & {"v", "t", "f"}:
            return
        text, address = self._shown(), self._cell.get("r", "")
        column = address.rstrip("0123456789")
        if address == f"{column}1":
            self._heads[column] = text
        self._row_head = self._row_head or text
        self._tell(address, text, f"{self._row_head}, {self._heads.get(column, '')}")

    def _shown(self) -> str:
        text = self._value()
        if "f" in self._said:
            text += f" by the formula {self._said['f']}"
        return f"{text} (hidden)" if self._row.get("hidden") in {"1", "true"} else text

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
            form = self._forms.by_style[int(self._cell.get("s", "0"))]
        except (ValueError, IndexError):
            raise CannotCompare("a cell of it has no number, or no style that is there") from None
        if form == _DAYS and value.is_integer() and 0 <= value <= _LAST_DAY:
            return str(_DAY_ZERO + timedelta(days=int(value)))
        return f"{value!r} shown as {form}"


def printed_in_xlsx(content: bytes) -> Iterator[Printed]:
    """Yield what a workbook shows. Raises CannotCompare."""
    package = Package(content)
    yield from package.frame()
    main = package.main()
    related = package.related(main)
    parts = dict(related.values())
    texts, forms, sheets = _Texts(), _Forms(), _Sheets()
    package.read(parts.get("sharedStrings", ""), texts)
    package.read(parts.get("styles", ""), forms)
    package.read(main, sheets)
    for number, (name, reference, state) in enumerate(sheets.found, 1):
        yield Printed(f"sheet {number}", f"{name} ({state})")
        cells = _Cells(name, texts, forms)
        package.read(related.get(reference, ("", ""))[1], cells)
        yield from cells.printed
