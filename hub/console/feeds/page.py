"""`/console/calendar/{space}/feeds`: calendars of others, by whose events a space is closed.

    form ─▶ address judged ─▶ read at once ─▶ kept, and the space is closed by it
                                  └▶ mistake at its field, and nothing is kept

One is read at a time: who types addresses can't make the hub ask many servers at once, nor hold up
others for long by servers that let it wait. Of an address the page shows the host alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Final

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from contract.times import from_us
from hub.book.calendar_feeds import KeptFeed, TooManyFeeds
from hub.care_told import moment
from hub.console.calendar.page import CALENDAR
from hub.console.calendar.told import Teller
from hub.console.calendar.words import calendar_words_in
from hub.console.feeds.words import FeedWords, Wrong, feed_words_in
from hub.console.look import Look, Mistake
from hub.console.outside_words import refusals_in
from hub.console.sources import ConsoleSources
from hub.domain.calendar_feed import (
    LONGEST_WORD,
    ClosedRun,
    Feed,
    FeedRefused,
    FeedTrouble,
    Pick,
    closed_runs,
    web_address,
)
from hub.domain.outside_address import OutsideReason, OutsideRefused, outside_address
from hub.domain.people import readable_name
from hub.domain.space import SpaceConfig
from hub.http.access import signed_in_at
from hub.http.forms import Form
from hub.http.throttle import Rate, TokenBuckets
from hub.workers.calendar_feeds import CalendarFeeds

_MOST_SHOWN: Final = 10
READINGS: Final = Rate(burst=10, per_s=1 / 60)
"""So often one person may have an address read, each of which may take a minute."""
_DONE: Final = ("is_added", "is_read", "is_removed")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form says, as it was typed."""

    name: str = ""
    address: str = ""
    pick: Pick = Pick.ALL
    word: str = ""
    shows_title: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One mistake in words, and the field that it is in; empty: it is in none."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownFeed:
    """One subscription of the list."""

    id: str
    name: str
    host: str
    closes: str
    read_at: str
    dates: str
    shown_dates: tuple[str, ...]
    more_dates: str
    skipped: str
    trouble: tuple[str, ...]
    can_be_read: bool


