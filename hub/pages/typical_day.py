"""The typical day on a page: a chart, the table behind it, and what both stand on. Pure.

The chart's unit is an SVG unit; y grows downwards. Colour says nothing here: bars differ by height,
and below the present one an arrow points at it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import to_wire
from hub.domain.typical_day import Level, TypicalDay, TypicalHour
from hub.pages.moments import past
from hub.pages.words import PageWords, TypicalDayWords
from hub.workers.typical_days import OLD_AFTER, Origin, ShownTypicalDay

TOP: Final = 8
BASE: Final = 108
LEFT: Final = 54
_RIGHT: Final = 20
_FULL: Final = BASE - TOP
_WIDEST_COLUMN: Final = 28
_WIDTH_OF_ALL: Final = 270
_LABEL_WIDTH: Final = 18
_BELOW_NOW: Final = 42
"""The height of hour, arrow and word below the present bar."""
_NOTICED: Final = 0.1
"""Less of a difference between two shares is none."""
_LEVELS: Final = {Level.QUIET: 33, Level.MEDIUM: 67, Level.BUSY: 100}
"""How high the bar of a level is."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A short text somewhere on the chart."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One bar per hour; where nothing can be said there is a question mark."""

    width: int
    height: int
    bars: str
    """The path of all bars."""
    now_bar: str
    """The path of the present one, or none."""
    arrow: str
    """The path of what points at it."""
    lines: str
    """The path of the lines behind the bars."""
    scale: tuple[Mark, ...]
    hours: tuple[Mark, ...]
    gaps: tuple[Mark, ...]
    now: Mark | None


@dataclass(frozen=True, slots=True)
class Row:
    """One hour in the table."""

    hour: str
    taken: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class TypicalDayView:
    """The section of a space's page that says what is typical."""

    title: str
    caption: str
    column: str
    """What the bars show, as the head of a column."""
    basis: str
    protection: str
    soon: str
    """What the next hour is usually like, if this is one of them."""
    now_until: str
    """When the marked hour ends, for live.js."""
    chart: Chart
    rows: tuple[Row, ...]


def typical_day_view(
    known: ShownTypicalDay, now: datetime, zone: ZoneInfo, words: PageWords
) -> TypicalDayView:
    """Describe a typical day; its present hour is marked if it is today's."""
    typical, said = known.typical, words.typical_day
    protects = typical.basis.small_count > 0
    weekday = words.weekdays[typical.basis.weekday]
    present = _present_hour(known.shown, now, zone)
    return TypicalDayView(
        title=said.title.format(t=weekday, s=weekday.lower()),
        caption=said.levels if protects else said.shares,
        column=said.level if protects else said.share,
        basis=_basis(typical, weekday, words),
        protection=_protection(typical.basis.small_count, said),
        soon=_soon(typical.hours, present, said),
        now_until=to_wire(_end_of_hour(now, zone)),
        chart=draw_chart(typical.hours, present, words),
        rows=tuple(_row(hour, present, words) for hour in typical.hours),
    )


def origin_in_words(origin: Origin, now: datetime, zone: ZoneInfo, words: PageWords) -> str:
    """Say why nothing can be said, or how old a copy is whose archive is out of reach."""
    if not origin.has_answered:
        return words.typical_day.unanswered
    if origin.copied_at is None or now - origin.copied_at <= OLD_AFTER:
        return ""
    return words.typical_day.copied.format(t=past(origin.copied_at, now, zone, words))


