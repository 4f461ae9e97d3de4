"""What receipts have settled is noted in few ranges, whatever their order."""

from hypothesis import given
from hypothesis import strategies as st

from edge.delivery.noted_receipts import NotedReceipts

SPANS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(1, 30), st.integers(0, 9)), max_size=20
)


@given(SPANS)
def test_nothing_more_and_nothing_less_is_noted(spans: list[tuple[str, int, int]]) -> None:
    """An event has a receipt if and only if one of them covers it."""
    noted, covered = NotedReceipts(), set[tuple[str, int]]()
    for epoch, first, more in spans:
        noted.add(epoch, first, first + more)
        covered |= {(epoch, seq) for seq in range(first, first + more + 1)}
    assert bool(noted) is bool(covered)
    assert {(epoch, seq) for epoch in "ab" for seq in range(50) if noted.has(epoch, seq)} == covered
    ranges = noted.ranges()
    assert {(of, seq) for of, first, last in ranges for seq in range(first, last + 1)} == covered
    noted.clear()
    assert not noted
    assert noted.ranges() == []


def test_receipts_in_order_are_one_range() -> None:
    """A second of many small batches costs one statement."""
    noted = NotedReceipts()
    for seq in range(1, 200, 2):
        noted.add("a", seq, seq + 1)
    assert noted.ranges() == [("a", 1, 200)]
