"""`GET /api/v1/typical-days`: how full each space usually is, as its page shows it.

For other hubs above all: a live replica has no store, and shows what the archive says here. It
answers from memory.
"""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from hub.api.openapi import TYPICAL_DAYS_RESPONSES
from hub.http.caching import FOR_A_SECOND, respond
from hub.http.routing import PUBLIC, read
from hub.workers.typical_day_copies import PATH
from hub.workers.typical_days import OriginOf, TypicalDayOf
from hub.workers.typical_days_said import SpaceTypicalDay, TypicalDaysSaid


def typical_days_router(
    space_ids: Sequence[str], typical_day_of: TypicalDayOf, origin_of: OriginOf
) -> APIRouter:
    """Build the route."""
    router = APIRouter()

    def said() -> TypicalDaysSaid:
        known = [(each, origin_of(each)) for each in space_ids]
        return TypicalDaysSaid(
            spaces=tuple(
                SpaceTypicalDay(
                    space=each,
                    typical_day=typical_day_of(each),
                    week=tuple(typical_day_of(each, weekday) for weekday in range(7)),
                    copied_at=origin.copied_at,
                )
                for each, origin in known
                if origin.has_answered
            )
        )

    @read(
        router,
        PATH,
        answers=TypicalDaysSaid,
        answers_as=JSONResponse,
        responses=TYPICAL_DAYS_RESPONSES,
        tag="availability",
        needs=PUBLIC,
    )
    async def typical_days(request: Request) -> Response:
        """Say how full each space usually is, hour by hour, and which days that stands on.

        It is what the pages show: the mean of eight days of one weekday, of today or the next open
        day; where small counts are protected in three levels, renewed once a month. A space that
        isn't listed is not known yet.
        """
        body = said().model_dump_json().encode()
        return respond(request, body, "application/json", headers={"Cache-Control": FOR_A_SECOND})

    return router
