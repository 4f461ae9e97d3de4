"""A process for bench_streams: streams of one made-up region, and a change for each line it is fed.

    python -m tests.bench.stream_server hub|sse-starlette

It prints its port, and after each line of standard input lets a desk move: the change is told to
every stream. The peer tells the very same bytes by the usual means: a queue for each client, and
one generator that yields from it, on uvicorn, httptools and uvloop like the hub.
"""

import asyncio
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable
from importlib import import_module
from itertools import cycle
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.api.stream_limits import StreamLimits
from hub.app import create_app
from hub.clock import SystemClock
from hub.event_loop import run
from hub.http.connection import ConnectionLimits
from hub.http.server import serve_http
from tests.hub.pages.region import Region

SPACE: Final = "gutshof"
MOST: Final = 20_000
HUB: Final = "hub"
PEER: Final = "sse-starlette"


def on_each_line(loop: asyncio.AbstractEventLoop, change: Callable[[], None]) -> asyncio.Event:
    """Call `change` in the loop for each line of standard input; what is set when that ends."""
    ended = asyncio.Event()

    def read() -> None:
        for _ in sys.stdin:
            loop.call_soon_threadsafe(change)
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=read, daemon=True).start()
    return ended


async def serve_hub() -> None:
    """Serve the hub's own stream, with limits that let everybody in."""
    region, states = Region(), cycle(("oooooo", "ffffff"))
    ended = on_each_line(asyncio.get_running_loop(), lambda: region.say(SPACE, next(states)))
    app = create_app(
        region.config, region.live, region.metrics, SystemClock(), checks={}, shutdown=ended,
        stream_limits=StreamLimits(per_address=MOST, in_all=MOST),
    )  # fmt: skip
    limits = ConnectionLimits(in_all=MOST)
    await serve_http(app, "127.0.0.1", 0, ended, _tell_port_of, limits=limits)


def _tell_port_of(address: str) -> None:
    print(address.rpartition(":")[2], flush=True)


async def serve_peer() -> None:
    """Serve the same by sse-starlette."""
    response_of: Callable[[AsyncIterator[dict[str, str]]], Response]
    response_of = import_module("sse_starlette.sse").EventSourceResponse
    region, states = Region(), cycle(("oooooo", "ffffff"))
    queues: set[asyncio.Queue[str]] = set()

    def change() -> None:
        region.say(SPACE, next(states))
        published = region.live.availability(SPACE)
        assert published is not None
        body = published.payload(SystemClock().wall()).model_dump_json()
        for queue in queues:
            queue.put_nowait(body)

    async def events(request: Request) -> Response:
        async def told() -> AsyncIterator[dict[str, str]]:
            queue: asyncio.Queue[str] = asyncio.Queue()
            queues.add(queue)
            yield {"comment": "hello"}
            while True:
                yield {"event": "availability", "data": await queue.get()}

        return response_of(told())

    ended = on_each_line(asyncio.get_running_loop(), change)
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    app = Starlette(routes=[Route("/api/v1/stream", events)])
    config = uvicorn.Config(app, http="httptools", ws="none", log_level="critical")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    print(listening.getsockname()[1], flush=True)
    await ended.wait()
    serving.cancel()


if __name__ == "__main__":
    run(serve_hub() if sys.argv[1] == HUB else serve_peer())
