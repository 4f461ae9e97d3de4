"""The pages' routes: `/`, `/spaces/{space}`, and what people see instead of a problem document.

Asks Live, lets view.py describe and the templates write. No cookie, no session, nothing stored of
a visitor. A page is written once for each language and each five seconds, and again when what it
shows has changed: which follows from what is public alone, and so does how long an answer takes.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from starlette.exceptions import HTTPException

from contract.events import DeskState
from contract.limits import STATE_TTL_S
from contract.times import to_us, to_wire
from hub.clock import Clock
from hub.config import HubConfig
from hub.domain.keeping import Keeping, keeping_of
from hub.domain.space import SpaceConfig
from hub.http.access import signed_in_at
from hub.http.beats import HEARTBEAT_S
from hub.http.caching import NO_CACHE, etag_of
from hub.http.fast_reads import FastReads, Representation, Resource
from hub.http.problems import Problem
from hub.http.routing import PUBLIC, read
from hub.live.live import Live
from hub.pages.answer import is_silent
from hub.pages.assets import Asset
from hub.pages.beyond_words import beyond_words_in
from hub.pages.choice import NOTHING_CHOSEN, Choice, read_choice
from hub.pages.head import UNLISTED, Head, Heads
from hub.pages.language import choose
from hub.pages.moments import dated
from hub.pages.notice import NoticeOf, no_notice
from hub.pages.opening_table import OpeningTable
from hub.pages.places import Places
from hub.pages.preview_words import preview_words_in
from hub.pages.reading_choice import (
    EASY,
    AnyChoice,
    weekday_in,
    weekday_of,
)
from hub.pages.region_view import Surroundings, region_view
from hub.pages.silence import last_reports
from hub.pages.time_budget import TimeBudget
from hub.pages.view import Seen, shown_time
from hub.pages.vocabulary import as_mapping, mark_words, words_in
from hub.pages.words import PageWords
from hub.reports.text.language import Language
from hub.spaces_now import Spaces, SpacesNow
from hub.workers.typical_days import OriginOf, ShownTypicalDay, TypicalDayOf, made_here

_TEMPLATES: Final = Path(__file__).parent / "templates"
_MOST_KEPT: Final = 256
"""So many pages are kept, those that were asked for last."""
_MOST_CHOSEN: Final = 64
"""So many more of what visitors chose: who tries all choices drives out no other page."""
_CHOSEN_AT_ONCE_S, _CHOSEN_PER_S = 2.0, 0.2
"""Writing these may take so many seconds at once, and then this part of the time, for all who ask:
who asks for all of them takes nobody else's time away."""
EASY_PATH: Final = "/leicht"
"""Behind the address of a page: the same in German Easy Language."""
_LONGEST_QUERY: Final = 200
_MOST_FIELDS: Final = 8
_HTML: Final = "text/html; charset=utf-8"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS_OF_THE_REGION: Final = {
    "Content-Security-Policy": _POLICY.replace("form-action 'none'", "form-action 'self'"),
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), browsing-topics=()",
}
"""The form of the towns, and "near me": a browser may tell this page alone where it is."""


