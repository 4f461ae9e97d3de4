"""Files for their owner alone, whatever the shell that started the program allows others.

An outbox, its WAL and its copies tell when somebody was there. It knows no file of ours.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_OTHERS: Final = 0o077
_OWNER: Final = 0o600


@contextmanager
def for_the_owner_alone() -> Iterator[None]:
    """Let every file and folder that is made meanwhile, by children too, be closed to others."""
    before = os.umask(_OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def make_private(path: Path) -> None:
    """Make an empty file for its owner alone, or close to others the one that is there.

    Where that can't be done nothing is said: whoever opens the file will.
    """
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _OWNER)
        try:
            os.fchmod(descriptor, _OWNER)
        finally:
            os.close(descriptor)
