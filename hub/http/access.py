"""Who calls, and whether they may: the one place that turns a request into a yes or a no.

    Authorization ─▶ the token of hub.toml, or one of the book ─┐
    cookie ─▶ session, by a safe channel alone ─────────────────┴─▶ Principal ─▶ may(…) ─▶ endpoint

Nobody is let in because something can't be read: without the book no session and no token of it
opens anything. What is in the book, it is told by whoever puts the hub together.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import Request

from hub.clock import Clock, SystemClock
from hub.domain.roles import ANYBODY, Permission, Principal, Role, may, may_somewhere
from hub.errors import BookUnavailable
from hub.http.auth import TokenAuth, is_local, token_sent
from hub.http.channel import Channels
from hub.http.problems import Refused, named
from hub.http.rules import SAFE, Rule, Where
from hub.http.throttle import Rate, TokenBuckets

OF_HUB_TOML: Final = Principal("hub.toml", frozenset({Role.INTEGRATOR, Role.OFFICE}), None)
"""Who sends the token that hub.toml names: it reads everything and sets the targets."""
_NOT_ALLOWED: Final = named(
    403, "not-allowed", "Not allowed", "This isn't for you, or not for all that you asked for."
)
_CANT_TELL: Final = named(
    503, "sign-in-unavailable", "Nobody can be recognised", "The hub's book can't be read now."
)
CHANGES: Final = Rate(burst=150, per_s=1 / 30)
"""Forms that one person may send: far more than anybody fills in, and too few to fill the book."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has a session."""

    principal: Principal
    name: str
    handle: str
    """Names the session."""
    secret: str
    """What the cookie holds; it is written nowhere."""
    is_strong: bool = False
    """They came by a passkey, or by a password and a second thing."""
    has_second: bool = False
    """They have a second thing beside the password."""

    @property
    def lacks_second(self) -> bool:
        """Tell whether nothing opens before a second thing was shown: never without, to an admin.

        Who looks after the hub and has none chooses one first.
        """
        is_needed = self.has_second or Role.ADMIN in self.principal.roles
        return is_needed and not self.is_strong


SessionOf = Callable[[str], SignedIn | None]
"""Whose session a cookie is; it may raise BookUnavailable."""
TokenOf = Callable[[str], Principal | None]
"""Whose token this is; it may raise BookUnavailable."""


class SignInNeeded(Exception):
    """Ends a request of somebody who isn't signed in, on a page for people."""


class SecondFactorNeeded(Exception):
    """Ends a request of somebody who has shown a password, and has to show more."""


