"""The two lines of a beam pair, put into the order in which they really changed.

Each line is debounced by itself, so that a line which bounces for long settles late. What tells
the direction is the order of the first edges: a settled change waits until no burst is open on the
other line that began before it.
"""

from dataclasses import dataclass, replace
from typing import Final

from contract.events import Direction
from edge.decisions import debounce
from edge.decisions.crossing import CLEAR, INNER, NOBODY, OUTER, Crossing, judge, lost, move
from edge.decisions.deadlines import NEVER_US
from edge.decisions.debounce import Line
from edge.decisions.plan import SensorPlan
from edge.decisions.readings import Distance, Level

_BEAMS: Final = (OUTER, INNER)
_SAME_INSTANT_US: Final = 2_000
"""A runner takes four times as long from one beam to the other; closer edges have no order."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A settled change of one beam, dated at its first edge."""

    at_us: int
    beam: int


@dataclass(frozen=True, slots=True)
class Doorway:
    """A beam pair: active while a beam is interrupted."""

    lines: tuple[Line, Line] = (debounce.UNREAD, debounce.UNREAD)
    waiting: tuple[Edge, ...] = ()
    crossing: Crossing = NOBODY
    since_us: int = 0

    @property
    def active(self) -> bool | None:
        """Whether a beam is interrupted; None until both have been seen."""
        outer, inner = self.lines[0].level, self.lines[1].level
        return None if outer is None or inner is None else outer or inner

    @property
    def raw(self) -> object:
        """The newest levels."""
        return (self.lines[0].raw, self.lines[1].raw)

    @property
    def unsettled_us(self) -> int | None:
        """Since when one of the lines has been changing without a pause."""
        return min(
            (line.burst_us for line in self.lines if line.burst_us is not None), default=None
        )

    @property
    def undecided_us(self) -> None:
        """Never: a level is one of the two."""
        return

    @property
    def trouble(self) -> None:
        """Nothing: a line always has a level."""
        return

    def hear(self, _plan: SensorPlan, reading: Level | Distance) -> "Doorway":
        """Take a level of one of the beams."""
        assert isinstance(reading, Level)  # noqa: S101 - the wiring gives a beam nothing else
        before = self.lines[reading.line]
        line = debounce.hear(before, reading.active, reading.at_us)
        if line is before:
            return self
        outer, inner = self.lines
        lines = (line, inner) if reading.line == 0 else (outer, line)
        return Doorway(lines, self.waiting, self.crossing, self.since_us)

    def settle(self, plan: SensorPlan, now_us: int) -> tuple["Doorway", tuple[Direction, ...]]:
        """Let quiet levels count, and walk on with all whose order is known."""
        outer, inner = (debounce.settle(line, plan.debounce_us, now_us) for line in self.lines)
        if outer is self.lines[0] and inner is self.lines[1]:
            return self, ()
        settled = self if outer is self.lines[0] else _note(self, 0, outer)
        settled = settled if inner is self.lines[1] else _note(settled, 1, inner)
        if settled.active is not self.active:
            settled = replace(settled, since_us=now_us)
        return _walk(settled, plan.timeout_us)

    def settles_us(self, plan: SensorPlan) -> int:
        """Return when one of the lines will have been quiet for long enough."""
        outer, inner = self.lines
        return min(
            debounce.settles_us(outer, plan.debounce_us),
            debounce.settles_us(inner, plan.debounce_us),
        )

    def lose(self) -> "Doorway":
        """Count nothing before both beams are clear again."""
        pairs = zip(_BEAMS, self.lines, strict=True)
        here = lost(sum(beam for beam, line in pairs if line.level))
        if not self.waiting and self.crossing == here:
            return self
        return replace(self, waiting=(), crossing=here)


def _note(doorway: Doorway, index: int, line: Line) -> Doorway:
    """Put a settled line in its place, and its change, if it is one, into the queue."""
    before = doorway.lines[index]
    lines = (line, doorway.lines[1]) if index == 0 else (doorway.lines[0], line)
    if line.level is before.level:
        return Doorway(lines, doorway.waiting, doorway.crossing, doorway.since_us)
    if before.level is None:  # a first look is no change: who stands there came unseen
        seen = doorway.crossing.beams | (_BEAMS[index] if line.level else CLEAR)
        return replace(doorway, lines=lines, crossing=lost(seen))
    began_us = line.edge_us if before.burst_us is None else before.burst_us
    edge = Edge(began_us, _BEAMS[index])
    waiting = tuple(sorted((*doorway.waiting, edge), key=lambda edge: edge.at_us))
    return Doorway(lines, waiting, doorway.crossing, doorway.since_us)


def _walk(doorway: Doorway, timeout_us: int) -> tuple[Doorway, tuple[Direction, ...]]:
    """Walk on with every waiting edge that no open burst can come before."""
    here, waiting, passages = doorway.crossing, doorway.waiting, list[Direction]()
    open_us = NEVER_US if doorway.unsettled_us is None else doorway.unsettled_us
    while waiting and waiting[0].at_us + _SAME_INSTANT_US < open_us:
        first = waiting[0]
        same = [edge for edge in waiting if edge.at_us <= first.at_us + _SAME_INSTANT_US]
        waiting = waiting[len(same) :]
        beams = here.beams ^ sum(edge.beam for edge in same)
        here = move(here, beams, first.at_us, timeout_us)
        if (passed := judge(here)) is not None:
            passages.append(passed)
    return Doorway(doorway.lines, waiting, here, doorway.since_us), tuple(passages)
