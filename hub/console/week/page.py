"""`/console/week` and `/console/week/{space}`: the week, and what is asked of it.

    GET ─▶ which week? ─▶ review (a worker thread) ─▶ view ─▶ page
              └─ wrong, not over, too early: said beside the field

Who reaches one space sees it at once; who reaches several chooses first.
"""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from contract.times import from_us, to_us
from hub.book.care import CareMemory
from hub.book.week_mail import Pending, Subscription, WeekMailMemory
from hub.console.look import Look, Mistake
from hub.console.sources import ConsoleSources
from hub.console.week.view import WeekView, span_of, week_view
from hub.console.week.view_reasons import Reasons, reasons_of
from hub.console.week.words import WeekWords, words_in
from hub.domain.calendar import Calendar
from hub.domain.iso_week import Week, last_full_week, read_week, week_of
from hub.domain.localtime import instant
from hub.domain.roles import Permission, Principal, may
from hub.domain.space import SpaceConfig
from hub.errors import BookUnavailable, ReportRefused, StoreUnavailable
from hub.http.access import Access, SignedIn, SignInNeeded, signed_in_at
from hub.http.routing import read
from hub.http.rules import Where
from hub.reports.service import ReportServiceBusy
from hub.reports.text.languages import words_in as report_words_in
from hub.reports.week.review import review_week

WEEK: Final = "/console/week"
ADDRESS: Final = "address"
"""The field of the mail's form, and where a mistake leads."""
_NOTICES: Final = ("asked", "begun", "ended")


