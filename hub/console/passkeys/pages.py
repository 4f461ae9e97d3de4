"""Coming in by a passkey, and one's own passkeys: what the script of a page asks for and sends.

A challenge is asked for by POST and answered as JSON, for the script alone; what a device signs
comes as a form, like everything else, and is answered with a page.
"""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from hub.book.one_way import new_secret
from hub.console import cookie
from hub.console.entrance import HERE, Entrance, own_page
from hub.console.look import Look, Mistake
from hub.console.passkeys.ceremonies import RefusedPasskey
from hub.console.passkeys.challenges import LASTS_US
from hub.console.passkeys.offer import offer, shown
from hub.console.passkeys.passkey_sign_in import LateAnswer, PasskeySignIn, Visit
from hub.console.passkeys.relying_party import relying_party_of
from hub.console.passkeys.words import PasskeyWords, words_in
from hub.console.sign_in import Device, SignIn, TooOften
from hub.console.tabs import HOME
from hub.domain.roles import Permission, Role
from hub.domain.second_factor import may_set_up
from hub.errors import PeopleReason, PeopleRefused
from hub.http.access import Access, SecondFactorNeeded, SignedIn, SignInNeeded, signed_in_at
from hub.http.forms import Form, form_of
from hub.http.routing import Door, write

JOIN: Final = "/console/join/{link}"
OWN: Final = "/console/me/passkeys"
_BROWSER: Final = "-browser"
"""Behind the name of the session's cookie: what challenges are bound to."""
_REFUSALS: Final = (RefusedPasskey, LateAnswer, PeopleRefused, TooOften)
_Refusal = RefusedPasskey | LateAnswer | PeopleRefused | TooOften
OwnPage = Callable[[Request, Mistake], Response]
"""Shows the page again on which somebody keeps their passkeys."""


