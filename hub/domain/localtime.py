"""Local days and times of day as instants in UTC, right on the days when the clock changes.

Owns the one convention for hours that do not exist or exist twice. It knows no opening hours.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from contract.times import from_us

SLOT: Final = timedelta(minutes=15)
ONE_DAY: Final = timedelta(days=1)
_MICROSECOND: Final = timedelta(microseconds=1)
_SLOT_US: Final = SLOT // _MICROSECOND
_KEPT_INSTANTS: Final = 2_048
"""The spaces of a region ask about the same hours of the same days."""
_ONE_DAY_US: Final = ONE_DAY // _MICROSECOND


@lru_cache(maxsize=_KEPT_INSTANTS)
def instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return when the clock in `zone` shows `minute` of the local day `day`, in UTC.

    A time that comes twice means its first coming (as in RFC 5545, section 3.3.5). A time that
    the clock skips means the instant of the skip, so that no hour is longer than it was.
    `minute` is a multiple of 15, from 0 to 1440 (midnight at the end).
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    skipped = 0
    while (at := _existing(wall, zone)) is None:
        wall -= SLOT
        skipped = 1
    return at + skipped * SLOT


def exists(wall: datetime, zone: ZoneInfo) -> bool:
    """Tell whether the clock in `zone` ever shows a local time, or skips it."""
    return _existing(wall, zone) is not None


def _existing(wall: datetime, zone: ZoneInfo) -> datetime | None:
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    return at if at.astimezone(zone).replace(tzinfo=None) == wall else None


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """Return the local day that the instant `at` belongs to."""
    return at.astimezone(zone).date()


def slots_between(start: datetime, end: datetime) -> tuple[datetime, ...]:
    """Return the starts of the slots from `start` to `end`, half-open, both on marks."""
    return tuple(start + n * SLOT for n in range((end - start) // SLOT))


def with_local_offset(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant `at` as the clock in `zone` shows it, with a fixed offset.

    Python calls no two times equal if one is in a zone and in an hour that comes twice (PEP 495).
    """
    local = at.astimezone(zone)
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))


class ClockSpan(NamedTuple):
    """A span of time [from_us, to_us) in which the local clock is ahead of UTC by one offset."""

    from_us: int
    to_us: int
    ahead_us: int


def clock_spans(from_us: int, to_us: int, zone: ZoneInfo) -> Iterator[ClockSpan]:
    """Cut [from_us, to_us), both on marks, where the clock in `zone` changes: on marks too."""
    begin_us = at_us = from_us
    while at_us < to_us:
        next_us = min(at_us + _ONE_DAY_US, to_us)
        ahead_us = _ahead_us(begin_us, zone)
        if _ahead_us(next_us - 1, zone) != ahead_us:
            marks = range(at_us, next_us, _SLOT_US)
            next_us = next(mark for mark in marks if _ahead_us(mark, zone) != ahead_us)
            yield ClockSpan(begin_us, next_us, ahead_us)
            begin_us = next_us
        at_us = next_us
    if begin_us < to_us:
        yield ClockSpan(begin_us, to_us, _ahead_us(begin_us, zone))


def _ahead_us(at_us: int, zone: ZoneInfo) -> int:
    offset = from_us(at_us).astimezone(zone).utcoffset() or timedelta()
    return offset // _MICROSECOND
