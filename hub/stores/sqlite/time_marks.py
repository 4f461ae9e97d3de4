"""What the embedded store remembers of time, and which of its deletions still freeze anything."""

from dataclasses import astuple
from typing import Final

from hub.domain.trusted_time import Memory
from hub.stores.history_protocol import Deletion, TimeMarks
from hub.stores.sqlite.check_sums import sound, with_sum, written
from hub.stores.sqlite.file import SqliteFile
from hub.stores.sqlite.schema import DELETED_UNTIL

NEVER_US: Final = -(2**62)
_DELETED: Final = f"""
SELECT at_us FROM deletion WHERE {sound("deletion")} ORDER BY at_us DESC LIMIT 1
"""
_TAKEN_BACK: Final = f"SELECT max(before_us) FROM taken_back WHERE {sound('taken_back')}"
_DELETIONS: Final = f"""
SELECT at_us, before_us, events, quarantined, desk_slots FROM deletion WHERE {sound("deletion")}
ORDER BY id
"""
_MEMORY: Final = f"""
SELECT good_us, boot, boot_us, is_confirmed, trial_us FROM good_time WHERE {sound("good_time")}
"""
_SECOND_NEWEST: Final = f"""
SELECT (
    SELECT at_us FROM event WHERE agent_id = agent.id AND {sound("event")}
    ORDER BY at_us DESC LIMIT 1
) FROM agent WHERE {sound("agent")} ORDER BY 1 DESC LIMIT 1 OFFSET 1
"""


def deleted_until_us(file: SqliteFile) -> int:
    """Return before when raw events were deleted for their age."""
    found = file.number(DELETED_UNTIL)
    return NEVER_US if found is None else found


def deleted_us(file: SqliteFile) -> int:
    """Return when the newest deletion in force says that it was done."""
    found = file.number(_DELETED)
    return NEVER_US if found is None else found


def doubtful_us(file: SqliteFile) -> int:
    """Return before when events may be gone because a wrong clock has called them old."""
    found = file.number(_TAKEN_BACK)
    return NEVER_US if found is None else found


def deletions(file: SqliteFile) -> list[Deletion]:
    """Return the log of deletions in force, oldest first."""
    return [Deletion(*row) for row in file.rows(_DELETIONS)]


def time_marks(file: SqliteFile) -> TimeMarks:
    """Return what is known of time."""
    found = next(file.rows(_MEMORY), None)
    memory = None
    if found is not None:
        good_us, boot, boot_us, is_confirmed, trial_us = found
        memory = Memory(good_us, boot, boot_us, bool(is_confirmed), trial_us)
    return TimeMarks(memory, file.number(_SECOND_NEWEST))


def remember_time(file: SqliteFile, memory: Memory) -> None:
    """Keep the last known good time, within a transaction."""
    row = (1, memory.good_us, memory.boot, memory.boot_us, memory.is_confirmed, memory.trial_us)
    file.change(f"INSERT OR REPLACE INTO {written('good_time')}", with_sum("good_time", row))


def take_back(file: SqliteFile, after_us: int, now_us: int) -> list[Deletion]:
    """Take back the deletions in force that were dated after `after_us`, within a transaction."""
    found = [deletion for deletion in deletions(file) if deletion.at_us > after_us]
    rows = [with_sum("taken_back", (*astuple(deletion), now_us)) for deletion in found]
    file.change_many(f"INSERT INTO {written('taken_back')}", rows)
    file.change("DELETE FROM deletion WHERE at_us > ?", (after_us,))
    return found
