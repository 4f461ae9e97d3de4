"""`from` and `to`."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from contract.times import to_us
from hub.api.ranges import Range, read_range
from hub.http.problems import Refused

BERLIN = ZoneInfo("Europe/Berlin")


def a_range(*fields: str) -> Range:
    """Make a range out of two times as Python writes them, in UTC."""
    first, last = (to_us(datetime.fromisoformat(each).replace(tzinfo=UTC)) for each in fields)
    return Range(first, last)


@pytest.mark.parametrize(
    ("first", "last", "means"),
    [
        ("2026-03-02", "2026-03-02", ("2026-03-01 23:00", "2026-03-02 23:00")),
        ("2026-03-29", "2026-03-29", ("2026-03-28 23:00", "2026-03-29 22:00")),
        ("2026-10-25", "2026-10-25", ("2026-10-24 22:00", "2026-10-25 23:00")),
        ("2026-10-01", "2026-10-31", ("2026-09-30 22:00", "2026-10-31 23:00")),
        ("2024-02-29", "2024-03-01", ("2024-02-28 23:00", "2024-03-01 23:00")),
        ("1970-01-01", "1970-01-01", ("1969-12-31 23:00", "1970-01-01 23:00")),
        ("2199-12-31", "2199-12-31", ("2199-12-30 23:00", "2199-12-31 23:00")),
        ("2026-03-02T07:00:00Z", "2026-03-02T07:15:00Z", ("2026-03-02 07:00", "2026-03-02 07:15")),
        ("2026-03-02T07:00:00+01:00", "2026-03-02t07:15:00.5z",
         ("2026-03-02 06:00", "2026-03-02 07:15:00.5")),
        ("2026-03-02T07:00:00-00:00", "2026-04-02T07:00:00Z",
         ("2026-03-02 07:00", "2026-04-02 07:00")),
    ],
)  # fmt: skip
def test_what_a_range_means(first: str, last: str, means: tuple[str, str]) -> None:
    """Dates are whole local days, of 23 or 25 hours at a clock change; instants are half-open."""
    assert read_range(first, last, BERLIN, 31) == a_range(*means)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("", "2026-03-02", "from"),
        ("yesterday", "2026-03-02", "from"),
        ("2026-02-29", "2026-03-02", "from"),
        ("2026-3-2", "2026-03-02", "from"),
        ("20260302", "2026-03-02", "from"),
        ("2026-W10-1", "2026-03-02", "from"),
        ("٢٠٢٦-03-02", "2026-03-02", "from"),
        ("2026-03-02\n", "2026-03-02", "from"),
        ("1969-12-31", "1970-01-02", "from"),
        ("0001-01-01T00:00:00+23:59", "0001-01-02T00:00:00Z", "from"),
        ("9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59-23:59", "from"),
        ("2026-03-02", "2200-01-01", "to"),
        ("2026-03-02", "", "to"),
        ("2026-03-02T07:00:00Z", "2026-03-02T08:00:00", "to"),
        ("2026-03-02T07:00:00Z", "2026-03-02T08:00:00 01:00", "to"),
        ("2026-03-02T07:00:00Z", "2026-03-02T24:00:00Z", "to"),
        ("2026-03-02T07:00:00Z", "2026-03-02T08:00:00+24:00", "to"),
        ("2026-03-02T07:00:00Z", "1772434800", "to"),
        ("2026-03-02T07:00:00Z", "2026-03-03", "to"),
        ("2026-03-02", "2026-03-03T07:00:00Z", "to"),
        ("2026-03-02", "2026-03-01", "to"),
        ("2026-03-02T07:00:00Z", "2026-03-02T06:59:59Z", "to"),
        ("2026-03-02T07:00:00Z", "2026-03-02T08:00:00+01:00", "to"),
        ("2026-03-01", "2026-04-01", "to"),
        ("2026-03-01T00:00:00Z", "2026-04-01T00:00:00.000001Z", "to"),
    ],
)
def test_a_range_that_is_refused(first: str, last: str, field: str) -> None:
    """No date, no offset, two forms, reversed, empty, too long: 422 that names the field."""
    with pytest.raises(Refused) as refused:
        read_range(first, last, BERLIN, 31)
    problem = refused.value.problem
    assert problem.status == 422
    assert [each.field for each in problem.errors or ()] == [f"query.{field}"]
