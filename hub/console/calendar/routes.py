"""The calendar's routes: each of one space, for who may edit its calendar."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from hub.console.calendar.page import CALENDAR, CalendarPage
from hub.console.look import Look
from hub.console.sources import ConsoleSources
from hub.domain.roles import Permission
from hub.http.access import Access
from hub.http.forms import form_of
from hub.http.routing import Door, read, write
from hub.http.rules import Where


def calendar_router(look: Look, access: Access, sources: ConsoleSources, door: Door) -> APIRouter:
    """Build the routes."""
    router, page = APIRouter(), CalendarPage(look, sources)
    somewhere = access.needs_person(Permission.EDIT_CALENDAR, Where.SOMEWHERE)
    here = access.needs_person(Permission.EDIT_CALENDAR)

    @read(router, CALENDAR, listed=False, needs=somewhere)
    def spaces(request: Request) -> Response:
        """Let choose a space."""
        return page.spaces(request)

    @read(router, f"{CALENDAR}/{{space}}", listed=False, needs=here)
    def months(request: Request, space: str) -> Response:
        """Show the next months of a space."""
        return page.months(request, space)

    @read(router, f"{CALENDAR}/{{space}}/new", listed=False, needs=here)
    def new(request: Request, space: str) -> Response:
        """Show an empty form."""
        return page.new(request, space)

    @write(router, f"{CALENDAR}/{{space}}/new", needs=here, door=door)
    async def add(request: Request, space: str) -> Response:
        """Set something."""
        return await run_in_threadpool(page.take, request, space, await form_of(request))

    @read(router, f"{CALENDAR}/{{space}}/changes/{{change}}", listed=False, needs=here)
    def one(request: Request, space: str, change: str) -> Response:
        """Show the form of something that was set."""
        return page.edit(request, space, change)

    @write(router, f"{CALENDAR}/{{space}}/changes/{{change}}", needs=here, door=door)
    async def edit(request: Request, space: str, change: str) -> Response:
        """Set something in its place."""
        return await run_in_threadpool(page.take, request, space, await form_of(request), change)

    @write(router, f"{CALENDAR}/{{space}}/changes/{{change}}/take-back", needs=here, door=door)
    async def take_back(request: Request, space: str, change: str) -> Response:
        """Take it back."""
        form = await form_of(request)
        return await run_in_threadpool(page.take_back, request, space, change, form)

    return router
