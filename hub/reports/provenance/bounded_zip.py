"""An archive that a stranger may have made: opened within bounds, read piece by piece.

Reports are archives with tens of parts that unpack to some forty times their size. What claims or
turns out to be far beyond that is refused before it costs memory: a part is never held whole.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

MAX_PARTS: Final = 5_000
MAX_RATIO: Final = 250
"""Of all parts together to the archive; the most repetitive report has a fourth of it."""
SPARE_BYTES: Final = 1024 * 1024
"""What an archive may unpack to, however small it is."""
MAX_UNPACKED_BYTES: Final = 512 * 1024 * 1024
PIECE_BYTES: Final = 64 * 1024
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What `zipfile` raises about bytes that are no sound archive, or are encrypted."""


class BadArchive(Exception):
    """It is damaged, or larger inside than any report."""


class BoundedZip:
    """The parts of an archive. Opening raises BadArchive."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN:
            raise BadArchive("the archive is damaged") from None
        parts = self._archive.infolist()
        self.names = tuple(part.filename for part in parts)
        allowed = min(MAX_UNPACKED_BYTES, len(content) * MAX_RATIO + SPARE_BYTES)
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > allowed:
            raise BadArchive("its parts are larger than those of any report")
        if len(set(self.names)) < len(self.names):
            raise BadArchive("two of its parts have the same name")

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a part, unpacked, piece by piece; nothing of one that isn't there.

        Never more than the archive said before, whatever is packed in it. Raises BadArchive.
        """
        if name not in self.names:
            return
        try:
            with self._archive.open(name) as part:
                while piece := part.read(PIECE_BYTES):
                    yield piece
        except _BROKEN:
            raise BadArchive("the archive is damaged") from None
