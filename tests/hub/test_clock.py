"""The hub's clocks: one that never goes back, not even over a sleep, and the kernel's word."""

import time
from datetime import UTC, datetime, tzinfo
from typing import Any

import pytest

from hub import clock
from hub.clock import SystemClock


@pytest.mark.parametrize(
    ("max_error_us", "verdict", "is_disciplined"),
    [(9_776, 5, True), (15_999_999, 0, True), (16_000_000, 5, False), (20_000, -1, False)],
)
def test_the_largest_error_decides(
    monkeypatch: pytest.MonkeyPatch, max_error_us: int, verdict: int, *, is_disciplined: bool
) -> None:
    """As timedatectl judges it, whatever flags are set."""
    machine = SystemClock()

    def adjtimex(timex: Any) -> int:
        timex._obj.maxerror = max_error_us
        return verdict

    monkeypatch.setattr(machine, "_adjtimex", adjtimex)
    assert machine.is_disciplined() is is_disciplined


@pytest.mark.parametrize("said", [datetime(9999, 12, 31, 23, tzinfo=UTC), OverflowError()])
def test_a_year_beyond_the_calendar_is_its_end(
    monkeypatch: pytest.MonkeyPatch, said: datetime | Exception
) -> None:
    """Every page counts days from today on."""

    class Strange(datetime):
        @classmethod
        def now(cls, _: tzinfo | None = None) -> Any:
            if isinstance(said, Exception):
                raise said
            return said

    monkeypatch.setattr(clock, "datetime", Strange)
    assert SystemClock().wall() == clock.LATEST


def test_boot_time_counts_what_a_machine_slept() -> None:
    """It is CLOCK_BOOTTIME, and goes on in the next process of this boot."""
    before, machine = time.clock_gettime(time.CLOCK_BOOTTIME), SystemClock()
    assert before <= machine.monotonic() <= time.clock_gettime(time.CLOCK_BOOTTIME)
    assert machine.boot == SystemClock().boot
