"""Sets of event numbers as spans: the laws of sets, however they were cut."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.limits import LARGEST_INT
from hub.domain.seq_ranges import Span, count, difference, seqs_within, spans_of, union

SEQS = st.sets(st.integers(1, 60))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Draw a short span; many of them overlap, touch or repeat each other."""
    first = draw(st.integers(1, 60))
    return Span(first, first + draw(st.integers(0, 8)))


SPANS = st.lists(spans(), max_size=12)


def numbers(spans: Iterable[Span]) -> set[int]:
    """Say the set that spans stand for."""
    return {seq for span in spans for seq in range(span.first, span.last + 1)}


def is_fewest(spans: Sequence[Span]) -> bool:
    """Tell whether spans are in order, and none could be joined with the next."""
    return all(one.last + 1 < other.first for one, other in pairwise(spans))


@given(SEQS)
def test_gathering_keeps_the_numbers(seqs: set[int]) -> None:
    """Spans of numbers hold these numbers and no other, as few spans as can be."""
    gathered = spans_of(seqs)
    assert numbers(gathered) == seqs
    assert is_fewest(gathered)


@given(st.lists(st.integers(1, 20)))
def test_gathering_asks_for_no_order(seqs: list[int]) -> None:
    """Numbers may come in any order and more than once."""
    assert spans_of(seqs) == spans_of(sorted(set(seqs)))


@given(SPANS)
def test_joining_keeps_the_numbers(some: list[Span]) -> None:
    """A union holds what its parts held, as few spans as can be."""
    joined = union(some)
    assert numbers(joined) == numbers(some)
    assert is_fewest(joined)
    assert union(joined) == joined


@given(SPANS, SPANS)
def test_taking_away_leaves_the_rest(some: list[Span], without: list[Span]) -> None:
    """A difference is the difference of the sets, as few spans as can be."""
    rest = difference(some, without)
    assert numbers(rest) == numbers(some) - numbers(without)
    assert is_fewest(rest)


@given(SPANS)
def test_counting_counts_each_number_once(some: list[Span]) -> None:
    """The count of a union is the size of the set."""
    assert count(union(some)) == len(numbers(some))


@given(SPANS, spans())
def test_numbers_within_limits(some: list[Span], limits: Span) -> None:
    """What lies within limits is the intersection with them."""
    assert seqs_within(some, limits) == numbers(some) & numbers([limits])


@pytest.mark.parametrize(
    ("some", "without", "rest"),
    [
        ([], [Span(1, 9)], ()),
        ([Span(1, 9)], [], (Span(1, 9),)),
        ([Span(1, 9)], [Span(1, 9)], ()),
        ([Span(1, 9)], [Span(3, 4)], (Span(1, 2), Span(5, 9))),
        ([Span(1, 9)], [Span(1, 4)], (Span(5, 9),)),
        ([Span(1, 9)], [Span(9, 20)], (Span(1, 8),)),
        ([Span(1, 2), Span(4, 5), Span(7, 8)], [Span(2, 7)], (Span(1, 1), Span(8, 8))),
        ([Span(1, LARGEST_INT)], [Span(2, LARGEST_INT)], (Span(1, 1),)),
    ],
)
def test_differences_by_hand(some: list[Span], without: list[Span], rest: tuple[Span, ...]) -> None:
    """Holes at the start, in the middle, at the end, over several spans, and at the last number."""
    assert difference(some, without) == rest


def test_the_largest_span_can_be_counted() -> None:
    """A span of every number there is has a length."""
    assert count([Span(1, LARGEST_INT)]) == LARGEST_INT
    assert numbers([Span(7, 7)]) == {7}


def test_many_holes_take_one_pass() -> None:
    """A year of single malformed events is accounted for at once, not in minutes."""
    single = [Span(seq, seq) for seq in range(1, 100_000, 2)]
    every_other = single[::2]
    assert len(difference(single, every_other)) == len(single) - len(every_other)
