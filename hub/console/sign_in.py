"""Signing in and joining: what is asked of the book, of the hash, and of who tries too often.

    name, password ─▶ too often? ─▶ hash, for any name ─▶ session
    link, name, password ─▶ too often? ─▶ weak? ─▶ person ─▶ session

Whoever guesses learns nothing of who is there: the same words and the same work for every name.
Attempts are counted by address, by name, and by both; names only as a keyed hash whose key is drawn
at each start, for people also type passwords into that field. How many failed is kept by day.
"""

import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from hashlib import blake2b
from typing import Final

from hub.book.people import PeopleMemory
from hub.book.sessions import SessionMemory
from hub.book.ways_in import WaysInMemory
from hub.clock import Clock
from hub.console.failed_sign_ins import FailedSignIns
from hub.console.password_hash import PasswordHash
from hub.domain.password_rules import Weakness, weakness_of
from hub.domain.people import Grant, name_key
from hub.errors import PeopleReason, PeopleRefused
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
        zone: tzinfo = UTC,
    ) -> None:
        """`site_words` are those that a password shouldn't be made of, `zone` where days begin."""
        self.people = people
        self.now_us = now_us
        self.clock = clock
        self._site_words = site_words
        self._hash = PasswordHash()
        self.failed = FailedSignIns(people, now_us, zone)
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
            self.failed.wrong(self._key_of(name))
            raise WrongPassword
        return self._begin(person.id, device, "password")

    def arrive(self, issuer: str, subject: str, name: str, grant: Grant, device: Device) -> str:
        """Let in whom a provider knows and return the cookie's value. Raises PeopleRefused.

        The provider has asked for a second thing, or the municipality does without.
        """
        person = self.people.arrive(issuer, subject, name, grant, self.now_us())
        return self.begin_strong(person.id, device, "single_sign_on")

    def count_attempt(self, host: str) -> None:
        """Take note that somebody at an address tries to come in. Raises TooOften."""
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
        return self._begin(person.id, device, "password")

    def change_password(self, who: SignedIn, current: str, wanted: str, device: Device) -> str:
        """Replace one's own password; all sessions end but a new one, whose cookie is returned.

        Who has none, and came by a passkey, says no `current` one.

        Raises WrongPassword, WeakPassword and PeopleRefused as well.
        """
        self._count(who.name, device.host)
        person = who.principal.id
        kept = self.people.password_of(person)
        if kept is None and WaysInMemory(self.people).of(person).are_none:
            raise PeopleRefused(PeopleReason.FROM_OUTSIDE)
        is_first = kept is None and who.is_strong
        if not is_first and not self._hash.fits(kept, current):
            self.failed.wrong(self._key_of(who.name))
            raise WrongPassword
        self._require_strong(wanted, who.name)
        self.people.set_password(person, self._hash.of(wanted), self.now_us())
        return self.begin_again(who, device)

    def begin_strong(self, person: str, device: Device, by: str) -> str:
        """Begin a session of who has shown all, and return its cookie's value.

        `by` says it for the log. Raises PeopleRefused if the person is gone meanwhile.
        """
        return self._begin(person, device, by, is_strong=True)

    def begin_again(self, who: SignedIn, device: Device) -> str:
        """Begin another session of somebody who has changed something, as strong as it was."""
        return self._begin(who.principal.id, device, "", is_strong=who.is_strong)

    def device_of(self, who: SignedIn, host: str) -> Device:
        """Return from where somebody has come in, to call a new session as the old one was."""
        found = SessionMemory(self.people).of_person(who.principal.id, self.now_us())
        held = next((each for each in found if each.handle == who.handle), None)
        if held is None:
            return Device(host, cookie=who.secret)
        return Device(host, held.device, held.is_trusted, who.secret)

    def _begin(self, person: str, device: Device, by: str, *, is_strong: bool = False) -> str:
        return self.people.sign_in(
            person,
            self.now_us(),
            device=device.name,
            is_trusted=device.is_trusted,
            instead_of=device.cookie,
            is_strong=is_strong,
            by=by,
        )

    def _require_strong(self, password: str, name: str) -> None:
        weakness = weakness_of(password, (name, *self._site_words))
        if weakness is not None:
            raise WeakPassword(weakness)

    def _count(self, name: str, host: str) -> None:
        now_s, site = self.clock.monotonic(), site_of(host)
        waits_s = [self._of_address.take(site, now_s)]
        if name and not waits_s[0]:
            key = self._key_of(name)
            waits_s.append(self._of_both.take((key, site), now_s) or self._of_name.take(key, now_s))
        if any(waits_s):
            self.failed.refused()
            raise TooOften(math.ceil(max(waits_s)))

    def _key_of(self, name: str) -> bytes:
        return blake2b(name_key(name).encode("utf-8", "replace"), key=self._key).digest()
