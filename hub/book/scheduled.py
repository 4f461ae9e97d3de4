"""The memory of the reports that schedules have made: each period once.

The record and the mail that tells of it are one transaction: after a power cut both are there, or
neither, and then it is made again.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from hub.book.file import BookFile
from hub.book.outgoing import OutgoingMail, queue
from hub.book.published import Transactions
from hub.book.row import whole, with_check
from hub.book.tables import Table

SCHEDULED: Final = Table("scheduled_report", ("schedule", "first"), ("last", "made_us", "files"))


@dataclass(frozen=True, slots=True)
class ScheduledReport:
    """A report that a schedule has made."""

    schedule: str
    """Its name."""
    first: date
    last: date
    made_us: int
    files: tuple[str, ...]
    """Their names."""


class ScheduledMemory:
    """Reads and writes what was made. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def all(self) -> Sequence[ScheduledReport]:
        """Return all that was made, by schedule and day; none that is damaged."""
        with self._book.transaction() as db:
            rows = db.execute(f"{SCHEDULED.select} {SCHEDULED.by_key}")
            return [_report(row) for row in whole(rows)]

    def latest(self) -> Mapping[str, date]:
        """Return the first day of the latest that each schedule has made, by its name."""
        return {each.schedule: each.first for each in self.all()}  # the last of each stands

    def keep(self, made: ScheduledReport, mails: Iterable[OutgoingMail]) -> None:
        """Keep what was made, and the mail that tells of it: both, or neither."""
        row = {
            "schedule": made.schedule,
            "first": str(made.first),
            "last": str(made.last),
            "made_us": made.made_us,
            "files": "\n".join(made.files),
        }
        with self._book.transaction() as db:
            db.execute(SCHEDULED.put, with_check(row))
            queue(db, mails)


def _report(row: Mapping[str, Any]) -> ScheduledReport:
    return ScheduledReport(
        schedule=row["schedule"],
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
        made_us=row["made_us"],
        files=tuple(row["files"].splitlines()),
    )


def read_scheduled(path: Path) -> Sequence[ScheduledReport]:
    """Read it beside a hub that may be serving; nothing where there is no book yet.

    Raises BookUnavailable.
    """
    if not path.exists():
        return ()
    with closing(BookFile.read(path)) as book:
        return ScheduledMemory(book).all()
