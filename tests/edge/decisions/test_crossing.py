"""The ring of beam pictures: what a walk through it counts as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.events import Direction
from edge.decisions.crossing import CLEAR, INNER, NOBODY, OUTER, judge, lost, move
from tests.edge.decisions.script import unhurried

BOTH = OUTER | INNER
TIMEOUT_US = 10_000_000
IN, OUT, BACK = Direction.IN, Direction.OUT, Direction.BACK


def passages(*pictures: int, gap_us: int = 100_000) -> list[Direction]:
    """Walk through pictures with equal gaps and return what was counted."""
    here, counted = NOBODY, list[Direction]()
    for number, beams in enumerate(pictures, start=1):
        here = move(here, beams, number * gap_us, TIMEOUT_US)
        if (passed := judge(here)) is not None:
            counted.append(passed)
    return counted


@pytest.mark.parametrize(
    ("pictures", "expected"),
    [
        ([OUTER, BOTH, INNER, CLEAR], [IN]),
        ([INNER, BOTH, OUTER, CLEAR], [OUT]),
        ([OUTER, BOTH, OUTER, CLEAR], [BACK]),
        ([INNER, BOTH, INNER, CLEAR], [BACK]),
        ([OUTER, CLEAR], []),
        ([INNER, CLEAR], []),
        ([OUTER, BOTH, INNER, BOTH, OUTER, CLEAR], [BACK]),
        ([OUTER, CLEAR, OUTER, BOTH, OUTER, BOTH, INNER, CLEAR], [IN]),
        ([OUTER, BOTH, INNER, CLEAR] * 2, [IN, IN]),
        ([OUTER, BOTH, INNER, CLEAR, INNER, BOTH, OUTER, CLEAR], [IN, OUT]),
        ([BOTH, INNER, CLEAR], []),
        ([OUTER, BOTH, CLEAR], []),
        ([BOTH, CLEAR], []),
        ([OUTER, INNER, CLEAR], []),
        ([OUTER, BOTH, CLEAR, OUTER, BOTH, INNER, CLEAR], [IN]),
    ],
)
def test_walk(pictures: list[int], expected: list[Direction]) -> None:
    """Once around the ring is a passage, part of it and back is none or a turn, a leap is lost."""
    assert passages(*pictures) == expected


def test_standstill_within_the_timeout_counts() -> None:
    """A slow walker who moves again just within the time-out is counted."""
    assert passages(OUTER, BOTH, INNER, CLEAR, gap_us=TIMEOUT_US) == [IN]


def test_standstill_beyond_the_timeout_is_lost() -> None:
    """What happens after a longer standstill can't be told and is not counted."""
    assert passages(OUTER, BOTH, INNER, CLEAR, gap_us=TIMEOUT_US + 1) == []


def test_time_between_crossings_does_not_count() -> None:
    """An empty doorway waits for the next person for ever."""
    here = move(lost(CLEAR), OUTER, 10**12, TIMEOUT_US)
    assert not here.void


def test_unseen_arrival_is_lost_until_clear() -> None:
    """Who stood there at the start is not counted, the next one is."""
    here = lost(OUTER)
    for beams in (BOTH, INNER, CLEAR):
        here = move(here, beams, 1, TIMEOUT_US)
        assert judge(here) is None
    for beams in (OUTER, BOTH, INNER, CLEAR):
        here = move(here, beams, 2, TIMEOUT_US)
    assert judge(here) is IN


@unhurried
@given(st.lists(st.booleans(), max_size=200))
def test_sum_of_passages_is_the_turns_around_the_ring(steps: list[bool]) -> None:
    """In minus out is exactly how often the walk went around the ring, whatever the hesitation."""
    ring = (CLEAR, OUTER, BOTH, INNER)
    places = [0]
    for forward in steps:
        places.append(places[-1] + (1 if forward else -1))
    while places[-1] % 4:
        places.append(places[-1] + 1)
    counted = passages(*(ring[place % 4] for place in places[1:]))
    assert counted.count(IN) - counted.count(OUT) == places[-1] // 4
