"""What people set above hub.toml, and what a space is by that."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.times import to_us
from hub.domain.calendar import Calendar
from hub.domain.calendar_change import (
    CalendarChange,
    ChangeKind,
    applied,
    corrections_of,
    corrects_past,
    notices_of,
    rest_of,
    without,
)
from hub.domain.calendar_id import calendar_id
from hub.domain.localtime import instant
from hub.domain.opening import Hours
from tests.hub.set_calendar import DAY, MONDAY, a_change
from tests.hub.spaces import WEEK, a_space

DESKS = [{"id": "d1", "agent": "pi"}, {"id": "d2", "agent": "pi"}]
HOF = a_space(opening=WEEK, desk=DESKS)
NINE_TO_FIVE = Hours(9 * 60, 17 * 60)


def hours_on(day: date, *changes: CalendarChange) -> tuple[tuple[Hours, ...], str | None]:
    return Calendar(applied(HOF, changes)).hours_on(day)


def test_a_closure_is_what_hub_toml_would_say() -> None:
    """The same configuration, under the same id, so that every figure is the same."""
    closed = a_change(last=MONDAY + DAY, text="Umbau")
    said = {"from": MONDAY, "to": MONDAY + DAY, "open": "closed", "reason": "Umbau"}
    by_toml = a_space(opening=WEEK, desk=DESKS, exceptions=[said])
    assert applied(HOF, [closed]) == by_toml
    assert calendar_id(applied(HOF, [closed])) == calendar_id(by_toml)


def test_what_was_taken_back_or_is_of_others_changes_nothing() -> None:
    """The space is the very same one."""
    ended, foreign = a_change(ended_us=1), a_change(space="hofladen")
    assert applied(HOF, [ended, foreign]) is HOF


@pytest.mark.parametrize(
    ("closed", "left"),
    [
        (Hours(12 * 60, 14 * 60), (Hours(540, 720), Hours(840, 1020))),
        (Hours(14 * 60, 24 * 60), (Hours(540, 840),)),
        (Hours(0, 24 * 60), ()),
    ],
)
def test_closed_hours_leave_the_others(closed: Hours, left: tuple[Hours, ...]) -> None:
    """Whatever of the day isn't closed; the reason is told for the day."""
    change = a_change(hours=(closed,), text="Wartung")
    assert hours_on(MONDAY, change) == (left, "Wartung")


def test_hours_outside_of_the_opening_close_nothing() -> None:
    """And give the day no reason to differ."""
    assert hours_on(MONDAY, a_change(hours=(Hours(0, 540),), text="x")) == ((NINE_TO_FIVE,), None)


def test_an_opening_is_all_that_its_day_has() -> None:
    """Also on a holiday, and within a closure of which it was said that it wins."""
    christmas = date(2026, 12, 25)
    opened = a_change(ChangeKind.OPENING, first=christmas, last=christmas, hours=(Hours(600, 660),))
    closed = a_change(first=christmas - DAY, last=christmas + DAY)
    assert hours_on(christmas, opened)[0] == (Hours(600, 660),)
    assert hours_on(christmas, replace(opened, wins=True), closed)[0] == (Hours(600, 660),)


def test_a_desk_is_out_of_service_on_its_days() -> None:
    """And back on the day after."""
    calendar = Calendar(applied(HOF, [a_change(ChangeKind.DESKS, desks=("d2",))]))
    there = [[desk for desk, _ in calendar.served_on(MONDAY + n * DAY)] for n in (-1, 0, 1)]
    assert there == [["d1", "d2"], ["d1"], ["d1", "d2"]]


def test_notices_go_by_space() -> None:
    """And only those that hold."""
    notices = [
        a_change(ChangeKind.NOTICE, text="Drucker kaputt", english="No printer"),
        a_change(ChangeKind.NOTICE, text="Alt", ended_us=1),
        a_change(ChangeKind.NOTICE, text="Anderswo", space="hofladen"),
    ]
    found = {
        space: [(each.german, each.english) for each in said]
        for space, said in notices_of(notices).items()
    }
    assert found == {"hof": [("Drucker kaputt", "No printer")], "hofladen": [("Anderswo", "")]}


