"""Gaps in the stored numbers of an agent's epochs, and where in its order they lie. Pure.

    epoch A   1═══════40        61══════80┄┄┄┄┄┄┐ named last: 95
                      ╰── gap ──╯        ╰─ gap ┤
    epoch B                                     1═══════════    (its `started` names A and 95)
    epoch C      ╰gap─7══════                       (its `started` is missing)

A gap begins at the last stored event before it and ends at the first one that is known to come
after it: the next number of the epoch, or the `started` that names the epoch's last number. A gap
at the head of an epoch begins at the agent's event before its end, whatever epoch that is of.
Owns outlines and gaps; what a gap means for a desk is the timeline's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from contract.events import Previous
from hub.domain.order import Position


@dataclass(frozen=True, slots=True)
class Run:
    """Stored numbers of one epoch without a gap: the places of its first and last event.

    The place of an event that was deleted after the retention has at_us 0: before all that is kept.
    """

    first: Position
    last: Position


@dataclass(frozen=True, slots=True)
class EpochOutline:
    """What must be known of an epoch beside the events at hand. Needs no event in between."""

    runs: tuple[Run, ...]
    """By number; at least one. Quarantined and lost numbers are in none."""
    stopped: Position | None
    """Its `stopped` event."""
    previous: Previous | None
    """What its `started` names; None too if that isn't stored."""

    @property
    def epoch(self) -> str:
        """The epoch's id."""
        return self.begin.epoch

    @property
    def begin(self) -> Position:
        """The place of its first stored event."""
        return self.runs[0].first


@dataclass(frozen=True, slots=True)
class Gap:
    """Missing numbers, and the places between which they lie."""

    after: Position | None
    """None at the head of an epoch: from the agent's event before `until`."""
    until: Position


def gaps_of(outlines: Iterable[EpochOutline]) -> tuple[Gap, ...]:
    """Find every gap of one agent, given the outlines of its epochs in any order."""
    known = tuple(outlines)
    ends = _named_ends(known)
    return tuple(gap for outline in known for gap in _gaps(outline, ends.get(outline.epoch)))


@dataclass(frozen=True, slots=True)
class _NamedEnd:
    last: int
    by: Position


def _named_ends(outlines: Sequence[EpochOutline]) -> dict[str, _NamedEnd]:
    """Find the greatest last named for each epoch, and the earliest `started` that named it."""
    ends: dict[str, _NamedEnd] = {}
    for outline in sorted(outlines, key=lambda outline: outline.begin):
        if outline.previous is None:
            continue
        held = ends.get(outline.previous.epoch)
        if held is None or outline.previous.last > held.last:
            ends[outline.previous.epoch] = _NamedEnd(outline.previous.last, outline.begin)
    return ends


def _gaps(outline: EpochOutline, end: _NamedEnd | None) -> Iterator[Gap]:
    if outline.begin.seq > 1:
        yield Gap(None, outline.begin)
    for earlier, later in pairwise(outline.runs):
        yield _between(earlier.last, later.first)
    last = outline.runs[-1].last
    if end is not None and end.last > last.seq:
        yield _between(last, end.by)


def _between(after: Position, until: Position) -> Gap:
    """Where the clock went back, `until` may come first: then the gap ends right after `after`."""
    return Gap(after, max(until, Position(after.at_us, after.epoch, after.seq + 1)))
