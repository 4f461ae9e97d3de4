"""`/health/live`, `/health/ready` and `/metrics`: for those who run the hub."""

from collections.abc import Callable, Mapping
from typing import Final

import prometheus_client
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from hub.api.openapi import METRICS_RESPONSES, READY_RESPONSES, PlainText
from hub.domain.roles import Permission
from hub.domain.trusted_time import ClockDoubt
from hub.http.access import Access
from hub.http.caching import respond
from hub.http.problems import Problem, Refused, named
from hub.http.routing import PUBLIC, read
from hub.metrics import HubMetrics

Checks = Mapping[str, Callable[[], bool]]
"""By name: is it connected now? Asked on every call, so it must answer at once."""
ClockCheck = Callable[[], ClockDoubt | None]
"""Why isn't the time of day trusted? It must answer at once."""
BookCheck = Callable[[], str]
"""Why can't the book be used? Empty: it can. It must answer at once."""
TRUSTED: Final = "trusted"
IN_USE: Final = "in use"
UNUSABLE: Final = "unusable"
"""The log says why: what it names is nobody else's business."""
NO_BOOK: Final = "none"
"""A live replica has none."""


class Ready(BaseModel):
    """Everything that the hub needs is there."""

    model_config = ConfigDict(frozen=True)

    ready: bool = Field(examples=[True])
    checks: dict[str, bool] = Field(examples=[{"archive": True, "live": True, "store": True}])
    clock: str = Field(
        description="`trusted`, or why the time of day isn't: then the hub shows and stores, but"
        " deletes nothing",
        examples=[TRUSTED, *ClockDoubt],
    )
    book: str = Field(
        description="`in use`, or `unusable`: then what needs care is judged and told, but since"
        " when is forgotten at the next start, and the log says what is wrong; or `none`, of a live"
        " replica, which judges no care",
        examples=[IN_USE, UNUSABLE, NO_BOOK],
    )


class Alive(BaseModel):
    """The hub answers."""

    model_config = ConfigDict(frozen=True)

    alive: bool = Field(examples=[True])


def no_doubt() -> None:
    """Trust the time of day, where nobody judges it."""


def operation_router(
    checks: Checks,
    clock_doubt: ClockCheck,
    book_trouble: BookCheck,
    access: Access,
    metrics: HubMetrics,
    *,
    is_open_here: bool,
    has_book: bool = True,
) -> APIRouter:
    """Build the routes; `is_open_here` spares programs on this machine the token of /metrics."""
    router = APIRouter()

    @read(
        router,
        "/health/live",
        answers=Alive,
        answers_as=JSONResponse,
        tag="operation",
        needs=PUBLIC,
    )
    async def alive(request: Request) -> Response:
        """Tell that the process answers, whatever else is wrong."""
        return _json(request, Alive(alive=True))

    @read(
        router,
        "/health/ready",
        answers=Ready,
        answers_as=JSONResponse,
        responses=READY_RESPONSES,
        tag="operation",
        needs=PUBLIC,
    )
    async def ready(request: Request) -> Response:
        """Tell whether both readers are connected to the broker and the store can be reached.

        A doubted time of day and an unusable book are said, but stop nothing that visitors see.
        """
        results = {name: check() for name, check in checks.items()}
        if not all(results.values()):
            raise Refused(_not_ready(results))
        clock = clock_doubt() or TRUSTED
        book = UNUSABLE if book_trouble() else IN_USE if has_book else NO_BOOK
        return _json(request, Ready(ready=True, checks=results, clock=clock, book=book))

    @read(
        router,
        "/metrics",
        answers_as=PlainText,
        responses=METRICS_RESPONSES,
        tag="operation",
        needs=access.needs(Permission.SEE_METRICS, is_open_here=is_open_here),
    )
    async def measured(request: Request) -> Response:
        """Print what the hub counts, for Prometheus; here without the token if hub.toml says so."""
        page = await run_in_threadpool(_page, metrics)
        return respond(request, page, prometheus_client.CONTENT_TYPE_LATEST)

    return router


def _page(metrics: HubMetrics) -> bytes:
    """Write the page; what writes it is imported with the first one, so never in the loop."""
    return prometheus_client.generate_latest(metrics.registry)


def _json(request: Request, answer: BaseModel) -> Response:
    return respond(request, answer.model_dump_json().encode(), "application/json")


def _not_ready(results: dict[str, bool]) -> Problem:
    missing = ", ".join(name for name, result in results.items() if not result)
    problem = named(503, "not-ready", "Not ready", f"Not connected: {missing}.")
    return problem.model_copy(update={"checks": results})
