"""When the wall clock may date events, and why not."""

from dataclasses import dataclass, field

import pytest

from contract.messages import ClockReason
from edge.decisions.clock_trust import (
    BEHIND_US,
    BELIEVED_US,
    FIRST_US,
    HOLDOVER_US,
    LAST_US,
    STEP_US,
    ClockTrust,
    GoodTime,
    judge_clock,
    remembered,
)

START_US = FIRST_US + 90 * 86_400_000_000
BOOT, NEXT_BOOT = "a" * 32, "b" * 32
MINUTE_US = 60_000_000


@dataclass
class Watch:
    """A clock and what is thought of it."""

    trust: ClockTrust = field(default_factory=ClockTrust)
    boot: str = BOOT
    boot_us: int = MINUTE_US
    wall_us: int = START_US

    def look(self, *, is_synced: bool, after_us: int = 0, step_us: int = 0) -> ClockReason | None:
        """Let time pass, perhaps with a step of the wall clock, and look."""
        self.boot_us += after_us
        self.wall_us += after_us + step_us
        self.trust = judge_clock(
            self.trust, self.boot, self.boot_us, self.wall_us, is_synced=is_synced
        )
        return self.trust.reason

    def begin(self, boot: str = NEXT_BOOT, wall_us: int | None = None) -> None:
        """Start the agent again, in another boot or the same."""
        if boot != self.boot:
            self.boot, self.boot_us = boot, MINUTE_US
        self.wall_us = self.wall_us if wall_us is None else wall_us
        self.trust = remembered(self.trust.good)


@pytest.fixture
def watch() -> Watch:
    """A clock that was synced a moment ago."""
    made = Watch()
    assert made.look(is_synced=True) is None
    return made


def test_nothing_set_it() -> None:
    """A boot that never synced dates nothing."""
    assert Watch().look(is_synced=False) is ClockReason.NEVER_SET


def test_a_clock_set_once_is_held_over_for_days(watch: Watch) -> None:
    """A sync at boot alone is enough for days; then quartz has drifted too far."""
    assert watch.look(is_synced=False, after_us=HOLDOVER_US) is None
    assert watch.look(is_synced=False, after_us=1) is ClockReason.DRIFTING
    assert watch.look(is_synced=True) is None


def test_a_holdover_goes_on_in_the_next_process_of_the_boot(watch: Watch) -> None:
    """What is remembered tells how far the wall clock is from boot-time."""
    watch.begin(BOOT)
    assert watch.look(is_synced=False, after_us=HOLDOVER_US) is None
    watch.begin(NEXT_BOOT)
    assert watch.look(is_synced=False) is ClockReason.NEVER_SET


@pytest.mark.parametrize("step_us", [-STEP_US - 1, STEP_US + 1])
def test_a_step_without_ntp_ends_the_holdover(watch: Watch, step_us: int) -> None:
    """Somebody typed a time of day: it may be right, and nobody can know."""
    assert watch.look(is_synced=False, after_us=MINUTE_US) is None
    assert watch.look(is_synced=False, step_us=step_us) is ClockReason.STEPPED
    assert watch.look(is_synced=False, step_us=-step_us) is None


@pytest.mark.parametrize("off_us", [-BEHIND_US, 0, 100 * 86_400_000_000])
def test_a_start_after_what_was_known_is_believed(watch: Watch, off_us: int) -> None:
    """Being off for months is nothing strange; a holdover may have been a minute fast."""
    watch.begin(wall_us=watch.wall_us + off_us)
    assert watch.look(is_synced=True) is None


def test_a_start_before_what_was_known_is_not(watch: Watch) -> None:
    """A dead battery clock that the kernel takes for right dates nothing into the past."""
    watch.begin(wall_us=watch.wall_us - BEHIND_US - 1)
    assert watch.look(is_synced=True) is ClockReason.BEHIND
    watch.begin("c" * 32, wall_us=watch.wall_us - 86_400_000_000)
    assert watch.look(is_synced=True) is ClockReason.BEHIND
    assert watch.look(is_synced=True, after_us=BELIEVED_US - 1) is ClockReason.BEHIND


def test_what_was_known_may_have_been_wrong(watch: Watch) -> None:
    """After hours of the same word the clock is believed, and remembered."""
    watch.begin(wall_us=watch.wall_us - 400 * 86_400_000_000 + 320 * 86_400_000_000)
    watch.look(is_synced=True)
    assert watch.look(is_synced=True, after_us=BELIEVED_US) is None
    assert watch.trust.good == GoodTime(watch.wall_us, NEXT_BOOT, watch.boot_us)


def test_hours_without_ntp_in_between_begin_again(watch: Watch) -> None:
    """Only a clock that is synced all the while is believed."""
    watch.begin(wall_us=watch.wall_us - 86_400_000_000)
    watch.look(is_synced=True)
    watch.look(is_synced=False, after_us=BELIEVED_US)
    assert watch.look(is_synced=True) is ClockReason.BEHIND


def test_no_clock_from_before_the_first_agent() -> None:
    """1970 and 2000 are never believed, whatever the kernel says and for how long."""
    watch = Watch(wall_us=FIRST_US - 1 - 2 * BELIEVED_US)
    assert watch.look(is_synced=True) is ClockReason.BEHIND
    assert watch.look(is_synced=True, after_us=2 * BELIEVED_US) is ClockReason.BEHIND


def test_no_clock_from_after_the_last_agent() -> None:
    """The year 2300 is never believed, and never remembered."""
    watch = Watch(wall_us=LAST_US + 1)
    assert watch.look(is_synced=True) is ClockReason.AHEAD
    assert watch.trust.good is None


def test_a_step_back_while_synced_is_believed(watch: Watch) -> None:
    """NTP corrects a running agent: a new epoch begins, and nothing waits."""
    assert watch.look(is_synced=True, after_us=MINUTE_US, step_us=-3600_000_000) is None
