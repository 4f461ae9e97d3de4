"""Public holidays as simulated people keep them."""

from datetime import date

import pytest

from edge.simulator.holidays import is_holiday


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 4, 3), True),  # Good Friday
        (date(2026, 4, 4), False),
        (date(2026, 4, 5), True),  # Easter Sunday, in Brandenburg
        (date(2026, 4, 6), True),
        (date(2026, 5, 14), True),  # Ascension Day
        (date(2026, 5, 24), True),  # Whit Sunday, in Brandenburg
        (date(2026, 5, 25), True),
        (date(2026, 6, 4), False),  # Corpus Christi, elsewhere
        (date(2026, 10, 31), True),  # Reformation Day, in Brandenburg
        (date(2026, 12, 24), False),
        (date(2026, 12, 26), True),
        (date(2024, 3, 31), True),  # the Easter Sundays of years that are easily got wrong
        (date(2038, 4, 25), True),
        (date(2008, 3, 23), True),
        (date(1961, 4, 2), True),
    ],
)
def test_holidays_of_brandenburg(day: date, expected: bool) -> None:
    """Those with a fixed date, and those that Easter moves."""
    assert is_holiday(day) is expected
