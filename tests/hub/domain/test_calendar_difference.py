"""From which local day on a calendar isn't what it was."""

from datetime import date

import pytest

from hub.domain.calendar_difference import first_difference
from hub.domain.space import SpaceConfig
from tests.hub.spaces import WEEK, a_space, closed_on

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 31)
DESKS = [{"id": "d1", "agent": "pi"}, {"id": "d2", "agent": "pi"}]


def hof(**keys: object) -> SpaceConfig:
    return a_space(**{"opening": WEEK, "desk": DESKS} | keys)


def without_d2(first: date, last: date) -> SpaceConfig:
    out = [{"from": first, "to": last}]
    return hof(desk=[DESKS[0], {**DESKS[1], "out_of_service": out}])


@pytest.mark.parametrize(
    ("after", "differs"),
    [
        (hof(), None),
        (closed_on(date(2026, 3, 10))(hof()), date(2026, 3, 10)),
        (closed_on(date(2026, 3, 14))(hof()), None),  # a Saturday, closed anyway
        (closed_on(date(2026, 4, 7))(hof()), None),
        (without_d2(date(2026, 2, 1), date(2026, 3, 3)), FIRST),
        (without_d2(date(2026, 3, 29), date(2026, 4, 3)), date(2026, 3, 29)),
        (hof(holidays="usual"), FIRST),
        (hof(name="Anders"), FIRST),
    ],
)
def test_the_first_day_that_differs(after: SpaceConfig, differs: date | None) -> None:
    """By hours and by desks; what differs in another way differs from the first day on."""
    assert first_difference(hof(), after, FIRST, LAST) == differs


def test_no_days_differ_in_nothing() -> None:
    """A space that counts only from tomorrow on has no days yet."""
    assert first_difference(hof(), hof(name="Anders"), LAST, FIRST) is None
