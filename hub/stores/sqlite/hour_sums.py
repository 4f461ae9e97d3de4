"""Sums over long periods in the embedded store: a year of a hundred spaces in well under a second.

    slots of a local day  ─▶  its hours, summed as the slots are written  ─▶  hours of the week

SQLite knows no time zones. While the local clock keeps its offset the local hour is arithmetic, so
a day is summed in the one or two spans between changes of the clock. An hour that comes twice has
two rows.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import to_us
from hub.domain.days import Peak
from hub.domain.localtime import ONE_DAY, clock_spans, instant
from hub.stores.history_protocol import DayPeak, WeekHour
from hub.stores.sqlite.file import SqliteFile

_WRITE_HOURS: Final = """
INSERT OR REPLACE INTO space_hour SELECT
    space, ((start_us + ?1) / 3600000000 + 3 * 24) % 168,  -- counted from a Thursday
    start_us - (start_us + ?1) % 3600000000 AS begin_us,
    sum(open), sum(open * occupied_us), sum(open * free_us), sum(open * unknown_us)
FROM slot WHERE space = ?2 AND start_us >= ?3 AND start_us < ?4 GROUP BY begin_us
"""
_HOURS_OF_WEEK: Final = """
SELECT hour_of_week, sum(slots), sum(occupied_us), sum(free_us), sum(unknown_us) FROM space_hour
WHERE space = ? AND begin_us >= ? AND begin_us < ? GROUP BY hour_of_week HAVING sum(slots) > 0
ORDER BY hour_of_week
"""
_PEAKS: Final = """
SELECT day, peak_occupied, peak_slot_us, peak_desks FROM space_day
WHERE space = ? AND day BETWEEN ? AND ? AND open AND peak_occupied IS NOT NULL ORDER BY day
"""


def write_hours(file: SqliteFile, space: str, zone: ZoneInfo, days: Iterable[date]) -> None:
    """Sum the stored slots of whole local days by hours, within a transaction."""
    for day in days:
        from_us, to_us_ = (to_us(instant(bound, 0, zone)) for bound in (day, day + ONE_DAY))
        for span in clock_spans(from_us, to_us_, zone):
            file.change(_WRITE_HOURS, (span.ahead_us, space, span.from_us, span.to_us))


def typical_week(file: SqliteFile, space: str, from_us: int, to_us: int) -> list[WeekHour]:
    """Return every hour of the week with open slots in [from_us, to_us), in order."""
    rows = file.rows(_HOURS_OF_WEEK, (space, from_us, to_us))
    return [WeekHour(*divmod(hour, 24), *figures) for hour, *figures in rows]


def daily_peaks(file: SqliteFile, space: str, first: date, last: date) -> list[DayPeak]:
    """Return the peak of each local day with open slots from first to last, both included."""
    rows = file.rows(_PEAKS, (space, first.isoformat(), last.isoformat()))
    return [DayPeak(date.fromisoformat(day), Peak(*places)) for day, *places in rows]
