"""The time of day that is shown: the machine's, unless what is known contradicts it."""

from datetime import datetime, timedelta

import pytest

from hub.domain.trusted_time import ClockDoubt
from hub.workers.timekeeping import ShownClock, Timekeeper
from tests.hub.scripted import ScriptedClock
from tests.hub.spaces import utc

START = utc(2026, 11, 28, 12)
CENTURY_S = 3_155_760_000


class Told:
    """What one agent says that it is now, or nobody."""

    at: datetime | None = None

    def __call__(self, _: float) -> list[datetime]:
        """Answer."""
        return [] if self.at is None else [self.at]


@pytest.fixture
def clock() -> ScriptedClock:
    """A machine that nothing disciplines."""
    return ScriptedClock(START, disciplined=False)


@pytest.mark.parametrize("step_s", [45 * 86_400, CENTURY_S, -50 * 365 * 86_400, -3600, 3600])
def test_a_step_that_boot_time_contradicts_is_not_shown(clock: ScriptedClock, step_s: int) -> None:
    """Not even before the next look: what is shown goes on by boot-time."""
    keeper = Timekeeper(clock, Told())
    clock.step_wall(step_s)
    clock.pass_by(5)
    if step_s > 0:
        assert keeper.wall() == START + timedelta(seconds=5)
        assert keeper.now.doubt is ClockDoubt.AHEAD
    else:
        assert START - timedelta(hours=2) <= keeper.wall() <= START + timedelta(seconds=5)
        assert keeper.now.doubt is not None
    clock.pass_by(0.5)
    shown = keeper.wall()
    clock.pass_by(0.25)
    assert keeper.wall() - shown == timedelta(seconds=0.25)


def test_a_clock_that_nothing_contradicts_is_shown(clock: ScriptedClock) -> None:
    """Without NTP and without agents it is all that there is."""
    keeper = Timekeeper(clock, Told())
    clock.pass_by(30)
    assert keeper.now.doubt is ClockDoubt.UNCONFIRMED
    assert keeper.wall() == clock.now


def test_a_single_agent_doesnt_move_what_is_shown(clock: ScriptedClock) -> None:
    """A battery clock in local time, or a liar: opening hours go by the hub's own clock."""
    told = Told()
    keeper = Timekeeper(clock, told)
    for off_s in (-5 * 3600, 5 * 3600, -86_400, CENTURY_S):
        told.at = clock.now + timedelta(seconds=off_s)
        keeper.look()
        assert keeper.wall() == clock.now


def test_what_sets_the_clock_right_is_shown_at_once(clock: ScriptedClock) -> None:
    """A hub that began days behind, and then hears of NTP."""
    clock.now -= timedelta(days=10)
    keeper = Timekeeper(clock, Told())
    clock.step_wall(10 * 86_400)
    clock.disciplined = True
    assert keeper.wall() == START


def test_pages_follow_the_keeper_once_there_is_one(clock: ScriptedClock) -> None:
    """Until then the machine's time of day is all that they have; boot-time is the same."""
    shown = ShownClock(clock)
    assert (shown.wall(), shown.monotonic()) == (clock.now, clock.seconds)
    shown.follow(Timekeeper(clock, Told()))
    clock.step_wall(86_400)
    assert shown.wall() == START
