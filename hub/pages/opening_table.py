"""A week's opening hours as a table, and the next days that differ from it. Pure.

What is open past midnight is told on the evening that it begins on, until six in the morning.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from hub.domain.coming_days import SpecialDays
from hub.domain.opening import DAY_MIN, Hours, WeeklyHours
from hub.pages.space_words import SpaceWords
from hub.pages.words import PageWords

_UNTIL_MORNING_MIN: Final = 6 * 60
_ALL_DAY: Final = (Hours(0, DAY_MIN),)
_WEEK: Final = range(7)


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One weekday of the table."""

    weekday: str
    hours: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class SpecialRow:
    """Days that differ, their hours, and why; the reason is German."""

    days: str
    hours: str
    reason: str


@dataclass(frozen=True, slots=True)
class OpeningTable:
    """All that is said of when a space is open; without rows `always` says it."""

    rows: tuple[WeekRow, ...]
    always: str
    special: tuple[SpecialRow, ...]


def opening_table(
    week: WeeklyHours | None,
    special: tuple[SpecialDays, ...],
    today: date,
    words: PageWords,
    said: SpaceWords,
) -> OpeningTable:
    """Put a week and the days that differ into words."""
    rows = tuple(_special_row(each, today, words, said) for each in special)
    if week is None:
        return OpeningTable((), said.hours_unknown, rows)
    days = [week.on(weekday) for weekday in _WEEK]
    if all(hours == _ALL_DAY for hours in days):
        return OpeningTable((), said.always_open, rows)
    return OpeningTable(
        tuple(
            WeekRow(
                words.weekdays[weekday],
                hours_in_words(evenings(days, weekday), said),
                weekday == today.weekday(),
            )
            for weekday in _WEEK
        ),
        "",
        rows,
    )


def evenings(days: list[tuple[Hours, ...]], weekday: int) -> tuple[Hours, ...]:
    """Return the hours of a weekday, with what goes on past midnight, and without what did.

    An end beyond 1440 minutes is on the next morning.
    """
    own, before, after = days[weekday], days[weekday - 1], days[(weekday + 1) % len(days)]
    if own == _ALL_DAY:
        return own
    if own and _goes_on(before, own):
        own = own[1:]
    if own and _goes_on(own, after):
        own = (*own[:-1], Hours(own[-1].start_min, DAY_MIN + after[0].end_min))
    return own


def _goes_on(evening: tuple[Hours, ...], morning: tuple[Hours, ...]) -> bool:
    if not evening or not morning or evening == _ALL_DAY:
        return False
    is_through = evening[-1].end_min == DAY_MIN and morning[0].start_min == 0
    return is_through and morning[0].end_min <= _UNTIL_MORNING_MIN


def hours_in_words(hours: tuple[Hours, ...], said: SpaceWords) -> str:
    """Say the hours of a day: `9:00–12:00 und 13:00–17:00 Uhr`, `rund um die Uhr`."""
    if not hours:
        return said.hours_closed
    if hours == _ALL_DAY:
        return said.around_the_clock
    spans = [said.hours_span.format(a=_time(h.start_min), b=_time(h.end_min)) for h in hours]
    *first, last = spans
    told = f"{', '.join(first)}{said.hours_and}{last}" if first else last
    return said.hours_list.format(t=told)


def _time(minute: int) -> str:
    """Write a minute of the day; midnight at its end is 24:00."""
    within = minute if minute <= DAY_MIN else minute - DAY_MIN
    return f"{within // 60}:{within % 60:02}"


def day_in_words(day: date, words: PageWords) -> str:
    """Say a day: `Donnerstag, 24. Dezember`."""
    return f"{words.weekdays[day.weekday()]}, {_day_of_month(day, words)}"


def _day_of_month(day: date, words: PageWords) -> str:
    return words.day_of_month.format(n=day.day, t=words.months[day.month - 1])


def _special_row(
    special: SpecialDays, today: date, words: PageWords, said: SpaceWords
) -> SpecialRow:
    hours = hours_in_words(special.hours, said)
    return SpecialRow(
        days=_days_in_words(special, today, words, said),
        hours=said.special_usual.format(t=hours) if special.is_usual else hours,
        reason=special.reason or "",
    )


def _days_in_words(special: SpecialDays, today: date, words: PageWords, said: SpaceWords) -> str:
    first, last = special.first, special.last
    if last is None:
        return said.special_from.format(a=_day_of_month(first, words))
    if first == last:
        told = day_in_words(first, words)
        return f"{told} ({said.today})" if first == today else told
    return said.special_to.format(a=_day_of_month(first, words), b=_day_of_month(last, words))
