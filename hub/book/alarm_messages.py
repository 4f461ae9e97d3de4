"""What was told of cases by which way, and the queue of what leaves by another way than mail.

    tell: told + queue row, one transaction ─▶ waiting ─▶ sent | dropped
                                                 ▲  │
                                                 └──┘ a try that failed, or ended unknown

Mail goes by the queue of outgoing mail (outgoing.py), in the same transaction. A message has an id
that never changes: who gets it twice, after an end that nobody knows, can tell. It holds no address
and knows no server and no wall clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from hub.book.file import Lent
from hub.book.outgoing import MailState, OutgoingMail, mails_about, queue
from hub.book.published import Transactions
from hub.book.row import whole, with_check
from hub.book.tables import Table
from hub.domain.alarm import Step, Told
from hub.domain.care_answer import Case

ALARM_TOLD: Final = Table(
    "alarm_told",
    ("way", "kind", "space", "subject", "since_us", "step", "number"),
    ("at_us", "message_id"),
)
ALARM_MESSAGE: Final = Table(
    "alarm_message",
    ("message_id",),
    ("way", "queued_us", "state", "tries", "next_us", "ended_us", "trouble", "title", "body"),
)
FIRST_WAIT_US: Final = 60 * 1_000_000
LONGEST_WAIT_US: Final = 3_600 * 1_000_000
DAY_US: Final = 86_400 * 1_000_000
UNREACHED_US: Final = DAY_US
"""A way that has failed for so long wants a person."""
GIVEN_UP_US: Final = 7 * DAY_US
"""A message that is so old is no news any more."""
KEPT_US: Final = 30 * DAY_US
"""So long it is remembered what became of a message, and what was told of a case that is over."""


class MessageState(StrEnum):
    """How it is with a message."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    """Its way was switched off, or it got too old."""


@dataclass(frozen=True, slots=True)
class AlarmMessage:
    """A message by one way."""

    message_id: str
    way: str
    queued_us: int
    title: str
    body: str
    """JSON, see hub/alarm_message.py; empty once that is over."""
    state: MessageState = MessageState.WAITING
    tries: int = 0
    next_us: int = 0
    ended_us: int | None = None
    trouble: str = ""

    def begun(self, now_us: int) -> "AlarmMessage":
        """Return it with one more try, and the next one after a longer wait, should this fail."""
        wait_us = min(FIRST_WAIT_US * 2 ** min(self.tries, 16), LONGEST_WAIT_US)
        return replace(self, tries=self.tries + 1, next_us=now_us + wait_us)

    def ended(self, state: MessageState, now_us: int) -> "AlarmMessage":
        """Return it as over."""
        trouble = "" if state is MessageState.SENT else self.trouble
        return replace(self, state=state, body="", ended_us=now_us, trouble=trouble)


@dataclass(frozen=True, slots=True)
class Reached:
    """How a way does: when something got through last, and since when nothing does."""

    sent_us: int | None = None
    failing_us: int | None = None
    """When the oldest message was queued that doesn't get through; None: none waits in vain."""
    trouble: str = ""
    """Why: a value of hub/domain/alarm_trouble.py, or of mail what the server said."""

    def is_unreached(self, now_us: int) -> bool:
        """Tell whether a way has failed for so long that a person is wanted."""
        return self.failing_us is not None and now_us - self.failing_us >= UNREACHED_US


class AlarmQueue:
    """Reads and writes the queue. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def due(self, now_us: int) -> Sequence[AlarmMessage]:
        """Return what is to be tried now, what was tried least first, then the oldest.

        Also what a wrong clock set far off.
        """
        question = (
            f"{ALARM_MESSAGE.select} WHERE state = 'waiting'"
            " AND NOT next_us BETWEEN ? AND ? ORDER BY tries, queued_us, message_id"
        )
        with self._book.transaction() as db:
            rows = db.execute(question, (now_us + 1, now_us + LONGEST_WAIT_US))
            return [_message(row) for row in whole(rows)]

    def keep(self, message: AlarmMessage) -> bool:
        """Keep what became of a message; tell whether it is still wanted."""
        with self._book.transaction() as db:
            asked = f"{ALARM_MESSAGE.select} WHERE message_id = ? AND state = 'waiting'"
            if db.execute(asked, (message.message_id,)).fetchone() is None:
                return False
            db.execute(ALARM_MESSAGE.put, _row(message))
            return True

    def forget(self, now_us: int) -> None:
        """Give up what got too old, and forget what was sent or dropped long ago."""
        with self._book.transaction() as db:
            for message in _read(db, "state = 'waiting' AND queued_us < ?", now_us - GIVEN_UP_US):
                db.execute(ALARM_MESSAGE.put, _row(message.ended(MessageState.DROPPED, now_us)))
            old = f"DELETE FROM {ALARM_MESSAGE.name} WHERE state != 'waiting' AND ended_us < ?"
            db.execute(old, (now_us - KEPT_US,))

    def reached(self, way: str) -> Reached:
        """Tell how a way does."""
        with self._book.transaction() as db:
            return reached_in(db, way)


def about(way: str) -> str:
    """Return what mail of a way is about, for the queue of outgoing mail."""
    return f"alarm {way}"


def read_told(db: Lent) -> list[Told]:
    """Read all that was told, in somebody's transaction."""
    rows = whole(db.execute(f"{ALARM_TOLD.select} ORDER BY at_us"))
    return [_told(row) for row in rows if row["step"] in tuple(Step)]


