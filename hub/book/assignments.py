"""The memory of assignments: which agents hub.toml gave desks and doors to, at the last start.

By it the hub notices that another agent is named without a date (hub/domain/assignment.py). What
was assigned once stays remembered, with the end of its time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Final

from hub.book.file import BookFile
from hub.book.row import whole, with_check
from hub.book.tables import Table
from hub.domain.assignment import Assigned

ASSIGNMENT: Final = Table("assignment", ("space", "kind", "unit", "agent"), ("until_us",))


class AssignmentMemory:
    """Reads and writes what is remembered. Every call raises BookUnavailable."""

    def __init__(self, book: BookFile) -> None:
        self._book = book

    def remembered(self) -> Sequence[Assigned]:
        """Return all that was ever assigned, by space and unit; damaged rows are forgotten."""
        with self._book.transaction() as db:
            rows = db.execute(f"{ASSIGNMENT.select} {ASSIGNMENT.by_key}")
            return [
                Assigned(row["space"], row["kind"], row["unit"], row["agent"], row["until_us"])
                for row in whole(rows)
            ]

    def remember(self, assigned: Iterable[Assigned]) -> None:
        """Remember these; of the same desk or door and agent the newest word stands."""
        with self._book.transaction() as db:
            db.executemany(ASSIGNMENT.put, [with_check(asdict(each)) for each in assigned])
