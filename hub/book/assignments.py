"""The memory of assignments: which agents hub.toml gave desks and doors to, at the last start.

By it the hub notices that another agent is named without a date (hub/domain/assignment.py). What
was assigned once stays remembered, with the end of its time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Final

from sqlalchemy import Column, Integer, LargeBinary, String, Table, delete, insert, select

from hub.book.file import BookFile
from hub.book.row import whole, with_check
from hub.book.tables import METADATA
from hub.domain.assignment import Assigned

ASSIGNMENT: Final = Table(
    "assignment",
    METADATA,
    Column("space", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("unit", String, primary_key=True),
    Column("agent", String, primary_key=True),
    Column("until_us", Integer),
    Column("check_sum", LargeBinary, nullable=False),
)


class AssignmentMemory:
    """Reads and writes what is remembered. Every call raises BookUnavailable."""

    def __init__(self, book: BookFile) -> None:
        self._book = book

    def remembered(self) -> Sequence[Assigned]:
        """Return all that was ever assigned, by space and unit; damaged rows are forgotten."""
        with self._book.transaction() as db:
            rows = db.execute(select(ASSIGNMENT).order_by(*ASSIGNMENT.primary_key.columns))
            return [
                Assigned(row["space"], row["kind"], row["unit"], row["agent"], row["until_us"])
                for row in whole(rows)
            ]

    def remember(self, assigned: Iterable[Assigned]) -> None:
        """Remember these; of the same desk or door and agent the newest word stands."""
        with self._book.transaction() as db:
            for each in assigned:
                values = asdict(each)
                same = [column == values[column.name] for column in ASSIGNMENT.primary_key]
                db.execute(delete(ASSIGNMENT).where(*same))
                db.execute(insert(ASSIGNMENT), with_check(values))
