"""Whatever way somebody chooses a time, the same local days are meant, and as many before.

A picker gives the first and the last millisecond, in the time zone of who looks. Days are points
at the space's own midnight; the clock changes on 2026-03-29 and 2026-10-25.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from contract.times import to_us
from dashboards.questions import DAYS_BEFORE, EIGHT_WEEKS_BEFORE, IN_DAYS, IN_TIME
from tests.dashboards.asking import Choice, fill_in

BERLIN: Final = ZoneInfo("Europe/Berlin")
VIEWERS: Final = ("Europe/Berlin", "UTC", "Europe/Lisbon", "Europe/Helsinki", "America/New_York")
HOUR_MS: Final = 3_600_000
ONE_DAY: Final = timedelta(days=1)
_TERM: Final = re.compile(r"([-+]?)\s*(\d+)(ms|h)")


def bounds(window: str, begin: datetime, end: datetime) -> tuple[int, int]:
    """Work out the two ends of a filter as InfluxDB does, in milliseconds, half-open."""
    text = fill_in(window, Choice(begin, end, {}))
    found = re.fullmatch(r"time >= (.+) AND time < (.+)", text)
    assert found, text
    first, last = (_sum(part) for part in found.groups())
    return first, last


def _sum(text: str) -> int:
    inner = re.search(r"\(([^()]*)\)", text)
    if inner:
        text = text.replace(inner[0], f"{_sum(inner[1])}ms")
    parts = _TERM.findall(text)
    assert parts, text
    return sum((-1 if sign == "-" else 1) * int(number) * (HOUR_MS if unit == "h" else 1)
               for sign, number, unit in parts)  # fmt: skip


def days_in(window: str, begin: datetime, end: datetime) -> list[date]:
    """Return the local days whose first instant the filter takes."""
    first_ms, last_ms = bounds(window, begin, end)
    day, found = date(2026, 1, 1), []
    while day < date(2027, 3, 1):
        at_ms = to_us(datetime.combine(day, time(), BERLIN).astimezone(UTC)) // 1000
        if first_ms <= at_ms < last_ms:
            found.append(day)
        day += ONE_DAY
    return found


def days(first: date, count: int) -> list[date]:
    return [first + number * ONE_DAY for number in range(count)]


def choices() -> Iterator[tuple[date, int]]:
    """Yield first days and lengths, around both changes of the clock and far from them."""
    for first in (date(2026, 3, 23), date(2026, 3, 29), date(2026, 3, 30), date(2026, 7, 1)):
        yield from ((first, count) for count in (1, 7, 28, 31))
    for first in (date(2026, 10, 19), date(2026, 10, 25), date(2026, 10, 26), date(2026, 11, 23)):
        yield from ((first, count) for count in (1, 7, 28, 31))


@pytest.mark.parametrize("viewer", VIEWERS)
def test_days_that_are_picked_are_those_days_and_as_many_before(viewer: str) -> None:
    """From 00:00:00 to 23:59:59.999, to the second, or to the next midnight; "Previous week"."""
    zone = ZoneInfo(viewer)
    for first, count in choices():
        begin = datetime.combine(first, time(), zone)
        midnight = datetime.combine(first + count * ONE_DAY, time(), zone)
        for less in (timedelta(milliseconds=1), timedelta(seconds=1), timedelta()):
            end = (midnight.astimezone(UTC) - less).astimezone(zone)
            told = f"{first} {count} {less} {viewer}"
            assert days_in(IN_DAYS, begin, end) == days(first, count), told
            before = days(first - count * ONE_DAY, count)
            assert days_in(DAYS_BEFORE, begin, end) == before, told


@pytest.mark.parametrize("hour", [7, 12, 18, 23])
def test_the_present_day_counts_as_a_day(hour: int) -> None:
    """As with `now-7d/d` to `now`: eight days, and eight before."""
    for first in (date(2026, 3, 23), date(2026, 10, 19), date(2026, 7, 1)):
        begin = datetime.combine(first, time(), BERLIN)
        end = datetime.combine(first + 7 * ONE_DAY, time(hour), BERLIN)
        assert days_in(IN_DAYS, begin, end) == days(first, 8)
        assert days_in(DAYS_BEFORE, begin, end) == days(first - 8 * ONE_DAY, 8)


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2026, 4, 12), date(2026, 7, 5)])
def test_a_usual_day_is_of_eight_whole_days(today: date) -> None:
    """With the first hour of the first of them, whichever way the clock has changed since."""
    midnight = datetime.combine(today, time(), BERLIN).astimezone(UTC)
    first, _ = fill_in(EIGHT_WEEKS_BEFORE, Choice(midnight, midnight, {"today": str(today)})).split(
        " AND "
    )
    lengths = {"w": timedelta(weeks=1), "h": timedelta(hours=1)}
    back = sum(
        (int(number) * lengths[unit] for number, unit in re.findall(r" - (\d+)([wh])\b", first)),
        timedelta(),
    )
    oldest = datetime.combine(today - 56 * ONE_DAY, time(), BERLIN).astimezone(UTC)
    day_before = (oldest.astimezone(BERLIN).date()) - ONE_DAY
    assert timedelta(weeks=8) <= back
    assert midnight - back <= oldest
    assert (midnight - back).astimezone(BERLIN).date() == day_before


def test_a_slot_that_begins_at_the_end_is_not_chosen() -> None:
    """A time is half-open, as in the hub's own reports."""
    begin, end = (datetime(2026, 10, day, tzinfo=BERLIN) for day in (19, 26))
    assert bounds(IN_TIME, begin, end) == (to_us(begin) // 1000, to_us(end) // 1000)
