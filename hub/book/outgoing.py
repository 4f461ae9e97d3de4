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
from hub.book.row import is_whole, whole, with_check
from hub.book.tables import Table
from hub.domain.people import LINK_LASTS_US

OUTGOING: Final = Table(
    "outgoing_mail",
    ("message_id",),
    (
        "about",
        "recipient",
        "queued_us",
        "state",
        "tries",
        "next_us",
        "ended_us",
        "trouble",
        "message",
    ),
)
FIRST_WAIT_US: Final = 60 * 1_000_000
LONGEST_WAIT_US: Final = 3_600 * 1_000_000
_INVITES: Final = "about LIKE 'invitation %'"
STUCK_US: Final = 6 * LONGEST_WAIT_US
"""Mail that waits so long wants a person."""
INVITING: Final = "invitation "
"""What the words begin with that tell of mail with a link in it, by which somebody can join."""
KEPT_US: Final = 366 * 86_400 * 1_000_000
"""So long it is remembered what became of a message that was sent or dropped."""


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
    """As it is sent, with its Message-ID, its lines ending in CRLF; empty once that is over."""
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

    def due(self, now_us: int) -> Sequence[str]:
        """Return the Message-IDs of what is to be tried now, the oldest first.

        One whose next try a wrong clock has set far off is tried, too.
        """
        question = (
            f"SELECT message_id FROM {OUTGOING.name} WHERE state = ?"
            " AND NOT next_us BETWEEN ? AND ? ORDER BY queued_us, message_id"
        )
        values = (MailState.WAITING.value, now_us + 1, now_us + LONGEST_WAIT_US)
        with self._book.transaction() as db:
            return [row["message_id"] for row in db.execute(question, values)]

    def one(self, message_id: str) -> OutgoingMail | None:
        """Return a message; None: there is none, or it is damaged."""
        with self._book.transaction() as db:
            rows = db.execute(f"{OUTGOING.select} WHERE message_id = ?", (message_id,))
            return next(map(_mail, whole(rows)), None)

    def stuck(self, now_us: int) -> tuple[str, ...]:
        """Return what mail is about that was refused, or has been waiting for long."""
        question = (
            f"SELECT DISTINCT about FROM {OUTGOING.name} WHERE state NOT IN ('sent', 'dropped')"
            " AND (state != 'waiting' OR queued_us < ?) ORDER BY queued_us"
        )
        with self._book.transaction() as db:
            return tuple(row["about"] for row in db.execute(question, (now_us - STUCK_US,)))

    def damaged(self) -> Sequence[str]:
        """Return the Message-IDs of rows that aren't what was written: they are never sent."""
        with self._book.transaction() as db:
            rows = db.execute(OUTGOING.select)
            return [str(row["message_id"]) for row in rows if not is_whole(row)]

    def delete(self, message_id: str) -> None:
        """Delete a row, of which nothing can be told any more."""
        with self._book.transaction() as db:
            db.execute(OUTGOING.delete, {"message_id": message_id})

    def keep(self, mails: Iterable[OutgoingMail]) -> None:
        """Keep messages, new ones or in the place of what was kept of them."""
        with self._book.transaction() as db:
            queue(db, mails)

    def settle(self, mail: OutgoingMail) -> None:
        """Keep what became of a try, unless its message was taken back meanwhile."""
        there = f"SELECT 1 FROM {OUTGOING.name} WHERE message_id = ?"
        with self._book.transaction() as db:
            if db.execute(there, (mail.message_id,)).fetchone() is not None:
                queue(db, [mail])

    def forget(self, now_us: int) -> None:
        """Forget what was sent or dropped long ago, and links in mails with their time."""
        with self._book.transaction() as db:
            over = "state IN ('sent', 'dropped')"
            old = f"DELETE FROM {OUTGOING.name} WHERE {over} AND ended_us < ?"
            db.execute(old, (now_us - KEPT_US,))
            over = f"DELETE FROM {OUTGOING.name} WHERE {_INVITES} AND queued_us < ?"
            db.execute(over, (now_us - LINK_LASTS_US,))


def queue(db: Lent, mails: Iterable[OutgoingMail]) -> None:
    """Keep messages within a transaction of somebody else."""
    db.executemany(OUTGOING.put, [_row(mail) for mail in mails])


def withdraw(db: Lent, about: str) -> None:
    """Forget mail about something that isn't so any more, within somebody's transaction."""
    db.execute(f"DELETE FROM {OUTGOING.name} WHERE about = ?", (about,))


def inviting_mails(db: Lent) -> Sequence[OutgoingMail]:
    """Return the mails that bring a link, within somebody's transaction."""
    return [_mail(row) for row in whole(db.execute(f"{OUTGOING.select} WHERE {_INVITES}"))]


def opens_something(row: Mapping[str, Any]) -> bool:
    """Tell whether a row has a link in it by which somebody could come in."""
    return str(row["about"]).startswith(INVITING)


def mails_about(db: Lent, about: str) -> list[OutgoingMail]:
    """Read what mail is about something, within a transaction of somebody else."""
    rows = db.execute(f"{OUTGOING.select} WHERE about = ? ORDER BY queued_us", (about,))
    return [_mail(row) for row in whole(rows.fetchall())]


def delete_about(db: Lent, about: str) -> None:
    """Delete mail about something, within a transaction of somebody else: also whom it went to."""
    db.execute(f"DELETE FROM {OUTGOING.name} WHERE about = ?", (about,))


def _row(mail: OutgoingMail) -> dict[str, object]:
    return with_check(
        {
            "message_id": mail.message_id,
            "about": mail.about,
            "recipient": mail.recipient,
            "queued_us": mail.queued_us,
            "state": mail.state.value,
            "tries": mail.tries,
            "next_us": mail.next_us,
            "ended_us": mail.ended_us,
            "trouble": mail.trouble,
            "message": mail.message,
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


def read_outgoing(path: Path) -> tuple[Sequence[OutgoingMail], Sequence[str]]:
    """Read the queue beside a hub that may be serving, and the Message-IDs of damaged rows.

    Nothing where there is no book yet. Raises BookUnavailable.
    """
    if not path.exists():
        return (), ()
    with closing(BookFile.read(path)) as book:
        memory = OutgoingMemory(book)
        return memory.all(), memory.damaged()
