"""The typical week: open slots summed per local weekday and hour. Pure.

168 cells from Monday 0:00 on. An hour that comes twice when the clock changes falls into the same
cell twice, one that is skipped into none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import add
from typing import Final, NamedTuple

from hub.domain.slots import SpaceSlot
from hub.domain.tally import Tally, Totals

DAY_HOURS: Final = 24
CELL_COUNT: Final = 7 * DAY_HOURS


@dataclass(frozen=True, slots=True)
class WeekCell:
    """One hour of the week, summed over all its open slots. Microseconds."""

    slots: int = 0
    desk_slots: int = 0
    occupied_us: int = 0
    free_us: int = 0
    served_slots: int = 0
    full_us: int = 0
    not_full_us: int = 0


def cell_of(weekday: int, hour: int) -> int:
    """Return the index of a cell; Monday is 0."""
    return weekday * DAY_HOURS + hour


class HourSums(NamedTuple):
    """Some open slots of one hour, in the order of WeekCell."""

    slots: int
    desk_slots: int
    occupied_us: int
    free_us: int
    served_slots: int
    full_us: int
    not_full_us: int


def hour_sums(slots: Sequence[SpaceSlot]) -> HourSums:
    """Sum open slots of one hour."""
    return HourSums(
        slots=len(slots),
        desk_slots=sum([slot.desks for slot in slots]),
        occupied_us=sum([slot.occupied_us for slot in slots]),
        free_us=sum([slot.free_us for slot in slots]),
        served_slots=sum([slot.desks > 0 for slot in slots]),
        full_us=sum([slot.full_us for slot in slots]),
        not_full_us=sum([slot.not_full_us for slot in slots]),
    )


class WeekSums:
    """Adds hours up, cell by cell; it holds 168 cells, however long the period is."""

    def __init__(self) -> None:
        self._sums: list[Sequence[int]] = [(0,) * len(HourSums._fields)] * CELL_COUNT

    def add(self, cell: int, sums: HourSums) -> None:
        """Add the open slots of one local day that begin in the cell's hour."""
        self._sums[cell] = tuple(map(add, self._sums[cell], sums))

    def cells(self) -> tuple[WeekCell, ...]:
        """Return the 168 cells."""
        return tuple(WeekCell(*sums) for sums in self._sums)


def add_weeks(weeks: Iterable[tuple[WeekCell, ...]]) -> tuple[WeekCell, ...]:
    """Add the weeks of several spaces up, cell by cell."""
    return tuple(_add(cells) for cells in zip(*weeks, strict=True))


def _add(cells: Sequence[WeekCell]) -> WeekCell:
    return WeekCell(
        slots=sum(cell.slots for cell in cells),
        desk_slots=sum(cell.desk_slots for cell in cells),
        occupied_us=sum(cell.occupied_us for cell in cells),
        free_us=sum(cell.free_us for cell in cells),
        served_slots=sum(cell.served_slots for cell in cells),
        full_us=sum(cell.full_us for cell in cells),
        not_full_us=sum(cell.not_full_us for cell in cells),
    )


def totals_of_cell(cell: WeekCell) -> Totals:
    """Return a cell as totals, for indicators of desks; a cell knows nothing of doors and days."""
    return Totals(
        Tally(
            slots=cell.slots,
            desk_slots=cell.desk_slots,
            occupied_us=cell.occupied_us,
            free_us=cell.free_us,
            served_slots=cell.served_slots,
            full_us=cell.full_us,
            not_full_us=cell.not_full_us,
        )
    )
