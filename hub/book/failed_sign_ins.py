"""How many attempts to sign in have failed, day by day: numbers alone, for a quarter of a year.

No name, no address and no hash of one is here: people also type passwords into the field of names.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Final

from hub.book.file import Lent
from hub.book.published import Transactions
from hub.book.row import whole, with_check
from hub.book.tables import Table
from hub.errors import BookUnavailable

FAILED_SIGN_IN: Final = Table(
    "failed_sign_in", ("day",), ("wrong_count", "refused_count", "name_count")
)
KEPT: Final = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class FailedCounts:
    """What failed on one day, or a part of it."""

    wrong_count: int = 0
    refused_count: int = 0
    """So many weren't looked at, because there had been too many."""
    name_count: int = 0
    """At least so many different names were tried."""

    def __add__(self, other: "FailedCounts") -> "FailedCounts":
        """Add what came later; names may be the same ones."""
        return FailedCounts(
            self.wrong_count + other.wrong_count,
            self.refused_count + other.refused_count,
            max(self.name_count, other.name_count),
        )


class FailedSignInMemory:
    """Reads and writes the counts. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def add(self, day: date, counts: FailedCounts) -> None:
        """Add to what is known of a local day, and forget what is old."""
        with self._book.transaction() as db:
            before = dict(_all(db)).get(day, FailedCounts())
            row = {"day": str(day), **asdict(before + counts)}
            db.execute(FAILED_SIGN_IN.put, with_check(row))
            old = f"DELETE FROM {FAILED_SIGN_IN.name} WHERE day < ?"
            db.execute(old, (str(day - KEPT),))

    def failing(self, today: date) -> int | None:
        """Return how many have failed yesterday and today; None: nobody knows. It never raises."""
        with suppress(BookUnavailable):
            counts = (each for _, each in self.since(today - timedelta(days=1)))
            return sum(each.wrong_count + each.refused_count for each in counts)
        return None

    def since(self, first: date) -> Sequence[tuple[date, FailedCounts]]:
        """Return each day with failures from a day on, the newest first."""
        with self._book.transaction() as db:
            return [each for each in reversed(_all(db)) if each[0] >= first]


def _all(db: Lent) -> list[tuple[date, FailedCounts]]:
    rows = whole(db.execute(f"{FAILED_SIGN_IN.select} {FAILED_SIGN_IN.by_key}"))
    return [
        (
            date.fromisoformat(row["day"]),
            FailedCounts(row["wrong_count"], row["refused_count"], row["name_count"]),
        )
        for row in rows
    ]
