"""Copies of a store, made before a migration: `hub.db.schema-2` is one of schema 2.

Such a copy holds single events, and may be kept no longer than they may. Its modification time is
that of the oldest of them, and it goes as a whole when they are due. Its owner alone may read it.
"""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from hub.stores.sqlite.schema import OLDEST_RAW

log = logging.getLogger(__name__)

_ROOM: Final = 3
"""Free space that the copy, and the WAL of the migration, may take, in sizes of the file."""
_UNFINISHED: Final = ".unfinished"


def copy_aside(execute: Callable[..., Any], path: Path, version: int) -> None:
    """Copy a store of a version beside it, if there is room; an earlier copy of it is replaced."""
    if shutil.disk_usage(path.parent).free < _ROOM * path.stat().st_size:
        log.warning("%s: no room for a copy before it leaves schema %d", path, version)
        return
    aside = path.with_name(f"{path.name}.schema-{version}")
    unfinished = aside.with_name(aside.name + _UNFINISHED)
    unfinished.touch(0o600, exist_ok=False)
    execute("VACUUM INTO ?", (str(unfinished),))
    ((oldest_us,),) = execute(OLDEST_RAW).fetchall()
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
    prefix = f"{path.name}.schema-"
    return (part for part in list(path.parent.iterdir()) if part.name.startswith(prefix))
