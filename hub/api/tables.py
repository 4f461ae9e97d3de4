"""Rows as JSON or CSV, piece by piece, and which of the two a client wants. Pure."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Final

_MICROSECONDS: Final = 1_000_000
_QUALITY: Final = re.compile(r"q=([01](?:\.\d{0,3})?)", re.ASCII)


class Format(StrEnum):
    """How rows are written."""

    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Column:
    """A column, and whether its cells are strings in JSON; others are written as they are."""

    name: str
    is_text: bool = False


Row = Sequence[str]
"""One cell for each column, as CSV has it."""


def seconds(us: int) -> str:
    """Write microseconds, not negative, as exact seconds: 900 or 0.000001."""
    whole, rest = divmod(us, _MICROSECONDS)
    return f"{whole}.{rest:06d}".rstrip("0") if rest else str(whole)


def truth(is_so: bool) -> str:
    """Write true or false."""
    return "true" if is_so else "false"


def json_pieces(
    head: dict[str, str], name: str, columns: Sequence[Column], rows: Iterable[Row]
) -> Iterator[str]:
    """Yield one JSON object: the members of `head`, and under `name` an object for each row."""
    yield f'{json.dumps(head, separators=(",", ":"))[:-1]},"{name}":['
    separator = "\n"
    for row in rows:
        yield separator + _json_object(columns, row)
        separator = ",\n"
    yield "\n]}\n"


def _json_object(columns: Sequence[Column], row: Row) -> str:
    members = (
        f'"{column.name}":{json.dumps(cell) if column.is_text else cell}'
        for column, cell in zip(columns, row, strict=True)
    )
    return f"{{{','.join(members)}}}"


def csv_pieces(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    """Yield CSV with a header line, as RFC 4180 has it."""
    lines = csv.writer(_Echo())
    for row in chain([[column.name for column in columns]], rows):
        yield str(lines.writerow(row))  # returns what `write` returned


class _Echo:
    """Hands back what is written, so that a line never waits in a buffer."""

    def write(self, text: str) -> str:
        return text


def wanted(accept: str) -> Format:
    """Read the header Accept: CSV where it is named and JSON isn't named as at least as good."""
    named = dict(_media_range(part) for part in accept.lower().split(","))
    csv_quality = named.get("text/csv", 0.0)
    return Format.CSV if csv_quality > named.get("application/json", 0.0) else Format.JSON


def _media_range(part: str) -> tuple[str, float]:
    media_type, *parameters = (word.strip() for word in part.split(";"))
    found = (_QUALITY.fullmatch(word) for word in parameters)
    return media_type, next((float(match[1]) for match in found if match), 1.0)
