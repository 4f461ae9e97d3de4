"""`GET /api/v1/region-changes`: what people have set above hub.toml, for other hubs of the region.

A live replica has no book, and shows what is said here. It answers from memory.
"""

from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from hub.api.openapi import REGION_CHANGES_RESPONSES
from hub.domain.roles import Permission
from hub.http.access import Access
from hub.http.caching import respond
from hub.http.routing import read
from hub.spaces_now import SpacesNow
from hub.workers.region_changes_said import RegionChanges, said_of
from hub.workers.region_copies import PATH

_HEADERS: Final = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}


class _Written:
    """The answer, written once for each revision."""

    def __init__(self, spaces: SpacesNow) -> None:
        self._spaces = spaces
        self._kept: tuple[int, bytes] = (-1, b"")

    def body(self) -> bytes:
        """Return it as it is now."""
        now, (revision, body) = self._spaces.now, self._kept
        if now.revision != revision:
            body = said_of(now).model_dump_json().encode()
            self._kept = now.revision, body
        return body


def region_changes_router(spaces: SpacesNow, access: Access) -> APIRouter:
    """Build the route."""
    router, written = APIRouter(), _Written(spaces)

    @read(
        router,
        PATH,
        answers=RegionChanges,
        answers_as=JSONResponse,
        responses=REGION_CHANGES_RESPONSES,
        tag="operation",
        needs=access.needs(Permission.FOLLOW_REGION),
    )
    async def region_changes(request: Request) -> Response:
        """Say which days differ, which desks are out of service, who watches what, and notices.

        It is all that holds, with what hub.toml says, and nothing of who set it or why.
        """
        return respond(request, written.body(), "application/json", headers=_HEADERS)

    return router
