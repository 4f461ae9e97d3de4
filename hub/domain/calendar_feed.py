"""Calendars that operators subscribe to: which of their events close a space, and when. Pure.

    events of a feed ─▶ closed_spans: local days, outward to full quarters of an hour
                                        └▶ ClosedSpan ─▶ closed_by: a space's hours without these

A good reading replaces what the last one said from today on. What is past stays as it was, so that
no figure of the past changes because somebody tidies up a calendar. It reads no text of a calendar
and knows no address.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from hub.domain.calendar import Calendar
from hub.domain.calendar_change import without
from hub.domain.localtime import ONE_DAY
from hub.domain.opening import DAY_MIN, MARK_MIN, Hours
from hub.domain.outside_address import OutsideReason
from hub.domain.space import ExceptionConfig, SpaceConfig

READ_EVERY_US: Final = 3600 * 1_000_000
WHOLE_EVERY_US: Final = 86_400 * 1_000_000
"""So often a feed is read whole, though its server says that nothing has changed: what repeats
goes on into days that weren't looked at."""
FAILING_US: Final = 6 * 3600 * 1_000_000
"""A feed that can't be read for so long needs a person."""
_DAYS_AHEAD: Final = 400
"""Thirteen months."""
_MARK: Final = timedelta(minutes=MARK_MIN)
MOST_EVENTS: Final = 2000
MOST_DATES: Final = 1000
"""So many instances within the days that are looked at."""
MOST_FEEDS: Final = 5
"""Of one space."""
LONGEST_TITLE: Final = 80
LONGEST_WORD: Final = 60


class Pick(StrEnum):
    """Which events of a calendar mean that the space is closed."""

    ALL = "all"
    CATEGORY = "category"
    """Those of a category that the word names."""
    PREFIX = "prefix"
    """Those whose title begins with the word."""


class FeedTrouble(StrEnum):
    """Why what came back is no calendar that can be used; beside OutsideReason."""

    NO_CALENDAR = "no_calendar"
    TOO_MANY_EVENTS = "too_many_events"
    TOO_MANY_DATES = "too_many_dates"
    TOO_HARD = "too_hard"
    """It takes too long, or too much memory, to find out its dates."""
    NO_LINK = "no_link"
    """The address isn't known any more: it is in no export."""


@dataclass(frozen=True, slots=True, order=True)
class ClosedSpan:
    """A local day, or a part of it, on which a space is closed."""

    day: date
    start_min: int
    end_min: int
    title: str = ""


