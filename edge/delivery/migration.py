"""Numbered migrations of the outbox: what makes version n of its schema n + 1.

    no file  ─▶ 0001_tables.sql ─▶ 0002_….sql ─▶ …        on a new file all of them
    version n ─▶ a copy, where room allows ─▶ n + 1 ─▶ …   on an older one those that it lacks

Each is committed in one transaction with its number, which stands in the file's `application_id`:
`user_version` is the day of its last rebuild. An agent that knows no migrations refuses a file of
another id, and never writes what it doesn't understand. It knows no table, and no library.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, Protocol

from edge.delivery.backup_files import copy_before_migration, delete_unfinished
from edge.delivery.reserve_file import ReserveFile

log = logging.getLogger(__name__)

FIRST_ID: Final = 0x506C7A6F
""""Plzo", the application id of schema 1; that of schema 2 is one more."""
_MANY: Final = 100
_ROOM: Final = 3
"""Free space that the copy, and the WAL of the migration, may take, in sizes of the file."""
_NAME: Final = re.compile(r"(\d{4})_\w+\.sql")


class Connection(Protocol):
    """What is used of a connection."""

    def execute(self, sql: str, values: Sequence[object] = ..., /) -> Any:
        """Run one statement."""

    def executescript(self, script: str, /) -> Any:
        """Run many."""


@dataclass(frozen=True, slots=True, order=True)
class Migration:
    """Statements that make `version` of the version before, or of an empty file."""

    version: int
    sql: str

    @property
    def script(self) -> str:
        """The whole transaction."""
        number = FIRST_ID + self.version - 1
        return f"BEGIN IMMEDIATE;\n{self.sql}\nPRAGMA application_id = {number};\nCOMMIT;"


def numbered(folder: Traversable) -> tuple[Migration, ...]:
    """Read the migrations of a folder, in their order."""
    named = [(_NAME.fullmatch(each.name), each) for each in folder.iterdir()]
    return tuple(sorted(Migration(int(name[1]), each.read_text()) for name, each in named if name))


MIGRATIONS: Final = numbered(files("edge.delivery") / "migrations")


def newest() -> int:
    """Return the version of the schema that this version of the agent reads and writes."""
    return MIGRATIONS[-1].version


def version_of(db: Connection) -> int | None:
    """Return the version of an outbox's schema, perhaps a later one; None: it is no outbox."""
    version = int(db.execute("PRAGMA application_id").fetchone()[0]) - FIRST_ID + 1
    return version if 1 <= version <= _MANY else None


def bring_up(db: Connection, path: Path, version: int, reserve: ReserveFile) -> None:
    """Bring a file of a version to the newest; version 0 is that of an empty file.

    An error leaves a transaction open: close the connection. Raises OSError, and what the
    connection raises.
    """
    delete_unfinished(path)
    if 0 < version < newest():
        _copy(db, path, version, reserve)
    for migration in MIGRATIONS:
        if migration.version > version:
            db.executescript(migration.script)
    if 0 < version < newest():
        log.info("%s: brought from schema %d to %d", path, version, newest())


def _copy(db: Connection, path: Path, version: int, reserve: ReserveFile) -> None:
    """Copy the outbox, or else make all the room there is for the migration."""
    if reserve.leaves_room(_ROOM * path.stat().st_size):
        copy_before_migration(db.execute, path, version)
    else:
        reserve.release()
        log.warning("%s: no room for a copy before it leaves schema %d", path, version)
