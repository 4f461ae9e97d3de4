"""All that one agent decides: each kind of sensor by an example, and the laws for any readings."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.events import DeskState
from edge.configuration.sensors import (
    BeamsSensor,
    ContactSensor,
    DigitalSensor,
    DistanceSensor,
    MotionSensor,
    Sensor,
    SwitchSensor,
)
from edge.decisions.facts import (
    DeskFact,
    DoorFact,
    Fact,
    FaultFact,
    PassageFact,
    Problem,
    RecoveredFact,
)
from edge.decisions.readings import Distance, Level, ReadFailed, Reading
from edge.decisions.watch import desks_of, doors_of, initial, next_deadline_us, step
from tests.edge.decisions.script import SECOND_US, Run, failed, level, metres, proven, unhurried, us

FREE, OCCUPIED, UNKNOWN = DeskState.FREE, DeskState.OCCUPIED, DeskState.UNKNOWN
PIR = MotionSensor(id="pir", desk="d1", pin=1, hold_s=600, warm_up_s=0)
SEAT = SwitchSensor(id="seat", desk="d1", pin=4, hold_s=30)
SONAR = DistanceSensor(id="sonar", desk="d2", trigger=5, echo=6, hold_s=30)
REED = ContactSensor(id="reed", door="main", pin=7)
LEAF = ContactSensor(id="leaf", door="main", pin=8)
BEAMS = BeamsSensor(id="beams", door="main", pins=(9, 10))


def test_nothing_is_known_before_the_first_reading() -> None:
    """Every desk begins unknown, no door is named, and nothing is due."""
    state = initial([PIR, SEAT, SONAR, REED, BEAMS])
    assert desks_of(state) == {"d1": UNKNOWN, "d2": UNKNOWN}
    assert doors_of(state) == {}
    assert next_deadline_us(state) is None
    assert step(state, None, 10**15) == (state, ())


def test_an_agent_without_sensors_waits_for_nothing() -> None:
    """There is no deadline, and time passes without a fact."""
    state = initial([])
    assert next_deadline_us(state) is None
    assert step(state, None, 10**15) == (state, ())


def test_the_next_deadline_is_the_earliest_of_all_sensors() -> None:
    """Whoever sleeps until then misses nothing: the seat is free before the motion's hold ends."""
    run = Run([PIR, SEAT]).take(level("pir", True, 5), level("pir", False, 8)).wait(9)
    assert next_deadline_us(run.state) == us(608)
    run.take(level("seat", False, 9)).wait(10)
    assert next_deadline_us(run.state) == us(39)
    run.wait(1000)
    assert next_deadline_us(run.state) == us(56 * 86_400)  # its silence is all that is left


def test_a_fact_at_boot_is_dated_at_boot() -> None:
    """The first fact of all waits for none before it."""
    run = Run([PIR]).take(failed("pir", 0))
    assert run.facts == [FaultFact(0, "pir", Problem.UNREADABLE, "bus error")]


def test_motion_is_occupied_at_once_and_free_after_the_hold() -> None:
    """Free comes at the instant at which the hold time ends, not at that of the next look."""
    run = Run([PIR]).take(level("pir", True, 5), level("pir", False, 8)).wait(10_000)
    assert run.facts == [
        DeskFact(us(5), "d1", OCCUPIED, "motion"),
        DeskFact(us(608), "d1", FREE, "motion"),
    ]


def test_new_motion_prolongs_the_hold() -> None:
    """The hold time counts from the last motion."""
    run = Run([PIR]).take(level("pir", True, 5), level("pir", False, 8))
    run.take(level("pir", True, 600), level("pir", False, 601)).wait(10_000)
    assert run.facts[1:] == [DeskFact(us(1201), "d1", FREE, "motion")]


def test_quiet_start_is_unknown_until_it_was_watched() -> None:
    """A motion sensor that starts without motion claims free only after the whole hold time."""
    run = Run([PIR]).take(level("pir", False, 5)).wait(604.999)
    assert desks_of(run.state) == {"d1": UNKNOWN}
    run.wait(605)
    assert run.facts == [DeskFact(us(605), "d1", FREE, "motion")]


def test_late_look_dates_facts_by_their_deadlines() -> None:
    """One look after a long time finds every fact at its own instant, in order."""
    sensors = [replace_desk(PIR, "d1", "a"), replace_desk(SEAT, "d2", "b")]
    state = initial(sensors, proven(sensors))
    for reading in (level("a", False, 0), level("b", True, 0)):
        state, _ = step(state, reading, reading.at_us)
    state, facts = step(state, level("b", False, 1), us(1))
    assert facts == (DeskFact(us(0.05), "d2", OCCUPIED, "switch"),)
    state, facts = step(state, None, us(99_999))
    assert facts == (
        DeskFact(us(31), "d2", FREE, "switch"),
        DeskFact(us(600), "d1", FREE, "motion"),
    )


