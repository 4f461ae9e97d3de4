"""What an overflow takes is named in few words, and no more than one event can name."""

import pytest

from contract.events import SeqRange
from edge.delivery.lost_ranges import MAX_LOST_RANGES, first_ranges, ranges_of

A, B = "a" * 32, "b" * 32


@pytest.mark.parametrize(
    ("lost", "ranges"),
    [
        ([], []),
        ([(A, 4)], [(A, 4, 4)]),
        ([(A, 1), (A, 2), (A, 3)], [(A, 1, 3)]),
        ([(A, 1), (A, 3), (A, 4)], [(A, 1, 1), (A, 3, 4)]),
        ([(A, 1), (B, 2)], [(A, 1, 1), (B, 2, 2)]),
    ],
)
def test_neighbours_are_one_range(
    lost: list[tuple[str, int]], ranges: list[tuple[str, int, int]]
) -> None:
    """A gap or another epoch begins a new one."""
    assert ranges_of(lost) == [SeqRange(epoch=e, first=f, last=last) for e, f, last in ranges]


@pytest.mark.parametrize(("step", "taken"), [(1, 1000), (2, MAX_LOST_RANGES)])
def test_no_more_is_taken_than_can_be_named(step: int, taken: int) -> None:
    """Of scattered rows, the head that gives MAX_LOST_RANGES ranges."""
    rows = [(1, 1 + step * index, A) for index in range(1000)]
    assert first_ranges(rows) == rows[:taken]