@dataclass(frozen=True, slots=True)
class MailView:
    """How it is with the mail of a space, for who looks."""

    refusal: str
    """Why there is none here; empty: there is."""
    subscription: Subscription | None
    waiting: Pending | None
    typed: str = ""
    mistake: str = ""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Which week is shown, and what was wrong with what was asked for."""

    week: Week | None
    """None: none is over yet."""
    asked: str
    mistake: str = ""
    note: str = ""
    """What there is to say where no week is over."""


class WeekPages:
    """Writes the pages."""

    def __init__(self, look: Look, sources: ConsoleSources) -> None:
        self.look = look
        self.sources = sources
        self.memory = WeekMailMemory(sources.book)

    def start(self, request: Request) -> Response:
        """Show the only space that somebody reaches, or let them choose."""
        reached = self._reached(somebody(request).principal)
        if len(reached) == 1:
            return self.page(request, reached[0].id)
        names = [(space.id, space.name) for space in reached]
        said = words_in(self.look.language_of(request))
        return self.look.page(request, "week_spaces.html", week=said, spaces=names)

    def space(self, space_id: str) -> SpaceConfig:
        """Return a space by its id. Raises HTTPException, 404."""
        spaces = self.sources.reports.spaces  # as reports know them now
        space = next((each for each in spaces if each.id == space_id), None)
        if space is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return space

    def page(
        self, request: Request, space_id: str, *, typed: str = "", mail_mistake: str = ""
    ) -> Response:
        """Write the page of one space."""
        who, space = somebody(request), self.space(space_id)
        said = words_in(self.look.language_of(request))
        chosen = self._chosen(request, space, said)
        view, trouble = self._view(request, space, chosen)
        mistakes = [
            (each, to) for each, to in ((chosen.mistake, "week"), (mail_mistake, ADDRESS)) if each
        ]
        is_busy = bool(trouble)
        status = HTTPStatus.SERVICE_UNAVAILABLE if is_busy else HTTPStatus.UNPROCESSABLE_ENTITY
        mistake = Mistake(trouble, status, 10 if is_busy else None)
        return self.look.page(
            request, "week.html",
            mistake=mistake if mistakes or trouble else None,
            week=said, view=view, space=space, chosen=chosen, mistakes_at=mistakes,
            steps=self._steps(request, space, chosen),
            mail=self.mail_view(who, space, said, typed, mail_mistake),
            report=self._report(request, space, chosen, who),
            done=self._notice(request, said, is_good=not mistakes),
            has_others=len(self._reached(who.principal)) > 1,
            address=self._address(space, chosen), keep=_keep(chosen),
            action=f"{WEEK}/{space.id}", lang=request.query_params.get("lang", ""),
        )  # fmt: skip

    def mail_view(
        self, who: SignedIn, space: SpaceConfig, said: WeekWords, typed: str, mistake: str
    ) -> MailView:
        """Say how it is with the mail."""
        if refusal := self.mail_refusal(said):
            return MailView(refusal, None, None)
        person = who.principal.id
        subscription = self.memory.of(person, space.id)
        waiting = self.memory.asked(person, space.id, self.sources.now_us())
        return MailView("", subscription, waiting, typed, mistake)

    def mail_refusal(self, said: WeekWords) -> str:
        """Say why no mail goes out here; empty: it does."""
        config = self.sources.config
        if config.mail is None:
            return said.mail_none
        return "" if config.http.public_url else said.mail_no_address

    def _reached(self, who: Principal) -> list[SpaceConfig]:
        spaces = self.sources.reports.spaces
        return [space for space in spaces if may(who, Permission.SEE_WEEK, space.id)]

    def _latest(self, space: SpaceConfig) -> Week:
        today = from_us(self.sources.now_us()).astimezone(ZoneInfo(space.timezone)).date()
        return last_full_week(today)

    def _chosen(self, request: Request, space: SpaceConfig, said: WeekWords) -> _Chosen:
        """Read which week is asked for; of what can't be shown say why, and show the latest."""
        latest, first = self._latest(space), week_of(space.since)
        words = report_words_in(self.look.language_of(request))
        if first > latest:
            return _Chosen(None, "", note=said.not_counting.format(t=first))
        asked = request.query_params.get("week", "").strip()
        if not asked:
            return _Chosen(latest, "")
        week = read_week(asked)
        if week is None:
            return _Chosen(latest, asked, said.no_week.format(t=asked[:20]))
        if week > latest:
            shown = f"{latest} ({span_of(latest, words)})"
            return _Chosen(latest, asked, said.not_over.format(t=shown))
        if week < first:
            shown = f"{first} ({span_of(first, words)})"
            return _Chosen(latest, asked, said.too_early.format(t=shown))
        return _Chosen(week, asked)

    def _view(
        self, request: Request, space: SpaceConfig, chosen: _Chosen
    ) -> tuple[WeekView | None, str]:
        """Describe the week, or say why it can't be shown now."""
        language = self.look.language_of(request)
        said = words_in(language)
        if chosen.week is None:
            return None, ""
        try:
            review = review_week(self.sources.reports, space, chosen.week)
            reasons = self._why(space, chosen.week)
        except ReportServiceBusy:
            return None, said.busy
        except (StoreUnavailable, BookUnavailable):
            return None, said.unavailable
        except ReportRefused:  # by a clock that is not trusted the week isn't over
            return None, said.unavailable
        return week_view(review, Calendar(space), reasons, said, language), ""

    def _why(self, space: SpaceConfig, week: Week) -> Reasons:
        """Ask the book what needed care in a week."""
        care, zone = CareMemory(self.sources.book), ZoneInfo(space.timezone)
        since_us = to_us(instant(week.first, 0, zone))
        return reasons_of([*care.over(since_us), *care.lasting()], space.id, week, zone)

    def _steps(
        self, request: Request, space: SpaceConfig, chosen: _Chosen
    ) -> tuple[str | None, str | None]:
        """Return the addresses of the week before and the one after; None where there is none."""
        week = chosen.week
        if week is None:
            return None, None
        earlier, later = week.later(-1), week.later(1)
        has_earlier, has_later = earlier >= week_of(space.since), later <= self._latest(space)
        return (
            self._to(request, space, earlier) if has_earlier else None,
            self._to(request, space, later) if has_later else None,
        )

    def _to(self, request: Request, space: SpaceConfig, week: Week) -> str:
        return with_query(self.look.address(request, f"{WEEK}/{space.id}"), week=str(week))

    def _report(self, request: Request, space: SpaceConfig, chosen: _Chosen, who: SignedIn) -> str:
        """Return the address of the same week as a report, for who may make one."""
        if chosen.week is None or not may(who.principal, Permission.MAKE_REPORTS, space.id):
            return ""
        first: date = max(chosen.week.first, space.since)
        asked = {"space": space.id, "from": str(first), "to": str(chosen.week.last)}
        language = self.look.language_of(request).value
        path = self.look.address(request, "/reports")
        return with_query(path, **asked, **{"in": language, "edition": "internal"})

    def _address(self, space: SpaceConfig, chosen: _Chosen) -> str:
        """Return where the page is, for a sheet of paper; empty where nobody knows."""
        base = self.sources.config.http.public_url
        week = "" if chosen.week is None else f"?week={chosen.week}"
        return f"{base}{WEEK}/{space.id}{week}" if base else ""

    def _notice(self, request: Request, said: WeekWords, *, is_good: bool) -> str:
        done = request.query_params.get("done", "")
        return said.done[done] if is_good and done in _NOTICES else ""


def with_query(address: str, **asked: str) -> str:
    """Add to the query of an address."""
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{urlencode(asked)}"


def somebody(request: Request) -> SignedIn:
    """Return who is signed in. Raises SignInNeeded."""
    signed_in = signed_in_at(request)
    if signed_in is None:
        raise SignInNeeded
    return signed_in


def _keep(chosen: _Chosen) -> str:
    """Return what a page in the other language is asked for as well."""
    return "" if chosen.week is None or not chosen.asked else f"&week={chosen.week}"


def week_pages_router(pages: WeekPages, access: Access) -> APIRouter:
    """Build the routes that show something."""
    router = APIRouter()
    somewhere = access.needs_person(Permission.SEE_WEEK, Where.SOMEWHERE)
    here = access.needs_person(Permission.SEE_WEEK)

    @read(router, WEEK, listed=False, needs=somewhere)
    def week(request: Request) -> Response:
        """Show one's space, or let choose."""
        return pages.start(request)

    @read(router, f"{WEEK}/{{space}}", listed=False, needs=here)
    def week_of_space(request: Request, space: str) -> Response:
        """Show a space's week."""
        return pages.page(request, space)

    return router
