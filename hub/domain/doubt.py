"""Which stored slots may be replaced, where raw events may be gone. Pure: for any store.

What was known once stays known: as long as all raw events are there a slot made anew is the truth;
where they may be gone it stands only if it knows at least as much; where they were deleted for
their age nothing stored changes any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.domain.days import DeskDay
from hub.domain.meters import DeskSlot
from hub.domain.slots import SLOT_US, SpaceSlot, slot_of
from hub.domain.timeline import LONGEST_PROVEN_SPAN_US


@dataclass(frozen=True, slots=True)
class Doubt:
    """Up to where raw events are gone, and may be gone; both in microseconds, exclusive."""

    frozen_until_us: int
    """The first slot that still may change."""
    doubtful_us: int

    def may_replace(self, kept: SpaceSlot | None, made: SpaceSlot) -> bool:
        """Tell whether what was made anew of a slot may stand in the place of what is stored."""
        if kept is None:
            return True
        if made.start_us < self.frozen_until_us:
            return False
        return made.start_us >= self.doubtful_us or knows_as_much(made, kept)


def frozen_until_us(deleted_until_us: int) -> int:
    """Return the first slot that may still change, if raw events were deleted up to an instant.

    A slot needs its own events and the one before, which proves nothing further away than
    LONGEST_PROVEN_SPAN_US. Slots of which any of these may be gone stand for ever: they are frozen.
    """
    return slot_of(deleted_until_us + LONGEST_PROVEN_SPAN_US + SLOT_US - 1)


def knows_as_much(made: SpaceSlot, kept: SpaceSlot) -> bool:
    """Tell whether a slot knows of each desk, and of the doors, at least as much as another.

    A desk that is in service no more is not missed. Where the desks of the other are not kept, the
    sums must do.
    """
    if made.doors_known_us < kept.doors_known_us:
        return False
    if not kept.by_desk:
        return made.occupied_us + made.free_us >= kept.occupied_us + kept.free_us
    known = {desk.desk: _known_us(desk) for desk in kept.by_desk}
    return all(_known_us(desk) >= known.get(desk.desk, 0) for desk in made.by_desk)


def _known_us(desk: DeskSlot) -> int:
    return desk.occupied_us + desk.free_us


def better_known(summed: Sequence[DeskDay], kept: Sequence[DeskDay]) -> tuple[DeskDay, ...]:
    """Take of each desk's day what knows more: for days of which desks' slots are missing."""
    best = {day.desk: day for day in kept}
    for day in summed:
        if day.desk not in best or _day_known_us(day) >= _day_known_us(best[day.desk]):
            best[day.desk] = day
    return tuple(best[desk] for desk in sorted(best))


def _day_known_us(day: DeskDay) -> int:
    return sum(part.occupied_us + part.free_us for part in (day.open, day.closed))
