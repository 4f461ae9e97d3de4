"""The public holidays on which simulated people stay at home: those of Brandenburg. Pure.

Brandenburg's law on Sundays and holidays (FTG), section 2. The hub has its own calendar of all
states; this one only has to empty the desks.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

_FIXED: Final = ((1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26))
_DAYS_FROM_EASTER: Final = (-2, 0, 1, 39, 49, 50)


def is_holiday(day: date) -> bool:
    """Tell whether `day` is a public holiday in Brandenburg."""
    return day in _holidays(day.year)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    easter = _easter(year)
    moving = {easter + timedelta(days=days) for days in _DAYS_FROM_EASTER}
    return frozenset(moving | {date(year, month, day) for month, day in _FIXED})


def _easter(year: int) -> date:
    """Return Easter Sunday by the Gregorian computus (Meeus, Astronomical Algorithms, ch. 8)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap_centuries, odd_centuries = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, odd_years = divmod(rest, 4)
    to_sunday = (32 + 2 * odd_centuries + 2 * leaps - moon - odd_years) % 7
    shift = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
