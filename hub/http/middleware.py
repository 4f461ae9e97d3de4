"""What stands around every answer: security headers, CORS, the size limit, the last resort, timing.

Pure ASGI, because Starlette's own 500 would leave without headers. Scripts of other sites may read
the public paths, without credentials; which paths these are is for the caller to say.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.clock import Clock
from hub.http.problems import of_status, problem_response
from hub.metrics import HubMetrics

MAX_BODY_BYTES: Final = 64 * 1024

POLICY_FOR_MACHINES: Final = "default-src 'none'; frame-ancestors 'none'"

SECURITY_HEADERS: Final = (
    ("Content-Security-Policy", POLICY_FOR_MACHINES),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)

PathRule = Callable[[str], bool]

_log: Final = logging.getLogger(__name__)


def add_missing(headers: MutableHeaders, more: Iterable[tuple[str, str]]) -> None:
    """Set each header that the answer hasn't set itself.

    Where a policy names who may frame an answer, X-Frame-Options would only contradict it
    (CSP Level 3, section 7.7.1), and isn't set.
    """
    policy = headers.get("Content-Security-Policy", "")
    is_framed = "frame-ancestors" in policy and "frame-ancestors 'none'" not in policy
    for name, value in more:
        if not (is_framed and name == "X-Frame-Options"):
            headers.setdefault(name, value)


class SecurityHeaders:
    """Puts the security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and add what is missing to what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_missing(MutableHeaders(scope=message), SECURITY_HEADERS)
            await send(message)

        await self._app(scope, receive, secured)


class ServerErrors:
    """Turns a crash into a plain 500, which stands inside the headers of all answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; whatever it was, the client gets a 500 and we a log."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:  # the last resort
            _log.exception("an answer failed")
            if started:
                raise
            await problem_response(of_status(500))(scope, receive, send)


class BodyLimit:
    """Refuses request bodies of more bytes than a path takes with 413, announced or not."""

    def __init__(self, app: ASGIApp, most_bytes: Callable[[str], int]) -> None:
        self._app = app
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most_bytes = self._most_bytes(scope["path"])
        if _announced_bytes(scope) > most_bytes:
            refusal = problem_response(of_status(413), [("Connection", "close")])
            await refusal(scope, receive, send)
        else:
            await self._app(scope, _counting(receive, most_bytes), send)


def _announced_bytes(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() else 0


def _counting(receive: Receive, most_bytes: int) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most_bytes:
            raise HTTPException(413)
        return message

    return counted


CORS_OF_READS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
}
_PREFLIGHT: Final = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Cache-Control, If-None-Match, Last-Event-ID",
    "Access-Control-Max-Age": "86400",
    **CORS_OF_READS,
}


class PublicCors:
    """Adds the CORS headers to public paths, errors included, and answers their preflights."""

    def __init__(self, app: ASGIApp, is_public: PathRule) -> None:
        """`is_public` tells whether any site's scripts may read a path."""
        self._app = app
        self._is_public = is_public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http" or not self._is_public(scope["path"]):
            await self._app(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send)
        else:
            await self._app(scope, receive, _readable(send))


def _readable(send: Send) -> Send:
    async def readable(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(CORS_OF_READS)
        await send(message)

    return readable


class Timing:
    """Measures from the request to the end of its answer; a stream has no end to wait for."""

    def __init__(
        self, app: ASGIApp, metrics: HubMetrics, clock: Clock, is_endless: PathRule
    ) -> None:
        """`is_endless` tells whether a path is that of a stream."""
        self._app = app
        self._is_endless = is_endless
        self._metrics = metrics
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and note how long it took, however it ended."""
        if scope["type"] != "http" or self._is_endless(scope["path"]):
            await self._app(scope, receive, send)
            return
        began_s = self._clock.monotonic()
        try:
            await self._app(scope, receive, send)
        finally:
            self._metrics.api_s.observe(self._clock.monotonic() - began_s)
