"""What the store has kept, read from the cells that a query finds. Pure.

Each kind names the columns to ask for, in the order in which its function takes them apart; the
first cell is always the time in nanoseconds.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from contract.series import WEEKDAYS
from hub.domain.days import DayPart, DeskDay, DeskDayPart, Peak, SpaceDay
from hub.domain.meters import DeskSlot
from hub.domain.order import PlacedEvent
from hub.domain.slots import SpaceSlot
from hub.stores.event_bodies import event_of
from hub.stores.history_protocol import DayPeak, Deletion, KeptSlot, WeekHour
from hub.stores.influx.points import NS_PER_US
from hub.stores.influx.queries import Cells

EVENT: Final = ("epoch", "seq", "estimated", "body")
SLOT: Final = (
    "open",
    "desks",
    "occupied_s",
    "free_s",
    "unknown_s",
    "peak_occupied",
    "used_known_s",
    "full_s",
    "not_full_s",
    "doors_known_s",
    "arrivals",
    "departures",
    "turn_backs",
)
DESK_SLOT: Final = ("desk", "place", "occupied_s", "free_s", "unknown_s")
_DAY_PART: Final = (
    "slots",
    "desk_slots",
    "occupied_s",
    "free_s",
    "unknown_s",
    "used_known_s",
    "full_s",
    "not_full_s",
    "doors_known_s",
    "arrivals",
    "departures",
    "turn_backs",
    "peak_occupied",
    "peak_slot_us",
    "peak_desks",
)
_DESK_TIMES: Final = ("occupied_s", "free_s", "unknown_s")
SPACE_DAY: Final = ("day", *(f"{part}_{name}" for part in ("open", "closed") for name in _DAY_PART))
DESK_DAY: Final = (
    "day",
    "desk",
    *(f"{part}_{name}" for part in ("open", "closed") for name in _DESK_TIMES),
)
DAY_PEAK: Final = (
    "day",
    "open_slots",
    "open_peak_occupied",
    "open_peak_slot_us",
    "open_peak_desks",
)
SUMS: Final = ("count(desks)", "sum(occupied_s)", "sum(free_s)", "sum(unknown_s)")
DELETION: Final = ("before_us", "events", "quarantined", "desk_slots")


def event(cells: Cells) -> PlacedEvent:
    """Read an event from the columns EVENT."""
    time_ns, epoch, seq, estimated, body = cells
    at_us = time_ns // NS_PER_US
    return PlacedEvent(at_us, epoch, seq, estimated, event_of(seq, at_us, estimated, body))


def slot(cells: Cells, by_desk: tuple[DeskSlot, ...]) -> KeptSlot:
    """Read a slot from the columns SLOT."""
    time_ns, is_open, *figures = cells
    values = [_figure(name, value) for name, value in zip(SLOT[1:], figures, strict=True)]
    figures = [time_ns // NS_PER_US, *values, by_desk]
    return KeptSlot(SpaceSlot(*figures), is_open)


def desk_slot(cells: Cells) -> tuple[int, int, DeskSlot] | None:
    """Read start, place and desk from the columns DESK_SLOT; None: not in service."""
    time_ns, desk, place, *times = cells
    if not any(times):
        return None
    return time_ns // NS_PER_US, place, DeskSlot(desk, *map(_us, times))


def space_day(cells: Cells, by_desk: tuple[DeskDay, ...]) -> SpaceDay:
    """Read a local day from the columns SPACE_DAY."""
    _, day, *figures = cells
    middle = len(_DAY_PART)
    return SpaceDay(
        date.fromisoformat(day), _day_part(figures[:middle]), _day_part(figures[middle:]), by_desk
    )


def desk_day(cells: Cells) -> tuple[str, DeskDay] | None:
    """Read day and desk from the columns DESK_DAY; None: not in service."""
    _, day, desk, *times = cells
    if not any(times):
        return None
    values = list(map(_us, times))
    return day, DeskDay(desk, DeskDayPart(*values[:3]), DeskDayPart(*values[3:]))


def week_hour(tags: Mapping[str, str], cells: Cells) -> WeekHour:
    """Read the sums of an hour of the week from the columns SUMS."""
    _, slots, *times = cells
    weekday = WEEKDAYS.index(tags["weekday"])
    return WeekHour(weekday, int(tags["hour"]), slots, *map(_us, times))


def day_peak(cells: Cells) -> DayPeak | None:
    """Read a peak from the columns DAY_PEAK; None: no open slots."""
    _, day, slots, *places = cells
    return DayPeak(date.fromisoformat(day), Peak(*places)) if slots else None


def deletion(cells: Cells) -> Deletion:
    """Read a line of the log of deletions from the columns DELETION."""
    return Deletion(cells[0] // NS_PER_US, *cells[1:])


def _day_part(figures: Cells) -> DayPart:
    values = [_figure(name, value) for name, value in zip(_DAY_PART, figures, strict=True)]
    *sums, occupied, slot_us, desks = values
    parts: Cells = [*sums, Peak(occupied, slot_us, desks) if sums[0] else None]
    return DayPart(*parts)


def _figure(name: str, value: float) -> int:
    return _us(value) if name.endswith("_s") else int(value)


def _us(seconds: float) -> int:
    return round(seconds * 1e6)
