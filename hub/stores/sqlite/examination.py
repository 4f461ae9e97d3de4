"""Looking a whole store through: its pages, its indexes against their rows, every row's sum.

It reads and judges, and changes nothing. With a pause between pieces it takes its time, so that a
small machine still answers. What is found says where; no content of a row.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from hub.errors import StoreDamaged
from hub.stores.sqlite.check_sums import COLUMNS, is_sound
from hub.stores.sqlite.file import MOST_SAID, SqliteFile, damaged
from hub.stores.sqlite.migration import newest

_ROWS_AT_ONCE: Final = 500
_STRANDED: Final = {
    "epoch": "agent_id NOT IN (SELECT id FROM agent)",
    "seqs": "epoch_id NOT IN (SELECT id FROM epoch)",
    "touched": "epoch_id NOT IN (SELECT id FROM epoch)",
    "event": "epoch_id NOT IN (SELECT id FROM epoch)",
}
"""Rows that refer to one that isn't there."""

Pause = Callable[[float], None]
"""Called between two pieces with how many seconds the last one took."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with a store."""

    said: tuple[str, ...] = ()
    """In words, the first of them; none if it is sound."""
    is_readable: bool = True
    """Whether SQLite can be trusted to give every row: else the pages must be read themselves."""


SOUND: Final = Findings()


def examine(path: Path, pause: Pause = lambda _: None) -> Findings:
    """Check pages, indexes and the sum of every row of a store of the newest schema.

    Raises StoreUnavailable if there is none.
    """
    try:
        with closing(SqliteFile.open_to_read(path)) as file:
            return _examine(file, pause)
    except StoreDamaged as error:
        return Findings((error.said,), is_readable=False)


def look_at(path: Path) -> int:
    """Examine an existing file, and return its schema's version; nothing is changed.

    Raises StoreUnavailable if it is damaged, and ForeignStore if it isn't ours.
    """
    with closing(SqliteFile.open_to_read(path, may_be_older=True, is_wary=True)) as file:
        version = file.number("PRAGMA user_version") or 0
    found = examine(path) if version == newest() else SOUND
    for said in found.said:
        raise damaged(path, said)
    return version


def _examine(file: SqliteFile, pause: Pause) -> Findings:
    begun = time.monotonic()
    said = file.wrong_pages()
    pause(time.monotonic() - begun)
    if said:
        return Findings(tuple(said), is_readable=False)
    unsound = (_said(*each) for table in COLUMNS for each in _unsound(file, table, pause))
    return Findings(tuple(islice(unsound, MOST_SAID)))


def _said(table: str, count: int, what: str) -> str:
    return f"{table}: {count} {'row' if count == 1 else 'rows'} {what}"


def _unsound(file: SqliteFile, table: str, pause: Pause) -> Iterator[tuple[str, int, str]]:
    """Count the rows of a table that aren't as they were written, or hang in the air."""
    file.take_any_text()
    names = ", ".join((*COLUMNS[table], "check_sum"))
    rows = file.rows(f"SELECT {names} FROM {table}")
    count = 0
    begun = time.monotonic()
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        count += sum(not is_sound(table, *row) for row in some)
        pause(time.monotonic() - begun)
        begun = time.monotonic()
    if count:
        yield table, count, "not as written"
    elif table in _STRANDED:
        stranded = file.number(f"SELECT count(*) FROM {table} WHERE {_STRANDED[table]}")
        if stranded:
            yield table, stranded, "that belong to none"
