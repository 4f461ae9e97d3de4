"""`GET /api/v1/stream`: availability as server-sent events.

First the present snapshots, then every change; whole snapshots, latest wins. A client that doesn't
read holds up nobody and is cut off. The request only lets the client in, and writes the head: then
the connection is handed over to the broadcast, and the request with all that it holds is gone.
"""

import asyncio
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from starlette.types import Receive, Scope, Send

from hub.api.availability import UNKNOWN_SPACE
from hub.api.broadcast import Broadcast
from hub.api.openapi import STREAM_RESPONSES, EventText
from hub.api.stream_limits import Full, OpenStreams, StreamLimits
from hub.http.address_limits import site_of
from hub.http.connection import ABORT
from hub.http.outlet import HAND_OVER
from hub.http.problems import Problem, Refused, named
from hub.http.routing import PUBLIC, read
from hub.metrics import HubMetrics

STREAM_PATH: Final = "/api/v1/stream"

_HEADERS: Final = {
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",  # nginx would hold events back
}
_REFUSALS: Final[dict[Full, tuple[Problem, str]]] = {
    Full.ADDRESS: (
        named(429, "too-many-streams", "Too many streams", "From one address so many and no more."),
        "30",
    ),
    Full.HUB: (named(503, "streams-full", "All streams are taken", "Try again later."), "60"),
}


class EventStream(Response):
    """Sends what a broadcast tells about some spaces until the client leaves or the hub stops."""

    media_type = "text/event-stream"

    def __init__(
        self,
        broadcast: Broadcast,
        space_ids: tuple[str, ...],
        open_streams: OpenStreams,
        limits: StreamLimits,
        metrics: HubMetrics,
    ) -> None:
        super().__init__(headers={**_HEADERS, "Content-Length": "0"})
        del self.headers["Content-Length"]  # the length of a stream is unknown
        self._broadcast = broadcast
        self._space_ids = space_ids
        self._open_streams = open_streams
        self._limits = limits
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  ASGI's signature
        """Begin; HEAD gets the headers only. Raises Refused where too many streams are open."""
        if scope["method"] == "HEAD":
            await self._start(send)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        site = site_of((scope.get("client") or ("", 0))[0])
        if full := self._open_streams.admit(site):
            problem, retry_after_s = _REFUSALS[full]
            raise Refused(problem, [("Retry-After", retry_after_s)])
        self._metrics.stream_clients.inc()
        try:
            async with asyncio.timeout(self._limits.write_s):
                await self._start(send)
        except TimeoutError:
            self._leave(site)
            await _cut_off(scope)
        except BaseException:
            self._leave(site)
            raise
        else:
            leave = partial(self._leave, site)
            self._broadcast.listen(self._space_ids, scope["state"][HAND_OVER], leave)

    def _leave(self, site: str) -> None:
        self._metrics.stream_clients.dec()
        self._open_streams.release(site)

    async def _start(self, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": 200, "headers": list(self.raw_headers)}
        )


async def _cut_off(scope: Scope) -> None:
    scope["state"][ABORT]()
    await asyncio.sleep(0)  # the server hears of it before this answer ends


def stream_router(broadcast: Broadcast, limits: StreamLimits, metrics: HubMetrics) -> APIRouter:
    """Build the route of the stream."""
    router = APIRouter()
    open_streams = OpenStreams(limits)
    known = frozenset(broadcast.space_ids)

    @read(
        router,
        STREAM_PATH,
        answers_as=EventText,
        responses=STREAM_RESPONSES,
        tag="availability",
        needs=PUBLIC,
    )
    async def stream(
        space: Annotated[
            list[str] | None,
            Query(description="an id of `GET /api/v1/spaces`; may be repeated; none means all"),
        ] = None,
    ) -> Response:
        """Send the availability now, and again whenever it changes, as server-sent events.

        Each event `availability` carries a whole snapshot, as `/availability` gives it; its id is
        the snapshot's version. Where there is nothing to say for 15 seconds, an event `heartbeat`
        tells that the hub is still there: whoever hears neither for longer should connect anew.
        """
        wanted = tuple(dict.fromkeys(space)) if space else broadcast.space_ids
        if not known.issuperset(wanted):
            raise Refused(UNKNOWN_SPACE)
        return EventStream(broadcast, wanted, open_streams, limits, metrics)

    return router
