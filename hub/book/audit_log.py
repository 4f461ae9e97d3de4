"""The audit log: who changed what, in a chain (hub/domain/audit_chain.py), for twelve months.

An entry is written in the same transaction as what it tells of: there is neither without the other.
It says no desk, no state and no name; what stands in `detail` are words of ours.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from hub.book.file import BookFile, Lent
from hub.book.published import Transactions
from hub.book.row import is_whole, with_check
from hub.book.tables import Table
from hub.domain.audit_chain import Action, Entry, sealed

KEPT_US: Final = 365 * 86_400 * 1_000_000
AUDIT_ENTRY: Final = Table(
    "audit_entry",
    ("number",),
    ("at_us", "actor", "action", "subject", "space", "detail", "before", "hash"),
)
_NEWEST: Final = f"{AUDIT_ENTRY.select} ORDER BY number DESC LIMIT 1"


def append(
    db: Lent,
    at_us: int,
    actor: str,
    action: Action,
    *,
    subject: str = "",
    space: str = "",
    detail: str = "",
) -> None:
    """Add an entry to the chain, in somebody's transaction."""
    said = Entry(0, at_us, actor, action.value, subject, space, detail)
    db.execute(AUDIT_ENTRY.insert, _row(sealed(said, _newest(db))))


def _newest(db: Lent) -> Entry | None:
    """Return the newest entry, be it damaged: the chain goes on behind it and shows that."""
    row = db.execute(_NEWEST).fetchone()
    return None if row is None else _entry(row)


def forget_old(db: Lent, certain_us: int) -> None:
    """Delete from the front what is older than twelve months; the newest entry of all stays.

    `certain_us` is a time that has certainly passed: a clock that runs ahead deletes nothing.
    """
    db.execute(
        "DELETE FROM audit_entry WHERE number < (SELECT coalesce("
        "(SELECT min(number) FROM audit_entry WHERE at_us >= :limit_us),"
        " (SELECT max(number) FROM audit_entry)))",
        {"limit_us": certain_us - KEPT_US},
    )


class AuditLog:
    """Reads the log. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def entries(self) -> Sequence[Entry]:
        """Return all that are whole, oldest first."""
        return self.look()[0]

    def look(self) -> tuple[Sequence[Entry], Sequence[int]]:
        """Return all that are whole, oldest first, and the numbers of those that aren't.

        The book is lent only for as long as it takes to read them.
        """
        with self._book.transaction() as db:
            rows = db.execute(f"{AUDIT_ENTRY.select} ORDER BY number").fetchall()
        entries, damaged = list[Entry](), list[int]()
        for row in rows:
            if is_whole(row):
                entries.append(_entry(row))
            else:
                damaged.append(row["number"])
        return entries, damaged

    def note(self, at_us: int, actor: str, action: Action, **about: str) -> None:
        """Add an entry of something that changes nothing else in the book.

        `about` may have `subject`, `space` and `detail`.
        """
        with self._book.transaction() as db:
            append(db, at_us, actor, action, **about)

    def forget_old(self, certain_us: int) -> None:
        """Delete what is older than twelve months by a time that has certainly passed."""
        with self._book.transaction() as db:
            forget_old(db, certain_us)


def read_entries(path: Path) -> Sequence[Entry]:
    """Read the log beside a hub that may be serving; nothing where there is no book yet.

    Raises BookUnavailable.
    """
    if not path.exists():
        return ()
    with closing(BookFile.read(path)) as book:
        return AuditLog(book).entries()


def _row(entry: Entry) -> dict[str, object]:
    return with_check(
        {
            "number": entry.number,
            "at_us": entry.at_us,
            "actor": entry.actor,
            "action": entry.action,
            "subject": entry.subject,
            "space": entry.space,
            "detail": entry.detail,
            "before": entry.before,
            "hash": entry.hash,
        }
    )


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        number=row["number"],
        at_us=row["at_us"],
        actor=row["actor"],
        action=row["action"],
        subject=row["subject"],
        space=row["space"],
        detail=row["detail"],
        before=bytes(row["before"]),
        hash=bytes(row["hash"]),
    )