def no_typical_day(_: str, _weekday: int | None = None, /) -> ShownTypicalDay | None:
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
        pictures: Mapping[str, tuple[Asset, ...]] = MappingProxyType({}),
        origin_of: OriginOf = made_here,
        notice_of: NoticeOf = no_notice,
        more_templates: Mapping[str, Path] = MappingProxyType({}),
        spaces: SpacesNow | None = None,
    ) -> None:
        """`more_templates` are those of other rooms, by the folder that they are asked for in.

        `spaces` are those of `config`, as they are now.
        """
        self._now = spaces = spaces or SpacesNow(config.spaces)
        self.notice_of = notice_of
        self._spaces = {space.id: space for space in config.spaces}
        self._kept: OrderedDict[_Version, _Kept] = OrderedDict()
        self._chosen: OrderedDict[_Version, _Kept] = OrderedDict()
        self._for_choices = TimeBudget(_CHOSEN_AT_ONCE_S, _CHOSEN_PER_S)
        self._region = Surroundings(config.spaces, config.towns)
        self._live = live
        self._clock = clock
        self._places = Places(
            config, live, spaces, typical_day_of, origin_of=origin_of, pictures=pictures
        )
        self._templates = Environment(
            loader=_loader(more_templates),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["assets"] = assets
        self._templates.globals["languages"] = tuple(Language)
        self._templates.globals["base"] = config.http.base_path
        self._templates.globals["heartbeat_s"] = HEARTBEAT_S
        self._templates.globals["ttl_s"] = STATE_TTL_S
        self._templates.globals["site"] = config.site
        self._templates.globals["has_office"] = config.http.token_hash_file is not None
        self._templates.globals["site_url"] = config.site_url
        self.heads = Heads(config, spaces, pictures)
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
        is_asked, asked = "lang" in request.query_params, request.query_params
        choice = self.chosen(asked) if space_id is None else weekday_in(asked)
        return self.representation(space_id, language_of(request), is_asked=is_asked, choice=choice)

    def easy(self, request: Request, space_id: str | None) -> Response:
        """Write a page in easy language. Raises HTTPException, 404, if there is no such space."""
        if space_id is not None and space_id not in self._spaces:
            raise HTTPException(404)
        return self.easy_representation(space_id).answer(request)

    def easy_representation(self, space_id: str | None) -> Representation:
        """Return the page of a space, or of the region, in German Easy Language."""
        return self._representation(_Version(space_id, Language.GERMAN, False, EASY))

    def chosen(self, asked: Mapping[str, str]) -> Choice:
        """Read what the parameters of an address choose on the overview."""
        return read_choice(asked, self._region.towns, self._region.filters)

    def representation(
        self,
        space_id: str | None,
        language: Language,
        *,
        is_asked: bool,
        choice: AnyChoice = NOTHING_CHOSEN,
    ) -> Representation:
        """Return the page of a space, or of the region, as it is now.

        `is_asked`: the address asks for the language, and so do the links of the page. `choice` is
        what of it was asked for. Raises HTTPException, 503, where too much was chosen for now.
        """
        return self._representation(_Version(space_id, language, is_asked, choice))

    def _representation(self, version: "_Version") -> Representation:
        is_plain = version.choice in (NOTHING_CHOSEN, EASY)
        pages, most = (self._kept, _MOST_KEPT) if is_plain else (self._chosen, _MOST_CHOSEN)
        now = shown_time(self._clock.wall())
        shown = self._shown_on(version, now)
        kept = pages.get(version)
        if kept is None or kept.shown != shown:
            write = self._written if is_plain else self._written_as_chosen
            kept = _Kept(shown, write(version, now))
            pages[version] = kept
            if len(pages) > most:
                pages.popitem(last=False)
        pages.move_to_end(version)
        return kept.page

    def has_time_for_choices(self) -> bool:
        """Tell whether what somebody chose may be written now."""
        return self._for_choices.is_left(self._clock.monotonic())

    def _written_as_chosen(self, version: "_Version", now: datetime) -> Representation:
        if not self.has_time_for_choices():
            raise HTTPException(503, headers={"Retry-After": "5"})
        began_s = self._clock.monotonic()
        try:
            return self._written(version, now)
        finally:
            self._for_choices.spend(self._clock.monotonic() - began_s)

    def _shown_on(self, version: "_Version", now: datetime) -> tuple[object, ...]:
        """Return all that a page says, but for since when silent spaces are silent."""
        if version.space_id is None:
            return self.shown_of_region()
        weekday = weekday_of(version.choice)
        around = self.notice_of(), self._now.now.revision
        return now, around, *self._places.shown_on(version.space_id, weekday)

    def _written(self, version: "_Version", now: datetime) -> Representation:
        template, content = self._content(version, now)
        html = self._rendered(
            version.language,
            template,
            is_asked=version.is_asked,
            head=self._head_of(version, now, words_in(version.language)),
            keep=version.choice.address().replace("?", "&", 1),
            **content,
        )
        headers = _around(version.language)
        if not version.is_asked and version.choice is not EASY:
            headers["Vary"] = "Accept-Language"
        if version.space_id is None and version.choice is not EASY:
            headers |= _HEADERS_OF_THE_REGION
        kept = self.kept_s_of(version.space_id)
        return Representation(lambda: html, etag_of(html), _HTML, headers, kept)

    def kept_s_of(self, space_id: str | None) -> Callable[[], int]:
        """Return what says for how many seconds a cache may keep a page of a space, or of all."""
        return partial(self._kept_s, self._keeping(space_id))

    def _keeping(self, space_id: str | None) -> Keeping:
        shown = self._spaces.values() if space_id is None else self._places.looked_at(space_id)
        published = (self._live.availability(each.id) for each in shown)
        return keeping_of(each for each in published if each is not None)

    def _kept_s(self, keeping: Keeping) -> int:
        """Return at most a second: a page says how late it is now."""
        return keeping.kept_s(to_us(self._clock.wall()), None)

    def _content(self, version: "_Version", now: datetime) -> tuple[str, Mapping[str, object]]:
        """Return a page's template and what it is given."""
        words, choice, space_id = words_in(version.language), version.choice, version.space_id
        if choice is EASY:
            if space_id is None:
                return "easy_region.html", self._places.easy_region(words, now, self._look)
            return "easy_space.html", self._places.easy_content(space_id, words, now, self._look)
        if space_id is not None:
            weekday = weekday_of(choice)
            content = self._places.pages_content(
                space_id, version.language, words, now, self._look, weekday=weekday
            )
            return "space.html", content
        asked = version.language.value if version.is_asked else ""
        seen, chosen = self._look(self._region.spaces, now), self._chosen_of(choice)
        return "region.html", {"view": region_view(self._region, seen, words, chosen, asked)}

    @staticmethod
    def _chosen_of(choice: AnyChoice) -> Choice:
        return choice if isinstance(choice, Choice) else NOTHING_CHOSEN

    def _head_of(self, version: "_Version", now: datetime, words: PageWords) -> Head:
        language, is_asked = version.language, version.is_asked
        if version.space_id is None:
            return self.heads.of_region(language, words, is_asked=is_asked)
        return self.heads.of_space(version.space_id, language, words, now, is_asked=is_asked)

    def error(self, request: Request, problem: Problem) -> Response:
        """Write what went wrong, for people."""
        words = words_in(language_of(request))
        title, text = _said_of(problem.status, words)
        if problem.status == HTTPStatus.FORBIDDEN and signed_in_at(request) is not None:
            title, text = words.denied_title, words.denied_text
        way = preview_words_in(language_of(request)).console if _is_of_console(request) else ""
        html = self.write(request, "error.html", title=title, text=text, console=way)
        headers = headers_for(language_of(request))
        return Response(html, status_code=problem.status, media_type=_HTML, headers=headers)

    def write(self, request: Request, template: str, **content: object) -> bytes:
        """Write a page in the language of the request."""
        language, is_asked = language_of(request), "lang" in request.query_params
        return self._rendered(language, template, is_asked=is_asked, **content)

    def look_at(self, spaces: tuple[SpaceConfig, ...]) -> Seen:
        """Return what is public of some spaces now."""
        return self._look(spaces, shown_time(self._clock.wall()))

    def hours_of(self, space_id: str, language: Language) -> OpeningTable:
        """Return when a space is open, as of today."""
        return self._places.hours_of(space_id, language, self._clock.wall())

    @property
    def spaces_now(self) -> tuple[Spaces, datetime]:
        """The spaces as they are now, and when that is."""
        return self._now.now, self._clock.wall()

    def posted(self, space_id: str, language: Language) -> tuple[tuple[str, str], ...]:
        """Return what who runs a space has to say today, each with the language that it is in."""
        return self._places.posted(space_id, language, self._clock.wall())

    def shown_of_region(self) -> tuple[object, ...]:
        """Return what stays the same for as long as nothing public changes, for five seconds."""
        revisions = self._live.revision, self._now.now.revision
        return shown_time(self._clock.wall()), revisions, self.notice_of()

    def page_of(
        self, language: Language, template: str, *, is_asked: bool, **content: object
    ) -> bytes:
        """Write a page that isn't this module's own."""
        return self._rendered(language, template, is_asked=is_asked, **content)

    def _rendered(
        self, language: Language, template: str, *, is_asked: bool, **content: object
    ) -> bytes:
        words = words_in(language)
        content.setdefault("beyond", beyond_words_in(language))
        content.setdefault("head", UNLISTED)
        zone = ZoneInfo(self._region.spaces[0].timezone)
        content.setdefault("printed", dated(shown_time(self._clock.wall()), zone, words))
        starting_until = self._starting_until()
        content.setdefault("starting", to_wire(starting_until) if starting_until else "")
        live_words = as_mapping(words.live)
        shown = (*(state.value for state in DeskState), "closed")
        state_words = {state: live_words[f"desk_{state}"] for state in shown}
        html = self._templates.get_template(template).render(
            language=language.value,
            locales=[f"{each}_{each.region}" for each in (language, *_others(language))],
            query=f"?lang={language}" if is_asked else "",
            words=words,
            notice=self.notice_of(),
            live_words=live_words,
            state_words=state_words,
            mark_words=mark_words(words.marks),
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
            starting_until=self._starting_until(),
        )

    def _starting_until(self) -> datetime | None:
        left_s = self._live.starting_s()
        return shown_time(self._clock.wall() + timedelta(seconds=left_s)) if left_s else None


def _loader(more: Mapping[str, Path]) -> ChoiceLoader:
    of_others = PrefixLoader({name: FileSystemLoader(folder) for name, folder in more.items()})
    return ChoiceLoader([FileSystemLoader(_TEMPLATES), of_others])


def _others(language: Language) -> tuple[Language, ...]:
    return tuple(each for each in Language if each is not language)


class _Version(NamedTuple):
    """One page in one language; `is_asked`: the address asks for it."""

    space_id: str | None
    """None is the overview."""
    language: Language
    is_asked: bool
    choice: AnyChoice


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
        reads.add(f"{path.rstrip('/')}{EASY_PATH}", partial(_easy, site, space_id))
    reads.add_queries("/", partial(_overview_of, site))


def _overview_of(site: Site, query: str) -> Resource | None:
    """Return the overview that a query asks for; None where it isn't plainly one."""
    if len(query) > _LONGEST_QUERY or not site.has_time_for_choices():
        return None
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, strict_parsing=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        return None
    asked = dict(pairs)
    choice, language = site.chosen(asked), asked.get("lang")

    def overview(accept_language: str) -> Representation:
        chosen = choose(language, accept_language)
        return site.representation(None, chosen, is_asked=language is not None, choice=choice)

    return overview


def _easy(site: Site, space_id: str | None, _accept_language: str) -> Representation:
    return site.easy_representation(space_id)


def _preferred(site: Site, space_id: str | None, accept_language: str) -> Representation:
    return site.representation(space_id, choose(None, accept_language), is_asked=False)


def _fixed(asked: Callable[[], Representation], _accept_language: str) -> Representation:
    return asked()


def site_router(site: Site) -> APIRouter:
    """Build the routes."""
    router = APIRouter()

    @read(router, "/", listed=False, needs=PUBLIC)
    async def overview(request: Request) -> Response:
        """Show every space."""
        return site.region(request)

    @read(router, "/spaces/{space}", listed=False, needs=PUBLIC)
    async def one_space(request: Request, space: str) -> Response:
        """Show one space."""
        return site.space(request, space)

    @read(router, EASY_PATH, listed=False, needs=PUBLIC)
    async def easy_overview(request: Request) -> Response:
        """Show every space in German Easy Language."""
        return site.easy(request, None)

    @read(router, f"/spaces/{{space}}{EASY_PATH}", listed=False, needs=PUBLIC)
    async def easy_space(request: Request, space: str) -> Response:
        """Show one space in German Easy Language."""
        return site.easy(request, space)

    return router


def _is_of_console(request: Request) -> bool:
    """Tell whether somebody got lost on the way through the console."""
    return signed_in_at(request) is not None or "/console/" in request.url.path
