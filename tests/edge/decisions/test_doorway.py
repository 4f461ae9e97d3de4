"""Beam pairs from edges to passages: recorded scenes, and random walks with bouncing beams."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.events import Direction
from edge.configuration.sensors import BeamsSensor
from edge.decisions.crossing import INNER, OUTER, lost
from edge.decisions.doorway import Doorway
from edge.decisions.facts import PassageFact
from edge.decisions.readings import Level
from tests.edge.decisions.script import SECOND_US, Run, level, unhurried
from tests.edge.decisions.trace import Trace, traces

IN, OUT, BACK = Direction.IN, Direction.OUT, Direction.BACK
BEAMS = BeamsSensor(id="beams", door="main", pins=(23, 24))
TRACES = traces()
OTHER_WAY = {IN: OUT, OUT: IN, BACK: BACK}


def passages(edges: Iterable[Level], *, reread: bool) -> list[Direction]:
    """Decode edges that begin at two seconds, with the agent's reading again every second."""
    run = Run([BEAMS]).take(level("beams", False, 0, 0), level("beams", False, 0, 1)).wait(1)
    levels = {0: False, 1: False}
    second = 2 * SECOND_US
    for edge in sorted(edges, key=lambda edge: edge.at_us):
        while reread and second <= edge.at_us:
            run.wait(second / SECOND_US)
            run.take(*(Level("beams", line, levels[line], second) for line in levels))
            second += SECOND_US
        run.wait((edge.at_us - 1) / SECOND_US).take(edge)
        levels[edge.line] = edge.active
    run.wait(second / SECOND_US + 600)
    return [fact.direction for fact in run.facts if isinstance(fact, PassageFact)]


def test_there_are_enough_traces() -> None:
    """The decoder is held against at least 25 scenes."""
    assert len(TRACES) >= 25


@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: trace.name)
@pytest.mark.parametrize("reread", [False, True], ids=["callbacks", "reread"])
def test_trace(trace: Trace, reread: bool) -> None:
    """Every scene counts what really happened, with or without reading again."""
    assert tuple(passages(trace.edges, reread=reread)) == trace.expected


@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: trace.name)
def test_trace_mirrored(trace: Trace) -> None:
    """Swapped pins turn every direction round and invent nothing."""
    mirrored = [replace(edge, line=1 - edge.line) for edge in trace.edges]
    assert tuple(passages(mirrored, reread=True)) == tuple(OTHER_WAY[one] for one in trace.expected)


def test_somebody_in_the_doorway_at_the_start_is_not_counted() -> None:
    """Who stood in the beams when the agent started came unseen."""
    run = Run([BEAMS]).take(level("beams", True, 0, 0), level("beams", True, 0, 1)).wait(1)
    run.take(level("beams", False, 1, 0)).wait(2).take(level("beams", False, 2, 1)).wait(3)
    assert run.facts == []


def test_missed_callback_is_repaired_by_reading_again() -> None:
    """An edge that no callback told is found by the next look, and the walk still counts."""
    run = Run([BEAMS]).take(level("beams", False, 0, 0), level("beams", False, 0, 1)).wait(1)
    run.take(level("beams", True, 1.0, 0)).wait(1.4).take(level("beams", True, 1.4, 1))
    run.wait(1.8)  # the outer beam clears at 1.7, and nobody says so
    run.take(level("beams", False, 2.0, 0), level("beams", True, 2.0, 1))
    run.wait(2.4).take(level("beams", False, 2.4, 1)).wait(5)
    assert [fact.direction for fact in run.facts if isinstance(fact, PassageFact)] == [IN]


def test_passage_is_dated_when_it_became_certain() -> None:
    """A passage counts when the last beam has been clear for the debounce time."""
    run = Run([BEAMS]).take(level("beams", False, 0, 0), level("beams", False, 0, 1)).wait(1)
    for at_s, line, active in ((1.0, 0, True), (1.1, 1, True), (1.3, 0, False), (1.4, 1, False)):
        run.wait(at_s).take(level("beams", active, at_s, line))
    run.wait(9)
    assert run.facts == [PassageFact(1_460_000, "main", IN)]


def changed(line: int, active: bool, at_us: int, gaps_us: list[int]) -> list[Level]:
    """Return one change of one beam with an even number of bounces of at most 50 ms in all."""
    edges, limit_us = [Level("beams", line, active, at_us)], at_us + 50_000
    for gap_us in gaps_us:
        at_us += gap_us
        if at_us > limit_us:
            break
        edges.append(Level("beams", line, not edges[-1].active, at_us))
    return edges if edges[-1].active is active else edges[:-1]


@dataclass(frozen=True)
class Scene:
    """One person at the door. None as direction: touches one beam and goes away again."""

    direction: Direction | None
    from_inside: bool
    reach_us: int
    stay_us: int
    leave_us: int
    pause_us: int
    bounces_us: list[list[int]]

    def edges(self, at_us: int) -> list[Level]:
        """Return what the beams show of it from `at_us` on."""
        first = 1 if self.direction is OUT or (self.direction is not IN and self.from_inside) else 0
        if self.direction is None:
            order = [(first, True, 0), (first, False, self.stay_us)]
        else:
            last = first if self.direction is BACK else 1 - first
            stays_us = self.reach_us + self.stay_us
            order = [(first, True, 0), (1 - first, True, self.reach_us)]
            order += [(1 - last, False, stays_us), (last, False, stays_us + self.leave_us)]
        pairs = zip(order, self.bounces_us, strict=False)
        changes = [changed(line, on, at_us + by_us, gaps) for (line, on, by_us), gaps in pairs]
        return [edge for edges in changes for edge in edges]


