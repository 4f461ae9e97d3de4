"""Weekly hours as they are written: `"09:00-12:00,13:00-17:00"` per weekday.

Owns the notation and its rules. It knows neither dates nor time zones; see calendar.py.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Final

from pydantic import BeforeValidator

from contract.configuration import shown
from hub.domain.section import Section

MARK_MIN: Final = 15
"""Opening hours begin and end on marks of so many minutes, the length of a slot."""
DAY_MIN: Final = 24 * 60

_SPAN: Final = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)", re.ASCII)
_FORM: Final = 'hours such as "09:00-12:00,13:00-17:00", or "closed"'


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """From one minute of the local day to another, half-open; 1440 is midnight at its end."""

    start_min: int
    end_min: int


def parse_hours(text: object) -> tuple[Hours, ...]:
    """Read the hours of one day, sorted; "closed" gives none.

    Raises ValueError for another form, reversed or overlapping hours, and edges off the marks.
    """
    if isinstance(text, tuple):
        return text
    if not isinstance(text, str):
        raise ValueError(f"expected {_FORM}, not {shown(text)}")  # noqa: TRY004  pydantic turns ValueError into a path
    if text.strip() == "closed":
        return ()
    spans = tuple(sorted(_parse_span(part.strip()) for part in text.split(",")))
    if any(later.start_min < earlier.end_min for earlier, later in pairwise(spans)):
        raise ValueError(f"{shown(text)} overlaps itself; expected hours that follow each other")
    return spans


def _parse_span(text: str) -> Hours:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f"{shown(text)} is no span of hours; expected {_FORM}")
    start_hour, start_minute, end_hour, end_minute = map(int, match.groups())
    start = _minute_of_day(start_hour, start_minute, text)
    end = _minute_of_day(end_hour, end_minute, text)
    if start >= end:
        raise ValueError(
            f'{shown(text)} ends before it begins; past midnight write "22:00-24:00" '
            'and on the next day "00:00-02:00"'
        )
    return Hours(start, end)


def _minute_of_day(hour: int, minute: int, text: str) -> int:
    total = hour * 60 + minute
    if minute >= 60 or total > DAY_MIN:
        raise ValueError(f"{shown(text)}: expected times from 00:00 to 24:00")
    if total % MARK_MIN:
        raise ValueError(f"{shown(text)}: expected times on marks of {MARK_MIN} minutes")
    return total


DayHours = Annotated[tuple[Hours, ...], BeforeValidator(parse_hours)]


class WeeklyHours(Section):
    """Hours by weekday. A weekday that is left out has none."""

    mon: DayHours = ()
    tue: DayHours = ()
    wed: DayHours = ()
    thu: DayHours = ()
    fri: DayHours = ()
    sat: DayHours = ()
    sun: DayHours = ()

    def on(self, weekday: int) -> tuple[Hours, ...]:
        """Return the hours of a weekday, counted from Monday = 0."""
        days = (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)
        return days[weekday]
