"""Times, days and ages as people say them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.pages.moments import age, clock, coming, past
from hub.pages.vocabulary import words_in
from hub.reports.text.language import Language

BERLIN = ZoneInfo("Europe/Berlin")
DE, EN = words_in(Language.GERMAN), words_in(Language.ENGLISH)
NOW = datetime(2026, 3, 2, 9, 41, tzinfo=UTC)  # a Monday, 10:41 in Berlin


def berlin(*fields: int) -> datetime:
    """Make an instant from local fields."""
    return datetime(*fields, tzinfo=BERLIN)  # type: ignore[misc, arg-type]  # as many as are given


@pytest.mark.parametrize(
    ("at", "german", "english"),
    [
        (berlin(2026, 3, 2, 9), "9:00 Uhr", "9:00"),
        (berlin(2026, 3, 2, 17, 5), "17:05 Uhr", "17:05"),
        (berlin(2026, 3, 3, 0), "0:00 Uhr", "0:00"),
        (datetime(2026, 7, 1, 10, 30, tzinfo=UTC), "12:30 Uhr", "12:30"),
    ],
)
def test_time_of_day(at: datetime, german: str, english: str) -> None:
    """Local time without a leading zero; German says Uhr."""
    assert (clock(at, BERLIN, DE), clock(at, BERLIN, EN)) == (german, english)


@pytest.mark.parametrize(
    ("at", "german", "english"),
    [
        (berlin(2026, 3, 2, 14), "um 14:00 Uhr", "at 14:00"),
        (berlin(2026, 3, 3, 9), "morgen um 9:00 Uhr", "tomorrow at 9:00"),
        (berlin(2026, 3, 4, 9), "am Mittwoch um 9:00 Uhr", "on Wednesday at 9:00"),
        (berlin(2026, 3, 8, 10, 30), "am Sonntag um 10:30 Uhr", "on Sunday at 10:30"),
        (berlin(2026, 3, 9, 9), "am 9. März um 9:00 Uhr", "on 9 March at 9:00"),
        (berlin(2027, 1, 2, 9), "am 2. Januar um 9:00 Uhr", "on 2 January at 9:00"),
    ],
)
def test_what_is_coming(at: datetime, german: str, english: str) -> None:
    """Today by the hour, tomorrow by name, this week by weekday, then by date."""
    assert (coming(at, NOW, BERLIN, DE), coming(at, NOW, BERLIN, EN)) == (german, english)


def test_tomorrow_is_the_local_one() -> None:
    """Half past midnight in Berlin is tomorrow while UTC still has the same day."""
    now = datetime(2026, 7, 1, 21, 45, tzinfo=UTC)
    assert coming(now + timedelta(hours=1), now, BERLIN, EN) == "tomorrow at 0:45"


def test_tomorrow_after_a_day_of_23_hours() -> None:
    """On the day the clock skips an hour, tomorrow is still tomorrow."""
    now = berlin(2026, 3, 29, 0, 30)
    assert coming(berlin(2026, 3, 30, 0, 15), now, BERLIN, EN) == "tomorrow at 0:15"
    assert coming(berlin(2026, 3, 29, 23, 45), now, BERLIN, EN) == "at 23:45"


@pytest.mark.parametrize(
    ("at", "german", "english"),
    [
        (berlin(2026, 3, 2, 10, 12), "10:12 Uhr", "10:12"),
        (berlin(2026, 3, 1, 23, 59), "1. März, 23:59 Uhr", "1 March, 23:59"),
    ],
)
def test_what_is_past(at: datetime, german: str, english: str) -> None:
    """Today's times stand alone, older ones carry their day."""
    assert (past(at, NOW, BERLIN, DE), past(at, NOW, BERLIN, EN)) == (german, english)


@pytest.mark.parametrize(
    ("seconds", "german", "english"),
    [
        (-3, "gerade eben", "just now"),
        (0.9, "gerade eben", "just now"),
        (1, "vor 1 Sekunde", "1 second ago"),
        (12.9, "vor 12 Sekunden", "12 seconds ago"),
        (59.9, "vor 59 Sekunden", "59 seconds ago"),
        (60, "vor 1 Minute", "1 minute ago"),
        (3599, "vor 59 Minuten", "59 minutes ago"),
        (3600, "vor 1 Stunde", "1 hour ago"),
        (2 * 86400 - 1, "vor 47 Stunden", "47 hours ago"),
        (2 * 86400, "vor 2 Tagen", "2 days ago"),
    ],
)
def test_ages(seconds: float, german: str, english: str) -> None:
    """Seconds, minutes, hours, days: written out, rounded down to whole ones."""
    elapsed = timedelta(seconds=seconds)
    assert (age(elapsed, DE), age(elapsed, EN)) == (german, english)
