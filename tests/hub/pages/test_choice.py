"""What a visitor may choose, and how an address says it."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.visitors import Amenity
from hub.pages.choice import NOTHING_CHOSEN, Choice, Filter, offered, read_choice
from tests.hub.pages.places import at

TOWNS = ("bad-belzig", "brueck")


@given(near=st.sampled_from(["", *TOWNS]), filters=st.frozensets(st.sampled_from(Filter)))
def test_an_address_says_the_choice(near: str, filters: frozenset[Filter]) -> None:
    """What is written is read again, and written the same whatever the language."""
    choice = Choice(near, filters)
    query = choice.address("en")
    assert query.startswith("?lang=en")
    asked = dict(parse_qsl(query[1:]))
    assert read_choice(asked, TOWNS, Filter) == choice
    assert choice.address() == query.replace("lang=en&", "").replace("?lang=en", "")


@pytest.mark.parametrize(
    "query",
    [
        "near=atlantis",
        "near=",
        "open=0",
        "open=yes",
        "wifi",
        "WIFI=1",
        "x=1&y=2",
        "near=Br%C3%BCck",
    ],
)
def test_what_is_not_offered_counts_as_nothing(query: str) -> None:
    """Unknown towns, other values and names choose nothing, so no address makes a new page."""
    asked = dict(parse_qsl(query, keep_blank_values=True))
    assert read_choice(asked, TOWNS, Filter) == NOTHING_CHOSEN
    assert read_choice({"wifi": "1"}, TOWNS, [Filter.OPEN]) == NOTHING_CHOSEN


def test_a_filter_is_turned_on_and_off() -> None:
    """Turned twice it is as before, and the town stays."""
    choice = Choice("brueck", frozenset({Filter.WIFI}))
    assert choice.toggled(Filter.OPEN).filters == {Filter.WIFI, Filter.OPEN}
    assert choice.toggled(Filter.WIFI) == Choice("brueck")
    assert choice.toggled(Filter.OPEN).toggled(Filter.OPEN) == choice


def test_a_space_has_all_that_is_wanted() -> None:
    """Each fact that is asked for; `open` is no fact."""
    wired = at("a").model_copy(update={"facts": (Amenity.INTERNET_ACCESS,)})
    step_free = at("b").model_copy(update={"facts": (Amenity.INTERNET_ACCESS, Amenity.WHEELCHAIR)})
    wanted = Choice(filters=frozenset({Filter.WIFI, Filter.STEP_FREE, Filter.OPEN}))
    assert [wanted.matches(space) for space in (wired, step_free)] == [False, True]
    assert NOTHING_CHOSEN.matches(wired)
    assert offered((wired, step_free)) == (Filter.OPEN, Filter.STEP_FREE, Filter.WIFI)
