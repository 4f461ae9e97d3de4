"""The one queue of mail that leaves the hub: kept until a server has taken it, or said never.

    queue (in the transaction of what it tells of) ─▶ waiting ─▶ sent | refused | dropped
                                                        ▲  │
                                                        └──┘ a try that failed, or ended unknown

Each recipient has a row, and a Message-ID that never changes: who gets one twice, after an end that
nobody knows, has the same message twice. It knows no server and no wall clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from hub.book.file import BookFile, Lent
from hub.book.published import Transactions
from hub.book.row import whole, with_check
from hub.book.tables import Table

OUTGOING: Final = Table(
    "outgoing_mail",
    ("message_id",),
    (
        "about",
        "recipient",
        "queued_us",
        "message",
        "state",
        "tries",
        "next_us",
        "ended_us",
        "trouble",
    ),
)
FIRST_WAIT_US: Final = 60 * 1_000_000
LONGEST_WAIT_US: Final = 3_600 * 1_000_000
KEPT_US: Final = 366 * 86_400 * 1_000_000
"""So long it is remembered what became of a message."""


class MailState(StrEnum):
    """How it is with a message."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    """The server said never."""
    DROPPED = "dropped"
    """A person gave it up."""


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A message to one recipient."""

    message_id: str
    about: str
    recipient: str
    queued_us: int
    message: bytes
    """As it is sent, with its Message-ID; empty once that is over."""
    state: MailState = MailState.WAITING
    tries: int = 0
    next_us: int = 0
    ended_us: int | None = None
    trouble: str = ""

    def begun(self, now_us: int) -> "OutgoingMail":
        """Return it with one more try, and the next one after a longer wait, should this fail."""
        wait_us = min(FIRST_WAIT_US * 2 ** min(self.tries, 16), LONGEST_WAIT_US)
        return replace(self, tries=self.tries + 1, next_us=now_us + wait_us)

    def ended(self, state: MailState, now_us: int, trouble: str = "") -> "OutgoingMail":
        """Return it as over; what was refused is kept whole, so that it can be sent again."""
        message = self.message if state is MailState.REFUSED else b""
        return replace(self, state=state, message=message, ended_us=now_us, trouble=trouble)


class OutgoingMemory:
    """Reads and writes the queue. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def all(self) -> Sequence[OutgoingMail]:
        """Return every message that is remembered, the oldest first; none that is damaged."""
        with self._book.transaction() as db:
            rows = db.execute(f"{OUTGOING.select} ORDER BY queued_us, message_id")
            return [_mail(row) for row in whole(rows)]

    def waiting(self) -> Sequence[OutgoingMail]:
        """Return those that wait."""
        return [mail for mail in self.all() if mail.state is MailState.WAITING]

    def keep(self, mails: Iterable[OutgoingMail]) -> None:
        """Keep messages, new ones or in the place of what was kept of them."""
        with self._book.transaction() as db:
            queue(db, mails)

    def forget(self, now_us: int) -> None:
        """Forget what has been over for long."""
        with self._book.transaction() as db:
            old = f"DELETE FROM {OUTGOING.name} WHERE ended_us < ?"
            db.execute(old, (now_us - KEPT_US,))


def queue(db: Lent, mails: Iterable[OutgoingMail]) -> None:
    """Keep messages within a transaction of somebody else."""
    db.executemany(OUTGOING.put, [_row(mail) for mail in mails])


def _row(mail: OutgoingMail) -> dict[str, object]:
    return with_check(
        {
            "message_id": mail.message_id,
            "about": mail.about,
            "recipient": mail.recipient,
            "queued_us": mail.queued_us,
            "message": mail.message,
            "state": mail.state.value,
            "tries": mail.tries,
            "next_us": mail.next_us,
            "ended_us": mail.ended_us,
            "trouble": mail.trouble,
        }
    )


def _mail(row: Mapping[str, Any]) -> OutgoingMail:
    return OutgoingMail(
        message_id=row["message_id"],
        about=row["about"],
        recipient=row["recipient"],
        queued_us=row["queued_us"],
        message=row["message"],
        state=MailState(row["state"]),
        tries=row["tries"],
        next_us=row["next_us"],
        ended_us=row["ended_us"],
        trouble=row["trouble"],
    )


def read_outgoing(path: Path) -> Sequence[OutgoingMail]:
    """Read the queue beside a hub that may be serving; nothing where there is no book yet.

    Raises BookUnavailable.
    """
    if not path.exists():
        return ()
    with closing(BookFile.read(path)) as book:
        return OutgoingMemory(book).all()
