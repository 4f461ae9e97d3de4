"""The pages that law asks for: imprint, privacy notice, accessibility statement.

What they say of measuring and keeping is read off the running configuration, so that it can't be
forgotten when that changes. Until the operator has confirmed a text with a date it says that it is
a sample, and what the operator hasn't said is a gap that can be seen. An operator who has a text
elsewhere is found there. They know nothing of what is live.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from hub.clock import Clock
from hub.config import HubConfig
from hub.domain.localtime import day_of
from hub.domain.site import TextConfig
from hub.domain.site_care import missing_of, texts_of
from hub.http.caching import respond
from hub.http.routing import PUBLIC, read
from hub.pages.legal_text import LegalText, accessibility_text, imprint_text, privacy_text
from hub.pages.legal_words import LegalWords
from hub.pages.site import Site, headers_for, language_of
from hub.pages.vocabulary import words_in
from hub.pages.words import PageWords

_HTML: Final = "text/html; charset=utf-8"
_FOUND: Final = 307
_TEXTS: Final[dict[str, Callable[[HubConfig, LegalWords], LegalText]]] = {
    "site.imprint": imprint_text,
    "site.privacy": privacy_text,
    "site.accessibility": accessibility_text,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How it is with a text: checked by the operator, or a sample."""

    is_draft: bool
    said: str
    """When it was checked."""


class LegalPages:
    """Writes the three pages."""

    def __init__(self, site: Site, config: HubConfig, clock: Clock) -> None:
        self._site = site
        self._config = config
        self._clock = clock
        self._zone = ZoneInfo(config.spaces[0].timezone)

    def page(self, request: Request, path: str) -> Response:
        """Write one, or lead to where the operator has it."""
        key = f"site.{path.removeprefix('/')}"
        told = texts_of(self._config.site)[key]
        if told.url is not None:
            return RedirectResponse(told.url, _FOUND)
        language = language_of(request)
        words = words_in(language)
        text = _TEXTS[key](self._config, words.legal)
        html = self._site.write(
            request,
            "legal.html",
            head=self._site.heads.of_text(request, path, text.description),
            text=text,
            standing=self._standing(key, told, words),
        )
        return respond(request, html, _HTML, headers=headers_for(language))

    def _standing(self, key: str, told: TextConfig, words: PageWords) -> Standing:
        today = day_of(self._clock.wall(), self._zone)
        if told.confirmed is None or not told.is_confirmed(today):
            return Standing(is_draft=True, said="")
        said = words.legal.confirmed.format(d=_date(told.confirmed, words))
        return Standing(is_draft=bool(missing_of(self._config.site, key)), said=said)


def _date(day: date, words: PageWords) -> str:
    month = words.day_of_month.format(n=day.day, t=words.months[day.month - 1])
    return f"{month} {day.year}"


def legal_router(pages: LegalPages) -> APIRouter:
    """Build the routes."""
    router = APIRouter()

    @read(router, "/imprint", listed=False, needs=PUBLIC)
    async def imprint(request: Request) -> Response:
        """Say who runs the site."""
        return pages.page(request, "/imprint")

    @read(router, "/privacy", listed=False, needs=PUBLIC)
    async def privacy(request: Request) -> Response:
        """Say what is measured, kept and seen."""
        return pages.page(request, "/privacy")

    @read(router, "/accessibility", listed=False, needs=PUBLIC)
    async def accessibility(request: Request) -> Response:
        """Say how accessible the site is."""
        return pages.page(request, "/accessibility")

    return router
