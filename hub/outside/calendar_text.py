"""Reads the text of a calendar (RFC 5545) that a stranger has written: which of its events when.

    python -m hub.outside.calendar_text: question and text on standard input ─▶ events on standard
    output, within so much processor time and memory (hub/outside/calendar_reading.py asks)

It is a program of its own, so that no rule that repeats for ever holds up the hub, and the hub
never carries what reads it. It opens nothing and asks nobody.
"""

import json
import re
import resource
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from hub.domain.calendar_feed import (
    MOST_DATES,
    MOST_EVENTS,
    FeedEvent,
    FeedTrouble,
    Pick,
    is_picked,
    title_of,
)

_EVENT: Final = re.compile(rb"^BEGIN:VEVENT\s*$", re.MULTILINE | re.IGNORECASE)
_TOO_OFTEN: Final = frozenset(("SECONDLY", "MINUTELY", "HOURLY"))
_MOST_BYTES: Final = 512 * 1024 * 1024


class Unusable(ValueError):
    """A text is no calendar that can be used."""

    def __init__(self, trouble: FeedTrouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Question:
    """Which events are looked for."""

    zone: str
    """Of the space: what has no zone of its own is by its clock."""
    first: date
    last: date
    """Local days, both inclusive."""
    pick: Pick
    word: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a calendar says."""

    events: tuple[FeedEvent, ...]
    skipped: int
    """So many of its events can't be read, or repeat more often than daily."""


def events_in(text: bytes, question: Question) -> Found:
    """Return the events of a calendar that close the space. Raises Unusable.

    Cancelled ones are left out. Whether an event counts as busy (TRANSP) is not asked: what lasts
    all day is "free" in most programs, whatever it means.
    """
    if len(_EVENT.findall(text)) > MOST_EVENTS:
        raise Unusable(FeedTrouble.TOO_MANY_EVENTS)
    events: list[FeedEvent] = []
    skipped = 0
    for series in _series_in(_calendar_in(text)):
        dates = _dates_if_readable(series, question)
        events += dates or ()
        if dates is None:
            skipped += sum(_is_wanted(event, question) for event in series)
        if len(events) > MOST_DATES:
            raise Unusable(FeedTrouble.TOO_MANY_DATES)
    return Found(tuple(events), skipped)


def _calendar_in(text: bytes) -> icalendar.Calendar:
    try:
        (calendar,) = icalendar.Calendar.from_ical(text, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        raise Unusable(FeedTrouble.NO_CALENDAR) from None
    if not isinstance(calendar, icalendar.Calendar):
        raise Unusable(FeedTrouble.NO_CALENDAR)
    return calendar


def _series_in(calendar: icalendar.Calendar) -> Iterable[list[Any]]:
    """Return the events of a calendar, each with what changes single dates of it."""
    series: dict[object, list[Any]] = {}
    for event in calendar.walk("VEVENT"):
        series.setdefault(event.get("UID") or id(event), []).append(event)
    return series.values()


def _dates_if_readable(series: list[Any], question: Question) -> list[FeedEvent] | None:
    if not all(map(_can_be_read, series)):
        return None
    try:
        return list(_dates_of(series, question))
    except Exception:  # noqa: BLE001 - of two libraries, about what a stranger wrote
        return None


def _dates_of(series: list[Any], question: Question) -> Iterator[FeedEvent]:
    """Yield when an event is, within the days that are asked for; whatever it raises is its own."""
    alone, zone = icalendar.Calendar(), ZoneInfo(question.zone)
    alone.subcomponents = series
    start = datetime.combine(question.first, time(), zone)
    end = datetime.combine(question.last + timedelta(days=1), time(), zone)
    for date_of_it in recurring_ical_events.of(alone).between(start, end):
        if _is_wanted(date_of_it, question):
            yield _event(date_of_it, question, zone)


def _can_be_read(event: Any) -> bool:
    try:
        start, end = event["DTSTART"].dt, event.get("DTEND")
        if end is not None and isinstance(start, datetime) is not isinstance(end.dt, datetime):
            return False
        if event.errors or not isinstance(start, date):
            return False
        return all(map(_is_bounded, _rules(event)))
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _rules(event: Any) -> Iterator[Any]:
    found = event.get("RRULE", [])
    yield from found if isinstance(found, list) else [found]


def _is_bounded(rule: Any) -> bool:
    """Tell whether a rule repeats at most daily, and goes on from date to date."""
    often = {str(freq).upper() for freq in rule.get("FREQ", ())}
    return not often & _TOO_OFTEN and all(step > 0 for step in rule.get("INTERVAL", ()))


def _is_wanted(event: Any, question: Question) -> bool:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return False
    title = str(event.get("SUMMARY", ""))
    return is_picked(question.pick, question.word, title, _categories(event))


def _categories(event: Any) -> Iterator[str]:
    found = event.get("CATEGORIES", [])
    for each in found if isinstance(found, list) else [found]:
        yield from map(str, getattr(each, "cats", [each]))


def _event(occurrence: Any, question: Question, zone: ZoneInfo) -> FeedEvent:
    """Return one date of an event by the clock of the space."""
    start, end = occurrence.start, occurrence.end
    local, local_end = _local(start, zone), _local(end, zone)
    if local_end.fold:  # in the hour that the clock shows a second time
        local_end = max(local_end, local + (end - start))
    title = title_of(question.pick, question.word, str(occurrence.get("SUMMARY", "")))
    return FeedEvent(local, local_end, title)


def _local(at: date, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        return datetime.combine(at, time())
    return (
        at.replace(tzinfo=None) if at.tzinfo is None else at.astimezone(zone).replace(tzinfo=None)
    )


def answer_to(asked: bytes) -> dict[str, object]:
    """Answer a question, in a line of JSON, about the text behind it; as JSON, too."""
    line, _, text = asked.partition(b"\n")
    told = json.loads(line)
    question = Question(
        told["zone"],
        date.fromisoformat(told["first"]),
        date.fromisoformat(told["last"]),
        Pick(told["pick"]),
        told["word"],
    )
    try:
        found = events_in(text, question)
    except Unusable as unusable:
        return {"trouble": unusable.trouble}
    events = [(each.start.isoformat(), each.end.isoformat(), each.title) for each in found.events]
    return {"events": events, "skipped": found.skipped}


def main() -> None:
    """Read and answer, within the seconds of processor time that the first argument says."""
    with suppress(OSError, ValueError):  # a service may not be allowed to limit itself
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    signal.setitimer(signal.ITIMER_PROF, float(sys.argv[1]))  # its signal ends the process
    sys.stdout.write(json.dumps(answer_to(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
