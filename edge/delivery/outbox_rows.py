"""The rows of an outbox as its callers see them: kept, in their place, sent. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from edge.delivery.salvage import Columns


@dataclass(frozen=True, slots=True)
class Entry:
    """An event to keep. `body` is its JSON object without seq, at and clock."""

    seq: int
    boot_us: int
    at_us: int | None
    body: str
    is_lost: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a row stands in the order of sending."""

    epoch_no: int
    seq: int


@dataclass(frozen=True, slots=True)
class Row:
    """A dated event that waits for its receipt."""

    place: Position
    epoch: str
    at_us: int
    is_estimated: bool
    body: str


def columns_of(epoch_no: int, entry: Entry) -> Columns:
    """Return the columns of a new row of an epoch, without its sum."""
    return (
        epoch_no,
        entry.seq,
        entry.boot_us,
        entry.at_us,
        False,  # its date is no estimate yet
        entry.is_lost,
        False,
        entry.body,
    )


def bytes_for(entries: Sequence[Entry]) -> int:
    """Estimate what they and a `lost` beside them take on disk, generously."""
    return 65_536 + sum(2 * len(entry.body) + 128 for entry in entries)
