"""`/spaces/{space}/doubt`: "Stimmt nicht?", a form without a script, a name or a free text.

Hints are counted in memory. So that nobody can fill the list alone, each address may give a few: it
is known here only by a keyed hash whose key is drawn at each start and is nowhere else.
"""

import secrets
from hashlib import blake2b
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from hub.clock import Clock
from hub.config import HubConfig
from hub.domain.visitor_doubt import DoubtReason, VisitorDoubts
from hub.http.address_limits import site_of
from hub.http.channel import Channels
from hub.http.routing import PUBLIC, Door, read, write
from hub.http.throttle import Rate, TokenBuckets
from hub.pages.beyond_words import beyond_words_in
from hub.pages.site import Site, headers_for, language_of

PER_ADDRESS: Final = Rate(burst=4, per_s=1 / 600)
IN_ALL: Final = Rate(burst=60, per_s=1 / 20)
_HTML: Final = "text/html; charset=utf-8"
_AGAIN_S: Final = "600"


class DoubtPage:
    """Takes hints, and writes the form and what is said afterwards."""

    def __init__(self, site: Site, config: HubConfig, doubts: VisitorDoubts, clock: Clock) -> None:
        self._site = site
        self._spaces = {space.id: space for space in config.spaces}
        self._doubts = doubts
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._of_address = TokenBuckets(PER_ADDRESS)
        self._of_all = TokenBuckets(IN_ALL)

    def form(self, request: Request, space_id: str) -> Response:
        """Write the form."""
        words = beyond_words_in(language_of(request))
        return self._page(request, space_id, words.doubt_title, words.doubt_text, asks=True)

    def take(self, request: Request, space_id: str, body: bytes) -> Response:
        """Count what was chosen, unless that is too much."""
        words = beyond_words_in(language_of(request))
        reason = _reason_in(body)
        if reason is None:
            return self._page(
                request, space_id, words.doubt_title, words.doubt_text,
                asks=True, mistake=words.doubt_choose, status=HTTPStatus.UNPROCESSABLE_ENTITY,
            )  # fmt: skip
        if space_id in self._spaces and self._is_too_much(request):
            return self._page(
                request, space_id, words.doubt_enough, words.doubt_enough_text,
                status=HTTPStatus.TOO_MANY_REQUESTS,
            )  # fmt: skip
        self._doubts.note(space_id, reason, self._clock.monotonic())
        return self._page(request, space_id, words.doubt_thanks, words.doubt_thanks_text)

    def _is_too_much(self, request: Request) -> bool:
        now_s = self._clock.monotonic()
        host = site_of(request.client.host if request.client else "")
        who = blake2b(host.encode(), key=self._key, digest_size=16).digest()
        return bool(self._of_address.take(who, now_s) or self._of_all.take(None, now_s))

    def _page(
        self,
        request: Request,
        space_id: str,
        title: str,
        text: str,
        *,
        asks: bool = False,
        mistake: str = "",
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        if space_id not in self._spaces:
            raise HTTPException(404)
        html = self._site.write(
            request, "doubt.html",
            space=self._spaces[space_id], title=title, text=text, asks=asks, mistake=mistake,
        )  # fmt: skip
        headers = headers_for(language_of(request))
        policy = headers["Content-Security-Policy"]
        headers |= {
            "Content-Security-Policy": policy.replace("form-action 'none'", "form-action 'self'"),
            "Cache-Control": "no-store",
        }
        if status is HTTPStatus.TOO_MANY_REQUESTS:
            headers["Retry-After"] = _AGAIN_S
        return Response(html, status_code=status, media_type=_HTML, headers=headers)


def _reason_in(body: bytes) -> DoubtReason | None:
    try:
        chosen = parse_qs(body.decode("ascii"), max_num_fields=10).get("reason", [])
        return DoubtReason(chosen[0]) if len(chosen) == 1 else None
    except ValueError:
        return None


def doubt_router(page: DoubtPage) -> APIRouter:
    """Build the routes."""
    router = APIRouter()

    @read(router, "/spaces/{space}/doubt", listed=False, needs=PUBLIC)
    async def form(request: Request, space: str) -> Response:
        """Show the form."""
        return page.form(request, space)

    @write(
        router, "/spaces/{space}/doubt", needs=PUBLIC, door=Door(Channels(), is_for_visitors=True)
    )
    async def take(request: Request, space: str) -> Response:
        """Count a hint that comes from this site's own form."""
        return page.take(request, space, await request.body())

    return router
