"""The pages' routes: `/`, `/spaces/{space}`, and what people see instead of a problem document.

Asks Live, lets view.py describe and the templates write. No cookie, no session, nothing stored of
a visitor. A page is written once for each language and each five seconds, and again when what it
shows has changed: which follows from what is public alone, and so does how long an answer takes.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException

from contract.events import DeskState
from contract.times import to_us
from hub.clock import Clock
from hub.config import HubConfig
from hub.domain.calendar import Calendar
from hub.domain.keeping import Keeping, keeping_of
from hub.domain.space import SpaceConfig
from hub.http.caching import NO_CACHE, etag_of
from hub.http.fast_reads import FastReads, Representation
from hub.http.problems import Problem
from hub.http.routing import read
from hub.live.live import Live
from hub.pages.answer import is_silent
from hub.pages.assets import Asset
from hub.pages.language import choose
from hub.pages.silence import last_reports
from hub.pages.view import (
    RegionView,
    Seen,
    SpaceView,
    region_view,
    shown_near,
    shown_time,
    space_view,
)
from hub.pages.vocabulary import as_mapping, words_in
from hub.pages.words import PageWords
from hub.reports.text.language import Language
from hub.workers.typical_days import OriginOf, ShownTypicalDay, TypicalDayOf, made_here

_TEMPLATES: Final = Path(__file__).parent / "templates"
_MOST_KEPT: Final = 256
"""So many pages are kept, those that were asked for last."""
_HTML: Final = "text/html; charset=utf-8"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def no_typical_day(_: str) -> ShownTypicalDay | None:
    """Stand in where an application runs without a store."""
    return None


class Site:
    """Writes the pages."""

    def __init__(
        self,
        config: HubConfig,
        live: Live,
        clock: Clock,
        assets: dict[str, Asset],
        typical_day_of: TypicalDayOf = no_typical_day,
        *,
        origin_of: OriginOf = made_here,
    ) -> None:
        self._spaces = {space.id: space for space in config.spaces}
        self._around: dict[str, tuple[SpaceConfig, ...]] = {}
        self._kept: OrderedDict[_Version, _Kept] = OrderedDict()
        self._calendars = {space.id: Calendar(space) for space in config.spaces}
        self._live = live
        self._clock = clock
        self._typical_day_of = typical_day_of
        self._origin_of = origin_of
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["assets"] = assets
        self._templates.globals["languages"] = tuple(Language)
        self._templates.globals["base"] = config.http.base_path
        self._public_url = config.http.public_url
        self._templates.policies["json.dumps_kwargs"] = {
            "ensure_ascii": False,
            "separators": (",", ":"),
        }

    def region(self, request: Request) -> Response:
        """Write the overview."""
        return self._asked_for(None, request).answer(request)

    def space(self, request: Request, space_id: str) -> Response:
        """Write the page of one space. Raises HTTPException, 404, if there is no such space."""
        if space_id not in self._spaces:
            raise HTTPException(404)
        return self._asked_for(space_id, request).answer(request)

    def _asked_for(self, space_id: str | None, request: Request) -> Representation:
        is_asked = "lang" in request.query_params
        return self.representation(space_id, language_of(request), is_asked=is_asked)

    def representation(
        self, space_id: str | None, language: Language, *, is_asked: bool
    ) -> Representation:
        """Return the page of a space, or of the region, as it is now.

        `is_asked`: the address asks for the language, and so do the links of the page.
        """
        version = _Version(space_id, language, is_asked)
        now = shown_time(self._clock.wall())
        shown = self._shown_on(space_id, now)
        kept = self._kept.get(version)
        if kept is None or kept.shown != shown:
            kept = _Kept(shown, self._written(version, now))
            self._kept[version] = kept
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(version)
        return kept.page

    def _shown_on(self, space_id: str | None, now: datetime) -> tuple[object, ...]:
        """Return all that a page says, but for since when silent spaces are silent."""
        if space_id is None:
            return now, self._live.revision
        published = (self._live.availability(each.id) for each in self._around_of(space_id))
        typical = self._typical_day_of(space_id), self._origin_of(space_id)
        return now, *typical, *published

    def _written(self, version: "_Version", now: datetime) -> Representation:
        words = words_in(version.language)
        if version.space_id is None:
            spaces, template = tuple(self._spaces.values()), "region.html"
            view: RegionView | SpaceView = region_view(spaces, self._look(spaces, now), words)
        else:
            template, view = "space.html", self._space_view(version.space_id, now, words)
        path = "/" if version.space_id is None else f"/spaces/{version.space_id}"
        html = self._rendered(
            version.language,
            template,
            is_asked=version.is_asked,
            view=view,
            canonical=f"{self._public_url}{path}" if self._public_url else "",
        )
        headers = _around(version.language)
        if not version.is_asked:
            headers["Vary"] = "Accept-Language"
        kept = partial(self._kept_s, self._keeping(version.space_id))
        return Representation(lambda: html, etag_of(html), _HTML, headers, kept)

    def _keeping(self, space_id: str | None) -> Keeping:
        shown = self._spaces.values() if space_id is None else self._around_of(space_id)
        published = (self._live.availability(each.id) for each in shown)
        return keeping_of(each for each in published if each is not None)

    def _kept_s(self, keeping: Keeping) -> int:
        """Return at most a second: a page says how late it is now."""
        return keeping.kept_s(to_us(self._clock.wall()), None)

    def _space_view(self, space_id: str, now: datetime, words: PageWords) -> SpaceView:
        space, spaces = self._spaces[space_id], self._around_of(space_id)
        seen = self._look(spaces, now)
        in_service = self._calendars[space_id].desks_in_service(now)
        return space_view(
            space,
            spaces,
            in_service,
            seen,
            words,
            typical_day=self._typical_day_of(space_id),
            typical_day_origin=self._origin_of(space_id),
        )

    def _around_of(self, space_id: str) -> tuple[SpaceConfig, ...]:
        """Return a space and those that its page names."""
        if space_id not in self._around:
            space, spaces = self._spaces[space_id], tuple(self._spaces.values())
            self._around[space_id] = (space, *(each.space for each in shown_near(space, spaces)))
        return self._around[space_id]

    def error(self, request: Request, problem: Problem) -> Response:
        """Write what went wrong, for people."""
        words = words_in(language_of(request))
        title, text = _said_of(problem.status, words)
        html = self.write(request, "error.html", title=title, text=text)
        headers = headers_for(language_of(request))
        return Response(html, status_code=problem.status, media_type=_HTML, headers=headers)

    def write(self, request: Request, template: str, **content: object) -> bytes:
        """Write a page in the language of the request."""
        language, is_asked = language_of(request), "lang" in request.query_params
        return self._rendered(language, template, is_asked=is_asked, **content)

    def _rendered(
        self, language: Language, template: str, *, is_asked: bool, **content: object
    ) -> bytes:
        words = words_in(language)
        content.setdefault("canonical", "")
        live_words = as_mapping(words.live)
        state_words = {state.value: live_words[f"desk_{state}"] for state in DeskState}
        html = self._templates.get_template(template).render(
            language=language.value,
            query=f"?lang={language}" if is_asked else "",
            words=words,
            live_words=live_words,
            state_words=state_words,
            **content,
        )
        return html.encode()

    def _look(self, spaces: tuple[SpaceConfig, ...], now: datetime) -> Seen:
        published = ((space.id, self._live.availability(space.id)) for space in spaces)
        snapshots = {space_id: each.body for space_id, each in published if each is not None}
        silent = [space_id for space_id, body in snapshots.items() if is_silent(body)]
        return Seen(
            now=now,
            snapshots=snapshots,
            last_reports=last_reports(spaces, self._live.agents(silent), self._clock.wall()),
        )


class _Version(NamedTuple):
    """One page in one language; `is_asked`: the address asks for it."""

    space_id: str | None
    """None is the overview."""
    language: Language
    is_asked: bool


class _Kept(NamedTuple):
    """A page, and what it was made of."""

    shown: tuple[object, ...]
    page: Representation


def _said_of(status: int, words: PageWords) -> tuple[str, str]:
    match status:
        case HTTPStatus.NOT_FOUND:
            return words.missing_title, words.missing_text
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return words.locked_title, words.locked_text
        case HTTPStatus.UNPROCESSABLE_ENTITY:
            return words.odd_address_title, words.odd_address_text
        case _:
            return words.failed_title, words.failed_text


def language_of(request: Request) -> Language:
    """Return the language that a page is to be in."""
    return choose(request.query_params.get("lang"), request.headers.get("accept-language", ""))


def headers_for(language: Language) -> dict[str, str]:
    """Return what stands around every page."""
    return _around(language) | {"Cache-Control": NO_CACHE, "Vary": "Accept-Language"}


def _around(language: Language) -> dict[str, str]:
    return {"Content-Security-Policy": _POLICY, "Content-Language": language.value}


def fast_pages(reads: FastReads, site: Site, space_ids: Sequence[str]) -> None:
    """Have the pages answered without the framework, as browsers and their links ask for them."""
    for space_id, path in ((None, "/"), *((each, f"/spaces/{each}") for each in space_ids)):
        reads.add(path, partial(_preferred, site, space_id))
        for language in Language:
            asked = partial(site.representation, space_id, language, is_asked=True)
            reads.add(f"{path}?lang={language}", partial(_fixed, asked))


def _preferred(site: Site, space_id: str | None, accept_language: str) -> Representation:
    return site.representation(space_id, choose(None, accept_language), is_asked=False)


def _fixed(asked: Callable[[], Representation], _accept_language: str) -> Representation:
    return asked()


def site_router(site: Site) -> APIRouter:
    """Build the routes."""
    router = APIRouter()

    @read(router, "/", listed=False)
    async def overview(request: Request) -> Response:
        """Show every space."""
        return site.region(request)

    @read(router, "/spaces/{space}", listed=False)
    async def one_space(request: Request, space: str) -> Response:
        """Show one space."""
        return site.space(request, space)

    return router
