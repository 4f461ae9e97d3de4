"""`/console/me`: where somebody is signed in, and their own password; and signing out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from contract.times import from_us
from hub.book.sessions import SessionMemory
from hub.care_told import moment
from hub.console import cookie
from hub.console.entrance import HERE, Entrance
from hub.console.look import Look, Mistake
from hub.console.password_hash import TooBusy
from hub.console.sign_in import SignIn, TooOften, WeakPassword, WrongPassword
from hub.domain.roles import Permission
from hub.domain.session_life import Session
from hub.errors import PeopleRefused
from hub.http.access import Access, SignedIn, SignInNeeded, signed_in_at
from hub.http.forms import Form, form_of
from hub.http.routing import Door, read, write

ME: Final = "/console/me"


@dataclass(frozen=True, slots=True)
class ShownDevice:
    """One line of the list."""

    handle: str
    name: str
    since: str
    last_seen: str
    is_trusted: bool
    is_this: bool


class Section(Protocol):
    """What another room adds to the page, and says of what it has changed."""

    def content(self, request: Request, who: SignedIn) -> Mapping[str, Any]:
        """Return what the page's template needs of it."""
        ...

    def notices(self, request: Request) -> Mapping[str, str]:
        """Say what was done, by what an address says of it."""
        ...


class Account:
    """Writes the page and changes what is one's own."""

    def __init__(
        self,
        look: Look,
        access: Access,
        sign_in: SignIn,
        entrance: Entrance,
        sections: Sequence[Section],
    ) -> None:
        self._look = look
        self._access = access
        self._sign_in = sign_in
        self._sessions = SessionMemory(sign_in.people)
        self._entrance = entrance
        self._sections = sections

    def page(self, request: Request, mistake: Mistake | None = None) -> Response:
        """Write it; passwords are never written back."""
        signed_in, said = _somebody(request), self._look.words(request)
        notices = {"ended": said.ended, "changed": said.changed}
        more: dict[str, Any] = {}
        for section in self._sections:
            notices |= section.notices(request)
            more |= section.content(request, signed_in)
        notice = notices.get(request.query_params.get("done", ""), "")
        found = self._sessions.of_person(signed_in.principal.id, self._sign_in.now_us())
        return self._look.page(
            request, "me.html", mistake=mistake, has_script=True, at=ME,
            done="" if mistake else notice,
            devices=[self._shown(request, each, signed_in) for each in found],
            **more,
            space_names=self._look.named(signed_in.principal.spaces or ()),
        )  # fmt: skip

    def _shown(self, request: Request, session: Session, who: SignedIn) -> ShownDevice:
        language = self._look.language_of(request)
        return ShownDevice(
            handle=session.handle,
            name=session.device or self._look.words(request).unnamed_device,
            since=moment(from_us(session.began_us), language),
            last_seen=moment(from_us(session.seen_us), language),
            is_trusted=session.is_trusted,
            is_this=session.handle == who.handle,
        )

    def end(self, request: Request, handle: str) -> Response:
        """End one of one's own sessions; of nobody else's is there a way."""
        who = _somebody(request)
        is_own = handle == who.handle
        self._sign_in.people.sign_out(
            who.principal.id, handle, self._sign_in.now_us(), is_own=is_own
        )
        return self._out(request) if is_own else self._done(request, "ended")

    def sign_out(self, request: Request) -> Response:
        """End this session."""
        return self.end(request, _somebody(request).handle)

    def change_password(self, request: Request, form: Form) -> Response:
        """Take the current password and a new one."""
        who, said = _somebody(request), self._look.words(request)
        host = request.client.host if request.client else ""
        device = self._sign_in.device_of(who, host)
        if form.one("password") != form.one("repeat"):
            return self.page(request, Mistake(said.differ))
        current, wanted = form.one("current"), form.one("password")
        try:
            secret = self._sign_in.change_password(who, current, wanted, device)
        except WrongPassword:
            return self.page(request, Mistake(said.wrong_current))
        except WeakPassword as error:
            return self.page(request, Mistake(said.weaknesses[error.weakness]))
        except PeopleRefused as error:
            return self.page(request, Mistake(said.refusals[error.reason]))
        except (TooOften, TooBusy) as error:
            return self.page(request, self._entrance.patience(request, error))
        response = self._done(request, "changed")
        channel = self._access.channels.of(request)
        cookie.give(response, channel, secret, is_trusted=device.is_trusted)
        return response

    def _done(self, request: Request, what: str) -> Response:
        return self._look.see_other(request, ME, done=what)

    def _out(self, request: Request) -> Response:
        response = self._look.see_other(request, HERE, out="1")
        response.headers["Clear-Site-Data"] = '"cache"'
        cookie.take(response, self._access.channels.of(request))
        return response


def _somebody(request: Request) -> SignedIn:
    signed_in = signed_in_at(request)
    if signed_in is None:
        raise SignInNeeded
    return signed_in


def account_router(account: Account, access: Access, door: Door) -> APIRouter:
    """Build the routes."""
    router = APIRouter()
    own = access.needs_person(Permission.OWN_ACCOUNT)
    closing = access.needs_person(Permission.OWN_ACCOUNT, is_counted=False)
    own_half_way = access.needs_person(Permission.OWN_ACCOUNT, is_open_half_way=True)

    @read(router, ME, listed=False, needs=own)
    def me(request: Request) -> Response:
        """Show where somebody is signed in."""
        return account.page(request)

    @write(router, f"{ME}/sessions/{{handle}}/end", needs=closing, door=door)
    def end(request: Request, handle: str) -> Response:
        """Sign out one device."""
        return account.end(request, handle)

    @write(router, f"{ME}/password", needs=closing, door=door)
    async def password(request: Request) -> Response:
        """Change the password."""
        return await run_in_threadpool(account.change_password, request, await form_of(request))

    @write(router, "/console/sign-out", needs=own_half_way, door=door)
    def sign_out(request: Request) -> Response:
        """Sign out this device."""
        return account.sign_out(request)

    return router
