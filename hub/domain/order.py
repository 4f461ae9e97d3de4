"""An agent's stored events in their one order, (at, epoch, seq) across epochs. Pure.

Owns the place of an event and the folding of its copies. It knows no rule of the timeline.
"""

from collections.abc import Iterable
from operator import itemgetter
from typing import Final, NamedTuple

from contract.events import Event, EventClock
from contract.times import to_us


class Position(NamedTuple):
    """The place of an event among all events of its agent; compares as the order does."""

    at_us: int
    epoch: str
    seq: int


class PlacedEvent(NamedTuple):
    """A stored event with its place. A year has 22 million of them, hence a tuple."""

    at_us: int
    epoch: str
    seq: int
    estimated: bool
    event: Event

    @property
    def position(self) -> Position:
        """Its place in the agent's order."""
        return Position(self.at_us, self.epoch, self.seq)


_PLACE: Final = itemgetter(0, 1, 2)


def place(epoch: str, event: Event) -> PlacedEvent:
    """Place an event of `epoch`."""
    estimated = event.clock is EventClock.ESTIMATED
    return PlacedEvent(to_us(event.at), epoch, event.seq, estimated, event)


def in_order(copies: Iterable[PlacedEvent]) -> list[PlacedEvent]:
    """Fold the copies of one agent's events, given as they arrived, and sort them.

    Of two copies of (epoch, seq) the first stands, but a synced one replaces an estimated one.
    """
    kept: dict[tuple[str, int], PlacedEvent] = {}
    for copy in copies:
        held = kept.get((copy.epoch, copy.seq))
        if held is None or (held.estimated and not copy.estimated):
            kept[copy.epoch, copy.seq] = copy
    return sorted(kept.values(), key=_PLACE)
