"""Confirmation of motion, and the warm-up before it: what a false pulse must not bring about."""

import pytest

from contract.events import DeskState
from edge.configuration.sensors import DigitalSensor, MotionSensor
from edge.decisions.facts import DeskFact
from edge.decisions.past import NOTHING
from edge.decisions.watch import desks_of
from tests.edge.decisions.script import Run, level, us

FREE, OCCUPIED, UNKNOWN = DeskState.FREE, DeskState.OCCUPIED, DeskState.UNKNOWN
PIR = MotionSensor.model_validate(
    {"id": "pir", "desk": "d1", "pin": 4, "hold_s": 600, "warm_up_s": 0, "confirm": {}}
)
THREE = PIR.model_copy(
    update={"confirm": PIR.confirm and PIR.confirm.model_copy(update={"hits": 3})}
)


def free(sensor: MotionSensor = PIR) -> Run:
    """Return a desk at which nobody has been for a while, until second 1000."""
    run = Run([sensor]).take(level("pir", False, 0)).wait(1000)
    run.facts.clear()
    return run


def pulse(run: Run, at_s: float, for_s: float = 3) -> Run:
    """Let the sensor be active for some seconds."""
    run.wait(at_s - 0.001).take(level("pir", True, at_s)).wait(at_s + for_s - 0.001)
    return run.take(level("pir", False, at_s + for_s))


def test_one_pulse_occupies_nothing() -> None:
    """A single flicker of a heater is nobody."""
    run = pulse(free(), 1000).wait(5000)
    assert run.facts == []


def test_a_day_of_single_pulses_is_no_day_of_work() -> None:
    """Three seconds of false motion every nine minutes: free all day."""
    run = free()
    for number in range(60):
        pulse(run, 1000 + number * 540)
    assert run.wait(60_000).facts == []


def test_two_pulses_within_the_time_occupy_at_the_second() -> None:
    """Whoever comes moves more than once."""
    run = pulse(pulse(free(), 1000), 1009.9).wait(5000)
    assert run.facts == [
        DeskFact(us(1009.9), "d1", OCCUPIED, "motion"),
        DeskFact(us(1612.9), "d1", FREE, "motion"),
    ]


def test_two_pulses_too_far_apart_occupy_nothing() -> None:
    """The time counts from the begin of one to the begin of the other."""
    assert pulse(pulse(free(), 1000), 1010.1).wait(5000).facts == []


def test_as_many_pulses_as_are_asked_for() -> None:
    """Two of three are not enough; the newest three count."""
    run = pulse(pulse(free(THREE), 1000, 1), 1004, 1)
    assert run.facts == []
    pulse(pulse(run, 1012, 1), 1013.5, 1)
    assert [fact.at_us for fact in run.facts] == [us(1013.5)]


def test_a_long_pulse_confirms_itself() -> None:
    """A sensor that stays active while somebody moves has no second pulse to give."""
    run = free().take(level("pir", True, 1000)).wait(2000)
    assert run.facts == [DeskFact(us(1010), "d1", OCCUPIED, "motion")]


def test_who_is_there_needs_no_confirmation_to_stay() -> None:
    """A still reader moves once in a while: each time the hold begins anew."""
    run = pulse(pulse(free(), 1000), 1005)
    pulse(run, 1500)
    run.wait(5000)
    assert [fact.at_us for fact in run.facts] == [us(1005), us(2103)]


def test_a_pulse_that_is_not_confirmed_puts_off_no_free() -> None:
    """Else a heater would keep a desk unknown from the start to the evening."""
    run = Run([PIR]).take(level("pir", False, 0))
    pulse(run, 300).wait(700)
    assert run.facts == [DeskFact(us(600), "d1", FREE, "motion")]


def test_active_at_the_start_waits_for_its_confirmation() -> None:
    """Unknown, then occupied; never free in between."""
    run = Run([PIR]).take(level("pir", True, 0)).wait(9.9)
    assert desks_of(run.state) == {"d1": UNKNOWN}
    run.wait(10)
    assert desks_of(run.state) == {"d1": OCCUPIED}


def test_a_single_pulse_is_a_sign_of_life() -> None:
    """Nobody came, but the sensor was seen to change."""
    run = pulse(Run([PIR], past=NOTHING).take(level("pir", False, 0)), 100).wait(1000)
    assert desks_of(run.state) == {"d1": FREE}


# Warm-up

WARMING = MotionSensor(id="pir", desk="d1", pin=4, hold_s=600)


def test_what_a_sensor_sees_while_it_warms_up_is_nobody() -> None:
    """Three pulses in the first minute after power-up: unknown, and then free after the hold."""
    run = Run([WARMING]).take(level("pir", False, 0))
    for at_s in (5, 20, 40):
        pulse(run, at_s)
    run.wait(5000)
    assert run.facts == [DeskFact(us(660), "d1", FREE, "motion")]


def test_who_still_moves_when_it_is_warm_is_there() -> None:
    """The level at the end of the warm-up counts."""
    run = Run([WARMING]).take(level("pir", True, 5)).wait(5000)
    assert run.facts == [DeskFact(us(60), "d1", OCCUPIED, "motion")]


def test_warming_up_is_no_fault_and_no_sign() -> None:
    """What a sensor does while it warms up proves nothing, and is no trouble."""
    run = Run([WARMING], past=NOTHING).take(level("pir", False, 0))
    pulse(run, 10).wait(5000)
    assert desks_of(run.state) == {"d1": UNKNOWN}
    pulse(run, 5000)
    assert desks_of(run.state) == {"d1": OCCUPIED}


def test_the_evidence_says_that_it_warms_up() -> None:
    """A desk that becomes unknown beside a sensor that is warming up says why."""
    seat = DigitalSensor(id="seat", desk="d1", pin=5, debounce_s=0)
    run = Run([WARMING, seat]).take(level("pir", False, 0), level("seat", True, 1))
    run.take(level("seat", False, 2)).wait(3)
    assert run.facts[-1] == DeskFact(us(2), "d1", UNKNOWN, "warm_up")


@pytest.mark.parametrize("warm_up_s", [0.0, 30.0, 300.0])
def test_the_warm_up_is_as_long_as_it_is_said(warm_up_s: float) -> None:
    """From the start of the agent on."""
    sensor = WARMING.model_copy(update={"warm_up_s": warm_up_s})
    run = Run([sensor]).take(level("pir", True, 0)).wait(5000)
    assert run.facts[0].at_us == us(warm_up_s)
