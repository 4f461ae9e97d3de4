"""The step after the password: who has to take it, what is asked, and how an app is set up.

    password ─▶ session, half way ─▶ code ─▶ another session, that opens all
                                  └▶ nothing set up yet: app or passkey ─▶ likewise

Codes are tried slowly, by person: a million guesses would take years. A recovery code is 80 random
bits, so that whoever has lost the app needn't wait for who guesses. What an app is set up with is
worked out of the session, and kept nowhere before it has shown a code.
"""

import base64
import hmac
import math
import secrets
from collections.abc import Sequence
from typing import Final

from hub.book.ways_in import WaysInMemory
from hub.console.second_factor.one_time_codes import looks_like_one, step_of
from hub.console.sign_in import Device, SignIn, TooOften
from hub.domain.roles import Role
from hub.domain.second_factor import Needed, WaysIn, needed
from hub.http.access import SecondFactorNeeded, SignedIn
from hub.http.throttle import Rate, TokenBuckets

CODES_PER_PERSON: Final = Rate(burst=5, per_s=1 / 300)
_SECRET_BYTES: Final = 20
"""RFC 4226, section 4, R6."""


class WrongCode(Exception):
    """It isn't one of now, or it was used."""


def is_admin(who: SignedIn) -> bool:
    """Tell whether somebody never does without a second thing."""
    return Role.ADMIN in who.principal.roles


class SecondStep:
    """Takes codes. Every call may raise BookUnavailable."""

    def __init__(self, sign_in: SignIn) -> None:
        self._ways = WaysInMemory(sign_in.people)
        self._sign_in = sign_in
        self._key = secrets.token_bytes(32)
        self._of_person = TokenBuckets(CODES_PER_PERSON)

    def ways_of(self, who: SignedIn) -> WaysIn:
        """Say by what somebody can come in."""
        return self._ways.of(who.principal.id)

    def needed(self, who: SignedIn) -> Needed:
        """Say what somebody has still to show."""
        return needed(self.ways_of(who), is_admin=is_admin(who), is_strong=who.is_strong)

    def new_secret(self, who: SignedIn) -> str:
        """Return what another app of somebody can be set up with, the same for a session."""
        drawn = hmac.digest(self._key, who.secret.encode("utf-8", "surrogatepass"), "sha256")
        return base64.b32encode(drawn[:_SECRET_BYTES]).decode()

    def show(self, who: SignedIn, typed: str, device: Device) -> str:
        """Take a code or a recovery code, and begin a session that opens all.

        Returns its cookie's value. Raises WrongCode and TooOften.
        """
        self._sign_in.count_attempt(device.host)
        person, now_us = who.principal.id, self._sign_in.now_us()
        if looks_like_one(typed):
            self._take_turn(person)
            app = self._ways.app_secret(person)
            step = None if app is None else step_of(app.secret, typed, now_us)
            if step is None or not self._ways.use_step(person, step):
                raise WrongCode
            return self._sign_in.begin_strong(person, device, "code")
        if not self._ways.use_recovery_code(person, typed, now_us):
            raise WrongCode
        return self._sign_in.begin_strong(person, device, "recovery_code")

    def set_up(self, who: SignedIn, typed: str, device: Device) -> tuple[str, Sequence[str]]:
        """Keep an app that shows the right code, in the place of the one before.

        All sessions end but a new one. Returns its cookie's value, and the recovery codes. Raises
        WrongCode, PeopleRefused, and SecondFactorNeeded where another thing is to be shown first.
        """
        if self.needed(who) not in (Needed.NOTHING, Needed.CHOICE):
            raise SecondFactorNeeded
        secret, now_us = self.new_secret(who), self._sign_in.now_us()
        step = step_of(secret, typed, now_us)
        if step is None:
            raise WrongCode
        person = who.principal.id
        codes = self._ways.add_app(person, secret, step, now_us)
        return self._sign_in.begin_strong(person, device, "code"), codes

    def turn_off(self, who: SignedIn, device: Device) -> str:
        """Ask for no code any more, and return the cookie's value of a new session."""
        self._ways.remove_app(who.principal.id, self._sign_in.now_us())
        return self._sign_in.begin_again(who, device)

    def renew(self, who: SignedIn) -> Sequence[str]:
        """Make other recovery codes."""
        return self._ways.renew_recovery_codes(who.principal.id, self._sign_in.now_us())

    def _take_turn(self, person: str) -> None:
        wait_s = self._of_person.take(person, self._sign_in.clock.monotonic())
        if wait_s:
            raise TooOften(math.ceil(wait_s))