def replace_desk(sensor: Sensor, desk: str, name: str) -> Sensor:
    """Return the sensor at another desk under another name."""
    return sensor.model_copy(update={"desk": desk, "id": name})


def test_reading_does_not_run_ahead_of_those_behind_it() -> None:
    """A backlog is decided by its own instants, whatever the clock says by now."""
    run = Run([PIR]).take(level("pir", True, 5))
    state, facts = step(run.state, level("pir", False, 8), us(5_000))
    assert facts == ()
    state, facts = step(state, level("pir", True, 9), us(5_000))
    assert (facts, desks_of(state)) == ((), {"d1": OCCUPIED})


def test_late_reading_is_dated_with_the_newest_fact() -> None:
    """No fact is dated before one that was told already."""
    run = Run([PIR, SONAR.model_copy(update={"confirmations": 1})])
    run.take(metres("sonar", 0.5, 10), level("pir", True, 9))
    assert [fact.at_us for fact in run.facts] == [us(10), us(10)]


def test_a_reading_without_a_fact_makes_no_later_one_younger() -> None:
    """Only facts are kept in order: a late reading behind a silent one keeps its own instant."""
    run = Run([PIR, SEAT]).take(level("pir", False, 10), failed("seat", 5))
    assert run.facts == [FaultFact(us(5), "seat", Problem.UNREADABLE, "bus error")]


def test_a_contact_that_recovers_tells_both_that_and_its_door() -> None:
    """Both are facts of one instant."""
    run = Run([REED]).take(level("reed", False, 0)).wait(1).take(failed("reed", 2))
    run.take(level("reed", True, 5)).wait(6).take(level("reed", True, 12))
    assert run.facts[-2:] == [RecoveredFact(us(12), "reed"), DoorFact(us(12), "main", True)]


def test_one_desk_two_sensors() -> None:
    """Any one says occupied, both must say free, and silence of one leaves free unknown."""
    run = Run([PIR, SEAT]).take(level("pir", False, 0)).wait(700)
    assert desks_of(run.state) == {"d1": UNKNOWN}
    run.take(level("seat", False, 700)).wait(740)
    assert desks_of(run.state) == {"d1": FREE}
    run.take(level("seat", True, 750)).wait(751)
    assert desks_of(run.state) == {"d1": OCCUPIED}
    run.take(failed("pir", 760))
    assert desks_of(run.state) == {"d1": OCCUPIED}
    run.take(level("seat", False, 770)).wait(900)
    assert desks_of(run.state) == {"d1": UNKNOWN}
    assert [fact.evidence for fact in run.facts if isinstance(fact, DeskFact)] == [
        "motion+switch",
        "switch",
        "unreadable",
    ]


def test_distance_with_hysteresis() -> None:
    """Near is occupied, far is free after the hold time, and between them nothing changes."""
    run = Run([SONAR]).take(*(metres("sonar", 0.7, at) for at in (1, 2, 3)))
    run.take(*(metres("sonar", 0.9, at) for at in range(4, 100)))
    run.take(*(metres("sonar", 1.1, at) for at in (100, 101, 102))).wait(1000)
    assert run.facts == [
        DeskFact(us(3), "d2", OCCUPIED, "distance"),
        DeskFact(us(132), "d2", FREE, "distance"),
    ]


def test_contact_tells_the_door() -> None:
    """A contact opens and closes its door after the debounce time; beams tell no door state."""
    run = Run([REED, BEAMS]).take(level("reed", False, 0)).wait(1)
    run.take(level("reed", True, 2), level("reed", False, 2.01), level("reed", True, 2.02)).wait(3)
    assert run.facts == [DoorFact(us(0.05), "main", False), DoorFact(us(2.07), "main", True)]
    assert doors_of(run.state) == {"main": True}


def test_door_with_beams_only_has_no_state() -> None:
    """Nobody knows whether a door without a contact is open."""
    run = Run([BEAMS]).take(level("beams", True, 0, 0), level("beams", False, 0, 1)).wait(5)
    assert doors_of(run.state) == {}


def test_door_of_a_failed_contact_is_left_out_until_it_is_seen_again() -> None:
    """An unreadable contact tells nothing; afterwards the door is told anew, even if unchanged."""
    run = Run([REED]).take(level("reed", False, 0)).wait(1).take(failed("reed", 2))
    assert doors_of(run.state) == {}
    run.take(level("reed", False, 13))
    assert [fact for fact in run.facts if isinstance(fact, DoorFact)] == [
        DoorFact(us(0.05), "main", False),
        DoorFact(us(13), "main", False),
    ]


