"""Which numbers an overflow takes, gathered into the ranges that a `lost` event names. Pure."""

from collections.abc import Iterable
from typing import Final

from contract.events import SeqRange

MAX_LOST_RANGES: Final = 400
"""Twice as many ranges still fit one event."""


def ranges_of(lost: Iterable[tuple[str, int]]) -> list[SeqRange]:
    """Gather (epoch, seq), in order, into ranges."""
    ranges: list[SeqRange] = []
    for epoch, seq in lost:
        if ranges and ranges[-1].epoch == epoch and ranges[-1].last == seq - 1:
            ranges[-1] = SeqRange(epoch=epoch, first=ranges[-1].first, last=seq)
        else:
            ranges.append(SeqRange(epoch=epoch, first=seq, last=seq))
    return ranges


def first_ranges(rows: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return the head of `rows` that is no more than MAX_LOST_RANGES ranges long.

    A row is the number of an epoch, a number in it, and the epoch's name.
    """
    breaks = 1
    for index in range(1, len(rows)):
        (no, seq, _), (before_no, before_seq, _) = rows[index], rows[index - 1]
        breaks += (no, seq) != (before_no, before_seq + 1)
        if breaks > MAX_LOST_RANGES:
            return rows[:index]
    return rows
