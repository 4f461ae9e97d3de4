"""Damaged outboxes that were moved aside: named, aged and, once their time has come, deleted.

Whatever could be read of such a file is in the new outbox; the file itself still holds raw events.
Its modification time is therefore set to its oldest event that could be read, so that it goes when
that event's time has come. A file of which nothing could be read keeps the time of its last write.
It knows no database.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from edge.errors import OutboxUnavailable

_PARTS: Final = ("-wal", "-shm", "")


def move_aside(path: Path) -> Path:
    """Rename a damaged outbox with its WAL, and return its new name."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for part in _parts_of(path):
        part.rename(aside.with_name(part.name.replace(path.name, aside.name, 1)))
    return aside


def put_back(aside: Path, path: Path) -> None:
    """Undo `move_aside`; what took the outbox's place is deleted."""
    for part in _parts_of(path):
        part.unlink()
    for part in _parts_of(aside):
        part.rename(path.with_name(part.name.replace(aside.name, path.name, 1)))


def note_age(aside: Path, oldest_us: int) -> None:
    """Date a file that was moved aside, and what belongs to it, by its oldest event."""
    for part in _parts_of(aside):
        os.utime(part, ns=(oldest_us * 1000, oldest_us * 1000))


def delete_aside(path: Path, before_us: int) -> int:
    """Delete what was moved aside from `path` and is older than `before_us`; count the files.

    Raises OutboxUnavailable.
    """
    deleted = 0
    try:
        for part in _aside_of(path):
            if part.stat().st_mtime_ns < before_us * 1000:
                part.unlink()
                deleted += 1
    except OSError as error:
        raise OutboxUnavailable(str(error)) from error
    return deleted


def _parts_of(path: Path) -> list[Path]:
    parts = [path.with_name(path.name + suffix) for suffix in _PARTS]
    return [part for part in parts if part.exists()]


def _aside_of(path: Path) -> Iterator[Path]:
    prefix = f"{path.name}.damaged-"
    return (part for part in list(path.parent.iterdir()) if part.name.startswith(prefix))
