"""The memory of what was published: each month of a space once, and errata beside it.

    cells of a month (hub/domain/published_cells.py) ─▶ here, for ever ─▶ every public edition

Nothing that is here ever changes. An erratum is another edition of the same month; the highest
holds. A month of which a row is damaged is told nothing of, is not made again by itself, and an
erratum takes its place; so is a month of which nobody knows whether it was in a book that was
damaged (salvage.py). Beside it stands which `small_count` was in force since when.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, suppress
from datetime import date
from pathlib import Path
from typing import Any, Final, Protocol

from hub.book.file import BookFile, Lent, scalar
from hub.book.row import whole, with_check
from hub.book.tables import Table
from hub.domain.published_cells import (
    Amount,
    InForce,
    MonthCells,
    PublishedMonth,
    Withheld,
    amounts_of,
)

SMALL_COUNT: Final = Table("small_count", ("space", "from_us"), ("small_count",))
MONTH: Final = Table(
    "published_month",
    ("space", "month", "edition"),
    ("first", "at_us", "small_count", "withheld", "reason"),
)
CELL: Final = Table("published_cell", ("space", "month", "edition", "amount"), ("value",))
SALVAGE: Final = Table("salvage", ("number",), ("withheld_until_us",))
UNKNOWN_US: Final = 2**63 - 1
"""Later than any month."""
Key = tuple[str, date]
"""A space by its id, and the first day of a month."""


class Transactions(Protocol):
    """Lends the book, as a BookFile does, or whoever opens it late."""

    def transaction(self) -> AbstractContextManager[Lent]:
        """Lend the connection for one transaction. Raises BookUnavailable."""
        ...


class PublishedMemory:
    """Reads and writes what is published. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def small_counts(self) -> Mapping[str, Sequence[InForce]]:
        """Return which `small_count` each space ever had, oldest first."""
        with self._book.transaction() as db:
            return _small_counts(db)

    def note_small_counts(
        self, present: Mapping[str, int], certain_us: int, likely_us: int
    ) -> None:
        """Remember by space what is in force from now on, where it is another than before.

        More protection counts from the newest instant that is certainly past, less from what is
        likely now: a doubtful clock never takes protection from a month that had it.
        """
        with self._book.transaction() as db:
            known = _small_counts(db)
            for space, small_count in present.items():
                before = known.get(space, [InForce(0, small_count)])[-1]
                if space not in known or before.small_count != small_count:
                    is_less = small_count < before.small_count
                    now_us = max(certain_us, likely_us) if is_less else certain_us
                    from_us = max(now_us, before.from_us + 1)
                    row = {"space": space, "from_us": from_us, "small_count": small_count}
                    db.execute(SMALL_COUNT.insert, with_check(row))

    def taken(self) -> frozenset[Key]:
        """Return which months have an edition, be it damaged: they are never made again.

        Also a month whose head is damaged has cells that name it.
        """
        with self._book.transaction() as db:
            named = [_named(space, month) for _, space, month in _keys(db)]
        return frozenset(key for key in named if key is not None)

    def withheld_until_us(self) -> int:
        """Return by when a month was over that waits for an erratum, if it isn't there; 0: none.

        UNKNOWN_US while that isn't settled after a damage.
        """
        with self._book.transaction() as db:
            rows = db.execute(SALVAGE.select).fetchall()
        return _withheld_until_us(rows, UNKNOWN_US)

    def settle_salvage(self, now_us: int) -> int:
        """Say, the first time after a damage, by when months were over; return what holds.

        A damaged mark is set anew: nothing is published by itself that is over now.
        """
        with self._book.transaction() as db:
            rows = db.execute(SALVAGE.select).fetchall()
            until_us = _withheld_until_us(rows, now_us)
            if until_us != _withheld_until_us(rows, UNKNOWN_US):
                db.execute(f"DELETE FROM {SALVAGE.name}")
                db.execute(SALVAGE.insert, _salvage(1, until_us))
        return until_us

    def undated(self) -> frozenset[str]:
        """Return the spaces of which a row names no month any more: nobody knows what it was of.

        An erratum of that space drops it.
        """
        with self._book.transaction() as db:
            return frozenset(space for _, space, _ in _undated(db))

    def damaged(self) -> frozenset[Key]:
        """Return the months of which nothing is told, because a row of theirs is damaged."""
        taken = self.taken()
        return taken - {(each.space, each.month) for each in self.months()}

    def months(self) -> Sequence[PublishedMonth]:
        """Return what holds of each month, by space and month; nothing of one that is damaged."""
        newest = f"SELECT space, month, max(edition) AS edition FROM {MONTH.name} GROUP BY 1, 2"
        with self._book.transaction() as db:
            held = {_key(row) for row in db.execute(newest)}
            heads = [row for row in whole(db.execute(MONTH.select)) if _key(row) in held]
            cells = _cells(db, held)
        read = (_month(head, cells.get(_key(head), {})) for head in heads)
        return sorted(
            (month for month in read if month is not None),
            key=lambda each: (each.space, each.month),
        )

    def publish(self, month: PublishedMonth) -> bool:
        """Keep a month's first edition; False where there is one: that stands for ever."""
        with self._book.transaction() as db:
            if _newest(db, month) is not None:
                return False
            _add(db, month, 0)
            return True

    def correct(self, month: PublishedMonth, *, is_withheld: bool = False) -> int:
        """Keep an erratum beside what was published, and return the number of its edition.

        Of a month that was never published it is 0: nothing was kept, for there is nothing to
        correct; unless it is withheld, since nobody knows whether it was.
        """
        with self._book.transaction() as db:
            newest = _newest(db, month)
            if newest is None and is_withheld:
                newest = 0
            if newest is None:
                return 0
            _drop_undated(db, month.space)
            _add(db, month, newest + 1)
            return newest + 1


