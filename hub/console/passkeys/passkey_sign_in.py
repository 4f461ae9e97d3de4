"""Coming in by a passkey: what is asked of the book, of the device, and of who tries too often.

    challenge ─▶ device: is it you? ─▶ signature ─▶ challenge ours? ─▶ key known? ─▶ right? ─▶ in

Whatever isn't so reads alike, so that nobody learns who is there. A device asks its owner each time
(user verification), so that a passkey stands for both factors.
"""

import math
from dataclasses import dataclass
from typing import Final

from hub.book.one_way import new_handle
from hub.book.people import new_id
from hub.book.ways_in import WaysInMemory
from hub.console.passkeys.ceremonies import (
    RefusedPasskey,
    creation_options,
    read_sent,
    request_options,
    verified_new,
    verified_use,
)
from hub.console.passkeys.challenges import Ceremony, Challenges, Purpose
from hub.console.passkeys.relying_party import RelyingParty
from hub.console.sign_in import Device, SignIn, TooOften
from hub.domain.passkey import Passkey, readable_label
from hub.domain.people import Invitation
from hub.errors import PeopleReason, PeopleRefused
from hub.http.access import SignedIn
from hub.http.address_limits import site_of
from hub.http.throttle import Rate, TokenBuckets

CHALLENGES_PER_ADDRESS: Final = Rate(burst=40, per_s=1 / 5)
"""A page may ask for one by itself, so these are more than attempts."""


class LateAnswer(Exception):
    """The challenge isn't open any more, or wasn't this browser's."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who calls, from where."""

    site: RelyingParty
    browser: str
    """The value of the cookie that challenges are bound to."""
    device: Device


class PasskeySignIn:
    """Lets people in by passkeys. Every call may raise BookUnavailable and TooOften."""

    def __init__(self, sign_in: SignIn, site_name: str) -> None:
        """`site_name` is what devices call the site beside a key."""
        self.ways = WaysInMemory(sign_in.people)
        self._sign_in = sign_in
        self._site_name = site_name
        self._challenges = Challenges(sign_in.now_us)
        self._of_address = TokenBuckets(CHALLENGES_PER_ADDRESS)

    def ask_for_use(self, visit: Visit) -> str:
        """Return what a device shall sign for a login, as JSON."""
        self._count(visit.device.host)
        purpose = Purpose(Ceremony.AUTHENTICATION, visit.browser)
        return request_options(visit.site, self._challenges.draw(purpose))

    def ask_by_link(self, visit: Visit, link: str, name: str) -> str:
        """Return what key a device shall make for who has a link. Raises PeopleRefused."""
        self._count(visit.device.host)
        people, invitation = self._sign_in.people, self._invitation(link)
        person = people.of(invitation.person)
        its_id = person.id if person else new_id()
        called = person.name if person else people.require_free_name(name)
        purpose = Purpose(Ceremony.REGISTRATION, visit.browser, link)
        challenge = self._challenges.draw(purpose, its_id)
        return creation_options(visit.site, self._site_name, challenge, (its_id, called))

    def ask_for_another(self, visit: Visit, who: SignedIn) -> str:
        """Return what key a device shall make for who is signed in. Raises PeopleRefused."""
        self._count(visit.device.host)
        its_id = who.principal.id
        if self.ways.of(its_id).are_none:
            raise PeopleRefused(PeopleReason.FROM_OUTSIDE)
        purpose = Purpose(Ceremony.REGISTRATION, visit.browser, who.handle)
        challenge = self._challenges.draw(purpose, its_id)
        known = [key for key in self.ways.passkeys(its_id) if key.site == visit.site.id]
        return creation_options(visit.site, self._site_name, challenge, (its_id, who.name), known)

    def sign_in(self, sent: str, visit: Visit) -> str:
        """Begin a session and return its cookie's value. Raises RefusedPasskey and LateAnswer."""
        self._sign_in.count_attempt(visit.device.host)
        said = read_sent(sent)
        purpose = Purpose(Ceremony.AUTHENTICATION, visit.browser)
        if self._challenges.take(said.challenge, purpose) is None:
            raise LateAnswer
        passkey = self.ways.passkey(said.credential)
        if passkey is None or passkey.site != visit.site.id or said.person != passkey.person:
            raise RefusedPasskey
        count = verified_use(sent, said.challenge, visit.site, passkey)
        if self.ways.use_passkey(passkey.credential, count, self._sign_in.now_us()) is None:
            raise RefusedPasskey
        return self._sign_in.begin_strong(passkey.person, visit.device, "passkey")

    def join(self, sent: str, visit: Visit, link: str, name: str) -> str:
        """Use a link by a new key, begin a session and return its cookie's value.

        Raises RefusedPasskey, LateAnswer and PeopleRefused.
        """
        self._sign_in.count_attempt(visit.device.host)
        self._invitation(link)
        purpose = Purpose(Ceremony.REGISTRATION, visit.browser, link)
        passkey = self._made(sent, visit, purpose, visit.device.called)
        now_us = self._sign_in.now_us()
        person = self._sign_in.people.join_by_passkey(link, name, passkey, now_us)
        return self._sign_in.begin_strong(person.id, visit.device, "passkey")

    def add(self, sent: str, visit: Visit, who: SignedIn, label: str) -> str:
        """Keep another key of somebody; all sessions end but a new one.

        Returns its cookie's value. Raises RefusedPasskey, LateAnswer and PeopleRefused.
        """
        self._sign_in.count_attempt(visit.device.host)
        purpose = Purpose(Ceremony.REGISTRATION, visit.browser, who.handle)
        passkey = self._made(sent, visit, purpose, label)
        self.ways.add_passkey(passkey, self._sign_in.now_us())
        return self._sign_in.begin_strong(who.principal.id, visit.device, "passkey")

    def remove(self, who: SignedIn, handle: str, device: Device) -> str | None:
        """Take a key away; all sessions end but a new one, whose cookie's value is returned.

        None: there was no such key. Raises PeopleRefused.
        """
        person = who.principal.id
        if not self.ways.remove_passkey(person, handle, self._sign_in.now_us()):
            return None
        return self._sign_in.begin_again(who, device)

    def _made(self, sent: str, visit: Visit, purpose: Purpose, label: str) -> Passkey:
        challenge = read_sent(sent).challenge
        person = self._challenges.take(challenge, purpose)
        if person is None:
            raise LateAnswer
        key, now_us = verified_new(sent, challenge, visit.site), self._sign_in.now_us()
        return Passkey(
            key.credential, person, new_handle(), readable_label(label), visit.site.id,
            key.public_key, key.sign_count, now_us, now_us,
        )  # fmt: skip

    def _invitation(self, link: str) -> Invitation:
        found = self._sign_in.people.invitation(link, self._sign_in.now_us())
        if found is None:
            raise PeopleRefused(PeopleReason.LINK_ENDED)
        return found

    def _count(self, host: str) -> None:
        wait_s = self._of_address.take(site_of(host), self._sign_in.clock.monotonic())
        if wait_s:
            raise TooOften(math.ceil(wait_s))
