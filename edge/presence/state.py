"""The present state as a message: what each desk and door is now, and since when. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from contract.events import DeskState
from contract.messages import DeskNow, DoorNow, State, StateClock
from contract.times import from_us
from edge.delivery.event_body import Snapshot

V = TypeVar("V")


@dataclass(slots=True)
class PresentState:
    """Remembers since when each place is as it is, in boot-time microseconds."""

    _desks: dict[str, tuple[DeskState, int]] = field(default_factory=dict)
    _doors: dict[str, tuple[bool, int]] = field(default_factory=dict)

    def see(self, seen: Snapshot, now_us: int) -> bool:
        """Take in a snapshot; true if anything changed."""
        desks = _merged(self._desks, seen.desks, now_us)
        doors = _merged(self._doors, seen.doors, now_us)
        changed = (desks, doors) != (self._desks, self._doors)
        self._desks, self._doors = desks, doors
        return changed

    def message(
        self, epoch: str, at_us: int, offset_us: int, ttl_s: int, *, is_synced: bool
    ) -> State:
        """Write the state as of wall time `at_us`; `offset_us` is wall minus boot-time."""
        return State(
            epoch=epoch,
            at=from_us(at_us),
            ttl_s=ttl_s,
            clock=StateClock.SYNCED if is_synced else StateClock.UNSYNCED,
            desks={
                desk: DeskNow(state=state, since=from_us(max(0, since_us + offset_us)))
                for desk, (state, since_us) in self._desks.items()
            },
            doors={
                door: DoorNow(open=is_open, since=from_us(max(0, since_us + offset_us)))
                for door, (is_open, since_us) in self._doors.items()
            },
        )


def _merged(
    old: Mapping[str, tuple[V, int]], new: Mapping[str, V], now_us: int
) -> dict[str, tuple[V, int]]:
    return {
        name: old[name] if name in old and old[name][0] == value else (value, now_us)
        for name, value in new.items()
    }
