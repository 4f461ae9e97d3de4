"""`/console/second-factor`: asks for a second thing, or sets one up; and what one's account shows.

Nothing else opens before it, to whom it is asked of. Recovery codes are on the answer to the form
that has made them, and nowhere else.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from hub.console import cookie
from hub.console.entrance import Entrance, own_page
from hub.console.look import Extra, Look, Mistake
from hub.console.second_factor.one_time_codes import app_address, in_groups
from hub.console.second_factor.second_step import SecondStep, WrongCode, is_admin
from hub.console.second_factor.words import SecondFactorWords, words_in
from hub.console.sign_in import Device, SignIn, TooOften
from hub.domain.roles import Permission
from hub.domain.second_factor import CodeApp, Needed
from hub.errors import PeopleRefused
from hub.http.access import Access, SecondFactorNeeded, SignedIn, SignInNeeded, signed_in_at
from hub.http.forms import Form, form_of
from hub.http.routing import Door, read, write
from hub.qr_code import qr_svg

HERE: Final = "/console/second-factor"
_ME: Final = "/console/me"


class SecondFactorPages:
    """Writes the pages and takes their forms."""

    def __init__(
        self,
        look: Look,
        access: Access,
        sign_in: SignIn,
        entrance: Entrance,
        *,
        offer: Extra,
        site_name: str,
    ) -> None:
        """`offer` is what a template needs to offer a passkey."""
        self._look = look
        self._access = access
        self._sign_in = sign_in
        self._entrance = entrance
        self._offer = offer
        self._site_name = site_name
        self._step = SecondStep(sign_in)

    def content(self, request: Request, who: SignedIn) -> Mapping[str, Any]:
        """Return what the page of one's own account needs."""
        ways = self._step.ways_of(who)
        return {
            "second": self._said(request),
            "app_is_on": ways.code_app is CodeApp.ON,
            "codes_left": ways.recovery_codes,
            "app_is_needed": is_admin(who),
            "has_password": ways.has_password,
            "has_own_way": not ways.are_none,
        }

    def notices(self, request: Request) -> Mapping[str, str]:
        """Say what was done, by what an address says of it."""
        return {"off": self._said(request).turned_off}

    def page(self, request: Request, mistake: Mistake | None = None, to: str = "") -> Response:
        """Ask for what is needed, or show how something is set up."""
        who = _somebody(request)
        to = own_page(to or request.query_params.get("to", ""))
        need = self._step.needed(who)
        if need in (Needed.NOTHING, Needed.CHOICE):
            return self._set_up_page(request, who, mistake, to)
        ways = self._step.ways_of(who)
        return self._look.page(
            request, "second_factor.html", mistake=mistake, has_script=True, at=HERE,
            second=self._said(request), to=to, asks_code=need is Needed.CODE,
            is_unreadable=ways.code_app is CodeApp.UNREADABLE, has_passkey=bool(ways.passkeys),
            **self._offer(request),
        )  # fmt: skip

    def _set_up_page(
        self, request: Request, who: SignedIn, mistake: Mistake | None, to: str
    ) -> Response:
        return self._look.page(
            request, "second_factor_set_up.html", mistake=mistake, has_script=True, at=HERE,
            second=self._said(request), to=to, is_needed=who.lacks_second,
            key=in_groups(self._step.new_secret(who)), **self._offer(request),
        )  # fmt: skip

    def picture(self, request: Request) -> Response:
        """Draw the key of an app that is being set up."""
        who = _somebody(request)
        if self._step.needed(who) not in (Needed.NOTHING, Needed.CHOICE):
            raise SecondFactorNeeded
        address = app_address(self._step.new_secret(who), who.name, self._site_name)
        headers = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
        return Response(qr_svg(address), media_type="image/svg+xml", headers=headers)

    def show(self, request: Request, form: Form) -> Response:
        """Take a code."""
        who, said = _somebody(request), self._said(request)
        device = self._device(request, who)
        try:
            secret = self._step.show(who, form.one("code"), device)
        except WrongCode:
            return self.page(request, Mistake(said.wrong), form.one("to"))
        except TooOften as error:
            mistake = self._entrance.patience(request, error)
            return self.page(request, mistake, form.one("to"))
        return self._entrance.let_in(request, secret, device, own_page(form.one("to")))

    def set_up(self, request: Request, form: Form) -> Response:
        """Take the first code of an app, and show the recovery codes."""
        who, said = _somebody(request), self._said(request)
        device = self._device(request, who)
        try:
            secret, codes = self._step.set_up(who, form.one("code"), device)
        except WrongCode:
            return self.page(request, Mistake(said.wrong_new), form.one("to"))
        except PeopleRefused as error:
            reason = self._look.words(request).refusals[error.reason]
            return self.page(request, Mistake(reason), form.one("to"))
        request.state.signed_in = self._access.session_of(secret)
        response = self._codes_page(request, codes, own_page(form.one("to")))
        channel = self._access.channels.of(request)
        cookie.give(response, channel, secret, is_trusted=device.is_trusted)
        return response

    def renew(self, request: Request) -> Response:
        """Show other recovery codes, of who has an app."""
        who = _somebody(request)
        if self._step.ways_of(who).code_app is not CodeApp.ON:
            return self._look.see_other(request, _ME)
        return self._codes_page(request, self._step.renew(who), _ME)

    def turn_off(self, request: Request) -> Response:
        """Ask for no code any more, unless it is somebody who never does without."""
        who = _somebody(request)
        if is_admin(who) or self._step.ways_of(who).code_app is not CodeApp.ON:
            return self._look.see_other(request, _ME)
        device = self._device(request, who)
        secret = self._step.turn_off(who, device)
        response = self._look.see_other(request, _ME, done="off")
        channel = self._access.channels.of(request)
        cookie.give(response, channel, secret, is_trusted=device.is_trusted)
        return response

    def _codes_page(self, request: Request, codes: Sequence[str], to: str) -> Response:
        return self._look.page(
            request, "second_factor_codes.html", at=_ME, second=self._said(request), codes=codes,
            to=to,
        )  # fmt: skip

    def _device(self, request: Request, who: SignedIn) -> Device:
        return self._sign_in.device_of(who, request.client.host if request.client else "")

    def _said(self, request: Request) -> SecondFactorWords:
        return words_in(self._look.language_of(request))


