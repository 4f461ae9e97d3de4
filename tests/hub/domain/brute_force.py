"""Section 6 of the design a second time: slow, literal, and sharing no code with hub/domain.

Nothing is folded: each question about an instant looks through the whole history again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from contract.events import (
    Alive,
    DeskChanged,
    DeskState,
    Direction,
    Event,
    Passage,
    Started,
    Stopped,
)
from hub.domain.order import PlacedEvent

Place = tuple[int, str, int]


def _place(row: PlacedEvent) -> Place:
    return (row.at_us, row.epoch, row.seq)


@dataclass(frozen=True)
class Hole:
    """Numbers that are missing: index of the event they follow, and the place they precede."""

    after: int
    until: Place


class SlowHistory:
    """One agent's history, from copies as they arrived."""

    def __init__(self, copies: Iterable[PlacedEvent]) -> None:
        arrived = list(copies)
        numbers = {(row.epoch, row.seq) for row in arrived}
        self.rows = sorted(
            (self._copy_that_stands(arrived, number) for number in numbers), key=_place
        )
        self.holes = list(self._holes())

    @staticmethod
    def _copy_that_stands(arrived: list[PlacedEvent], number: tuple[str, int]) -> PlacedEvent:
        copies = [row for row in arrived if (row.epoch, row.seq) == number]
        synced = [row for row in copies if not row.estimated]
        return (synced or copies)[0]

    def _holes(self) -> Iterator[Hole]:
        for epoch in sorted({row.epoch for row in self.rows}):
            mine = sorted(
                (row.seq, index) for index, row in enumerate(self.rows) if row.epoch == epoch
            )
            lowest, highest = mine[0], mine[-1]
            if lowest[0] != 1:
                yield Hole(lowest[1] - 1, _place(self.rows[lowest[1]]))
            for (seq, index), (next_seq, next_index) in pairwise(mine):
                if next_seq != seq + 1:
                    yield Hole(index, _place(self.rows[next_index]))
            claims = [
                (row.event.previous.last, _place(row))
                for row in self.rows
                if isinstance(row.event, Started)
                and row.event.previous is not None
                and row.event.previous.epoch == epoch
            ]
            end = max((last for last, _ in claims), default=0)
            if end > highest[0]:
                yield Hole(highest[1], min(place for last, place in claims if last == end))

    def _is_in(self, hole: Hole, index: int, ends_it: Callable[[Event], bool]) -> bool:
        """Whether after the event `index` the hole has begun, and nothing has ended it."""
        return index >= hole.after and not any(
            ends_it(row.event) and _place(row) >= hole.until
            for row in self.rows[max(0, hole.after + 1) : index + 1]
        )

    def _is_proven(self, index: int) -> bool:
        """Whether the span after the event `index` is proven, leaving holes aside."""
        if index < 0 or index + 1 >= len(self.rows):
            return False
        here, then = self.rows[index], self.rows[index + 1]
        return not (
            then.at_us - here.at_us > 450_000_000
            or isinstance(then.event, Started)
            or here.estimated
            or then.estimated
            or self._is_stopped(index)
        )

    def _is_stopped(self, index: int) -> bool:
        stops = [
            i for i, row in enumerate(self.rows[: index + 1]) if isinstance(row.event, Stopped)
        ]
        return bool(stops) and not any(
            self._begins_its_epoch(i) for i in range(stops[-1] + 1, index + 1)
        )

    def _begins_its_epoch(self, index: int) -> bool:
        row = self.rows[index]
        return row.seq == min(other.seq for other in self.rows if other.epoch == row.epoch)

    def _index_at(self, at_us: int) -> int:
        return sum(row.at_us <= at_us for row in self.rows) - 1

    def watching(self, at_us: int) -> bool:
        """Whether the agent is proven watching."""
        index = self._index_at(at_us)
        return self._is_proven(index) and not any(
            self._is_in(hole, index, lambda _: True) for hole in self.holes
        )

    def state(self, desk: str, at_us: int, since_us: int = -(2**63)) -> DeskState:
        """Say what is known of a desk, by what was said of it since an instant."""
        index = self._index_at(at_us)
        if not self._is_proven(index):
            return DeskState.UNKNOWN
        if any(self._is_in(hole, index, lambda event: _tells(event, desk)) for hole in self.holes):
            return DeskState.UNKNOWN
        told = [
            row.event
            for row in self.rows[: index + 1]
            if _tells(row.event, desk) and row.at_us >= since_us
        ]
        return _told_state(told[-1], desk) if told else DeskState.UNKNOWN

    def passages(self, door: str, direction: Direction, from_us: int, to_us: int) -> int:
        """Count how often a door was passed."""
        return sum(
            isinstance(row.event, Passage)
            and row.event.door == door
            and row.event.direction is direction
            and from_us <= row.at_us < to_us
            for row in self.rows
        )


