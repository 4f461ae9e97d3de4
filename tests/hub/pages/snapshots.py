"""Availability for tests, written as briefly as a test can be read."""

from datetime import UTC, datetime
from typing import Final

from hub.domain.availability import Availability, DeskCounts, FreeDesks, OpeningNow, Quality
from hub.domain.calendar import OpeningState

NOW: Final = datetime(2026, 3, 2, 9, 41, 12, tzinfo=UTC)
SEEN: Final = datetime(2026, 3, 2, 9, 41, tzinfo=UTC)
CLOSING: Final = datetime(2026, 3, 2, 16, tzinfo=UTC)


def an_availability(
    total: int = 8,
    occupied: int | None = 3,
    unknown: int = 0,
    *,
    free: tuple[int, int] | None = None,
    opening: OpeningNow | None = None,
    observed_at: datetime | None = SEEN,
    name: str = "Hof",
) -> Availability:
    """Make a snapshot of an open space; `free` says at least and at most if capped."""
    known_free = total - (occupied or 0) - unknown
    at_least, at_most = free or (known_free, known_free + unknown)
    quality = Quality.PARTIAL if unknown else Quality.LIVE
    return Availability(
        space="hof",
        name=name,
        observed_at=observed_at,
        ttl_s=150,
        quality=Quality.STALE if unknown and unknown == total else quality,
        opening=opening or open_until(CLOSING),
        desks=DeskCounts(total=total, occupied=occupied, unknown=unknown),
        free=FreeDesks(at_least=at_least, at_most=at_most, capped=occupied is None),
        version=1,
    )


def open_until(until: datetime | None) -> OpeningNow:
    """Make an opening that is open."""
    return OpeningNow(state=OpeningState.OPEN, until=until, reason=None)


def closed_until(until: datetime | None, reason: str | None = None) -> OpeningNow:
    """Make an opening that is closed."""
    return OpeningNow(state=OpeningState.CLOSED, until=until, reason=reason)


HOURS_UNKNOWN: Final = OpeningNow(state=OpeningState.UNKNOWN, until=None, reason=None)
