"""The lock file beside a store, by which one hub writes it. It knows no database."""

import fcntl
from pathlib import Path
from typing import TextIO

from hub.errors import StoreInUse, StoreUnavailable


def lock_to_write(path: Path) -> TextIO:
    """Admit one writer. Raises StoreUnavailable."""
    try:
        lock = path.with_name(path.name + ".lock").open("w")
    except OSError as error:
        raise StoreUnavailable(f"{path}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise StoreInUse(f"{path}: another hub is writing this store") from None
    return lock


def is_being_written(path: Path) -> bool:
    """Tell whether a hub writes this store now."""
    try:
        with path.with_name(path.name + ".lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
