"""What `from` and `to` mean: instants, half-open, or local dates, both inclusive. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import to_us
from hub.domain.localtime import ONE_DAY, instant
from hub.domain.opening import DAY_MIN
from hub.http.problems import FieldProblem, Refused, invalid

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT: Final = re.compile(  # RFC 3339, section 5.6; without leap seconds
    r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII
)
_YEARS: Final = range(1970, 2200)
_EXPECTED: Final = (
    "a date such as 2026-03-02, or an instant such as 2026-03-02T07:00:00Z (RFC 3339; a + of its"
    " offset is written %2B), from 1970 to 2199"
)


@dataclass(frozen=True, slots=True)
class Range:
    """From one instant to another, half-open, in microseconds."""

    from_us: int
    to_us: int


def read_range(first: str, last: str, zone: ZoneInfo, longest_days: int) -> Range:
    """Read `from` and `to`; dates are those of `zone`.

    Raises Refused (422, naming the field) unless both are of one form, in order and at most
    `longest_days` apart.
    """
    start, end = _read("from", first), _read("to", last)
    if isinstance(start, datetime) and isinstance(end, datetime):
        _check(end - start, longest_days)
        return Range(to_us(start), to_us(end))
    if isinstance(start, datetime) or isinstance(end, datetime):
        raise _refused("to", "the same form as from: two dates or two instants")
    _check(end - start + ONE_DAY, longest_days)
    return Range(to_us(instant(start, 0, zone)), to_us(instant(end, DAY_MIN, zone)))


def _read(field: str, text: str) -> date | datetime:
    try:
        return _parsed(text.upper())
    except ValueError:
        raise _refused(field, _EXPECTED) from None


def _parsed(text: str) -> date | datetime:
    if _DATE.fullmatch(text):
        return _within_years(date.fromisoformat(text))
    if _INSTANT.fullmatch(text):
        at = datetime.fromisoformat(text)
        _within_years(at)  # before the zone moves it: it could leave what Python can count
        return at.astimezone(UTC)
    raise ValueError("neither date nor instant")


def _within_years(day: date) -> date:
    if day.year not in _YEARS:
        raise ValueError("year")
    return day


def _check(length: timedelta, longest_days: int) -> None:
    if length <= timedelta():
        raise _refused("to", "not before from; of two instants the later")
    if length > timedelta(days=longest_days):
        raise _refused("to", f"at most {longest_days} days after from")


def _refused(field: str, expected: str) -> Refused:
    return Refused(invalid(FieldProblem(field=f"query.{field}", expected=expected)))
