"""The table of doubt, played cell by cell: what each pattern of each kind becomes, and when."""

from collections.abc import Callable, Iterator
from itertools import count, pairwise

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
from edge.decisions import proof
from edge.decisions.facts import FaultFact, PassageFact, Problem, RecoveredFact
from edge.decisions.past import NOTHING, Past
from edge.decisions.plan import Kind
from edge.decisions.proof import RULES, Pattern
from edge.decisions.readings import Reading
from edge.decisions.watch import desks_of, doors_of
from tests.edge.decisions.script import Run, failed, level, metres, proven, unhurried, us

SENSORS: dict[Kind, Sensor] = {
    Kind.CONTACT: ContactSensor(id="x", door="p", pin=4, stuck_s=7200, silent_days=1),
    Kind.BEAMS: BeamsSensor(
        id="x", door="p", pins=(4, 5), stuck_s=7200, silent_days=1, flapping_per_minute=600
    ),
    Kind.MOTION: MotionSensor(
        id="x", desk="p", pin=4, stuck_s=7200, silent_days=1, debounce_s=0.01
    ),
    Kind.SWITCH: SwitchSensor(id="x", desk="p", pin=4, stuck_s=7200, silent_days=1),
    Kind.DIGITAL: DigitalSensor(id="x", desk="p", pin=4, stuck_s=7200, silent_days=1),
    Kind.DISTANCE: DistanceSensor(id="x", desk="p", trigger=4, echo=5, stuck_s=7200),
}
BEGINS_S = 1000
LONG_S = 2 * 86_400


def at_rest(kind: Kind, at_s: float) -> list[Reading]:
    """Return what a sensor reads of an empty place."""
    if kind is Kind.DISTANCE:
        return [metres("x", 2.0, at_s + number / 2) for number in range(3)]
    lines = SENSORS[kind].plan.line_count
    return [level("x", False, at_s, line) for line in range(lines)]


Played = Iterator[Reading]


def _every(kind: Kind, gap_s: float, *distances: float | None) -> Played:
    """Change a line at every gap, or measure these distances in turn."""
    for number in count():
        at_s = BEGINS_S + number * gap_s
        if kind is Kind.DISTANCE:
            yield metres("x", distances[number % len(distances)], at_s)
        else:
            yield level("x", number % 2 == 0, at_s)


def _flapping(kind: Kind) -> Played:
    distances = (0.5, 0.5, 0.5, 2.0, 2.0, 2.0)
    return _every(kind, 0.5 if kind is Kind.DISTANCE else 0.09, *distances)


def _stuck(kind: Kind) -> Played:
    if kind is Kind.DISTANCE:
        return _every(kind, 0.5, 0.5)
    return iter([level("x", True, BEGINS_S)])


PATTERNS: dict[Pattern, Callable[[Kind], Played]] = {
    Pattern.NO_ANSWER: lambda _: iter([failed("x", BEGINS_S)]),
    Pattern.NEVER_CHANGED: lambda kind: iter(at_rest(kind, BEGINS_S)),
    Pattern.STUCK_IDLE: lambda _: iter([]),
    Pattern.STUCK_ACTIVE: _stuck,
    Pattern.FLAPPING: _flapping,
    Pattern.RESTLESS: lambda kind: _every(kind, 0.005),
    Pattern.ALTERNATING: lambda kind: _every(kind, 0.5, 2.0, None),
    Pattern.UNDECIDED: lambda kind: _every(kind, 0.5, 0.9),
    Pattern.NO_ECHO: lambda kind: _every(kind, 0.5, None),
    Pattern.IMPOSSIBLE: lambda kind: _every(kind, 0.5, -1.0, float("nan"), 1e9, float("inf")),
}
CELLS = [(kind, pattern) for kind, rules in RULES.items() for pattern in rules]


def played(kind: Kind, pattern: Pattern, past: Past | None = None) -> Run:
    """Play a pattern for two days, or until the sensor has a problem."""
    sensor = SENSORS[kind]
    run = Run([sensor], past=past).take(*at_rest(kind, 0)).wait(BEGINS_S)
    run.facts.clear()
    for reading in PATTERNS[pattern](kind):
        run.wait(reading.at_us / 1e6 - 1e-4).take(reading)
        if reading.at_us > us(LONG_S) or any(isinstance(one, FaultFact) for one in run.facts):
            break
    return run.wait(LONG_S) if not any(isinstance(one, FaultFact) for one in run.facts) else run


def test_every_kind_has_its_rules() -> None:
    """No kind is forgotten, and none is free for ever: silence is a rule of each."""
    assert set(RULES) == set(Kind)
    for rules in RULES.values():
        assert Pattern.NO_ANSWER in rules
        assert Pattern.STUCK_ACTIVE in rules
        assert Pattern.FLAPPING in rules
        assert {Pattern.STUCK_IDLE, Pattern.NO_ECHO} & set(rules)


