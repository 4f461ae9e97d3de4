"""What missing marks say of the raw bucket."""

from dataclasses import replace

import pytest

from hub.stores.influx.marks import RawLife, day_of, end_of

LIFE = replace(RawLife.begun(), days=frozenset({5, 7, 8}))


@pytest.mark.parametrize(
    ("found", "lost", "is_emptied"),
    [
        ({5, 7, 8, 99}, set(), False),
        ({7, 8}, {5}, False),  # retention takes the oldest first
        ({8}, {5, 7}, False),
        ({5, 7}, {8}, True),  # and the newest last: so the bucket is another
        (set(), {5, 7, 8}, True),
    ],
)
def test_the_newest_mark_tells_dropped_from_emptied(
    found: set[int], lost: set[int], is_emptied: bool
) -> None:
    """Older days may be dropped for their age; the newest may not."""
    assert LIFE.lost(found) == frozenset(lost)
    assert LIFE.is_emptied(found) is is_emptied


def test_a_bucket_without_marks_tells_nothing() -> None:
    """Before the first event nothing can be missing."""
    assert not RawLife.begun().is_emptied(set())


def test_two_lives_are_told_apart() -> None:
    """Marks of another store's bucket prove nothing."""
    assert RawLife.begun().id != RawLife.begun().id


def test_a_day_ends_where_the_next_begins() -> None:
    """UTC days, in microseconds."""
    assert day_of(end_of(5) - 1) == 5
    assert day_of(end_of(5)) == 6
