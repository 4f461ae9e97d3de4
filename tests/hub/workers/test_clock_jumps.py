"""Clocks of hub and agents jump by a second to a century: nothing is deleted that is not due."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from contract.times import to_us
from hub.domain.slots import SLOT_US, slot_of
from hub.domain.trusted_time import DAY_US, HOUR_US, SECOND_US, TOLERANCE_US, ClockDoubt
from tests.hub.workers.jumping import JumpingRegion, raw_limit_us

AMOUNTS_S: Final = (1, 61, 3_601, 20 * 3_600, 45 * 86_400, 400 * 86_400, 3_155_760_000)
JUMPS_S: Final = st.sampled_from([sign * one for one in AMOUNTS_S for sign in (1, -1)])
STEPS: Final = st.lists(
    st.one_of(
        st.tuples(st.just("hub"), JUMPS_S),
        st.tuples(st.just("agent"), JUMPS_S),
        st.tuples(st.just("both"), JUMPS_S),
        st.tuples(st.just("restart"), st.just(0)),
        st.tuples(st.just("reboot"), st.sampled_from([60, 14 * 3600, 2 * 86_400])),
        st.tuples(st.just("run"), st.sampled_from([1, 5, 20])),
        st.tuples(st.just("right"), st.just(0)),
    ),
    max_size=10,
)


def play(region: JumpingRegion, what: str, amount: int) -> None:
    """Do one step; all jumps begin at the truth, so that one amount is one error."""
    match what:
        case "hub":
            region.clock.off_us = amount * SECOND_US
        case "agent":
            region.agents[0].off_us = amount * SECOND_US
        case "both":
            region.clock.off_us = region.agents[0].off_us = amount * SECOND_US
        case "restart":
            region.end()
            region.begin()
        case "reboot":
            region.reboot(amount * SECOND_US)
        case "run":
            region.pass_hours(amount)
        case "right":
            region.clock.off_us = region.agents[0].off_us = 0


def assert_nothing_was_taken(region: JumpingRegion) -> None:
    """Fail if a deletion went beyond what was due in truth."""
    for true_us, done in region.deletions:
        assert done.before_us <= raw_limit_us(true_us) + TOLERANCE_US + SLOT_US
        assert done.at_us <= true_us + TOLERANCE_US


def assert_each_is_stored_once(region: JumpingRegion) -> None:
    """Fail unless each event is stored, old enough to be gone, or from a future that waits."""
    stored = region.stored()
    assert len(stored) == len(set(stored))
    held = {(one.epoch, one.seq): one.at_us for one in map(_Stored, stored)}
    gone_us = max((done.before_us for _, done in region.deletions), default=-(2**62))
    latest_us = region.keeper.now.latest_us
    for agent in region.agents:
        for epoch, event in agent.sent:
            at_us, key = to_us(event.at), (epoch, event.seq)
            if at_us > latest_us:
                assert key in agent.waiting
                assert key not in held
            elif at_us >= gone_us:
                assert held[key] == at_us
                assert key not in agent.waiting
            else:
                assert key not in agent.waiting


class _Stored:
    """A stored event, named."""

    def __init__(self, row: tuple[str, int, int]) -> None:
        self.epoch, self.seq, self.at_us = row


def live_through(steps: list[tuple[str, int]]) -> None:
    """Play a story of jumps, set every clock right, and compare the store with the truth."""
    with TemporaryDirectory() as folder:
        region = JumpingRegion(Path(folder))
        region.pass_hours(8)
        for what, amount in steps:
            play(region, what, amount)
            region.pass_hours(1)
            assert_nothing_was_taken(region)
        play(region, "right", 0)
        region.pass_hours(14)
        assert region.keeper.now.doubt is None
        assert region.keeper.now.may_delete
        assert_nothing_was_taken(region)
        assert_each_is_stored_once(region)
        assert region.rolled_us() == slot_of(region.truth.now_us)
        region.end()


@given(STEPS)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@example([("hub", 45 * 86_400), ("restart", 0), ("run", 20), ("right", 0)])
@example([("both", 45 * 86_400), ("reboot", 60), ("run", 5)])
@example([("hub", -3_155_760_000), ("reboot", 60), ("run", 20)])
@example([("hub", 45 * 86_400), ("agent", 20 * 3600), ("reboot", 60)])
@example([("agent", 3_155_760_000), ("run", 5), ("right", 0), ("run", 5)])
def test_no_jump_takes_anything(steps: list[tuple[str, int]]) -> None:
    """At start, run and stop, on the hub, an agent, and both together."""
    live_through(steps)


@pytest.mark.faults
@given(STEPS)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_jump_of_many_takes_anything(steps: list[tuple[str, int]]) -> None:
    """The same with many more stories."""
    live_through(steps)


@pytest.fixture
def region(tmp_path: Path) -> JumpingRegion:
    """A hub and two agents that were right for ten hours."""
    made = JumpingRegion(tmp_path)
    made.pass_hours(10)
    return made


@pytest.mark.parametrize("how", ["run", "restart", "reboot"])
def test_a_clock_weeks_ahead_deletes_nothing(region: JumpingRegion, how: str) -> None:
    """While it runs, at a new start of the hub, and at one of its machine."""
    before = region.stored()
    play(region, how, 1)
    deletion_count = len(region.deletions)
    region.clock.off_us = 45 * DAY_US
    play(region, how, 1)
    region.pass_hours(3)
    assert len(region.deletions) == deletion_count
    assert set(before) <= set(region.stored())
    assert region.keeper.now.doubt is ClockDoubt.AHEAD
    assert region.rolled_us() <= region.truth.now_us
    region.clock.off_us = 0
    region.pass_hours(1)
    assert all(not agent.waiting for agent in region.agents)
    region.end()


def test_an_agent_in_the_future_waits_alone(region: JumpingRegion) -> None:
    """Its events of 2126 have no receipt; those after it was set right, and others', do."""
    region.agents[0].off_us = 3_155_760_000 * SECOND_US
    region.pass_hours(2)
    assert len(region.agents[0].waiting) == 2
    assert set(region.archivist.held_back) == {region.agents[0].address}
    region.agents[0].off_us = 0
    region.pass_hours(2)
    assert len(region.agents[0].waiting) == 2
    assert not region.agents[1].waiting
    region.end()


