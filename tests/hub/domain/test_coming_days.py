"""The next days that differ from the week: holidays, exceptions, and how long they last."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calendar import Calendar
from hub.domain.coming_days import DAYS_AHEAD, SpecialDays, holiday_on, special_days
from hub.domain.opening import Hours
from tests.hub.spaces import WEEK, a_space

CHRISTMAS = date(2026, 12, 21)
"""A Monday."""
NINE_TO_FIVE = (Hours(540, 1020),)


def special(today: date = CHRISTMAS, **keys: Any) -> tuple[SpecialDays, ...]:
    space = a_space(**{"opening": WEEK} | keys)
    return special_days(space, Calendar(space), today)


def exception(first: date, last: date, hours: str, **more: str) -> dict[str, object]:
    return {"from": first, "to": last, "open": hours, **more}


def test_a_holiday_is_named() -> None:
    """Closed on Christmas and on New Year's Day; on Saturday it would be closed anyway."""
    closed = [(each.first, each.last, each.hours, each.reason) for each in special()]
    assert closed == [
        (date(2026, 12, 25), date(2026, 12, 25), (), "Erster Weihnachtstag"),
        (date(2027, 1, 1), date(2027, 1, 1), (), "Neujahr"),
    ]


def test_a_holiday_is_told_where_it_changes_nothing() -> None:
    """People ask; the hours are said to be the usual ones."""
    first = special(holidays="usual")[0]
    assert (first.hours, first.is_usual) == ((Hours(540, 900),), True)
    assert first.reason == "Erster Weihnachtstag"


def test_days_that_are_alike_are_one() -> None:
    """And their end is told, though it lies beyond what is looked at."""
    holidays = exception(date(2026, 12, 28), date(2027, 2, 12), "closed", reason="Umbau")
    (_, found) = special(exceptions=[holidays])
    assert (found.first, found.last) == (date(2026, 12, 28), date(2027, 2, 12))
    assert (found.reason, found.is_usual) == ("Umbau", False)


def test_a_weekend_within_does_not_part_them() -> None:
    """Also where nobody gave a reason; holidays within have their own."""
    days = exception(date(2026, 12, 22), date(2026, 12, 30), "closed")
    found = [each for each in special(exceptions=[days]) if each.reason is None]
    assert [(each.first, each.last) for each in found] == [
        (date(2026, 12, 22), date(2026, 12, 24)),
        (date(2026, 12, 27), date(2026, 12, 30)),
    ]


def test_an_end_that_is_not_in_sight_is_not_made_up() -> None:
    """After a year somebody will have edited the file."""
    (found,) = special(exceptions=[exception(CHRISTMAS, date(2029, 1, 1), "closed", reason="Zu")])
    assert (found.first, found.last) == (CHRISTMAS, None)


def test_other_hours_need_no_reason() -> None:
    """A holiday on such a day still says what it is."""
    days = exception(date(2026, 12, 24), date(2026, 12, 25), "10:00-12:00")
    assert [(each.hours, each.reason) for each in special(exceptions=[days])[:2]] == [
        ((Hours(600, 720),), None),
        ((Hours(600, 720),), "Erster Weihnachtstag"),
    ]


def test_the_usual_on_a_holiday_is_told_as_that() -> None:
    """An exception may restore the week; without a reason the holiday is one."""
    days = exception(date(2026, 12, 25), date(2026, 12, 25), "usual")
    found = special(exceptions=[days])[0]
    assert (found.is_usual, found.reason) == (True, "Erster Weihnachtstag")


def test_where_no_hours_are_known_nothing_differs() -> None:
    """There is nothing to differ from."""
    assert special(opening=None) == ()


def test_a_space_without_a_state_knows_no_holidays() -> None:
    """It is open as the week has it."""
    space = a_space(opening=WEEK, state=None, holidays="usual")
    assert holiday_on(space, date(2026, 12, 25)) is None
    assert special_days(space, Calendar(space), CHRISTMAS) == ()


@given(
    today=st.dates(date(2026, 1, 1), date(2027, 6, 1)),
    first=st.integers(-20, 20),
    length=st.integers(0, 30),
    hours=st.sampled_from(["closed", "usual", "09:00-17:00", "00:00-24:00"]),
    holidays=st.sampled_from(["closed", "usual"]),
)
def test_it_says_what_the_calendar_says(
    today: date, first: int, length: int, hours: str, holidays: str
) -> None:
    """Each of the next days has its hours either by the week or by what is told of it."""
    start = today + timedelta(days=first)
    days = exception(start, start + timedelta(days=length), hours, reason="So")
    space = a_space(opening=WEEK, holidays=holidays, exceptions=[days])
    calendar = Calendar(space)
    told = special_days(space, calendar, today)
    for n in range(DAYS_AHEAD):
        day = today + timedelta(days=n)
        of_day = [each for each in told if each.first <= day <= (each.last or date.max)]
        assert len(of_day) <= 1
        expected = of_day[0].hours if of_day else calendar.usual_hours_on(day)
        assert calendar.hours_on(day)[0] == expected


@pytest.mark.parametrize("day", [date(2026, 10, 31), date(2026, 5, 1)])
def test_holidays_are_those_of_the_state(day: date) -> None:
    """Brandenburg has Reformation Day, Berlin doesn't."""
    assert holiday_on(a_space(state="BB"), day) is not None
    assert (holiday_on(a_space(state="BE"), day) is None) == (day.month == 10)
