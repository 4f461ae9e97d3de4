"""The order of the overview."""

from datetime import UTC, datetime

from hub.pages.order import usefulness
from tests.hub.pages.snapshots import an_availability, closed_until


def test_the_useful_answer_comes_first() -> None:
    """Certainly free, perhaps free, unknown, full, then closed ones by when they open."""
    soon, later = datetime(2026, 3, 2, 13, tzinfo=UTC), datetime(2026, 3, 3, 8, tzinfo=UTC)
    ordered = [
        an_availability(8, 7, name="älter"),
        an_availability(8, 1, name="Zoo"),
        an_availability(8, 7, 1, name="B"),
        an_availability(8, 0, 8, name="C"),
        an_availability(8, 8, name="A"),
        an_availability(name="Z", opening=closed_until(soon)),
        an_availability(name="D", opening=closed_until(later)),
        an_availability(name="A", opening=closed_until(None)),
    ]
    shuffled = [ordered[index] for index in (3, 7, 1, 5, 0, 4, 6, 2)]
    assert [it.name for it in sorted(shuffled, key=usefulness)] == [
        "Zoo", "älter", "B", "C", "A", "Z", "D", "A",
    ]  # fmt: skip
