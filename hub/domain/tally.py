"""Slots summed: what every indicator of a report is a quotient of. Pure.

A tally never holds a ratio, so that days add up to periods and spaces to a region. What is open,
which desks made a desk day and whether doors count is the caller's to say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Final

from hub.domain.days import Peak
from hub.domain.slots import SLOT_US, SpaceSlot

DESK_DAY_US: Final = 1800 * 1_000_000
"""A desk counts as used on a local day from so much occupied time on."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Some slots of one or more spaces, summed. Times in microseconds."""

    slots: int = 0
    desk_slots: int = 0
    """Sum of the desks in service; occupied + free + unknown = desk_slots x SLOT_US."""
    occupied_us: int = 0
    free_us: int = 0
    unknown_us: int = 0
    used_known_us: int = 0
    served_slots: int = 0
    """Slots with a desk in service: only these can be full."""
    full_us: int = 0
    not_full_us: int = 0
    door_slots: int = 0
    """Slots of spaces that have a counting door."""
    doors_known_us: int = 0
    arrivals: int = 0
    departures: int = 0
    turn_backs: int = 0
    demand_slots: int = 0
    """Slots with a desk in service in spaces that have a counting door."""
    demand_known_us: int = 0
    """Time of these in which surely both the doors and the fullness were known."""
    turn_backs_full: int = 0
    """Turn-backs in slots that were full from start to end."""
    turn_backs_partly_full: int = 0
    """Turn-backs in slots that were full for a part."""
    most_desks: int = 0
    """Most desks in service at once in one space. This and the next are maxima, not sums."""
    longest_day_slots: int = 0
    """Most slots of one space on one local day."""

    @property
    def known_us(self) -> int:
        """Desk-time of which the state is known."""
        return self.occupied_us + self.free_us

    @property
    def desk_us(self) -> int:
        """Desk-time in service, known or not."""
        return self.desk_slots * SLOT_US


_MAXIMA: Final = ("most_desks", "longest_day_slots")
_SUMMED: Final = tuple(each.name for each in fields(Tally) if each.name not in _MAXIMA)
NOTHING: Final = Tally()


def total(tallies: Iterable[Tally]) -> Tally:
    """Add tallies up; a maximum is that of all."""
    every = list(tallies)
    sums = {name: sum([getattr(tally, name) for tally in every]) for name in _SUMMED}
    most = {name: max([getattr(tally, name) for tally in every], default=0) for name in _MAXIMA}
    return Tally(**sums, **most)


def tally_of(slots: Sequence[SpaceSlot], *, counts_doors: bool) -> Tally:
    """Sum slots of one local day of one space; `counts_doors`: it has a counting door."""
    if not slots:
        return NOTHING
    served = [slot for slot in slots if slot.desks]
    return Tally(
        slots=len(slots),
        desk_slots=sum([slot.desks for slot in slots]),
        occupied_us=sum([slot.occupied_us for slot in slots]),
        free_us=sum([slot.free_us for slot in slots]),
        unknown_us=sum([slot.unknown_us for slot in slots]),
        used_known_us=sum([slot.used_known_us for slot in slots]),
        served_slots=len(served),
        full_us=sum([slot.full_us for slot in slots]),
        not_full_us=sum([slot.not_full_us for slot in slots]),
        most_desks=max([slot.desks for slot in slots]),
        longest_day_slots=len(slots),
        **(_at_the_doors(slots, served) if counts_doors else {}),
    )


def _at_the_doors(slots: Sequence[SpaceSlot], served: Sequence[SpaceSlot]) -> dict[str, int]:
    turned = [slot for slot in served if slot.turn_backs and slot.full_us]
    return {
        "door_slots": len(slots),
        "doors_known_us": sum([slot.doors_known_us for slot in slots]),
        "arrivals": sum([slot.arrivals for slot in slots]),
        "departures": sum([slot.departures for slot in slots]),
        "turn_backs": sum([slot.turn_backs for slot in slots]),
        "demand_slots": len(served),
        "demand_known_us": _surely_both_us(served),
        "turn_backs_full": sum(slot.turn_backs for slot in turned if slot.full_us == SLOT_US),
        "turn_backs_partly_full": sum(slot.turn_backs for slot in turned if slot.full_us < SLOT_US),
    }


def _surely_both_us(slots: Sequence[SpaceSlot]) -> int:
    """Return the least time in which doors and fullness were both known (Fréchet's bound).

    A slot says how long each was known, not whether it was at the same time.
    """
    both = [slot.doors_known_us + slot.full_us + slot.not_full_us - SLOT_US for slot in slots]
    return sum([us for us in both if us > 0])


@dataclass(frozen=True, slots=True)
class Totals:
    """All that indicators need of a period: open and closed slots apart."""

    open: Tally = NOTHING
    closed: Tally = NOTHING
    desk_days: int = 0
    """Desks and local days with at least DESK_DAY_US occupied in open slots."""
    peak: Peak | None = None
    """The most desks occupied at once in an open slot, of one space; None over several."""


def totals_of(
    opened: Sequence[SpaceSlot],
    closed: Sequence[SpaceSlot],
    *,
    counts_doors: bool,
    desk_days: int = 0,
) -> Totals:
    """Sum the open and the closed slots of one local day, each in order of time."""
    return Totals(
        open=tally_of(opened, counts_doors=counts_doors),
        closed=tally_of(closed, counts_doors=counts_doors),
        desk_days=desk_days,
        peak=_peak(opened),
    )


def over_time(parts: Iterable[Totals]) -> Totals:
    """Add up parts of the same space, in order of time: the earliest of equal peaks stands."""
    every = list(parts)
    peaks = [part.peak for part in every if part.peak is not None]
    return Totals(
        open=total(part.open for part in every),
        closed=total(part.closed for part in every),
        desk_days=sum(part.desk_days for part in every),
        peak=max(peaks, key=lambda peak: peak.occupied, default=None),
    )


def over_spaces(parts: Iterable[Totals]) -> Totals:
    """Add up different spaces; peaks of different spaces have nothing in common."""
    every = list(parts)
    if len(every) == 1:
        return every[0]
    return Totals(
        open=total(part.open for part in every),
        closed=total(part.closed for part in every),
        desk_days=sum(part.desk_days for part in every),
    )


def _peak(slots: Sequence[SpaceSlot]) -> Peak | None:
    if not slots:
        return None
    earliest = max(slots, key=lambda slot: slot.peak_occupied)  # of equals, max takes the first
    return Peak(earliest.peak_occupied, earliest.start_us, earliest.desks)