@pytest.mark.parametrize(
    ("before", "after", "since"),
    [
        (None, a_change(first=MONDAY), None),
        (None, a_change(first=MONDAY - DAY), MONDAY - DAY),
        (a_change(first=MONDAY - 5 * DAY), None, MONDAY - 5 * DAY),
        # only what comes is another one
        (
            a_change(first=MONDAY - 5 * DAY),
            a_change(first=MONDAY - 5 * DAY, last=MONDAY + DAY),
            None,
        ),
        (a_change(first=MONDAY - 5 * DAY), a_change(first=MONDAY - 5 * DAY, text="Neu"), None),
        # the end lies in the past, and moves there
        (
            a_change(first=MONDAY - 5 * DAY, last=MONDAY - 4 * DAY),
            a_change(first=MONDAY - 5 * DAY, last=MONDAY - 2 * DAY),
            MONDAY - 3 * DAY,
        ),
        (a_change(first=MONDAY - 5 * DAY), a_change(first=MONDAY - 6 * DAY), MONDAY - 6 * DAY),
        (None, a_change(ChangeKind.NOTICE, first=MONDAY - DAY, text="x"), None),
    ],
)
def test_from_when_the_past_is_corrected(
    before: CalendarChange | None, after: CalendarChange | None, since: date | None
) -> None:
    """Today and what comes is no past; texts are no figures."""
    assert corrects_past(before, after, MONDAY) == since


def at_noon(day: date) -> int:
    return to_us(instant(day, 720, ZoneInfo("Europe/Berlin")))


def test_corrections_are_told_by_their_days() -> None:
    """What was set for days that were over, what was taken back later, and edits of the past."""
    two_before, before = MONDAY - 2 * DAY, MONDAY - DAY
    late = a_change(
        first=two_before, last=before, made_us=at_noon(MONDAY), ended_us=at_noon(MONDAY + DAY)
    )
    longer = replace(
        late,
        id="c-2",
        first=two_before - DAY,
        replaced="c-1",
        made_us=at_noon(MONDAY + DAY),
        ended_us=None,
    )
    in_time = a_change(
        id="c-3", first=MONDAY + 5 * DAY, last=MONDAY + 6 * DAY, made_us=at_noon(MONDAY)
    )
    undone = replace(in_time, id="c-4", ended_us=at_noon(MONDAY + 8 * DAY))
    found = corrections_of(HOF, [late, longer, in_time, undone])
    assert [(each.on, each.first) for each in found] == [
        (MONDAY, two_before),
        (MONDAY + DAY, two_before - DAY),
        (MONDAY + 8 * DAY, MONDAY + 5 * DAY),
    ]


def test_what_is_taken_back_from_today_on_corrects_nothing() -> None:
    """The days before stay as they were."""
    began = a_change(
        last=MONDAY + 4 * DAY, made_us=at_noon(MONDAY - DAY), ended_us=at_noon(MONDAY + DAY)
    )
    rest = replace(
        began, id="c-2", last=MONDAY, replaced="c-1", made_us=at_noon(MONDAY + DAY), ended_us=None
    )
    assert corrections_of(HOF, [began, rest]) == ()


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        (MONDAY, MONDAY + DAY, None),
        (MONDAY - 2 * DAY, MONDAY + DAY, MONDAY - DAY),
        (MONDAY - 3 * DAY, MONDAY - 2 * DAY, MONDAY - 2 * DAY),
    ],
)
def test_taken_back_from_today_on(first: date, last: date, left: date | None) -> None:
    """What is past stays as it was."""
    rest = rest_of(a_change(first=first, last=last), MONDAY)
    assert (None if rest is None else rest.last) == left


SPANS = st.tuples(st.integers(0, 95), st.integers(1, 96)).filter(lambda span: span[0] < span[1])


def spans_of(pairs: Sequence[tuple[int, int]]) -> list[Hours]:
    return [Hours(15 * first, 15 * end) for first, end in pairs]


@given(st.lists(SPANS, max_size=3), st.lists(SPANS, max_size=3))
@settings(max_examples=60, deadline=None)
def test_without_takes_away_exactly_what_is_closed(
    opened: list[tuple[int, int]], closed: list[tuple[int, int]]
) -> None:
    """Quarter of an hour by quarter of an hour."""
    left = without(spans_of(opened), spans_of(closed))

    def quarters(spans: Sequence[Hours]) -> set[int]:
        return {at for span in spans for at in range(span.start_min // 15, span.end_min // 15)}

    assert quarters(left) == quarters(spans_of(opened)) - quarters(spans_of(closed))
