"""Migrations that only tests apply, and processes that are killed in the middle of them.

    python -m tests.hub.stores.sqlite.migrating FOLDER

brings FOLDER/n/hub.db, the store of schema 3, to schema 5 in a process that is killed before
statement n of its connection, for each n there is.
"""

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from hub.schema_migrations import Migration
from hub.stores.sqlite import migration
from hub.stores.sqlite.store import SqliteStore
from tests.hub.stores.sqlite.earlier_stores import unpack

BASE: Final = 3
OURS: Final = migration.MIGRATIONS
STATEMENTS: Final = {
    4: (
        "ALTER TABLE quarantine ADD COLUMN label TEXT;",
        "UPDATE quarantine SET label = 'seen';",
        "CREATE INDEX quarantine_by_label ON quarantine (label);",
    ),
    5: (
        "CREATE TABLE wide_event (seq INTEGER, body TEXT);",
        "INSERT INTO wide_event SELECT seq, body FROM event;",
        "DROP TABLE space_hour;",
    ),
}
_BAD: Final = "SELECT no_such_function();"


def migrations(fail_at: tuple[int, int] | None = None) -> tuple[Migration, ...]:
    """Return schema 3 and what makes 5 of it, perhaps with a statement of one that fails.

    What makes the hub's newest schema of it is part of the first.
    """
    made = [each for each in OURS if each.version <= BASE]
    newer = [each.sql for each in OURS if each.version > BASE]
    for version, statements in STATEMENTS.items():
        lines, head = [*newer, *statements], len(newer)
        newer = []
        if fail_at is not None and fail_at[0] == version:
            lines.insert(head + fail_at[1], _BAD)
        made.append(Migration(version, "\n".join(lines)))
    return tuple(made)


@contextmanager
def applied(fail_at: tuple[int, int] | None = None) -> Iterator[None]:
    """Let the hub be one whose newest schema is 5."""
    with patch.object(migration, "MIGRATIONS", migrations(fail_at)):
        yield


@contextmanager
def as_it_was() -> Iterator[None]:
    """Let the hub be one that knows schema 3 alone."""
    with patch.object(migration, "MIGRATIONS", tuple(one for one in OURS if one.version <= BASE)):
        yield


@contextmanager
def _killed_before(number: int) -> Iterator[None]:
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect
    left = iter(range(number - 1, -1, -1))

    def count(_: str) -> None:
        if next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def connect_counted(place: Any, **settings: Any) -> sqlite3.Connection:
        opened = connect(place, **settings)
        opened.set_trace_callback(count)
        return opened

    with patch.object(sqlite3, "connect", connect_counted):
        yield


def _die_before(number: int, folder: Path) -> bool:
    """Open the store in a child process; tell whether it was killed."""
    folder.mkdir()
    unpack(BASE, folder / "hub.db")
    child = os.fork()
    if child == 0:
        with applied(), _killed_before(number), closing(SqliteStore.open(folder / "hub.db")):
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def main(folder: str) -> None:
    """Kill at every statement there is."""
    number = 1
    while _die_before(number, Path(folder) / str(number)):
        number += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
