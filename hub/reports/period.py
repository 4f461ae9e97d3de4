"""Periods of local days, and those to compare them with. Pure."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from hub.domain.localtime import ONE_DAY

_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from first to last, both inclusive."""

    first: date
    last: date

    @property
    def day_count(self) -> int:
        """How many days these are."""
        return (self.last - self.first).days + 1

    @property
    def is_whole_months(self) -> bool:
        """Whether it begins with the first and ends with the last day of a month."""
        return self.first.day == 1 and self.last == month_end(self.last)

    def days(self) -> Iterator[date]:
        """Yield the days in order."""
        return (self.first + n * ONE_DAY for n in range(self.day_count))

    @property
    def is_one_month(self) -> bool:
        """Whether it lies within one month."""
        return (self.first.year, self.first.month) == (self.last.year, self.last.month)

    def months(self) -> Iterator[date]:
        """Yield the first days of the months that it touches, in order."""
        month = self.first.replace(day=1)
        while month <= self.last:
            yield month
            month = month_end(month) + ONE_DAY

    def previous(self) -> "Period":
        """Return the period just before: as many whole months, or else as many days."""
        before = self.first - ONE_DAY
        if self.is_whole_months:
            months = (self.last.year - self.first.year) * _MONTHS + self.last.month
            return Period(_months_earlier(self.first, months - self.first.month + 1), before)
        return Period(self.first - self.day_count * ONE_DAY, before)

    def year_before(self) -> "Period":
        """Return the same days a year earlier; the end of February stays the end of February."""
        last = _months_earlier(self.last, _MONTHS)
        return Period(
            _months_earlier(self.first, _MONTHS), month_end(last) if self.is_whole_months else last
        )


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def joined_months(months: Sequence[date]) -> Iterator[Period]:
    """Join ascending months, given by their first days, that follow each other."""
    first: date | None = None
    last = date.min
    for month in months:
        if first is not None and month != last + ONE_DAY:
            yield Period(first, last)
            first = None
        first, last = first or month, month_end(month)
    if first is not None:
        yield Period(first, last)


def _months_earlier(day: date, months: int) -> date:
    """Return the same day of an earlier month, or that month's last day."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 - months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
