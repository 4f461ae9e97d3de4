"""Signing in and joining: what is asked of the book, of the hash, and of who tries too often.

    name, password ─▶ too often? ─▶ hash, for any name ─▶ session
    link, name, password ─▶ too often? ─▶ weak? ─▶ person ─▶ session

Whoever guesses learns nothing of who is there: the same words and the same work for every name.
Attempts are counted by address, by name, and by both; names only as a keyed hash whose key is drawn
at each start, for people also type passwords into that field.
"""

import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from hub.book.people import PeopleMemory
from hub.clock import Clock
from hub.console.password_hash import PasswordHash
from hub.domain.password_rules import Weakness, weakness_of
from hub.domain.people import Grant, Person, name_key
from hub.http.access import SignedIn
from hub.http.address_limits import site_of
from hub.http.throttle import Rate, TokenBuckets

PER_NAME_AND_ADDRESS: Final = Rate(burst=5, per_s=1 / 30)
PER_ADDRESS: Final = Rate(burst=20, per_s=1 / 10)
PER_NAME: Final = Rate(burst=50, per_s=1 / 60)
"""From everywhere: so slow that nobody finds a password, so many that nobody is locked out soon."""
LONGEST_DEVICE: Final = 40


class WrongPassword(Exception):
    """Name and password don't belong together, or there is no such name: nobody says which."""


class TooOften(Exception):
    """Too many attempts; it may be tried again in `wait_s` seconds."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


class WeakPassword(Exception):
    """A password that would be guessed."""

    def __init__(self, weakness: Weakness) -> None:
        super().__init__(weakness)
        self.weakness = weakness


@dataclass(frozen=True, slots=True)
class Device:
    """From where somebody signs in."""

    host: str
    called: str = ""
    is_trusted: bool = False
    cookie: str = ""
    """The session that the browser has had until now; it ends."""

    @property
    def name(self) -> str:
        """What the person calls it, as far as it can be shown."""
        shown = "".join(letter for letter in self.called if letter.isprintable())
        return " ".join(shown.split())[:LONGEST_DEVICE]


class SignIn:
    """Lets people in. Every call may raise BookUnavailable, TooOften or TooBusy."""

    def __init__(
        self,
        people: PeopleMemory,
        now_us: Callable[[], int],
        clock: Clock,
        site_words: tuple[str, ...] = (),
    ) -> None:
        """`site_words` are those that a password shouldn't be made of."""
        self.people = people
        self.now_us = now_us
        self._clock = clock
        self._site_words = site_words
        self._hash = PasswordHash()
        self._key = secrets.token_bytes(32)
        self._of_both = TokenBuckets(PER_NAME_AND_ADDRESS)
        self._of_address = TokenBuckets(PER_ADDRESS)
        self._of_name = TokenBuckets(PER_NAME)

    def sign_in(self, name: str, password: str, device: Device) -> str:
        """Begin a session and return its cookie's value. Raises WrongPassword as well."""
        self._count(name, device.host)
        found = self.people.named(name)
        person, kept = found or (None, None)
        if not self._hash.fits(kept, password) or person is None:
            raise WrongPassword
        return self._begin(person, device)

    def arrive(self, issuer: str, subject: str, name: str, grant: Grant, device: Device) -> str:
        """Let in whom a provider knows and return the cookie's value. Raises PeopleRefused."""
        return self._begin(self.people.arrive(issuer, subject, name, grant, self.now_us()), device)

    def count_attempt(self, host: str) -> None:
        """Take note that somebody at an address tries to come in."""
        self._count("", host)

    def join(self, link: str, name: str, password: str, device: Device) -> str:
        """Use a link and begin a session; a weak password leaves the link open.

        Raises WeakPassword and PeopleRefused as well.
        """
        self._count("", device.host)
        invitation = self.people.invitation(link, self.now_us())
        known = self.people.of(invitation.person) if invitation else None
        self._require_strong(password, name if known is None else known.name)
        kept = self._hash.of(password) if invitation else ""
        person = self.people.join(link, name, kept, self.now_us())
        return self._begin(person, device)

    def change_password(self, who: SignedIn, current: str, wanted: str, device: Device) -> str:
        """Replace one's own password; all sessions end but a new one, whose cookie is returned.

        Raises WrongPassword, WeakPassword and PeopleRefused as well.
        """
        self._count(who.name, device.host)
        person = who.principal.id
        if not self._hash.fits(self.people.password_of(person), current):
            raise WrongPassword
        self._require_strong(wanted, who.name)
        self.people.set_password(person, self._hash.of(wanted), self.now_us())
        return self.people.sign_in(
            person, self.now_us(), device=device.name, is_trusted=device.is_trusted
        )

    def _begin(self, person: Person, device: Device) -> str:
        return self.people.sign_in(
            person.id,
            self.now_us(),
            device=device.name,
            is_trusted=device.is_trusted,
            instead_of=device.cookie,
        )

    def _require_strong(self, password: str, name: str) -> None:
        weakness = weakness_of(password, (name, *self._site_words))
        if weakness is not None:
            raise WeakPassword(weakness)

    def _count(self, name: str, host: str) -> None:
        now_s, site = self._clock.monotonic(), site_of(host)
        waits_s = [self._of_address.take(site, now_s)]
        if name and not waits_s[0]:
            key = blake2b(name_key(name).encode("utf-8", "replace"), key=self._key).digest()
            waits_s.append(self._of_both.take((key, site), now_s) or self._of_name.take(key, now_s))
        if any(waits_s):
            raise TooOften(math.ceil(max(waits_s)))
