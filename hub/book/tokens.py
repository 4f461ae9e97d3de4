"""Programs' tokens: what each may read, of which spaces, and until when; only the hash is here.

A token that was taken back is deleted, and no import brings it back. Beside these goes on, until it
is taken away, the one token that hub.toml names (hub/http/auth.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.book.audit_log import append
from hub.book.file import Lent
from hub.book.one_way import kept_of, new_handle, new_secret
from hub.book.people import require_keeper
from hub.book.published import Transactions
from hub.book.row import is_whole, whole, with_check
from hub.book.tables import Table
from hub.domain.audit_chain import Action
from hub.domain.roles import Principal, Role

API_TOKEN: Final = Table(
    "api_token",
    ("token",),
    ("handle", "label", "role", "spaces", "made_by", "made_us", "until_us"),
)
_EVERY_SPACE: Final = "*"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """One token, without what is secret in it."""

    handle: str
    label: str
    spaces: frozenset[str] | None
    """None: every space."""
    made_by: str
    made_us: int
    until_us: int

    @property
    def principal(self) -> Principal:
        """Return who asks when a program sends it."""
        return Principal(self.handle, frozenset({Role.INTEGRATOR}), self.spaces)


class TokenMemory:
    """Reads and writes tokens. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def of(self, secret: str, now_us: int) -> ApiToken | None:
        """Return the token that this is, as long as it may be used."""
        with self._book.transaction() as db:
            which = f"{API_TOKEN.select} WHERE token = ?"
            row = db.execute(which, (kept_of(secret),)).fetchone()
            if row is None or not is_whole(row) or row["role"] != Role.INTEGRATOR:
                return None
            token = _token(row)
            return token if token.made_us - 60_000_000 <= now_us < token.until_us else None

    def all(self) -> Sequence[ApiToken]:
        """Return all, also those whose time is over, by what they are for."""
        with self._book.transaction() as db:
            return tokens_in(db)

    def make(
        self, label: str, spaces: frozenset[str] | None, until_us: int, by: str, now_us: int
    ) -> str:
        """Make a token and return it; it is told this once. Raises PeopleRefused."""
        secret, handle = new_secret(), f"t-{new_handle()}"
        row = {
            "token": kept_of(secret),
            "handle": handle,
            "label": label,
            "role": Role.INTEGRATOR.value,
            "spaces": _EVERY_SPACE if spaces is None else ",".join(sorted(spaces)),
            "made_by": by,
            "made_us": now_us,
            "until_us": until_us,
        }
        with self._book.transaction() as db:
            require_keeper(db, by)
            db.execute(API_TOKEN.insert, with_check(row))
            append(db, now_us, by, Action.TOKEN_MADE, subject=handle)
        return secret

    def end(self, handle: str, by: str, now_us: int) -> bool:
        """Take a token back by its handle, and tell whether there was one.

        Raises PeopleRefused.
        """
        with self._book.transaction() as db:
            require_keeper(db, by)
            was_there = db.execute("DELETE FROM api_token WHERE handle = ?", (handle,)).rowcount > 0
            if was_there:
                append(db, now_us, by, Action.TOKEN_ENDED, subject=handle)
            return was_there


def tokens_in(db: Lent) -> Sequence[ApiToken]:
    """Return all by what they are for, in somebody's transaction."""
    found = [_token(row) for row in whole(db.execute(API_TOKEN.select))]
    return sorted(found, key=lambda token: (token.label, token.handle))


def _token(row: Mapping[str, Any]) -> ApiToken:
    spaces = row["spaces"]
    listed = frozenset(each for each in spaces.split(",") if each)
    return ApiToken(
        handle=row["handle"],
        label=row["label"],
        spaces=None if spaces == _EVERY_SPACE else listed,
        made_by=row["made_by"],
        made_us=row["made_us"],
        until_us=row["until_us"],
    )
