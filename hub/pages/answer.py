"""What a snapshot means for a visitor, in words: the one place that turns counts into an answer.

Pure. live.js says the same in the browser; a test holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from hub.domain.availability import Availability, DeskCounts, FreeDesks, OpeningNow, Quality
from hub.domain.calendar import OpeningState
from hub.pages.moments import age, clock, coming, days_ahead, past
from hub.pages.words import LiveWords, PageWords

_UNTIL_WITHIN_DAYS: Final = 1


class Tone(StrEnum):
    """What the answer is, in one word; the value is a CSS class."""

    FREE = "free"
    MAYBE = "maybe"
    FULL = "full"
    UNKNOWN = "unknown"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page says of one space."""

    tone: Tone
    headline: str
    opening: str
    reason: str | None
    """The operator's own words, German."""
    facts: str
    capped: str
    """Why the number is not exact, where small counts are protected."""
    outage: str
    """What is to be said where the display is down."""
    as_of: str
    age: str
    marks: str
    """One letter per desk: f known free, p kept from view, u without a report, o taken."""


def answer(
    available: Availability,
    now: datetime,
    zone: ZoneInfo,
    words: PageWords,
    last_report: datetime | None = None,
    *,
    is_starting: bool = False,
) -> Answer:
    """Put a snapshot into words, as of `now` (aware).

    `last_report` is for silent spaces: since when, where that may be said. `is_starting`: the hub
    has only just started, so that nothing is out of order where nothing has been heard yet.
    """
    observed = last_report if is_silent(available) else available.observed_at
    tone = tone_of(available)
    return Answer(
        tone=tone,
        headline=_headline(tone, available.free, available.desks.total, words.live),
        opening=opening_in_words(available.opening, now, zone, words),
        reason=available.opening.reason,
        facts=_facts(available, words.live),
        capped=words.live.capped if available.free.capped and tone is not Tone.CLOSED else "",
        outage=_outage(tone, available, words.live, is_new=is_starting and last_report is None),
        as_of="" if available.desks.total == 0 else _as_of(available, observed, now, zone, words),
        age=age(now - observed, words) if observed and not is_silent(available) else "",
        marks="" if tone is Tone.CLOSED else marks_of(available.free, available.desks),
    )


def tone_of(available: Availability) -> Tone:
    """Judge a snapshot."""
    if available.opening.state is OpeningState.CLOSED:
        return Tone.CLOSED
    if available.desks.total == 0:
        return Tone.FULL
    if available.quality is Quality.STALE:
        return Tone.UNKNOWN
    if available.free.at_least > 0:
        return Tone.FREE
    return Tone.MAYBE if available.free.at_most > 0 else Tone.FULL


def marks_of(free: FreeDesks, desks: DeskCounts) -> str:
    """Draw the counts as one letter per desk, the certain ones first.

    What isn't certain has no report, or where small counts are protected isn't shown.
    """
    perhaps = free.at_most - free.at_least
    silent = min(perhaps, desks.unknown) if free.capped else perhaps
    return (
        "f" * free.at_least
        + "p" * (perhaps - silent)
        + "u" * silent
        + "o" * (desks.total - free.at_most)
    )


def opening_in_words(opening: OpeningNow, now: datetime, zone: ZoneInfo, words: PageWords) -> str:
    """Say until when a space is open, or when it opens."""
    match opening.state, opening.until:
        case OpeningState.UNKNOWN, _:
            return words.live.hours_unknown
        case OpeningState.CLOSED, datetime() as until:
            return words.live.opens.format(t=coming(until, now, zone, words))
        case OpeningState.CLOSED, _:
            return ""
        case _, until:
            return _open_until(until, now, zone, words)


def _open_until(until: datetime | None, now: datetime, zone: ZoneInfo, words: PageWords) -> str:
    days = days_ahead(until, now, zone) if until else _UNTIL_WITHIN_DAYS + 1
    if until is None or days > _UNTIL_WITHIN_DAYS:
        return words.live.open
    if days < 1:
        return words.live.open_until.format(t=clock(until, zone, words))
    return words.live.open_until.format(t=coming(until, now, zone, words))


def _headline(tone: Tone, free: FreeDesks, total: int, words: LiveWords) -> str:
    if tone is Tone.CLOSED:
        return words.closed
    if total == 0:
        return words.no_desks
    return words.unknown if tone is Tone.UNKNOWN else _free_in_words(free, words)


def _free_in_words(free: FreeDesks, words: LiveWords) -> str:
    if free.capped and free.at_least > 0:
        return _plural(free.at_least, words.at_least_one, words.at_least)
    if free.at_most == 0:
        return words.none_free
    if free.at_least == 0:
        return _plural(free.at_most, words.at_most_one, words.at_most)
    if free.at_least < free.at_most:
        return words.range_free.format(a=free.at_least, b=free.at_most)
    return _plural(free.at_most, words.one_free, words.many_free)


def _outage(tone: Tone, available: Availability, words: LiveWords, *, is_new: bool) -> str:
    if tone is not Tone.UNKNOWN:
        return ""
    if is_new:
        return words.starting
    is_open = available.opening.state is OpeningState.OPEN
    return words.outage_open if is_open else words.outage


def _facts(available: Availability, words: LiveWords) -> str:
    desks = available.desks
    facts = [_plural(desks.total, words.one_desk, words.desks)]
    if desks.occupied is not None and not is_silent(available):
        facts.append(words.occupied.format(n=desks.occupied))
    if desks.unknown:
        facts.append(words.without_report.format(n=desks.unknown))
    return " · ".join(facts)


def _as_of(
    available: Availability,
    observed: datetime | None,
    now: datetime,
    zone: ZoneInfo,
    words: PageWords,
) -> str:
    if observed is None:
        return words.live.silent
    said = words.live.silent_since if is_silent(available) else words.live.as_of
    return said.format(t=past(observed, now, zone, words))


def is_silent(available: Availability) -> bool:
    """Tell whether nothing at all is known, so that there is nothing whose age could be said."""
    return available.quality is Quality.STALE and available.desks.total > 0


def _plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many.format(n=count)


def region_in_words(snapshots: Sequence[Availability], words: LiveWords) -> str:
    """Say at how many spaces, of one or more, a desk is certainly free now."""
    tones = [tone_of(available) for available in snapshots]
    with_free = tones.count(Tone.FREE)
    if with_free:
        said = words.region_only if len(tones) == 1 else words.region
        return said.format(a=with_free, b=len(tones))
    return words.region_closed if set(tones) == {Tone.CLOSED} else words.region_none
