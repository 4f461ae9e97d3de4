"""What is wrong with the disk under an outbox, found out by writing a byte. It knows no row.

SQLite failed ──▶ no room? ──▶ full
              └─▶ a byte is written beside it ──▶ the kernel's answer names it
                                              └─▶ it is taken: the outbox itself is failing
"""

import errno
import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contract.messages import DiskState
from edge.delivery.reserve_file import ReserveFile
from edge.errors import DiskFull, OutboxUnavailable

_STATES: Final[Mapping[int, DiskState]] = MappingProxyType(
    {
        errno.EROFS: DiskState.READ_ONLY,
        errno.ENOSPC: DiskState.FULL,
        errno.EDQUOT: DiskState.FULL,
        errno.ENOENT: DiskState.GONE,
        errno.ENODEV: DiskState.GONE,
        errno.ENXIO: DiskState.GONE,
        errno.ESTALE: DiskState.GONE,
    }
)


_NEVER_RIGHT: Final = frozenset({errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR})


def try_disk(reserve: ReserveFile) -> OSError | None:
    """Write a byte beside the outbox; return what the disk says against it, if anything."""
    try:
        if reserve.is_read_only():
            return OSError(errno.EROFS, os.strerror(errno.EROFS))
        reserve.rewrite()
    except OSError as error:
        return error
    return None


def is_ill(reserve: ReserveFile) -> bool:
    """Tell an ill disk from a path that was never right, and from a file that is at fault."""
    said = try_disk(reserve)
    return said is not None and said.errno not in _NEVER_RIGHT


def judge_disk(reserve: ReserveFile, error: OutboxUnavailable) -> DiskState:
    """Say what is wrong with a disk on which the outbox failed with `error`."""
    if isinstance(error, DiskFull):
        return DiskState.FULL
    said = try_disk(reserve)
    return DiskState.FAILING if said is None else _state_of(said)


def _state_of(said: OSError) -> DiskState:
    return _STATES.get(said.errno or 0, DiskState.FAILING)
