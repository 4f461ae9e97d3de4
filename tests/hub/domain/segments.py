"""A desk's timeline written as segments, for people and tests; slots don't need it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from contract.events import DeskState
from hub.domain.timeline import Change, DeskTurn


@dataclass(frozen=True, slots=True)
class Segment:
    """A desk's state over [start_us, end_us)."""

    start_us: int
    end_us: int
    state: DeskState


def segments(turns: Iterable[Change], desk: str, from_us: int, to_us: int) -> tuple[Segment, ...]:
    """Cut a desk's timeline over [from_us, to_us) out of its agent's changes.

    The segments follow each other without a hole, none is empty and neighbours differ.
    """
    cut: list[Segment] = []
    start_us, state = from_us, DeskState.UNKNOWN
    for turn in turns:
        if turn.at_us >= to_us:
            break
        if isinstance(turn, DeskTurn) and turn.desk == desk:
            _append(cut, Segment(start_us, turn.at_us, state))
            start_us, state = max(from_us, turn.at_us), turn.state
    _append(cut, Segment(start_us, to_us, state))
    return tuple(cut)


def _append(cut: list[Segment], segment: Segment) -> None:
    if segment.start_us >= segment.end_us:
        return
    if cut and cut[-1].state is segment.state:
        segment = Segment(cut.pop().start_us, segment.end_us, segment.state)
    cut.append(segment)