def _small_counts(db: Lent) -> dict[str, list[InForce]]:
    counts: dict[str, list[InForce]] = {}
    for row in whole(db.execute(f"{SMALL_COUNT.select} ORDER BY from_us")):
        counts.setdefault(row["space"], []).append(InForce(row["from_us"], row["small_count"]))
    return counts


def note_salvage(db: Lent) -> None:
    """Remember that this book began with what was whole of a damaged one."""
    number = scalar(db, f"SELECT coalesce(max(number), 0) + 1 FROM {SALVAGE.name}")
    db.execute(SALVAGE.insert, _salvage(number, None))


def _salvage(number: int, until_us: int | None) -> dict[str, object]:
    return with_check({"number": number, "withheld_until_us": until_us})


def _withheld_until_us(rows: Sequence[Mapping[str, Any]], unsettled_us: int) -> int:
    said = [row["withheld_until_us"] for row in whole(rows)]
    known = [until_us for until_us in said if until_us is not None]
    return max([*known, *([unsettled_us] if len(known) < len(rows) else [])], default=0)


def _keys(db: Lent) -> Iterator[tuple[Table, str, Any]]:
    """Yield what heads and cells name: a space and a month, or what has become of them."""
    for table in (MONTH, CELL):
        named = db.execute(f"SELECT DISTINCT space, month FROM {table.name}").fetchall()
        yield from ((table, row["space"], row["month"]) for row in named)


def _named(space: str, month: object) -> Key | None:
    """Return the month that a row names; None: what is there is no date any more."""
    with suppress(ValueError):
        return (space, date.fromisoformat(month)) if isinstance(month, str) else None
    return None


def _undated(db: Lent) -> list[tuple[Table, str, Any]]:
    return [key for key in _keys(db) if _named(*key[1:]) is None]


def _drop_undated(db: Lent, of_space: str) -> None:
    for table, space, month in reversed(_undated(db)):  # cells name their head
        if space == of_space:
            of_it = f"DELETE FROM {table.name} WHERE space = ? AND month = ?"
            db.execute(of_it, (space, month))


def _newest(db: Lent, month: PublishedMonth) -> int | None:
    """Return the newest edition of a month that a head or a cell names."""
    key = (month.space, str(month.month))
    editions = [
        scalar(db, f"SELECT max(edition) FROM {table.name} WHERE space = ? AND month = ?", key)
        for table in (MONTH, CELL)
    ]
    return max((edition for edition in editions if edition is not None), default=None)


def _add(db: Lent, month: PublishedMonth, edition: int) -> None:
    key = {"space": month.space, "month": str(month.month), "edition": edition}
    head = {
        "first": str(month.first),
        "at_us": month.at_us,
        "small_count": month.cells.small_count,
        "withheld": None if month.cells.withheld is None else month.cells.withheld.value,
        "reason": month.reason,
    }
    db.execute(MONTH.insert, with_check({**key, **head}))
    cells = [
        with_check({**key, "amount": amount.value, "value": value})
        for amount, value in month.cells.amounts.items()
    ]
    db.executemany(CELL.insert, cells)


def _key(row: Mapping[str, Any]) -> tuple[str, str, int]:
    return row["space"], row["month"], row["edition"]


def _cells(
    db: Lent, held: Iterable[tuple[str, str, int]]
) -> Mapping[tuple[str, str, int], Mapping[Amount, int]]:
    cells: dict[tuple[str, str, int], dict[Amount, int]] = {key: {} for key in held}
    for row in whole(db.execute(CELL.select)):
        if _key(row) in cells and row["amount"] in tuple(Amount):
            cells[_key(row)][Amount(row["amount"])] = row["value"]
    return cells


def _month(head: Mapping[str, Any], amounts: Mapping[Amount, int]) -> PublishedMonth | None:
    """Put a month together; None where one of its cells is damaged."""
    withheld = None if head["withheld"] is None else Withheld(head["withheld"])
    cells = MonthCells(amounts, withheld, head["small_count"])
    if amounts.keys() != amounts_of(cells):
        return None
    return PublishedMonth(
        space=head["space"],
        month=date.fromisoformat(head["month"]),
        first=date.fromisoformat(head["first"]),
        cells=cells,
        at_us=head["at_us"],
        edition=head["edition"],
        reason=head["reason"],
    )


def read_published(path: Path) -> Sequence[PublishedMonth]:
    """Read what is published beside a hub that may be serving; nothing where there is no book yet.

    Raises BookUnavailable.
    """
    if not path.exists():
        return ()
    with closing(BookFile.read(path)) as book:
        return PublishedMemory(book).months()


def read_withheld_until_us(path: Path) -> int:
    """Read beside a hub that may be serving what PublishedMemory.withheld_until_us says.

    Raises BookUnavailable.
    """
    if not path.exists():
        return 0
    with closing(BookFile.read(path)) as book:
        return PublishedMemory(book).withheld_until_us()
