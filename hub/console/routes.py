"""The console's routes, put together; and what somebody sees who isn't let in."""

from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request, Response

from hub.console.account import account_router
from hub.console.calendar.routes import calendar_router
from hub.console.entrance import HERE, entrance_router
from hub.console.equipment.page import equipment_router
from hub.console.look import Look, Mistake
from hub.console.replacing.routes import replacing_router
from hub.console.sources import ConsoleSources
from hub.console.tabs import HOME
from hub.console.today.page import today_router
from hub.domain.single_sign_on import OidcConfig
from hub.errors import BookUnavailable
from hub.http.access import Access, ChannelNotSafe, SignInNeeded
from hub.http.routing import Door


def install_console(app: FastAPI, look: Look, access: Access, sources: ConsoleSources) -> None:
    """Add the console to an application."""
    door, sign_in = Door(access.channels), sources.sign_in
    app.include_router(entrance_router(look, access, sign_in, door))
    app.include_router(account_router(look, access, sign_in, door))
    if sources.config.oidc is not None:
        app.include_router(_single_sign_on(sources.config.oidc, look, access, sources))
    app.include_router(calendar_router(look, access, sources, door))
    app.include_router(replacing_router(look, access, sources, door))
    app.include_router(today_router(look, access, sources, door))
    app.include_router(equipment_router(look, access, sources))
    _explain_refusals(app, look)


def _single_sign_on(
    config: OidcConfig, look: Look, access: Access, sources: ConsoleSources
) -> APIRouter:
    """Import what signs in at a provider only where there is one: it takes memory."""
    from hub.console.openid_provider import OpenIdProvider  # noqa: PLC0415 - see above
    from hub.console.single_sign_on import (  # noqa: PLC0415 - see above
        SingleSignOn,
        single_sign_on_router,
    )

    provider = OpenIdProvider(config, sources.monotonic)
    sso = SingleSignOn(config, provider, look, access, sources.sign_in)
    return single_sign_on_router(sso, access)


def _explain_refusals(app: FastAPI, look: Look) -> None:
    def sign_in_first(request: Request, _: Exception) -> Response:
        if request.method not in ("GET", "HEAD"):
            return look.see_other(request, HERE)
        response = look.see_other(request, HERE)
        back = quote(request.scope["path"], safe="")
        joint = "&" if "?" in response.headers["location"] else "?"
        response.headers["location"] += f"{joint}to={back}"
        return response

    def by_tls_only(request: Request, _: Exception) -> Response:
        return look.page(request, "no_tls.html", status=HTTPStatus.FORBIDDEN)

    def no_book(request: Request, error: Exception) -> Response:
        if not request.scope["path"].startswith(HOME):
            raise error
        mistake = Mistake("", HTTPStatus.SERVICE_UNAVAILABLE, 10)
        return look.page(request, "unavailable.html", mistake=mistake)

    app.add_exception_handler(SignInNeeded, sign_in_first)
    app.add_exception_handler(ChannelNotSafe, by_tls_only)
    app.add_exception_handler(BookUnavailable, no_book)
