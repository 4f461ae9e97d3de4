"""Who wants a space's week by mail, which weeks were mailed, and the links that begin and end it.

    ask ─▶ link, by mail ─▶ confirm ─▶ subscription ─▶ end: on the page, or by a signed link
                                           │
    a week is over ─▶ mailed, and queued ◀─┘   both in one transaction, or neither

Each person has at most one subscription for a space, and at most one mail for each week of it. Who
is removed, or may not see the space any more, has none: nothing that waits for them is sent. A link
that ends the mail carries a signature and no secret of the book, so that none can be made up.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from hub.book.audit_log import append
from hub.book.file import Lent
from hub.book.one_way import kept_of, new_secret
from hub.book.outgoing import OUTGOING, MailState, OutgoingMail, queue
from hub.book.published import Transactions
from hub.book.row import whole, with_check
from hub.book.tables import Table
from hub.domain.audit_chain import Action
from hub.domain.roles import Permission, Principal, may

WEEK_SUBSCRIPTION: Final = Table(
    "week_subscription", ("person", "space"), ("address", "language", "since_us")
)
WEEK_LINK: Final = Table(
    "week_link",
    ("link",),
    ("person", "space", "address", "language", "asked_us", "until_us", "message_id"),
)
WEEK_MAILED: Final = Table(
    "week_mailed", ("person", "space", "week"), ("queued_us", "until_us", "message_id")
)
WEEK_MAIL_KEY: Final = Table("week_mail_key", ("number",), ("key",))
LINK_LASTS_US: Final = 7 * 86_400 * 1_000_000
_DAY_US: Final = 86_400 * 1_000_000
MOST_A_DAY: Final = 5
"""So many links a person may have sent within a day: nobody fills a stranger's mailbox."""
_REFUSED: Final = ""
"""Stands for a message that was refused, and is in the queue no more."""
_MAILED_KEPT_US: Final = 30 * _DAY_US


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mail that somebody wants."""

    person: str
    space: str
    address: str
    language: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A mail that somebody wants, whose address isn't confirmed yet."""

    wanted: Wanted
    is_refused: bool
    """The mail server has said that it will never take the link to this address."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A mail that somebody wants, whose address is confirmed."""

    wanted: Wanted
    since_us: int


class Asked(Enum):
    """What became of a wish."""

    LINK_SENT = auto()
    CONFIRMED = auto()
    """The person has confirmed this very address before."""
    TOO_OFTEN = auto()