class FeedRefused(Exception):
    """A feed can't be read; what was read of it before holds on."""

    def __init__(self, trouble: OutsideReason | FeedTrouble, said: str = "") -> None:
        super().__init__(f"{trouble}: {said}" if said else trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class FeedQuestion:
    """What is asked of a feed."""

    address: str
    zone: str
    """Of the space: what has no zone of its own is by its clock."""
    pick: Pick
    word: str
    first: date
    last: date
    """Local days, both inclusive."""
    etag: str = ""
    modified: str = ""
    """What its server said of it the last time; empty: it is read whole."""


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """What a feed says."""

    spans: tuple[ClosedSpan, ...] | None
    """None: as the last time."""
    etag: str = ""
    modified: str = ""
    skipped: int = 0


ReadFeed = Callable[[FeedQuestion], FeedAnswer]
"""Reads a feed; raises FeedRefused."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A subscription, without its address, which may be a secret."""

    id: str
    space: str
    name: str
    """What the operator calls it."""
    pick: Pick
    word: str
    shows_title: bool
    """Visitors read the event's title; else nothing but that the space is closed."""
    made_by: str
    made_us: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How reading a feed went last."""

    tried_us: int
    good_us: int | None = None
    """When it was last read; None: never."""
    failing_since_us: int | None = None
    trouble: str = ""
    """An OutsideReason or a FeedTrouble; empty where all is well."""
    whole_us: int | None = None
    """When it was last read whole."""
    etag: str = ""
    modified: str = ""
    skipped: int = 0
    """So many events couldn't be read."""

    def is_due(self, now_us: int) -> bool:
        """Tell whether it is read again; also where the clock has been set back."""
        return not 0 <= now_us - self.tried_us < READ_EVERY_US

    def is_whole_due(self, now_us: int) -> bool:
        """Tell whether it must be read whole, whatever its server says."""
        return self.whole_us is None or not 0 <= now_us - self.whole_us < WHOLE_EVERY_US

    def needs_care(self, now_us: int) -> bool:
        """Tell whether it has been unreadable for so long that somebody must see to it."""
        since_us = self.failing_since_us
        return since_us is not None and now_us - since_us >= FAILING_US


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event on one date, by the clock of the space; half-open."""

    start: datetime
    end: datetime
    """Without a zone, as the start is."""
    title: str


def is_picked(pick: Pick, word: str, title: str, categories: Iterable[str]) -> bool:
    """Tell whether an event means that the space is closed; upper and lower case are the same."""
    match pick:
        case Pick.ALL:
            return True
        case Pick.CATEGORY:
            return _key(word) in map(_key, categories)
        case Pick.PREFIX:
            return _key(title).startswith(_key(word))


def _key(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def web_address(typed: str) -> str:
    """Return an address as it is asked: programs for calendars write webcal:// for https://."""
    text = typed.strip()
    scheme, mark, rest = text.partition("://")
    return f"https{mark}{rest}" if scheme.lower() in ("webcal", "webcals") else text


def title_of(pick: Pick, word: str, title: str) -> str:
    """Return what visitors may read of a title: plain, short, without the word that picks it."""
    if pick is Pick.PREFIX and title.casefold().startswith(word.casefold()):
        title = title[len(word) :].lstrip(" :-–—,;.|/")
    text = " ".join("".join(map(_readable, title)).split())
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"


def _readable(letter: str) -> str:
    """Return a letter; what ends a line is a space, what turns the text around is nothing."""
    if unicodedata.category(letter) == "Cf":
        return ""
    return letter if letter.isprintable() else " "


def days_read(today: date) -> tuple[date, date]:
    """Return the first and the last local day that a reading on a day looks at."""
    return today, today + timedelta(days=_DAYS_AHEAD)


def closed_spans(events: Iterable[FeedEvent], first: date, last: date) -> tuple[ClosedSpan, ...]:
    """Return when a space is closed by events, from one local day to another, both inclusive.

    Each begins and ends on a mark, rounded outward; what overlaps or touches on a day is one, with
    the title of what begins first. An event without a length closes nothing.
    """
    by_day: dict[date, list[ClosedSpan]] = {}
    for event in sorted(events, key=lambda event: (event.start, event.end, event.title)):
        for span in _by_days(event, first, last):
            _join(by_day.setdefault(span.day, []), span)
    return tuple(span for day in sorted(by_day) for span in by_day[day])


def _by_days(event: FeedEvent, first: date, last: date) -> Iterator[ClosedSpan]:
    day = max(event.start.date(), first)
    while day <= last and event.start < event.end:
        midnight = datetime.combine(day, time())
        if event.end <= midnight:
            return
        start_min = max(0, (event.start - midnight) // _MARK * MARK_MIN)
        end_min = min(DAY_MIN, -((midnight - event.end) // _MARK) * MARK_MIN)
        yield ClosedSpan(day, start_min, end_min, event.title)
        day += ONE_DAY


def _join(spans: list[ClosedSpan], span: ClosedSpan) -> None:
    """Add a span to those of its day, which begin no later; join it with those that it touches."""
    if spans and span.start_min <= spans[-1].end_min:
        before = spans.pop()
        end_min = max(before.end_min, span.end_min)
        span = ClosedSpan(span.day, before.start_min, end_min, before.title or span.title)
    spans.append(span)


def replaced(
    before: Iterable[ClosedSpan], now: Iterable[ClosedSpan], today: date
) -> tuple[ClosedSpan, ...]:
    """Return what holds after a good reading: what is past as it was, the rest as read now."""
    past = (span for span in before if span.day < today)
    return (*past, *(span for span in now if span.day >= today))


@dataclass(frozen=True, slots=True)
class ClosedRun:
    """Local days, both inclusive, that follow each other and are closed alike."""

    first: date
    last: date
    hours: tuple[Hours, ...]
    """Empty: all day."""
    title: str


def closed_runs(spans: Iterable[ClosedSpan]) -> tuple[ClosedRun, ...]:
    """Put what one calendar closes together, for people to read."""
    runs: list[ClosedRun] = []
    for day, of_day in _by_day(spans).items():
        hours = tuple(Hours(span.start_min, span.end_min) for span in of_day)
        if hours == (Hours(0, DAY_MIN),):
            hours = ()
        titles = dict.fromkeys(span.title for span in of_day if span.title)
        run = ClosedRun(day, day, hours, ", ".join(titles))
        before = runs[-1] if runs else None
        if before and before.last + ONE_DAY == day and _is_alike(before, run):
            runs[-1] = replace(before, last=day)
        else:
            runs.append(run)
    return tuple(runs)


def _is_alike(before: ClosedRun, run: ClosedRun) -> bool:
    return (before.hours, before.title) == (run.hours, run.title)


def _by_day(spans: Iterable[ClosedSpan]) -> dict[date, list[ClosedSpan]]:
    days = dict[date, list[ClosedSpan]]()
    for span in sorted(spans):
        days.setdefault(span.day, []).append(span)
    return days


def closed_by(space: SpaceConfig, spans: Iterable[ClosedSpan]) -> SpaceConfig:
    """Return a space that is closed at these times, beyond when it is closed anyway.

    In hub.toml's own form: exceptions that stand behind its own, and win. A space without opening
    hours stays as it is: nobody knows when it is open.
    """
    if space.opening is None:
        return space
    added = tuple(_runs(_closed_days(Calendar(space), _by_day(spans))))
    if not added:
        return space
    return space.model_copy(update={"exceptions": (*space.exceptions, *added)})


_Day = tuple[date, tuple[Hours, ...], str | None]


def _closed_days(calendar: Calendar, days: Mapping[date, Sequence[ClosedSpan]]) -> Iterator[_Day]:
    for day, spans in days.items():
        hours, said = calendar.hours_on(day)
        left = without(hours, [Hours(span.start_min, span.end_min) for span in spans])
        if left != hours:
            titles = dict.fromkeys(span.title for span in spans if span.title)
            yield day, left, ", ".join(titles)[:LONGEST_TITLE] or said


def _runs(days: Iterable[_Day]) -> Iterator[ExceptionConfig]:
    """Write days that follow each other and are alike as one exception."""
    run: list[_Day] = []
    for each in days:
        if run and (each[0] != run[-1][0] + ONE_DAY or each[1:] != run[-1][1:]):
            yield _exception(run)
            run = []
        run.append(each)
    if run:
        yield _exception(run)


def _exception(run: Sequence[_Day]) -> ExceptionConfig:
    (first, hours, reason), (last, _, _) = run[0], run[-1]
    said = {"from": first, "to": last, "open": hours, "reason": reason}
    return ExceptionConfig.model_validate(said)
