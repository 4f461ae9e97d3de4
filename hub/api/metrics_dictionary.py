"""`GET /api/v1/metrics`: what each figure of a report means. The same until the next version."""

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from hub.api.openapi import DICTIONARY_RESPONSES
from hub.http.caching import FOR_A_SECOND, respond
from hub.http.routing import PUBLIC, read
from hub.reports.payload.metrics import Dictionary, dictionary


def dictionary_router() -> APIRouter:
    """Build the route."""
    router = APIRouter()
    body = dictionary().model_dump_json().encode()

    @read(
        router,
        "/api/v1/metrics",
        answers=Dictionary,
        answers_as=JSONResponse,
        responses=DICTIONARY_RESPONSES,
        tag="reports",
        needs=PUBLIC,
    )
    async def metrics(request: Request) -> Response:
        """Explain every figure: formula, unit, meaning, and what it must not be read as.

        In German and English. It says nothing about any space.
        """
        return respond(request, body, "application/json", headers={"Cache-Control": FOR_A_SECOND})

    return router
