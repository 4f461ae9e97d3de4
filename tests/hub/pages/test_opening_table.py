"""A week's opening hours in words, past midnight and around the clock."""

from datetime import date

import pytest

from hub.domain.coming_days import SpecialDays
from hub.domain.opening import Hours, WeeklyHours, parse_hours
from hub.pages.opening_table import OpeningTable, hours_in_words, opening_table
from hub.pages.space_words import space_words_in
from hub.pages.vocabulary import words_in
from hub.reports.text.language import Language

TUESDAY = date(2026, 3, 3)


def table(*special: SpecialDays, language: Language = Language.GERMAN, **days: str) -> OpeningTable:
    week = WeeklyHours.model_validate(days) if days else None
    return opening_table(week, special, TUESDAY, words_in(language), space_words_in(language))


@pytest.mark.parametrize(
    ("written", "german", "english"),
    [
        ("closed", "geschlossen", "closed"),
        ("09:00-17:00", "9:00–17:00 Uhr", "9:00–17:00"),
        ("00:00-24:00", "rund um die Uhr", "open 24 hours"),
        ("08:15-24:00", "8:15–24:00 Uhr", "8:15–24:00"),
        ("09:00-12:00,13:00-17:00", "9:00–12:00 und 13:00–17:00 Uhr", "9:00–12:00 and 13:00–17:00"),
        ("08:00-09:00,10:00-11:00,12:00-13:00", "8:00–9:00, 10:00–11:00 und 12:00–13:00 Uhr",
         "8:00–9:00, 10:00–11:00 and 12:00–13:00"),
    ],
)  # fmt: skip
def test_hours_are_said_as_people_say_them(written: str, german: str, english: str) -> None:
    """In both languages."""
    hours = parse_hours(written)
    assert hours_in_words(hours, space_words_in(Language.GERMAN)) == german
    assert hours_in_words(hours, space_words_in(Language.ENGLISH)) == english


def test_every_weekday_has_a_row_and_today_is_marked() -> None:
    """A day that hub.toml leaves out is closed."""
    rows = table(tue="09:00-17:00").rows
    assert [row.weekday for row in rows] == list(words_in(Language.GERMAN).weekdays)
    assert [row.hours for row in rows[:2]] == ["geschlossen", "9:00–17:00 Uhr"]
    assert [row.is_today for row in rows] == [False, True, *[False] * 5]


def test_a_night_belongs_to_its_evening() -> None:
    """From Friday to Saturday, and from Sunday to Monday."""
    rows = table(fri="18:00-24:00", sat="00:00-02:00,10:00-12:00", sun="20:00-24:00",
                 mon="00:00-01:00").rows  # fmt: skip
    assert [row.hours for row in rows] == [
        "geschlossen", "geschlossen", "geschlossen", "geschlossen", "18:00–2:00 Uhr",
        "10:00–12:00 Uhr", "20:00–1:00 Uhr",
    ]  # fmt: skip


def test_a_long_morning_is_no_night() -> None:
    """What goes on past six is told on its own day, and a whole day stays whole."""
    rows = table(fri="18:00-24:00", sat="00:00-07:00").rows
    assert [row.hours for row in rows[4:6]] == ["18:00–24:00 Uhr", "0:00–7:00 Uhr"]
    rows = table(fri="00:00-24:00", sat="00:00-02:00").rows
    assert [row.hours for row in rows[4:6]] == ["rund um die Uhr", "0:00–2:00 Uhr"]


def test_what_is_always_open_needs_no_table() -> None:
    """One sentence; and one where nothing is known."""
    day_and_night = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00")
    week = WeeklyHours.model_validate(day_and_night)
    told = opening_table(
        week, (), TUESDAY, words_in(Language.GERMAN), space_words_in(Language.GERMAN)
    )
    assert (told.rows, told.always) == ((), "Rund um die Uhr geöffnet, an jedem Tag der Woche.")
    assert table().always == "Wann geöffnet ist, steht hier leider nicht."


@pytest.mark.parametrize(
    ("first", "last", "german", "english"),
    [
        (date(2026, 4, 3), date(2026, 4, 3), "Freitag, 3. April", "Friday, 3 April"),
        (TUESDAY, TUESDAY, "Dienstag, 3. März (heute)", "Tuesday, 3 March (today)"),
        (TUESDAY, date(2026, 4, 3), "3. März bis 3. April", "3 March to 3 April"),
        (TUESDAY, None, "ab 3. März", "from 3 March"),
    ],
)
def test_days_that_differ(first: date, last: date | None, german: str, english: str) -> None:
    """One day with its weekday, several from and to, and without an end only from."""
    days = SpecialDays(first, last, (Hours(600, 720),), is_usual=True, reason=None)
    for language, said in ((Language.GERMAN, german), (Language.ENGLISH, english)):
        (row,) = table(days, language=language, mon="09:00-17:00").special
        assert (row.days, row.reason) == (said, "")
    assert row.hours == "10:00–12:00, as usual"
