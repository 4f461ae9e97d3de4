"""Which rows of a damaged outbox may be kept, and which numbers are lost with it. Pure.

Since rows have sums, those are kept whose sum fits; of an older outbox those of the right shape.
"""

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

from contract.events import SeqRange
from contract.limits import LARGEST_INT
from edge.delivery import event_body
from edge.delivery.check_sums import COLUMNS, is_sound
from edge.delivery.lost_ranges import MAX_LOST_RANGES, ranges_of
from edge.errors import OutboxUnavailable

Columns = tuple[object, ...]

SALVAGED: Final = {
    "epoch": ("no, epoch, boot, last_seq", "no {0}"),
    "entry": (
        "epoch_no, seq, boot_us, at_us, estimated, lost, settled, body",
        "epoch_no {0}, seq {0}",
    ),
}
"""What is read of an outbox of any schema, and in which order."""

_EPOCH: Final = re.compile("[0-9a-f]{32}")


def is_epoch(row: Columns) -> bool:
    """Tell whether a row of `epoch` can be one."""
    match row:
        case (int(no), str(epoch), str(), int(last)):
            return no > 0 and 0 <= last <= LARGEST_INT and _EPOCH.fullmatch(epoch) is not None
        case _:
            return False


def is_entry(row: Columns, epoch_numbers: Container[object]) -> bool:
    """Tell whether a row of `entry` can be one of these epochs."""
    match row:
        case (no, int(seq), int(), int() | None, int(), int(), int(), str()):
            return no in epoch_numbers and 0 < seq <= LARGEST_INT
        case _:
            return False


def sound_rows(found: Iterable[tuple[int | None, Columns] | None]) -> dict[str, list[Columns]]:
    """Sort what was read of the pages into the tables of which the sum fits, each row once.

    Of two copies of a row the dated one, the epoch that went further.
    """
    epochs: dict[object, Columns] = {}
    entries: dict[tuple[object, ...], Columns] = {}
    for number, columns in filter(None, found):
        if number is not None and is_sound("epoch", *(row := (number, *columns[1:]))):
            held = epochs.setdefault(number, row[:-1])
            epochs[number] = max(held, row[:-1], key=_last)
        elif len(columns) == len(COLUMNS["entry"]) + 1 and is_sound("entry", *columns):
            held = entries.setdefault(columns[:2], columns[:-1])
            if held[_AT_US] is None:
                entries[columns[:2]] = columns[:-1]
    return {"epoch": list(epochs.values()), "entry": list(entries.values())}


def strayed(found: Mapping[str, Sequence[Columns]]) -> set[object]:
    """Return the numbers of epochs that rows belong to, and of which the row itself isn't there."""
    return {row[0] for row in found["entry"]} - {row[0] for row in found["epoch"]}


def found_again(
    numbers: Collection[object], found: Iterable[tuple[int | None, Columns]]
) -> list[Columns]:
    """Return the rows of these epochs among what pages may have held; ask no longer than needed."""
    again: dict[int, Columns] = {}
    for number, columns in found:
        if number is None or number not in numbers or number in again:
            continue
        if is_sound("epoch", *(row := (number, *columns[1:]))):
            again[number] = row[:-1]
            if len(again) == len(numbers):
                break
    return list(again.values())


_AT_US: Final = COLUMNS["entry"].index("at_us")


def _last(epoch: Columns) -> int:
    return epoch[-1] if isinstance(epoch[-1], int) else 0


def lost_with(epochs: Iterable[Columns], kept: Collection[Columns]) -> list[SeqRange]:
    """Name the numbers that are in none of the kept rows, so that none is lost unsaid.

    Those that had a receipt are among them, if they were deleted for their age: the store has them,
    and what it has isn't lost. If that makes too many ranges, whole epochs are named.
    """
    there = {row[:2] for row in kept}
    named = [(str(name), no, _last((last,))) for no, name, _, last in epochs]
    ranges = ranges_of(_missing(named, there))
    if len(ranges) <= MAX_LOST_RANGES:
        return ranges
    whole = [SeqRange(epoch=name, first=1, last=last) for name, _, last in named if last]
    return whole[-MAX_LOST_RANGES:]


def _missing(
    epochs: Iterable[tuple[str, object, int]], there: Container[Columns]
) -> Iterator[tuple[str, int]]:
    for name, no, last in epochs:
        yield from ((name, seq) for seq in range(1, last + 1) if (no, seq) not in there)


def _seq_of(row: Columns) -> int:
    return row[1] if isinstance(row[1], int) else 0


def declared(epoch: Columns, entries: Sequence[Columns], lost: list[SeqRange]) -> Columns:
    """Make the row of a `lost` event, the next of an epoch, dated right after what is kept."""
    match epoch:
        case (int(no), _, _, int(last)):
            seq = last + 1
        case _:
            raise OutboxUnavailable("an epoch without a number")
    newest = max((row for row in entries if row[0] == no), key=_seq_of, default=(no, 0, 0, None))
    boot_us, at_us = (int(one) + 1 if isinstance(one, int) else None for one in newest[2:4])
    draft = event_body.lost(boot_us or 0, list(lost))
    return (no, seq, draft.boot_us, at_us, 1, 1, 0, draft.body)
