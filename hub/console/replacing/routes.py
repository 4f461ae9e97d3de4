"""The routes of replacing a Pi."""

from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from hub.console.look import Look
from hub.console.replacing.asking import Asking
from hub.console.replacing.known import Known
from hub.console.replacing.result import Result
from hub.console.sources import ConsoleSources
from hub.domain.roles import Permission
from hub.http.access import Access
from hub.http.forms import form_of
from hub.http.routing import Door, read, write

REPLACE: Final = "/console/devices/{space}/{agent}/replace"
REPLACED: Final = "/console/replaced/{space}/{handover}"


def replacing_router(look: Look, access: Access, sources: ConsoleSources, door: Door) -> APIRouter:
    """Build the routes."""
    router, known = APIRouter(), Known(sources)
    asking, result = Asking(look, known), Result(look, known)
    needs = access.needs_person(Permission.REPLACE_DEVICE)

    @read(router, REPLACED, listed=False, needs=needs)
    def replaced(request: Request, space: str, handover: str) -> Response:
        """Show what is to be checked after a replacement."""
        return result.page(request, space, handover)

    @write(router, f"{REPLACED}/take-back", needs=needs, door=door)
    def take_back(request: Request, space: str, handover: str) -> Response:
        """Take a replacement back."""
        return result.take_back(request, space, handover)

    @read(router, REPLACE, listed=False, needs=needs)
    def replace(request: Request, space: str, agent: str) -> Response:
        """Show the form."""
        return asking.page(request, space, agent)

    @write(router, REPLACE, needs=needs, door=door)
    async def send(request: Request, space: str, agent: str) -> Response:
        """Let another agent take the place of one."""
        return await run_in_threadpool(asking.send, request, space, agent, await form_of(request))

    return router
