"""Slots: 15 minutes of a space, aligned in UTC, counted out of its agents' timelines. Pure.

One pass over the changes of all agents, in order of time; what it holds is one state per desk and
the counts of one slot, however long the history. In most slots most desks don't turn: these cost
nothing. Every figure is counted by itself, in integer
microseconds; none is the rest of another. Calendar and retention are the caller's.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import chain
from operator import itemgetter
from typing import Final

from hub.domain.meters import DeskMeter, DeskSlot, DoorMeter, SpaceMeter
from hub.domain.timeline import (
    NO_HANDOVERS,
    Change,
    DeskTurn,
    DoorPassed,
    Handovers,
    Stretch,
    WatchTurn,
    changes,
)

SLOT_US: Final = 900 * 1_000_000


@dataclass(frozen=True, slots=True)
class WatchedPart:
    """What one agent watches of a space, and what is stored of it.

    `desks` are of kind desk; `doors` are those that count.
    """

    stretch: Stretch
    desks: frozenset[str]
    doors: frozenset[str] = frozenset()
    handovers: Handovers = NO_HANDOVERS


@dataclass(frozen=True, slots=True)
class SpaceSlot:
    """One slot of a space; desk-time is summed over the desks in service at its start.

    occupied_us + free_us + unknown_us = desks x SLOT_US.
    """

    start_us: int
    desks: int
    occupied_us: int
    free_us: int
    unknown_us: int
    peak_occupied: int
    """Most desks occupied at the same instant."""
    used_known_us: int
    """Known desk-time while at least one desk is occupied."""
    full_us: int
    """Every desk in service occupied; 0 without desks."""
    not_full_us: int
    """At least one desk known free."""
    doors_known_us: int
    """The agents of all counting doors proven watching; 0 without such doors."""
    arrivals: int
    departures: int
    turn_backs: int
    by_desk: tuple[DeskSlot, ...]
    """The desks in service, in the order given."""


def slot_of(at_us: int) -> int:
    """Return the start of the slot that holds an instant."""
    return at_us - at_us % SLOT_US


def slots_of(
    parts: Sequence[WatchedPart],
    from_us: int,
    to_us: int,
    in_service: Callable[[int], Sequence[str]],
) -> Iterator[SpaceSlot]:
    """Yield every slot of a space that starts in [from_us, to_us), events or not.

    Each part's stretch must reach over the window: hub/stores/history_protocol.py says how far.
    `in_service` returns the desks of kind desk in service at the start of a slot; one that no part
    watches is unknown.
    Raises ValueError if from_us isn't the start of a slot.
    """
    if from_us % SLOT_US:
        raise ValueError(f"from_us: {from_us} is not the start of a slot")
    sweep = _Sweep(parts, from_us)
    for start_us in range(from_us, to_us, SLOT_US):
        yield sweep.slot(start_us, in_service(start_us))


class _Sweep:
    """Goes through the changes of a space once and stops at every slot's end."""

    def __init__(self, parts: Sequence[WatchedPart], from_us: int) -> None:
        self._desks = {desk: DeskMeter(desk) for part in parts for desk in part.desks}
        self._space = SpaceMeter()
        self._doors = DoorMeter(agent_count=sum(bool(part.doors) for part in parts))
        self._in_service: Sequence[str] = ()
        self._serving: list[DeskMeter] = []
        self._start_us = from_us
        self._by_desk: list[DeskSlot] = []
        """The slot of each desk in service, most of them as in the slot before."""
        self._turned: list[DeskMeter] = []
        self._turned_before: list[DeskMeter] = []
        """Desks in service that turned in this slot, and those that did in the one before."""
        self._ahead = _in_time(
            [changes(part.stretch, part.desks, part.doors, part.handovers) for part in parts]
        )
        self._next = next(self._ahead, None)
        self._pass_until(from_us)

    def slot(self, start_us: int, in_service: Sequence[str]) -> SpaceSlot:
        """Count the slot that starts at start_us; slots must follow each other."""
        self._begin(start_us, in_service)
        self._pass_until(start_us + SLOT_US)
        return self._end(start_us, start_us + SLOT_US)

    def _begin(self, start_us: int, in_service: Sequence[str]) -> None:
        if in_service != self._in_service:
            self._serve(in_service)
        self._start_us = start_us
        self._space.begin(start_us)
        self._doors.begin(start_us)

    def _serve(self, in_service: Sequence[str]) -> None:
        for meter in self._serving:
            meter.serving = False
        self._in_service = in_service
        self._serving = [self._desks.setdefault(desk, DeskMeter(desk)) for desk in in_service]
        for place, meter in enumerate(self._serving):
            meter.serving, meter.place = True, place
        self._by_desk = [meter.quiet(SLOT_US) for meter in self._serving]
        self._turned_before = []
        self._space.serve(meter.state for meter in self._serving)

    def _pass_until(self, until_us: int) -> None:
        change = self._next
        if change is None or change[0] >= until_us:
            return
        desks, turn_space = self._desks, self._space.turn
        for change in chain((change,), self._ahead):  # noqa: B020 - begins with the one held back
            if change[0] >= until_us:
                self._next = change
                return
            if type(change) is DeskTurn:  # nearly all are
                at_us, desk, state = change
                meter = desks[desk]
                if not meter.serving:
                    meter.state = state
                    continue
                turn_space(at_us, meter.state, state)
                if not meter.has_turned:
                    meter.begin(self._start_us)
                    self._turned.append(meter)
                meter.turn(at_us, state)
            else:
                self._pass_at_doors(change)
        self._next = None

    def _pass_at_doors(self, change: Change) -> None:
        if isinstance(change, WatchTurn):
            self._doors.turn(change.at_us, change.watching)
        elif isinstance(change, DoorPassed):
            self._doors.count(change.direction)

    def _end(self, start_us: int, end_us: int) -> SpaceSlot:
        space, doors = self._space, self._doors
        space.advance(end_us)
        doors.advance(end_us)
        return SpaceSlot(
            start_us=start_us,
            desks=len(self._serving),
            occupied_us=space.occupied_us,
            free_us=space.free_us,
            unknown_us=space.unknown_us,
            peak_occupied=space.peak_occupied,
            used_known_us=space.used_known_us,
            full_us=space.full_us,
            not_full_us=space.not_full_us,
            doors_known_us=doors.known_us,
            arrivals=doors.arrivals,
            departures=doors.departures,
            turn_backs=doors.turn_backs,
            by_desk=self._end_desks(end_us),
        )

    def _end_desks(self, end_us: int) -> tuple[DeskSlot, ...]:
        by_desk = self._by_desk
        for meter in self._turned_before:
            if not meter.has_turned:
                by_desk[meter.place] = meter.quiet(SLOT_US)
        for meter in self._turned:
            by_desk[meter.place] = meter.end(end_us)
        self._turned_before, self._turned = self._turned, []
        return tuple(by_desk)


def _in_time(streams: list[Iterator[Change]]) -> Iterator[Change]:
    return streams[0] if len(streams) == 1 else merge(*streams, key=itemgetter(0))
