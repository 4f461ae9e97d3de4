"""A report as text document, read back: paragraphs, cells of tables, heads and feet of pages.

What is set as hidden isn't seen, so it isn't read. A picture or an object in the text is read as
one, and is then a difference, since no report has any.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from hub.reports.verification.package import Package
from hub.reports.verification.printed import Printed

_SHOWN: Final = ("t", "noBreakHyphen", "tab", "br", "cr")
_STANDS_FOR: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "‑"}
_HIDING: Final = ("vanish", "webHidden", "specVanish")
_OFF: Final = ("0", "false", "off")
_PICTURES: Final = ("drawing", "pict", "object", "sym", "AlternateContent", "altChunk")


class _Story:
    """Listens to a part of text, and keeps what it shows."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.printed: list[Printed] = []
        self._open: list[str] = []
        self._shown: list[str] = []
        self._run: list[str] = []
        self._is_hidden = False
        self._paragraph = self._table = self._row = self._column = 0
        self._row_head = ""
        self._heads: dict[int, str] = {}
        self._depth = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._open.append(name)
        match name:
            case "tbl":
                self._begin_table()
            case "tr":
                self._row, self._column, self._row_head = self._row + 1, 0, ""
            case "tc":
                self._column += 1
            case "r":
                self._run, self._is_hidden = [], False
            case _ if name in _HIDING and "r" in self._open:
                self._is_hidden = _value(attributes) not in _OFF
            case _ if name in _STANDS_FOR:
                self._run.append(_STANDS_FOR[name])
            case _ if name in _PICTURES:
                self.printed.append(Printed(self._place(), f"a picture or an object: {name}"))

    def end(self, name: str) -> None:
        self._open.pop()
        match name:
            case "r" if not self._is_hidden:
                self._shown += self._run
            case "p" if not self._depth:
                self._tell()
            case "p":
                self._shown.append("\n")
            case "tc":
                self._end_cell()
            case "tbl":
                self._depth -= 1

    def text(self, text: str) -> None:
        if self._open and self._open[-1] in _SHOWN:
            (self._run if "r" in self._open else self._shown).append(text)

    def _begin_table(self) -> None:
        self._depth += 1
        if self._depth == 1:
            self._table, self._row, self._heads = self._table + 1, 0, {}

    def _end_cell(self) -> None:
        text = self._told()
        if self._row == 1:
            self._heads[self._column] = text
        self._row_head = self._row_head or text
        about = f"{self._row_head}, {self._heads.get(self._column, '')}"
        self.printed.append(Printed(self._place(), text, about))

    def _tell(self) -> None:
        if text := self._told():
            self._paragraph += 1
            self.printed.append(Printed(self._place(), text))

    def _told(self) -> str:
        text = "".join(self._shown).strip("\n")
        self._shown = []
        return text

    def _place(self) -> str:
        if self._depth:
            return f"{self._name}table {self._table}, row {self._row}, column {self._column}"
        return f"{self._name}paragraph {self._paragraph}"


def _value(attributes: Mapping[str, str]) -> str:
    return next((text for name, text in attributes.items() if name.endswith("val")), "")


def printed_in_docx(content: bytes) -> Iterator[Printed]:
    """Yield what a text document shows. Raises CannotCompare."""
    package = Package(content)
    yield from package.frame()
    main = package.main()
    stories = [("", main)]
    stories += [
        (f"{kind}: ", part)
        for kind, part in sorted(package.related(main).values())
        if kind in {"header", "footer"}
    ]
    for name, part in stories:
        story = _Story(name)
        package.read(part, story)
        yield from story.printed