def test_every_problem_has_a_rule() -> None:
    """What can be told of a sensor is in the table."""
    assert {rule.problem for rules in RULES.values() for rule in rules.values()} == set(Problem)


@pytest.mark.parametrize(("kind", "pattern"), CELLS, ids=[f"{k}-{p.name}" for k, p in CELLS])
def test_cell(kind: Kind, pattern: Pattern) -> None:
    """The pattern ends in its problem within its limit, not before, and the place is unknown."""
    rule = RULES[kind][pattern]
    limit_us = rule.limit(SENSORS[kind].plan)
    assert limit_us is not None
    begins_us = us(0 if pattern in (Pattern.NEVER_CHANGED, Pattern.STUCK_IDLE) else BEGINS_S)
    if pattern is Pattern.NEVER_CHANGED:
        run = Run([SENSORS[kind]], past=NOTHING).take(*at_rest(kind, 0)).wait(BEGINS_S)
    else:
        run = played(kind, pattern)
    fault = next(one for one in run.facts if isinstance(one, FaultFact))
    assert fault.problem is rule.problem
    if rule.problem is Problem.FLAPPING:  # the count may be there before the time
        assert begins_us < fault.at_us <= begins_us + limit_us
    else:
        assert begins_us + limit_us <= fault.at_us <= begins_us + limit_us + us(1.6)
    assert desks_of(run.state).get("p", DeskState.UNKNOWN) is DeskState.UNKNOWN
    assert doors_of(run.state) == {}


@pytest.mark.parametrize(("kind", "pattern"), CELLS, ids=[f"{k}-{p.name}" for k, p in CELLS])
def test_only_one_fault_of_each_problem(kind: Kind, pattern: Pattern) -> None:
    """A pattern that goes on is told once, and the sensor doesn't recover from it meanwhile."""
    sensor = SENSORS[kind]
    past = NOTHING if pattern is Pattern.NEVER_CHANGED else None
    run = Run([sensor], past=past).take(*at_rest(kind, 0)).wait(BEGINS_S)
    run.facts.clear()
    for reading in PATTERNS[pattern](kind):
        if reading.at_us > us(BEGINS_S + (20 if pattern is Pattern.RESTLESS else 400)):
            break
        run.wait(reading.at_us / 1e6 - 1e-4).take(reading)
    told = [one.problem for one in run.facts if isinstance(one, FaultFact)]
    assert len(told) == len(set(told))
    assert not any(isinstance(one, RecoveredFact) for one in run.facts)


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (Kind.MOTION, {"silent_days": 0.0}),
        (Kind.MOTION, {"stuck_s": 0.0}),
        (Kind.DISTANCE, {"undecided_s": 0.0}),
        (Kind.DISTANCE, {"flapping_per_minute": 0}),
    ],
)
def test_zero_switches_a_rule_off(kind: Kind, keys: dict[str, float]) -> None:
    """What the operator doesn't want to hear is not told."""
    plan = SENSORS[kind].model_copy(update=keys).plan
    off = [pattern for pattern, rule in RULES[kind].items() if rule.limit(plan) is None]
    assert len(off) == 1


def test_a_change_proves_a_sensor_for_good() -> None:
    """Unknown until it was seen to change; from then on its level is believed, idle or active."""
    seat = SENSORS[Kind.SWITCH]
    run = Run([seat], past=NOTHING).take(level("x", False, 0)).wait(500)
    assert desks_of(run.state) == {"p": DeskState.UNKNOWN}
    run.take(level("x", True, 500)).wait(501)
    assert desks_of(run.state) == {"p": DeskState.OCCUPIED}
    run.take(level("x", False, 600)).wait(700)
    assert desks_of(run.state) == {"p": DeskState.FREE}
    assert [one for one in run.facts if isinstance(one, FaultFact | RecoveredFact)] == [
        FaultFact(0, "x", Problem.UNPROVEN),
        RecoveredFact(us(500.05), "x"),
    ]


def test_active_from_the_start_proves_nothing() -> None:
    """A line that is held on one level is no sensor yet, whichever level it is."""
    run = Run([SENSORS[Kind.SWITCH]], past=NOTHING).take(level("x", True, 0)).wait(500)
    assert desks_of(run.state) == {"p": DeskState.UNKNOWN}


def test_a_humming_wire_proves_nothing() -> None:
    """Changes that turn out to be noise are no sign of life, however many settled before."""
    pad = SwitchSensor(id="x", desk="p", pin=4, debounce_s=0.0, flapping_per_minute=20, hold_s=1)
    run = Run([pad], past=NOTHING).take(level("x", False, 0))
    for number in range(40):
        run.wait(10 + number * 0.5 - 0.01).take(level("x", number % 2 == 0, 10 + number * 0.5))
    run.wait(1000)
    assert desks_of(run.state) == {"p": DeskState.UNKNOWN}
    told = [one.problem for one in run.facts if isinstance(one, FaultFact)]
    assert told == [Problem.UNPROVEN, Problem.FLAPPING, Problem.UNPROVEN]


