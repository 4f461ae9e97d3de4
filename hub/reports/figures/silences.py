"""Days of which nothing is known though a space was open: silences. Pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from hub.reports.model import DayPoint
from hub.reports.period import Period

LAST_DAYS: Final = 2
"""A silence to the end of the period is told from so many open days on."""
GAP_DAYS: Final = 5
"""One that ended, from so many."""


def silence_of(days: Sequence[DayPoint]) -> Period | None:
    """Return the silence that lasts to the end of the days, from its first open day on."""
    runs = list(_runs(days))
    if not runs or not runs[-1][0] or len(runs[-1][1]) < LAST_DAYS:
        return None
    return Period(runs[-1][1][0].day, days[-1].day)


def gaps_of(days: Sequence[DayPoint]) -> Iterator[Period]:
    """Yield the silences that ended, each from its first to its last open day."""
    for is_silent, run in list(_runs(days))[:-1]:
        if is_silent and len(run) >= GAP_DAYS:
            yield Period(run[0].day, run[-1].day)


def _runs(days: Sequence[DayPoint]) -> Iterator[tuple[bool, list[DayPoint]]]:
    """Yield runs of open days by whether nothing is known of them; closed days are passed over."""
    opened = [point for point in days if point.totals.open.desk_us]
    for is_silent, run in groupby(opened, lambda point: not point.totals.open.known_us):
        yield is_silent, list(run)
