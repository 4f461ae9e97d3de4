"""The office's own assessment: a page of Markdown, of which little is taken and nothing is run.

    FILE.md ─▶ load_assessment ─▶ its text ─▶ report ─▶ parts_of ─▶ headings, paragraphs, items

Headings, paragraphs, emphasis, lists and links are taken; a link becomes its words and address. All
else is refused with its line, and so is emphasis that begins and never ends. It knows no format.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from re import compile as pattern
from typing import TYPE_CHECKING, Final

from hub.errors import ReportRefused

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MOST_CHARACTERS: Final = 3_000
"""About one page."""
MOST_PARTS: Final = 60
"""Headings, paragraphs and items that fit on a page."""
_MOST_BYTES: Final = 4 * MOST_CHARACTERS + 4
_DEEPEST: Final = 10
"""So deep a block may stand in others: five lists within each other; well above it is cut off."""
_TAKEN: Final = "expected headings, paragraphs, emphasis, lists and links"
_BLOCKS: Final = (
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"),
    *("bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close"),
    *("list_item_open", "list_item_close"),
)
_NAMES: Final = {
    "html_block": "HTML",
    "html_inline": "HTML",
    "image": "a picture",
    "code_block": "a line that is indented by four spaces",
    "fence": "code",
    "code_inline": "code",
    "blockquote_open": "a quotation",
    "hr": "a rule",
    "table_open": "a table",
}
_LEFT_OVER: Final = pattern(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)\*(?!\w)|\]\(|`|!\[")
"""What markup leaves that isn't closed."""
_INSIDE_A_WORD: Final = pattern(r"(?<=\w)\*(?=\w)")
"""Of "Besucher*innen", of which two would be taken for emphasis of all that is between them."""
_SPACES: Final = "\t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{SOFT HYPHEN}"
_RAW_LINK: Final = pattern(r"^(https?://|mailto:)")


_PLAIN: Final = str.maketrans(dict.fromkeys(_SPACES, " "))


class Fault(StrEnum):
    """What is wrong with an assessment."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    CONTROL_CHARACTER = "control_character"
    NOT_TAKEN = "not_taken"
    """Markup of another kind than headings, paragraphs, emphasis, lists and links."""
    UNCLOSED = "unclosed"


class AssessmentRefused(ValueError):
    """What can't be taken; the text says what was expected, and in which line."""

    def __init__(self, text: str, fault: Fault, line: int = 0, sign: str = "") -> None:
        super().__init__(text)
        self.fault = fault
        self.line = line
        """From 1; 0 where it is about all of it."""
        self.sign = sign
        """What begins and doesn't end."""


class PartKind(StrEnum):
    """What a part of an assessment is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that are set alike."""

    text: str
    is_strong: bool = False
    is_emphasised: bool = False


@dataclass(frozen=True, slots=True)
class AssessmentPart:
    """A heading, a paragraph, or an item of a list."""

    kind: PartKind
    runs: tuple[Run, ...]
    depth: int = 0
    """Of an item: in how many lists it stands."""
    number: int | None = None
    """Of an item of a numbered list."""
    is_first: bool = True
    """Whether an item begins here; what follows in it has no mark of its own."""

    @property
    def text(self) -> str:
        """Its words alone."""
        return "".join(run.text for run in self.runs)


