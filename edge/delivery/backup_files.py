"""Outboxes set aside: named, aged and, once their time has come, deleted. It knows no table.

    outbox.db.damaged-1   moved there; whatever could be read of it is in the new outbox
    outbox.db.schema-1    a copy from before a migration, for its owner alone

Both hold raw events. Their modification time is therefore set to the oldest event that could be
read, so that they go as a whole when that event's time has come. A file of which nothing could be
read keeps the time of its last write.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from edge.errors import OutboxUnavailable

_PARTS: Final = ("-wal", "-shm", "")
_UNFINISHED: Final = ".unfinished"
_OLDEST: Final = "SELECT min(CAST(at_us AS INTEGER)) FROM entry"
"""Asks an outbox of any schema."""


def move_damaged(path: Path) -> Path:
    """Rename a damaged outbox with its WAL, and return its new name."""
    number = 1
    while (backup := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for part in _parts_of(path):
        part.rename(backup.with_name(part.name.replace(path.name, backup.name, 1)))
    return backup


def restore_damaged(backup: Path, path: Path) -> None:
    """Undo `move_damaged`; what took the outbox's place is deleted."""
    for part in _parts_of(path):
        part.unlink()
    for part in _parts_of(backup):
        part.rename(path.with_name(part.name.replace(backup.name, path.name, 1)))


def copy_before_migration(execute: Callable[..., Any], path: Path, version: int) -> None:
    """Copy an outbox of a schema's version beside it; an earlier copy of it is replaced.

    Raises OSError and what `execute` raises.
    """
    backup = path.with_name(f"{path.name}.schema-{version}")
    unfinished = backup.with_name(backup.name + _UNFINISHED)
    unfinished.touch(0o600, exist_ok=False)
    execute("VACUUM INTO ?", (str(unfinished),))
    ((oldest_us,),) = execute(_OLDEST).fetchall()
    if oldest_us is not None:
        set_age(unfinished, max(0, oldest_us))
    _bring_to_disk(unfinished)
    unfinished.rename(backup)
    _bring_to_disk(path.parent)


def delete_unfinished(path: Path) -> None:
    """Delete what a kill has left of a copy. Raises OSError."""
    for part in _backups_of(path):
        if _UNFINISHED in part.name:
            part.unlink()


def set_age(backup: Path, oldest_us: int) -> None:
    """Date a file that was set aside, and what belongs to it, by its oldest event."""
    for part in _parts_of(backup):
        os.utime(part, ns=(oldest_us * 1000, oldest_us * 1000))


def delete_expired(path: Path, before_us: int) -> int:
    """Delete what was set aside from `path` and is older than `before_us`; count the files.

    Raises OutboxUnavailable.
    """
    deleted = 0
    try:
        for part in _backups_of(path):
            if part.stat().st_mtime_ns < before_us * 1000:
                part.unlink()
                deleted += 1
    except OSError as error:
        raise OutboxUnavailable(str(error)) from error
    return deleted


def _parts_of(path: Path) -> list[Path]:
    parts = [path.with_name(path.name + suffix) for suffix in _PARTS]
    return [part for part in parts if part.exists()]


def _backups_of(path: Path) -> Iterator[Path]:
    prefixes = (f"{path.name}.damaged-", f"{path.name}.schema-")
    return (part for part in list(path.parent.iterdir()) if part.name.startswith(prefixes))


def _bring_to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
