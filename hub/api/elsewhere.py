"""What a live replica doesn't know: history, reports and care, which one hub keeps.

A replica sends whoever asks to that hub, or to the part whose spaces are meant, if hub.toml says
where it is, and refuses otherwise. It knows no token: it has nothing that needs one.
"""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import quote_from_bytes

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from hub.domain.archives import Archives
from hub.http.problems import Refused, named
from hub.http.routing import PUBLIC, read

PATHS: Final = (
    "/api/v1/spaces/{space}/slots",
    "/api/v1/spaces/{space}/desks",
    "/api/v1/reports.{format}",
    "/api/v1/care",
    "/api/v1/region-changes",
    "/reports",
    "/reports/targets",
    "/spaces/{space}/doubt",
)
NOT_HERE: Final = named(
    421,
    "not-answered-here",
    "Not answered here",
    "This hub answers what is live; ask the one that keeps the history.",
)
IN_PARTS: Final = named(
    421,
    "not-answered-here",
    "Not answered here",
    "The history is kept in parts; name only spaces of one part, or ask each part.",
)
_TEMPORARY: Final = 307
_AS_SENT: Final = "/%?=&:;,+@!$'()*[]~-._"


def elsewhere_router(archives: Archives) -> APIRouter:
    """Build the routes, to be asked before those that need a store."""
    router = APIRouter()
    for path in PATHS:
        read(router, path, listed=False, needs=PUBLIC)(_answering(archives))
    return router


def _answering(archives: Archives) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        """Send whoever asks to the hub that knows."""
        url = archives.of(_spaces_in(request))
        if url is None:
            raise Refused(IN_PARTS if archives.by_space else NOT_HERE)
        address = f"{url.rstrip('/')}{_target(request)}"
        return RedirectResponse(address, _TEMPORARY, {"Cache-Control": "no-store"})

    return answer


def _spaces_in(request: Request) -> list[str]:
    """Return the spaces that are asked for; none: all of them."""
    named = request.path_params.get("space")
    return request.query_params.getlist("space") if named is None else [str(named)]


def _target(request: Request) -> str:
    """Return path and query as they were sent; the path is one of ours."""
    path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope["query_string"]
    return quote_from_bytes(path + b"?" + query if query else path, _AS_SENT)