def test_double_door() -> None:
    """A door with two leaves is open when one is, and closed only when both are."""
    run = Run([REED, LEAF]).take(level("reed", False, 0)).wait(1)
    assert doors_of(run.state) == {}
    run.take(level("leaf", False, 1)).wait(2).take(level("leaf", True, 3)).wait(4)
    assert doors_of(run.state) == {"main": True}


@pytest.mark.parametrize(("desk", "door"), [("d1", None), (None, "main")])
def test_digital_input_is_a_desk_or_a_door(desk: str | None, door: str | None) -> None:
    """Active means occupied at a desk and open at a door."""
    run = Run([DigitalSensor(id="x", desk=desk, door=door, pin=4)])
    run.take(level("x", True, 0)).wait(1)
    assert desks_of(run.state) == ({"d1": OCCUPIED} if desk else {})
    assert doors_of(run.state) == ({"main": True} if door else {})


def test_foreign_sensor_is_refused() -> None:
    """A reading of a sensor that is not configured is a mistake of the program."""
    with pytest.raises(KeyError):
        step(initial([PIR]), level("other", True, 0), 0)


# Laws that hold for any readings. Times are short against the sensors' limits, so that every
# deadline is met.

ANY: list[Sensor] = [
    MotionSensor(
        id="pir", desk="d1", pin=1, hold_s=3, stuck_s=20, flapping_per_minute=5, warm_up_s=0
    ),
    SwitchSensor(id="seat", desk="d1", pin=4, hold_s=1, stuck_s=0, flapping_per_minute=8),
    SwitchSensor(id="pad", desk="d2", pin=2, hold_s=0, debounce_s=0.3, stuck_s=9),
    DistanceSensor(id="sonar", desk="d2", trigger=5, echo=6, confirmations=2, hold_s=2, stuck_s=9),
    REED,
    BEAMS,
]
LINES = [("pir", 0), ("seat", 0), ("pad", 0), ("reed", 0), ("beams", 0), ("beams", 1)]
READINGS = st.one_of(
    st.builds(lambda of, on: Level(of[0], of[1], on, 0), st.sampled_from(LINES), st.booleans()),
    st.builds(
        lambda far: Distance("sonar", far, 0), st.sampled_from([None, 0.5, 0.5, 0.9, 2.0, 2.0])
    ),
    st.builds(lambda of: ReadFailed(of, "x", 0), st.sampled_from([one.id for one in ANY])),
)
GAPS_US = st.one_of(
    st.integers(0, 100_000), st.integers(0, 4 * SECOND_US), st.integers(0, 90 * SECOND_US)
)
SCRIPTS = st.lists(st.tuples(GAPS_US, READINGS), max_size=60)
Script = list[tuple[int, Reading]]


def dated(script: Script) -> list[Reading]:
    """Give every reading the instant that the gaps before it add up to."""
    at_us, readings = 0, list[Reading]()
    for gap_us, reading in script:
        at_us += gap_us
        readings.append(replace(reading, at_us=at_us))
    return readings


def played(script: Script) -> list[Fact]:
    """Return every fact of a script and of the ten minutes after it."""
    readings = dated(script)
    end_s = (readings[-1].at_us if readings else 0) / SECOND_US + 600
    return Run(ANY).take(*readings).wait(end_s).facts


@unhurried
@given(SCRIPTS)
def test_free_is_never_claimed_on_a_faulty_sensor(script: Script) -> None:
    """While a sensor has a problem, or was never read, its desk is not free."""
    run, faulty, seen = Run(ANY), set[str](), set[str]()
    watching = {"d1": {"pir", "seat"}, "d2": {"pad", "sonar"}}
    for reading in dated(script):
        known = len(run.facts)
        run.take(reading)
        seen.add(reading.sensor)
        for fact in run.facts[known:]:
            if isinstance(fact, FaultFact):
                faulty.add(fact.sensor)
            elif isinstance(fact, RecoveredFact):
                faulty.discard(fact.sensor)
        for desk, state in desks_of(run.state).items():
            if state is FREE:
                assert watching[desk] <= seen
                assert not watching[desk] & faulty