class TooManyForms(Exception):
    """Ends a request of somebody who has changed so much; the next is taken in `wait_s` seconds."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


class ChannelNotSafe(Exception):
    """Ends a request for such a page that anybody on its way could read."""


def nobody(_: str) -> None:
    """Stand in where there is no book."""


def no_people() -> bool:
    """Stand in where there is no book."""
    return False


def unnoted() -> None:
    """Note nothing."""


class Access:
    """Recognises who calls, and makes the rules of routes."""

    def __init__(
        self,
        token: TokenAuth,
        channels: Channels = Channels(),  # noqa: B008 - frozen
        session_of: SessionOf = nobody,
        token_of: TokenOf = nobody,
        has_people: Callable[[], bool] = no_people,
        *,
        note_shared_token: Callable[[], None] = unnoted,
        clock: Clock | None = None,
    ) -> None:
        """`has_people` tells whether anybody may sign in; it may raise BookUnavailable.

        `note_shared_token` is told whenever the token of hub.toml opened something.
        """
        self._has_people = has_people
        self._token = token
        self._note_shared_token = note_shared_token
        self.channels = channels
        self.session_of = session_of
        self._token_of = token_of
        self._clock = clock or SystemClock()
        self._changes = TokenBuckets(CHANGES)

    def needs(
        self,
        permission: Permission,
        where: Where = Where.NAMED,
        *,
        is_open_here: bool = False,
        is_page: bool = False,
    ) -> Rule:
        """Make the rule of a route for programs and people: by a token or a session.

        `is_open_here` lets programs on this machine pass. Of what `is_page`, a person without a
        session is led to sign in, and a program is asked for its token. The rule raises
        SecondFactorNeeded as those for people do.
        """

        def judge(request: Request) -> None:
            if is_open_here and is_local(request):
                return
            who = self._caller(request)
            if _may(who, permission, where, _spaces_in(request)):
                request.state.principal = who
            elif who.is_known:
                raise Refused(_NOT_ALLOWED)
            elif is_page and self._can_sign_in(request):
                raise SignInNeeded
            else:
                self._token.require(request)

        return Rule(permission, where, judge)

    def needs_person(
        self,
        permission: Permission,
        where: Where = Where.NAMED,
        *,
        is_open_half_way: bool = False,
        is_counted: bool = True,
    ) -> Rule:
        """Make the rule of a page for people alone: by a session; who has none is to sign in.

        `is_open_half_way`: also before a second thing was shown that is needed. The rule raises
        TooManyForms, but not there, nor where forms aren't counted: of what only closes doors.
        """

        def judge(request: Request) -> None:
            if not self.channels.of(request).value:
                raise ChannelNotSafe
            signed_in = self.signed_in(request)
            if signed_in is None:
                raise SignInNeeded
            if signed_in.lacks_second and not is_open_half_way:
                raise SecondFactorNeeded
            request.state.signed_in = signed_in
            if not _may(signed_in.principal, permission, where, _spaces_in(request)):
                raise Refused(_NOT_ALLOWED)
            if is_counted and not is_open_half_way and request.method not in SAFE:
                self._count(signed_in.principal)
            request.state.principal = signed_in.principal

        return Rule(permission, where, judge)

    def on_a_safe_channel(self) -> Rule:
        """Make the rule of the pages by which somebody comes in: for anybody whom nobody can read.

        Who is signed in already may be there as well.
        """

        def judge(request: Request) -> None:
            if not self.channels.of(request).value:
                raise ChannelNotSafe

        return Rule(Permission.SEE_PUBLIC, Where.NAMED, judge)

    def signed_in(self, request: Request) -> SignedIn | None:
        """Return whose session a request carries. Raises BookUnavailable if nobody can tell."""
        name = self.channels.of(request).value
        secret = request.cookies.get(name, "") if name else ""
        return self.session_of(secret) if secret else None

    def _count(self, who: Principal) -> None:
        wait_s = self._changes.take(who.id, self._clock.monotonic())
        if wait_s:
            raise TooManyForms(math.ceil(wait_s))

    def _can_sign_in(self, request: Request) -> bool:
        """Tell whether a browser asks, without a token, where people sign in."""
        asks_for_page = "text/html" in request.headers.get("accept", "")
        if "authorization" in request.headers or not asks_for_page:
            return False
        try:
            return bool(self.channels.of(request).value) and self._has_people()
        except BookUnavailable:
            return False

    def _caller(self, request: Request) -> Principal:
        """Return who calls. Raises Refused, 503, if that can't be told."""
        try:
            if "authorization" not in request.headers:
                signed_in = self.signed_in(request)
                if signed_in is not None and signed_in.lacks_second:
                    raise SecondFactorNeeded
                request.state.signed_in = signed_in
                return ANYBODY if signed_in is None else signed_in.principal
            if self._token.opens(request):
                self._note_shared_token()
                return OF_HUB_TOML
            return self._token_of(token_sent(request)) or ANYBODY
        except BookUnavailable:
            raise Refused(_CANT_TELL) from None


def signed_in_at(request: Request) -> SignedIn | None:
    """Return who is signed in, of a request that a rule has let pass."""
    found = getattr(request.state, "signed_in", None)
    return found if isinstance(found, SignedIn) else None


def principal_at(request: Request) -> Principal:
    """Return who asks, of a request that a rule has let pass."""
    found = getattr(request.state, "principal", ANYBODY)
    return found if isinstance(found, Principal) else ANYBODY


def own_spaces(request: Request, permission: Permission, spaces: Iterable[str]) -> Sequence[str]:
    """Return in which of the spaces who asks may do something. Raises Refused, 403: in none."""
    who = principal_at(request)
    own = [space for space in spaces if may(who, permission, space)]
    if not own:
        raise Refused(_NOT_ALLOWED)
    return own


def require(who: Principal, permission: Permission, space: str) -> None:
    """Refuse who may not do something in a space that only the endpoint knows of: Refused, 403."""
    if not may(who, permission, space):
        raise Refused(_NOT_ALLOWED)


def _may(who: Principal, permission: Permission, where: Where, spaces: Sequence[str]) -> bool:
    if where is Where.SOMEWHERE:
        return may_somewhere(who, permission)
    if spaces:
        return all(may(who, permission, space) for space in spaces)
    return may_somewhere(who, permission) if where is Where.OWN else may(who, permission)


def _spaces_in(request: Request) -> Sequence[str]:
    """Return the spaces that a request names; none: the whole region is meant."""
    named_in_path = request.path_params.get("space")
    return request.query_params.getlist("space") if named_in_path is None else [str(named_in_path)]