SCENES = st.builds(
    Scene,
    st.sampled_from([IN, OUT, BACK, None]),
    st.booleans(),
    reach_us=st.integers(8_000, 4_000_000),
    stay_us=st.integers(120_000, 4_000_000),
    leave_us=st.integers(8_000, 4_000_000),
    pause_us=st.integers(150_000, 60_000_000),
    bounces_us=st.lists(st.lists(st.integers(200, 30_000), max_size=12), min_size=4, max_size=4),
)


@unhurried
@given(st.lists(SCENES, max_size=6))
def test_whole_crossings_are_counted_exactly(scenes: list[Scene]) -> None:
    """Any series of crossings, turns and brushes is counted one by one, however beams bounce."""
    at_us, edges = 3 * SECOND_US, list[Level]()
    for scene in scenes:
        edges += scene.edges(at_us)
        at_us = max(edge.at_us for edge in edges) + scene.pause_us
    truth = [scene.direction for scene in scenes if scene.direction is not None]
    assert passages(edges, reread=False) == truth


@unhurried
@given(
    st.lists(st.tuples(st.integers(1, 3_000_000), st.booleans()), max_size=60), st.integers(0, 1)
)
def test_one_beam_alone_never_counts(steps: list[tuple[int, bool]], line: int) -> None:
    """Whatever one beam does while the other is clear, nobody passed."""
    at_us, edges = 3 * SECOND_US, list[Level]()
    for gap_us, active in steps:
        at_us += gap_us
        edges.append(Level("beams", line, active, at_us))
    assert passages(edges, reread=True) == []


PLAN = BEAMS.plan
SETTLED_US = SECOND_US


def seen(outer: bool | None, inner: bool | None) -> Doorway:
    """Make a doorway whose beams were looked at once, and have settled; None was never read."""
    doorway = Doorway()
    for line, active in enumerate((outer, inner)):
        if active is not None:
            doorway = doorway.hear(PLAN, Level("beams", line, active, 0))
    return doorway.settle(PLAN, SETTLED_US)[0]


@pytest.mark.parametrize(
    ("outer", "inner", "active"),
    [
        (None, None, None),
        (None, True, None),
        (True, None, None),
        (False, False, False),
        (True, False, True),
        (False, True, True),
        (True, True, True),
    ],
)
def test_a_doorway_is_active_while_a_beam_is_interrupted(
    outer: bool | None, inner: bool | None, active: bool | None
) -> None:
    """Once both have been seen; what they say newest stands in the order of the pins."""
    doorway = seen(outer, inner)
    assert doorway.active is active
    assert doorway.raw == (outer, inner)


@pytest.mark.parametrize(("outer", "inner"), [(False, False), (True, False), (False, True)])
def test_what_was_there_at_the_first_look_is_lost(outer: bool, inner: bool) -> None:
    """It counts for nothing before both beams are clear."""
    assert seen(outer, inner).crossing == lost(outer * OUTER | inner * INNER)


def test_a_doorway_that_hears_nothing_new_is_the_same() -> None:
    """Nothing is made anew every second."""
    doorway = seen(False, True)
    assert doorway.settle(PLAN, 2 * SETTLED_US) == (doorway, ())
    assert doorway.settle(PLAN, 2 * SETTLED_US)[0] is doorway
    assert doorway.lose() is doorway


def test_what_is_lost_waits_for_nothing() -> None:
    """Edges that were waiting for their order are given up, and the beams stand as they are."""
    doorway = seen(False, False)
    doorway = doorway.hear(PLAN, Level("beams", 1, True, 2 * SECOND_US))
    doorway = doorway.hear(PLAN, Level("beams", 0, True, 2 * SECOND_US + 1))
    doorway, _ = doorway.settle(PLAN, 2 * SECOND_US + PLAN.debounce_us)
    assert doorway.waiting
    given_up = doorway.lose()
    assert (given_up.waiting, given_up.crossing) == ((), lost(INNER))
    assert given_up.lose() is given_up


def test_since_when_it_is_active_is_kept_while_it_stays_so() -> None:
    """The second beam changes nothing of it, the end of both does."""
    doorway = seen(False, False)
    told = []
    edges = ((0, True, 2.0), (1, True, 2.5), (0, False, 3.0), (1, False, 3.5))
    for line, active, at_s in edges:
        at_us = round(at_s * SECOND_US)
        doorway = doorway.hear(PLAN, Level("beams", line, active, at_us))
        doorway, _ = doorway.settle(PLAN, at_us + PLAN.debounce_us)
        told.append(doorway.since_us - PLAN.debounce_us)
    assert told == [2 * SECOND_US, 2 * SECOND_US, 2 * SECOND_US, round(3.5 * SECOND_US)]


@pytest.mark.parametrize(("apart_us", "expected"), [(2000, []), (2001, [IN])])
def test_beams_interrupted_at_the_same_instant_tell_no_direction(
    apart_us: int, expected: list[Direction]
) -> None:
    """Two milliseconds are one instant: no foot is so fast, and no clock so exact."""
    edges = [
        Level("beams", 0, True, 10 * SECOND_US),
        Level("beams", 1, True, 10 * SECOND_US + apart_us),
        Level("beams", 0, False, 11 * SECOND_US),
        Level("beams", 1, False, 12 * SECOND_US),
    ]
    assert passages(edges, reread=False) == expected
