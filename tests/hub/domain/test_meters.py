"""Meters by hand: what is counted of one desk, of all together and of the doors, slot by slot."""

import pytest

from contract.events import DeskState, Direction
from hub.domain.meters import DeskMeter, DeskSlot, DoorMeter, SpaceMeter

FREE, OCCUPIED, UNKNOWN = DeskState.FREE, DeskState.OCCUPIED, DeskState.UNKNOWN


def test_a_desk_is_unknown_before_it_was_heard_of() -> None:
    """All of its first slot is unknown, counted from the slot's start."""
    meter = DeskMeter("d1")
    meter.begin(100)
    assert (meter.serving, meter.state) == (False, UNKNOWN)
    assert meter.end(110) == DeskSlot("d1", 0, 0, 10)


def test_a_desk_spends_each_time_in_one_state() -> None:
    """Of two changes in a slot each part is counted once, of the same state together."""
    meter = DeskMeter("d1")
    for at_us, state in ((1, OCCUPIED), (4, FREE), (5, OCCUPIED), (9, UNKNOWN)):
        meter.turn(at_us, state)
    assert meter.end(16) == DeskSlot("d1", 3 + 4, 1, 1 + 7)
    assert meter.state is UNKNOWN


@pytest.mark.parametrize(
    ("state", "slot"),
    [
        (FREE, DeskSlot("d1", 0, 10, 0)),
        (OCCUPIED, DeskSlot("d1", 10, 0, 0)),
        (UNKNOWN, DeskSlot("d1", 0, 0, 10)),
    ],
)
def test_a_state_goes_on_from_slot_to_slot(state: DeskState, slot: DeskSlot) -> None:
    """A slot in which nothing changes is all of the state before, and so is the one after it."""
    meter = DeskMeter("d1")
    meter.turn(0, state)
    assert meter.end(10) == slot
    assert [meter.quiet(10) for _ in range(3)] == [slot] * 3


def test_a_change_after_quiet_slots_is_counted_from_its_slots_start() -> None:
    """However long nothing changed, the slot of the change has only its own time."""
    meter = DeskMeter("d1")
    meter.turn(0, FREE)
    meter.end(10)
    assert [meter.quiet(10), meter.quiet(10)] == [DeskSlot("d1", 0, 10, 0)] * 2
    meter.begin(30)
    meter.turn(33, OCCUPIED)
    assert meter.end(40) == DeskSlot("d1", 7, 3, 0)
    assert meter.quiet(10) == DeskSlot("d1", 10, 0, 0)


def test_a_slot_that_is_begun_anew_forgets_what_was_counted() -> None:
    """A desk that turns again is counted from the start of that slot."""
    meter = DeskMeter("d1")
    meter.turn(7, FREE)
    meter.begin(35)
    assert meter.end(40) == DeskSlot("d1", 0, 5, 0)


def counted(meter: SpaceMeter) -> tuple[int, ...]:
    """Return occupied, free, unknown, used and known, full, not full, and the peak."""
    return (
        meter.occupied_us,
        meter.free_us,
        meter.unknown_us,
        meter.used_known_us,
        meter.full_us,
        meter.not_full_us,
        meter.peak_occupied,
    )


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((), (0, 0, 0, 0, 0, 0, 0)),
        ((OCCUPIED,), (10, 0, 0, 10, 10, 0, 1)),
        ((FREE,), (0, 10, 0, 0, 0, 10, 0)),
        ((UNKNOWN,), (0, 0, 10, 0, 0, 0, 0)),
        ((OCCUPIED, OCCUPIED), (20, 0, 0, 20, 10, 0, 2)),
        ((FREE, FREE), (0, 20, 0, 0, 0, 10, 0)),
        ((UNKNOWN, UNKNOWN), (0, 0, 20, 0, 0, 0, 0)),
        ((OCCUPIED, FREE), (10, 10, 0, 20, 0, 10, 1)),
        ((OCCUPIED, UNKNOWN), (10, 0, 10, 10, 0, 0, 1)),
        ((FREE, UNKNOWN), (0, 10, 10, 0, 0, 10, 0)),
        ((OCCUPIED, FREE, UNKNOWN), (10, 10, 10, 20, 0, 10, 1)),
        ((OCCUPIED, OCCUPIED, FREE), (20, 10, 0, 30, 0, 10, 2)),
    ],
)
def test_what_holds_of_all_desks_together(
    states: tuple[DeskState, ...], expected: tuple[int, ...]
) -> None:
    """Full only if every desk is occupied, not full as soon as one is known free."""
    meter = SpaceMeter()
    meter.serve(states)
    meter.begin(5)
    meter.advance(9)
    meter.advance(15)
    assert counted(meter) == expected


