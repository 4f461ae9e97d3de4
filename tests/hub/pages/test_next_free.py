"""Where else a desk is free: free first, then what is nearest."""

import pytest

from hub.domain.availability import Availability
from hub.pages.nearby import Neighbour
from hub.pages.next_free import LOOKED_AT, is_needed, next_free
from tests.hub.pages.snapshots import an_availability, closed_until
from tests.hub.spaces import a_space

FREE, PERHAPS = an_availability(8, 1), an_availability(8, 7, 1)
FULL, SILENT = an_availability(8, 8), an_availability(8, 0, 8)
CLOSED, NO_DESKS = an_availability(opening=closed_until(None)), an_availability(0, 0)


def nearest(*snapshots: Availability) -> int | None:
    """Return which of some places in order of distance is chosen."""
    others = [Neighbour(a_space(id=f"s{n}"), float(n)) for n in range(len(snapshots))]
    found = next_free(others, {f"s{n}": each for n, each in enumerate(snapshots)})
    return None if found is None else others.index(found)


@pytest.mark.parametrize(
    ("snapshots", "chosen"),
    [
        ((FREE, FREE), 0),
        ((FULL, FREE, FREE), 1),
        ((PERHAPS, FULL, FREE), 2),
        ((SILENT, CLOSED, PERHAPS, PERHAPS), 2),
        ((FULL, SILENT, CLOSED, NO_DESKS), None),
        ((), None),
    ],
)
def test_free_comes_before_near(snapshots: tuple[Availability, ...], chosen: int | None) -> None:
    """What is only perhaps free comes after all that is free; nothing else is led to."""
    assert nearest(*snapshots) == chosen


def test_whoever_finds_a_desk_needs_no_other() -> None:
    """Neither who may find one; whoever finds none does, and who can't know."""
    needed = [is_needed(each) for each in (FREE, PERHAPS, FULL, SILENT, CLOSED, NO_DESKS)]
    assert needed == [False, False, True, True, True, True]


def test_nobody_is_sent_across_the_country() -> None:
    """So many of the nearest are looked at, among a thousand as well."""
    assert LOOKED_AT == 24
