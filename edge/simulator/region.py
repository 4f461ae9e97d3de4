"""A region as simulated people know it: spaces with their hours, seats and doors. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from contract.topics import AgentAddress
from edge.simulator.hours import Timetable

_FOREVER_US: Final = 2**62

SeatKind = Literal["desk", "room", "booth"]


@dataclass(frozen=True, slots=True)
class Seat:
    """A desk, room or booth, and the agent that watches it."""

    id: str
    agent: AgentAddress
    kind: SeatKind
    first: date | None = None
    last: date | None = None
    hours: Timetable | None = None

    def in_service_until_us(self, at_us: int, day: date) -> int | None:
        """Return until when it may be used; None if not at that instant of the local day `day`."""
        if (self.first and day < self.first) or (self.last and day > self.last):
            return None
        return _FOREVER_US if self.hours is None else self.hours.closes_us(at_us)


@dataclass(frozen=True, slots=True)
class Door:
    """An entrance, and the agent that watches it."""

    id: str
    agent: AgentAddress
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """One co-working location."""

    id: str
    hours: Timetable
    seats: tuple[Seat, ...]
    doors: tuple[Door, ...]

    @property
    def agents(self) -> tuple[AgentAddress, ...]:
        """Every agent that watches something here, in order."""
        agents = {seat.agent for seat in self.seats} | {door.agent for door in self.doors}
        return tuple(sorted(agents))
