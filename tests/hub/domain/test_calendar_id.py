"""What history is counted anew for: each rule that decides it, and no text."""

from datetime import date
from typing import Any

import pytest

from hub.domain.calendar_id import calendar_id
from tests.hub.spaces import WEEK, a_space, closed_on

DESK = {"id": "d1", "agent": "pi"}
DOOR = {"id": "main", "agent": "pi", "counts": True}
RULES: dict[str, Any] = {"opening": WEEK, "desk": [DESK], "door": [DOOR]}


@pytest.mark.parametrize(
    "change",
    [
        {"timezone": "Europe/Vienna"},
        {"state": "BE"},
        {"since": date(2026, 1, 2)},
        {"opening": WEEK | {"mon": "09:00-17:15"}},
        {"holidays": "usual"},
        {"exceptions": [{"from": date(2026, 5, 4), "to": date(2026, 5, 4), "open": "closed"}]},
        {"desk": [DESK, {"id": "d2", "agent": "pi"}]},
        {"door": [DOOR | {"counts": False}]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_rule_that_decides_a_slot_changes_the_id(change: dict[str, Any]) -> None:
    """Where one was corrected, history that can still be counted is counted anew."""
    assert calendar_id(a_space(**RULES | change)) != calendar_id(a_space(**RULES))


@pytest.mark.parametrize("change", [{"name": "Scheune"}, {"small_count": 0}, {"id": "scheune"}])
def test_what_decides_no_slot_keeps_the_id(change: dict[str, Any]) -> None:
    """A new name is no reason to count a year again."""
    assert calendar_id(a_space(**RULES | change)) == calendar_id(a_space(**RULES))


def test_an_id_until_a_day_leaves_out_what_begins_later() -> None:
    """Both of hours and of desks; what has begun by then counts whole."""
    day = date(2026, 5, 4)
    out = {"out_of_service": [{"from": day, "to": date(2026, 5, 9)}]}
    later = a_space(**RULES | {"desk": [DESK | out]})
    plain = a_space(**RULES)
    for space in (later, closed_on(day)(plain)):
        assert calendar_id(space, date(2026, 5, 3)) == calendar_id(plain)
        assert calendar_id(space, day) == calendar_id(space)


def test_an_id_is_sixteen_hexadecimal_digits() -> None:
    """So long it is stored and compared; another length would be another id for every space."""
    told = calendar_id(a_space(**RULES))
    assert (len(told), int(told, 16) >= 0) == (16, True)
