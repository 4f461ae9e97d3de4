"""Periods of local days, and those beside them."""

from datetime import date

import pytest

from hub.reports.period import Period


def period(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


BESIDE = [
    # period, the one before, a year before
    ("2026-03-23", "2026-04-05", "2026-03-09", "2026-03-22", "2025-03-23", "2025-04-05"),
    ("2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28", "2025-03-01", "2025-03-31"),
    ("2026-01-01", "2026-03-31", "2025-10-01", "2025-12-31", "2025-01-01", "2025-03-31"),
    ("2026-01-01", "2026-12-31", "2025-01-01", "2025-12-31", "2025-01-01", "2025-12-31"),
    ("2024-02-29", "2024-02-29", "2024-02-28", "2024-02-28", "2023-02-28", "2023-02-28"),
    ("2025-02-01", "2025-02-28", "2025-01-01", "2025-01-31", "2024-02-01", "2024-02-29"),
    ("2025-02-02", "2025-02-28", "2025-01-06", "2025-02-01", "2024-02-02", "2024-02-28"),
    ("2025-11-01", "2026-02-28", "2025-07-01", "2025-10-31", "2024-11-01", "2025-02-28"),
]


@pytest.mark.parametrize("days", BESIDE)
def test_the_periods_beside(days: tuple[str, ...]) -> None:
    """As many days just before, or as many whole months; and the same days a year earlier."""
    asked = period(*days[:2])
    assert asked.previous() == period(*days[2:4])
    assert asked.year_before() == period(*days[4:])


def test_days_are_counted_and_listed() -> None:
    """Both ends belong to it."""
    asked = period("2026-02-27", "2026-03-01")
    assert asked.day_count == len(list(asked.days())) == 3
