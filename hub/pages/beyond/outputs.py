"""Everything live that isn't a page of its own: walls, frames, badges and text, as they are now.

    path ─▶ Outputs.representation ─▶ Site's look at Live ─▶ the writers beside this file

Each is written once for each language and each five seconds, and again when anything public has
changed, as pages are: which follows from what is public alone.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from hub.config import HubConfig
from hub.domain.space import SpaceConfig
from hub.http.caching import etag_of
from hub.http.fast_reads import FastReads, Representation
from hub.http.routing import PUBLIC, read
from hub.pages.beyond.badge import badge, holds_s
from hub.pages.beyond.kiosk import cards_by_use, headline_of, wall_view
from hub.pages.beyond.plain_text import place_lines, region_text, space_text
from hub.pages.beyond.qr_code import qr_svg
from hub.pages.beyond_words import beyond_words_in
from hub.pages.language import choose
from hub.pages.site import Site, headers_for, language_of
from hub.pages.space_words import space_words_in
from hub.pages.view import card_of
from hub.pages.vocabulary import words_in
from hub.reports.text.language import Language

_MOST_KEPT: Final = 256
_KEPT_IN_FRONT_S: Final = 1
"""So long a cache may have kept a badge, whose clock begins where it is loaded."""
_TEXT: Final = "text/plain; charset=utf-8"
_SVG: Final = "image/svg+xml; charset=utf-8"
_HTML: Final = "text/html; charset=utf-8"


class Kind(StrEnum):
    """What is written; the value is where it is for all spaces, or empty."""

    KIOSK = "/kiosk"
    EMBED = "/embed"
    TEXT = "/.txt"
    BADGE = ""

    def path(self, space_id: str | None) -> str:
        """Return where it is."""
        if space_id is None:
            return self.value
        match self:
            case Kind.TEXT:
                return f"/spaces/{space_id}.txt"
            case Kind.BADGE:
                return f"/spaces/{space_id}/badge.svg"
            case _:
                return f"{self.value}/{space_id}"


class _Asked(NamedTuple):
    kind: Kind
    space_id: str | None
    """None is all spaces."""
    language: Language
    is_asked: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    shown: object
    found: Representation


class Outputs:
    """Writes them."""

    def __init__(self, site: Site, config: HubConfig) -> None:
        self._site = site
        self._spaces = {space.id: space for space in config.spaces}
        self._public_url = config.site_url
        self._framed_by = config.embed.frame_ancestors
        self._kept: OrderedDict[_Asked, _Kept] = OrderedDict()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What there is: pages to embed only where another site may."""
        return tuple(kind for kind in Kind if kind is not Kind.EMBED or self._framed_by)

    def representation(
        self, kind: Kind, space_id: str | None, language: Language, *, is_asked: bool
    ) -> Representation:
        """Return what there is now of a space, or of all; `is_asked`: the address says in what."""
        asked = _Asked(kind, space_id, language, is_asked)
        shown = self._site.shown_of_region()
        kept = self._kept.get(asked)
        if kept is None or kept.shown != shown:
            kept = _Kept(shown, self._written(asked))
            self._kept[asked] = kept
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(asked)
        return kept.found

    def respond(self, request: Request, kind: Kind, space_id: str | None) -> Response:
        """Answer a request. Raises HTTPException, 404, if there is no such thing."""
        if kind not in self.kinds or not (space_id is None or space_id in self._spaces):
            raise HTTPException(404)
        is_asked = "lang" in request.query_params
        found = self.representation(kind, space_id, language_of(request), is_asked=is_asked)
        return found.answer(request)

    def _written(self, asked: _Asked) -> Representation:
        match asked.kind:
            case Kind.KIOSK | Kind.EMBED:
                text, media_type, headers = self._page(asked)
            case Kind.TEXT:
                text, media_type, headers = self._text(asked), _TEXT, _kept_by_language(asked)
            case Kind.BADGE:
                text, media_type, headers = self._badge(asked), _SVG, _kept_by_language(asked)
        body = text.encode()
        kept_s = self._site.kept_s_of(asked.space_id)
        return Representation(lambda: body, etag_of(body), media_type, headers, kept_s)

    def _chosen(self, asked: _Asked) -> tuple[SpaceConfig, ...]:
        if asked.space_id is None:
            return tuple(self._spaces.values())
        return (self._spaces[asked.space_id],)

    def _address(self, space_id: str | None) -> str:
        """Name the page where there is more, if anybody has said where this site is."""
        path = "/" if space_id is None else f"/spaces/{space_id}"
        return f"{self._public_url}{path}" if self._public_url else ""

    def _page(self, asked: _Asked) -> tuple[str, str, dict[str, str]]:
        spaces, words = self._chosen(asked), words_in(asked.language)
        seen = self._site.look_at(spaces)
        is_one = asked.space_id is not None
        address = self._address(asked.space_id)
        template = "kiosk.html" if asked.kind is Kind.KIOSK else "embed.html"
        html = self._site.page_of(
            asked.language,
            template,
            is_asked=asked.is_asked,
            view=wall_view(spaces, seen, words, is_one=is_one),
            is_one=is_one,
            posted=self._posted(asked),
            beyond=beyond_words_in(asked.language),
            address=address,
            code=qr_svg(address) if address and asked.kind is Kind.KIOSK else "",
        )
        headers = headers_for(asked.language)
        del headers["Cache-Control"]
        if asked.kind is Kind.EMBED:
            framed = f"frame-ancestors {' '.join(self._framed_by)}"
            policy = headers["Content-Security-Policy"].replace("frame-ancestors 'none'", framed)
            headers = headers | {"Content-Security-Policy": policy}
        return html.decode(), _HTML, headers

    def _text(self, asked: _Asked) -> str:
        spaces, words = self._chosen(asked), words_in(asked.language)
        seen = self._site.look_at(spaces)
        cards = cards_by_use(spaces, seen, words)
        address, notice = self._address(asked.space_id), self._site.notice_of()
        said = notice.first(asked.language) if notice else ""
        if asked.space_id is not None:
            hours = self._site.hours_of(asked.space_id, asked.language)
            told = space_words_in(asked.language)
            more = place_lines(spaces[0], hours, words, told, asked.language)
            posted = [text for text, _ in self._posted(asked)]
            return space_text(cards[0], address, words, (*posted, *more), said)
        return region_text(headline_of(spaces, seen, words), cards, address, words, said)

    def _posted(self, asked: _Asked) -> tuple[tuple[str, str], ...]:
        if asked.space_id is None:
            return ()
        return self._site.posted(asked.space_id, asked.language)

    def _badge(self, asked: _Asked) -> str:
        spaces, words = self._chosen(asked), words_in(asked.language)
        seen = self._site.look_at(spaces)
        card = card_of(spaces[0], seen, words)
        lasts_s = holds_s(seen.snapshots[card.space.id], seen.now) - _KEPT_IN_FRONT_S
        return badge(card, max(0, lasts_s), beyond_words_in(asked.language), asked.language.value)


