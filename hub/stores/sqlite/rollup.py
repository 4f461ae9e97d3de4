"""Writing history in the embedded store: what one transaction of the roll-up does, and deletion."""

from collections.abc import Iterable
from dataclasses import astuple
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import from_us
from hub.domain.localtime import day_of
from hub.stores.history_protocol import Deletion, SpaceHistory
from hub.stores.sqlite.check_sums import sound, with_sum, with_sums, written
from hub.stores.sqlite.day_sums import write_day_sums
from hub.stores.sqlite.file import SqliteFile
from hub.stores.sqlite.history import (
    Row,
    desk_day_rows,
    slot_desks_row,
    slot_row,
    space_day_rows,
)
from hub.stores.sqlite.hour_sums import write_hours
from hub.stores.sqlite.schema import LONGEST_DAY_US


def write_history(file: SqliteFile, history: SpaceHistory) -> None:
    """Write slots, days and their hours over what was there, and forget what they answer."""
    space, slots, days = history.space, history.slots, history.days
    without = [(space, kept.slot.start_us) for kept in slots if not kept.slot.by_desk]
    names = [(space, day.day.isoformat()) for day in days]
    file.change_many("DELETE FROM slot_desks WHERE space = ? AND start_us = ?", without)
    _insert(file, "slot", [slot_row(space, kept) for kept in slots])
    with_desks = (kept.slot for kept in slots if kept.slot.by_desk)
    _insert(file, "slot_desks", [slot_desks_row(space, slot) for slot in with_desks])
    file.change_many("DELETE FROM desk_day WHERE space = ? AND day = ?", names)
    _insert(file, "space_day", [row for day in days for row in space_day_rows(space, day)])
    _insert(file, "desk_day", [row for day in days for row in desk_day_rows(space, day)])
    zone = ZoneInfo(history.timezone)
    write_hours(file, space, zone, [day.day for day in days])
    written_days = {day.day for day in days}
    written_days |= {day_of(from_us(kept.slot.start_us), zone) for kept in slots}
    write_day_sums(file, space, zone, sorted(written_days))
    rolled = history.rolled
    _insert(file, "rolled", [(space, rolled.until_us, rolled.calendar)])
    file.change_many("DELETE FROM touched WHERE id = ?", [(number,) for number in history.done])


def _insert(file: SqliteFile, table: str, rows: Iterable[Row]) -> None:
    file.change_many(f"INSERT OR REPLACE INTO {written(table)}", with_sums(table, rows))


def _delete(table: str, column: str) -> str:
    """Return what deletes rows by their age; none by an age that a flipped bit has given it."""
    return f"DELETE FROM {table} WHERE {column} < ? AND {sound(table)}"


def _delete_desks(file: SqliteFile, before_us: int) -> int:
    """Delete the desks of slots by their age, and count these desks."""
    count = file.number(_COUNT_DESKS, (before_us,)) or 0
    file.change("DELETE FROM slot_desks WHERE start_us < ?", (before_us,))  # all of them are sound
    return count


_COUNT_DESKS: Final = f"""
SELECT sum(desk_count) FROM slot_desks WHERE start_us < ? AND {sound("slot_desks")}
"""


def delete_raw(file: SqliteFile, before_us: int, now_us: int) -> Deletion:
    """Delete everything raw that is older than `before_us`, and log it with its counts."""
    deletion = Deletion(
        at_us=now_us,
        before_us=before_us,
        event_count=file.change(_delete("event", "at_us"), (before_us,)),
        quarantined_count=file.change(_delete("quarantine", "received_us"), (before_us,)),
        desk_slot_count=_delete_desks(file, before_us - LONGEST_DAY_US),
    )
    file.change("DELETE FROM damage WHERE found_us < ?", (before_us,))
    file.insert(
        "INSERT INTO deletion (at_us, before_us, events, quarantined, desk_slots, check_sum)",
        [with_sum("deletion", astuple(deletion))],
    )
    return deletion
