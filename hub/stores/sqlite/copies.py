"""Files beside a store: copies from before a migration, and what was set aside as damaged.

    hub.db.schema-2     a copy of schema 2
    hub.db.damaged-1    moved there; what is sound of it is in the new store

Such a file holds single events, and may be kept no longer than they may. Its modification time is
that of the oldest of them, and it goes as a whole when they are due. Its owner alone may read it.
"""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from hub.stores.sqlite.schema import IS_PACKED, oldest_raw

log = logging.getLogger(__name__)

_ROOM: Final = 3
"""Free space that the copy, and the WAL of the migration, may take, in sizes of the file."""
_UNFINISHED: Final = ".unfinished"
_DAMAGED: Final = ".damaged-"
_PARTS: Final = ("-wal", "-shm", "")


def copy_aside(execute: Callable[..., Any], path: Path, version: int) -> None:
    """Copy a store of a version beside it, if there is room; an earlier copy of it is replaced."""
    if shutil.disk_usage(path.parent).free < _ROOM * path.stat().st_size:
        log.warning("%s: no room for a copy before it leaves schema %d", path, version)
        return
    aside = path.with_name(f"{path.name}.schema-{version}")
    unfinished = aside.with_name(aside.name + _UNFINISHED)
    unfinished.touch(0o600, exist_ok=False)
    execute("VACUUM INTO ?", (str(unfinished),))
    ((packed,),) = execute(IS_PACKED).fetchall()
    ((oldest_us,),) = execute(oldest_raw(is_packed=bool(packed))).fetchall()
    if oldest_us is not None:
        os.utime(unfinished, ns=(max(0, oldest_us) * 1000,) * 2)
    bring_to_disk(unfinished)
    unfinished.rename(aside)
    bring_to_disk(path.parent)
    log.info("%s: copy of schema %d, kept until its oldest events must be deleted", aside, version)


def bring_to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a power cut."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def has_room(path: Path) -> bool:
    """Tell whether there is room for another store like this one, and its WAL."""
    return shutil.disk_usage(path.parent).free >= _ROOM * path.stat().st_size


def next_aside(path: Path) -> Path:
    """Return the name under which a damaged store is set aside next."""
    number = 1
    while (aside := path.with_name(f"{path.name}{_DAMAGED}{number}")).exists():
        number += 1
    return aside


def move_aside(path: Path) -> Path:
    """Rename a damaged store with its WAL, for its owner alone, and return its new name.

    Raises OSError.
    """
    aside = next_aside(path)
    for part in _parts_of(path):
        part.chmod(0o600)
        part.rename(aside.with_name(part.name.replace(path.name, aside.name, 1)))
    bring_to_disk(path.parent)
    return aside


def note_age(aside: Path, oldest_us: int) -> None:
    """Date a file that was set aside by its oldest event. Raises OSError."""
    for part in _parts_of(aside):
        os.utime(part, ns=(max(0, oldest_us) * 1000,) * 2)


def _parts_of(path: Path) -> list[Path]:
    parts = [path.with_name(path.name + suffix) for suffix in _PARTS]
    return [part for part in parts if part.exists()]


def delete_unfinished(path: Path) -> None:
    """Delete what a kill has left of a copy of this store. Raises OSError."""
    for part in _copies_of(path):
        if _UNFINISHED in part.name:
            part.unlink()


def delete_copies(path: Path, before_us: int) -> int:
    """Delete the copies of this store that hold something older, and count them. Raises OSError."""
    due = [part for part in _copies_of(path) if part.stat().st_mtime_ns < before_us * 1000]
    for part in due:
        part.unlink()
    return len(due)


def _copies_of(path: Path) -> Iterator[Path]:
    prefixes = (f"{path.name}.schema-", f"{path.name}{_DAMAGED}")
    return (part for part in list(path.parent.iterdir()) if part.name.startswith(prefixes))
