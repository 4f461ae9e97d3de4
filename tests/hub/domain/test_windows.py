"""What a window of a history needs, and how far newly stored events reach."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.gaps import EpochOutline, Run
from hub.domain.order import PlacedEvent, Position, in_order
from hub.domain.timeline import Change, Stretch, changes
from tests.hub.domain.histories import A, B, C, Watching, at, guessed, histories
from tests.hub.domain.outlines import outlines_of
from tests.hub.domain.segments import Segment, segments
from tests.hub.domain.windows import Reach, reach_of, stretch_for, window_of

WATCHING = Watching(desks=("d1", "d2"), doors=("main",))


def timelines(stretch: Stretch, from_us: int, to_us: int) -> list[tuple[Segment, ...]]:
    """Return the timelines of the watched desks."""
    turns = list(changes(stretch, WATCHING.desks, WATCHING.doors))
    return [segments(turns, desk, from_us, to_us) for desk in WATCHING.desks]


def others(stretch: Stretch, from_us: int, to_us: int) -> list[Change]:
    """Return what else the stretch tells of the window: watching and passages."""
    turns = changes(stretch, (), WATCHING.doors)
    return [one for one in turns if from_us < one.at_us < to_us]


@settings(deadline=None)
@given(stored=histories(WATCHING), start=st.integers(-5, 100), length=st.integers(1, 60))
def test_a_window_of_the_whole_equals_the_wholes_slice(
    stored: list[PlacedEvent], start: int, length: int
) -> None:
    """Whatever is left out of a window's stretch changes nothing in it."""
    rows = in_order(stored)
    whole = Stretch(rows, outlines_of(rows))
    from_us, to_us = at(150 * start), at(150 * (start + length))
    part = stretch_for(rows, from_us, to_us)
    assert timelines(part, from_us, to_us) == timelines(whole, from_us, to_us)
    assert others(part, from_us, to_us) == others(whole, from_us, to_us)


def test_a_window_takes_the_newest_snapshot_before_it_and_one_event_after_it() -> None:
    """Long histories on both sides are left alone."""
    rows = [A.started(0), *(A.alive(2 + n, 300 * (n + 1), d1="f") for n in range(100))]
    assert [row.seq for row in stretch_for(rows, at(900), at(1800)).events] == [3, 4, 5, 6, 7]


def test_a_window_without_a_snapshot_before_it_takes_all() -> None:
    """Only what a snapshot replaces may be left out."""
    rows = [A.desk(2, 10, "d1", "f"), A.fault(3, 20), A.fault(4, 1000)]
    assert [row.seq for row in stretch_for(rows, at(900), at(1800)).events] == [2, 3, 4]


def _forgotten(outline: EpochOutline, before_us: int) -> EpochOutline:
    def edge(place: Position) -> Position:
        return place if place.at_us >= before_us else place._replace(at_us=0)

    kept_stop = outline.stopped if outline.stopped and outline.stopped.at_us >= before_us else None
    return replace(
        outline,
        runs=tuple(Run(edge(run.first), edge(run.last)) for run in outline.runs),
        stopped=kept_stop,
    )


@settings(deadline=None)
@given(stored=histories(WATCHING), cut=st.integers(0, 100))
def test_after_the_retention_no_gap_appears_and_snapshots_still_count(
    stored: list[PlacedEvent], cut: int
) -> None:
    """From the first snapshot that is kept on, deleting what lies before changes no desk.

    But for a stop: once it is deleted, nobody knows that a clone went on after it.
    """
    rows = in_order(stored)
    before_us = at(150 * cut)
    kept = [row for row in rows if row.at_us >= before_us]
    deleted_stop = any(
        outline.stopped and outline.stopped.at_us < before_us for outline in outlines_of(rows)
    )
    snapshots = [row.at_us for row in kept if row.event.kind in {"alive", "started"}]
    if not snapshots or deleted_stop:
        return
    outlines = tuple(_forgotten(one, before_us) for one in outlines_of(rows))
    whole = Stretch(rows, outlines_of(rows))
    from_us, to_us = snapshots[0], at(50_000)
    assert timelines(Stretch(kept, outlines), from_us, to_us) == timelines(whole, from_us, to_us)


def reach_after(old: Sequence[PlacedEvent], stored: Sequence[PlacedEvent]) -> Reach | None:
    """Return the reach of storing events that replace none."""
    return reach_of(stored, (), outlines_of(old), outlines_of([*old, *stored]))


def test_a_new_event_at_the_end_reaches_from_the_one_before_it() -> None:
    """In daily life only the span that just ended is looked at."""
    old, new = [A.started(0), A.alive(2, 300)], [A.fault(3, 400)]
    reach = reach_after(old, new)
    assert reach is not None
    assert not reach.past_next_epoch
    assert window_of(reach, in_order([*old, *new])) == (at(300), at(400) + 1)


def test_events_that_fill_a_gap_reach_up_to_the_first_snapshot_after_it() -> None:
    """After a gap desks are unknown until their next state; a snapshot has all of them."""
    old = [A.started(0), A.alive(2, 300), A.fault(6, 1500), A.alive(7, 1600), A.alive(8, 1900)]
    reach = reach_after(old, [A.alive(3, 600)])
    assert reach == Reach(A.alive(2, 300).position, A.fault(6, 1500).position, False)
    rows = in_order([*old, A.alive(3, 600)])
    assert window_of(reach, rows) == (at(0), at(1600))


def test_a_stop_reaches_up_to_the_next_epoch() -> None:
    """What a clone says meanwhile counts no more."""
    old = [A.started(0), B.started(10), B.alive(2, 300), B.alive(3, 600), C.started(800)]
    reach = reach_after(old, [A.stopped(2, 100)])
    assert reach is not None
    assert reach.past_next_epoch
    rows = in_order([*old, A.stopped(2, 100)])
    assert window_of(reach, rows) == (at(10), at(800))


def test_a_replaced_event_reaches_over_its_old_and_its_new_place() -> None:
    """A synced copy takes the place of an estimated one, somewhere else."""
    guess, synced = guessed(A).fault(2, 500), A.fault(2, 100)
    old, new = [A.started(0), guess], [A.started(0), synced]
    reach = reach_of([synced], [guess], outlines_of(old), outlines_of(new))
    assert reach is not None
    assert (reach.first, reach.last) == (synced.position, guess.position)


def test_nothing_new_reaches_nowhere() -> None:
    """Storing what is stored already changes nothing."""
    assert reach_after([A.started(0)], []) is None