def test_noise_does_not_take_an_older_proof_away() -> None:
    """A sensor that was seen to change last week is believed again once it is quiet."""
    pad = SwitchSensor(id="x", desk="p", pin=4, debounce_s=0.0, flapping_per_minute=20, hold_s=1)
    run = Run([pad], past=proven([pad], us(86_400))).take(level("x", False, 0))
    for number in range(40):
        run.wait(10 + number * 0.5 - 0.01).take(level("x", number % 2 == 0, 10 + number * 0.5))
    run.wait(1000)
    assert desks_of(run.state) == {"p": DeskState.FREE}


def test_silence_counts_what_earlier_runs_have_watched() -> None:
    """Fifty-six days are fifty-six days, however often the agent was started in them."""
    seat = SwitchSensor(id="x", desk="p", pin=4)
    watched_us = us(56 * 86_400 - 100)
    run = Run([seat], past=proven([seat], watched_us)).take(level("x", False, 0)).wait(99)
    assert desks_of(run.state) == {"p": DeskState.FREE}
    run.wait(101)
    assert desks_of(run.state) == {"p": DeskState.UNKNOWN}
    assert run.facts[-2:] == [
        FaultFact(us(100), "x", Problem.SILENT),
        run.facts[-1],
    ]
    run.take(level("x", True, 200)).wait(201)
    assert desks_of(run.state) == {"p": DeskState.OCCUPIED}


def test_one_beam_alone_proves_no_pair() -> None:
    """The outer beam is broken again and again, the inner one never: nobody could be counted."""
    beams = SENSORS[Kind.BEAMS]
    run = Run([beams], past=NOTHING).take(*at_rest(Kind.BEAMS, 0)).wait(1)
    for number in range(10):
        at_s = 10 + number * 20
        run.take(level("x", True, at_s, 0)).wait(at_s + 1).take(level("x", False, at_s + 2, 0))
        run.wait(at_s + 3)
    assert [one.problem for one in run.facts if isinstance(one, FaultFact)] == [Problem.UNPROVEN]
    assert not any(isinstance(one, RecoveredFact) for one in run.facts)


def test_the_first_passage_proves_a_pair_and_is_counted() -> None:
    """Whoever tries the beams after fitting them is no lost visit."""
    run = Run([SENSORS[Kind.BEAMS]], past=NOTHING).take(*at_rest(Kind.BEAMS, 0)).wait(1)
    steps = [(0, True), (1, True), (0, False), (1, False)]
    for number, (line, active) in enumerate(steps):
        run.take(level("x", active, 10 + number * 0.3, line)).wait(10.2 + number * 0.3)
    run.wait(20)
    kinds = [type(one) for one in run.facts]
    assert kinds == [FaultFact, RecoveredFact, PassageFact]


def test_rules_are_in_the_order_of_the_table() -> None:
    """Each kind tells its patterns in the same order, so that people can compare them."""
    order = list(Pattern)
    for rules in RULES.values():
        numbers = [order.index(pattern) for pattern in rules]
        assert all(first < second for first, second in pairwise(numbers))


def test_distance_needs_no_sign() -> None:
    """Every echo proves that it lives; no other kind can prove it by itself."""
    assert [kind for kind in Kind if not proof.needs_sign(kind)] == [Kind.DISTANCE]


ANSWERS = st.lists(
    st.tuples(st.sampled_from([0.5, 0.9, 2.0, None, -1.0, 9.9]), st.integers(1, 400)),
    min_size=1,
    max_size=12,
)
CYCLES = st.lists(st.sampled_from([0.5, 0.9, 2.0, None, -1.0]), min_size=1, max_size=7)


@unhurried
@given(ANSWERS, CYCLES)
def test_what_a_ranger_claims_was_confirmed_lately(
    answers: list[tuple[float | None, int]], cycle: list[float | None]
) -> None:
    """Whatever comes back, in runs and in turn: no claim is older than its last confirmation."""
    sonar = DistanceSensor(id="x", desk="p", trigger=4, echo=5, hold_s=0, undecided_s=100)
    seen = [metres for metres, times in answers for _ in range(times)]
    seen += [cycle[number % len(cycle)] for number in range(600)]
    run, confirmed = Run([sonar]), dict[DeskState, int]()
    for number, distance in enumerate(seen):
        run.wait(number / 2 - 0.01).take(metres("x", distance, number / 2))
        is_confirmed = number > 1 and len(set(seen[number - 2 : number + 1])) == 1
        if is_confirmed and distance in (0.5, 2.0):
            state = DeskState.OCCUPIED if distance == 0.5 else DeskState.FREE
            confirmed = {state: number}
        claimed = desks_of(run.state)["p"]
        if claimed is not DeskState.UNKNOWN:
            assert number - confirmed[claimed] <= 2 * 100 + 1
