"""What the real decisions make of simulated traces."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.events import DeskState, Direction
from edge.decisions.facts import DeskFact, DoorFact, Fact, PassageFact
from edge.decisions.plan import Kind
from edge.decisions.readings import Level
from edge.simulator.fittings import fittings_of
from edge.simulator.traces import (
    MINUTE_US,
    SECOND_US,
    Change,
    DoorFittings,
    Fitting,
    Trace,
    go_in,
    go_out,
    sit,
    sweep,
    turn_back,
)
from edge.simulator.wiring import Site, configure
from tests.edge.decisions.script import Run, unhurried
from tests.edge.simulator.places import PI, a_space

CONFIG = configure(a_space(8), PI, Site())
FITTINGS = fittings_of([CONFIG])
DOOR = FITTINGS.doors["tor"]
START_US = 3600 * SECOND_US
DIGITAL = [
    desk
    for desk, fittings in FITTINGS.seats.items()
    if all(fitting.kind is not Kind.DISTANCE for fitting in fittings)
]

Way = Callable[[DoorFittings, int, Random], Trace]


def facts_of(changes: list[Change], until_us: int) -> list[Fact]:
    """Let the real decisions see the changes, after a while in which all was idle."""
    sensors = [sensor for sensor in CONFIG.sensors if sensor.kind != "distance"]
    run = Run(sensors)
    run.take(*(Level(one.id, line, False, 0) for one in sensors for line in range(len(one.lines))))
    run.wait(START_US / SECOND_US - 1)
    quiet = len(run.facts)
    run.take(
        *(
            Level(change.sensor, change.line, change.active, change.at_us)
            for change in sorted(changes)
        )
    )
    run.wait(until_us / SECOND_US)
    return run.facts[quiet:]


@pytest.mark.parametrize(
    ("way", "direction"),
    [(go_in, Direction.IN), (go_out, Direction.OUT), (turn_back, Direction.BACK)],
)
@given(seed=st.integers(0, 10_000))
@unhurried
def test_every_way_through_the_door_is_seen_as_what_it_is(
    way: Way, direction: Direction, seed: int
) -> None:
    """One passage and a door that opens and closes once, however it bounces."""
    trace = way(DOOR, START_US, Random(seed))
    facts = facts_of(list(trace.changes), trace.end_us + SECOND_US)
    assert [fact.direction for fact in facts if isinstance(fact, PassageFact)] == [direction]
    assert [fact.open for fact in facts if isinstance(fact, DoorFact)] == [True, False]


@given(seed=st.integers(0, 10_000), ways=st.lists(st.sampled_from([go_in, go_out, turn_back])))
@unhurried
def test_a_queue_at_the_door_is_counted_person_by_person(seed: int, ways: list[Way]) -> None:
    """Each begins when the one before is through."""
    rng, at_us, changes = Random(seed), START_US, list[Change]()
    for way in ways:
        trace = way(DOOR, at_us, rng)
        at_us = trace.end_us
        changes += trace.changes
    directions: dict[Way, Direction] = {
        go_in: Direction.IN,
        go_out: Direction.OUT,
        turn_back: Direction.BACK,
    }
    passages = [one for one in facts_of(changes, at_us + SECOND_US) if isinstance(one, PassageFact)]
    assert [passage.direction for passage in passages] == [directions[way] for way in ways]


@given(
    seed=st.integers(0, 10_000),
    desk=st.sampled_from(DIGITAL),
    minutes=st.integers(1, 300),
)
@unhurried
def test_whoever_sits_is_seen_from_the_first_moment_to_the_last(
    seed: int, desk: str, minutes: int
) -> None:
    """Occupied once, without a gap; free after the hold, and no sooner."""
    until_us = START_US + minutes * MINUTE_US
    trace = sit(FITTINGS.seats[desk], START_US, until_us, Random(seed))
    facts = facts_of(list(trace.changes), until_us + 3600 * SECOND_US)
    seen = [fact for fact in facts if isinstance(fact, DeskFact)]
    assert [one.state for one in seen] == [DeskState.OCCUPIED, DeskState.FREE]
    assert seen[0].at_us - START_US < SECOND_US
    assert seen[1].at_us >= until_us


@given(seed=st.integers(0, 10_000), desk=st.sampled_from(sorted(FITTINGS.seats)))
@unhurried
def test_in_the_end_every_line_is_idle(seed: int, desk: str) -> None:
    """Nobody leaves a sensor active behind."""
    trace = sit(FITTINGS.seats[desk], START_US, START_US + 90 * MINUTE_US, Random(seed))
    levels = {change.name: change.active for change in sorted(trace.changes)}
    assert set(levels.values()) == {False}
    assert trace.end_us == max(change.at_us for change in trace.changes)


def test_a_cleaner_moves_but_does_not_sit() -> None:
    """Motion sensors see it, seat switches don't."""
    motion = Fitting(PI, "motion-d1", Kind.MOTION, 600 * SECOND_US)
    switch = Fitting(PI, "switch-d1", Kind.SWITCH, 30 * SECOND_US)
    seen = sweep([motion, switch], START_US, Random(1)).changes
    assert [(one.sensor, one.active) for one in seen] == [
        ("motion-d1", True),
        ("motion-d1", False),
    ]


def test_a_door_without_beams_only_opens_and_closes() -> None:
    """Nobody is counted there."""
    trace = go_in(DoorFittings(DOOR.contact, None), START_US, Random(1))
    assert {change.sensor for change in trace.changes} == {"contact-tor"}
