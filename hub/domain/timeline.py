"""The timeline: what one agent's stored events prove about its desks, moment by moment. Pure.

Three rules decide, in this order:
1. What the events say: `started`, `alive` and `desk` set states; a snapshot sets every desk.
2. Whether the span from one event to the agent's next is proven. It isn't if it is longer than
   450 s, ends in a `started`, has an `estimated` end, lies in a gap, or after a `stopped` and
   before the next epoch begins; and nothing is proven before the first event or after the last.
   In a span that isn't proven every desk is unknown and the agent isn't watching.
3. Where a gap ends, all that the events said so far is forgotten, until each desk's next state.

It reads events in order and holds one of them at a time, so a year needs no more memory than an
hour. Which events a part of a history needs says hub/stores/history_protocol.py.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

from contract.events import Alive, DeskChanged, DeskState, Direction, Passage, Started
from contract.limits import LONGEST_PROVEN_SPAN_S
from hub.domain.assignment import Handover
from hub.domain.gaps import EpochOutline, gaps_of
from hub.domain.order import PlacedEvent, Position

LONGEST_PROVEN_SPAN_US: Final = LONGEST_PROVEN_SPAN_S * 1_000_000

_NEVER_US: Final = 2**63


@dataclass(frozen=True, slots=True)
class Stretch:
    """One agent's events in order, read once or often, and the outlines of its epochs."""

    events: Iterable[PlacedEvent]
    outlines: tuple[EpochOutline, ...]


class Handovers(NamedTuple):
    """When desks and counting doors become an agent's own, or cease to be; in order of time."""

    desks: tuple[Handover, ...]
    doors: tuple[Handover, ...]


NO_HANDOVERS: Final = Handovers((), ())


class DeskTurn(NamedTuple):
    """From at_us on a desk is in this state."""

    at_us: int
    desk: str
    state: DeskState


class WatchTurn(NamedTuple):
    """From at_us on the agent is proven watching, or not."""

    at_us: int
    watching: bool


class DoorPassed(NamedTuple):
    """Somebody passed a counting door, or turned round in it."""

    at_us: int
    door: str
    direction: Direction


Change = DeskTurn | WatchTurn | DoorPassed


def changes(
    stretch: Stretch,
    desks: Collection[str],
    counting_doors: Collection[str] = (),
    handovers: Handovers = NO_HANDOVERS,
) -> Iterator[Change]:
    """Yield, in order of time, what changes for these desks and counting doors of one agent.

    Before the first change every desk is unknown and the agent isn't watching. Several changes
    may carry the same instant; then the last one counts. Without counting doors there are neither
    WatchTurn nor DoorPassed; while none is the agent's own, it holds nobody up, and is said to be
    watching. What isn't its own at the time of an event is not heard.
    """
    sight = _Sight(stretch.outlines, desks, counting_doors, handovers)
    yield from sight.begin()
    yield from sight.read(stretch.events)
    yield from sight.hand_over(_NEVER_US)


class _Mark(IntEnum):
    """What happens at a place in the agent's order. At the same place in this order."""

    GAP_ENDS = 1
    HEAD_GAP_ENDS = 2
    EPOCH_BEGINS = 3
    GAP_BEGINS = 4
    STOPPED = 5


def _at_first(units: Collection[str], handovers: Iterable[Handover]) -> Iterator[str]:
    """Yield the units that are an agent's own before anything changes hands."""
    first: dict[str, bool] = {}
    for handover in handovers:
        first.setdefault(handover.unit, handover.begins)
    return (unit for unit in units if not first.get(unit, False))


def _marks(outlines: tuple[EpochOutline, ...]) -> Iterator[tuple[Position, _Mark]]:
    for outline in outlines:
        yield outline.begin, _Mark.EPOCH_BEGINS
        if outline.stopped is not None:
            yield outline.stopped, _Mark.STOPPED
    for gap in gaps_of(outlines):
        if gap.after is None:
            yield gap.until, _Mark.HEAD_GAP_ENDS
        else:
            yield gap.after, _Mark.GAP_BEGINS
            yield gap.until, _Mark.GAP_ENDS