def load_assessment(path: Path) -> str:
    """Read and check a file. Raises ReportRefused, which names it."""
    try:
        with path.open("rb") as file:
            return checked(_decoded(file.read(_MOST_BYTES + 1)))
    except OSError as error:
        raise ReportRefused("--assessment", f"{path} can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ReportRefused("--assessment", f"{path}: expected text in UTF-8") from None
    except AssessmentRefused as refused:
        raise ReportRefused("--assessment", f"{path}: {refused}") from None


def _decoded(content: bytes) -> str:
    if len(content) > _MOST_BYTES:
        raise AssessmentRefused(_too_long("many more"), Fault.TOO_LONG)
    return content.decode("utf-8-sig")


def checked(text: str) -> str:
    """Return a text that can be taken, without blank ends. Raises AssessmentRefused."""
    text = text.replace("\r\n", "\n").strip("\n")
    if not text.strip():
        raise AssessmentRefused("expected some text, it is empty", Fault.EMPTY)
    if len(text) > MOST_CHARACTERS:
        raise AssessmentRefused(_too_long(f"{len(text):,}"), Fault.TOO_LONG)
    for number, line in enumerate(text.split("\n"), 1):
        _require_printable(line, number)
    _require_some(tuple(_parts(text)))
    return text


def _require_some(parts: Sequence[AssessmentPart]) -> None:
    """Raise AssessmentRefused where nothing would be printed, or more than about a page."""
    if not any(part.text.strip() for part in parts):
        raise AssessmentRefused("expected some text, it is markup alone", Fault.EMPTY)
    if len(parts) > MOST_PARTS:
        most = f"expected at most {MOST_PARTS} headings, paragraphs and items, about a page"
        raise AssessmentRefused(f"{most}, not {len(parts)}", Fault.TOO_LONG)


def _require_printable(text: str, line: int) -> None:
    if not text.translate(_PLAIN).isprintable():
        expected = f"line {line}: expected text without control characters"
        raise AssessmentRefused(expected, Fault.CONTROL_CHARACTER, line)


def _too_long(length: str) -> str:
    return f"expected at most {MOST_CHARACTERS:,} characters, about a page, not {length}"


def parts_of(text: str) -> tuple[AssessmentPart, ...]:
    """Take a text apart that was checked; of an empty one nothing. Raises AssessmentRefused."""
    return tuple(_parts(text)) if text else ()


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - who makes no report needn't hold it

    # `text_join` would make an escaped sign look like markup that is left over; `reference` would
    # swallow a paragraph such as "[Stand]: 2026".
    reader = MarkdownIt("commonmark", {"maxNesting": 20}).enable("table")
    return reader.disable(["text_join", "reference"])


def _parts(text: str) -> Iterator[AssessmentPart]:
    place = _Place()
    for token in _reader().parse(_INSIDE_A_WORD.sub(r"\\*", text)):
        line = (token.map or (0, 0))[0] + 1
        if token.type not in _BLOCKS:
            raise _not_taken(line, _name(token))
        if token.level > _DEEPEST:
            raise _not_taken(line, "lists that deep")
        if token.type != "inline":
            place.move(token)
        elif runs := tuple(_joined(_runs(token.children or [], line))):
            yield place.part(runs)


class _Place:
    """Where among headings and lists the reading is."""

    def __init__(self) -> None:
        self._lists: list[int | None] = []
        self._is_heading = False
        self._is_first = True
        """Whether what comes is the first of its item."""

    def move(self, token: "Token") -> None:
        """Go into a block, or out of it."""
        self._is_heading = token.type == "heading_open"
        match token.type:
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._is_first = True
            case "list_item_close" if (number := self._lists[-1]) is not None:
                self._lists[-1] = number + 1

    def part(self, runs: tuple[Run, ...]) -> AssessmentPart:
        """Make a part of what stands here."""
        if self._is_heading:
            return AssessmentPart(PartKind.HEADING, runs)
        if not self._lists:
            return AssessmentPart(PartKind.PARAGRAPH, runs)
        number = self._lists[-1] if self._is_first else None
        is_first, self._is_first = self._is_first, False
        return AssessmentPart(PartKind.ITEM, runs, len(self._lists), number, is_first)


def _name(token: "Token") -> str:
    return _NAMES.get(token.type, "anything else")


def _runs(tokens: Sequence["Token"], line: int) -> Iterator[Run]:
    strong = emphasised = 0
    links: list[tuple[str, str]] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special":
                if token.type == "text" and _LEFT_OVER.search(token.content):
                    raise _unclosed(token.content, line)
                links = [(address, said + token.content) for address, said in links]
                _require_printable(token.content, line)  # "&#8238;" is one sign, too
                yield Run(token.content, strong > 0, emphasised > 0)
            case "softbreak" | "hardbreak":
                line += 1
                yield Run(" ", strong > 0, emphasised > 0)
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasised += token.nesting
            case "link_open":
                links.append((str(token.attrGet("href") or ""), ""))
            case "link_close":
                yield from _address(*links.pop())
            case _:
                raise _not_taken(line, _name(token))


def _not_taken(line: int, what: str) -> AssessmentRefused:
    text = f"line {line}: {_TAKEN}, not {what}"
    return AssessmentRefused(text, Fault.NOT_TAKEN, line)


def _unclosed(content: str, line: int) -> AssessmentRefused:
    sign = _LEFT_OVER.search(content)
    left = sign[0] if sign else ""
    said = f'"{left}" begins what doesn\'t end; write "\\{left[:1]}" for the sign itself'
    return AssessmentRefused(f"line {line}: {said}", Fault.UNCLOSED, line, left)


def _address(address: str, said: str) -> Iterator[Run]:
    """Yield where a link leads, unless its words say it."""
    bare = _RAW_LINK.sub("", address)
    if bare.rstrip("/") not in (said.rstrip("/"), _RAW_LINK.sub("", said).rstrip("/")):
        yield Run(f" ({bare})")


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """Join neighbours that are set alike."""
    last: Run | None = None
    for run in runs:
        if last is not None and replace(last, text="") == replace(run, text=""):
            last = replace(last, text=last.text + run.text)
        else:
            if last is not None and last.text:
                yield last
            last = run
    if last is not None and last.text:
        yield last
