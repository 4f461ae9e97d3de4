"""The pages' routes: `/`, `/spaces/{space}`, and what people see instead of a problem document.

Asks Live, lets view.py describe and the templates write. No cookie, no session, nothing stored.
"""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException

from contract.events import DeskState
from hub.clock import Clock
from hub.config import HubConfig
from hub.domain.calendar import Calendar
from hub.http.caching import NO_CACHE, respond
from hub.http.problems import Problem
from hub.http.routing import read
from hub.live.live import Live
from hub.pages.assets import Asset
from hub.pages.language import choose
from hub.pages.silence import last_reports
from hub.pages.view import RegionView, Seen, SpaceView, region_view, shown_time, space_view
from hub.pages.vocabulary import as_mapping, words_in
from hub.pages.words import PageWords
from hub.reports.text.language import Language
from hub.workers.typical_days import ShownTypicalDay

TypicalDayOf = Callable[[str], ShownTypicalDay | None]
"""Returns at once what is known of a space's typical day."""

_TEMPLATES: Final = Path(__file__).parent / "templates"
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
    ) -> None:
        self._spaces = config.spaces
        self._calendars = {space.id: Calendar(space) for space in config.spaces}
        self._live = live
        self._clock = clock
        self._typical_day_of = typical_day_of
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
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
        view = region_view(self._spaces, self._look(), words_in(language_of(request)))
        return self._page(request, "region.html", view, "/")

    def space(self, request: Request, space_id: str) -> Response:
        """Write the page of one space. Raises HTTPException, 404, if there is no such space."""
        space = next((each for each in self._spaces if each.id == space_id), None)
        if space is None:
            raise HTTPException(404)
        seen = self._look()
        in_service = self._calendars[space_id].desks_in_service(seen.now)
        words, typical_day = words_in(language_of(request)), self._typical_day_of(space_id)
        view = space_view(space, self._spaces, in_service, seen, words, typical_day=typical_day)
        return self._page(request, "space.html", view, f"/spaces/{space_id}")

    def error(self, request: Request, problem: Problem) -> Response:
        """Write what went wrong, for people."""
        words = words_in(language_of(request))
        title, text = _said_of(problem.status, words)
        html = self.write(request, "error.html", title=title, text=text)
        headers = headers_for(language_of(request))
        return Response(html, status_code=problem.status, media_type=_HTML, headers=headers)

    def _page(
        self, request: Request, template: str, view: RegionView | SpaceView, path: str
    ) -> Response:
        canonical = f"{self._public_url}{path}" if self._public_url else ""
        html = self.write(request, template, view=view, canonical=canonical)
        return respond(request, html, _HTML, headers=headers_for(language_of(request)))

    def write(self, request: Request, template: str, **content: object) -> bytes:
        """Write a page in the language of the request."""
        language = language_of(request)
        words = words_in(language)
        content.setdefault("canonical", "")
        live_words = as_mapping(words.live)
        state_words = {state.value: live_words[f"desk_{state}"] for state in DeskState}
        html = self._templates.get_template(template).render(
            language=language.value,
            query=f"?lang={language}" if "lang" in request.query_params else "",
            words=words,
            live_words=live_words,
            state_words=state_words,
            **content,
        )
        return html.encode()

    def _look(self) -> Seen:
        now = self._clock.wall()
        published = ((space.id, self._live.availability(space.id)) for space in self._spaces)
        return Seen(
            now=shown_time(now),
            snapshots={space_id: each.body for space_id, each in published if each is not None},
            last_reports=last_reports(self._spaces, self._live.agents(), now),
        )


def _said_of(status: int, words: PageWords) -> tuple[str, str]:
    match status:
        case HTTPStatus.NOT_FOUND:
            return words.missing_title, words.missing_text
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return words.locked_title, words.locked_text
        case _:
            return words.failed_title, words.failed_text


def language_of(request: Request) -> Language:
    """Return the language that a page is to be in."""
    return choose(request.query_params.get("lang"), request.headers.get("accept-language", ""))


def headers_for(language: Language) -> dict[str, str]:
    """Return what stands around every page."""
    return {
        "Content-Security-Policy": _POLICY,
        "Content-Language": language.value,
        "Cache-Control": NO_CACHE,
        "Vary": "Accept-Language",
    }


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
