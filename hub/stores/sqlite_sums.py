"""Sums over long periods in the embedded store, made by the database and not slot by slot.

SQLite knows no time zones. While the local clock keeps its offset the hour of the local week is
arithmetic, so a period is asked for in the few spans between two changes of the clock.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from hub.domain.days import Peak
from hub.domain.localtime import ClockSpan
from hub.stores.history import DayPeak, WeekHour
from hub.stores.sqlite_file import SqliteFile

_HOUR_US: Final = 3_600_000_000
_FIRST_HOUR: Final = 3 * 24
"""1970-01-01, from where hours are counted, was a Thursday."""
_HOURS_OF_WEEK: Final = """
SELECT ((start_us + ?) / ? + ?) % 168 AS hour_of_week, count(*), sum(occupied_us), sum(free_us),
sum(unknown_us) FROM slot WHERE space = ? AND start_us >= ? AND start_us < ? AND open
GROUP BY hour_of_week
"""
_PEAKS: Final = """
SELECT day, peak_occupied, peak_slot_us, peak_desks FROM space_day
WHERE space = ? AND day BETWEEN ? AND ? AND open AND peak_occupied IS NOT NULL ORDER BY day
"""


def typical_week(file: SqliteFile, space: str, spans: Iterable[ClockSpan]) -> list[WeekHour]:
    """Return every hour of the week with open slots in the spans, in order."""
    sums: dict[int, tuple[int, ...]] = {}
    for span in spans:
        values = (span.ahead_us, _HOUR_US, _FIRST_HOUR, space, span.from_us, span.to_us)
        for hour, *figures in file.rows(_HOURS_OF_WEEK, values):
            before = sums.get(hour, (0, 0, 0, 0))
            sums[hour] = tuple(map(sum, zip(before, figures, strict=True)))
    return [WeekHour(*divmod(hour, 24), *sums[hour]) for hour in sorted(sums)]


def daily_peaks(file: SqliteFile, space: str, first: date, last: date) -> list[DayPeak]:
    """Return the peak of each local day with open slots from first to last, both included."""
    rows = file.rows(_PEAKS, (space, first.isoformat(), last.isoformat()))
    return [DayPeak(date.fromisoformat(day), Peak(*places)) for day, *places in rows]
