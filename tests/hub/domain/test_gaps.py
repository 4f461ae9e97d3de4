"""Outlines of epochs and the gaps between their stored numbers."""

import pytest

from contract.events import Previous
from hub.domain.gaps import EpochOutline, Gap, Run, gaps_of
from hub.domain.order import PlacedEvent, Position
from tests.hub.domain.histories import A, B, C, at
from tests.hub.domain.outlines import outlines_of

START = A.started(0)
LATER = B.started(900, ("a" * 32, 3))


def place(teller_event: PlacedEvent) -> Position:
    """Return an event's place."""
    return teller_event.position


def test_an_outline_has_runs_the_stop_and_what_was_named() -> None:
    """An epoch's outline is its contiguous numbers with their edges."""
    stored = [B.started(0, ("a" * 32, 9)), B.fault(2, 1), B.fault(5, 4), B.stopped(6, 5)]
    assert outlines_of(reversed(stored)) == (
        EpochOutline(
            runs=(
                Run(place(stored[0]), place(stored[1])),
                Run(place(stored[2]), place(stored[3])),
            ),
            stopped=place(stored[3]),
            previous=Previous(epoch="a" * 32, last=9),
        ),
    )


def test_an_outline_belongs_to_its_epoch() -> None:
    """Epochs are told apart, whatever their order in time."""
    outlines = outlines_of([B.fault(1, 10), A.fault(1, 20)])
    assert [one.epoch for one in outlines] == ["a" * 32, "b" * 32]


CASES: dict[str, tuple[list[PlacedEvent], list[Gap]]] = {
    "contiguous numbers": ([START, A.fault(2, 1), A.fault(3, 2), LATER], []),
    "a missing number": (
        [START, A.fault(3, 2), LATER],
        [Gap(place(START), place(A.fault(3, 2)))],
    ),
    "an epoch without its beginning": ([A.fault(4, 2)], [Gap(None, place(A.fault(4, 2)))]),
    "an end that was named and never arrived": (
        [START, A.fault(2, 1), LATER],
        [Gap(place(A.fault(2, 1)), place(LATER))],
    ),
    "numbers stored beyond the named last": (
        [START, A.fault(2, 1), A.fault(3, 2), A.fault(4, 3), LATER],
        [],
    ),
    "a named epoch of which nothing arrived": ([LATER], []),
    "two that name the same end: the earlier one saw it": (
        [START, LATER, C.started(1800, ("a" * 32, 3))],
        [Gap(place(START), place(LATER))],
    ),
    "two that name different ends: the greater last counts": (
        [START, LATER, C.started(1800, ("a" * 32, 5))],
        [Gap(place(START), place(C.started(1800)))],
    ),
    "the clock went back: the gap ends right after it began": (
        [A.started(2000), LATER],
        [Gap(place(A.started(2000)), Position(at(2000), "a" * 32, 2))],
    ),
    "a huge number": (
        [START, A.fault(2**63 - 1, 5)],
        [Gap(place(START), place(A.fault(2**63 - 1, 5)))],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_gaps_are_found_where_numbers_are_missing(name: str) -> None:
    """Each way in which numbers can be missing, and its place in the agent's order."""
    stored, expected = CASES[name]
    assert list(gaps_of(outlines_of(stored))) == expected
