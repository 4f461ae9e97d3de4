"""The present state: what each place is, since when, and whether anything changed."""

import pytest

from contract.events import DeskState, Direction
from contract.messages import StateClock
from contract.times import from_us
from edge.decisions.facts import (
    DeskFact,
    DoorFact,
    Fact,
    FaultFact,
    PassageFact,
    Problem,
    RecoveredFact,
)
from edge.delivery.event_body import Snapshot
from edge.presence.state import PresentState, Since, changes_of
from tests.edge.scripted import SECOND_US, START_US

EPOCH = "e" * 32
FREE, OCCUPIED, UNKNOWN = DeskState.FREE, DeskState.OCCUPIED, DeskState.UNKNOWN


def seen(desk: DeskState = FREE, **doors: bool) -> Snapshot:
    return Snapshot({"d1": desk, "d2": UNKNOWN}, doors)


@pytest.mark.parametrize(
    ("first", "second", "changed"),
    [
        (seen(), seen(), False),
        (seen(), seen(OCCUPIED), True),
        (seen(main=False), seen(main=False), False),
        (seen(main=False), seen(main=True), True),
        (seen(), seen(main=False), True),
        (seen(main=False), seen(), True),
    ],
)
def test_a_snapshot_tells_whether_anything_changed(
    first: Snapshot, second: Snapshot, *, changed: bool
) -> None:
    """Only what a reader would see differently is a change."""
    present = PresentState()
    assert present.see(first, 0)
    assert present.see(second, 5) is changed


def test_since_is_the_moment_of_the_change() -> None:
    """What stays as it was keeps its time; what changes takes the present one."""
    present = PresentState()
    present.see(seen(FREE, main=False), 10 * SECOND_US)
    present.see(seen(OCCUPIED, main=False), 20 * SECOND_US)
    present.see(seen(OCCUPIED, main=False), 30 * SECOND_US)
    state = present.message(EPOCH, START_US, START_US - 40 * SECOND_US, 150, is_synced=True)
    assert {name: (desk.state, desk.since) for name, desk in state.desks.items()} == {
        "d1": (OCCUPIED, from_us(START_US - 20 * SECOND_US)),
        "d2": (UNKNOWN, from_us(START_US - 30 * SECOND_US)),
    }
    assert state.doors["main"].since == from_us(START_US - 30 * SECOND_US)
    assert (state.at, state.ttl_s, state.epoch) == (from_us(START_US), 150, EPOCH)


@pytest.mark.parametrize(
    ("is_synced", "clock"), [(True, StateClock.SYNCED), (False, StateClock.UNSYNCED)]
)
def test_the_state_says_whether_its_times_can_be_trusted(
    *, is_synced: bool, clock: StateClock
) -> None:
    """An unsynced one goes out all the same, and says so."""
    present = PresentState()
    present.see(seen(), 0)
    assert present.message(EPOCH, 5, 5, 150, is_synced=is_synced).clock is clock


def test_a_change_before_1970_is_dated_1970() -> None:
    """A Pi that has just been switched on may believe it is the first minute of all times."""
    present = PresentState()
    present.see(seen(), 0)
    state = present.message(EPOCH, 0, -60 * SECOND_US, 150, is_synced=False)
    assert state.desks["d1"].since == from_us(0)


def test_a_place_is_as_it_is_since_its_event() -> None:
    """With the event's date, or without one as long as the clock isn't trusted."""
    facts: list[Fact] = [DeskFact(7, "d1", OCCUPIED, "pir"), DoorFact(8, "main", open=True)]
    changes = changes_of(facts, [START_US, None])
    assert changes.desks == {"d1": Since(7, START_US, is_sure=True)}
    assert changes.doors == {"main": Since(8, None, is_sure=False)}


def test_of_two_changes_of_a_place_the_last_one_counts() -> None:
    """Both may come in one turn."""
    facts = [DeskFact(7, "d1", OCCUPIED, "pir"), DeskFact(9, "d1", FREE, "pir")]
    assert changes_of(facts, [START_US, START_US + 2]).desks["d1"] == Since(
        9, START_US + 2, is_sure=True
    )


def test_who_passes_or_what_fails_changes_no_place() -> None:
    """They are events, and no states."""
    facts: list[Fact] = [
        PassageFact(7, "main", Direction.IN),
        FaultFact(8, "seat", Problem.STUCK),
        RecoveredFact(9, "seat"),
    ]
    changes = changes_of(facts, [1, 2, 3])
    assert (changes.desks, changes.doors) == ({}, {})


def test_every_fact_has_its_date() -> None:
    """A missing one is a mistake of ours, and no date of another."""
    with pytest.raises(ValueError, match="shorter"):
        changes_of([DeskFact(7, "d1", FREE, "pir")], [])
