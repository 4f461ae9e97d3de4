"""What a store in InfluxDB remembers of time, and which of its deletions still freeze anything.

A point is never taken away: a deletion that is taken back has a point at its own time that says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from contract import series
from hub.domain.trusted_time import Memory
from hub.stores.history_protocol import Deletion
from hub.stores.influx import rows
from hub.stores.influx.points import NS_PER_US, Point, Value
from hub.stores.influx.queries import select, where
from hub.stores.influx.reading import Reading

_MEMORY: Final = ("good_us", "boot", "boot_us", "is_confirmed", "trial_us")
_NEVER_US: Final = -(2**62)


@dataclass(frozen=True)
class DeletionLog:
    """The deletions in force, and those that were taken back."""

    in_force: tuple[Deletion, ...] = ()
    taken_back: tuple[Deletion, ...] = ()

    @cached_property
    def deleted_until_us(self) -> int:
        """Before when raw events were deleted for their age, or dropped by InfluxDB."""
        return _newest(deletion.before_us for deletion in self.in_force)

    @cached_property
    def deleted_us(self) -> int:
        """When the newest deletion in force says that it was done."""
        return _newest(deletion.at_us for deletion in self.in_force)

    @cached_property
    def doubtful_us(self) -> int:
        """Before when events may be gone because a wrong clock has called them old."""
        return _newest(deletion.before_us for deletion in self.taken_back)

    def dated_after(self, at_us: int) -> list[Deletion]:
        """Return the deletions in force that say they were done later."""
        return [deletion for deletion in self.in_force if deletion.at_us > at_us]

    def with_one(self, done: Deletion) -> "DeletionLog":
        """Add a deletion."""
        return DeletionLog((*self.in_force, done), self.taken_back)

    def without(self, gone: Sequence[Deletion]) -> "DeletionLog":
        """Take deletions back."""
        kept = tuple(deletion for deletion in self.in_force if deletion not in gone)
        return DeletionLog(kept, (*self.taken_back, *gone))


def _newest(times_us: Iterable[int]) -> int:
    return max(times_us, default=_NEVER_US)


def read_deletions(reading: Reading) -> DeletionLog:
    """Read the log. Raises StoreUnavailable."""
    keeping, own = series.DELETION.keeping, where(reading.own)
    taken = {
        cells[0] // NS_PER_US
        for cells in reading.rows(keeping, select(series.TAKEN_BACK, ("at_us",)) + own)
    }
    log = [
        rows.deletion(cells)
        for cells in reading.rows(keeping, select(series.DELETION, rows.DELETION) + own)
    ]
    return DeletionLog(
        tuple(deletion for deletion in log if deletion.at_us not in taken),
        tuple(deletion for deletion in log if deletion.at_us in taken),
    )


def read_memory(reading: Reading) -> Memory | None:
    """Read the last known good time; None in a store of an older version."""
    question = select(series.GOOD_TIME, _MEMORY) + where(reading.own)
    (found,) = reading.firsts(series.GOOD_TIME.keeping, [question])
    return None if found is None else Memory(*found[1:])


def memory_point(memory: Memory) -> Point:
    """Write the last known good time, in the place of the one before."""
    fields: dict[str, Value] = {name: getattr(memory, name) for name in _MEMORY}
    return Point(series.GOOD_TIME, {}, fields)


def taken_back_point(done: Deletion, now_us: int) -> Point:
    """Say at a deletion's own time that it is taken back."""
    return Point(series.TAKEN_BACK, {}, {"at_us": now_us}, done.at_us * NS_PER_US)