def note_told(db: Lent, told: Iterable[Told], message_id: str) -> None:
    """Write down what a message tells; an error if any of it was told before."""
    db.executemany(ALARM_TOLD.insert, [_told_row(each, message_id) for each in told])


def queue_message(db: Lent, message: AlarmMessage) -> None:
    """Let a message wait to be sent."""
    db.execute(ALARM_MESSAGE.insert, _row(message))


def forget_told(db: Lent, now_us: int) -> None:
    """Forget what was told long ago of cases that are over."""
    lasting = "SELECT kind, space, subject, since_us FROM care WHERE until_us IS NULL"
    old = f"DELETE FROM {ALARM_TOLD.name} WHERE at_us < ?"
    db.execute(
        f"{old} AND (kind, space, subject, since_us) NOT IN ({lasting})", (now_us - KEPT_US,)
    )


def waiting_in(db: Lent, way: str) -> int:
    """Count what waits to leave by a way, be it mail, in somebody's transaction."""
    mails = [each for each in mails_about(db, about(way)) if each.state is MailState.WAITING]
    return len(mails) + len(_read(db, "state = 'waiting' AND way = ?", way))


def drop_waiting(db: Lent, way: str, now_us: int) -> None:
    """Drop what waits to leave by a way, be it mail, and forget what it has failed at."""
    for message in _read(db, "state != 'sent' AND way = ?", way):
        dropped = replace(message.ended(MessageState.DROPPED, now_us), trouble="")
        db.execute(ALARM_MESSAGE.put, _row(dropped))
    mails = [each for each in mails_about(db, about(way)) if each.state is not MailState.SENT]
    queue(db, [each.ended(MailState.DROPPED, now_us) for each in mails])


def untell_waiting(db: Lent, way: str) -> None:
    """Forget that a way was told what still waits, so that it will be told again."""
    mails = [each for each in mails_about(db, about(way)) if each.state is MailState.WAITING]
    waiting = _read(db, "state = 'waiting' AND way = ?", way)
    ids = [each.message_id for each in mails] + [each.message_id for each in waiting]
    which = f"DELETE FROM {ALARM_TOLD.name} WHERE way = ? AND message_id = ?"
    db.executemany(which, [(way, message_id) for message_id in ids])


def reached_in(db: Lent, way: str) -> Reached:
    """Tell how a way does, in somebody's transaction."""
    seen = [
        *map(_of_message, _read(db, "way = ?", way)),
        *map(_of_mail, mails_about(db, about(way))),
    ]
    sent_us = max((at_us for at_us, _, is_sent in seen if is_sent), default=None)
    failing = sorted(
        (at_us, trouble)
        for at_us, trouble, is_sent in seen
        if trouble and not is_sent and (sent_us is None or at_us > sent_us)
    )
    if not failing:
        return Reached(sent_us)
    return Reached(sent_us, failing[0][0], failing[-1][1])


def _of_message(each: AlarmMessage) -> tuple[int, str, bool]:
    """Return when it was sent, or else queued; why it isn't sent, and whether it is."""
    if each.state is MessageState.SENT:
        return each.ended_us or each.queued_us, "", True
    return each.queued_us, each.trouble, False


def _of_mail(each: OutgoingMail) -> tuple[int, str, bool]:
    if each.state is MailState.SENT:
        return each.ended_us or each.queued_us, "", True
    return each.queued_us, each.trouble, False


def _read(db: Lent, which: str, value: str | int) -> list[AlarmMessage]:
    rows = db.execute(f"{ALARM_MESSAGE.select} WHERE {which} ORDER BY queued_us", (value,))
    return [_message(row) for row in whole(rows.fetchall())]


def _told_row(each: Told, message_id: str) -> dict[str, object]:
    return with_check(
        {
            "way": each.way,
            "kind": each.case.kind,
            "space": each.case.space,
            "subject": each.case.subject,
            "since_us": each.case.since_us,
            "step": each.step.value,
            "number": each.number,
            "at_us": each.at_us,
            "message_id": message_id,
        }
    )


def _told(row: Mapping[str, Any]) -> Told:
    case = Case(row["kind"], row["space"], row["subject"], row["since_us"])
    return Told(row["way"], case, Step(row["step"]), row["number"], row["at_us"])


def _row(message: AlarmMessage) -> dict[str, object]:
    return with_check(
        {
            "message_id": message.message_id,
            "way": message.way,
            "queued_us": message.queued_us,
            "state": message.state.value,
            "tries": message.tries,
            "next_us": message.next_us,
            "ended_us": message.ended_us,
            "trouble": message.trouble,
            "title": message.title,
            "body": message.body,
        }
    )


def _message(row: Mapping[str, Any]) -> AlarmMessage:
    return AlarmMessage(
        message_id=row["message_id"],
        way=row["way"],
        queued_us=row["queued_us"],
        title=row["title"],
        body=row["body"],
        state=MessageState(row["state"]),
        tries=row["tries"],
        next_us=row["next_us"],
        ended_us=row["ended_us"],
        trouble=row["trouble"],
    )
