"""Numbers, shares and days as a language writes them. Pure; how to round is said by the number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from hub.domain.indicators import Unit
from hub.reports.period import Period, joined_months
from hub.reports.text.number import Number, WrittenNumber

NARROW: Final = "\N{NARROW NO-BREAK SPACE}"
NO_BREAK: Final = "\N{NO-BREAK SPACE}"
DASH: Final = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Typography:
    """How a language writes numbers and days. `{n}` is a day's number, `{m}` a month's name."""

    decimal_mark: str
    thousands: str
    percent: str
    """With `{n}` for the number."""
    day: str
    """A day with its month, such as `1. März`."""
    day_number: str
    """A day whose month follows with another one, such as `1.`."""
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...]
    short_date: str
    """With `{d}`, `{m}` and `{y}`, for tables."""

    def count(self, value: int) -> str:
        """Write a whole number, its digits in groups of three."""
        return f"{value:,}".replace(",", self.thousands)

    def write(self, number: Number) -> WrittenNumber:
        """Write a number of at least 0 with its decimals; a share in percent."""
        places = number.decimals
        whole, rest = divmod(int(number.shown / number.step), 10**places)
        before, _, sign = self.percent.partition("{n}") if number.is_share else ("", "", "")
        fraction = f"{self.decimal_mark}{rest:0{places}}" if places else ""
        return WrittenNumber(before, self.count(whole), fraction, sign)

    def decimal(self, value: Fraction, places: int) -> str:
        """Write a number of at least 0 with so many decimals, to the nearest."""
        return str(self.write(Number(value, Unit.COUNT, places)))

    def in_full(self, day: date) -> str:
        """Write a day in full: `1. März 2026`, `1 March 2026`."""
        return f"{self._day_and_month(day)}{NO_BREAK}{day.year}"

    def in_figures(self, day: date) -> str:
        """Write a day in figures: `01.03.2026`."""
        return self.short_date.format(d=f"{day.day:02}", m=f"{day.month:02}", y=day.year)

    def month_in_full(self, month: date) -> str:
        """Write the month of a day: `März 2026`."""
        return f"{self.months[month.month - 1]}{NO_BREAK}{month.year}"

    def months_in_full(self, months: Sequence[date]) -> str:
        """Write ascending months, runs of them as one: `Januar 2026 – März 2026, Mai 2026`."""
        runs = joined_months(months)
        return ", ".join(
            self.month_in_full(run.first)
            if run.is_one_month
            else f"{self.month_in_full(run.first)}{NO_BREAK}{DASH} {self.month_in_full(run.last)}"
            for run in runs
        )

    def ends(self, period: Period) -> tuple[str, str]:
        """Write the first and the last day; month and year stand once if they are the same."""
        first, last = period.first, period.last
        if (first.year, first.month) == (last.year, last.month):
            return self.day_number.format(n=first.day), self.in_full(last)
        if first.year == last.year:
            return self._day_and_month(first), self.in_full(last)
        return self.in_full(first), self.in_full(last)

    def span(self, period: Period) -> str:
        """Write a period for titles and tables: `1. Januar – 31. März 2026`, `1.–5. März 2026`."""
        if period.first == period.last:
            return self.in_full(period.last)
        first, last = self.ends(period)
        has_month = NO_BREAK in first
        return f"{first}{NO_BREAK}{DASH} {last}" if has_month else f"{first}{DASH}{last}"

    def _day_and_month(self, day: date) -> str:
        return self.day.format(n=day.day, m=self.months[day.month - 1])
