"""Which weekday's typical day a page shows, links to the others, and why one isn't there. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from hub.domain.calendar import Calendar
from hub.domain.typical_day import next_open_day
from hub.pages.opening_table import day_in_words
from hub.pages.space_words import SpaceWords
from hub.pages.typical_day import TypicalDayView, origin_in_words, typical_day_view
from hub.pages.words import PageWords
from hub.workers.typical_days import Origin, ShownTypicalDay

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""How the address of a page asks for a weekday: `?day=tue`."""


@dataclass(frozen=True, slots=True)
class DayLink:
    """A weekday that can be chosen."""

    key: str
    text: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class TypicalSection:
    """The section of a space's page about typical days."""

    title: str
    why: str
    """Why it isn't today's, or isn't there."""
    reason: str
    """Of today's being closed: the operator's or the law's own words, German."""
    day: TypicalDayView | None
    links: tuple[DayLink, ...]
    origin: str = ""
    """How old a copy is whose archive is out of reach."""


def typical_section(
    known: ShownTypicalDay | None,
    calendar: Calendar,
    words: PageWords,
    said: SpaceWords,
    *,
    now: datetime,
    zone: ZoneInfo,
    chosen: int | None = None,
    origin: Origin = Origin(),  # noqa: B008 - frozen
) -> TypicalSection:
    """Describe the `chosen` weekday, from Monday = 0, or else the next open day.

    `known` is what is known of it.
    """
    today = calendar.day_of(now)
    if not calendar.names_hours:
        return TypicalSection(said.typical, said.no_hours_no_day, "", None, ())
    told = origin_in_words(origin, now, zone, words)
    if not origin.has_answered:
        return TypicalSection(said.typical, told, "", None, ())
    shown = known.shown.weekday() if chosen is None and known is not None else chosen
    weekday = today.weekday() if shown is None else shown
    view = None if known is None else typical_day_view(known, now, zone, words)
    is_chosen = chosen is not None
    why, reason = _why(
        known, calendar, words, said, today=today, weekday=weekday, is_chosen=is_chosen
    )
    return TypicalSection(
        title=view.title if view else said.typical,
        why=why,
        reason=reason,
        day=view,
        links=tuple(
            DayLink(key, words.weekdays[day], day == weekday) for day, key in enumerate(DAYS)
        ),
        origin=told,
    )


def _why(
    known: ShownTypicalDay | None,
    calendar: Calendar,
    words: PageWords,
    said: SpaceWords,
    *,
    today: date,
    weekday: int,
    is_chosen: bool,
) -> tuple[str, str]:
    """Say why today's isn't there, with the German reason beside it; empty where it is."""
    hours, reason = calendar.hours_on(today)
    name = words.weekdays[weekday]
    is_closed_today = not hours and (not is_chosen or weekday == today.weekday())
    if known is None:
        if is_chosen and next_open_day(calendar, today, weekday) is None:
            return said.weekday_closed.format(t=name), ""
        told = said.closed_and_too_little if is_closed_today else said.too_little
        return told.format(t=name), reason or "" if is_closed_today else ""
    if not is_closed_today:
        return "", ""
    if is_chosen:
        return said.today_closed_other.format(t=name), reason or ""
    return said.today_closed.format(t=day_in_words(known.shown, words)), reason or ""
