"""The order of the overview."""

from datetime import UTC, datetime

from hub.pages.order import usefulness
from tests.hub.pages.snapshots import an_availability, closed_until


def test_the_useful_answer_comes_first() -> None:
    """Certainly free, perhaps free, unknown, full, then closed ones by when they open."""
    soon, later = datetime(2026, 3, 2, 13, tzinfo=UTC), datetime(2026, 3, 3, 8, tzinfo=UTC)
    ordered = [
        an_availability(8, 1, name="free"),
        an_availability(8, 7, 1, name="perhaps"),
        an_availability(8, 0, 8, name="unknown"),
        an_availability(8, 8, name="full"),
        an_availability(name="soon", opening=closed_until(soon)),
        an_availability(name="later", opening=closed_until(later)),
        an_availability(name="never", opening=closed_until(None)),
    ]
    shuffled = [ordered[index] for index in (3, 1, 5, 0, 4, 6, 2)]
    assert sorted(shuffled, key=usefulness) == ordered


def test_how_many_are_free_moves_nothing() -> None:
    """Among the free ones the counts don't decide, so that the list stays put while they change."""
    assert usefulness(an_availability(8, 7)) == usefulness(an_availability(8, 1))
