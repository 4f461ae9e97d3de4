"""`/console/calendar`: the list of a space's next months, and the forms that set what stands there.

    form ─▶ typed ─▶ change ─▶ book, with who and why ─▶ SpacesNow ─▶ what visitors see

A form that can't be taken comes back as it was typed, each mistake at its field. What visitors will
read is shown before anything is set; only what was sent by "set" or "save" changes something.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from contract.times import from_us
from hub.book.calendar_changes import CalendarMemory, ChangeRefused, Judged
from hub.book.calendar_feeds import FeedMemory
from hub.console.calendar.told import (
    Teller,
    months_of,
    over_of,
    taken_back_of,
)
from hub.console.calendar.typed import Typed, read_typed, typed_from, typed_of
from hub.console.calendar.visitors_view import VisitorsView, view_of
from hub.console.calendar.words import CalendarWords, calendar_words_in
from hub.console.look import Look, Mistake
from hub.console.sources import ConsoleSources, ShownRow
from hub.domain.calendar import Calendar
from hub.domain.calendar_change import CalendarChange, ChangeKind, before_day
from hub.domain.calendar_rules import ChangeFault, Place, Wrong, latest_day
from hub.domain.localtime import ONE_DAY
from hub.domain.roles import Permission, may
from hub.domain.space import SpaceConfig
from hub.http.access import signed_in_at
from hub.http.forms import Form
from hub.reports.text.language import Language
from hub.spaces_now import set_above

CALENDAR: Final = "/console/calendar"
_DONE: Final = frozenset({"is_set", "is_edited", "is_taken_back"})
_FROM_TODAY: Final = frozenset({ChangeKind.DESKS, ChangeKind.NOTICE})
_FIELD_OF: Final = {Place.HOURS: "from_time", Place.ALL: ""}


@dataclass(frozen=True, slots=True)
class Told:
    """One mistake in words, and the field that it is in; empty: it is in none."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownSpace:
    """A space to choose, and what comes next there."""

    id: str
    name: str
    coming: str


