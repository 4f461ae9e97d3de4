"""How much of an agent's history a window needs, and how far a change of history reaches. Pure.

A window [from, to) comes out as it would from the whole history, given of each agent
- every event of the window;
- the events before it, back to the newest `alive` or `started`, that one included; without one
  all of them (an agent that keeps the contract has one every 300 s);
- the first event after it;
- the outlines of its epochs.
Of epochs whose events were deleted after the retention outlines may be left out, and events that
were deleted may be missing: then less is known, never more.

The functions here read whole histories in memory. They are the definition that a store's queries
have to meet.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contract.events import Alive, Started
from hub.domain.gaps import EpochOutline, Gap, gaps_of
from hub.domain.order import PlacedEvent, Position
from hub.domain.timeline import Stretch
from tests.hub.domain.outlines import outlines_of


def sets_every_desk(event: PlacedEvent) -> bool:
    """Tell whether an event is a snapshot: nothing before it matters to what is said after it."""
    return isinstance(event.event, Alive | Started)


def stretch_for(events: Sequence[PlacedEvent], from_us: int, to_us: int) -> Stretch:
    """Cut what the window [from_us, to_us) needs out of one agent's whole history, in order."""
    start = end = 0
    for index, event in enumerate(events):
        if event.at_us < from_us and sets_every_desk(event):
            start = index
        end = index + 1
        if event.at_us >= to_us:
            break
    return Stretch(tuple(events[start:end]), outlines_of(events))


@dataclass(frozen=True, slots=True)
class Reach:
    """The places from which and up to which newly stored events change what is proven."""

    first: Position
    last: Position
    past_next_epoch: bool
    """Whether epochs begin or stop otherwise than before."""


def reach_of(
    stored: Iterable[PlacedEvent],
    replaced: Iterable[PlacedEvent],
    old: Iterable[EpochOutline],
    new: Iterable[EpochOutline],
) -> Reach | None:
    """Find the reach of a batch: what of it is new, and the estimated copies it replaced.

    `old` and `new` are the outlines of the agent's epochs without the batch and with it. None:
    nothing changes.
    """
    old, new = tuple(old), tuple(new)
    turns = _turning_places(old) ^ _turning_places(new)
    gaps = set(gaps_of(old)) ^ set(gaps_of(new))
    places = [event.position for event in (*stored, *replaced)]
    places += [*turns, *(place for gap in gaps for place in _ends(gap))]
    return Reach(min(places), max(places), bool(turns)) if places else None


def window_of(reach: Reach, events: Sequence[PlacedEvent]) -> tuple[int, int]:
    """Return the window [from_us, to_us) beyond which a reach changes nothing.

    `events` are the agent's after the batch. From: the event before the reach. To: the first
    snapshot after it; where epochs begin or stop otherwise, also the first beginning or stop.
    """
    before = [event for event in events if event.position < reach.first]
    after = [event for event in events if event.position > reach.last]
    from_us = before[-1].at_us if before else reach.first.at_us
    ends = [next((one for one in after if sets_every_desk(one)), None)]
    if reach.past_next_epoch:
        turns = _turning_places(outlines_of(events))
        ends.append(next((one for one in after if one.position in turns), None))
    last_us = max([reach.last.at_us, *(event.at_us for event in events[-1:])])
    return from_us, max(last_us + 1 if end is None else end.at_us for end in ends)


def _turning_places(outlines: Iterable[EpochOutline]) -> set[Position]:
    begins = {one.begin for one in outlines}
    return begins | {one.stopped for one in outlines if one.stopped is not None}


def _ends(gap: Gap) -> tuple[Position, ...]:
    return (gap.until,) if gap.after is None else (gap.after, gap.until)
