"""A report as text document, read back: paragraphs, cells of tables, heads and feet of pages.

What is set as hidden isn't seen, so it isn't read. A note, a tracked change, a shape, and letters
set so that nobody sees them are read as such, and are then a difference, since no report has any.
The number of a page is counted by whoever shows it, whatever the file says. A picture in the text
is a chart: it is compared byte by byte, and so are its words for whom can't see it.
"""

from collections.abc import Mapping
from typing import Final

from hub.reports.verification.readers.docx_styles import HIDING, OFF, Styles, hides, value
from hub.reports.verification.readers.package import Package
from hub.reports.verification.readers.printed import Printed, Reading, bounded
from hub.reports.verification.readers.visibility import WHITE, lightness

_SHOWN: Final = ("t", "noBreakHyphen", "tab", "br", "cr")
_STANDS_FOR: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "‑"}
_FOREIGN: Final = (
    *("pict", "object", "sym", "AlternateContent", "altChunk", "anchor", "srcRect"),
    *("wsp", "wgp", "chart", "relIds", "txbxContent", "hlinkClick", "alphaModFix", "lum"),
    *("ins", "del", "moveFrom", "moveTo", "framePr", "fitText", "position", "effect"),
)
_STYLES: Final = ("pStyle", "rStyle", "tblStyle")
_STORIES: Final = ("header", "footer", "footnotes", "endnotes")
_FIELDS: Final = ("SEQ", "TOC", "REF", "PAGEREF", "HYPERLINK")
_PAGES: Final = ("PAGE", "NUMPAGES")
"""Fields that whoever shows them works out."""
_LEAST_EMU: Final = 360_000
"""Of a picture that can be seen, in both directions: a centimetre."""
_DARK: Final = 0.5


class _Story:
    """Listens to a part of text, and keeps what it shows."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.printed: list[Printed] = []
        self._open: list[str] = []
        self._shown: list[str] = []
        self._run: list[str] = []
        self._is_hidden = self._is_numbered = False
        self._paragraph = self._table = self._row = self._column = 0
        self._row_head = ""
        self._heads: dict[int, str] = {}
        self._depth = 0
        self._field = ""
        self._field_at = 0
        self.styles: set[str] = set()
        self.pictures: list[str] = []
        """References to what is drawn, in its order."""
        self._drawing: Mapping[str, str] = {}

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
            case "drawing":
                self._drawing = {}
            case "extent" | "docPr" | "blip" if "drawing" in self._open:
                self._drawing = {**self._drawing, **attributes}
            case "fldChar" | "fldSimple":
                self._mark_field(attributes)
            case _ if name in _STANDS_FOR:
                self._run.append(_STANDS_FOR[name])
            case _:
                self._set(name, attributes)

    def end(self, name: str) -> None:
        self._open.pop()
        match name:
            case "r":
                self._end_run()
            case "drawing":
                self._end_drawing()
            case "fldSimple":
                self._end_field()
            case "numPr":
                self._is_numbered = False
            case "p" if not self._depth:
                self._tell()
            case "p":
                self._shown.append("\n")
            case "tc":
                self._end_cell()
            case "tbl":
                self._depth -= 1

    def text(self, text: str) -> None:
        if self._open and self._open[-1] == "instrText":
            self._field += text
        elif self._open and self._open[-1] in _SHOWN:
            (self._run if "r" in self._open else self._shown).append(text)

    def _set(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take in how letters are set, and what no report has."""
        match name:
            case _ if name in HIDING and "r" in self._open:
                self._is_hidden = value(attributes) not in OFF
            case _ if name in _STYLES:
                self.styles.add(value(attributes))
            case _ if name in _FOREIGN or hides(name, attributes) or _is_dark(name, attributes):
                self._tell_foreign(name)
            case "numPr":
                self._is_numbered = True
            case "numId" if self._is_numbered and value(attributes) != "0":
                self._tell_foreign("a number before it")

    def _end_run(self) -> None:
        if not self._is_hidden:
            self._shown += self._run
        self._run = []

    def _end_drawing(self) -> None:
        """Tell of a picture; anything else that is drawn is none of a report."""
        told = {name.rpartition(":")[2]: text for name, text in self._drawing.items()}
        if "embed" not in told:
            self._tell_foreign("drawing")
            return
        self.pictures.append(told["embed"])
        place = f"picture {len(self.pictures)}"
        is_seen = all(_is_large(told.get(key, "")) for key in ("cx", "cy"))
        is_seen = is_seen and told.get("hidden") not in {"1", "true"} and not self._is_hidden
        self.printed.append(Printed(place, "shown" if is_seen else "hidden"))
        if alt := told.get("descr"):
            self.printed.append(Printed(f"{place}, alternative text", alt, may_be_lost=True))

    def _mark_field(self, attributes: Mapping[str, str]) -> None:
        """Follow a field: what it says shall be shown, and then what was shown last."""
        told = {name.rpartition(":")[2]: text for name, text in attributes.items()}
        self._end_run()
        match told.get("fldCharType"):
            case "begin":
                self._field = ""
            case "separate":
                self._field_at = len(self._shown)
            case "end":
                self._end_field()
            case _:
                self._field, self._field_at = told.get("instr", ""), len(self._shown)

    def _end_field(self) -> None:
        kind = next(iter(self._field.split()), "")
        if kind in _PAGES and self._name:
            self._shown[self._field_at :] = [f"{{{kind}}}"]
        elif kind not in _FIELDS:
            self._tell_foreign(f"a field {kind}")

    def _tell_foreign(self, name: str) -> None:
        self.printed.append(Printed(self._place(), f"{name}, which no report has"))

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


def _is_dark(name: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether a ground is so dark that letters can't be seen on it."""
    fill = next((text for key, text in attributes.items() if key.endswith(":fill")), "")
    return name == "highlight" or (name == "shd" and lightness(fill, WHITE) < _DARK)


def _is_large(length: str) -> bool:
    return length.isascii() and length.isdecimal() and int(length[:12]) >= _LEAST_EMU


def read_docx(content: bytes) -> Reading:
    """Read what a text document shows. Raises CannotCompare."""
    package = Package(content)
    main = package.main()
    related = sorted(package.related(main).values())
    stories = [("", main), *((f"{kind}: ", part) for kind, part in related if kind in _STORIES)]
    told: list[list[Printed]] = []
    printed: list[Printed] = []
    used: set[str] = set()
    pictures: list[str] = []
    for name, part in stories:
        story = _Story(name)
        package.read(part, story)
        used |= story.styles
        parts = package.related(part)
        pictures += [parts.get(reference, ("", ""))[1] for reference in story.pictures]
        if story.printed not in told:  # a foot for left pages that is the same as for right ones
            printed += story.printed
        told.append(story.printed)
    styles = Styles()
    package.read(dict(related).get("styles", ""), styles)
    printed = [*package.frame(pictures), *printed, *styles.hidden(used)]
    drawn = tuple(map(package.digest, pictures))
    return Reading(tuple(bounded(printed)), drawn, drawn_are="picture")
