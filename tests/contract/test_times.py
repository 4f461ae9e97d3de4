"""Times are exact to the microsecond in every form that they take."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.times import from_us, from_wire, to_us, to_wire
from tests.contract.strategies import TIMES

BERLIN = ZoneInfo("Europe/Berlin")


@given(TIMES)
def test_a_time_survives_the_wire(at: datetime) -> None:
    """Written and read, an instant is the same to the microsecond."""
    assert from_wire(to_wire(at)) == at


@given(TIMES)
def test_a_time_survives_as_microseconds(at: datetime) -> None:
    """Counted and turned back, an instant is the same to the microsecond."""
    assert from_us(to_us(at)) == at


@given(TIMES, st.integers(-(10**12), 10**12))
def test_durations_are_exact(at: datetime, difference_us: int) -> None:
    """A difference in microseconds is the difference of the instants, without rounding."""
    assert to_us(at + timedelta(microseconds=difference_us)) - to_us(at) == difference_us


@given(TIMES, TIMES)
def test_the_wire_sorts_like_time(one: datetime, other: datetime) -> None:
    """Texts compare as the instants do, so that a sorted file is in order."""
    assert (to_wire(one) < to_wire(other)) == (one < other)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 3, 2, 7, tzinfo=UTC), "2026-03-02T07:00:00.000000Z"),
        (datetime(2026, 3, 2, 8, tzinfo=BERLIN), "2026-03-02T07:00:00.000000Z"),
        (datetime(2026, 3, 29, 3, 0, tzinfo=BERLIN), "2026-03-29T01:00:00.000000Z"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), "2026-10-25T00:30:00.000000Z"),
        (datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN), "2026-10-25T01:30:00.000000Z"),
        (datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC), "1970-01-01T00:00:00.000001Z"),
        (datetime(2199, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), "2199-12-31T23:59:59.999999Z"),
    ],
)
def test_any_zone_is_written_in_utc(at: datetime, text: str) -> None:
    """A local time is written as its instant, also in the hour that comes twice."""
    assert to_wire(at) == text
    assert from_wire(text) == at.astimezone(UTC)


def test_an_aware_time_is_taken_as_its_instant() -> None:
    """Programs may hand over aware times of any zone; a naive one names no instant."""
    at = from_wire(datetime(2026, 3, 2, 8, tzinfo=timezone(timedelta(hours=1))))
    assert (at, at.tzinfo) == (datetime(2026, 3, 2, 7, tzinfo=UTC), UTC)
    with pytest.raises(ValueError, match="UTC time"):
        from_wire(at.replace(tzinfo=None))