@unhurried
@given(SCRIPTS)
def test_free_means_no_motion_for_the_whole_hold(script: Script) -> None:
    """A desk becomes free only after its motion sensor was seen idle for the whole hold time."""
    run, is_idle, not_idle_until_us = Run(ANY), False, 0
    for reading in dated(script):
        if not is_idle:
            not_idle_until_us = reading.at_us
        known = len(run.facts)
        run.take(reading)
        for fact in run.facts[known:]:
            if isinstance(fact, DeskFact) and (fact.desk, fact.state) == ("d1", FREE):
                assert fact.at_us - not_idle_until_us >= us(3)
        if reading.sensor == "pir":
            is_idle = isinstance(reading, Level) and not reading.active


@unhurried
@given(SCRIPTS)
def test_facts_are_in_order_and_never_ahead(script: Script) -> None:
    """Facts come in the order of time and none is dated after the instant of the step."""
    state, newest_us = initial(ANY, proven(ANY)), 0
    for reading in dated(script):
        while (due_us := next_deadline_us(state)) is not None and due_us <= reading.at_us:
            state, facts = step(state, None, due_us)
            assert all(newest_us <= fact.at_us <= due_us for fact in facts)
            newest_us = max([newest_us, *(fact.at_us for fact in facts)])
            after_us = next_deadline_us(state)
            assert after_us is None or after_us > due_us
        state, facts = step(state, reading, reading.at_us)
        assert all(newest_us <= fact.at_us <= reading.at_us for fact in facts)
        newest_us = max([newest_us, *(fact.at_us for fact in facts)])


@unhurried
@given(SCRIPTS)
def test_waking_often_or_seldom_gives_the_same_facts(script: Script) -> None:
    """Whoever wakes at every deadline learns the same as who only comes with the next reading."""
    eager, lazy = Run(ANY), Run(ANY)
    for reading in dated(script):
        eager.wait(reading.at_us / SECOND_US).take(reading)
        lazy.take(reading)
    assert eager.wait(100_000).facts == lazy.wait(100_000).facts


@unhurried
@given(SCRIPTS)
def test_states_are_the_sum_of_the_facts(script: Script) -> None:
    """Who follows the facts knows every desk's present state, and each fact changes something."""
    run, told = Run(ANY), {"d1": UNKNOWN, "d2": UNKNOWN}
    for reading in dated(script):
        known = len(run.facts)
        run.take(reading)
        for fact in run.facts[known:]:
            if isinstance(fact, DeskFact):
                assert told[fact.desk] is not fact.state
                told[fact.desk] = fact.state
        assert desks_of(run.state) == told


@unhurried
@given(SCRIPTS)
def test_faults_and_recoveries_alternate(script: Script) -> None:
    """A recovery follows a fault, and no problem is told twice before it."""
    told = dict[str, set[str]]()
    for fact in played(script):
        if isinstance(fact, FaultFact):
            assert fact.problem not in told.setdefault(fact.sensor, set())
            told[fact.sensor].add(fact.problem)
        elif isinstance(fact, RecoveredFact):
            assert told.pop(fact.sensor)


@unhurried
@given(SCRIPTS)
def test_reading_again_changes_nothing(script: Script) -> None:
    """The levels' repetition every second adds no fact and moves none."""
    readings = [one for one in dated(script) if not isinstance(one, ReadFailed)]
    once, again, levels = Run(ANY), Run(ANY), dict[tuple[str, int], Level]()
    second = SECOND_US
    for reading in readings:
        once.take(reading)
        while second <= reading.at_us and second < 900 * SECOND_US:
            again.take(*(replace(one, at_us=second) for one in levels.values()))
            second += SECOND_US
        again.take(reading)
        if isinstance(reading, Level):
            levels[reading.sensor, reading.line] = reading
    assert again.wait(100_000).facts == once.wait(100_000).facts


@unhurried
@given(SCRIPTS)
def test_a_step_changes_no_state_that_somebody_holds(script: Script) -> None:
    """Deciding again from an old state gives the same again: nothing is changed in place."""
    state, history = initial(ANY, proven(ANY)), []
    for reading in dated(script):
        after = step(state, reading, reading.at_us)
        history.append((state, reading, after))
        state = after[0]
    assert all(step(old, reading, reading.at_us) == after for old, reading, after in history)


WALK = [(0, True), (1, True), (0, False), (1, False)]


def test_all_facts_are_covered() -> None:
    """The laws are tried on every kind of fact: the readings above can bring each about."""
    script: Script = [(0, level(of, False, 0, line)) for of, line in LINES]
    script += [(SECOND_US, level("beams", on, 0, line)) for line, on in WALK]
    script += [(SECOND_US, failed("pir", 0)), (us(20), level("pir", True, 0))]
    kinds = {type(fact) for fact in played(script)}
    assert kinds == {DeskFact, DoorFact, PassageFact, FaultFact, RecoveredFact}
