"""What the embedded store remembers of time, and which of its deletions still freeze anything."""

from typing import Final

from hub.domain.trusted_time import Memory
from hub.stores.history_protocol import Deletion, TimeMarks
from hub.stores.sqlite.file import SqliteFile

NEVER_US: Final = -(2**62)
_IN_FORCE: Final = "FROM deletion WHERE id NOT IN (SELECT deletion_id FROM taken_back)"
_TAKEN_BACK: Final = "FROM deletion WHERE id IN (SELECT deletion_id FROM taken_back)"
_MEMORY: Final = "SELECT good_us, boot, boot_us, is_confirmed, trial_us FROM good_time"
_SECOND_NEWEST: Final = """
SELECT max(at_us) FROM event GROUP BY agent_id ORDER BY 1 DESC LIMIT 1 OFFSET 1
"""


def deleted_until_us(file: SqliteFile) -> int:
    """Return before when raw events were deleted for their age."""
    found = file.number(f"SELECT max(before_us) {_IN_FORCE}")
    return NEVER_US if found is None else found


def deleted_us(file: SqliteFile) -> int:
    """Return when the newest deletion in force says that it was done."""
    found = file.number(f"SELECT max(at_us) {_IN_FORCE}")
    return NEVER_US if found is None else found


def doubtful_us(file: SqliteFile) -> int:
    """Return before when events may be gone because a wrong clock has called them old."""
    found = file.number(f"SELECT max(before_us) {_TAKEN_BACK}")
    return NEVER_US if found is None else found


def deletions(file: SqliteFile) -> list[Deletion]:
    """Return the log of deletions in force, oldest first."""
    rows = file.rows(
        f"SELECT at_us, before_us, events, quarantined, desk_slots {_IN_FORCE} ORDER BY id"
    )
    return [Deletion(*row) for row in rows]


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
    row = (memory.good_us, memory.boot, memory.boot_us, memory.is_confirmed, memory.trial_us)
    file.change("INSERT OR REPLACE INTO good_time VALUES (1, ?, ?, ?, ?, ?)", row)


def take_back(file: SqliteFile, after_us: int, now_us: int) -> list[Deletion]:
    """Take back the deletions in force that were dated after `after_us`, within a transaction."""
    found = [deletion for deletion in deletions(file) if deletion.at_us > after_us]
    file.change(
        f"INSERT INTO taken_back SELECT id, ? {_IN_FORCE} AND at_us > ?", (now_us, after_us)
    )
    return found
