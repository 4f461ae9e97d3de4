"""The life of one space: who comes, finds a place or none, has lunch, and leaves. Pure.

An agenda of what people do next, in the order of time, becomes line changes in the order of time.
Nobody leaves who did not come, nobody sits where somebody sits, and whoever finds no free desk
turns round in the door. The same seed gives the same life.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from heapq import heappop, heappush
from random import Random
from typing import Final

from edge.simulator.crowds import NATURAL, Custom, Pace
from edge.simulator.demand import SHORTEST_STAY_US, Demand
from edge.simulator.fittings import Fittings
from edge.simulator.region import Seat, SeatKind, Space
from edge.simulator.traces import (
    MINUTE_US,
    SECOND_US,
    Change,
    DoorFittings,
    Trace,
    go_in,
    go_out,
    sit,
    sweep,
    turn_back,
)

_CLEANER_HOUR: Final = 5.5
_CLEANER_SHARE: Final = 0.2
_HESITATING_SHARE: Final = 0.02
_COOLING_US: Final = 35 * SECOND_US
"""A motion sensor at a desk that was left is not idle before."""
_TAKEN_US: Final = 2**62


@dataclass(frozen=True, slots=True)
class Visit:
    """A party and its seat. Nobody in it is anybody."""

    party_count: int
    seat: Seat
    leaves_us: int


class Life:
    """One space from an instant on."""

    def __init__(
        self, space: Space, fittings: Fittings, custom: Custom, seed: str, pace: Pace = NATURAL
    ) -> None:
        self._space = space
        self._fittings = fittings
        self._demand = Demand(space, custom, pace, seed)
        self._is_cleaned = pace == NATURAL
        self._rng = Random(f"{seed}/{space.id}")  # noqa: S311 - a life by seed, no secret
        self._agenda: list[tuple[int, int, Callable[[int], None]]] = []
        self._number = 0
        self._pending: list[Change] = []
        self._free_from_us = {seat.id: 0 for seat in space.seats}
        self._clear_from_us = {door.id: 0 for door in space.doors}

    def changes(self, from_us: int) -> Iterator[Change]:
        """Yield every line change from `from_us` on, for ever, in the order of time. Call once."""
        if not self._space.doors:
            return
        self._plan(from_us, self._begin_day)
        self._plan(from_us, self._await_next)
        while self._agenda:
            at_us, _, action = heappop(self._agenda)
            while self._pending and self._pending[0].at_us < at_us:
                yield heappop(self._pending)
            action(at_us)

    def _plan(self, at_us: int, action: Callable[[int], None]) -> None:
        self._number += 1
        heappush(self._agenda, (at_us, self._number, action))

    def _await_next(self, now_us: int) -> None:
        candidate = self._demand.candidate_us(now_us, self._rng)
        if candidate is not None:
            at_us, comes = candidate
            self._plan(at_us, self._arrive if comes else self._await_next)

    def _arrive(self, now_us: int) -> None:
        self._plan(now_us, self._await_next)
        kind = self._demand.draw_kind(self._rng)
        seat = self._find_seat(kind, now_us)
        if seat is None or self._rng.random() < _HESITATING_SHARE:
            self._through_door(now_us, turn_back)
            return
        self._free_from_us[seat.id] = _TAKEN_US
        leaves_us = self._demand.draw_leaving_us(seat, now_us, self._rng)
        visit = Visit(self._demand.draw_party(kind, self._rng), seat, leaves_us)
        lunch_us = None
        if kind == "desk":
            lunch_us = self._demand.draw_lunch_us(now_us, leaves_us, self._rng)
        self._enter(visit, now_us, lunch_us)

    def _find_seat(self, kind: SeatKind, now_us: int) -> Seat | None:
        day, soon_us = self._space.hours.day_of(now_us), now_us + 5 * MINUTE_US
        free = [
            seat
            for seat in self._space.seats
            if seat.kind == kind
            and self._free_from_us[seat.id] <= now_us
            and (seat.in_service_until_us(now_us, day) or 0) > soon_us
        ]
        return self._rng.choice(free) if free else None

    def _enter(self, visit: Visit, now_us: int, lunch_us: int | None) -> None:
        inside_us = now_us
        for _ in range(visit.party_count):
            inside_us = self._through_door(inside_us, go_in)
        sits_us = inside_us + self._walk_us()
        self._plan(sits_us, lambda at_us: self._sit_down(visit, at_us, lunch_us))

    def _sit_down(self, visit: Visit, now_us: int, lunch_us: int | None) -> None:
        goes_us = max(lunch_us or visit.leaves_us, now_us + SHORTEST_STAY_US)
        self._emit(sit(self._fittings.seats.get(visit.seat.id, ()), now_us, goes_us, self._rng))
        action = self._leave if lunch_us is None else self._go_for_lunch
        self._plan(goes_us, lambda at_us: action(visit, at_us))

    def _go_for_lunch(self, visit: Visit, now_us: int) -> None:
        """Leave the things on the desk, so that nobody else takes it."""
        out_us = self._go_out(visit, now_us)
        back_us = out_us + self._demand.draw_break_us(self._rng)
        self._plan(back_us, lambda at_us: self._enter(visit, at_us, None))

    def _leave(self, visit: Visit, now_us: int) -> None:
        self._go_out(visit, now_us)
        self._free_from_us[visit.seat.id] = now_us + _COOLING_US

    def _go_out(self, visit: Visit, now_us: int) -> int:
        out_us = now_us + self._walk_us()
        for _ in range(visit.party_count):
            out_us = self._through_door(out_us, go_out)
        return out_us

    def _through_door(self, at_us: int, how: Callable[[DoorFittings, int, Random], Trace]) -> int:
        """Wait until the doorway is clear, pass it, and return when that is done."""
        door = self._rng.choice(self._space.doors).id
        trace = how(self._fittings.doors[door], max(at_us, self._clear_from_us[door]), self._rng)
        self._clear_from_us[door] = trace.end_us
        self._emit(trace)
        return trace.end_us

    def _walk_us(self) -> int:
        return self._rng.randint(4 * SECOND_US, 18 * SECOND_US)

    def _emit(self, trace: Trace) -> None:
        for change in trace.changes:
            heappush(self._pending, change)

    def _begin_day(self, now_us: int) -> None:
        hours = self._space.hours
        day = hours.day_of(now_us)
        cleaning_us = hours.at_us(day, _CLEANER_HOUR)
        is_due = self._rng.random() < _CLEANER_SHARE and hours.closes_us(cleaning_us) is None
        if is_due and cleaning_us >= now_us and self._is_cleaned:
            self._plan(cleaning_us, self._clean)
        self._plan(hours.at_us(day + timedelta(days=1), 0), self._begin_day)

    def _clean(self, now_us: int) -> None:
        """Go from seat to seat, out of hours."""
        at_us = self._through_door(now_us, go_in)
        for seat in self._space.seats:
            at_us += self._rng.randint(20 * SECOND_US, 150 * SECOND_US)
            trace = sweep(self._fittings.seats.get(seat.id, ()), at_us, self._rng)
            self._emit(trace)
            at_us = trace.end_us
        self._plan(at_us, self._cleaner_leaves)

    def _cleaner_leaves(self, now_us: int) -> None:
        self._through_door(now_us, go_out)
