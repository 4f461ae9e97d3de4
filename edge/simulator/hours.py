"""When simulated people find a space open, or a desk in service. Pure.

Local hours become instants here; times are microseconds since 1970-01-01T00:00Z.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import from_us, to_us
from edge.simulator.holidays import is_holiday

_SPAN: Final = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)", re.ASCII)
_DAY: Final = timedelta(days=1)
_DAY_US: Final = 24 * 3600 * 1_000_000
_LOOK_AHEAD_DAYS: Final = 366
_LONGEST_DAYS: Final = 2
"""What never closes is said to be open for so many days more."""

Minutes = tuple[tuple[int, int], ...]
"""Spans of a local day, in minutes from midnight."""
Week = tuple[Minutes, Minutes, Minutes, Minutes, Minutes, Minutes, Minutes]


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to another, half-open."""

    from_us: int
    to_us: int

    def __contains__(self, at_us: int) -> bool:
        return self.from_us <= at_us < self.to_us

    def days(self) -> Iterator["Span"]:
        """Yield the span in pieces of 24 hours."""
        for start_us in range(self.from_us, self.to_us, _DAY_US):
            yield Span(start_us, min(start_us + _DAY_US, self.to_us))


def parse_day(text: str) -> Minutes:
    """Read `"09:00-12:00,13:00-17:00"` or `"closed"`. Raises ValueError."""
    if text.strip() == "closed":
        return ()
    return tuple(sorted(_parse_span(part.strip()) for part in text.split(",")))


@dataclass(frozen=True, slots=True)
class Closure:
    """Days, both inclusive, with other hours than usual; None is "as usual, holiday or not"."""

    first: date
    last: date
    hours: Minutes | None


@dataclass(frozen=True, slots=True)
class Timetable:
    """Weekly hours with what interrupts them."""

    zone: ZoneInfo
    week: Week
    keeps_holidays: bool = False
    closures: tuple[Closure, ...] = ()

    def closes_us(self, at_us: int) -> int | None:
        """Return until when it is open, or None if it is closed at that instant."""
        day = self.day_of(at_us)
        end = next((end for start, end in _spans(self, day) if start <= at_us < end), None)
        for ahead in range(1, _LONGEST_DAYS + 1):
            following = _spans(self, day + ahead * _DAY)
            if end is None or not following or following[0][0] != end:
                break
            end = following[0][1]
        return end

    def opens_us(self, at_us: int) -> int | None:
        """Return the first instant from `at_us` on at which it is open; None if there is none."""
        day = self.day_of(at_us)
        for ahead in range(_LOOK_AHEAD_DAYS):
            for start, end in _spans(self, day + ahead * _DAY):
                if at_us < end:
                    return max(at_us, start)
        return None

    def local(self, at_us: int) -> datetime:
        """Return the local time of an instant."""
        return from_us(at_us).astimezone(self.zone)

    def day_of(self, at_us: int) -> date:
        """Return the local day of an instant."""
        return self.local(at_us).date()

    def at_us(self, day: date, hour: float) -> int:
        """Return the instant of a local day's hour, such as 12.5."""
        return _instant(self.zone, day, round(hour * 60))


@lru_cache(maxsize=4096)
def _spans(table: Timetable, day: date) -> tuple[tuple[int, int], ...]:
    return tuple(
        (_instant(table.zone, day, start), _instant(table.zone, day, end))
        for start, end in _minutes(table, day)
    )


def _minutes(table: Timetable, day: date) -> Minutes:
    usual = table.week[day.weekday()]
    for closure in reversed(table.closures):
        if closure.first <= day <= closure.last:
            return usual if closure.hours is None else closure.hours
    return () if table.keeps_holidays and is_holiday(day) else usual


def _instant(zone: ZoneInfo, day: date, minute: int) -> int:
    days, minute = divmod(minute, 24 * 60)
    at = datetime.combine(day + days * _DAY, time(minute // 60, minute % 60), zone)
    return to_us(at.astimezone(UTC))


def _parse_span(text: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f'"{text}": expected hours such as "09:00-17:00"')
    start_hour, start, end_hour, end = map(int, match.groups())
    return start_hour * 60 + start, end_hour * 60 + end
