"""The path under which a proxy shows this site, such as /platzfrei: taken off before anything else.

A proxy may leave it in front of what it asks for, or take it away itself: both come out alike, and
so does who asks the hub directly. It knows no route; what it must not be is for hub/config.py.
"""

from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_MOVED: Final = 308


class BasePath:
    """Passes requests on as if the site stood at the root of its host."""

    def __init__(self, app: ASGIApp, path: str) -> None:
        """`path` begins with a slash and ends without one, or is empty: then all is passed on."""
        self._app = app
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the path off; without anything behind it, lead to the first page."""
        if scope["type"] != "http" or not self._path:
            await self._app(scope, receive, send)
        elif scope["path"] == self._path:
            await self._first_page(scope["query_string"])(scope, receive, send)
        else:
            await self._app(self._without(scope), receive, send)

    def _without(self, scope: Scope) -> Scope:
        if not scope["path"].startswith(f"{self._path}/"):
            return scope
        raw: bytes = scope.get("raw_path") or b""
        path = scope["path"].removeprefix(self._path)
        if raw.startswith(f"{self._path}/".encode()):
            return {**scope, "path": path, "raw_path": raw.removeprefix(self._path.encode())}
        return {**scope, "path": path, "raw_path": None}  # its escapes: "path" says the same

    def _first_page(self, query: bytes) -> Response:
        """Answer without a word of the Host header, which anybody may have written."""
        where = f"{self._path}/" + (f"?{query.decode('latin-1')}" if query else "")
        return Response(status_code=_MOVED, headers={"Location": where})
