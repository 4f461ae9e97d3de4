"""`GET /api/v1/stream`: availability as server-sent events, one plain ASGI answer per client.

First the present snapshots, then every change; whole snapshots, latest wins. A client that doesn't
read holds up nobody and is cut off.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from starlette.types import Receive, Scope, Send

from hub.api.availability import UNKNOWN_SPACE
from hub.api.broadcast import RETRY, Broadcast, Listener
from hub.api.openapi import STREAM_RESPONSES, EventText
from hub.api.stream_limits import Full, OpenStreams, StreamLimits, site_of
from hub.http.connection import ABORT
from hub.http.problems import Problem, Refused, named
from hub.http.routing import read
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
        space_ids: Sequence[str],
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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve; HEAD gets the headers only. Raises Refused where too many streams are open."""
        if scope["method"] == "HEAD":
            await self._start(send)
            await _finish(send)
            return
        site = site_of((scope.get("client") or ("", 0))[0])
        if full := self._open_streams.admit(site):
            problem, retry_after_s = _REFUSALS[full]
            raise Refused(problem, [("Retry-After", retry_after_s)])
        self._metrics.stream_clients.inc()
        try:
            await self._serve(scope, receive, send)
        finally:
            self._metrics.stream_clients.dec()
            self._open_streams.release(site)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._broadcast.listen(self._space_ids) as listener:
            leaving = asyncio.create_task(_end_when_left(listener, receive))
            try:
                await self._write(listener, send)
            except TimeoutError:
                await _cut_off(scope)
            finally:
                leaving.cancel()
                with suppress(asyncio.CancelledError):
                    await leaving

    async def _write(self, listener: Listener, send: Send) -> None:
        """Send until the listener ends. Raises TimeoutError if the client takes nothing."""
        write_s = self._limits.write_s
        async with asyncio.timeout(write_s):
            await self._start(send)
            await _send(send, RETRY + self._broadcast.snapshots(self._space_ids))
        while not listener.ended:
            events = await listener.take(self._limits.heartbeat_s)
            if events:
                async with asyncio.timeout(write_s):
                    await _send(send, events)
        async with asyncio.timeout(write_s):
            await _finish(send)

    async def _start(self, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": 200, "headers": list(self.raw_headers)}
        )


async def _send(send: Send, events: bytes) -> None:
    await send({"type": "http.response.body", "body": events, "more_body": True})


async def _finish(send: Send) -> None:
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _end_when_left(listener: Listener, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.end()


async def _cut_off(scope: Scope) -> None:
    abort = scope.get("state", {}).get(ABORT)
    if abort is not None:
        abort()
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
    )
    async def stream(
        space: Annotated[
            list[str] | None,
            Query(description="an id of `GET /api/v1/spaces`; may be repeated; none means all"),
        ] = None,
    ) -> Response:
        """Send the availability now, and again whenever it changes, as server-sent events.

        Each event `availability` carries a whole snapshot, as `/availability` gives it; its id is
        the snapshot's version. A comment comes every 15 seconds.
        """
        wanted = tuple(dict.fromkeys(space)) if space else broadcast.space_ids
        if not known.issuperset(wanted):
            raise Refused(UNKNOWN_SPACE)
        return EventStream(broadcast, wanted, open_streams, limits, metrics)

    return router
