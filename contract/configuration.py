"""A configuration file as edge and hub read it, and in which words they refuse what it says. Pure.

A mistake is told by where it stands, as the file's reader would say it (`sensor "pir-1": pin`), and
by what was expected there, which is read off the shape of the configuration. So no sentence of a
library reaches an operator. It opens no file.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import tomli
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from contract.expectation import Shape

MAX_BYTES: Final = 1024 * 1024
_MOST_FAULTS: Final = 20
_MOST_CHARS: Final = 40
_STEP: Final = re.compile(r"\[(\d+)\]|([^.\[\]]+)")

Step = int | str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a file: where, and what was expected."""

    key: str
    expected: str


class Refused(ValueError):
    """One key of a table can't be used; `key` is relative to that table."""

    def __init__(self, key: str, expected: str) -> None:
        super().__init__(f"{key}: {expected}")
        self.key = key
        self.expected = expected


class Unreadable(ValueError):
    """A content that is no TOML; the text says what was expected, and in which line."""


def table_of(content: bytes) -> dict[str, Any]:
    """Read TOML 1.1. A byte order mark, which editors on Windows write, is passed over.

    Raises Unreadable.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable(f"expected at most {MAX_BYTES} bytes")
    text = _text_of(content)
    try:
        return tomli.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(_toml_words(str(error))) from None


def faults_of(error: ValidationError, model: type[BaseModel], raw: object) -> list[Fault]:
    """Say what is wrong with what a file says, `raw`, where `model` was expected."""
    details = list(_innermost(error.errors(include_url=False)))
    faults = [_fault(detail, model, raw) for detail in details[:_MOST_FAULTS]]
    more = len(details) - len(faults)
    return [*faults, Fault("file", f"{more} more mistakes")] if more else faults


def _innermost(details: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Leave out what is only said because something inside of it is wrong."""
    places = [detail["loc"] for detail in details]
    for detail in details:
        own = detail["loc"]
        if not any(len(own) < len(place) and place[: len(own)] == own for place in places):
            yield detail


def _fault(one: ErrorDetails, model: type[BaseModel], raw: object) -> Fault:
    own = one.get("ctx", {}).get("error")
    steps, shape = Shape.of(model).down(one["loc"])
    if isinstance(own, Refused):
        return Fault(_key([*steps, *_steps_of(own.key)], raw), own.expected)
    key = _key(steps, raw)
    match one["type"]:
        case "value_error":
            return Fault(key, str(own))
        case "extra_forbidden":
            return Fault(key, _unknown_key(str(steps[-1]), shape.keys))
        case "missing":
            return Fault(key, f"missing; expected {shape.words(_header(steps))}")
        case _:
            return Fault(key, f"expected {shape.words(_header(steps))}, not {shown(one['input'])}")


def _unknown_key(key: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - for whoever has misspelt a key

    near = get_close_matches(key, known, 1)
    perhaps = f', perhaps "{near[0]}"' if near else ""
    return f"unknown key{perhaps}; expected one of {', '.join(known)}"


def shown(value: object) -> str:
    """Write a value as a TOML file would, cut where it is long."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            text = value if len(value) <= _MOST_CHARS else f"{value[:_MOST_CHARS]}…"
            is_plain = text.isprintable()  # or a terminal would obey what stands there
            return json.dumps(text, ensure_ascii=not is_plain) if value else "an empty text"
        case Mapping():
            return "a table"
        case list() | tuple():
            return "a list" if value else "an empty list"
        case int() if abs(value) >= 10**_MOST_CHARS:
            return "a number of so many digits"
        case _:
            return str(value)


def plain(text: str) -> str:
    """Return a text that may be printed and logged as it is. Raises ValueError."""
    if not text.isprintable():
        raise ValueError(f"expected text without control characters, not {shown(text)}")
    return text


def _key(steps: Iterable[Step], raw: object) -> str:
    """Write a place as people say it: `space "hof": desk "d1": hours.mon`."""
    parts = [""]
    for step in steps:
        if isinstance(step, int):
            parts[-1] += f" {_named(raw, step)}"
            parts.append("")
        else:
            name = step if step.isprintable() and 0 < len(step) <= _MOST_CHARS else shown(step)
            parts[-1] += f".{name}" if parts[-1] else name
        raw = _below(raw, step)
    return ": ".join(part for part in parts if part) or "file"


def _named(items: object, index: int) -> str:
    """Name an item by its id, or by its number where that says more."""
    ids = [item.get("id") if isinstance(item, Mapping) else None for item in _list(items)]
    name = ids[index] if index < len(ids) else None
    if not isinstance(name, str) or not name.isprintable() or not name:
        return f"number {index + 1}"
    if ids.count(name) > 1:
        return f"number {index + 1} ({shown(name)})"
    return shown(name)


def _list(items: object) -> Sequence[object]:
    return items if isinstance(items, list | tuple) else ()


def _below(raw: object, step: Step) -> object:
    match raw, step:
        case Mapping(), str():
            return raw.get(step)
        case ((list() | tuple()), int()) if step < len(raw):
            return raw[step]
        case _:
            return None


def _header(steps: Iterable[Step]) -> str:
    """Name the table of a place as it stands in brackets."""
    return ".".join(step for step in steps if isinstance(step, str))


def _steps_of(key: str) -> Iterator[Step]:
    for index, name in _STEP.findall(key):
        yield int(index) if index else name


def _text_of(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        raise Unreadable("expected text in UTF-8; save it as UTF-8, not as UTF-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"expected text in UTF-8; line {line} has another encoding") from None


_TOML_WORDS: Final = (
    ("Cannot overwrite a value", "this key stands there twice"),
    ("Duplicate inline table key", "this key stands there twice"),
    ("twice", "this table stands there twice; several of a kind have double brackets"),
    ("Cannot declare", "this table stands there twice; several of a kind have double brackets"),
    ("Cannot mutate", "this table is complete already and takes nothing more"),
    ("Cannot redefine", "this key has a value already"),
    ("Invalid value (at end", "expected a value, or the bracket that ends the list"),
    ("Invalid value", "expected a value: text in quotes, a number, true, false or a date"),
    ("Expected '='", 'expected "=" after the key'),
    ("Invalid statement", "expected a key and its value, or a table in brackets"),
    ("Invalid initial character", "expected a key of letters, digits, - and _"),
    ("Unclosed array", 'expected "]" at the end of the list'),
    ("Unclosed inline table", 'expected "}" at the end of the table'),
    ("Expected ']", 'expected "]" after the name of the table'),
    ("Expected newline", "expected the end of the line here"),
    ("Unterminated string", "expected the quote that ends the text"),
    ("Illegal character", "expected the quote that ends the text, or no such character"),
    ("Invalid date", "expected a date that there is"),
    ("Invalid hex", "expected two backslashes for one, or the text in single quotes"),
    ("Unescaped", "expected two backslashes for one, or the text in single quotes"),
    ("Exceeds the limit", "expected a shorter number"),
    ("nested more", "expected fewer lists in lists"),
)


def _toml_words(said: str) -> str:
    place = re.search(r"line (\d+), column (\d+)", said)
    where = f"line {place[1]}, column {place[2]}" if place else "at its end"
    words = (words for sign, words in _TOML_WORDS if sign in said)
    return f"expected TOML, {where}: {next(words, 'this is none')}"
