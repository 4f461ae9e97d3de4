"""A whole local day of a space, summed under one word on which of its slots were open. Pure.

    96 slots, those open, desk days ─▶ DaySums ─▶ written beside the slots ─▶ read by reports
                                         │
    which slots are open today ──────────┴─▶ the same? then the sums say what the slots would

Sums are only another way to say what the slots say: whoever finds them of another beginning, of
another count of slots or under other hours reads the slots. Hours are those of the local clock.
"""

import hashlib
import struct
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from itertools import chain, groupby
from operator import attrgetter
from typing import Final, Self
from zoneinfo import ZoneInfo

from contract.times import from_us, to_us
from hub.domain.calendar import Span
from hub.domain.days import Peak
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.tally import NOTHING, Tally, Totals, totals_of
from hub.domain.typical_week import hours_summed

_NUMBERS: Final = tuple(each.name for each in fields(SpaceSlot) if each.name != "by_desk")
_read_numbers: Final = attrgetter(*_NUMBERS)
_DAY_SLOTS: Final = 96
_USUAL_HOURS: Final = tuple(n // 4 for n in range(_DAY_SLOTS))
_TALLY_NAMES: Final = tuple(each.name for each in fields(Tally))
_read_tally: Final = attrgetter(*_TALLY_NAMES)
_TALLY: Final = len(_TALLY_NAMES)
_DOORS_FROM: Final = _TALLY_NAMES.index("door_slots")
_DOORS_UNTIL: Final = _TALLY_NAMES.index("most_desks")
_NO_DOORS: Final = (0,) * (_DOORS_UNTIL - _DOORS_FROM)
_PLACES: Final = 5
"""Desk days, and the peak after whether there is one."""


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A local day as it stands in the slots: when it begins, how many it has, which are open."""

    start_us: int
    slot_count: int
    opened: str
    """Runs of open slots, counted from 0, half-open: `36-72,80-88`; empty where all are closed."""

    @property
    def end_us(self) -> int:
        """The first instant of the next day."""
        return self.start_us + self.slot_count * SLOT_US

    @property
    def starts(self) -> range:
        """When its slots begin."""
        return range(self.start_us, self.end_us, SLOT_US)

    @property
    def flags(self) -> bytes:
        """A byte per slot: 1 is open."""
        flags = bytearray(self.slot_count)
        for run in filter(None, self.opened.split(",")):
            first, end = map(int, run.split("-"))
            flags[first:end] = bytes([1]) * (end - first)
        return bytes(flags)


def span_of(whole: Span, opened: Iterable[Span]) -> DaySpan:
    """Return a day of the calendar; `opened` are in order."""
    start_us, end_us = to_us(whole.start), to_us(whole.end)
    runs: list[tuple[int, int]] = []
    for span in opened:
        first, end = ((to_us(at) - start_us) // SLOT_US for at in (span.start, span.end))
        if runs and first <= runs[-1][1]:
            runs[-1] = runs[-1][0], max(end, runs[-1][1])
        else:
            runs.append((first, end))
    return DaySpan(start_us, (end_us - start_us) // SLOT_US, _written(runs))


def span_of_flags(start_us: int, flags: Sequence[bool]) -> DaySpan:
    """Return a day of which it is said slot by slot whether it is open."""
    runs: list[tuple[int, int]] = []
    for is_open, run in groupby(range(len(flags)), key=lambda n: bool(flags[n])):
        numbers = list(run)
        if is_open:
            runs.append((numbers[0], numbers[-1] + 1))
    return DaySpan(start_us, len(flags), _written(runs))


def _written(runs: Iterable[tuple[int, int]]) -> str:
    return ",".join(f"{first}-{end}" for first, end in runs)


@dataclass(frozen=True, slots=True)
class DaySums:
    """A whole local day, every slot of which is stored."""

    day: date
    span: DaySpan
    totals: Totals
    """With what was counted at doors, whether or not they count."""
    hours: Sequence[int]
    """The open slots of each local hour, as typical_week.hours_summed gives them."""
    digest: str
    """Of the slots, which are open, and the desk days; see told_of_day."""

    def totals_for(self, *, counts_doors: bool) -> Totals:
        """Return the sums of a space with or without a counting door."""
        if counts_doors:
            return self.totals
        totals = self.totals
        opened, closed = _without_doors(totals.open), _without_doors(totals.closed)
        return Totals(opened, closed, totals.desk_days, totals.peak)

    def numbers(self) -> list[int]:
        """Return totals and hours as integers in a row, which `from_numbers` reads."""
        totals, peak = self.totals, self.totals.peak
        places = (0, 0, 0, 0) if peak is None else (1, *astuple(peak))
        return [
            *_read_tally(totals.open),
            *_read_tally(totals.closed),
            totals.desk_days,
            *places,
            *self.hours,
        ]

    @classmethod
    def from_numbers(cls, day: date, span: DaySpan, numbers: Sequence[int], digest: str) -> Self:
        """Read what `numbers` has written."""
        opened, closed = _tally(numbers[:_TALLY]), _tally(numbers[_TALLY : 2 * _TALLY])
        desk_days, has_peak, *places = numbers[2 * _TALLY : 2 * _TALLY + _PLACES]
        hours = numbers[2 * _TALLY + _PLACES :]
        peak = Peak(*places) if has_peak else None
        return cls(day, span, Totals(opened, closed, desk_days, peak), hours, digest)


def _tally(numbers: Sequence[int]) -> Tally:
    return Tally(*numbers) if numbers[0] else NOTHING


def _without_doors(tally: Tally) -> Tally:
    if not tally.slots:
        return NOTHING
    numbers = _read_tally(tally)
    return Tally(*numbers[:_DOORS_FROM], *_NO_DOORS, *numbers[_DOORS_UNTIL:])


def sums_of_day(
    day: date, span: DaySpan, slots: Sequence[SpaceSlot], desk_days: int, zone: ZoneInfo
) -> DaySums:
    """Sum a whole local day; `slots` are all of it, in order of time."""
    flags = span.flags
    opened = [slot for slot, is_open in zip(slots, flags, strict=True) if is_open]
    closed = [slot for slot, is_open in zip(slots, flags, strict=True) if not is_open]
    return DaySums(
        day,
        span,
        totals_of(opened, closed, counts_doors=True, desk_days=desk_days),
        hours_of_day(span, slots, zone),
        digest_of_day(told_of_day(flags, desk_days, slots)),
    )


def hours_of_day(span: DaySpan, slots: Sequence[SpaceSlot], zone: ZoneInfo) -> list[int]:
    """Sum the open slots of a whole day by the hour on the clock in which they begin.

    An hour that comes twice when the clock changes is one.
    """
    placed = zip(local_hours(span, zone), slots, span.flags, strict=True)
    return hours_summed((hour, slot) for hour, slot, is_open in placed if is_open)


def local_hours(span: DaySpan, zone: ZoneInfo) -> Sequence[int]:
    """Return the hour on the clock in which each slot of a day begins."""
    if span.slot_count == _DAY_SLOTS:  # else the clock changes on this day
        return _USUAL_HOURS
    return tuple(from_us(start_us).astimezone(zone).hour for start_us in span.starts)


def told_of_day(flags: bytes, desk_days: int, stored: Iterable[SpaceSlot]) -> bytes:
    """Write a local day in a canonical form.

    A byte 0 or 1 per slot of the day (open); the desk days; then every stored slot as its 13
    numbers; each number in 8 bytes, big-endian.
    """
    numbers = list(chain.from_iterable(map(_read_numbers, stored)))
    return flags + struct.pack(f">{1 + len(numbers)}q", desk_days, *numbers)


def digest_of_day(told: bytes) -> str:
    """Return the SHA-256 of a day's canonical form, hexadecimal."""
    return hashlib.sha256(told).hexdigest()
