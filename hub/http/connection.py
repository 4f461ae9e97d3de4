"""One HTTP connection: uvicorn's, with a deadline for the request and errors of our own form.

uvicorn waits without limit for the rest of a request. Here the whole request, from its first byte
(or from the connection, whichever came first), has `request_s` seconds. RFC 9112, section 9.5.
"""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from hub.http.middleware import SECURITY_HEADERS
from hub.http.problems import MEDIA_TYPE, encode, of_status

ABORT: Final = "platzfrei.abort"
"""Under this key of the ASGI state the server may leave a function that cuts the connection."""


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How long and how often anybody may hold a connection."""

    request_s: float = 20.0
    idle_s: int = 5
    in_all: int = 2000


class Connection(H11Protocol):
    """Refuses what isn't HTTP with a problem document, and whoever doesn't finish a request."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        limits: ConnectionLimits,
    ) -> None:
        super().__init__(config, server_state, app_state | {ABORT: self._abort}, _loop)
        self._limits = limits
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin to wait for a request, unless too many others are here already."""
        super().connection_made(transport)
        if len(self.connections) > self._limits.in_all:
            self._refuse(503)
        else:
            self._watch_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline."""
        self._stop_watching()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes, and see whether the request is complete by now."""
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._watch_request()
        else:
            self._stop_watching()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  uvicorn's signature
        """Answer what isn't HTTP, in words that don't repeat it."""
        self._refuse(400)

    def _watch_request(self) -> None:
        if self._deadline is None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(self._limits.request_s, self._abort)

    def _stop_watching(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _abort(self) -> None:
        self.transport.abort()

    def _refuse(self, status: int) -> None:
        self._stop_watching()
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(_raw_problem(status))
        self.transport.close()


def connection_type(limits: ConnectionLimits) -> Any:  # uvicorn's annotation wants a class
    """Return what uvicorn calls for every new connection."""
    return partial(Connection, limits=limits)


def _raw_problem(status: int) -> bytes:
    problem = of_status(status)
    body = encode(problem)
    headers = (
        ("Content-Type", MEDIA_TYPE),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
        *SECURITY_HEADERS,
    )
    lines = (f"HTTP/1.1 {status} {problem.title}", *(f"{name}: {value}" for name, value in headers))
    return "\r\n".join((*lines, "", "")).encode("ascii") + body
