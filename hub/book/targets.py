"""The memory of what was agreed with the funder: the targets that reports go by.

All are replaced together, and only by whoever has seen those that there are. Numbers are kept as
quotients, exactly as they were agreed. It judges nothing: what may be agreed says the page that
asks for it, and whether it was reached a report.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from hub.book.file import BookFile, Lent
from hub.book.published import Transactions
from hub.book.row import whole, with_check
from hub.book.tables import Table
from hub.domain.indicators import Indicator
from hub.domain.target import Target, Wanted
from hub.errors import HubError

TARGET: Final = Table("target", ("indicator", "space"), ("baseline", "target", "wanted"))


class TargetsChanged(HubError):
    """Somebody else has changed the targets meanwhile."""


class TargetMemory:
    """Reads and writes what is remembered. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def all(self) -> Sequence[Target]:
        """Return every target; damaged rows, and those of unknown indicators, are left out."""
        with self._book.transaction() as db:
            return tuple(_all(db))

    def replace(self, seen: Sequence[Target], now: Sequence[Target]) -> None:
        """Keep others in the place of those that were seen.

        Raises TargetsChanged where there are others by now, and changes nothing then.
        """
        with self._book.transaction() as db:
            if set(_all(db)) != set(seen):
                raise TargetsChanged("the targets were changed meanwhile")
            db.execute(f"DELETE FROM {TARGET.name}")
            db.executemany(TARGET.insert, [_row(each) for each in now])


def _all(db: Lent) -> Iterator[Target]:
    known = set(Indicator)
    for row in whole(db.execute(f"{TARGET.select} {TARGET.by_key}")):
        if row["indicator"] in known:
            yield _target(row)


def _row(each: Target) -> dict[str, object]:
    return with_check(
        {
            "indicator": each.indicator.value,
            "space": each.space or "",
            "baseline": None if each.baseline is None else str(each.baseline),
            "target": str(each.target),
            "wanted": each.wanted.value,
        }
    )


def _target(row: Mapping[str, Any]) -> Target:
    return Target(
        indicator=Indicator(row["indicator"]),
        space=row["space"] or None,
        baseline=None if row["baseline"] is None else Fraction(row["baseline"]),
        target=Fraction(row["target"]),
        wanted=Wanted(row["wanted"]),
    )


def read_targets(path: Path) -> Sequence[Target]:
    """Read them beside a hub that may be serving; none where there is no book yet.

    Raises BookUnavailable.
    """
    if not path.exists():
        return ()
    with closing(BookFile.read(path)) as book:
        return TargetMemory(book).all()
