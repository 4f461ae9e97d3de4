"""How long somebody stays signed in."""

import pytest

from hub.domain.session_life import (
    IDLE_US,
    LONGEST_US,
    TRUSTED_IDLE_US,
    TRUSTED_LONGEST_US,
    Session,
    has_ended,
)

MINUTE_US = 60_000_000
NOW_US = 1_772_444_460_000_000


@pytest.mark.parametrize(
    ("is_trusted", "idle_us", "longest_us"),
    [(False, IDLE_US, LONGEST_US), (True, TRUSTED_IDLE_US, TRUSTED_LONGEST_US)],
)
def test_it_ends_when_idle_and_when_old(idle_us: int, longest_us: int, *, is_trusted: bool) -> None:
    """To the microsecond; being seen helps against the one and not against the other."""

    def ended(began_us: int, seen_us: int) -> bool:
        return has_ended(Session("h", "p-1", began_us, seen_us, is_trusted), NOW_US)

    assert not ended(NOW_US, NOW_US)
    assert not ended(NOW_US - idle_us, NOW_US - idle_us + 1)
    assert ended(NOW_US - idle_us, NOW_US - idle_us)
    assert not ended(NOW_US - longest_us + 1, NOW_US)
    assert ended(NOW_US - longest_us, NOW_US)


def test_half_an_hour_and_twelve_hours() -> None:
    """As the rules for sessions say."""
    assert (IDLE_US, LONGEST_US) == (30 * MINUTE_US, 12 * 60 * MINUTE_US)


def test_a_clock_that_was_set_back_ends_it() -> None:
    """But for the minute in which clocks may differ."""
    assert has_ended(Session("h", "p-1", NOW_US, NOW_US + MINUTE_US + 1), NOW_US)
    assert not has_ended(Session("h", "p-1", NOW_US, NOW_US + MINUTE_US), NOW_US)
