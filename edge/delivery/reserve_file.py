"""A file that only takes up room, so that there is room when the disk is full.

A WAL database on a full disk can't even be emptied: deleting needs space too.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

RESERVE_BYTES: Final = 1024 * 1024
_SPARE_BYTES: Final = 8 * RESERVE_BYTES
_WAL_BYTES: Final = RESERVE_BYTES


class ReserveFile:
    """One MiB beside the outbox, in a file called `.ballast`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def is_released(self) -> bool:
        """Tell whether its room was given free and not taken up again."""
        return not os.path.exists(self._path)  # noqa: PTH110 - of an ill disk too it says False

    def rewrite(self) -> None:
        """Write one byte and see it onto the disk. Raises OSError.

        The reserve's first byte, which costs a card the least, as neither size nor place changes;
        while its room is given free, one of a file that is deleted again.
        """
        if not self.is_released:
            _write_a_byte(self._path, 0)
            return
        trial = self._path.with_name(self._path.name + ".trial")
        try:
            _write_a_byte(trial, os.O_CREAT)
        finally:
            with suppress(OSError):
                trial.unlink()

    def is_read_only(self) -> bool:
        """Tell whether its disk is mounted so that nothing can be written. Raises OSError."""
        return bool(os.statvfs(self._path.parent).f_flag & os.ST_RDONLY)

    def allocate(self) -> None:
        """Take up the room again, if the disk has plenty."""
        try:
            if self.is_released and self.leaves_room(0):
                self._path.write_bytes(b"\0" * RESERVE_BYTES)
        except OSError:
            self.release()

    def regain(self, need_bytes: int) -> bool:
        """Take the room up again as soon as `need_bytes` and a WAL fit beside it; tell whether.

        That may be less than plenty: what has room must not be given up.
        """
        try:
            free_bytes = shutil.disk_usage(self._path.parent).free
            if self.is_released and free_bytes >= RESERVE_BYTES + _WAL_BYTES + need_bytes:
                self._path.write_bytes(b"\0" * RESERVE_BYTES)
        except OSError:
            self.release()
        return not self.is_released

    def leaves_room(self, size_bytes: int) -> bool:
        """Tell whether the disk is known to have plenty of room beside `size_bytes`."""
        try:
            return shutil.disk_usage(self._path.parent).free > size_bytes + _SPARE_BYTES
        except OSError:
            return False

    def release(self) -> bool:
        """Give the room free; False if there was none to give."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True


def _write_a_byte(path: Path, flags: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | flags, 0o600)
    try:
        os.pwrite(descriptor, b"\0", 0)
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)
