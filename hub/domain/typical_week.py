"""The typical week: open slots summed per local weekday and hour. Pure.

168 cells from Monday 0:00 on. An hour that comes twice when the clock changes falls into the same
cell twice, one that is skipped into none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from operator import add
from typing import Final

from hub.domain.slots import SpaceSlot
from hub.domain.tally import Tally, Totals

DAY_HOURS: Final = 24
DAYS: Final = 7


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


_WIDTH: Final = len(fields(WeekCell))
_DAY_NUMBERS: Final = DAY_HOURS * _WIDTH


def cell_of(weekday: int, hour: int) -> int:
    """Return the index of a cell; Monday is 0."""
    return weekday * DAY_HOURS + hour


def hours_summed(placed: Iterable[tuple[int, SpaceSlot]]) -> list[int]:
    """Sum the open slots of a local day, each given with its hour on the clock.

    Hour by hour, each in the order of WeekCell.
    """
    sums = [0] * _DAY_NUMBERS
    for hour, slot in placed:
        at = hour * _WIDTH
        sums[at] += 1
        sums[at + 1] += slot.desks
        sums[at + 2] += slot.occupied_us
        sums[at + 3] += slot.free_us
        sums[at + 4] += slot.desks > 0
        sums[at + 5] += slot.full_us
        sums[at + 6] += slot.not_full_us
    return sums


class WeekSums:
    """Adds days up, hour by hour; it holds 168 cells, however long the period is."""

    def __init__(self) -> None:
        self._days = [[0] * _DAY_NUMBERS] * DAYS

    def add(self, weekday: int, hours: Sequence[int]) -> None:
        """Add the hours of one local day, as `hours_summed` gives them; Monday is 0."""
        self._days[weekday] = list(map(add, self._days[weekday], hours))

    def cells(self) -> tuple[WeekCell, ...]:
        """Return the 168 cells."""
        return tuple(
            WeekCell(*day[at : at + _WIDTH])
            for day in self._days
            for at in range(0, _DAY_NUMBERS, _WIDTH)
        )


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
