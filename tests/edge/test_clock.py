"""What the kernel says of its clock, judged as timedatectl judges it."""

from typing import Any

import pytest

from edge.clock import SystemClock


@pytest.mark.parametrize(
    ("status", "max_error_us", "verdict", "is_synced"),
    [
        (0x2001, 20_000, 0, True),
        (0x0040, 9_776, 5, True),  # chrony without rtcsync
        (0x0041, 15_999_999, 5, True),
        (0x0041, 16_000_000, 5, False),  # hours after a sync at boot alone
        (0x0040, 16_000_000, 5, False),
        (0x2001, 20_000, -1, False),
    ],
)
def test_the_largest_error_decides(
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    max_error_us: int,
    verdict: int,
    *,
    is_synced: bool,
) -> None:
    """Neither a flag nor the verdict does: chrony sets STA_UNSYNC to spare the battery clock."""
    clock = SystemClock("ntp")

    def adjtimex(timex: Any) -> int:
        timex._obj.status, timex._obj.maxerror = status, max_error_us
        return verdict

    monkeypatch.setattr(clock, "_adjtimex", adjtimex)
    assert clock.is_synced() is is_synced


def test_a_battery_clock_is_taken_at_its_word() -> None:
    """As edge.toml says so."""
    assert SystemClock("rtc").is_synced()
