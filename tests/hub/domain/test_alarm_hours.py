"""Where somebody is expected: opening hours, closures by plan, and evenings that are none."""

from datetime import date, datetime

import pytest

from hub.domain.alarm import Hours
from hub.domain.alarm_hours import hours_of
from hub.domain.calendar import Calendar
from hub.domain.space import SpaceConfig
from tests.hub.spaces import a_space, utc

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00")
CLOSED = {"from": date(2026, 3, 4), "to": date(2026, 3, 6), "open": "closed", "reason": "Umbau"}
SHORT = {"from": date(2026, 3, 4), "to": date(2026, 3, 4), "open": "10:00-12:00", "reason": "kurz"}

LATE = {"from": date(2026, 3, 4), "to": date(2026, 3, 4), "open": "09:00-20:00", "reason": "lang"}


def space(**keys: object) -> SpaceConfig:
    """Make one with a week."""
    return a_space(**{"id": "hof", "opening": WEEK, **keys})


def hours(at: datetime, *spaces: SpaceConfig) -> Hours:
    """Ask about these spaces."""
    by_id = {each.id: each for each in spaces}
    return hours_of(by_id, {each.id: Calendar(each) for each in spaces}, at)


def at_hof(at: datetime, *spaces: SpaceConfig) -> tuple[bool, bool]:
    """Tell of the first whether it is open, and whether it is shut by plan."""
    found = hours(at, *spaces)
    return spaces[0].id in found.open, spaces[0].id in found.shut


@pytest.mark.parametrize(
    ("at", "keys", "expected"),
    [
        (utc(2026, 3, 2, 10), {}, (True, False)),
        (utc(2026, 3, 2, 20), {}, (False, False)),
        (utc(2026, 3, 7, 10), {}, (False, False)),
        (utc(2026, 3, 4, 10), {"exceptions": [CLOSED]}, (False, True)),
        (utc(2026, 3, 3, 20), {"exceptions": [CLOSED]}, (False, False)),
        (utc(2026, 3, 4, 0), {"exceptions": [CLOSED]}, (False, True)),
        (utc(2026, 3, 7, 10), {"exceptions": [CLOSED]}, (False, True)),
        (utc(2026, 3, 9, 7), {"exceptions": [CLOSED]}, (False, True)),
        (utc(2026, 3, 9, 9), {"exceptions": [CLOSED]}, (True, False)),
        (utc(2026, 3, 9, 20), {"exceptions": [CLOSED]}, (False, False)),
        (utc(2026, 3, 4, 7), {"exceptions": [SHORT]}, (False, False)),
        (utc(2026, 3, 4, 8, 30), {"exceptions": [SHORT]}, (False, True)),
        (utc(2026, 3, 4, 10), {"exceptions": [SHORT]}, (True, False)),
        (utc(2026, 3, 4, 13), {"exceptions": [SHORT]}, (False, True)),
        (utc(2026, 3, 4, 20), {"exceptions": [SHORT]}, (False, True)),
        (utc(2026, 3, 5, 7), {"exceptions": [SHORT]}, (False, True)),
        (utc(2026, 3, 5, 8), {"exceptions": [SHORT]}, (True, False)),
        (utc(2026, 3, 4, 18), {"exceptions": [LATE]}, (True, False)),
        (utc(2026, 3, 4, 20), {"exceptions": [LATE]}, (False, False)),
        (utc(2026, 4, 3, 10), {"state": "BB"}, (False, True)),
        (utc(2026, 3, 2, 10), {"opening": None}, (True, False)),
        (utc(2026, 3, 4, 10), {"opening": None, "exceptions": [CLOSED]}, (False, True)),
        (utc(2026, 3, 7, 10), {"opening": None, "exceptions": [CLOSED]}, (True, False)),
    ],
)
def test_a_closure_lasts_until_it_opens_again(
    at: datetime, keys: dict[str, object], expected: tuple[bool, bool]
) -> None:
    """Over a weekend, too; an evening and a day off are none."""
    assert at_hof(at, space(**keys)) == expected


def test_the_hub_is_open_while_any_space_is_and_shut_while_all_are() -> None:
    """So somebody hears of the hub itself on a day on which one of two is closed."""
    closed, usual = space(exceptions=[CLOSED]), space(id="muehle")
    at = utc(2026, 3, 4, 10)
    both = hours(at, closed, usual)
    assert "" in both.open
    assert "" not in both.shut
    alone = hours(at, closed)
    assert "" in alone.shut
    assert "" not in alone.open
