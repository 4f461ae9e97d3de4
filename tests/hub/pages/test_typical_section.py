"""Which weekday's typical day is shown, and why today's isn't there."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hub.domain.calendar import Calendar
from hub.pages.space_words import space_words_in
from hub.pages.typical_section import TypicalSection, typical_section
from hub.pages.vocabulary import words_in
from hub.reports.text.language import Language
from hub.workers.typical_days import ShownTypicalDay
from tests.hub.pages.typical_days import MONDAY, share, typical_monday
from tests.hub.spaces import WEEK, a_space, utc

MORNING = utc(2026, 3, 2, 9)
KNOWN = typical_monday(share(9, 20), share(10, 40))
NEXT_MONDAY = typical_monday(share(9, 20), shown=date(2026, 3, 9))


def section(
    known: ShownTypicalDay | None = KNOWN,
    now: datetime = MORNING,
    chosen: int | None = None,
    language: Language = Language.GERMAN,
    **keys: Any,
) -> TypicalSection:
    calendar = Calendar(a_space(**{"opening": WEEK} | keys))
    return typical_section(
        known, calendar, words_in(language), space_words_in(language),
        now=now, zone=ZoneInfo("Europe/Berlin"), chosen=chosen,
    )  # fmt: skip


def closed_on(day: date, **more: str) -> list[dict[str, object]]:
    return [{"from": day, "to": day, "open": "closed", **more}]


def test_on_an_open_day_it_is_today_s() -> None:
    """There is nothing to explain; each weekday can be chosen, and the shown one is marked."""
    told = section()
    assert (told.title, told.why, told.reason) == ("Wie voll es montags meist ist", "", "")
    assert [link.key for link in told.links if link.is_shown] == ["mon"]
    assert [link.text for link in told.links] == list(words_in(Language.GERMAN).weekdays)


def test_on_a_closed_day_it_says_why_it_is_another_day_s() -> None:
    """A holiday or an exception is named; a day that is always closed is just closed."""
    told = section(NEXT_MONDAY, exceptions=closed_on(MONDAY, reason="Umbau"))
    assert told.why == (
        "Heute ist geschlossen. Deshalb sehen Sie den nächsten offenen Tag: Montag, 9. März."
    )
    assert told.reason == "Umbau"
    sunday = section(NEXT_MONDAY, utc(2026, 3, 8, 9), language=Language.ENGLISH)
    assert sunday.why == ("Closed today, so this is the next day that is open: Monday, 9 March.")
    assert sunday.reason == ""


def test_a_chosen_weekday_that_is_today_says_that_today_is_closed() -> None:
    """Other Mondays are open, this one isn't."""
    told = section(NEXT_MONDAY, chosen=0, exceptions=closed_on(MONDAY, reason="Umbau"))
    assert (told.why, told.reason) == (
        "Heute ist geschlossen. So ist es sonst am Montag.",
        "Umbau",
    )


def test_a_weekday_that_was_chosen_needs_no_excuse() -> None:
    """Whatever today is."""
    told = section(NEXT_MONDAY, utc(2026, 3, 8, 9), chosen=0)
    assert (told.why, told.day is not None) == ("", True)


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        (6, "Am Sonntag ist geschlossen."),
        (2, "Über den Mittwoch wissen wir noch zu wenig. Dafür braucht es einige Wochen Messung."),
        (None, "Über den Montag wissen wir noch zu wenig. Dafür braucht es einige Wochen Messung."),
    ],
)
def test_where_there_is_none_it_says_why(chosen: int | None, why: str) -> None:
    """Closed on any such day, or not measured for long enough; no chart is drawn."""
    told = section(None, chosen=chosen)
    assert (told.why, told.day) == (why, None)


def test_on_a_closed_day_without_any_history() -> None:
    """Both are said."""
    told = section(None, exceptions=closed_on(MONDAY, reason="Umbau"))
    assert told.why == "Heute ist geschlossen, und über andere Tage wissen wir noch zu wenig."
    assert told.reason == "Umbau"


def test_without_hours_no_day_can_be_chosen() -> None:
    """Nobody knows which hours to speak of."""
    told = section(None, opening=None)
    assert told.links == ()
    assert told.why.startswith("Das lässt sich nicht sagen")
