"""One age for a list of spaces."""

from datetime import timedelta

from hub.pages.page_age import COMMON, common_age, is_told
from tests.hub.pages.snapshots import SEEN, an_availability, closed_until

LATER = SEEN + timedelta(seconds=40)
LONG_AGO = LATER - COMMON - timedelta(seconds=1)


def test_the_oldest_of_the_newest_is_the_age_of_all() -> None:
    """What differs little is told once, and never younger than any of them."""
    one, other = an_availability(), an_availability(observed_at=LATER)
    assert common_age([other, one]) == SEEN
    assert is_told(one, SEEN)
    assert is_told(other, SEEN)


def test_what_is_far_behind_says_its_own_age() -> None:
    """It doesn't make the whole page old."""
    behind, newest = an_availability(observed_at=LONG_AGO), an_availability(observed_at=LATER)
    assert common_age([behind, newest]) == LATER
    assert not is_told(behind, LATER)
    edge = an_availability(observed_at=LATER - COMMON)
    assert common_age([edge, newest]) == LATER - COMMON


def test_silent_and_closed_ones_have_no_part_in_it() -> None:
    """A silent one says itself since when; a closed one claims nothing that ages."""
    silent = an_availability(8, 0, 8, observed_at=LONG_AGO)
    closed = an_availability(observed_at=LONG_AGO, opening=closed_until(None))
    nothing = an_availability(0, 0)
    assert common_age([silent, closed, nothing]) is None
    assert common_age([silent, closed, nothing, an_availability()]) == SEEN
    assert [is_told(each, SEEN) for each in (silent, closed, nothing)] == [False, True, False]
    assert not is_told(silent, None)
