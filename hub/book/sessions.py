"""Who is signed in on which device: server-side sessions, of whose cookie only the hash is here.

    cookie ─SHA-256─▶ session ─▶ person ─▶ roles, read anew for each request

When one ends by itself says hub/domain/session_life.py. One that was ended is deleted, and no copy
of the book brings it back: sessions are in no export, and no salvage takes them over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from hub.book.file import Lent
from hub.book.one_way import kept_of, new_handle, new_secret
from hub.book.published import Transactions
from hub.book.row import is_whole, whole, with_check
from hub.book.tables import Table
from hub.domain.session_life import NOTED_EVERY_US, Session, has_ended

SESSION: Final = Table(
    "session",
    ("session",),
    ("handle", "person", "began_us", "seen_us", "is_trusted", "device", "is_strong"),
)
_BY_KEY: Final = f"{SESSION.select} WHERE session = ?"
_BY_PERSON: Final = f"{SESSION.select} WHERE person = ? ORDER BY seen_us DESC, handle"
MOST_OF_A_PERSON: Final = 20
"""So many devices; the one that was seen longest ago makes way."""


class SessionMemory:
    """Reads and writes sessions. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def of(self, secret: str, now_us: int) -> Session | None:
        """Return the session of a cookie and note that it was seen; None: there is none."""
        with self._book.transaction() as db:
            row = db.execute(_BY_KEY, (kept_of(secret),)).fetchone()
            session = None if row is None or not is_whole(row) else _session(row)
            if session is None or has_ended(session, now_us):
                return None
            if now_us - session.seen_us >= NOTED_EVERY_US:
                session = replace(session, seen_us=now_us)
                db.execute(SESSION.put, _row(row["session"], session))
            return session

    def of_person(self, person: str, now_us: int) -> Sequence[Session]:
        """Return where somebody is signed in, the device that was seen last first."""
        with self._book.transaction() as db:
            return sessions_in(db, person, now_us)


def sessions_in(db: Lent, person: str, now_us: int) -> list[Session]:
    """Return the sessions of a person that haven't ended, in somebody's transaction."""
    found = [_session(row) for row in whole(db.execute(_BY_PERSON, (person,)))]
    return [each for each in found if not has_ended(each, now_us)]


def begin(
    db: Lent,
    person: str,
    now_us: int,
    device: str,
    *,
    is_trusted: bool,
    is_strong: bool = False,
) -> str:
    """Begin a session in somebody's transaction and return what its cookie is to hold."""
    _forget_ended(db, now_us)
    held = db.execute(_BY_PERSON, (person,)).fetchall()
    for row in held[MOST_OF_A_PERSON - 1 :]:
        db.execute(SESSION.delete, row)
    secret = new_secret()
    session = Session(new_handle(), person, now_us, now_us, is_trusted, device, is_strong)
    db.execute(SESSION.insert, _row(kept_of(secret), session))
    return secret


def end(db: Lent, person: str, handle: str) -> bool:
    """End one session of a person, by its handle, and tell whether there was one."""
    which = "DELETE FROM session WHERE person = ? AND handle = ?"
    return db.execute(which, (person, handle)).rowcount > 0


def end_by(db: Lent, secret: str) -> None:
    """End the session of a cookie, if there is one."""
    db.execute("DELETE FROM session WHERE session = ?", (kept_of(secret),))


def end_all(db: Lent, person: str) -> None:
    """End every session of a person."""
    db.execute("DELETE FROM session WHERE person = ?", (person,))


def _forget_ended(db: Lent, now_us: int) -> None:
    for row in db.execute(SESSION.select).fetchall():
        if not is_whole(row) or has_ended(_session(row), now_us):
            db.execute(SESSION.delete, row)


def _row(key: str, session: Session) -> dict[str, object]:
    return with_check(
        {
            "session": key,
            "handle": session.handle,
            "person": session.person,
            "began_us": session.began_us,
            "seen_us": session.seen_us,
            "is_trusted": int(session.is_trusted),
            "device": session.device,
            "is_strong": int(session.is_strong),
        }
    )


def _session(row: Mapping[str, Any]) -> Session:
    return Session(
        handle=row["handle"],
        person=row["person"],
        began_us=row["began_us"],
        seen_us=row["seen_us"],
        is_trusted=bool(row["is_trusted"]),
        device=row["device"],
        is_strong=bool(row["is_strong"]),
    )
