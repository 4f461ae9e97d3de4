"""The indicators a second time: literal, quarter by quarter, sharing no code with the product.

Only for zones and days without a change of the clock; slots come from the brute force of events.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

QUARTER = timedelta(minutes=15)
Row = Mapping[str, Any]
Answer = tuple[Fraction | None, Fraction | None]
"""Value and coverage; None: there is none."""


@dataclass(frozen=True)
class SlowSpace:
    """A space, its hours as (weekday, "HH:MM", "HH:MM"), and how to count a quarter of an hour."""

    zone: str
    hours: Sequence[tuple[int, str, str]]
    has_counting_door: bool
    count: Callable[[int, int], Row]
    """Counts from one instant to another, in microseconds."""


@dataclass(frozen=True)
class Quarter:
    """A counted quarter of an hour."""

    space: SlowSpace
    local: datetime
    is_open: bool
    row: Row


def quarters(space: SlowSpace, first: date, last: date) -> Iterator[Quarter]:
    """Walk through the local days from first to last."""
    at = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=2)
    while at.date() <= last + timedelta(days=2):
        local = at.astimezone(ZoneInfo(space.zone))
        if first <= local.date() <= last:
            us = round(at.timestamp()) * 1_000_000
            clock = f"{local:%H:%M}"
            is_open = any(d == local.weekday() and a <= clock < b for d, a, b in space.hours)
            yield Quarter(space, local, is_open, space.count(us, us + 900_000_000))
        at += QUARTER


def ratio(above: int, below: int) -> Fraction | None:
    return Fraction(above, below) if below else None


def slow_figures(walked: Sequence[Quarter]) -> dict[str, Answer]:
    """Answer every indicator by its definition."""
    opened = [quarter for quarter in walked if quarter.is_open]
    closed = [quarter for quarter in walked if not quarter.is_open]
    served = [quarter for quarter in opened if quarter.row["desks"] > 0]
    watched = [quarter for quarter in walked if quarter.space.has_counting_door]
    demand = [quarter for quarter in served if quarter.space.has_counting_door]

    def add(field: str, among: Sequence[Quarter] = opened) -> int:
        return sum(quarter.row[field] for quarter in among)

    known = add("occupied_us") + add("free_us")
    desks = ratio(known, 900_000_000 * add("desks"))
    full = ratio(add("full_us") + add("not_full_us"), 900_000_000 * len(served))
    doors = ratio(add("doors_known_us", watched), 900_000_000 * len(watched))
    both = sum(
        max(0, q.row["doors_known_us"] + q.row["full_us"] + q.row["not_full_us"] - 900_000_000)
        for q in demand
    )
    turned = ratio(both, 900_000_000 * len(demand))
    closed_known = add("occupied_us", closed) + add("free_us", closed)
    throughout = [quarter for quarter in demand if quarter.row["full_us"] == 900_000_000]
    partly = [quarter for quarter in demand if 0 < quarter.row["full_us"] < 900_000_000]
    return {
        "open_hours": (Fraction(len(opened), 4), None),
        "desk_hours_offered": (Fraction(add("desks"), 4), None),
        "desk_hours_occupied": (Fraction(add("occupied_us"), 3_600_000_000), desks),
        "coverage": (desks, None),
        "utilisation": (ratio(add("occupied_us"), known), desks),
        "frequency": (ratio(add("used_known_us"), known), desks),
        "fullness": (ratio(add("occupied_us"), add("used_known_us")), desks),
        "full_hours": (Fraction(add("full_us"), 3_600_000_000), full),
        "full_share": (ratio(add("full_us"), add("full_us") + add("not_full_us")), full),
        "desk_days": (Fraction(_desk_days(opened)), desks),
        "visits": (Fraction(add("arrivals", watched)), doors),
        "turn_backs": (Fraction(add("turn_backs", watched)), doors),
        "turn_backs_full": (Fraction(add("turn_backs", throughout)), turned),
        "turn_backs_partly_full": (Fraction(add("turn_backs", partly)), turned),
        "out_of_hours_desk_hours": (
            Fraction(add("occupied_us", closed), 3_600_000_000),
            ratio(closed_known, 900_000_000 * add("desks", closed)),
        ),
    }


def _desk_days(opened: Sequence[Quarter]) -> int:
    used: dict[tuple[int, str, date], int] = {}
    for quarter in opened:
        for desk, occupied_us, _, _ in quarter.row["by_desk"]:
            key = (id(quarter.space), desk, quarter.local.date())
            used[key] = used.get(key, 0) + occupied_us
    return sum(us >= 1_800_000_000 for us in used.values())


def slow_peak(walked: Sequence[Quarter]) -> tuple[int, int, int] | None:
    """Return the peak, the start of the earliest slot that has it, and that slot's desks."""
    best: tuple[int, int, int] | None = None
    for quarter in walked:
        if quarter.is_open and (best is None or quarter.row["peak_occupied"] > best[0]):
            best = (quarter.row["peak_occupied"], quarter.row["start_us"], quarter.row["desks"])
    return best


def slow_week(walked: Sequence[Quarter], weekday: int, hour: int) -> dict[str, Answer]:
    """Answer what a cell of the typical week says."""
    return slow_figures(
        [
            quarter
            for quarter in walked
            if (quarter.local.weekday(), quarter.local.hour) == (weekday, hour)
        ]
    )