@pytest.mark.parametrize("before", list(DeskState))
@pytest.mark.parametrize("after", list(DeskState))
def test_a_change_moves_one_desk_from_one_state_to_the_other(
    before: DeskState, after: DeskState
) -> None:
    """Until the change the desk is counted as it was, from then on as it is."""
    meter = SpaceMeter()
    meter.serve((before, before, before))
    meter.turn(3, before, after)
    meter.advance(10)
    spent = dict.fromkeys(DeskState, 0)
    spent[before] += 3 * 3 + 2 * 7
    spent[after] += 7
    assert counted(meter)[:3] == (spent[OCCUPIED], spent[FREE], spent[UNKNOWN])


def test_the_peak_is_of_a_duration() -> None:
    """Two who were there at once count, two who changed places at one instant do not."""
    meter = SpaceMeter()
    meter.serve((OCCUPIED, FREE, FREE))
    meter.turn(0, FREE, OCCUPIED)
    meter.turn(0, OCCUPIED, FREE)
    meter.advance(4)
    assert meter.peak_occupied == 1
    meter.turn(4, FREE, OCCUPIED)
    meter.turn(5, OCCUPIED, FREE)
    meter.advance(9)
    assert meter.peak_occupied == 2
    meter.begin(9)
    meter.advance(10)
    assert counted(meter) == (1, 2, 0, 3, 0, 1, 1)


def test_other_desks_in_service_replace_those_before() -> None:
    """What was in service before is no part of the counts any more."""
    meter = SpaceMeter()
    meter.serve((OCCUPIED, FREE, UNKNOWN))
    meter.serve((FREE,))
    meter.advance(10)
    assert counted(meter) == (0, 10, 0, 0, 0, 10, 0)


def test_doors_are_known_while_all_their_agents_watch() -> None:
    """One that watches of two is not enough; from the second on the time counts."""
    meter = DoorMeter(agent_count=2)
    meter.turn(2, watching=True)
    meter.turn(5, watching=True)
    meter.turn(9, watching=False)
    meter.turn(10, watching=True)
    meter.advance(16)
    assert meter.known_us == 4 + 6
    meter.begin(16)
    meter.advance(17)
    assert meter.known_us == 1


def test_without_agents_of_doors_nothing_is_known() -> None:
    """Nobody watches, so nobody missed nobody."""
    meter = DoorMeter(agent_count=0)
    meter.advance(10)
    assert meter.known_us == 0


def test_passages_are_counted_by_their_direction() -> None:
    """Each for itself, and from the slot's start anew."""
    meter = DoorMeter(agent_count=1)
    for direction, times in ((Direction.IN, 3), (Direction.OUT, 2), (Direction.BACK, 1)):
        for _ in range(times):
            meter.count(direction)
    assert (meter.arrivals, meter.departures, meter.turn_backs) == (3, 2, 1)
    for direction in Direction:
        meter.count(direction)
    assert (meter.arrivals, meter.departures, meter.turn_backs) == (4, 3, 2)
    meter.begin(10)
    assert (meter.arrivals, meter.departures, meter.turn_backs) == (0, 0, 0)
