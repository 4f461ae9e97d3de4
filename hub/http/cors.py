"""Reading by scripts of other sites: allowed on public paths, for anybody, without credentials."""

import re
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PUBLIC: Final = re.compile(r"/api/v1/(spaces(/[^/]+/availability)?|stream)|/openapi\.json")

_READ: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
}
_PREFLIGHT: Final = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Cache-Control, If-None-Match, Last-Event-ID",
    "Access-Control-Max-Age": "86400",
    **_READ,
}


def is_public(path: str) -> bool:
    """Tell whether any site's scripts may read `path`."""
    return _PUBLIC.fullmatch(path) is not None


class PublicReading:
    """Adds the CORS headers to public paths, errors included, and answers their preflights."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http" or not is_public(scope["path"]):
            await self._app(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send)
        else:
            await self._app(scope, receive, _readable(send))


def _readable(send: Send) -> Send:
    async def readable(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(_READ)
        await send(message)

    return readable