def test_what_waited_is_judged_again_when_its_time_has_come(region: JumpingRegion) -> None:
    """Three hours ahead: after three hours it is stored."""
    region.agents[0].off_us = 3 * HOUR_US
    region.pass_hours(1)
    assert region.agents[0].waiting
    region.agents[0].off_us = 0
    region.pass_hours(4)
    assert not region.agents[0].waiting
    region.end()


def test_a_hub_in_the_past_stores_what_is_true(region: JumpingRegion) -> None:
    """A machine that begins in 1970 after two days off: two agents are right, and all is stored."""
    region.reboot(2 * DAY_US)
    region.clock.off_us = -region.truth.now_us
    region.pass_hours(2)
    assert region.keeper.now.doubt is ClockDoubt.BEHIND
    assert all(not agent.waiting for agent in region.agents)
    region.end()


def test_slots_that_a_wrong_clock_made_are_made_again(region: JumpingRegion) -> None:
    """A hub that an older version let roll into the future goes on from now."""
    ahead_us = region.truth.now_us + 10 * DAY_US
    rollup = region._rollup(lambda: False)
    rollup.run(ahead_us)
    rollup.close()
    assert region.rolled_us() == slot_of(ahead_us)
    region.pass_hours(2)
    assert region.rolled_us() == slot_of(region.truth.now_us)
    region.end()


def test_centuries_are_no_crash(region: JumpingRegion) -> None:
    """The years 1970, 2300 and 9999 are doubted, and the hub goes on."""
    for year in (1970, 2300, 9999):
        region.clock.off_us = to_us(datetime(year, 12, 30, tzinfo=UTC)) - region.truth.now_us
        region.pass_hours(1)
        assert region.keeper.now.doubt is not None
    region.end()