class PasskeyPages:
    """Answers the scripts and the forms."""

    def __init__(
        self, look: Look, access: Access, keys: PasskeySignIn, sign_in: SignIn, entrance: Entrance
    ) -> None:
        self._look = look
        self._access = access
        self._keys = keys
        self._sign_in = sign_in
        self._entrance = entrance

    def content(self, request: Request, who: SignedIn) -> Mapping[str, Any]:
        """Return what the page of one's own account needs."""
        found = self._keys.ways.passkeys(who.principal.id)
        return {**offer(self._look, request), "passkeys": shown(self._look, request, found)}

    def notices(self, request: Request) -> Mapping[str, str]:
        """Say what was done, by what an address says of it."""
        said = self._said(request)
        return {"added": said.added, "renamed": said.renamed, "removed": said.removed}

    def ask(self, request: Request, options_for: Callable[[Visit], str], form: Form) -> Response:
        """Answer a script with what a device shall do, or with why it shan't."""
        try:
            visit = self._visit(request, form)
            answer = self._json(f'{{"publicKey":{options_for(visit)}}}')
        except _REFUSALS as error:
            mistake = self._mistake(request, error)
            return self._json(json.dumps({"mistake": mistake.text}), mistake.status)
        cookie.keep(
            answer, self._cookie(request), visit.browser, LASTS_US // 1_000_000,
            self._access.channels.of(request),
        )  # fmt: skip
        return answer

    def ask_for_use(self, request: Request, form: Form) -> Response:
        """Ask for a signature."""
        return self.ask(request, self._keys.ask_for_use, form)

    def ask_by_link(self, request: Request, link: str, form: Form) -> Response:
        """Ask for a key of who was invited."""
        name = form.one("name")
        return self.ask(request, lambda visit: self._keys.ask_by_link(visit, link, name), form)

    def ask_for_another(self, request: Request, form: Form) -> Response:
        """Ask for another key of who is signed in."""
        who = self._who_may_add(request)
        return self.ask(request, lambda visit: self._keys.ask_for_another(visit, who), form)

    def log_in(self, request: Request, form: Form) -> Response:
        """Take a signature."""
        try:
            visit = self._visit(request, form)
            secret = self._keys.sign_in(form.one("credential"), visit)
        except _REFUSALS as error:
            return self._entrance.login_page(request, form, self._mistake(request, error))
        return self._entrance.let_in(request, secret, visit.device, own_page(form.one("to")))

    def join(self, request: Request, link: str, form: Form) -> Response:
        """Take a new key of who was invited."""
        try:
            visit = self._visit(request, form)
            secret = self._keys.join(form.one("credential"), visit, link, form.one("name"))
        except PeopleRefused as error:
            if error.reason is PeopleReason.LINK_ENDED:
                return self._look.page(request, "link_ended.html", status=HTTPStatus.GONE)
            return self._entrance.join_page(request, link, form, self._mistake(request, error))
        except (RefusedPasskey, LateAnswer, TooOften) as error:
            return self._entrance.join_page(request, link, form, self._mistake(request, error))
        return self._entrance.let_in(request, secret, visit.device, HOME)

    def add(self, request: Request, form: Form, again: OwnPage) -> Response:
        """Take another key of who is signed in."""
        who = self._who_may_add(request)
        try:
            visit = self._visit(request, form, who)
            secret = self._keys.add(form.one("credential"), visit, who, form.one("label"))
        except _REFUSALS as error:
            return again(request, self._mistake(request, error))
        return self._changed(request, secret, visit.device, "added")

    def remove(self, request: Request, handle: str, again: OwnPage) -> Response:
        """Take away one's own key."""
        who = _somebody(request)
        device = self._sign_in.device_of(who, _host(request))
        try:
            secret = self._keys.remove(who, handle, device)
        except PeopleRefused as error:
            return again(request, self._mistake(request, error))
        if secret is None:
            return self._look.see_other(request, _ME)
        return self._changed(request, secret, device, "removed")

    def rename(self, request: Request, handle: str, form: Form) -> Response:
        """Call one's own key something else."""
        who = _somebody(request)
        self._keys.ways.rename_passkey(who.principal.id, handle, form.one("label"))
        return self._look.see_other(request, _ME, done="renamed")

    def _changed(self, request: Request, secret: str, device: Device, done: str) -> Response:
        response = self._look.see_other(request, _ME, done=done)
        channel = self._access.channels.of(request)
        cookie.give(response, channel, secret, is_trusted=device.is_trusted)
        return response

    def _who_may_add(self, request: Request) -> SignedIn:
        """Return who is signed in. Raises SecondFactorNeeded where another thing comes first."""
        who = _somebody(request)
        is_admin = Role.ADMIN in who.principal.roles
        ways = self._keys.ways.of(who.principal.id)
        if not may_set_up(ways, is_admin=is_admin, is_strong=who.is_strong):
            raise SecondFactorNeeded
        return who

    def _visit(self, request: Request, form: Form, who: SignedIn | None = None) -> Visit:
        """Say who calls, from where. Raises RefusedPasskey where no passkey is possible."""
        site = relying_party_of(self._access.channels, request)
        if site is None:
            raise RefusedPasskey
        browser = request.cookies.get(self._cookie(request), "") or new_secret()
        if who is not None:
            return Visit(site, browser, self._sign_in.device_of(who, _host(request)))
        return Visit(site, browser, self._entrance.device_of(request, form))

    def _cookie(self, request: Request) -> str:
        return self._access.channels.of(request).value + _BROWSER

    def _mistake(self, request: Request, error: _Refusal) -> Mistake:
        said = self._said(request)
        match error:
            case TooOften():
                return self._entrance.patience(request, error)
            case PeopleRefused():
                return Mistake(self._look.words(request).refusals[error.reason])
            case LateAnswer():
                return Mistake(said.late)
            case RefusedPasskey():
                return Mistake(said.refused)

    def _json(self, text: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
        headers = {"Cache-Control": "no-store"}
        return Response(text, status, headers, media_type="application/json")

    def _said(self, request: Request) -> PasskeyWords:
        return words_in(self._look.language_of(request))


_ME: Final = "/console/me"


def _host(request: Request) -> str:
    return request.client.host if request.client else ""


def _somebody(request: Request) -> SignedIn:
    signed_in = signed_in_at(request)
    if signed_in is None:
        raise SignInNeeded
    return signed_in


def passkeys_router(pages: PasskeyPages, access: Access, door: Door, again: OwnPage) -> APIRouter:
    """Build the routes; `again` shows the page that a key was to be added on."""
    router = APIRouter()
    router.include_router(_entrance_router(pages, access, door))
    own = access.needs_person(Permission.OWN_ACCOUNT)
    own_half_way = access.needs_person(Permission.OWN_ACCOUNT, is_open_half_way=True)

    @write(router, f"{OWN}/challenge", needs=own_half_way, door=door)
    async def ask_for_another(request: Request) -> Response:
        """Say what key a device shall make."""
        return await run_in_threadpool(pages.ask_for_another, request, await form_of(request))

    @write(router, OWN, needs=own_half_way, door=door)
    async def add(request: Request) -> Response:
        """Keep another passkey."""
        return await run_in_threadpool(pages.add, request, await form_of(request), again)

    @write(router, f"{OWN}/{{handle}}/name", needs=own, door=door)
    async def rename(request: Request, handle: str) -> Response:
        """Call a passkey something else."""
        return await run_in_threadpool(pages.rename, request, handle, await form_of(request))

    @write(router, f"{OWN}/{{handle}}/remove", needs=own, door=door)
    def remove(request: Request, handle: str) -> Response:
        """Take a passkey away."""
        return pages.remove(request, handle, again)

    return router


def _entrance_router(pages: PasskeyPages, access: Access, door: Door) -> APIRouter:
    router, safe = APIRouter(), access.on_a_safe_channel()

    @write(router, f"{HERE}/passkey/challenge", needs=safe, door=door)
    async def ask_for_use(request: Request) -> Response:
        """Say what a device shall sign."""
        return await run_in_threadpool(pages.ask_for_use, request, await form_of(request))

    @write(router, f"{HERE}/passkey", needs=safe, door=door)
    async def log_in(request: Request) -> Response:
        """Let somebody in by a passkey."""
        return await run_in_threadpool(pages.log_in, request, await form_of(request))

    @write(router, f"{JOIN}/passkey/challenge", needs=safe, door=door)
    async def ask_by_link(request: Request, link: str) -> Response:
        """Say what key a device shall make for who was invited."""
        return await run_in_threadpool(pages.ask_by_link, request, link, await form_of(request))

    @write(router, f"{JOIN}/passkey", needs=safe, door=door)
    async def join(request: Request, link: str) -> Response:
        """Let somebody in by a link and a new passkey, once."""
        return await run_in_threadpool(pages.join, request, link, await form_of(request))

    return router