class FeedPage:
    """Writes the page, and subscribes to what was typed."""

    def __init__(self, look: Look, sources: ConsoleSources, feeds: CalendarFeeds) -> None:
        self._look = look
        self._sources = sources
        self._feeds = feeds
        self._named = {space.id: space for space in sources.spaces.named}
        self._reading = Lock()
        self._turns = TokenBuckets(READINGS)

    def page(
        self,
        request: Request,
        space_id: str,
        typed: Typed = Typed(),
        told: Sequence[Told] = (),
    ) -> Response:
        """Write it."""
        space, says = self._space(space_id), self._words(request)
        done = request.query_params.get("done", "")
        return self._look.page(
            request, "feeds.html", says=says, space=space, typed=typed, picks=list(Pick),
            mistake=Mistake("") if told else None,
            told=told, wrong={each.field: each.text for each in told if each.field},
            done=getattr(says, done) if done in _DONE and not told else "",
            feeds=[self._shown(request, each) for each in self._feeds.memory.of_space(space_id)],
            path=f"{CALENDAR}/{space_id}/feeds",
        )  # fmt: skip

    def subscribe(self, request: Request, space_id: str, form: Form) -> Response:
        """Read what was typed, and keep it if that goes well."""
        self._space(space_id)
        typed, says = _typed_of(form), self._words(request)
        if told := list(self._told(request, typed)):
            return self.page(request, space_id, typed, told)
        feed = Feed(
            "", space_id, readable_name(typed.name) or "", typed.pick, typed.word.strip(),
            typed.shows_title, _person(request), self._sources.now_us(),
        )  # fmt: skip
        if not self._has_turn(request):
            return self.page(request, space_id, typed, [Told("", says.wrongs[Wrong.BUSY])])
        try:
            self._feeds.subscribe(feed, web_address(typed.address))
        except FeedRefused as refused:
            said = self._trouble(request, str(refused.trouble))
            return self.page(request, space_id, typed, [Told("address", said)])
        except TooManyFeeds:
            return self.page(request, space_id, typed, [Told("", says.wrongs[Wrong.TOO_MANY])])
        finally:
            self._reading.release()
        return self._led_back(request, space_id, "is_added")

    def read_now(self, request: Request, space_id: str, feed: str) -> Response:
        """Read one again."""
        kept = self._kept(space_id, feed)
        if not self._has_turn(request):
            busy = self._words(request).wrongs[Wrong.BUSY]
            return self.page(request, space_id, told=[Told("", busy)])
        try:
            trouble = self._feeds.read_again(kept) if kept.address else FeedTrouble.NO_LINK
        finally:
            self._reading.release()
        if trouble:
            return self.page(request, space_id, told=[Told("", self._trouble(request, trouble))])
        return self._led_back(request, space_id, "is_read")

    def _has_turn(self, request: Request) -> bool:
        """Begin to read, unless somebody's address is read, or one person has had many."""
        if self._turns.take(_person(request), self._sources.monotonic()):
            return False
        return self._reading.acquire(blocking=False)

    def remove(self, request: Request, space_id: str, feed: str) -> Response:
        """Take one away."""
        self._feeds.unsubscribe(self._kept(space_id, feed).feed.id, space_id, _person(request))
        return self._led_back(request, space_id, "is_removed")

    def _told(self, request: Request, typed: Typed) -> Iterator[Told]:
        says = self._words(request)
        if readable_name(typed.name) is None:
            yield Told("name", says.wrongs[Wrong.NAME])
        try:
            outside_address(web_address(typed.address))
        except OutsideRefused as refused:
            yield Told("address", self._trouble(request, refused.reason))
        is_missing = typed.pick is not Pick.ALL and not typed.word.strip()
        if is_missing or len(typed.word) > LONGEST_WORD or not typed.word.isprintable():
            yield Told("word", says.wrongs[Wrong.WORD])

    def _shown(self, request: Request, kept: KeptFeed) -> ShownFeed:
        says, feed, reading = self._words(request), kept.feed, kept.reading
        today = self._feeds.today(feed.space)
        dates = closed_runs(self._feeds.memory.dates_ahead(feed.id, today))
        closes = says.closes[feed.pick].replace("{t}", feed.word)
        good_us = reading.good_us
        return ShownFeed(
            id=feed.id,
            name=feed.name,
            host=outside_address(kept.address).host if kept.address else "",
            closes=f"{closes}; {says.says_title}" if feed.shows_title else closes,
            read_at=says.read_at.replace("{d}", self._moment(request, good_us)) if good_us else "",
            dates=_count(len(dates), says.one_date, says.dates),
            shown_dates=tuple(self._date(request, each) for each in dates[:_MOST_SHOWN]),
            more_dates=_count(len(dates) - _MOST_SHOWN, says.more_dates, says.more_dates),
            skipped=_count(reading.skipped, says.skipped_one, says.skipped),
            trouble=tuple(self._failing(request, kept)),
            can_be_read=bool(kept.address),
        )

    def _failing(self, request: Request, kept: KeptFeed) -> Iterator[str]:
        says, reading = self._words(request), kept.reading
        if not reading.trouble:
            return
        if reading.failing_since_us is not None:
            since = self._moment(request, reading.failing_since_us)
            yield says.failing.replace("{d}", since)
        yield self._trouble(request, reading.trouble)
        yield says.still_holds

    def _date(self, request: Request, run: ClosedRun) -> str:
        """Say a date: `Do., 24. Dezember 2026: ganztägig (Betriebsausflug)`."""
        says = self._words(request)
        teller = Teller(calendar_words_in(self._look.language_of(request)), {})
        hours = teller.hours(run.hours) if run.hours else says.all_day
        days = teller.days(run.first, run.last)
        said = says.closed.replace("{d}", days).replace("{t}", hours)
        return f"{said} ({run.title})" if run.title else said

    def _trouble(self, request: Request, trouble: str) -> str:
        if trouble in tuple(OutsideReason):
            refusals = refusals_in(self._look.language_of(request))
            return refusals[OutsideReason(trouble)]
        return self._words(request).troubles[FeedTrouble(trouble)]

    def _moment(self, request: Request, at_us: int) -> str:
        return moment(from_us(at_us), self._look.language_of(request))

    def _words(self, request: Request) -> FeedWords:
        return feed_words_in(self._look.language_of(request))

    def _space(self, space_id: str) -> SpaceConfig:
        space = self._named.get(space_id)
        if space is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return space

    def _kept(self, space_id: str, feed: str) -> KeptFeed:
        own: Mapping[str, KeptFeed] = {
            each.feed.id: each for each in self._feeds.memory.of_space(space_id)
        }
        if feed not in own:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return own[feed]

    def _led_back(self, request: Request, space_id: str, what: str) -> Response:
        response = self._look.see_other(request, f"{CALENDAR}/{space_id}/feeds")
        joint = "&" if "?" in response.headers["location"] else "?"
        response.headers["location"] += f"{joint}done={what}"
        return response


def _typed_of(form: Form) -> Typed:
    pick = form.one("pick")
    return Typed(
        form.one("name"),
        form.one("address"),
        Pick(pick) if pick in tuple(Pick) else Pick.ALL,
        form.one("word"),
        bool(form.one("shows_title")),
    )


def _count(number: int, one: str, several: str) -> str:
    """Say a number of something; nothing where there is none."""
    return (one if number == 1 else several).replace("{n}", str(number)) if number > 0 else ""


def _person(request: Request) -> str:
    signed_in = signed_in_at(request)
    return signed_in.principal.id if signed_in else ""
