"""A file that only takes up room, so that there is room when the disk is full.

A WAL database on a full disk can't even be emptied: deleting needs space too.
"""

import shutil
from pathlib import Path
from typing import Final

BALLAST_BYTES: Final = 1024 * 1024
_SPARE_BYTES: Final = 8 * BALLAST_BYTES


class Ballast:
    """One MiB beside the outbox."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def is_gone(self) -> bool:
        """Tell whether it was dropped and not taken aboard again."""
        return not self._path.exists()

    def take(self) -> None:
        """Take up the room again, if the disk has plenty."""
        try:
            if self.is_gone and self.leaves_room(0):
                self._path.write_bytes(b"\0" * BALLAST_BYTES)
        except OSError:
            self._path.unlink(missing_ok=True)

    def leaves_room(self, size_bytes: int) -> bool:
        """Tell whether the disk is known to have plenty of room beside `size_bytes`."""
        try:
            return shutil.disk_usage(self._path.parent).free > size_bytes + _SPARE_BYTES
        except OSError:
            return False

    def drop(self) -> bool:
        """Give the room free; False if there was none to give."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True
