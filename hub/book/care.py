"""The memory of care: what needed somebody, since when, and until when.

One row per trouble and time: it begins when it is first found, is seen again every minute, and ends
when it is over; a year later it goes. A damaged row begins anew. What needs somebody is judged by
hub/domain/care.py, and said by whoever reads this.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    delete,
    insert,
    select,
)

from hub.book.file import BookFile
from hub.book.row import whole, with_check
from hub.book.tables import METADATA

KEPT_US: Final = 365 * 86_400 * 1_000_000
"""What is over is remembered for so long."""

CARE: Final = Table(
    "care",
    METADATA,
    Column("kind", String, primary_key=True),
    Column("space", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("since_us", Integer, primary_key=True),
    Column("seen_us", Integer, nullable=False),
    Column("until_us", Integer),
    Column("check_sum", LargeBinary, nullable=False),
)
_LASTING: Final = select(CARE).where(CARE.c.until_us.is_(None))


@dataclass(frozen=True, slots=True, order=True)
class Trouble:
    """One thing that needs somebody: its kind, where, and what it is about."""

    kind: str
    space: str = ""
    """Empty where it is of the whole hub."""
    subject: str = ""
    """The agent, sensor, desk, door or file; empty for none."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A trouble and its time, in microseconds since 1970."""

    trouble: Trouble
    since_us: int
    seen_us: int
    """When it was last found to be so."""
    until_us: int | None
    """None while it lasts."""


class CareMemory:
    """Reads and writes what is remembered. Every call raises BookUnavailable."""

    def __init__(self, book: BookFile) -> None:
        self._book = book

    def note(self, found: Iterable[Trouble], now_us: int) -> None:
        """Remember all that is found now: what is new begins, what isn't found any more is over."""
        present = set(found)
        with self._book.transaction() as db:
            lasting = {each.trouble: each for each in _read(db, _LASTING)}
            db.execute(delete(CARE).where(CARE.c.until_us.is_(None)))
            rows = [_noted(trouble, lasting.get(trouble), now_us) for trouble in present]
            rows += [
                _over(each, now_us) for each in lasting.values() if each.trouble not in present
            ]
            if rows:
                db.execute(insert(CARE), rows)
            db.execute(delete(CARE).where(CARE.c.until_us < now_us - KEPT_US))

    def lasting(self) -> Sequence[Remembered]:
        """Return what needs somebody, oldest first."""
        with self._book.transaction() as db:
            return sorted(_read(db, _LASTING), key=lambda each: (each.since_us, each.trouble))

    def over(self, since_us: int) -> Sequence[Remembered]:
        """Return what has ended since an instant, the newest end first."""
        ended = select(CARE).where(CARE.c.until_us >= since_us).order_by(CARE.c.until_us.desc())
        with self._book.transaction() as db:
            return _read(db, ended)


def _read(db: Connection, rows: Select[Any]) -> list[Remembered]:
    return [
        Remembered(
            Trouble(row["kind"], row["space"], row["subject"]),
            row["since_us"],
            row["seen_us"],
            row["until_us"],
        )
        for row in whole(db.execute(rows))
    ]


def _noted(trouble: Trouble, before: Remembered | None, now_us: int) -> dict[str, object]:
    since_us = now_us if before is None else before.since_us
    return _row(Remembered(trouble, since_us, now_us, None))


def _over(each: Remembered, now_us: int) -> dict[str, object]:
    return _row(Remembered(each.trouble, each.since_us, each.seen_us, max(now_us, each.seen_us)))


def _row(each: Remembered) -> dict[str, object]:
    times: Mapping[str, object] = {
        "since_us": each.since_us,
        "seen_us": each.seen_us,
        "until_us": each.until_us,
    }
    return with_check({**asdict(each.trouble), **times})