class WeekMailMemory:
    """Reads and writes it. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def all(self) -> Sequence[Subscription]:
        """Return every subscription, by person and space."""
        with self._book.transaction() as db:
            rows = db.execute(f"{WEEK_SUBSCRIPTION.select} {WEEK_SUBSCRIPTION.by_key}")
            return [_subscription(row) for row in whole(rows)]

    def of(self, person: str, space: str) -> Subscription | None:
        """Return a person's subscription of a space; None: there is none."""
        with self._book.transaction() as db:
            return _find(db, person, space)

    def asked(self, person: str, space: str, now_us: int) -> Pending | None:
        """Return what waits to be confirmed; None: nothing does."""
        with self._book.transaction() as db:
            links = [row for row in _links(db, person) if row["space"] == space and row["address"]]
            open_ones = [row for row in links if now_us < row["until_us"]]
            latest = max(open_ones, key=lambda row: row["asked_us"], default=None)
            return None if latest is None else Pending(_wanted(latest), _is_refused(db, latest))

    def ask(self, wanted: Wanted, now_us: int, write: Callable[[str], OutgoingMail]) -> Asked:
        """Have an address confirmed by the mail that `write` makes of what is secret in its link.

        Who has confirmed it before, for another space, has the subscription at once.
        """
        with self._book.transaction() as db:
            subscriptions = _of_person(db, wanted.person)
            if any(each.wanted.address == wanted.address for each in subscriptions):
                _close_links(db, wanted.person, wanted.space)
                _begin(db, wanted, now_us)
                return Asked.CONFIRMED
            recent = [
                row for row in _links(db, wanted.person) if row["asked_us"] > now_us - _DAY_US
            ]
            if len(recent) >= MOST_A_DAY:
                return Asked.TOO_OFTEN
            secret = new_secret()
            mail = write(secret)
            row = {
                "link": kept_of(secret),
                "person": wanted.person,
                "space": wanted.space,
                "address": wanted.address,
                "language": wanted.language,
                "asked_us": now_us,
                "until_us": now_us + LINK_LASTS_US,
                "message_id": mail.message_id,
            }
            _close_links(db, wanted.person, wanted.space)
            db.execute(WEEK_LINK.insert, with_check(row))
            queue(db, [mail])
            actor, space = wanted.person, wanted.space
            append(db, now_us, actor, Action.WEEK_MAIL_ASKED, space=space)
            return Asked.LINK_SENT

    def link(self, secret: str, now_us: int) -> Wanted | None:
        """Return what a link confirms, as long as it may be used."""
        with self._book.transaction() as db:
            return _open_link(db, secret, now_us)

    def confirm(self, secret: str, now_us: int) -> Wanted | None:
        """Use a link: the mail comes from now on; None: it isn't valid any more."""
        with self._book.transaction() as db:
            wanted = _open_link(db, secret, now_us)
            if wanted is not None:
                _close_links(db, wanted.person, wanted.space)
                _begin(db, wanted, now_us)
            return wanted

    def end(self, person: str, space: str, now_us: int) -> None:
        """End a person's own mail of a space, or the wish for it."""
        with self._book.transaction() as db:
            _end(db, person, space, now_us, actor=person)

    def ends(self, token: str) -> str | None:
        """Return the space whose mail a token ends; None: the token wasn't made here."""
        with self._book.transaction() as db:
            signed = _signed(db, token)
            return None if signed is None else signed[1]

    def end_by(self, token: str, now_us: int) -> bool:
        """End the mail that a token is of; False: it wasn't made here, and nothing changed.

        One that was ended before stays ended.
        """
        with self._book.transaction() as db:
            signed = _signed(db, token)
            if signed is None:
                return False
            _end(db, *signed, now_us, actor="")
            return True

    def token_of(self, subscription: Subscription) -> str:
        """Return what stands in the link that ends a subscription, and any later one like it."""
        said = f"{subscription.wanted.person}.{subscription.wanted.space}"
        with self._book.transaction() as db:
            return f"{said}.{_signature(_key(db) or _new_key(db), said)}"

    def is_mailed(self, subscription: Subscription, week: str) -> bool:
        """Tell whether a week was mailed, be its row damaged: it is never mailed twice."""
        with self._book.transaction() as db:
            return _is_mailed(db, subscription.wanted, week)

    def send(
        self, subscription: Subscription, week: str, mail: OutgoingMail, until_us: int
    ) -> bool:
        """Queue the mail of a week, once; False: it was, or the subscription isn't there any more.

        From `until_us` on it isn't sent any more, should it still wait.
        """
        wanted = subscription.wanted
        with self._book.transaction() as db:
            if _find(db, wanted.person, wanted.space) != subscription:
                return False
            if _is_mailed(db, wanted, week):
                return False
            row = {
                "person": wanted.person,
                "space": wanted.space,
                "week": week,
                "queued_us": mail.queued_us,
                "until_us": until_us,
                "message_id": mail.message_id,
            }
            db.execute(WEEK_MAILED.insert, with_check(row))
            queue(db, [mail])
            return True

    def take_back(self, now_us: int) -> None:
        """Give up what waits to be sent and has come too late.

        A link that was refused is the mistake of who typed the address: the page says it, and
        nobody else has to care.
        """
        with self._book.transaction() as db:
            rows = whole(db.execute(f"{WEEK_MAILED.select} WHERE until_us <= ?", (now_us,)))
            _drop_waiting(db, [row["message_id"] for row in rows])
            for row in list(whole(db.execute(WEEK_LINK.select))):
                if row["message_id"] and _is_refused(db, row):
                    _drop_waiting(db, [row["message_id"]])
                    db.execute(WEEK_LINK.put, with_check({**row, "message_id": _REFUSED}))

    def limit(self, who: Principal, now_us: int) -> None:
        """End what somebody may not have any more."""
        with self._book.transaction() as db:
            limit_week_mail(db, who, now_us)

    def forget_old(self, certain_us: int) -> None:
        """Forget links that ended, and weeks that can't be mailed again, by a certain time."""
        with self._book.transaction() as db:
            db.execute("DELETE FROM week_link WHERE until_us <= ?", (certain_us,))
            old = "DELETE FROM week_mailed WHERE until_us <= ?"
            db.execute(old, (certain_us - _MAILED_KEPT_US,))


def limit_week_mail(db: Lent, who: Principal, now_us: int) -> None:
    """End, in somebody's transaction, the mail of those spaces whose week a person may not see.

    Who has no role may see none.
    """
    spaces = {each.wanted.space for each in _of_person(db, who.id)}
    spaces |= {row["space"] for row in _links(db, who.id)}
    for space in sorted(spaces):
        if not may(who, Permission.SEE_WEEK, space):
            _end(db, who.id, space, now_us, actor="")


def forget_week_mail(db: Lent, person: str, now_us: int) -> None:
    """Forget, in somebody's transaction, all addresses of a person who is removed."""
    limit_week_mail(db, Principal(person), now_us)
    sent = _messages(db, person)
    db.executemany(
        "DELETE FROM outgoing_mail WHERE message_id = ?", [(message_id,) for message_id in sent]
    )
    for table in (WEEK_LINK, WEEK_MAILED):
        db.execute(f"DELETE FROM {table.name} WHERE person = ?", (person,))


