"""Which file stands at a path: told from another one of the same name. It knows no database."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Place:
    """A path, and the file that stood there when it was looked at."""

    path: Path
    device: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """Look at a file. Raises OSError if there is none."""
        found = os.stat(path)  # noqa: PTH116 - of the same look as below
        return cls(path, found.st_dev, found.st_ino)

    def is_kept(self) -> bool:
        """Tell whether the same file still stands there."""
        try:
            found = os.stat(self.path)  # noqa: PTH116 - asked at each commit: as cheap as it can be
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == (self.device, self.inode)
