"""Weeks: how they are written, where they begin and end, and when their mail is due."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.domain.iso_week import Week, due_mailing, last_full_week, read_week, week_of

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("2026-W01", date(2025, 12, 29)),
        ("2026-W47", date(2026, 11, 16)),
        ("2026-W53", date(2026, 12, 28)),
        ("2021-W01", date(2021, 1, 4)),
    ],
)
def test_a_week_is_read_as_it_is_written(written: str, first: date) -> None:
    """From Monday to Sunday, also around the turn of a year."""
    week = read_week(written)
    assert week == Week(first)
    assert str(week) == written
    assert week.last - week.first == timedelta(days=6)
    assert {week_of(first + timedelta(days=n)) for n in range(7)} == {week}


@pytest.mark.parametrize(
    "text",
    ["", "2025-W53", "2026-W00", "2026-W54", "2026-47", "2026-W1", "26-W01", "2026-W47 ", "W47",
     "0000-W01", "9999-W52", "２０２６-W01", "2026-w47"],
)  # fmt: skip
def test_what_is_no_week_is_none(text: str) -> None:
    """Whatever stands in an address."""
    assert read_week(text) is None


def test_the_last_full_week_ends_with_sunday() -> None:
    """On a Sunday it is still the one before."""
    assert str(last_full_week(date(2026, 11, 22))) == "2026-W46"
    assert str(last_full_week(date(2026, 11, 23))) == "2026-W47"


def due(text: str, *, certain: str = "") -> str:
    """Return the week that is mailed at a local time; nothing where none is."""
    likely = datetime.fromisoformat(text).replace(tzinfo=BERLIN)
    sure = datetime.fromisoformat(certain or text).replace(tzinfo=BERLIN)
    found = due_mailing(sure.astimezone(UTC), likely.astimezone(UTC), BERLIN)
    return "" if found is None else str(found.week)


def test_mail_is_due_from_monday_at_seven_until_wednesday() -> None:
    """By the clock of the zone, in winter and in summer."""
    assert due("2026-11-23 06:59") == due("2026-11-26 00:00") == due("2026-11-22 12:00") == ""
    assert due("2026-11-23 07:00") == due("2026-11-25 23:59") == "2026-W47"
    assert due("2026-03-30 06:59") == ""
    assert due("2026-03-30 07:00") == "2026-W13"


def test_a_clock_that_may_be_ahead_mails_nothing_early() -> None:
    """And one that may be behind nothing late."""
    assert due("2026-11-23 07:10", certain="2026-11-23 06:50") == ""
    assert due("2026-11-26 00:10", certain="2026-11-25 23:50") == ""
    assert due("2026-11-23 07:10", certain="2026-11-23 07:00") == "2026-W47"
