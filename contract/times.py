"""Times on the wire: RFC 3339, UTC, six digits of microseconds, `Z`.

Inside the programs a time is an aware `datetime` in UTC or an integer count of microseconds since
1970-01-01T00:00Z; both are exact, so that durations add up without rounding.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_FORM: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_EARLIEST_YEAR: Final = 1970  # where a Pi without a battery clock begins, until its clock is synced
_LATEST_YEAR: Final = 2199  # nanoseconds in 64 bits, as InfluxDB counts them, end in 2262


def to_wire(at: datetime) -> str:
    """Write an aware time as the wire wants it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_wire(text: object) -> datetime:
    """Read a wire time.

    Raises ValueError for any other form, and for years outside 1970-2199.
    """
    if isinstance(text, datetime) and text.tzinfo is not None:
        return text.astimezone(UTC)
    if not isinstance(text, str) or _FORM.fullmatch(text) is None:
        raise ValueError("expected a UTC time such as 2026-03-02T07:00:00.000000Z")
    at = datetime.fromisoformat(text)
    if not _EARLIEST_YEAR <= at.year <= _LATEST_YEAR:
        raise ValueError(f"expected a year from {_EARLIEST_YEAR} to {_LATEST_YEAR}")
    return at


def to_us(at: datetime) -> int:
    """Count the microseconds since 1970-01-01T00:00Z."""
    return (at - _EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """Turn microseconds since 1970-01-01T00:00Z into an aware time in UTC."""
    return _EPOCH + timedelta(microseconds=us)


UtcTime = Annotated[
    datetime,
    BeforeValidator(from_wire),
    PlainSerializer(to_wire, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date-time",
            "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$",
            "examples": ["2026-03-02T07:00:00.000000Z"],
        }
    ),
]
