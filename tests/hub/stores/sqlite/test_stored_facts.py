"""Rows of events: facts in their places, and no row passes that isn't as it was written."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.events import Event
from hub.stores.event_bodies import body_of, event_of
from hub.stores.sqlite import stored_facts
from hub.stores.sqlite.check_sums import UnsoundRow, check_sum
from hub.stores.sqlite.stored_facts import StoredFacts
from tests.contract.strategies import any_event

EPOCHS = {7: "e" * 32}
Row = tuple[object, ...]


def row(seq: int, event: Event) -> Row:
    columns = (7, seq, 1, 1_000_000 * seq, seq % 2, body_of(event))
    return (*columns, check_sum("event", *columns))


@given(st.lists(any_event(), min_size=1, max_size=5))
def test_each_row_is_its_fact_in_its_place(events: list[Event]) -> None:
    """Met for the first time or again, when the memory of bodies is full or not."""
    rows = [row(seq, event) for seq, event in enumerate([*events, *events], start=1)]
    for most in (1, 1_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stored_facts, "MOST_BODIES", most)
            placed = list(StoredFacts().placed(rows, EPOCHS))
        assert [tuple(one[:4]) for one in placed] == [
            (1_000_000 * seq, EPOCHS[7], seq, bool(seq % 2)) for seq in range(1, len(rows) + 1)
        ]
        assert [one.event for one in placed] == [
            event_of(1, 0, 0, body_of(event)) for event in (*events, *events)
        ]


OTHERS = (None, 1.5, float("inf"), float("nan"), "x", b"x", -1, 2**62, 8, True)


@given(any_event(), st.randoms())
def test_a_changed_row_does_not_pass(event: Event, random: Random) -> None:
    """Whichever column became whatever else, of a body that is known and of one that isn't."""
    whole = row(3, event)
    place = random.randrange(len(whole))
    other = random.choice([value for value in OTHERS if value != whole[place]])
    changed = (*whole[:place], other, *whole[place + 1 :])
    for before in ([], [whole]):
        with pytest.raises(UnsoundRow):
            list(StoredFacts().placed([*before, changed], EPOCHS))


def test_an_epoch_that_is_not_as_it_was_written_does_not_pass() -> None:
    """Nor one that is gone."""
    event = event_of(1, 0, 0, '{"kind":"stopped"}')
    with pytest.raises(UnsoundRow):
        list(StoredFacts().placed([row(3, event)], {}))