def draw_chart(hours: tuple[TypicalHour, ...], present: int | None, words: PageWords) -> Chart:
    """Draw one column per hour from the first to the last, empty where the space is closed."""
    first, count = hours[0].hour, hours[-1].hour - hours[0].hour + 1
    column = min(_WIDEST_COLUMN, _WIDTH_OF_ALL // count)
    middle = {each.hour: LEFT + (each.hour - first) * column + column // 2 for each in hours}
    heights = {each.hour: _height(each) for each in hours}
    bars = {middle[hour]: height for hour, height in heights.items() if height is not None}
    width = column - max(2, column // 5)
    at = middle.get(present) if present is not None else None
    every = -(-_LABEL_WIDTH // column)
    scale = _scale(hours, words)
    return Chart(
        width=LEFT + count * column + _RIGHT,
        height=BASE + (_BELOW_NOW if at is not None else 18),
        bars=_bars(bars.items(), width),
        now_bar=_bars([(at, bars[at])], width) if at in bars else "",
        arrow="" if at is None else f"M{at} {BASE + 19}l-5 8h10z",
        lines="".join(f"M{LEFT} {BASE - height}h{count * column}" for height in (0, *scale)),
        scale=tuple(Mark(LEFT - 6, BASE - height + 4, text) for height, text in scale.items()),
        hours=tuple(
            Mark(x, BASE + 14, str(hour)) for hour, x in middle.items() if hour % every == 0
        ),
        gaps=tuple(Mark(middle[each.hour], BASE - 5, "?") for each in hours if each.is_gap),
        now=None if at is None else Mark(at, BASE + _BELOW_NOW - 4, words.typical_day.now),
    )


def _height(hour: TypicalHour) -> int | None:
    if hour.level is not None:
        return _LEVELS[hour.level]
    if hour.utilisation_ratio is None:
        return None
    return max(1, round(hour.utilisation_ratio * _FULL))


def _scale(hours: Iterable[TypicalHour], words: PageWords) -> dict[int, str]:
    if any(each.level is not None for each in hours):
        return {
            height: level_in_words(level, words.typical_day) for level, height in _LEVELS.items()
        }
    return {height: words.percent.format(n=height) for height in (50, 100)}


def _bars(bars: Iterable[tuple[int, int]], width: int) -> str:
    return "".join(f"M{x - width // 2} {BASE}v-{height}h{width}v{height}z" for x, height in bars)


def _soon(hours: tuple[TypicalHour, ...], present: int | None, said: TypicalDayWords) -> str:
    """Compare the present hour with the next, as far as both can be said."""
    sizes = {each.hour: _size(each) for each in hours}
    now, then = (None, None) if present is None else (sizes.get(present), sizes.get(present + 1))
    if now is None or then is None:
        return ""
    if abs(then - now) < _NOTICED:
        return said.soon_alike
    return said.soon_busier if then > now else said.soon_quieter


def _size(hour: TypicalHour) -> float | None:
    return hour.utilisation_ratio if hour.level is None else _LEVELS[hour.level] / 100


def _row(hour: TypicalHour, present: int | None, words: PageWords) -> Row:
    return Row(
        hour=words.typical_day.hour.format(a=hour.hour, b=hour.hour + 1),
        taken=_taken(hour, words),
        is_now=hour.hour == present,
    )


def _taken(hour: TypicalHour, words: PageWords) -> str:
    if hour.level is not None:
        return level_in_words(hour.level, words.typical_day)
    if hour.utilisation_ratio is None:
        return words.typical_day.gap.format(c=_coverage(hour.coverage_ratio, words))
    return words.percent.format(n=round(hour.utilisation_ratio * 100))


def level_in_words(level: Level, words: TypicalDayWords) -> str:
    """Say a level."""
    return {Level.QUIET: words.quiet, Level.MEDIUM: words.medium, Level.BUSY: words.busy}[level]


def _coverage(ratio: float, words: PageWords) -> str:
    """Say a coverage in whole percent, never more than it is."""
    return words.percent.format(n=floor(ratio * 100))


def _basis(typical: TypicalDay, weekday: str, words: PageWords) -> str:
    basis = typical.basis
    protects = basis.small_count > 0
    last = basis.as_of if protects else basis.days[-1]
    return (words.typical_day.basis_levels if protects else words.typical_day.basis).format(
        n=typical.day_count,
        t=weekday,
        d=words.day_of_month.format(n=last.day, t=words.months[last.month - 1]),
        c=_coverage(typical.coverage_ratio, words),
    )


def _protection(small_count: int, words: TypicalDayWords) -> str:
    if small_count == 0:
        return ""
    few = [words.few.format(k=small_count)] if small_count > 1 else []
    return " ".join([words.protection, *few])


def _present_hour(shown: date, now: datetime, zone: ZoneInfo) -> int | None:
    local = now.astimezone(zone)
    return local.hour if local.date() == shown else None


def _end_of_hour(now: datetime, zone: ZoneInfo) -> datetime:
    local = now.astimezone(zone)
    return now + timedelta(
        minutes=60 - local.minute, seconds=-local.second, microseconds=-local.microsecond
    )
