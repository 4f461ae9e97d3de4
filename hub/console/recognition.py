"""Whose session and whose token something is: asked of the book with each request, never kept.

So a role that was taken away, a session that was ended and a person who was removed are gone at
once, whoever wrote that into the book.
"""

from collections.abc import Callable

from hub.book.people import PeopleMemory
from hub.book.published import Transactions
from hub.book.sessions import SessionMemory
from hub.book.tokens import TokenMemory
from hub.domain.roles import Principal
from hub.http.access import SignedIn
from hub.workers.care_access import SharedTokenUse


class Recognition:
    """Asks the book. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions, now_us: Callable[[], int]) -> None:
        """`now_us` is the likely time, in microseconds since 1970."""
        self.book = book
        self.now_us = now_us
        self._people = PeopleMemory(book)
        self._sessions = SessionMemory(book)
        self._tokens = TokenMemory(book)
        self.shared_token = SharedTokenUse(now_us)
        """Whether the token of hub.toml, which isn't in the book, is still sent."""

    def session_of(self, secret: str) -> SignedIn | None:
        """Return who has the session of a cookie."""
        session = self._sessions.of(secret, self.now_us())
        person = None if session is None else self._people.of(session.person)
        if session is None or person is None:
            return None
        return SignedIn(person.principal, person.name, session.handle, secret)

    def token_of(self, secret: str) -> Principal | None:
        """Return which program sends a token."""
        token = self._tokens.of(secret, self.now_us()) if secret else None
        return None if token is None else token.principal
