"""Damaged rows of the book, looked for by the care thread: a bounded way each minute.

Once all was seen it rests, and begins again after five minutes. While the book can't be read, what
was found last stands, for nothing is known that is newer.
"""

from typing import Final

from hub.book.damaged_rows import DamagedRows
from hub.book.published import Transactions
from hub.errors import BookUnavailable

READ_EVERY_S: Final = 300.0


class BookRowsLook:
    """Looks again and again. One thread owns it."""

    def __init__(self, book: Transactions) -> None:
        self._rows = DamagedRows(book)
        self._next_s: float | None = None

    def look(self, now_s: float) -> tuple[str, ...] | None:
        """Tell which subjects have damaged rows; None: all hasn't been seen once yet."""
        if self._next_s is None or now_s >= self._next_s:
            self._go_on(now_s)
        return self._rows.found

    def _go_on(self, now_s: float) -> None:
        try:
            if self._rows.look():
                self._next_s = now_s + READ_EVERY_S
        except BookUnavailable:
            return
