"""Beam pairs from edges to passages: recorded scenes, and random walks with bouncing beams."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.events import Direction
from edge.configuration.sensors import BeamsSensor
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
