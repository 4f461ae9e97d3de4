"""Changes of a calendar for tests, written as briefly as a test can be read."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from hub.domain.calendar_change import CalendarChange, ChangeKind

MONDAY: Final = date(2026, 12, 7)
DAY: Final = timedelta(days=1)


def a_change(kind: ChangeKind = ChangeKind.CLOSURE, **keys: Any) -> CalendarChange:
    """Make one of the space `hof`, on a Monday; a closure of the whole day, unless said else."""
    return replace(CalendarChange("c-1", "hof", kind, MONDAY, MONDAY), **keys)
