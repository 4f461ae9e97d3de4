"""What is secret and told once: kept for ten minutes in memory, for the session that made it.

A page that shows it can be loaded again without making another one, and opens for nobody else. A
restart of the hub forgets it; what it opens is in the book, as a hash.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from hub.book.one_way import new_handle
from hub.http.access import SignedIn

SHOWN_US: Final = 600 * 1_000_000
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that somebody can come in by."""

    address: str
    roles: str
    """In words."""
    known: str
    """Whose new password it leads to; empty for somebody new."""
    until_us: int
    is_here_only: bool
    """It opens on the hub's own machine alone."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A program's token."""

    secret: str
    label: str
    until_us: int


Secret = NewLink | NewToken


class ShownOnce:
    """Remembers what was made lately."""

    def __init__(self, now_us: Callable[[], int]) -> None:
        self._now_us = now_us
        self._turn = Lock()
        self._kept: OrderedDict[str, tuple[str, int, Secret]] = OrderedDict()

    def keep(self, who: SignedIn, secret: Secret) -> str:
        """Keep it for a session; return the handle by which it is asked for."""
        handle = new_handle()
        with self._turn:
            self._forget()
            self._kept[handle] = (who.handle, self._now_us(), secret)
        return handle

    def of(self, who: SignedIn, handle: str) -> Secret | None:
        """Return what a session has made; None: it isn't theirs, or is over."""
        with self._turn:
            self._forget()
            session, _, secret = self._kept.get(handle, ("", 0, None))
            return secret if session == who.handle else None

    def _forget(self) -> None:
        now_us = self._now_us()
        for handle, (_, made_us, _) in list(self._kept.items()):
            if not 0 <= now_us - made_us < SHOWN_US or len(self._kept) >= MOST:
                del self._kept[handle]
