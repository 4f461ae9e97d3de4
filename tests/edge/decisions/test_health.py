"""Sensor faults, each from its beginning to its end, and what they do to a desk."""

import pytest

from contract.events import DeskState
from edge.configuration.sensors import BeamsSensor, DistanceSensor, MotionSensor, SwitchSensor
from edge.decisions.facts import DeskFact, Fact, FaultFact, Problem, RecoveredFact
from edge.decisions.readings import Level
from edge.decisions.watch import desks_of
from tests.edge.decisions.script import Run, failed, level, metres, us

FREE, OCCUPIED, UNKNOWN = DeskState.FREE, DeskState.OCCUPIED, DeskState.UNKNOWN
SEAT = SwitchSensor(id="seat", desk="d1", pin=4, debounce_s=0.05, hold_s=2, stuck_s=100)
SONAR = DistanceSensor(id="sonar", desk="d1", trigger=5, echo=6, hold_s=0, stuck_s=100)
PIR = MotionSensor(id="pir", desk="d1", pin=4, hold_s=5, flapping_per_minute=6, warm_up_s=0)


def faults(run: Run) -> list[Fact]:
    """Return the facts about sensors."""
    return [fact for fact in run.facts if isinstance(fact, FaultFact | RecoveredFact)]


def test_failed_read_makes_the_desk_unknown_at_once() -> None:
    """A sensor that can't be read is no evidence from that instant on."""
    run = Run([SEAT]).take(level("seat", False, 0)).wait(10).take(failed("seat", 11))
    assert run.facts == [
        DeskFact(us(2), "d1", FREE, "switch"),
        FaultFact(us(11), "seat", Problem.UNREADABLE, "bus error"),
        DeskFact(us(11), "d1", UNKNOWN, "unreadable"),
    ]


def test_unreadable_recovers_after_ten_good_seconds_and_watches_anew() -> None:
    """A sensor is trusted after ten seconds of good reads; free needs the whole hold time again."""
    run = Run([SEAT]).take(level("seat", False, 0)).wait(10)
    run.take(failed("seat", 11), failed("seat", 12), level("seat", False, 21.999999))
    assert len(faults(run)) == 1
    run.take(level("seat", False, 22)).wait(60)
    assert run.facts[3:] == [
        RecoveredFact(us(22), "seat"),
        DeskFact(us(24), "d1", FREE, "switch"),
    ]


def test_occupied_counts_at_once_after_recovery() -> None:
    """Who sits there when the sensor comes back is seen at once."""
    run = Run([SEAT]).take(level("seat", False, 0)).wait(10).take(failed("seat", 11))
    run.take(level("seat", True, 12)).wait(20)
    assert desks_of(run.state) == {"d1": UNKNOWN}
    run.take(level("seat", True, 22))
    assert desks_of(run.state) == {"d1": OCCUPIED}


def test_stuck_sensor() -> None:
    """Active for longer than the limit is a fault; its end begins the watch anew."""
    run = Run([SEAT]).take(level("seat", True, 0)).wait(500)
    assert run.facts == [
        DeskFact(us(0.05), "d1", OCCUPIED, "switch"),
        FaultFact(us(100), "seat", Problem.STUCK),
        DeskFact(us(100), "d1", UNKNOWN, "stuck"),
    ]
    run.take(level("seat", False, 500)).wait(900)
    assert run.facts[3:] == [
        RecoveredFact(us(500.05), "seat"),
        DeskFact(us(502.05), "d1", FREE, "switch"),
    ]


def test_glitch_does_not_free_a_stuck_sensor() -> None:
    """A pulse shorter than the debounce time is no break."""
    run = Run([SEAT]).take(level("seat", True, 0)).wait(50)
    run.take(level("seat", False, 50), level("seat", True, 50.01)).wait(101)
    assert faults(run) == [FaultFact(us(100), "seat", Problem.STUCK)]


def test_stuck_near_recovers_when_far() -> None:
    """A distance sensor that was near for too long is trusted again once it is far."""
    run = Run([SONAR]).take(*(metres("sonar", 0.5, at) for at in (0, 1, 2))).wait(110)
    assert faults(run) == [FaultFact(us(102), "sonar", Problem.STUCK)]
    run.take(*(metres("sonar", 2.0, at) for at in (111, 112, 113)))
    assert run.facts[3:] == [
        RecoveredFact(us(113), "sonar"),
        DeskFact(us(113), "d1", FREE, "distance"),
    ]


def test_stuck_is_off_at_zero() -> None:
    """A limit of 0 never calls a sensor stuck."""
    always = SEAT.model_copy(update={"stuck_s": 0.0})
    run = Run([always]).take(level("seat", True, 0)).wait(10**6)
    assert faults(run) == []


def test_blocked_beam_is_stuck() -> None:
    """A beam that stays interrupted can count nobody, and says so."""
    beams = BeamsSensor(id="b", door="main", pins=(4, 5), stuck_s=60)
    run = Run([beams]).take(level("b", False, 0, 0), level("b", False, 0, 1)).wait(1)
    run.take(level("b", True, 10, 1)).wait(100)
    assert run.facts == [FaultFact(us(70.06), "b", Problem.STUCK)]
    run.take(level("b", False, 100, 1)).wait(200)
    assert run.facts[1:] == [RecoveredFact(us(100.06), "b")]


