"""Weeks by ISO 8601, from Monday to Sunday, and when a mail about one is due. Pure.

Monday 7:00 after a week ─▶ due ─▶ the end of Wednesday: not any more
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from hub.domain.localtime import ONE_DAY, instant

_WRITTEN: Final = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_YEARS: Final = range(1971, 2200)
_SEVEN_DAYS: Final = 7 * ONE_DAY
_MAILED_AT_MIN: Final = 7 * 60
"""Minutes of Monday at which the mail is due."""
_MAILED_DAYS: Final = 3
"""From Monday to Wednesday."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One week, by its Monday."""

    first: date

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + 6 * ONE_DAY

    def later(self, weeks: int) -> "Week":
        """Return the week so many weeks later; earlier, if negative."""
        return Week(self.first + weeks * _SEVEN_DAYS)

    def __str__(self) -> str:
        """Write it as addresses do: 2026-W47."""
        year, number, _ = self.first.isocalendar()
        return f"{year:04}-W{number:02}"


def week_of(day: date) -> Week:
    """Return the week that a day is in."""
    return Week(day - day.weekday() * ONE_DAY)


def last_full_week(today: date) -> Week:
    """Return the latest week that is over on a local day."""
    return week_of(today).later(-1)


def read_week(text: str) -> Week | None:
    """Read a week as it is written, 2026-W47; None: it is none, or its year has no such week."""
    found = _WRITTEN.fullmatch(text)
    if found is None or int(found[1]) not in _YEARS:
        return None
    try:
        return Week(date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Mailing:
    """When the mail about a week may be made: from one instant to another, half-open."""

    week: Week
    start: datetime
    end: datetime


def mailing_of(week: Week, zone: ZoneInfo) -> Mailing:
    """Return when the mail about a week is due in a zone."""
    monday = week.later(1).first
    return Mailing(
        week,
        instant(monday, _MAILED_AT_MIN, zone),
        instant(monday + timedelta(days=_MAILED_DAYS), 0, zone),
    )


def due_mailing(certain: datetime, likely: datetime, zone: ZoneInfo) -> Mailing | None:
    """Return the mailing that has certainly begun and isn't likely over; None: there is none."""
    mailing = mailing_of(last_full_week(likely.astimezone(zone).date()), zone)
    return mailing if mailing.start <= certain and likely < mailing.end else None
