"""Meters that count time in a slot: of one desk, of all desks in service, of the doors. Pure.

All times are integer microseconds. A meter is begun at a slot's start, told of each change in
order of time, and read at the slot's end; it keeps its state from slot to slot.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from contract.events import DeskState, Direction

_FREE: Final = DeskState.FREE  # looking a member up in its enum takes 16 times as long
_OCCUPIED: Final = DeskState.OCCUPIED


class DeskSlot(NamedTuple):
    """One desk in one slot."""

    desk: str
    occupied_us: int
    free_us: int
    unknown_us: int


class DeskMeter:
    """One desk: how long it was occupied, free and unknown.

    In a slot in which it doesn't turn it need not be begun: that slot is `quiet`.
    """

    __slots__ = (
        "_free_us",
        "_occupied_us",
        "_quiet",
        "_since_us",
        "_unknown_us",
        "desk",
        "has_turned",
        "place",
        "serving",
        "state",
    )

    def __init__(self, desk: str) -> None:
        self.desk = desk
        self.serving = False
        self.place = 0
        """Among the desks in service."""
        self.state = DeskState.UNKNOWN
        self._quiet: dict[DeskState, DeskSlot] = {}
        self.begin(0)
        self.has_turned = False

    def begin(self, at_us: int) -> None:
        """Begin a slot in which it turns."""
        self._since_us = at_us
        self._occupied_us = self._free_us = self._unknown_us = 0
        self.has_turned = True

    def turn(self, at_us: int, state: DeskState) -> None:
        """Take a new state from at_us on."""
        before = self.state
        if before is _FREE:
            self._free_us += at_us - self._since_us
        elif before is _OCCUPIED:
            self._occupied_us += at_us - self._since_us
        else:
            self._unknown_us += at_us - self._since_us
        self._since_us = at_us
        self.state = state

    def end(self, at_us: int) -> DeskSlot:
        """Read the slot that ends at at_us, of a desk that turned in it."""
        self.turn(at_us, self.state)
        self.has_turned = False
        return DeskSlot(self.desk, self._occupied_us, self._free_us, self._unknown_us)

    def quiet(self, length_us: int) -> DeskSlot:
        """Return a slot in which it doesn't turn. Slots are all of one length."""
        slot = self._quiet.get(self.state)
        if slot is None:
            self.begin(0)
            slot = self._quiet[self.state] = self.end(length_us)
        return slot


class SpaceMeter:
    """The desks in service together: in how many of them what holds, and how long."""

    __slots__ = (
        "_at_us",
        "_free",
        "_occupied",
        "_unknown",
        "free_us",
        "full_us",
        "not_full_us",
        "occupied_us",
        "peak_occupied",
        "unknown_us",
        "used_known_us",
    )

    def __init__(self) -> None:
        self.serve(())
        self.begin(0)

    def serve(self, states: Iterable[DeskState]) -> None:
        """Count these desks from now on, and no others."""
        self._occupied = self._free = self._unknown = 0
        for state in states:
            self._add(state)

    def begin(self, at_us: int) -> None:
        """Begin a slot."""
        self._at_us = at_us
        self.occupied_us = self.free_us = self.unknown_us = 0
        self.used_known_us = self.full_us = self.not_full_us = 0
        self.peak_occupied = 0

    def turn(self, at_us: int, before: DeskState, after: DeskState) -> None:
        """Take a desk's change of state."""
        if at_us != self._at_us:
            self.advance(at_us)
        if before is _FREE:
            self._free -= 1
        elif before is _OCCUPIED:
            self._occupied -= 1
        else:
            self._unknown -= 1
        if after is _FREE:
            self._free += 1
        elif after is _OCCUPIED:
            self._occupied += 1
        else:
            self._unknown += 1

    def advance(self, at_us: int) -> None:
        """Count the time up to at_us, in which nothing changed."""
        spent_us = at_us - self._at_us
        self._at_us = at_us
        occupied, free = self._occupied, self._free
        self.unknown_us += self._unknown * spent_us
        if free:
            self.free_us += free * spent_us
            self.not_full_us += spent_us
        if occupied:
            self.occupied_us += occupied * spent_us
            self.used_known_us += (occupied + free) * spent_us
            if not free and not self._unknown:
                self.full_us += spent_us
            self.peak_occupied = max(self.peak_occupied, occupied)

    def _add(self, state: DeskState) -> None:
        if state is _FREE:
            self._free += 1
        elif state is _OCCUPIED:
            self._occupied += 1
        else:
            self._unknown += 1


class DoorMeter:
    """The counting doors together: how long all their agents watched, and who passed."""

    __slots__ = (
        "_agent_count",
        "_at_us",
        "_watching",
        "arrivals",
        "departures",
        "known_us",
        "turn_backs",
    )

    def __init__(self, agent_count: int) -> None:
        self._agent_count = agent_count
        self._watching = 0
        self.begin(0)

    def begin(self, at_us: int) -> None:
        """Begin a slot."""
        self._at_us = at_us
        self.known_us = self.arrivals = self.departures = self.turn_backs = 0

    def count(self, direction: Direction) -> None:
        """Count a passage."""
        match direction:
            case Direction.IN:
                self.arrivals += 1
            case Direction.OUT:
                self.departures += 1
            case Direction.BACK:
                self.turn_backs += 1

    def turn(self, at_us: int, watching: bool) -> None:
        """Take that one of the agents began to watch, or ceased."""
        self.advance(at_us)
        self._watching += 1 if watching else -1

    def advance(self, at_us: int) -> None:
        """Count the time up to at_us, in which nothing changed."""
        if self._agent_count and self._watching == self._agent_count:
            self.known_us += at_us - self._at_us
        self._at_us = at_us
