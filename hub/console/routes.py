"""The console's routes, put together; and what somebody sees who isn't let in."""

from functools import partial
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request, Response

from hub.console.account import Account, account_router
from hub.console.alarms.pages import alarms_router
from hub.console.calendar.routes import calendar_router
from hub.console.entrance import HERE, Entrance, entrance_router, own_page
from hub.console.equipment.page import equipment_router
from hub.console.feeds.routes import feeds_router
from hub.console.log.page import log_router
from hub.console.look import Look, Mistake
from hub.console.passkeys.offer import offer
from hub.console.passkeys.pages import PasskeyPages, passkeys_router
from hub.console.passkeys.passkey_sign_in import PasskeySignIn
from hub.console.people.routes import people_router
from hub.console.replacing.routes import replacing_router
from hub.console.second_factor.pages import SecondFactorPages, lead_to_it, second_factor_router
from hub.console.sources import ConsoleSources
from hub.console.tabs import HOME
from hub.console.today.page import today_router
from hub.console.week.mail import week_router
from hub.domain.single_sign_on import OidcConfig
from hub.errors import BookUnavailable
from hub.http.access import (
    Access,
    ChannelNotSafe,
    SecondFactorNeeded,
    SignInNeeded,
    TooManyForms,
    signed_in_at,
)
from hub.http.problems import named, problem_response
from hub.http.routing import Door

_PAGES: Final = (HOME, "/reports")
"""Below these somebody is led on; programs are told."""
_SECOND_STEP: Final = named(
    403, "second-step-needed", "One more step", "Show a second thing at /console/second-factor."
)


def install_console(app: FastAPI, look: Look, access: Access, sources: ConsoleSources) -> None:
    """Add the console to an application."""
    door = Door(access.channels)
    _include_ways_in(app, look, access, sources)
    app.include_router(today_router(look, access, sources, door))
    app.include_router(week_router(look, access, sources, door))
    app.include_router(calendar_router(look, access, sources, door))
    app.include_router(feeds_router(look, access, sources, door))
    app.include_router(equipment_router(look, access, sources))
    app.include_router(replacing_router(look, access, sources, door))
    app.include_router(alarms_router(look, access, sources, door))
    app.include_router(people_router(look, access, sources, door))
    app.include_router(log_router(look, access, sources))
    _explain_refusals(app, look)


def _include_ways_in(app: FastAPI, look: Look, access: Access, sources: ConsoleSources) -> None:
    """Add how somebody comes in, and what they keep of it."""
    door, sign_in, name = Door(access.channels), sources.sign_in, sources.config.site.name
    offered = partial(offer, look)
    entrance = Entrance(look, access, sign_in, offered)
    passkeys = PasskeyPages(look, access, PasskeySignIn(sign_in, name), sign_in, entrance)
    second = SecondFactorPages(look, access, sign_in, entrance, offer=offered, site_name=name)
    account = Account(look, access, sign_in, entrance, (passkeys, second))

    def again(request: Request, mistake: Mistake) -> Response:
        who = signed_in_at(request)
        is_half_way = who is not None and who.lacks_second
        return (second if is_half_way else account).page(request, mistake)

    app.include_router(entrance_router(entrance, access, door))
    app.include_router(account_router(account, access, door))
    app.include_router(passkeys_router(passkeys, access, door, again))
    app.include_router(second_factor_router(second, access, door))
    if sources.config.oidc is not None:
        app.include_router(_single_sign_on(sources.config.oidc, entrance, access, sources))


def _single_sign_on(
    config: OidcConfig, entrance: Entrance, access: Access, sources: ConsoleSources
) -> APIRouter:
    """Import what signs in at a provider only where there is one: it takes memory."""
    from hub.console.openid_provider import OpenIdProvider  # noqa: PLC0415 - see above
    from hub.console.single_sign_on import (  # noqa: PLC0415 - see above
        SingleSignOn,
        single_sign_on_router,
    )

    provider = OpenIdProvider(config, sources.monotonic)
    sso = SingleSignOn(config, provider, entrance, access, sources.sign_in)
    return single_sign_on_router(sso, access)


def _asked_for(request: Request) -> str:
    """Return the page that somebody asked for, with its query where it can be come back to."""
    path: str = request.scope["path"]
    whole = f"{path}?{request.scope['query_string'].decode('latin-1')}"
    return whole if own_page(whole) == whole else path


def _explain_refusals(app: FastAPI, look: Look) -> None:
    def sign_in_first(request: Request, _: Exception) -> Response:
        is_form = request.method not in ("GET", "HEAD")
        if is_form and request.scope["path"].startswith(HOME):  # its address may be no page
            return look.see_other(request, HERE)
        return look.see_other(request, HERE, to=quote(_asked_for(request), safe=""))

    def second_step_first(request: Request, _: Exception) -> Response:
        if not request.scope["path"].startswith(_PAGES):
            return problem_response(_SECOND_STEP)
        return lead_to_it(look, request)

    def by_tls_only(request: Request, _: Exception) -> Response:
        return look.page(request, "no_tls.html", status=HTTPStatus.FORBIDDEN)

    def patience(request: Request, error: Exception) -> Response:
        wait_s = error.wait_s if isinstance(error, TooManyForms) else 1
        text = look.words(request).too_many_forms.format(n=wait_s)
        mistake = Mistake(text, HTTPStatus.TOO_MANY_REQUESTS, wait_s)
        return look.page(request, "unavailable.html", mistake=mistake)

    def no_book(request: Request, error: Exception) -> Response:
        if not request.scope["path"].startswith(HOME):
            raise error
        mistake = Mistake("", HTTPStatus.SERVICE_UNAVAILABLE, 10)
        return look.page(request, "unavailable.html", mistake=mistake)

    app.add_exception_handler(SignInNeeded, sign_in_first)
    app.add_exception_handler(SecondFactorNeeded, second_step_first)
    app.add_exception_handler(ChannelNotSafe, by_tls_only)
    app.add_exception_handler(TooManyForms, patience)
    app.add_exception_handler(BookUnavailable, no_book)
