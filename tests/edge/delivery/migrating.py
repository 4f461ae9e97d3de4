"""Migrations that only tests apply, and processes that are killed in the middle of them.

    python -m tests.edge.delivery.migrating FOLDER

brings FOLDER/n/outbox.db, the outbox of schema 2, to schema 4 in a process that is killed before
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

from edge.delivery import migration
from edge.delivery.migration import Migration
from edge.delivery.outbox import Outbox
from tests.edge.delivery.earlier_outboxes import ROOMY, unpack

BASE: Final = 2
OURS: Final = migration.MIGRATIONS
STATEMENTS: Final = {
    3: (
        "ALTER TABLE entry ADD COLUMN label TEXT;",
        "UPDATE entry SET label = 'seen';",
        "CREATE INDEX entry_by_label ON entry (label);",
    ),
    4: (
        "CREATE TABLE wide_entry (seq INTEGER, body TEXT);",
        "INSERT INTO wide_entry SELECT seq, body FROM entry;",
    ),
}
_BAD: Final = "SELECT no_such_function();"


def migrations(fail_at: tuple[int, int] | None = None) -> tuple[Migration, ...]:
    """Return schema 2 and what makes 4 of it, perhaps with a statement of one that fails."""
    made = [each for each in OURS if each.version <= BASE]
    for version, statements in STATEMENTS.items():
        lines = list(statements)
        if fail_at is not None and fail_at[0] == version:
            lines.insert(fail_at[1], _BAD)
        made.append(Migration(version, "\n".join(lines)))
    return tuple(made)


@contextmanager
def applied(fail_at: tuple[int, int] | None = None) -> Iterator[None]:
    """Let the agent be one whose newest schema is 4."""
    with patch.object(migration, "MIGRATIONS", migrations(fail_at)):
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
    """Open the outbox in a child process; tell whether it was killed."""
    folder.mkdir()
    unpack(BASE, folder / "outbox.db")
    child = os.fork()
    if child == 0:
        path = folder / "outbox.db"
        with applied(), _killed_before(number), closing(Outbox.open(path, ROOMY)):
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