class _Sight:
    """What an agent's events have proven so far."""

    def __init__(
        self,
        outlines: tuple[EpochOutline, ...],
        desks: Collection[str],
        counting_doors: Collection[str],
        handovers: Handovers,
    ) -> None:
        marks = sorted(_marks(outlines), reverse=True)
        self._ahead = marks  # the next one last
        self._next_mark_us = marks[-1][0].at_us if marks else _NEVER_US
        self._heads = frozenset(
            (at.epoch, at.seq) for at, mark in marks if mark is _Mark.HEAD_GAP_ENDS
        )
        self._said = dict.fromkeys(_at_first(desks, handovers.desks), DeskState.UNKNOWN)
        self._shown = dict.fromkeys(desks, DeskState.UNKNOWN)
        self._counts = bool(counting_doors)
        self._doors = frozenset(_at_first(counting_doors, handovers.doors))
        self._to_come = sorted(  # the next one last
            [*((each, True) for each in handovers.desks), *((e, False) for e in handovers.doors)],
            key=lambda each: each[0].at_us,
            reverse=True,
        )
        self._quiet_until_us = self._look_ahead()
        self._open_gap_count = 0
        self._stopped = False
        self._watching = False
        self._told_watching = False

    def begin(self) -> list[Change]:
        """Say what holds before any event."""
        return self._tell_watching(0)

    def _look_ahead(self) -> int:
        """Return before when nothing changes but by what events say."""
        handover_us = self._to_come[-1][0].at_us if self._to_come else _NEVER_US
        return min(self._next_mark_us, handover_us)

    def read(self, events: Iterable[PlacedEvent]) -> Iterator[Change]:
        """Yield what changes, event by event.

        Nearly all events are a desk's or say again what is known, from an agent that goes on
        watching: these are taken here, in a fifth of the time. `take` decides the same of them.
        """
        shown, heads = self._shown, self._heads
        event: PlacedEvent | None = None
        for after in events:
            if event is None:
                event = after
                continue
            at_us, _, _, estimated, fact = event
            goes_on = (
                self._watching
                and at_us < self._quiet_until_us
                and after[0] - at_us <= LONGEST_PROVEN_SPAN_US
                and not (estimated or after[3])
                and type(after[4]) is not Started
                and not (heads and (after[1], after[2]) in heads)
            )
            if not goes_on:
                yield from self.hand_over(at_us)
                yield from self.take(event, after)
            elif type(fact) is DeskChanged:
                desk, state = fact.desk, fact.state
                if desk in self._said:
                    self._said[desk] = state
                    if shown[desk] is not state:
                        shown[desk] = state
                        yield DeskTurn(at_us, desk, state)
            elif type(fact) is not Alive or fact.desks != self._said:
                yield from self.take(event, after)
            event = after
        if event is not None:
            yield from self.hand_over(event.at_us)
            yield from self.take(event, None)

    def hand_over(self, until_us: int) -> list[Change]:
        """Take in which desks and doors change hands up to an instant, that one included."""
        changed: list[Change] = []
        while self._to_come and self._to_come[-1][0].at_us <= until_us:
            handover, is_desk = self._to_come.pop()
            if is_desk:
                self._hand_over_desk(handover, changed)
            else:
                own = {handover.unit}
                self._doors = self._doors | own if handover.begins else self._doors - own
                changed += self._tell_watching(handover.at_us)
        self._quiet_until_us = self._look_ahead()
        return changed

    def _hand_over_desk(self, handover: Handover, changed: list[Change]) -> None:
        """Forget what was said of a desk: its new agent's first word is still to come."""
        desk, was = handover.unit, self._shown[handover.unit]
        if handover.begins:
            self._said[desk] = DeskState.UNKNOWN
        else:
            self._said.pop(desk, None)
        self._shown[desk] = DeskState.UNKNOWN
        if was is not DeskState.UNKNOWN:
            changed.append(DeskTurn(handover.at_us, desk, DeskState.UNKNOWN))

    def _tell_watching(self, at_us: int) -> list[Change]:
        holds = self._counts and (self._watching or not self._doors)
        if holds is self._told_watching:
            return []
        self._told_watching = holds
        return [WatchTurn(at_us, holds)]

    def take(self, event: PlacedEvent, after: PlacedEvent | None) -> list[Change]:
        """Take in an event, and the span from it to the agent's next, if there is one."""
        if event.at_us >= self._next_mark_us:
            self._pass_marks(event.position)
        changed: list[Change] = []
        stirred = self._hear(event, changed)
        proven = after is not None and self._is_proven(event, after)
        if proven is not self._watching:
            self._watching = proven
            changed += self._tell_watching(event.at_us)
            self._show(event.at_us, self._said, changed)
        elif proven and stirred:
            self._show(event.at_us, stirred, changed)
        return changed

    def _pass_marks(self, place: Position) -> None:
        while self._ahead and self._ahead[-1][0] <= place:
            match self._ahead.pop()[1]:
                case _Mark.GAP_BEGINS:
                    self._open_gap_count += 1
                case _Mark.GAP_ENDS:
                    self._open_gap_count -= 1
                    self._forget()
                case _Mark.HEAD_GAP_ENDS:
                    self._forget()
                case _Mark.EPOCH_BEGINS:
                    self._stopped = False
                case _Mark.STOPPED:
                    self._stopped = True
        self._next_mark_us = self._ahead[-1][0].at_us if self._ahead else _NEVER_US
        self._quiet_until_us = self._look_ahead()

    def _forget(self) -> None:
        self._said = dict.fromkeys(self._said, DeskState.UNKNOWN)

    def _hear(self, event: PlacedEvent, changed: list[Change]) -> Collection[str]:
        """Note what an event says; returns the desks about which it may have said something new."""
        fact = event.event
        if isinstance(fact, DeskChanged):
            if fact.desk in self._said:
                self._said[fact.desk] = fact.state
                return (fact.desk,)
        elif isinstance(fact, Alive | Started):
            if self._said != fact.desks:
                seen = fact.desks
                self._said = {desk: seen.get(desk, DeskState.UNKNOWN) for desk in self._said}
                return self._said
        elif isinstance(fact, Passage) and fact.door in self._doors:
            changed.append(DoorPassed(event.at_us, fact.door, fact.direction))
        return ()

    def _is_proven(self, event: PlacedEvent, after: PlacedEvent) -> bool:
        return (
            after.at_us - event.at_us <= LONGEST_PROVEN_SPAN_US
            and not (event.estimated or after.estimated or self._open_gap_count or self._stopped)
            and not isinstance(after.event, Started)
            and (after.epoch, after.seq) not in self._heads
        )

    def _show(self, at_us: int, desks: Iterable[str], changed: list[Change]) -> None:
        for desk in desks:
            state = self._said[desk] if self._watching else DeskState.UNKNOWN
            if self._shown[desk] is not state:
                self._shown[desk] = state
                changed.append(DeskTurn(at_us, desk, state))
