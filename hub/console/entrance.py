"""`/console/login` and `/console/join/{link}`: how somebody comes in, by a password or a link.

Looking at a link uses nothing up: programs that look at addresses in mails are harmless.
"""

import re
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from hub.console import cookie
from hub.console.look import Look, Mistake
from hub.console.password_hash import TooBusy
from hub.console.sign_in import Device, SignIn, TooOften, WeakPassword, WrongPassword
from hub.console.tabs import HOME
from hub.errors import PeopleReason, PeopleRefused
from hub.http.access import Access
from hub.http.forms import Form, form_of
from hub.http.routing import Door, read, write

HERE: Final = "/console/login"
ELSEWHERE: Final = "/console/oidc"
_JOIN: Final = "/console/join/{link}"
_OURS: Final = re.compile(r"/console(?:/[a-z0-9-]{1,63}){0,6}")


class Entrance:
    """Writes both pages and lets people in."""

    def __init__(self, look: Look, access: Access, sign_in: SignIn) -> None:
        self._look = look
        self._access = access
        self._sign_in = sign_in

    def login_page(
        self, request: Request, form: Form | None = None, mistake: Mistake | None = None
    ) -> Response:
        """Write the form of the login; the password is never written back."""
        given = form or Form({})
        to = own_page(given.one("to") or request.query_params.get("to", ""))
        is_out = "out" in request.query_params and not mistake
        notice = self._look.words(request).signed_out if is_out else ""
        return self._look.page(
            request, "login.html", mistake=mistake,
            action=self._look.address(request, HERE), to=to, done=notice,
            name=given.one("name"), device=given.one("device"), is_trusted=bool(given.one("trust")),
            elsewhere=self._look.elsewhere, elsewhere_at=self._elsewhere_at(request, to),
        )  # fmt: skip

    def _elsewhere_at(self, request: Request, to: str) -> str:
        """Return where the way to the provider begins, and that it leads back to a page."""
        address = self._look.address(request, ELSEWHERE)
        return address if to == HOME else f"{address}{'&' if '?' in address else '?'}to={quote(to)}"

    def log_in(self, request: Request, form: Form) -> Response:
        """Take name and password."""
        device = self.device_of(request, form)
        try:
            secret = self._sign_in.sign_in(form.one("name"), form.one("password"), device)
        except (WrongPassword, PeopleRefused):
            return self.login_page(request, form, Mistake(self._look.words(request).wrong))
        except (TooOften, TooBusy) as error:
            return self.login_page(request, form, self.patience(request, error))
        return self.let_in(request, secret, device, own_page(form.one("to")))

    def join_page(
        self, request: Request, link: str, form: Form | None = None, mistake: Mistake | None = None
    ) -> Response:
        """Write the form of a link, or say that it has ended."""
        people, said = self._sign_in.people, self._look.words(request)
        invitation = people.invitation(link, self._sign_in.now_us())
        if invitation is None:
            return self._look.page(request, "link_ended.html", status=HTTPStatus.GONE)
        person = people.of(invitation.person) if invitation.person else None
        given = form or Form({})
        return self._look.page(
            request, "join.html", mistake=mistake,
            action=self._look.address(request, f"/console/join/{link}"),
            known=person.name if person else "",
            roles=", ".join(said.roles[role] for role in sorted(invitation.grant.roles)),
            space_names=self._look.named(invitation.grant.spaces),
            name=given.one("name"), device=given.one("device"), is_trusted=bool(given.one("trust")),
        )  # fmt: skip

    def join(self, request: Request, link: str, form: Form) -> Response:
        """Take what was chosen."""
        said, device = self._look.words(request), self.device_of(request, form)
        if form.one("password") != form.one("repeat"):
            return self.join_page(request, link, form, Mistake(said.differ))
        try:
            secret = self._sign_in.join(link, form.one("name"), form.one("password"), device)
        except WeakPassword as error:
            return self.join_page(request, link, form, Mistake(said.weaknesses[error.weakness]))
        except PeopleRefused as error:
            if error.reason is PeopleReason.LINK_ENDED:
                return self._look.page(request, "link_ended.html", status=HTTPStatus.GONE)
            return self.join_page(request, link, form, Mistake(said.refusals[error.reason]))
        except (TooOften, TooBusy) as error:
            return self.join_page(request, link, form, self.patience(request, error))
        return self.let_in(request, secret, device, HOME)

    def device_of(self, request: Request, form: Form) -> Device:
        """Say from where somebody comes in, and which session the browser has had until now."""
        host = request.client.host if request.client else ""
        held = request.cookies.get(self._access.channels.of(request).value, "")
        return Device(host, form.one("device"), form.one("trust") == "yes", held)

    def let_in(self, request: Request, secret: str, device: Device, to: str) -> Response:
        """Give the browser its session and lead on."""
        response = self._look.see_other(request, to)
        channel = self._access.channels.of(request)
        cookie.give(response, channel, secret, is_trusted=device.is_trusted)
        return response

    def patience(self, request: Request, error: TooOften | TooBusy) -> Mistake:
        """Say when it may be tried again."""
        said = self._look.words(request)
        match error:
            case TooOften(wait_s=wait_s):
                text = said.too_often.format(n=wait_s)
                return Mistake(text, HTTPStatus.TOO_MANY_REQUESTS, wait_s)
            case TooBusy():
                return Mistake(said.busy, HTTPStatus.SERVICE_UNAVAILABLE, 5)


def own_page(to: str) -> str:
    """Return a page of the console to go on to: whatever else somebody wrote there isn't one."""
    is_page = _OURS.fullmatch(to) and not to.startswith((HERE, "/console/join"))
    return to if is_page else HOME


def entrance_router(look: Look, access: Access, sign_in: SignIn, door: Door) -> APIRouter:
    """Build the routes."""
    router, entrance = APIRouter(), Entrance(look, access, sign_in)
    safe = access.on_a_safe_channel()

    @read(router, HERE, listed=False, needs=safe)
    def login_form(request: Request) -> Response:
        """Ask for name and password."""
        return entrance.login_page(request)

    @write(router, HERE, needs=safe, door=door)
    async def log_in(request: Request) -> Response:
        """Let somebody in by name and password."""
        return await run_in_threadpool(entrance.log_in, request, await form_of(request))

    @read(router, _JOIN, listed=False, needs=safe)
    def join_form(request: Request, link: str) -> Response:
        """Ask who was invited for name and password."""
        return entrance.join_page(request, link)

    @write(router, _JOIN, needs=safe, door=door)
    async def join(request: Request, link: str) -> Response:
        """Let somebody in by a link, once."""
        return await run_in_threadpool(entrance.join, request, link, await form_of(request))

    return router
