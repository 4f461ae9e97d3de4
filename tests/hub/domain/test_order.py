"""The order of an agent's events, and the folding of copies."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.order import PlacedEvent, in_order
from tests.hub.domain.histories import A, B, Watching, arrivals, at, guessed, histories

WATCHING = Watching(desks=("d1",), doors=("main",))


def test_events_of_all_epochs_are_ordered_by_time_then_epoch_then_number() -> None:
    """Equal times are told apart by epoch, then by number."""
    first, second, third = A.fault(7, 10), B.fault(2, 10), A.fault(8, 10.000001)
    assert in_order([third, second, first]) == [first, second, third]
    later, earlier = A.fault(9, 10), A.fault(8, 10)
    assert in_order([later, earlier]) == [earlier, later]


def test_of_two_copies_the_first_stands() -> None:
    """A later copy that says something else is not believed."""
    first, second = A.desk(2, 10, "d1", "f"), A.desk(2, 20, "d1", "o")
    assert in_order([first, second]) == [first]


def test_of_two_estimated_copies_the_first_stands() -> None:
    """One guess is no better than another."""
    first, second = (guessed(A).desk(2, seconds, "d1", "f") for seconds in (10, 20))
    assert in_order([first, second]) == [first]


def test_a_synced_copy_replaces_an_estimated_one() -> None:
    """Whichever comes first, the synced copy stands, at its own time."""
    synced, estimated = A.desk(2, 20, "d1", "f"), guessed(A).desk(2, 10, "d1", "f")
    assert in_order([estimated, synced]) == [synced]
    assert in_order([synced, estimated]) == [synced]


def test_a_position_is_the_place_of_its_event() -> None:
    """Positions compare as the order of events does."""
    earlier, later = A.fault(9, 10), B.fault(1, 10)
    assert earlier.position < later.position
    assert earlier.position == (at(10), "a" * 32, 9)


@settings(deadline=None)
@given(data=st.data(), stored=histories(WATCHING))
def test_any_order_and_repetition_of_arrivals_folds_to_the_same(
    data: st.DataObject, stored: list[PlacedEvent]
) -> None:
    """What arrives shuffled and doubled is the same history."""
    assert in_order(data.draw(arrivals(stored))) == in_order(stored)
