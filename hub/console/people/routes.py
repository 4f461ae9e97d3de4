"""The routes of people, each for whoever may keep them."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from hub.console.look import Look
from hub.console.people.inviting import invite, invite_page
from hub.console.people.listing import list_people
from hub.console.people.pages import PEOPLE, PeoplePages, somebody
from hub.console.people.person import (
    change_roles,
    new_link,
    person_page,
    removal_page,
    remove,
    sign_out_everywhere,
)
from hub.console.people.programs import end_token, make_token, token_page
from hub.console.people.shown_once import NewLink, ShownOnce
from hub.console.sources import ConsoleSources
from hub.domain.roles import Permission
from hub.errors import PeopleReason, PeopleRefused
from hub.http.access import Access, SignInNeeded
from hub.http.forms import Form, form_of
from hub.http.routing import Door, read, write
from hub.qr_code import qr_svg

_PERSON = f"{PEOPLE}/{{person}}"
_INVITE = f"{PEOPLE}/invite"
_TOKEN = f"{PEOPLE}/token"


def people_router(look: Look, access: Access, sources: ConsoleSources, door: Door) -> APIRouter:
    """Build the routes."""
    pages = PeoplePages(look, sources, ShownOnce(sources.now_us))
    router = APIRouter()
    router.include_router(_listing(pages, access, door))
    router.include_router(_inviting(pages, access, door))
    router.include_router(_programs(pages, access, door))
    router.include_router(_person(pages, access, door))  # last: its paths take any name
    return router


def _listing(pages: PeoplePages, access: Access, door: Door) -> APIRouter:
    router, keeping = APIRouter(), access.needs_person(Permission.KEEP_PEOPLE)

    @read(router, PEOPLE, listed=False, needs=keeping)
    def people(request: Request) -> Response:
        """Show who may come in."""
        return list_people(pages, request)

    @read(router, f"{PEOPLE}/shown/{{handle}}", listed=False, needs=keeping)
    def shown(request: Request, handle: str) -> Response:
        """Show a link or a token to who has just made it."""
        return shown_page(pages, request, handle)

    @write(router, f"{PEOPLE}/invitations/{{handle}}/end", needs=keeping, door=door)
    def take_back(request: Request, handle: str) -> Response:
        """End a link; one that was used meanwhile or has ended is no mistake."""

        def do() -> Response:
            by = somebody(request).principal.id
            pages.people.take_back(handle, by, pages.now_us())
            return pages.look.see_other(request, PEOPLE, done="taken-back")

        return as_allowed(pages, request, do)

    return router


def _inviting(pages: PeoplePages, access: Access, door: Door) -> APIRouter:
    router, keeping = APIRouter(), access.needs_person(Permission.KEEP_PEOPLE)

    @read(router, _INVITE, listed=False, needs=keeping)
    def form(request: Request) -> Response:
        """Ask who is to be invited as what."""
        return invite_page(pages, request)

    @write(router, _INVITE, needs=keeping, door=door)
    async def take(request: Request) -> Response:
        """Invite somebody."""
        return await with_form(pages, request, lambda form: invite(pages, request, form))

    return router


def _programs(pages: PeoplePages, access: Access, door: Door) -> APIRouter:
    router, keeping = APIRouter(), access.needs_person(Permission.KEEP_PEOPLE)

    @read(router, _TOKEN, listed=False, needs=keeping)
    def form(request: Request) -> Response:
        """Ask what a token is for."""
        return token_page(pages, request)

    @write(router, _TOKEN, needs=keeping, door=door)
    async def take(request: Request) -> Response:
        """Make a token."""
        return await with_form(pages, request, lambda form: make_token(pages, request, form))

    @write(router, f"{PEOPLE}/tokens/{{handle}}/end", needs=keeping, door=door)
    def end(request: Request, handle: str) -> Response:
        """End a token."""
        return as_allowed(pages, request, lambda: end_token(pages, request, handle))

    return router


def _person(pages: PeoplePages, access: Access, door: Door) -> APIRouter:
    router, keeping = APIRouter(), access.needs_person(Permission.KEEP_PEOPLE)

    @read(router, _PERSON, listed=False, needs=keeping)
    def one(request: Request, person: str) -> Response:
        """Show one person."""
        return person_page(pages, request, person)

    @write(router, f"{_PERSON}/roles", needs=keeping, door=door)
    async def roles(request: Request, person: str) -> Response:
        """Change what somebody is."""
        return await with_form(
            pages, request, lambda form: change_roles(pages, request, person, form)
        )

    @write(router, f"{_PERSON}/link", needs=keeping, door=door)
    async def link(request: Request, person: str) -> Response:
        """Make a link to another password."""
        return await with_form(pages, request, lambda form: new_link(pages, request, person, form))

    @write(router, f"{_PERSON}/sign-out", needs=keeping, door=door)
    def sign_out(request: Request, person: str) -> Response:
        """Sign somebody out everywhere."""
        return as_allowed(pages, request, lambda: sign_out_everywhere(pages, request, person))

    @read(router, f"{_PERSON}/remove", listed=False, needs=keeping)
    def removal(request: Request, person: str) -> Response:
        """Say what a removal removes."""
        return removal_page(pages, request, person)

    @write(router, f"{_PERSON}/remove", needs=keeping, door=door)
    def forget(request: Request, person: str) -> Response:
        """Remove somebody."""
        return as_allowed(pages, request, lambda: remove(pages, request, person))

    return router


def shown_page(pages: PeoplePages, request: Request, handle: str) -> Response:
    """Write the page of a link or a token, for a while."""
    secret = pages.shown.of(somebody(request), handle)
    if secret is None:
        return pages.page(request, "people_shown_over.html", status=HTTPStatus.GONE)
    if isinstance(secret, NewLink):
        until, code = pages.minute(request, secret.until_us), qr_svg(secret.address)
        return pages.page(request, "people_link.html", link=secret, until=until, code=code)
    until = pages.day(request, secret.until_us - 1)
    return pages.page(request, "people_token_made.html", made=secret, until=until)


async def with_form(
    pages: PeoplePages, request: Request, do: Callable[[Form], Response]
) -> Response:
    """Read the form that was sent, and do it in a worker thread."""
    form = await form_of(request)
    done: Awaitable[Response] = run_in_threadpool(
        lambda: as_allowed(pages, request, lambda: do(form))
    )
    return await done


def as_allowed(pages: PeoplePages, request: Request, do: Callable[[], Response]) -> Response:
    """Do it; who has been removed in this very moment is led to sign in, and changes nothing."""
    try:
        return do()
    except PeopleRefused as refused:
        match refused.reason:
            case PeopleReason.NOT_ALLOWED:
                raise SignInNeeded from None
            case PeopleReason.UNKNOWN_PERSON:
                return pages.gone(request)
            case _:
                raise
