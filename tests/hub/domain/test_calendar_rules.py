"""What may be set in a calendar: each thing that is wrong, and where."""

from datetime import date
from typing import Any

import pytest

from hub.domain.calendar_change import CalendarChange, ChangeKind
from hub.domain.calendar_rules import (
    MOST_IN_FORCE,
    ChangeFault,
    Place,
    Wrong,
    faults_in,
    latest_day,
)
from hub.domain.opening import Hours
from tests.hub.set_calendar import DAY, MONDAY, a_change
from tests.hub.spaces import WEEK, a_space

TODAY = date(2026, 12, 1)
HOF = a_space(opening=WEEK, desk=[{"id": "d1", "agent": "pi"}])
OPENING, DESKS, NOTICE = ChangeKind.OPENING, ChangeKind.DESKS, ChangeKind.NOTICE


def wrong_of(
    change: CalendarChange, *others: CalendarChange, **keys: Any
) -> list[tuple[Place, Wrong]]:
    found = faults_in(change, keys.pop("space", HOF), others, TODAY, **keys)
    return [(fault.place, fault.wrong) for fault in found]


def test_what_is_right_is_taken() -> None:
    """One of each kind."""
    for change in (
        a_change(text="Betriebsausflug"),
        a_change(hours=(Hours(720, 840),)),
        a_change(OPENING, hours=(Hours(600, 720), Hours(780, 900))),
        a_change(DESKS, desks=("d1",)),
        a_change(NOTICE, text="Der Drucker ist kaputt."),
    ):
        assert wrong_of(change) == []


@pytest.mark.parametrize(
    ("change", "place", "wrong"),
    [
        (a_change(last=MONDAY - DAY), Place.LAST, Wrong.ENDS_BEFORE),
        (a_change(last=date(2028, 12, 2)), Place.LAST, Wrong.TOO_FAR),
        (a_change(first=date(2025, 12, 31)), Place.FIRST, Wrong.TOO_EARLY),
        (a_change(OPENING), Place.HOURS, Wrong.HOURS_MISSING),
        (a_change(hours=(Hours(840, 720),)), Place.HOURS, Wrong.HOURS_REVERSED),
        (a_change(hours=(Hours(725, 840),)), Place.HOURS, Wrong.HOURS_OFF_MARKS),
        (a_change(hours=(Hours(720, 840), Hours(780, 900))), Place.HOURS, Wrong.HOURS_OVERLAP),
        (
            a_change(hours=(Hours(720, 840),), last=MONDAY + 366 * DAY),
            Place.LAST,
            Wrong.TOO_MANY_DAYS,
        ),
        (a_change(DESKS), Place.DESKS, Wrong.DESK_MISSING),
        (a_change(DESKS, desks=("d9",)), Place.DESKS, Wrong.DESK_UNKNOWN),
        (a_change(NOTICE, text=" "), Place.TEXT, Wrong.TEXT_MISSING),
        (a_change(NOTICE, text="x" * 201), Place.TEXT, Wrong.TEXT_TOO_LONG),
        (a_change(NOTICE, text="x", english="a\u202eb"), Place.ENGLISH, Wrong.TEXT_UNREADABLE),
        (a_change(why="a\nb"), Place.WHY, Wrong.TEXT_UNREADABLE),
    ],
)
def test_what_is_wrong_is_named(change: CalendarChange, place: Place, wrong: Wrong) -> None:
    """With the place that it is in."""
    found = wrong_of(change, may_correct=True)
    assert (place, wrong) in found


def test_everything_wrong_is_named_at_once() -> None:
    """Who mends a form mends it once."""
    change = a_change(DESKS, desks=("d9",), first=date(2029, 1, 2), last=date(2029, 1, 1))
    assert wrong_of(change) == [
        (Place.LAST, Wrong.ENDS_BEFORE),
        (Place.FIRST, Wrong.TOO_FAR),
        (Place.DESKS, Wrong.DESK_UNKNOWN),
    ]


def test_nothing_differs_from_hours_that_nobody_knows() -> None:
    """A notice and a desk out of service need no opening hours."""
    space = a_space(desk=[{"id": "d1", "agent": "pi"}])
    assert wrong_of(a_change(), space=space) == [(Place.ALL, Wrong.NO_OPENING_HOURS)]
    assert wrong_of(a_change(DESKS, desks=("d1",)), space=space) == []


@pytest.mark.parametrize(
    ("change", "other", "wrong"),
    [
        (a_change(), a_change(id="c-2", last=MONDAY + DAY), Wrong.OVERLAPS_CLOSURE),
        (a_change(), a_change(id="c-2", first=MONDAY + DAY, last=MONDAY + DAY), None),
        (a_change(hours=(Hours(600, 720),)), a_change(id="c-2"), Wrong.OVERLAPS_CLOSURE),
        (
            a_change(hours=(Hours(600, 720),)),
            a_change(id="c-2", hours=(Hours(720, 900),)),
            None,
        ),
        (a_change(OPENING, hours=(Hours(0, 60),)), a_change(id="c-2"), Wrong.WITHIN_CLOSURE),
        (a_change(OPENING, hours=(Hours(0, 60),), wins=True), a_change(id="c-2"), None),
        (a_change(), a_change(OPENING, id="c-2", hours=(Hours(0, 60),)), Wrong.OVERLAPS_OPENING),
        (
            a_change(OPENING, hours=(Hours(60, 120),)),
            a_change(OPENING, id="c-2", hours=(Hours(0, 60),)),
            Wrong.OVERLAPS_OPENING,
        ),
        (a_change(), a_change(id="c-2", space="hofladen"), None),
        (a_change(), a_change(id="c-2", ended_us=1), None),
        (a_change(NOTICE, text="x"), a_change(NOTICE, id="c-2", text="y"), None),
    ],
)
def test_collisions_name_the_other(
    change: CalendarChange, other: CalendarChange, wrong: Wrong | None
) -> None:
    """Of the same space, of days and hours that both have."""
    found = list(faults_in(change, HOF, [other], TODAY))
    assert [(each.wrong, each.other) for each in found] == ([(wrong, other)] if wrong else [])


def test_what_is_edited_does_not_collide_with_itself() -> None:
    """The one whose place is taken doesn't hold any more."""
    before = a_change(id="c-2")
    assert wrong_of(a_change(last=MONDAY + DAY), before, instead_of=before) == []


def test_the_past_is_corrected_only_when_that_is_said() -> None:
    """And the fault says from when."""
    change = a_change(first=TODAY - 3 * DAY, last=TODAY)
    (fault,) = faults_in(change, HOF, [], TODAY)
    assert fault == ChangeFault(Place.PAST, Wrong.CORRECTS_PAST, day=TODAY - 3 * DAY)
    assert wrong_of(change, may_correct=True) == []


def test_there_is_an_end_to_it() -> None:
    """Nobody reads more."""
    others = [
        a_change(NOTICE, id=f"c-{number}", text="x") for number in range(2, MOST_IN_FORCE + 2)
    ]
    assert wrong_of(a_change(), *others) == [(Place.ALL, Wrong.TOO_MANY)]


@pytest.mark.parametrize(
    ("today", "latest"),
    [
        (date(2026, 12, 31), date(2028, 12, 31)),
        (date(2028, 2, 29), date(2030, 2, 28)),
        (date(2026, 1, 30), date(2028, 1, 30)),
    ],
)
def test_two_years_ahead(today: date, latest: date) -> None:
    """To the same day of the month, as far as there is one."""
    assert latest_day(today) == latest
