"""The timeline of a desk: what events prove, and where nothing is known."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.events import Direction
from hub.domain.order import PlacedEvent, in_order
from hub.domain.timeline import (
    Change,
    DoorPassed,
    Stretch,
    WatchTurn,
    changes,
)
from tests.hub.domain.brute_force import SlowHistory, slow_segments
from tests.hub.domain.histories import (
    STATES,
    A,
    B,
    C,
    Watching,
    arrivals,
    at,
    guessed,
    histories,
)
from tests.hub.domain.outlines import outlines_of
from tests.hub.domain.segments import Segment, segments

WATCHING = Watching(desks=("d1", "d2"), doors=("main",))


def stretch_of(stored: Sequence[PlacedEvent]) -> Stretch:
    """Make a stretch of a whole history."""
    return Stretch(in_order(stored), outlines_of(stored))


def changes_of(stored: Sequence[PlacedEvent]) -> list[Change]:
    """Return what changes for the desks and doors that the drawn histories watch."""
    return list(changes(stretch_of(stored), WATCHING.desks, WATCHING.doors))


def written(timeline: Sequence[Segment]) -> str:
    """Write a timeline as letters and the seconds at which each state ends."""
    letters = {state: letter for letter, state in STATES.items()}
    return " ".join(f"{letters[s.state]}{(s.end_us - at(0)) / 1e6:g}" for s in timeline)


CASES: dict[str, tuple[list[PlacedEvent], str]] = {
    "nothing was ever heard": ([], "u3600"),
    "one event proves nothing": ([A.started(100, d1="f")], "u3600"),
    "unknown before the first event and after the last": (
        [A.started(100, d1="f"), A.alive(2, 400, d1="f")],
        "u100 f400 u3600",
    ),
    "started, desk and alive set the state": (
        [
            A.started(0, d1="f"),
            A.desk(2, 200, "d1", "o"),
            A.alive(3, 300, d1="o"),
            A.alive(4, 600, d1="f"),
            A.fault(5, 700),
        ],
        "f200 o600 f700 u3600",
    ),
    "a desk that a snapshot leaves out is unknown": (
        [A.started(0, d1="f"), A.alive(2, 300, d2="f"), A.desk(3, 400, "d1", "o"), A.fault(4, 500)],
        "f300 u400 o500 u3600",
    ),
    "unknown said by the edge is unknown": (
        [
            A.started(0, d1="f"),
            A.desk(2, 200, "d1", "u"),
            A.desk(3, 250, "d1", "f"),
            A.fault(4, 300),
        ],
        "f200 u250 f300 u3600",
    ),
    "another desk's change changes nothing here": (
        [A.started(0, d1="f"), A.desk(2, 200, "d2", "o"), A.fault(3, 300)],
        "f300 u3600",
    ),
    "a span of 450 s is proven": ([A.started(0, d1="f"), A.fault(2, 450)], "f450 u3600"),
    "a span longer than 450 s isn't": ([A.started(0, d1="f"), A.fault(2, 450.000001)], "u3600"),
    "after an unproven span without a gap the state still stands": (
        [A.started(0, d1="o"), A.fault(2, 100), A.door(3, 1000), A.alive(4, 1200, d1="f")],
        "o100 u1000 o1200 u3600",
    ),
    "a span that ends in a started is unknown": (
        [A.started(0, d1="f"), A.fault(2, 100), B.started(110, d1="f"), B.fault(2, 200)],
        "f100 u110 f200 u3600",
    ),
    "after stopped until started": (
        [A.started(0, d1="f"), A.stopped(2, 100), B.started(110, d1="o"), B.fault(2, 200)],
        "f100 u110 o200 u3600",
    ),
    "stopped silences even a clone that goes on": (
        [
            A.started(0, d1="f"),
            B.started(50, d1="f"),
            A.stopped(2, 100),
            B.alive(2, 150, d1="f"),
            B.fault(3, 200),
            C.started(250, d1="f"),
            B.fault(4, 300),
        ],
        "u50 f100 u250 f300 u3600",
    ),
    "a started that never arrived ends a stop by the events after it": (
        [A.started(0, d1="f"), A.stopped(2, 100), B.alive(2, 150, d1="o"), B.fault(3, 200)],
        "f100 u150 o200 u3600",
    ),
    "a stop of which nothing else arrived silences too": (
        [
            A.started(0, d1="f"),
            B.stopped(9, 100),
            A.alive(2, 150, d1="f"),
            A.fault(3, 200),
        ],
        "u3600",
    ),
    "an estimated start of a span": (
        [
            A.started(0, d1="f"),
            guessed(A).desk(2, 100, "d1", "o"),
            A.fault(3, 200),
            A.fault(4, 300),
        ],
        "u200 o300 u3600",
    ),
    "from the last event before a gap until the desk's next state": (
        [
            A.started(0, d1="f"),
            A.desk(2, 100, "d1", "o"),
            A.fault(3, 150),
            A.fault(5, 200),
            A.desk(6, 250, "d2", "f"),
            A.desk(7, 300, "d1", "f"),
            A.fault(8, 350),
        ],
        "f100 o150 u300 f350 u3600",
    ),
    "a state said by the last event before a gap counts for nothing": (
        [
            A.started(0, d1="f"),
            A.desk(2, 100, "d1", "o"),
            A.desk(4, 200, "d1", "f"),
            A.fault(5, 300),
        ],
        "f100 u200 f300 u3600",
    ),
    "a gap of one epoch stays while a clone's events lie in between": (
        [
            A.started(0, d1="f"),
            B.started(50, d1="f"),
            A.fault(2, 100),
            B.alive(2, 150, d1="f"),
            A.fault(4, 200),
            B.fault(3, 250),
            B.alive(4, 300, d1="o"),
            B.fault(5, 350),
        ],
        "u50 f100 u300 o350 u3600",
    ),
    "an epoch without its beginning: unknown from the event before it": (
        [
            A.started(0, d1="f"),
            A.fault(2, 100),
            B.fault(3, 200),
            B.alive(4, 300, d1="f"),
            B.fault(5, 350),
        ],
        "f100 u300 f350 u3600",
    ),
    "a named end that never arrived, beside a clone": (
        [
            A.started(0, d1="f"),
            B.started(50, d1="f"),
            A.fault(2, 100),
            B.alive(2, 150, d1="f"),
            B.fault(3, 200),
            C.started(250, ("a" * 32, 3), d1="o"),
            C.fault(2, 300),
        ],
        "u50 f100 u250 o300 u3600",
    ),
    "previous names an epoch that never arrived": (
        [
            A.started(0, d1="f"),
            A.fault(2, 100),
            C.started(150, ("b" * 32, 9), d1="o"),
            C.fault(2, 200),
        ],
        "f100 u150 o200 u3600",
    ),
    "equal times: the later number wins and no time passes": (
        [A.started(0, d1="f"), B.desk(7, 100, "d1", "o"), B.alive(8, 100, d1="f"), B.fault(9, 200)],
        "u100 f200 u3600",
    ),
    "the clock went back: the new epoch lies before the old one's last": (
        [
            A.started(0, d1="f"),
            A.alive(2, 300, d1="f"),
            B.started(200, ("a" * 32, 2), d1="o"),
            B.alive(2, 400, d1="o"),
        ],
        "u200 o300 f400 u3600",
    ),
    "late events complete what was unknown": (
        [
            A.started(0, d1="f"),
            *(A.alive(2 + n, 300 * (n + 1), d1="f") for n in range(12)),
        ],
        "f3600",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_timeline_of_a_desk(name: str) -> None:
    """Each rule of the timeline by itself, over the first hour."""
    stored, expected = CASES[name]
    assert written(segments(changes_of(stored), "d1", at(0), at(3600))) == expected


def test_a_window_that_begins_within_a_segment_shows_its_rest() -> None:
    """What began before the window is cut at its start."""
    turns = changes_of([A.started(0, d1="f"), A.desk(2, 200, "d1", "o"), A.fault(3, 300)])
    assert written(segments(turns, "d1", at(250), at(260))) == "o260"


def test_passages_of_counting_doors_are_told_even_where_nothing_is_proven() -> None:
    """A passage was seen, whatever is known around it; other doors' passages aren't told."""
    stored = [guessed(A).passage(3, 100, "main", "in"), A.passage(9, 5000, "side", "out")]
    told = [one for one in changes_of(stored) if isinstance(one, DoorPassed)]
    assert told == [DoorPassed(at(100), "main", Direction.IN)]


def test_watching_ends_at_a_gap_and_is_proven_again_from_the_event_after_it() -> None:
    """Passages may be missing in a gap, but none after its end."""
    stored = [A.started(0), A.fault(2, 100), A.door(4, 200), A.fault(5, 300)]
    told = [one for one in changes_of(stored) if isinstance(one, WatchTurn)]
    assert told == [
        WatchTurn(at(0), True),
        WatchTurn(at(100), False),
        WatchTurn(at(200), True),
        WatchTurn(at(300), False),
    ]


def test_without_counting_doors_only_desks_are_told() -> None:
    """Nobody asks whether an agent watches that has no door."""
    stored = [A.started(0, d1="f"), A.passage(2, 100, "main", "in")]
    assert {type(one).__name__ for one in changes(stretch_of(stored), ("d1",))} == {"DeskTurn"}


@settings(deadline=None)
@given(data=st.data(), stored=histories(WATCHING))
def test_the_timeline_equals_the_brute_force_in_any_order_of_arrival(
    data: st.DataObject, stored: list[PlacedEvent]
) -> None:
    """Agents that die, restart, are cloned, lose events and guess times: the same segments."""
    arrived = data.draw(arrivals(stored))
    slow = SlowHistory(arrived)
    turns = changes_of(in_order(arrived))
    for desk in WATCHING.desks:
        fast = segments(turns, desk, at(0), at(20_000))
        expected = slow_segments(slow, desk, at(0), at(20_000))
        assert [(one.start_us, one.end_us, one.state) for one in fast] == expected


@settings(deadline=None)
@given(stored=histories(WATCHING))
def test_watching_equals_the_brute_force(stored: list[PlacedEvent]) -> None:
    """The agent is proven watching exactly when the literal rule says so."""
    slow = SlowHistory(stored)
    turns = [one for one in changes_of(stored) if isinstance(one, WatchTurn)]
    for instant in {row.at_us + shift for row in stored for shift in (-1, 0, 1)}:
        before = [one.watching for one in turns if one.at_us <= instant]
        assert (before[-1] if before else False) == slow.watching(instant)


@settings(deadline=None)
@given(stored=histories(WATCHING))
def test_segments_cover_the_period_and_neighbours_differ(stored: list[PlacedEvent]) -> None:
    """No hole, no overlap, nothing empty, nothing cut in two."""
    cut = segments(changes_of(stored), "d1", at(0), at(20_000))
    assert (cut[0].start_us, cut[-1].end_us) == (at(0), at(20_000))
    assert all(one.start_us < one.end_us for one in cut)
    for earlier, later in pairwise(cut):
        assert earlier.end_us == later.start_us
        assert earlier.state is not later.state