def test_no_echo() -> None:
    """Several measurements without an echo are a fault; as many echoes end it."""
    run = Run([SONAR]).take(*(metres("sonar", 2.0, at) for at in (1, 2, 3)))
    run.take(*(metres("sonar", None, at) for at in (4, 5, 6)))
    run.take(*(metres("sonar", 2.0, at) for at in (7, 8, 9)))
    assert run.facts == [
        DeskFact(us(3), "d1", FREE, "distance"),
        FaultFact(us(6), "sonar", Problem.NO_ECHO),
        DeskFact(us(6), "d1", UNKNOWN, "no_echo"),
        RecoveredFact(us(9), "sonar"),
        DeskFact(us(9), "d1", FREE, "distance"),
    ]


def flaps(begin_s: float, count: int, every_s: float) -> list[Level]:
    """Return as many changes of the motion sensor."""
    return [level("pir", number % 2 == 0, begin_s + number * every_s) for number in range(count)]


def test_flapping() -> None:
    """More changes within a minute than the limit are a fault, over after a quiet minute."""
    run = Run([PIR]).take(level("pir", False, 0)).wait(9).take(*flaps(10, 8, 1)).wait(300)
    assert faults(run) == [
        FaultFact(us(16), "pir", Problem.FLAPPING),
        RecoveredFact(us(130), "pir"),
    ]
    assert run.facts[-1] == DeskFact(us(135), "d1", FREE, "motion")


def test_counting_changes_is_off_at_zero() -> None:
    """A limit of 0 never calls a sensor flapping for the number of its changes."""
    restless = PIR.model_copy(update={"flapping_per_minute": 0})
    run = Run([restless]).take(level("pir", False, 0)).wait(9).take(*flaps(10, 40, 1)).wait(300)
    assert faults(run) == []


def test_as_many_changes_as_the_limit_are_none() -> None:
    """The limit itself is no fault, and every minute counts anew."""
    run = Run([PIR]).take(level("pir", False, 0)).wait(9)
    run.take(*flaps(10, 6, 1)).wait(69).take(*flaps(70, 6, 1)).wait(300)
    assert faults(run) == []


def test_flapping_goes_on_as_long_as_it_does() -> None:
    """A minute that is still noisy prolongs the fault and is no second one."""
    run = Run([PIR]).take(level("pir", False, 0)).wait(9)
    for change in flaps(10, 120, 1):
        run.wait(change.at_us / 1e6 - 0.001).take(change)
    run.wait(500)
    assert [type(fact) for fact in faults(run)] == [FaultFact, RecoveredFact]
    assert faults(run)[1].at_us == us(190)


@pytest.mark.parametrize("limit", [0, 600])
def test_line_that_never_rests_is_flapping(limit: int) -> None:
    """A line that keeps changing within its debounce time says nothing, so nothing is claimed."""
    seat = SEAT.model_copy(update={"flapping_per_minute": limit})
    run = Run([seat]).take(level("seat", False, 0)).wait(10)
    for number in range(2000):
        change = level("seat", number % 2 == 0, 10 + number * 0.04)
        run.wait(change.at_us / 1e6 - 0.001).take(change)
    assert faults(run) == [FaultFact(us(15), "seat", Problem.FLAPPING)]
    assert desks_of(run.state) == {"d1": UNKNOWN}
    run.wait(200)
    assert faults(run)[1:] == [RecoveredFact(us(135), "seat")]
    assert desks_of(run.state) == {"d1": FREE}


def test_two_problems_end_with_the_last() -> None:
    """Each problem is told once, and the sensor recovers when none is left."""
    run = Run([SEAT]).take(level("seat", True, 0)).wait(100).take(failed("seat", 101))
    run.take(level("seat", False, 105)).wait(106).take(level("seat", False, 112))
    assert faults(run) == [
        FaultFact(us(100), "seat", Problem.STUCK),
        FaultFact(us(101), "seat", Problem.UNREADABLE, "bus error"),
        RecoveredFact(us(112), "seat"),
    ]


def test_passages_during_a_fault_are_not_counted() -> None:
    """What beams see while they can't be trusted is no passage, nor is one that began then."""
    beams = BeamsSensor(id="b", door="main", pins=(4, 5))
    run = Run([beams]).take(level("b", False, 0, 0), level("b", False, 0, 1)).wait(1)
    run.take(failed("b", 10))
    for at_s, line, active in ((11, 0, True), (11.1, 1, True), (11.3, 0, False), (11.4, 1, False)):
        run.wait(at_s - 0.01).take(level("b", active, at_s, line))
    run.wait(19).take(level("b", True, 19.9, 0)).wait(20).take(level("b", True, 20.1, 1))
    assert isinstance(run.facts[-1], RecoveredFact)
    run.wait(20.4).take(level("b", False, 20.5, 0)).wait(20.55).take(level("b", False, 20.6, 1))
    run.wait(100)
    assert [type(fact) for fact in run.facts] == [FaultFact, RecoveredFact]
