"""The hub's clocks: one that never goes back, not even over a sleep, and the kernel's word."""

import time
from typing import Any

import pytest

from hub.clock import SystemClock


@pytest.mark.parametrize(
    ("max_error_us", "verdict", "is_disciplined"),
    [(9_776, 5, True), (15_999_999, 0, True), (16_000_000, 5, False), (20_000, -1, False)],
)
def test_the_largest_error_decides(
    monkeypatch: pytest.MonkeyPatch, max_error_us: int, verdict: int, *, is_disciplined: bool
) -> None:
    """As timedatectl judges it, whatever flags are set."""
    clock = SystemClock()

    def adjtimex(timex: Any) -> int:
        timex._obj.maxerror = max_error_us
        return verdict

    monkeypatch.setattr(clock, "_adjtimex", adjtimex)
    assert clock.is_disciplined() is is_disciplined


def test_boot_time_counts_what_a_machine_slept() -> None:
    """It is CLOCK_BOOTTIME, and goes on in the next process of this boot."""
    before, clock = time.clock_gettime(time.CLOCK_BOOTTIME), SystemClock()
    assert before <= clock.monotonic() <= time.clock_gettime(time.CLOCK_BOOTTIME)
    assert clock.boot == SystemClock().boot
