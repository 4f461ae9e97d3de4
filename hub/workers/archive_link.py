"""Reads one address of another hub, for a replica. The only file that asks what hub.toml names.

What doesn't answer in time, in full and as asked is out of reach, and said in one sentence. It
knows no route.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from functools import cache
from typing import Final, NamedTuple

from hub.errors import StoreUnavailable

_TIMEOUT_S: Final = 3.0
_WHOLE_S: Final = 6.0
"""So long an answer may take, however slowly it comes: less than a thread has to end."""
_MOST_BYTES: Final = 32 * 1024 * 1024
_PIECE: Final = 64 * 1024
_NOT_MODIFIED: Final = 304


class Answer(NamedTuple):
    """What was said, and by which entity tag it is asked for again."""

    body: bytes
    etag: str


def ask(url: str, etag: str = "", token: str = "") -> Answer | None:
    """Return what an address says now, or None if it is still what `etag` names.

    A `token` is sent to this address alone, and no redirect followed with it. Raises
    StoreUnavailable.
    """
    headers = {"Accept": "application/json"} | ({"If-None-Match": etag} if etag else {})
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, headers=headers)  # noqa: S310  hub.toml takes http alone
    try:
        opened = _to_nobody_else() if token else _directly()
        with opened.open(request, timeout=_TIMEOUT_S) as answer:
            return Answer(_whole(answer), answer.headers.get("ETag", ""))
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == _NOT_MODIFIED:
            return None
        raise StoreUnavailable(f"{url} answers {error.code}") from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        why = getattr(error, "reason", None) or error
        raise StoreUnavailable(f"{url} can't be reached: {why}") from None


@cache
def _directly() -> urllib.request.OpenerDirector:
    """Make what asks past any proxy, for the first who asks: a hub that keeps all itself never."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


@cache
def _to_nobody_else() -> urllib.request.OpenerDirector:
    """Make the same for who sends a token; a redirect is an answer like any other but 200."""

    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            """Follow none."""

    return urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect())


def _whole(answer: http.client.HTTPResponse) -> bytes:
    """Read the body. Raises StoreUnavailable if it is too long or too slow, IncompleteRead."""
    until_s = time.monotonic() + _WHOLE_S
    pieces, count = list[bytes](), 0
    while piece := answer.read1(_PIECE):
        pieces.append(piece)
        count += len(piece)
        if count > _MOST_BYTES or time.monotonic() > until_s:
            raise StoreUnavailable("what it answers is too long, or comes too slowly")
    if answer.length:
        raise http.client.IncompleteRead(b"", answer.length)
    return b"".join(pieces)
