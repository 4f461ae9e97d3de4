"""The present state as a message: what each desk and door is now, and since when. Pure.

`since` is the date of the event that made it so, and never moves again; only one that was worked
out while the clock could not be trusted is worked out anew once it can.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, TypeVar

from contract.events import DeskState
from contract.messages import DeskNow, DoorNow, State, StateClock
from contract.times import from_us
from edge.decisions.facts import DeskFact, DoorFact, Fact
from edge.delivery.event_body import Snapshot

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Since:
    """When something was seen, in boot-time, and its date: microseconds since 1970."""

    boot_us: int
    wall_us: int | None = None
    is_sure: bool = False
    """Whether the date is one of a clock that could be trusted."""

    def dated(self, offset_us: int, *, is_synced: bool) -> "Since":
        """Return it with a date; `offset_us` is wall minus boot-time."""
        if self.wall_us is not None and (self.is_sure or not is_synced):
            return self
        return replace(self, wall_us=max(0, self.boot_us + offset_us), is_sure=is_synced)


@dataclass(frozen=True, slots=True)
class Changes:
    """Since when the places that have just changed are as they are."""

    desks: Mapping[str, Since] = field(default_factory=dict)
    doors: Mapping[str, Since] = field(default_factory=dict)


NONE_DATED = Changes()


def changes_of(facts: Sequence[Fact], dates: Sequence[int | None]) -> Changes:
    """Return since when the places that facts tell of are as they are: since their events."""
    desks, doors = dict[str, Since](), dict[str, Since]()
    for fact, at_us in zip(facts, dates, strict=True):
        since = Since(fact.at_us, at_us, is_sure=at_us is not None)
        match fact:
            case DeskFact():
                desks[fact.desk] = since
            case DoorFact():
                doors[fact.door] = since
            case _:
                pass
    return Changes(desks, doors)


@dataclass(frozen=True, slots=True)
class _Place(Generic[V]):
    value: V
    since: Since


@dataclass(slots=True)
class PresentState:
    """Remembers since when each place is as it is, and which desks are whole."""

    _desks: dict[str, _Place[DeskState]] = field(default_factory=dict)
    _doors: dict[str, _Place[bool]] = field(default_factory=dict)
    _whole: Mapping[str, bool] = field(default_factory=dict)

    def see(self, seen: Snapshot, now_us: int, changes: Changes = NONE_DATED) -> bool:
        """Take in a snapshot; true if anything changed. What `changes` doesn't date is of now."""
        desks = _merged(self._desks, seen.desks, changes.desks, now_us)
        doors = _merged(self._doors, seen.doors, changes.doors, now_us)
        changed = (desks, doors, seen.whole) != (self._desks, self._doors, self._whole)
        self._desks, self._doors, self._whole = desks, doors, seen.whole
        return changed

    def message(
        self, epoch: str, at_us: int, offset_us: int, ttl_s: int, *, is_synced: bool
    ) -> State:
        """Write the state as of wall time `at_us`; `offset_us` is wall minus boot-time."""
        self._desks = _dated(self._desks, offset_us, is_synced=is_synced)
        self._doors = _dated(self._doors, offset_us, is_synced=is_synced)
        return State(
            epoch=epoch,
            at=from_us(at_us),
            ttl_s=ttl_s,
            clock=StateClock.SYNCED if is_synced else StateClock.UNSYNCED,
            desks={
                of: DeskNow(state=desk.value, since=_date(desk), whole=self._whole.get(of))
                for of, desk in self._desks.items()
            },
            doors={
                of: DoorNow(open=door.value, since=_date(door)) for of, door in self._doors.items()
            },
        )


def _merged(
    old: Mapping[str, _Place[V]], new: Mapping[str, V], dates: Mapping[str, Since], now_us: int
) -> dict[str, _Place[V]]:
    return {
        of: old[of]
        if of in old and old[of].value == value
        else _Place(value, dates.get(of, Since(now_us)))
        for of, value in new.items()
    }


def _dated(
    places: Mapping[str, _Place[V]], offset_us: int, *, is_synced: bool
) -> dict[str, _Place[V]]:
    return {
        of: replace(place, since=place.since.dated(offset_us, is_synced=is_synced))
        for of, place in places.items()
    }


def _date(place: _Place[V]) -> datetime:
    return from_us(place.since.wall_us or 0)