class CalendarPage:
    """Writes the pages, and sets what was typed."""

    def __init__(self, look: Look, sources: ConsoleSources) -> None:
        self._look = look
        self._sources = sources
        self._memory = CalendarMemory(sources.book)
        self._feeds = FeedMemory(sources.book)
        self._named = {space.id: space for space in sources.spaces.named}

    def spaces(self, request: Request) -> Response:
        """List the spaces that somebody may edit; who has one alone is led on to it."""
        signed_in = signed_in_at(request)
        own = [
            space
            for space in self._named.values()
            if signed_in and may(signed_in.principal, Permission.EDIT_CALENDAR, space.id)
        ]
        if len(own) == 1:
            return self._look.see_other(request, f"{CALENDAR}/{own[0].id}")
        teller, changes = self._teller(request), self._memory.all()
        listed = [self._listed(space, changes, teller) for space in own]
        return self._look.page(request, "calendar.html", says=teller.words, spaces=listed)

    def _listed(
        self, space: SpaceConfig, changes: Sequence[CalendarChange], teller: Teller
    ) -> ShownSpace:
        today = self._today(space)
        coming = [
            each for each in changes if each.space == space.id and each.holds and each.last >= today
        ]
        said = (
            teller.words.next_thing.format(t=teller.line(coming[0], space))
            if coming
            else teller.words.nothing_set
        )
        return ShownSpace(space.id, space.name, said)

    def months(self, request: Request, space_id: str) -> Response:
        """Write the list of one space."""
        space, teller = self._space(space_id), self._teller(request)
        changes, today = self._own(space_id), self._today(space)
        return self._look.page(
            request, "calendar_space.html", says=teller.words, space=space, kinds=list(ChangeKind),
            done=self._notice(request, space, teller.words), damaged=self._memory.damaged_count(),
            months=months_of(teller, space, changes, today, self._feeds.ahead(space_id, today)),
            over=over_of(teller, space, changes, today),
            taken_back=taken_back_of(teller, space, changes),
        )  # fmt: skip

    def _notice(self, request: Request, space: SpaceConfig, words: CalendarWords) -> str:
        done = request.query_params.get("done", "")
        if done not in _DONE:
            return ""
        said = {"is_set": words.is_set, "is_edited": words.is_edited}.get(done, words.is_taken_back)
        return f"{said} {words.seen_next_minute if space.small_count else words.seen_soon}"

    def new(self, request: Request, space_id: str) -> Response:
        """Write an empty form."""
        space = self._space(space_id)
        return self._form(request, space, self._empty(space, _kind_in(request)))

    def _empty(self, space: SpaceConfig, kind: ChangeKind) -> Typed:
        """Return the form before anything is typed: what is broken or to be read is so today."""
        return Typed(kind, f"{self._today(space)}" if kind in _FROM_TODAY else "")

    def edit(self, request: Request, space_id: str, change: str) -> Response:
        """Write the form of something that was set; 404 if it doesn't hold."""
        standing = self._standing(space_id, change)
        if standing is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return self._form(request, self._space(space_id), typed_from(standing), standing=standing)

    def take(
        self, request: Request, space_id: str, form: Form, change: str | None = None
    ) -> Response:
        """Set what was typed, in the place of a `change`; or show what it would be."""
        space, standing = self._space(space_id), None
        if change is not None:
            standing = self._standing(space_id, change)
        kind = standing.kind if standing else _kind_of(form.one("kind"))
        typed = typed_of(form, kind)
        read, faults = read_typed(typed, space_id)
        if change is not None and standing is None:
            faults = (ChangeFault(Place.ALL, Wrong.CHANGED_MEANWHILE),)
        if read is None or faults or form.one("preview"):
            return self._form(request, space, typed, faults, standing=standing)
        made = replace(read, by=_person(request), made_us=self._sources.now_us())
        judged = self._judged(request, space, may_correct=typed.past)
        try:
            if standing is None:
                self._memory.add(made, judged)
            else:
                self._memory.edit(standing.id, made, judged)
        except ChangeRefused as refused:
            return self._form(request, space, typed, refused.faults, standing=standing)
        return self._done(request, space_id, "is_set" if standing is None else "is_edited")

    def take_back(self, request: Request, space_id: str, change: str, form: Form) -> Response:
        """Take something back, from today on; where that is said, also for the days before."""
        space = self._space(space_id)
        standing = self._standing(space_id, change)
        judged = self._judged(request, space, may_correct=bool(form.one("past")))
        try:
            self._memory.take_back(change, _person(request), self._sources.now_us(), judged)
        except ChangeRefused as refused:
            typed = typed_from(standing) if standing else Typed(ChangeKind.CLOSURE)
            return self._form(
                request, space, typed, refused.faults, standing=standing, takes_back=True
            )
        return self._done(request, space_id, "is_taken_back")

    def _judged(self, request: Request, space: SpaceConfig, *, may_correct: bool) -> Judged:
        return Judged(space, self._today(space), may_correct, _hides_desks(request, space))

    def _done(self, request: Request, space_id: str, what: str) -> Response:
        """Let it hold at once in this process, and lead back to the list."""
        self._memory.follow(None, lambda changes, _: set_above(self._sources.spaces, changes))
        response = self._look.see_other(request, f"{CALENDAR}/{space_id}")
        joint = "&" if "?" in response.headers["location"] else "?"
        response.headers["location"] += f"{joint}done={what}"
        return response

    def _form(
        self,
        request: Request,
        space: SpaceConfig,
        typed: Typed,
        faults: Sequence[ChangeFault] = (),
        *,
        standing: CalendarChange | None = None,
        takes_back: bool = False,
    ) -> Response:
        teller, today = self._teller(request), self._today(space)
        told = [self._told(fault, space, teller) for fault in faults]
        is_fixed = typed.kind is ChangeKind.DESKS and _hides_desks(request, space)
        if takes_back:
            field = "" if is_fixed else "back-past"
            told = [replace(each, field=field if each.field else "") for each in told]
        past = next((each.day for each in faults if each.wrong is Wrong.CORRECTS_PAST), None)
        asks_past = bool(typed.past or past) and not takes_back and not is_fixed
        return self._look.page(
            request, "calendar_form.html", says=teller.words, space=space, typed=typed,
            mistake=Mistake("", _status(faults)) if faults else None,
            told=told, wrong={each.field: each.text for each in told if each.field},
            asks_past=teller.day(past or today) if asks_past else "",
            asks_wins=typed.wins or any(each.place is Place.WINS for each in faults),
            standing=standing, is_edit=standing is not None,
            path=f"{CALENDAR}/{space.id}/" + (f"changes/{standing.id}" if standing else "new"),
            is_over=standing is not None and standing.is_figure and standing.last < today,
            rest_from=_past_of(standing, today, teller), is_fixed=is_fixed,
            latest=latest_day(today).isoformat(),
            reads=(reads := self._view(request, space, typed, standing)),
            reads_since=teller.day(reads.since) if reads and reads.since else "",
        )  # fmt: skip

    def _view(
        self,
        request: Request,
        space: SpaceConfig,
        typed: Typed,
        standing: CalendarChange | None,
    ) -> VisitorsView | None:
        """Say what visitors will read; of an empty form what they would, were it tomorrow."""
        today, language = self._today(space), self._look.language_of(request)
        is_example = typed == self._empty(space, typed.kind)
        shown = replace(typed, first=(today + ONE_DAY).isoformat()) if is_example else typed
        change, _ = read_typed(shown, space.id)
        others = [
            each for each in self._own(space.id) if standing is None or each.id != standing.id
        ]
        rows = partial(self._rows, language)
        view = view_of(space, change, others, today, rows)
        return view and replace(view, is_example=is_example and bool(view.rows))

    def _rows(self, language: Language, space: SpaceConfig, day: date) -> Sequence[ShownRow]:
        return self._sources.special_rows(space, day, language)

    def _told(self, fault: ChangeFault, space: SpaceConfig, teller: Teller) -> Told:
        other = "" if fault.other is None else teller.line(fault.other, space)
        day = "" if fault.day is None else teller.day(fault.day)
        text = teller.words.wrongs[fault.wrong].replace("{d}", day).replace("{t}", other)
        return Told(_FIELD_OF.get(fault.place, fault.place.value), text)

    def _own(self, space_id: str) -> list[CalendarChange]:
        return [each for each in self._memory.all() if each.space == space_id]

    def _standing(self, space_id: str, change: str) -> CalendarChange | None:
        own = self._own(space_id)
        return next((each for each in own if each.id == change and each.holds), None)

    def _teller(self, request: Request) -> Teller:
        names = {person.id: person.name for person in self._sources.sign_in.people.all()}
        return Teller(calendar_words_in(self._look.language_of(request)), names)

    def _space(self, space_id: str) -> SpaceConfig:
        space = self._named.get(space_id)
        if space is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return space

    def _today(self, space: SpaceConfig) -> date:
        return Calendar(space).day_of(from_us(self._sources.now_us()))


def _status(faults: Sequence[ChangeFault]) -> HTTPStatus:
    if any(fault.wrong is Wrong.CHANGED_MEANWHILE for fault in faults):
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY


def _past_of(standing: CalendarChange | None, today: date, teller: Teller) -> str:
    """Name the first day of what figures were counted by; empty: nothing of it is past."""
    past = before_day(standing, today)
    return "" if past is None else teller.day(past.first)


def _hides_desks(request: Request, space: SpaceConfig) -> bool:
    """Tell whether who asks sees counts alone, and no single desk."""
    signed_in = signed_in_at(request)
    return signed_in is None or not may(signed_in.principal, Permission.SEE_DESKS, space.id)


def _person(request: Request) -> str:
    signed_in = signed_in_at(request)
    return signed_in.principal.id if signed_in else ""


def _kind_in(request: Request) -> ChangeKind:
    return _kind_of(request.query_params.get("kind", ""))


def _kind_of(text: str) -> ChangeKind:
    """Return which kind a text names; a closure, if it names none."""
    return ChangeKind(text) if text in set(ChangeKind) else ChangeKind.CLOSURE
