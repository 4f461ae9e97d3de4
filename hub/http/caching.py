"""Answers that a client may keep: entity tags, 304 and HEAD, the same on every read.

RFC 9110, sections 8.8.3 (ETag), 13.1.2 (If-None-Match) and 9.3.2 (HEAD).
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from fastapi import Request, Response

NO_CACHE: Final = "no-cache"
"""Keep it, but ask every time."""

FOR_A_SECOND: Final = "public, max-age=0, s-maxage=1, must-revalidate"
"""What anybody may read and nothing makes old: so many readers cost one answer a second."""

_TAG: Final = re.compile(r'(?:W/)?("[^"]*")')


def etag_of(*parts: bytes) -> str:
    """Return a strong entity tag, in quotes, over the parts."""
    digest = hashlib.sha256(b"\0".join(parts)).hexdigest()
    return f'"{digest[:32]}"'


def is_known(if_none_match: str | None, etag: str) -> bool:
    """Tell whether the client already holds `etag`: a list, weak tags and `*` are understood."""
    if if_none_match is None:
        return False
    if if_none_match == etag:
        return True
    return if_none_match.strip() == "*" or etag in _TAG.findall(if_none_match)


def shared(kept_s: int) -> str:
    """Return the Cache-Control by which a cache in front keeps an answer for whole seconds.

    Who asks by itself, as a browser does, asks every time; what is kept is never told longer.
    """
    return f"public, max-age=0, s-maxage={kept_s}, must-revalidate" if kept_s > 0 else NO_CACHE


def weak(etag: str) -> str:
    """Return the tag of what says the same in other bytes: compressed, or with another age."""
    return f"W/{etag}"


def headers_with(etag: str, headers: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the headers of an answer that a client may keep; `headers` come on top."""
    return {"Cache-Control": NO_CACHE, "ETag": etag, **(headers or {})}


def respond(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    etag: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer GET with `body`, HEAD with its headers, and 304 if the client has it already.

    Without `etag` the tag is taken over the body.
    """
    tag = etag or etag_of(body)
    sent = headers_with(tag, headers)
    if is_known(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=sent)
    if request.method == "HEAD":
        sent["Content-Length"] = str(len(body))
        return Response(media_type=media_type, headers=sent)
    return Response(body, media_type=media_type, headers=sent)