def _tells(event: Event, desk: str) -> bool:
    return isinstance(event, Started | Alive) or (
        isinstance(event, DeskChanged) and event.desk == desk
    )


def _told_state(event: Event, desk: str) -> DeskState:
    if isinstance(event, DeskChanged):
        return event.state
    assert isinstance(event, Started | Alive)
    return event.desks.get(desk, DeskState.UNKNOWN)


@dataclass(frozen=True)
class SlowPart:
    """An agent of a space: its history, and what it watches."""

    history: SlowHistory
    desks: tuple[str, ...]
    counting_doors: tuple[str, ...]
    terms: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Desks and doors that are its own for a time only: from when until when."""

    def term(self, unit: str) -> tuple[int, int]:
        """From when until when a desk or door is its own."""
        return self.terms.get(unit, (-(2**63), 2**63))

    def owns(self, unit: str, at_us: int) -> bool:
        """Whether a desk or door is its own at an instant."""
        from_us, to_us = self.term(unit)
        return unit in (*self.desks, *self.counting_doors) and from_us <= at_us < to_us


def slow_segments(
    history: SlowHistory, desk: str, from_us: int, to_us: int
) -> list[tuple[int, int, DeskState]]:
    """The timeline of a desk, equal neighbours joined."""
    edges = _edges([history], from_us, to_us)
    pieces = [(start, end, history.state(desk, start)) for start, end in pairwise(edges)]
    joined: list[tuple[int, int, DeskState]] = []
    for start, end, state in pieces:
        if joined and joined[-1][2] is state:
            joined[-1] = (joined[-1][0], end, state)
        else:
            joined.append((start, end, state))
    return joined


def _edges(histories: Iterable[SlowHistory], from_us: int, to_us: int) -> list[int]:
    inside = {row.at_us for one in histories for row in one.rows if from_us < row.at_us < to_us}
    return sorted(inside | {from_us, to_us})


def slow_slot(
    parts: Sequence[SlowPart], in_service: Sequence[str], from_us: int, to_us: int
) -> dict[str, object]:
    """One slot, every figure counted by itself."""

    def state(desk: str, at_us: int) -> DeskState:
        watcher = next((part for part in parts if part.owns(desk, at_us)), None)
        if watcher is None:
            return DeskState.UNKNOWN
        return watcher.history.state(desk, at_us, watcher.term(desk)[0])

    changes = {at_us for part in parts for term in part.terms.values() for at_us in term}
    edges = {
        *_edges([part.history for part in parts], from_us, to_us),
        *(at_us for at_us in changes if from_us < at_us < to_us),
    }
    pieces = [
        (end - start, {desk: state(desk, start) for desk in in_service}, start)
        for start, end in pairwise(sorted(edges))
    ]

    def time_of(wanted: DeskState, desks: Sequence[str]) -> int:
        return sum(
            length for desk in desks for length, states, _ in pieces if states[desk] is wanted
        )

    def occupied(states: dict[str, DeskState]) -> int:
        return sum(one is DeskState.OCCUPIED for one in states.values())

    def passages(direction: Direction) -> int:
        return sum(
            part.history.passages(
                door, direction, max(from_us, part.term(door)[0]), min(to_us, part.term(door)[1])
            )
            for part in parts
            for door in part.counting_doors
        )

    def counting(at_us: int) -> list[SlowHistory]:
        return [
            part.history
            for part in parts
            if any(part.owns(door, at_us) for door in part.counting_doors)
        ]

    return {
        "start_us": from_us,
        "desks": len(in_service),
        "occupied_us": time_of(DeskState.OCCUPIED, in_service),
        "free_us": time_of(DeskState.FREE, in_service),
        "unknown_us": time_of(DeskState.UNKNOWN, in_service),
        "peak_occupied": max(occupied(states) for _, states, _ in pieces),
        "used_known_us": sum(
            length * sum(one is not DeskState.UNKNOWN for one in states.values())
            for length, states, _ in pieces
            if DeskState.OCCUPIED in states.values()
        ),
        "full_us": sum(
            length for length, states, _ in pieces if states and occupied(states) == len(states)
        ),
        "not_full_us": sum(
            length for length, states, _ in pieces if DeskState.FREE in states.values()
        ),
        "doors_known_us": sum(
            length
            for length, _, start in pieces
            if counting(start) and all(history.watching(start) for history in counting(start))
        ),
        "arrivals": passages(Direction.IN),
        "departures": passages(Direction.OUT),
        "turn_backs": passages(Direction.BACK),
        "by_desk": tuple(
            (
                desk,
                time_of(DeskState.OCCUPIED, [desk]),
                time_of(DeskState.FREE, [desk]),
                time_of(DeskState.UNKNOWN, [desk]),
            )
            for desk in in_service
        ),
    }
