"""`GET /api/v1/spaces` and `GET /api/v1/spaces/{space}/availability`."""

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict
from starlette.responses import JSONResponse

from hub.api.openapi import SPACE_RESPONSES, SPACES_RESPONSES
from hub.clock import Clock
from hub.domain.availability import Availability
from hub.http.caching import etag_of, respond
from hub.http.problems import Refused, named
from hub.http.routing import read
from hub.live.live import Live

UNKNOWN_SPACE: Final = named(
    404, "unknown-space", "Unknown space", "GET /api/v1/spaces lists every space."
)
_JSON: Final = "application/json"


class Spaces(BaseModel):
    """Every space of the region, in the order of hub.toml."""

    model_config = ConfigDict(frozen=True)

    spaces: tuple[Availability, ...]


def spaces_router(live: Live, space_ids: Sequence[str], clock: Clock) -> APIRouter:
    """Build the routes."""
    router = APIRouter()

    @read(
        router,
        "/api/v1/spaces",
        answers=Spaces,
        answers_as=JSONResponse,
        responses=SPACES_RESPONSES,
        tag="availability",
    )
    async def spaces(request: Request) -> Response:
        """List all spaces with their present availability."""
        now = clock.wall()
        published = [each for each in map(live.availability, space_ids) if each]
        body = Spaces(spaces=tuple(each.payload(now) for each in published))
        etag = etag_of(*(each.etag.encode() for each in published))
        return respond(request, body.model_dump_json().encode(), _JSON, etag=etag)

    @read(
        router,
        "/api/v1/spaces/{space}/availability",
        answers=Availability,
        answers_as=JSONResponse,
        responses=SPACE_RESPONSES,
        tag="availability",
    )
    async def availability(
        request: Request,
        space: Annotated[str, Path(description="its id", examples=["bahnhof-wiesenburg"])],
    ) -> Response:
        """Say how many desks are free now, how sure that is, and how old."""
        published = live.availability(space)
        if published is None:
            raise Refused(UNKNOWN_SPACE)
        body = published.payload(clock.wall()).model_dump_json().encode()
        return respond(request, body, _JSON, etag=published.etag)

    return router
