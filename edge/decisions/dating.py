"""Dating events that were seen before the clock was synced. Pure, integer microseconds.

Rows of this boot are dated by the difference in boot-time; so are rows of an earlier boot that was
synced at some moment. Rows of a boot that never synced are spread between their neighbours and
called estimated. Within an epoch dates rise strictly.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

_SECOND_US: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Dated:
    """One outbox row and what is known of its time; `at_us` is None while it waits."""

    epoch_no: int
    seq: int
    boot: str
    boot_us: int
    at_us: int | None


@dataclass(frozen=True, slots=True)
class Date:
    """The time given to a row."""

    epoch_no: int
    seq: int
    at_us: int
    is_estimated: bool


def date_rows(rows: Sequence[Dated], boot: str, boot_now_us: int, wall_now_us: int) -> list[Date]:
    """Date every row that waits, now that the clock is synced. `rows` are in order."""
    offset_us = wall_now_us - boot_now_us
    offsets = _offsets(rows) | {boot: offset_us}
    known = [_by_difference(row, offsets) for row in rows]
    dates = list(_rising(rows, known, _spread(rows, known, wall_now_us)))
    return [date for row, date in zip(rows, dates, strict=True) if row.at_us is None]


def _offsets(rows: Sequence[Dated]) -> dict[str, int]:
    return {row.boot: row.at_us - row.boot_us for row in rows if row.at_us is not None}


def _by_difference(row: Dated, offsets: dict[str, int]) -> int | None:
    if row.at_us is not None:
        return row.at_us
    offset_us = offsets.get(row.boot)
    return None if offset_us is None else row.boot_us + offset_us


def _spread(rows: Sequence[Dated], known: Sequence[int | None], now_us: int) -> list[int]:
    """Fill the runs of unknown times from their neighbours."""
    filled: list[int] = []
    for is_unknown, run in groupby(range(len(rows)), key=lambda index: known[index] is None):
        indices = list(run)
        if not is_unknown:
            filled += [at for index in indices if (at := known[index]) is not None]
            continue
        before = filled[-1] if filled else None
        after = next((at for at in known[indices[-1] + 1 :] if at is not None), now_us)
        filled += _between([rows[index] for index in indices], before, after)
    return filled


def _between(run: Sequence[Dated], before: int | None, after: int) -> list[int]:
    if before is None or before >= after:
        return [after - _SECOND_US - (run[-1].boot_us - row.boot_us) for row in run]
    step = (after - before) / (len(run) + 1)
    return [before + round(step * place) for place in range(1, len(run) + 1)]


def _rising(
    rows: Sequence[Dated], known: Sequence[int | None], filled: Sequence[int]
) -> Iterator[Date]:
    last: dict[int, int] = {}
    for row, exact, at_us in zip(rows, known, filled, strict=True):
        floor = last.get(row.epoch_no)
        risen = at_us if floor is None else max(at_us, floor + 1)
        last[row.epoch_no] = risen
        yield Date(row.epoch_no, row.seq, risen, is_estimated=exact is None)
