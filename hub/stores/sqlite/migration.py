"""Numbered migrations of the embedded store: what makes version n of its schema n + 1.

    no file  ─▶ 0002_tables.sql ─▶ 0003_….sql ─▶ …        on a new file all of them
    version n ─▶ a copy, where room allows ─▶ n + 1 ─▶ …   on an older one those that it lacks

Each is committed in one transaction with its number, which is the file's `user_version`: after a
kill the file is of one version or the next. It knows no table, and no library.
"""

import logging
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Protocol

from hub.schema_migrations import numbered
from hub.stores.sqlite.copies import copy_aside

log = logging.getLogger(__name__)


class Connection(Protocol):
    """What is used of a connection."""

    def execute(self, sql: str, values: Sequence[object] = ..., /) -> Any:
        """Run one statement."""

    def executescript(self, script: str, /) -> Any:
        """Run many."""


MIGRATIONS: Final = numbered(files("hub.stores.sqlite") / "migrations")


def oldest() -> int:
    """Return the first version of the schema that can be brought to the newest."""
    return MIGRATIONS[0].version


def newest() -> int:
    """Return the version of the schema that this version of the hub reads and writes."""
    return MIGRATIONS[-1].version


def migrations() -> tuple[tuple[int, str], ...]:
    """Return every version that can be read, with the script that makes it of the one before."""
    return tuple((each.version, each.script) for each in MIGRATIONS)


def bring_up(db: Connection, path: Path, version: int) -> None:
    """Bring a file of a version to the newest; version 0 is that of an empty file.

    An error leaves a transaction open: close the connection.
    """
    lacking = [each for each in MIGRATIONS if each.version > version]
    if version and lacking:
        copy_aside(db.execute, path, version)
    for migration in lacking:
        db.executescript(migration.script)
    if version and lacking:
        log.info("%s: brought from schema %d to %d", path, version, newest())
