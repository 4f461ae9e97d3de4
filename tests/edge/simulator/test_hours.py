"""When simulated people find a door open."""

from datetime import date

import pytest

from edge.simulator.hours import Closure, Span, Timetable, parse_day
from tests.edge.simulator.places import NONSTOP, a_timetable, hours_us, instant

LATE_WEEK = ((), (), (), (), ((20 * 60, 24 * 60),), ((0, 2 * 60), (10 * 60, 12 * 60)), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("closed", ()),
        ("09:00-17:00", ((540, 1020),)),
        ("13:00-17:00, 09:00-12:00", ((540, 720), (780, 1020))),
        ("00:00-24:00", ((0, 1440),)),
    ],
)
def test_hours_of_a_day_are_read(text: str, expected: tuple[tuple[int, int], ...]) -> None:
    """In minutes from midnight, in order."""
    assert parse_day(text) == expected


@pytest.mark.parametrize("text", ["", "9-17", "09:00", "09:00-17:00;"])
def test_other_forms_are_refused(text: str) -> None:
    """With what was expected instead."""
    with pytest.raises(ValueError, match="expected hours such as"):
        parse_day(text)


@pytest.mark.parametrize(
    ("at", "closes"),
    [
        ("2026-03-02T08:59:59+01:00", None),
        ("2026-03-02T09:00+01:00", "2026-03-02T17:00+01:00"),
        ("2026-03-02T17:00+01:00", None),
        ("2026-03-07T12:00+01:00", None),  # a Saturday
        ("2026-04-03T12:00+02:00", None),  # Good Friday
        ("2026-07-01T16:59+02:00", "2026-07-01T17:00+02:00"),  # summer time
    ],
)
def test_open_until(at: str, closes: str | None) -> None:
    """Half-open, in local time, closed on holidays."""
    expected = None if closes is None else instant(closes)
    assert a_timetable().closes_us(instant(at)) == expected


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-03-02T08:00+01:00", "2026-03-02T09:00+01:00"),
        ("2026-03-02T12:00+01:00", "2026-03-02T12:00+01:00"),
        ("2026-03-06T17:00+01:00", "2026-03-09T09:00+01:00"),
        ("2026-04-02T17:00+02:00", "2026-04-07T09:00+02:00"),  # over Easter
    ],
)
def test_open_from(at: str, opens: str) -> None:
    """At once, or at the next opening."""
    assert a_timetable().opens_us(instant(at)) == instant(opens)


def test_a_space_that_never_opens() -> None:
    """Nobody waits for it."""
    assert a_timetable(((),) * 7).opens_us(instant("2026-03-02T08:00+01:00")) is None


def test_hours_that_go_on_after_midnight_are_one() -> None:
    """Whoever comes on Friday evening may stay until two."""
    late: Timetable = a_timetable(LATE_WEEK)
    assert late.closes_us(instant("2026-03-06T21:00+01:00")) == instant("2026-03-07T02:00+01:00")
    assert late.closes_us(instant("2026-03-07T10:30+01:00")) == instant("2026-03-07T12:00+01:00")


def test_what_never_closes_is_open_for_the_next_days() -> None:
    """Longer than any visit, though not for ever."""
    at_us = instant("2026-03-02T23:59+01:00")
    closes_us = a_timetable(NONSTOP).closes_us(at_us)
    assert closes_us is not None
    assert closes_us - at_us > hours_us(24)


def test_the_last_closure_that_covers_a_day_counts() -> None:
    """Closed, other hours, and as usual though it is a holiday."""
    closures = (
        Closure(date(2026, 3, 2), date(2026, 3, 4), ()),
        Closure(date(2026, 3, 3), date(2026, 3, 3), ((600, 660),)),
        Closure(date(2026, 4, 3), date(2026, 4, 3), None),
    )
    hours = a_timetable(closures=closures)
    assert hours.closes_us(instant("2026-03-02T12:00+01:00")) is None
    assert hours.closes_us(instant("2026-03-03T10:30+01:00")) == instant("2026-03-03T11:00+01:00")
    assert hours.closes_us(instant("2026-04-03T12:00+02:00")) == instant("2026-04-03T17:00+02:00")


def test_a_span_is_cut_into_days() -> None:
    """The last one may be shorter; together they are the span."""
    span = Span(instant("2026-03-28T00:00Z"), instant("2026-03-30T06:00Z"))
    days = list(span.days())
    assert [(day.to_us - day.from_us) // hours_us(1) for day in days] == [24, 24, 6]
    assert (days[0].from_us, days[-1].to_us) == (span.from_us, span.to_us)
    assert span.from_us in span
    assert span.to_us not in span
