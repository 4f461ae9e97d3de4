"""Spans between two changes of the local clock."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.times import from_us, to_us
from hub.domain.localtime import ClockSpan, clock_spans
from tests.hub.spaces import utc

SLOT_US = 900_000_000
HOUR_US = 4 * SLOT_US
ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns")
MARKS = st.integers(to_us(utc(2026, 1, 1)) // SLOT_US, to_us(utc(2028, 1, 1)) // SLOT_US)


@pytest.mark.parametrize(
    ("begin", "end", "changed", "ahead_h"),
    [
        (utc(2026, 3, 1), utc(2026, 5, 1), utc(2026, 3, 29, 1), (1, 2)),
        (utc(2026, 10, 1), utc(2026, 11, 1), utc(2026, 10, 25, 1), (2, 1)),
        (utc(2026, 3, 29, 0, 45), utc(2026, 3, 29, 1, 15), utc(2026, 3, 29, 1), (1, 2)),
    ],
)
def test_a_change_of_the_clock_cuts(
    begin: datetime, end: datetime, changed: datetime, ahead_h: tuple[int, int]
) -> None:
    """Before it one offset holds, from it on the other."""
    from_, at, to = (to_us(one) for one in (begin, changed, end))
    before, after = ahead_h
    assert list(clock_spans(from_, to, ZoneInfo("Europe/Berlin"))) == [
        ClockSpan(from_, at, before * HOUR_US),
        ClockSpan(at, to, after * HOUR_US),
    ]


@pytest.mark.parametrize("change", [utc(2026, 3, 29, 1), utc(2026, 10, 25, 1)])
def test_a_change_at_the_edge_cuts_nothing(change: datetime) -> None:
    """A period that begins or ends with the change is one span."""
    at = to_us(change)
    zone = ZoneInfo("Europe/Berlin")
    assert len(list(clock_spans(at, at + 30 * HOUR_US, zone))) == 1
    assert len(list(clock_spans(at - 30 * HOUR_US, at, zone))) == 1


def test_nothing_has_no_spans() -> None:
    """An empty period has none."""
    assert list(clock_spans(HOUR_US, HOUR_US, ZoneInfo("Europe/Berlin"))) == []


@given(begin=MARKS, length=st.integers(1, 400 * 96), zone=st.sampled_from(ZONES), data=st.data())
def test_spans_cover_the_period_and_tell_the_offset(
    begin: int, length: int, zone: str, data: st.DataObject
) -> None:
    """They follow each other without a gap, and any mark has the offset of its span."""
    from_, to = begin * SLOT_US, (begin + length) * SLOT_US
    spans = list(clock_spans(from_, to, ZoneInfo(zone)))
    assert (spans[0].from_us, spans[-1].to_us) == (from_, to)
    assert all(one.to_us == other.from_us for one, other in pairwise(spans))
    span = data.draw(st.sampled_from(spans))
    marks = (span.to_us - span.from_us) // SLOT_US
    at_us = span.from_us + SLOT_US * data.draw(st.integers(0, marks - 1))
    offset = from_us(at_us).astimezone(ZoneInfo(zone)).utcoffset()
    assert offset == timedelta(microseconds=span.ahead_us)
