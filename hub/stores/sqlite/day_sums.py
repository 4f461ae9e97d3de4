"""Sums of local days in the embedded store: written with the slots, read by reports.

    slots of a day are written ─▶ is it whole? ─▶ summed (pure) ─▶ one row, in the same transaction

Every write of a space also sums some days that have no sums yet, newest first: after a migration or
a salvage all of them come by and by. Until then a report reads their slots.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import to_us
from hub.domain.day_sums import DaySpan, DaySums, span_of_flags, sums_of_day
from hub.domain.localtime import ONE_DAY, instant
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.tally import DESK_DAY_US
from hub.stores.sqlite.check_sums import read_whole, sound, sound_rows, with_sum, written
from hub.stores.sqlite.file import SqliteFile

Row = tuple[object, ...]
DAYS_AT_ONCE: Final = 14
"""So many days that have no sums get them with each write of a space."""
_SLOTS: Final = f"""
{read_whole("slot")} WHERE space = ? AND start_us >= ? AND start_us < ? ORDER BY start_us
"""
_COUNT: Final = "SELECT count(*) FROM slot WHERE space = ? AND start_us >= ? AND start_us < ?"
_DESK_DAYS: Final = f"""
SELECT count(*) FROM desk_day WHERE space = ? AND day = ? AND open AND {sound("desk_day")}
AND occupied_us >= {DESK_DAY_US}
"""
_WITHOUT: Final = """
SELECT day FROM space_day WHERE space = ?1 AND open AND NOT EXISTS (
    SELECT 1 FROM day_sum WHERE day_sum.space = ?1 AND day_sum.day = space_day.day
) ORDER BY day DESC LIMIT ?2
"""
_SUMS: Final = f"{read_whole('day_sum')} WHERE space = ? AND day BETWEEN ? AND ? ORDER BY day"


def write_day_sums(file: SqliteFile, space: str, zone: ZoneInfo, days: Iterable[date]) -> None:
    """Sum these local days out of what is stored, and some without sums; in a transaction."""
    for day in days:
        _write(file, space, zone, day)
    for (name,) in list(file.rows(_WITHOUT, (space, DAYS_AT_ONCE))):
        _write(file, space, zone, date.fromisoformat(name))


def _write(file: SqliteFile, space: str, zone: ZoneInfo, day: date) -> None:
    start_us, end_us = (to_us(instant(bound, 0, zone)) for bound in (day, day + ONE_DAY))
    window = (space, start_us, end_us)
    if (file.number(_COUNT, window) or 0) * SLOT_US < end_us - start_us:
        row: Row = (space, day.isoformat(), start_us, 0, "", b"", "")
    else:
        made = _made(file, space, zone, day, window)
        span, packed = made.span, _packed(made.numbers())
        named = (space, day.isoformat(), start_us, span.slot_count, span.opened)
        row = (*named, packed, made.digest)
    file.change(f"INSERT OR REPLACE INTO {written('day_sum')}", with_sum("day_sum", row))


def _made(
    file: SqliteFile, space: str, zone: ZoneInfo, day: date, window: tuple[str, int, int]
) -> DaySums:
    with file.judging():
        rows = list(sound_rows("slot", file.rows(_SLOTS, window)))
    span = span_of_flags(window[1], [row[2] for row in rows])
    slots = [SpaceSlot(*[row[1], *row[3:-1], ()]) for row in rows]
    desk_days = file.number(_DESK_DAYS, (space, day.isoformat())) or 0
    return sums_of_day(day, span, slots, desk_days, zone)


def read_day_sums(file: SqliteFile, space: str, first: date, last: date) -> Iterator[DaySums]:
    """Yield the sums of those whole days from first to last that have them, in order."""
    rows = list(file.rows(_SUMS, (space, first.isoformat(), last.isoformat())))
    with file.judging():
        for _, day, start_us, slots, opened, sums, digest, _ in sound_rows("day_sum", rows):
            if sums:
                span = DaySpan(start_us, slots, opened)
                named = date.fromisoformat(day)
                yield DaySums.from_numbers(named, span, _unpacked(sums), digest)


def _packed(numbers: list[int]) -> bytes:
    return zlib.compress(json.dumps(numbers, separators=(",", ":")).encode(), 9)


def _unpacked(sums: bytes) -> list[int]:
    numbers: list[int] = json.loads(zlib.decompress(sums))
    return numbers