def _begin(db: Lent, wanted: Wanted, now_us: int) -> None:
    row = {
        "person": wanted.person,
        "space": wanted.space,
        "address": wanted.address,
        "language": wanted.language,
        "since_us": now_us,
    }
    db.execute(WEEK_SUBSCRIPTION.put, with_check(row))
    append(db, now_us, wanted.person, Action.WEEK_MAIL_BEGUN, space=wanted.space)


def _end(db: Lent, person: str, space: str, now_us: int, *, actor: str) -> None:
    """End subscription and links; what waits is dropped, and the log says it if there was any."""
    was_there = _find(db, person, space) is not None
    key = {"person": person, "space": space}
    db.execute(WEEK_SUBSCRIPTION.delete, key)
    _close_links(db, person, space)
    mailed = db.execute(f"{WEEK_MAILED.select} WHERE person = ? AND space = ?", (person, space))
    _drop_waiting(db, [row["message_id"] for row in mailed.fetchall()])
    if was_there:
        append(db, now_us, actor, Action.WEEK_MAIL_ENDED, subject=person, space=space)


def _close_links(db: Lent, person: str, space: str) -> None:
    """Let links be used no more, and forget their addresses; that they were asked for stays."""
    for row in _links(db, person):
        if row["space"] == space and row["address"]:
            db.execute(WEEK_LINK.put, with_check({**row, "address": ""}))
            _drop_waiting(db, [row["message_id"]])


def _drop_waiting(db: Lent, message_ids: Iterable[str]) -> None:
    open_ones = (MailState.WAITING.value, MailState.REFUSED.value)
    question = f"DELETE FROM {OUTGOING.name} WHERE message_id = ? AND state IN (?, ?)"
    db.executemany(question, [(message_id, *open_ones) for message_id in message_ids])


def _messages(db: Lent, person: str) -> list[str]:
    return [
        row["message_id"]
        for table in (WEEK_LINK, WEEK_MAILED)
        for row in db.execute(f"{table.select} WHERE person = ?", (person,)).fetchall()
    ]


def _key(db: Lent) -> bytes | None:
    """Return what is signed with; None: there is none, or it is damaged."""
    row = next(whole(db.execute(WEEK_MAIL_KEY.select)), None)
    return None if row is None else str(row["key"]).encode()


def _new_key(db: Lent) -> bytes:
    key = new_secret()
    db.execute(f"DELETE FROM {WEEK_MAIL_KEY.name}")
    db.execute(WEEK_MAIL_KEY.insert, with_check({"number": 1, "key": key}))
    return key.encode()


def _signature(key: bytes, said: str) -> str:
    return hmac.new(key, f"end week mail\0{said}".encode(), hashlib.sha256).hexdigest()


def _signed(db: Lent, token: str) -> tuple[str, str] | None:
    """Return the person and the space in a token whose signature fits."""
    said, _, signature = token.rpartition(".")
    person, dot, space = said.partition(".")
    key = _key(db)
    if key is None or not dot or not token.isascii():
        return None
    fits = hmac.compare_digest(signature, _signature(key, said))
    return (person, space) if fits else None


def _open_link(db: Lent, secret: str, now_us: int) -> Wanted | None:
    rows = whole(db.execute(f"{WEEK_LINK.select} WHERE link = ?", (kept_of(secret),)))
    row = next(rows, None)
    is_open = row is not None and row["address"] and now_us < row["until_us"]
    return _wanted(row) if row is not None and is_open else None


def _is_refused(db: Lent, link: Mapping[str, Any]) -> bool:
    if link["message_id"] == _REFUSED:
        return True
    question = f"SELECT state FROM {OUTGOING.name} WHERE message_id = ?"
    row = db.execute(question, (link["message_id"],)).fetchone()
    return row is not None and row["state"] == MailState.REFUSED.value


def _is_mailed(db: Lent, wanted: Wanted, week: str) -> bool:
    key = (wanted.person, wanted.space, week)
    question = f"{WEEK_MAILED.select} WHERE person = ? AND space = ? AND week = ?"
    return db.execute(question, key).fetchone() is not None


def _links(db: Lent, person: str) -> list[Mapping[str, Any]]:
    return list(whole(db.execute(f"{WEEK_LINK.select} WHERE person = ?", (person,))))


def _of_person(db: Lent, person: str) -> list[Subscription]:
    rows = db.execute(f"{WEEK_SUBSCRIPTION.select} WHERE person = ?", (person,))
    return [_subscription(row) for row in whole(rows)]


def _find(db: Lent, person: str, space: str) -> Subscription | None:
    return next((each for each in _of_person(db, person) if each.wanted.space == space), None)


def _wanted(row: Mapping[str, Any]) -> Wanted:
    return Wanted(row["person"], row["space"], row["address"], row["language"])


def _subscription(row: Mapping[str, Any]) -> Subscription:
    return Subscription(_wanted(row), row["since_us"])
