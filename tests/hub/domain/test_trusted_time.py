"""What time can be trusted: each rule by itself, and the law that a mark never lies beyond it."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.times import to_us
from hub.domain.trusted_time import (
    DAY_US,
    FIRST_US,
    FUTURE_US,
    HOUR_US,
    LAST_US,
    LONGEST_ABSENCE_US,
    SECOND_US,
    TOLERANCE_US,
    TRIAL_US,
    ClockDoubt,
    Known,
    Look,
    Memory,
    TrustedTime,
    judge,
)
from tests.hub.spaces import utc

NOW_US = to_us(utc(2026, 11, 28, 12))
BOOT, OTHER_BOOT = "a" * 32, "b" * 32
JUMPS_S = st.sampled_from(
    [
        sign * s
        for s in (1, 59, 3600, 86_400, 45 * 86_400, 400 * 86_400, 3_155_760_000)
        for sign in (1, -1)
    ]
)


@dataclass
class Machine:
    """A hub's machine whose time of day may be wrong by `off_us`, and what it knows."""

    true_us: int = NOW_US
    boot: str = BOOT
    boot_us: int = DAY_US
    off_us: int = 0
    is_disciplined: bool = True
    known: Known = field(default_factory=Known)

    def look(self, *agents_off_us: int) -> TrustedTime:
        """Look once; each agent's clock is off by so much."""
        look = Look(self.true_us + self.off_us, self.boot, self.boot_us, self.is_disciplined)
        time, self.known = judge(self.known, look, [self.true_us + off for off in agents_off_us])
        return time

    def pass_us(self, passed_us: int, *agents_off_us: int) -> TrustedTime:
        """Let time pass, with a look every ten minutes."""
        for _ in range(passed_us // (600 * SECOND_US)):
            self.true_us += 600 * SECOND_US
            self.boot_us += 600 * SECOND_US
            self.look(*agents_off_us)
        return self.look(*agents_off_us)

    def reboot(self, off_for_us: int = 0) -> None:
        """Start the machine again, after it was off for so long."""
        self.true_us += off_for_us
        self.boot, self.boot_us = OTHER_BOOT, 20 * SECOND_US
        self.known = Known(self.known.memory)


@pytest.fixture
def machine() -> Machine:
    """A machine that was right for a day, by NTP and two agents."""
    made = Machine()
    made.pass_us(DAY_US, 0, 0)
    assert made.look(0, 0).may_delete
    return made


# Who is believed


@pytest.mark.parametrize(
    ("is_disciplined", "agents", "doubt"),
    [
        (True, (), ClockDoubt.UNCONFIRMED),
        (False, (0,), ClockDoubt.UNCONFIRMED),
        (False, (), ClockDoubt.UNCONFIRMED),
        (True, (0,), None),
        (False, (0, 0), None),
        (True, (-DAY_US,), ClockDoubt.AHEAD),
        (True, (DAY_US,), ClockDoubt.BEHIND),
        (False, (0, -DAY_US), ClockDoubt.AHEAD),
        (True, (0, -DAY_US), None),
        (True, (0, -DAY_US, -DAY_US), ClockDoubt.AHEAD),
    ],
)
def test_two_witnesses_and_more_than_say_otherwise(
    is_disciplined: bool, agents: tuple[int, ...], doubt: ClockDoubt | None
) -> None:
    """NTP is one witness, and each agent is one; the wall clock itself is none."""
    assert Machine(is_disciplined=is_disciplined).look(*agents).doubt is doubt


def test_memory_and_one_agent_agree(machine: Machine) -> None:
    """What was agreed to once goes on by boot-time, and is a witness without NTP."""
    machine.is_disciplined = False
    assert machine.look(0).may_delete
    assert machine.look().doubt is ClockDoubt.UNCONFIRMED


def test_messages_that_are_late_dont_turn_the_memory_back(machine: Machine) -> None:
    """Agents whose states are under way for minutes pull the known time by no more than drift."""
    machine.is_disciplined = False
    behind = -4 * 60 * SECOND_US
    machine.pass_us(30 * DAY_US, behind, behind)
    machine.is_disciplined = True
    assert machine.look(0, 0).doubt is None


def test_a_fast_boot_clock_is_led_by_ntp(machine: Machine) -> None:
    """Quartz drifts by seconds a day: over a year that is no contradiction."""
    for _ in range(365):
        machine.true_us += DAY_US
        machine.boot_us += DAY_US + 9 * SECOND_US
        assert machine.look(0).doubt is None


# What is certainly past


def test_a_step_that_boot_time_contradicts_moves_nothing(machine: Machine) -> None:
    """Not even if NTP and every agent go along: of one machine they may all be."""
    machine.off_us = 45 * DAY_US
    time = machine.look(machine.off_us, machine.off_us)
    assert (time.doubt, time.may_delete) == (ClockDoubt.AHEAD, False)
    assert machine.true_us - HOUR_US <= time.certain_us <= machine.true_us
    assert time.likely_us <= machine.true_us


def test_a_leap_is_believed_after_hours_without_a_voice_against_it(machine: Machine) -> None:
    """A machine that was suspended has a boot-time that lies; NTP and agents are right."""
    machine.true_us += 3 * DAY_US
    assert machine.pass_us(TRIAL_US - HOUR_US, 0).doubt is ClockDoubt.AHEAD
    assert machine.pass_us(2 * HOUR_US, 0).doubt is None
    assert not machine.look(0).may_delete
    assert machine.pass_us(TRIAL_US + HOUR_US, 0).may_delete


def test_a_voice_against_a_leap_holds_it_up(machine: Machine) -> None:
    """As long as one agent contradicts, boot-time stands."""
    machine.off_us = 3 * DAY_US
    assert machine.pass_us(3 * TRIAL_US, 0).doubt is ClockDoubt.AHEAD


def test_after_a_long_absence_deletion_waits(machine: Machine) -> None:
    """Off for a month or a wrong battery clock: nobody can tell at once; slots go on."""
    machine.reboot(30 * DAY_US)
    time = machine.look(0, 0)
    assert (time.doubt, time.may_delete) == (None, False)
    assert time.likely_us == machine.true_us
    assert machine.pass_us(TRIAL_US + HOUR_US, 0, 0).may_delete


def test_a_trial_goes_on_after_a_restart(machine: Machine) -> None:
    """Starting twice with a wrong clock is no agreement."""
    machine.reboot(30 * DAY_US)
    machine.look(0, 0)
    machine.known = Known(machine.known.memory)
    assert not machine.look(0, 0).may_delete


def test_a_night_off_is_no_absence(machine: Machine) -> None:
    """Who switches the hub off at night has old events deleted in the morning."""
    machine.reboot(14 * HOUR_US)
    assert machine.look(0, 0).may_delete


def test_a_clock_behind_what_was_known_is_doubted(machine: Machine) -> None:
    """A machine without a battery begins in the past; what was known stays known."""
    known_us = machine.true_us
    machine.reboot()
    machine.off_us, machine.is_disciplined = FIRST_US - machine.true_us - 20_000 * DAY_US, False
    time = machine.look()
    assert time.doubt is ClockDoubt.BEHIND
    assert time.certain_us >= known_us - SECOND_US
    assert time.likely_us >= known_us - SECOND_US


def test_a_memory_of_the_future_is_corrected_at_once(machine: Machine) -> None:
    """What two agree to overrules an older agreement, backwards."""
    machine.known = Known(
        replace(machine.known.memory or Memory(0, "", 0), good_us=NOW_US + 99 * DAY_US)
    )
    machine.pass_us(HOUR_US, 0, 0)
    time = machine.look(0, 0)
    assert time.doubt is None
    assert time.certain_us <= machine.true_us


def test_a_machine_set_back_to_an_earlier_moment_remembers(machine: Machine) -> None:
    """A snapshot of a virtual machine has the same boot, and less of it behind."""
    machine.boot_us -= HOUR_US
    assert machine.look(0, 0).certain_us >= machine.true_us - SECOND_US


def test_an_unconfirmed_memory_contradicts_a_step(machine: Machine) -> None:
    """A hub that nothing ever confirmed makes no slots of a month that it leapt over."""
    alone = Machine(is_disciplined=False)
    alone.pass_us(HOUR_US)
    alone.off_us = 45 * DAY_US
    assert alone.look().likely_us <= alone.true_us
    assert alone.look().doubt is ClockDoubt.AHEAD


def test_one_witness_corrects_what_nobody_confirmed() -> None:
    """A hub that began with a wrong clock follows NTP, or the first agent that it hears."""
    alone = Machine(is_disciplined=False, off_us=-10 * DAY_US)
    alone.pass_us(HOUR_US)
    alone.off_us = 0
    assert alone.look(0).likely_us == alone.true_us


@pytest.mark.parametrize(
    "wall_us", [0, FIRST_US - 1, LAST_US + 1, to_us(utc(2300, 1, 1)), to_us(utc(9999, 12, 31))]
)
def test_no_clock_outside_of_this_version_s_life(wall_us: int) -> None:
    """1970 and 2300 are doubted whoever agrees, and are no time to make slots of."""
    machine = Machine(off_us=wall_us - NOW_US)
    time = machine.look(machine.off_us, machine.off_us)
    assert time.doubt in (ClockDoubt.BEHIND, ClockDoubt.AHEAD)
    assert not time.may_delete
    assert FIRST_US <= time.likely_us <= LAST_US


# How late an event may be dated


def test_an_event_may_be_dated_an_hour_later_than_now(machine: Machine) -> None:
    """And no single agent moves that."""
    for off_us in (0, DAY_US, 100 * 365 * DAY_US):
        assert machine.look(0, off_us).latest_us == machine.true_us + FUTURE_US


def test_a_hub_that_is_behind_takes_what_two_agents_date(machine: Machine) -> None:
    """It shows and stores, by the clocks of others."""
    machine.reboot(3 * DAY_US)
    machine.off_us, machine.is_disciplined = -20_000 * DAY_US, False
    assert machine.look(0, 0).latest_us >= machine.true_us + FUTURE_US


def test_a_hub_without_any_time_takes_what_one_agent_dates(machine: Machine) -> None:
    """Within a bound: it may have been off for a year."""
    machine.reboot(300 * DAY_US)
    machine.off_us, machine.is_disciplined = -20_000 * DAY_US, False
    time = machine.look(0)
    assert machine.true_us <= time.latest_us <= machine.true_us + LONGEST_ABSENCE_US


def test_of_two_agents_the_later_dates_nothing(machine: Machine) -> None:
    """As soon as a second one is heard, a hub without any time has something to go by."""
    machine.reboot(60 * SECOND_US)
    machine.off_us, machine.is_disciplined = -3601 * SECOND_US, False
    assert machine.look(0, 20 * HOUR_US).latest_us <= machine.true_us + FUTURE_US


def test_events_of_a_suspended_machine_s_agents_are_taken(machine: Machine) -> None:
    """The wall clock and an agent agree, boot-time does not: nothing is deleted, all is stored."""
    machine.true_us += 3 * DAY_US
    time = machine.look(0)
    assert time.doubt is ClockDoubt.AHEAD
    assert time.latest_us >= machine.true_us


@pytest.mark.parametrize("wrong_us", [-271 * DAY_US, -DAY_US, -HOUR_US, DAY_US, 271 * DAY_US])
@pytest.mark.parametrize("is_disciplined", [False, True])
def test_a_single_wrong_agent_sets_no_other_s_events_aside(
    wrong_us: int, is_disciplined: bool
) -> None:
    """A hub that nothing ever confirmed stores by its own clock, whoever contradicts alone."""
    fresh = Machine(is_disciplined=is_disciplined)
    for agents in ((wrong_us,), (0, wrong_us), (0, wrong_us, 3 * wrong_us)):
        time = fresh.look(*agents)
        assert fresh.true_us <= time.latest_us <= fresh.true_us + FUTURE_US
        assert not time.may_delete
    assert fresh.look(0, wrong_us).likely_us == fresh.true_us


def test_two_who_agree_set_back_what_a_fresh_hub_takes() -> None:
    """Against two of them a wall clock with one is no more than a third time."""
    fresh = Machine(is_disciplined=False, off_us=45 * DAY_US)
    assert fresh.look(45 * DAY_US, 0, 0).latest_us == fresh.true_us + FUTURE_US


def test_an_agent_that_contradicts_a_suspended_machine_too_holds_nothing_up(
    machine: Machine,
) -> None:
    """Boot-time says one thing, an agent another: the hub stores what it and a second agent say."""
    machine.is_disciplined = False
    machine.true_us += 3 * DAY_US
    time = machine.look(0, -10 * DAY_US)
    assert time.doubt is ClockDoubt.AHEAD
    assert time.latest_us >= machine.true_us


def test_hub_and_agent_of_one_machine_dont_outvote_what_was_known(machine: Machine) -> None:
    """They start weeks ahead together: the other agent and what is remembered are two as well."""
    machine.reboot(2 * DAY_US)
    machine.is_disciplined, machine.off_us = False, 45 * DAY_US
    assert machine.look(45 * DAY_US, 0).latest_us == machine.true_us + FUTURE_US


# The law


@given(st.lists(st.tuples(JUMPS_S, JUMPS_S, st.booleans(), st.booleans()), max_size=8))
def test_no_mark_lies_beyond_the_truth(
    steps: list[tuple[int, int, bool, bool]],
) -> None:
    """However hub and one of two agents jump: what is certainly past is past, deleted or not."""
    machine = Machine()
    machine.pass_us(DAY_US, 0, 0)
    for hub_s, agent_s, has_agent, reboots in steps:
        machine.off_us += hub_s * SECOND_US
        machine.is_disciplined = abs(machine.off_us) < 16 * SECOND_US
        if reboots:
            machine.reboot(HOUR_US)
        agents = (0, agent_s * SECOND_US) if has_agent else (0,)
        machine.pass_us(TRIAL_US * 2, *agents)
        time = machine.look(*agents)
        assert time.certain_us <= machine.true_us + TOLERANCE_US
        assert not (time.may_delete and abs(machine.off_us) > TOLERANCE_US + SECOND_US)
    machine.off_us, machine.is_disciplined = 0, True
    machine.pass_us(3 * TRIAL_US, 0, 0)
    assert machine.look(0, 0).may_delete
