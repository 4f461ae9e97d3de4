"""A space as its operator describes it: what holds unless it is said, and what is refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from contract.configuration import Refused
from hub.domain.space import DoorConfig
from hub.domain.visitors import MAX_LABEL_LENGTH
from tests.hub.spaces import WEEK, a_space


def refused(**keys: Any) -> str:
    """Return what is said of a space that is refused."""
    with pytest.raises((ValidationError, Refused)) as caught:
        a_space(**keys)
    return str(caught.value)


def test_a_label_may_have_200_characters() -> None:
    """And not one more."""
    assert MAX_LABEL_LENGTH == 200
    assert a_space(name="ß" * 200).name == "ß" * 200
    assert "expected one line of 1 to 200 characters" in refused(name="ß" * 201)


def test_a_door_counts_only_if_it_says_so() -> None:
    """A contact tells of no passage."""
    assert not DoorConfig(id="main", agent="pi").counts


def test_holidays_close_a_space_unless_it_says_otherwise() -> None:
    """Then it must say whose holidays."""
    assert a_space(opening=WEEK).holidays == "closed"
    assert 'expected a federal state such as "BB", for the holidays' in refused(
        opening=WEEK, state=None
    )
    assert a_space(opening=WEEK, state=None, holidays="usual").state is None


def test_single_desks_are_public_only_where_no_count_is_small() -> None:
    """Already a small count of one forbids it."""
    assert a_space(public_detail="desks", small_count=0).small_count == 0
    assert 'expected "count": states of single desks need small_count = 0' in refused(
        public_detail="desks", small_count=1
    )


def test_an_unknown_state_is_told_the_known_ones() -> None:
    """Sixteen, by their codes."""
    said = refused(state="XX")
    assert "is no federal state; expected one of BB, BE, BW, BY, HB, HE, " in said


def test_a_latitude_needs_a_longitude() -> None:
    """Half a place is none."""
    assert "expected together with longitude" in refused(latitude=52.1)
