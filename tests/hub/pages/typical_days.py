"""Typical Mondays, as the pages are given them."""

from datetime import date, timedelta
from typing import Final

from hub.domain.typical_day import Basis, Level, TypicalDay, TypicalHour
from hub.workers.typical_days import ShownTypicalDay

MONDAY: Final = date(2026, 3, 2)


def typical_monday(
    *hours: TypicalHour, small_count: int = 0, shown: date = MONDAY
) -> ShownTypicalDay:
    """Make a typical Monday of these hours, on the last seven of eight Mondays."""
    latest = date(2026, 2, 23)
    basis = Basis(
        days=tuple(latest - timedelta(weeks=n) for n in reversed(range(8))),
        as_of=date(2026, 3, 1) if small_count else MONDAY,
        hours=tuple(hour.hour for hour in hours),
        small_count=small_count,
    )
    return ShownTypicalDay(shown, TypicalDay(basis, 7, 0.9799, hours))


def share(hour: int, percent: float) -> TypicalHour:
    """Make an hour of which the utilisation is known."""
    return TypicalHour(hour, 7, 0.98, utilisation_ratio=percent / 100)


def level(hour: int, level: Level) -> TypicalHour:
    """Make an hour of which a level is known."""
    return TypicalHour(hour, 7, 0.98, level=level)


def gap(hour: int) -> TypicalHour:
    """Make an hour of which too little is known."""
    return TypicalHour(hour, 3, 0.4375)


ROUND_THE_CLOCK: Final = typical_monday(
    *(share(hour, 4 * hour + 0.4) for hour in range(23)), gap(23)
)
WITH_A_BREAK: Final = typical_monday(
    level(9, Level.QUIET),
    level(10, Level.MEDIUM),
    gap(11),
    level(13, Level.BUSY),
    level(14, Level.QUIET),
    small_count=3,
)
