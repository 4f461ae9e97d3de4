"""The memory of desks in doubt for want of a sign of life, since when and until when.

Reports of the past name them beside their figures, so a row stays for as long as the book. It names
desks and days, and no state. When a doubt begins and ends says hub/domain/sign_doubt.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Final

from hub.book.file import BookFile
from hub.book.published import Transactions
from hub.book.row import whole, with_check
from hub.book.tables import Table
from hub.domain.sign_doubt import SignDoubt

SIGN_DOUBT: Final = Table(
    "sign_doubt",
    ("space", "agent", "sensor", "sign_day", "since_us"),
    ("desk", "until_us"),
)


class SignDoubtMemory:
    """Reads and writes what is remembered. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def all(self) -> Sequence[SignDoubt]:
        """Return every doubt that ever was; damaged rows are forgotten."""
        with self._book.transaction() as db:
            rows = db.execute(f"{SIGN_DOUBT.select} {SIGN_DOUBT.by_key}")
            return [_doubt(row) for row in whole(rows)]

    def lasting(self) -> Sequence[SignDoubt]:
        """Return those that last."""
        return [each for each in self.all() if each.until_us is None]

    def keep(self, doubts: Iterable[SignDoubt]) -> None:
        """Keep doubts that begin, and those that end in the place of what was kept of them."""
        with self._book.transaction() as db:
            db.executemany(SIGN_DOUBT.put, [_row(each) for each in doubts])


def _row(each: SignDoubt) -> dict[str, object]:
    return with_check(
        {
            "space": each.space,
            "agent": each.agent,
            "sensor": each.sensor,
            "sign_day": str(each.sign_day),
            "desk": each.desk,
            "since_us": each.since_us,
            "until_us": each.until_us,
        }
    )


def _doubt(row: Mapping[str, Any]) -> SignDoubt:
    return SignDoubt(
        space=row["space"],
        agent=row["agent"],
        sensor=row["sensor"],
        sign_day=date.fromisoformat(row["sign_day"]),
        desk=row["desk"],
        since_us=row["since_us"],
        until_us=row["until_us"],
    )


def read_sign_doubts(path: Path) -> Sequence[SignDoubt]:
    """Read them beside a hub that may be serving; none where there is no book yet.

    Raises BookUnavailable.
    """
    if not path.exists():
        return ()
    with closing(BookFile.read(path)) as book:
        return SignDoubtMemory(book).all()