def _kept_by_language(asked: _Asked) -> dict[str, str]:
    return {
        "Content-Language": asked.language.value,
        "Vary": "Accept-Language",
    }


def fast_outputs(reads: FastReads, outputs: Outputs, space_ids: Sequence[str]) -> None:
    """Have them answered without the framework, as browsers ask for them."""
    for kind in outputs.kinds:
        for space_id in (None, *space_ids) if kind.value else space_ids:
            path = kind.path(space_id)
            reads.add(path, partial(_preferred, outputs, kind, space_id))
            for language in Language:
                found = partial(outputs.representation, kind, space_id, language, is_asked=True)
                reads.add(f"{path}?lang={language}", partial(_fixed, found))


def _preferred(
    outputs: Outputs, kind: Kind, space_id: str | None, accept_language: str
) -> Representation:
    language = choose(None, accept_language)
    return outputs.representation(kind, space_id, language, is_asked=False)


def _fixed(found: Callable[[], Representation], _accept_language: str) -> Representation:
    return found()


def outputs_router(outputs: Outputs) -> APIRouter:
    """Build the routes, to be asked before those of pages: `x.txt` is no space."""
    router = APIRouter()

    @read(router, "/.txt", listed=False, needs=PUBLIC)
    async def all_as_text(request: Request) -> Response:
        """Say it in plain text."""
        return outputs.respond(request, Kind.TEXT, None)

    @read(router, "/spaces/{space}.txt", listed=False, needs=PUBLIC)
    async def one_as_text(request: Request, space: str) -> Response:
        """Say it in plain text."""
        return outputs.respond(request, Kind.TEXT, space)

    @read(router, "/spaces/{space}/badge.svg", listed=False, needs=PUBLIC)
    async def badge_of(request: Request, space: str) -> Response:
        """Draw it for other sites."""
        return outputs.respond(request, Kind.BADGE, space)

    @read(router, "/kiosk", listed=False, needs=PUBLIC)
    async def wall(request: Request) -> Response:
        """Show all spaces on a wall."""
        return outputs.respond(request, Kind.KIOSK, None)

    @read(router, "/kiosk/{space}", listed=False, needs=PUBLIC)
    async def wall_of_one(request: Request, space: str) -> Response:
        """Show one space on a wall."""
        return outputs.respond(request, Kind.KIOSK, space)

    @read(router, "/embed", listed=False, needs=PUBLIC)
    async def frame(request: Request) -> Response:
        """Show all spaces inside another site."""
        return outputs.respond(request, Kind.EMBED, None)

    @read(router, "/embed/{space}", listed=False, needs=PUBLIC)
    async def frame_of_one(request: Request, space: str) -> Response:
        """Show one space inside another site."""
        return outputs.respond(request, Kind.EMBED, space)

    return router
