"""What a device is to sign: random, for one browser and one purpose, once, within five minutes.

    page ─asks─▶ challenge ─▶ device signs it ─▶ form ─▶ taken, whatever comes of it

They are in memory, since one process serves the console: a restart ends them, and then somebody
taps once more. A browser is known by a cookie of its own, so that what was signed in one is of no
use in another.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from threading import Lock
from typing import Final

LASTS_US: Final = 5 * 60 * 1_000_000
MOST: Final = 10_000
"""The oldest makes way; how many one address may ask for says passkey_sign_in.py."""
_BYTES: Final = 32


class Ceremony(Enum):
    """What a challenge is for (WebAuthn Level 2, section 4)."""

    REGISTRATION = auto()
    AUTHENTICATION = auto()


@dataclass(frozen=True, slots=True)
class Purpose:
    """Who asks for what."""

    ceremony: Ceremony
    browser: str
    """The value of its cookie."""
    about: str = ""
    """The link or the session that a key is made for."""


@dataclass(frozen=True, slots=True)
class _Open:
    purpose: Purpose
    person: str
    since_us: int


class Challenges:
    """Draws and takes them; any thread may."""

    def __init__(self, now_us: Callable[[], int]) -> None:
        """`now_us` is the likely time, in microseconds since 1970."""
        self._now_us = now_us
        self._open: OrderedDict[bytes, _Open] = OrderedDict()
        self._turn = Lock()

    def draw(self, purpose: Purpose, person: str = "") -> bytes:
        """Draw one; `person` is whose key is made."""
        challenge = secrets.token_bytes(_BYTES)
        with self._turn:
            self._open[challenge] = _Open(purpose, person, self._now_us())
            if len(self._open) > MOST:
                self._open.popitem(last=False)
        return challenge

    def take(self, challenge: bytes, purpose: Purpose) -> str | None:
        """Use one up and return whose key it is for; None: it isn't for this, or it is over."""
        with self._turn:
            found = self._open.pop(challenge, None)
        if found is None or found.purpose != purpose:
            return None
        return found.person if 0 <= self._now_us() - found.since_us < LASTS_US else None
