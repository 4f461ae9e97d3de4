"""Local days and times of day as instants in UTC, right on the days when the clock changes.

Owns the one convention for hours that do not exist or exist twice. It knows no opening hours.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

SLOT: Final = timedelta(minutes=15)
ONE_DAY: Final = timedelta(days=1)


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
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()), fold=0)