def lead_to_it(look: Look, request: Request) -> Response:
    """Send somebody to the second step, and from there to where they wanted."""
    if request.method not in ("GET", "HEAD"):
        return look.see_other(request, HERE)
    return look.see_other(request, HERE, to=quote(request.scope["path"], safe=""))


def _somebody(request: Request) -> SignedIn:
    signed_in = signed_in_at(request)
    if signed_in is None:
        raise SignInNeeded
    return signed_in


def second_factor_router(pages: SecondFactorPages, access: Access, door: Door) -> APIRouter:
    """Build the routes."""
    router = APIRouter()
    own = access.needs_person(Permission.OWN_ACCOUNT)
    half_way = access.needs_person(Permission.OWN_ACCOUNT, is_open_half_way=True)

    @read(router, HERE, listed=False, needs=half_way)
    def page(request: Request) -> Response:
        """Ask for a second thing, or set one up."""
        return pages.page(request)

    @read(router, f"{HERE}/key.svg", listed=False, needs=half_way)
    def picture(request: Request) -> Response:
        """Draw the key for an app."""
        return pages.picture(request)

    @write(router, HERE, needs=half_way, door=door)
    async def show(request: Request) -> Response:
        """Take a code."""
        return await run_in_threadpool(pages.show, request, await form_of(request))

    @write(router, f"{HERE}/app", needs=half_way, door=door)
    async def set_up(request: Request) -> Response:
        """Set an app up."""
        return await run_in_threadpool(pages.set_up, request, await form_of(request))

    @write(router, f"{HERE}/recovery-codes", needs=own, door=door)
    def renew(request: Request) -> Response:
        """Make other recovery codes."""
        return pages.renew(request)

    @write(router, f"{HERE}/off", needs=own, door=door)
    def turn_off(request: Request) -> Response:
        """Do without codes."""
        return pages.turn_off(request)

    return router
