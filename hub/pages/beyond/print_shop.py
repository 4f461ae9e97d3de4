"""Posters as they are asked for: each printed once, one at a time, away from the loop.

Nothing in a poster changes while the hub runs, so a crowd costs as many prints as there are spaces
and languages, and no more.
"""

from collections import OrderedDict
from threading import Lock
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from hub.config import HubConfig
from hub.http.caching import respond
from hub.http.routing import PUBLIC, read
from hub.pages.beyond_words import beyond_words_in
from hub.pages.site import Site, headers_for, language_of
from hub.reports.text.language import Language

_MOST_KEPT: Final = 64
_PDF: Final = "application/pdf"
_NO_ADDRESS: Final = 409


class PrintShop:
    """Prints posters."""

    def __init__(self, config: HubConfig) -> None:
        self._spaces = {space.id: space for space in config.spaces}
        self._public_url = config.site_url or None
        self._site_name = config.site.name
        self._kept: OrderedDict[tuple[str, Language], bytes] = OrderedDict()
        self._turn = Lock()

    @property
    def has_address(self) -> bool:
        """Whether anybody has said where this site is."""
        return self._public_url is not None

    def __contains__(self, space_id: str) -> bool:
        """Tell whether there is such a space."""
        return space_id in self._spaces

    def poster(self, space_id: str, language: Language) -> bytes:
        """Return the poster of a space; it may take a second."""
        with self._turn:
            found = self._kept.get((space_id, language))
            if found is None:
                address = f"{self._public_url}/spaces/{space_id}"
                # What prints takes a quarter of a resting hub's memory.
                from hub.pages.beyond.poster import poster_pdf  # noqa: PLC0415

                found = poster_pdf(self._spaces[space_id], address, language, self._site_name)
                self._kept[space_id, language] = found
                if len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
            return found


def poster_router(shop: PrintShop, site: Site) -> APIRouter:
    """Build the route."""
    router = APIRouter()

    @read(router, "/spaces/{space}/poster.pdf", listed=False, needs=PUBLIC)
    async def poster(request: Request, space: str) -> Response:
        """Send a poster to print; where none can be made, say what is missing."""
        if space not in shop:
            raise HTTPException(404)
        language = language_of(request)
        if not shop.has_address:
            words = beyond_words_in(language)
            title, text = words.no_address_title, words.no_address
            html = site.write(request, "error.html", title=title, text=text)
            headers = headers_for(language)
            return Response(html, _NO_ADDRESS, headers, "text/html; charset=utf-8")
        printed = await run_in_threadpool(shop.poster, space, language)
        headers = {
            "Content-Language": language.value,
            "Vary": "Accept-Language",
            "Content-Disposition": f'inline; filename="platzfrei-{space}-{language.value}.pdf"',
        }
        return respond(request, printed, _PDF, headers=headers)

    return router
