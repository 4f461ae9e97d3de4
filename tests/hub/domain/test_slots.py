"""Slots of a space: by hand, and against the brute force."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.meters import DeskSlot
from hub.domain.order import PlacedEvent, in_order
from hub.domain.slots import SLOT_US, SpaceSlot, WatchedPart, slot_of, slots_of
from hub.domain.timeline import Stretch
from tests.hub.domain.brute_force import SlowHistory, SlowPart, slow_slot
from tests.hub.domain.histories import A, Watching, arrivals, at, histories
from tests.hub.domain.outlines import outlines_of
from tests.hub.domain.windows import stretch_for

MINUTE_US = 60_000_000

FIRST = Watching(desks=("d1", "d2"), doors=("main",))
SECOND = Watching(desks=("d3",), doors=("side",))


def part_of(stored: Sequence[PlacedEvent], watching: Watching) -> WatchedPart:
    """Make the part of an agent whose whole history is given."""
    stretch = Stretch(in_order(stored), outlines_of(stored))
    return WatchedPart(stretch, frozenset(watching.desks), frozenset(watching.doors))


def slots_by_hand(stored: Sequence[PlacedEvent], count: int = 1) -> list[SpaceSlot]:
    """Return the first slots of a space of d1 and d2 with one counting door."""
    parts = [part_of(stored, FIRST)]
    return list(slots_of(parts, at(0), at(900 * count), lambda _: FIRST.desks))


def test_a_slot_by_hand() -> None:
    """Two desks over a quarter of an hour, each figure worked out with pencil and paper."""
    stored = [
        A.started(-60, d1="f", d2="f"),
        A.desk(2, 120, "d1", "o"),  # minute 2: d1 occupied
        A.passage(3, 130, "main", "in"),
        A.desk(4, 300, "d2", "o"),  # minute 5: both
        A.passage(5, 310, "main", "in"),
        A.passage(6, 320, "main", "back"),
        A.alive(7, 360, d1="o", d2="o"),
        A.desk(8, 480, "d2", "u"),  # minute 8: d2 unknown
        A.desk(9, 600, "d1", "f"),  # minute 10: d1 free
        A.passage(10, 610, "main", "out"),
        A.alive(11, 720, d1="f", d2="u"),  # minute 12: the last; nothing is known any more
    ]
    assert slots_by_hand(stored) == [
        SpaceSlot(
            start_us=at(0),
            desks=2,
            occupied_us=(8 + 3) * MINUTE_US,
            free_us=(2 + 2 + 5) * MINUTE_US,
            unknown_us=(3 + 7) * MINUTE_US,
            peak_occupied=2,
            used_known_us=(6 + 6 + 2) * MINUTE_US,
            full_us=3 * MINUTE_US,
            not_full_us=(5 + 2) * MINUTE_US,
            doors_known_us=12 * MINUTE_US,
            arrivals=2,
            departures=1,
            turn_backs=1,
            by_desk=(
                DeskSlot("d1", 8 * MINUTE_US, 4 * MINUTE_US, 3 * MINUTE_US),
                DeskSlot("d2", 3 * MINUTE_US, 5 * MINUTE_US, 7 * MINUTE_US),
            ),
        )
    ]


def test_silence_has_rows_too() -> None:
    """Without any event every slot is there, and all of it is unknown."""
    slots = slots_by_hand([], count=4)
    assert [slot.start_us for slot in slots] == [at(0), at(900), at(1800), at(2700)]
    assert {(slot.unknown_us, slot.doors_known_us) for slot in slots} == {(2 * SLOT_US, 0)}


def test_a_space_without_agents_has_slots() -> None:
    """A configured desk that nobody watches is unknown."""
    (slot,) = slots_of([], at(0), at(900), lambda _: ("d9",))
    assert (slot.desks, slot.unknown_us, slot.by_desk) == (
        1,
        SLOT_US,
        (DeskSlot("d9", 0, 0, SLOT_US),),
    )


def test_without_desks_nothing_is_full_and_nothing_free() -> None:
    """A slot without desks in service still counts its passages."""
    stored = [A.started(0, d1="f"), A.passage(2, 100, "main", "in"), A.fault(3, 200)]
    (slot,) = slots_of([part_of(stored, FIRST)], at(0), at(900), lambda _: ())
    assert (slot.desks, slot.full_us, slot.not_full_us, slot.arrivals) == (0, 0, 0, 1)


def test_without_counting_doors_no_door_time_is_known() -> None:
    """Nobody can claim full coverage of visits that nobody counts."""
    stored = [A.started(0, d1="f"), A.alive(2, 300), A.alive(3, 600), A.alive(4, 900)]
    part = part_of(stored, Watching(desks=("d1",), doors=()))
    (slot,) = slots_of([part], at(0), at(900), lambda _: ("d1",))
    assert slot.doors_known_us == 0


def test_a_state_of_no_duration_is_no_peak() -> None:
    """Who leaves at the very instant at which another comes was never there together with them."""
    stored = [
        A.started(0, d1="o", d2="f"),
        A.desk(2, 100, "d2", "o"),
        A.desk(3, 100, "d1", "f"),
        A.alive(4, 400, d1="f", d2="o"),
    ]
    assert slots_by_hand(stored)[0].peak_occupied == 1


def test_an_event_at_a_slots_edge_belongs_to_the_slot_that_begins() -> None:
    """Slots are half-open."""
    stored = [A.started(800, d1="f", d2="f"), A.passage(2, 900, "main", "in"), A.fault(3, 950)]
    assert [slot.arrivals for slot in slots_by_hand(stored, count=2)] == [0, 1]


def test_passages_before_the_first_slot_are_not_counted() -> None:
    """A stretch reaches back before its window; that is for states only."""
    stored = [A.started(-100, d1="f"), A.passage(2, -50, "main", "in"), A.fault(3, 10)]
    assert slots_by_hand(stored)[0].arrivals == 0


def test_desks_go_into_and_out_of_service_between_slots() -> None:
    """Only desks in service at a slot's start count, whatever is known of the others."""
    stored = [
        A.started(0, d1="o", d2="f"),
        *(A.alive(2 + n, 300 * (n + 1), d1="o", d2="f") for n in range(12)),
    ]
    plan = {at(0): ("d1",), at(900): ("d2",), at(1800): ("d1", "d2")}
    slots = list(slots_of([part_of(stored, FIRST)], at(0), at(2700), plan.__getitem__))
    assert [(one.desks, one.occupied_us, one.free_us) for one in slots] == [
        (1, SLOT_US, 0),
        (1, 0, SLOT_US),
        (2, SLOT_US, SLOT_US),
    ]
    assert [one.full_us for one in slots] == [SLOT_US, 0, 0]


def test_slots_are_aligned() -> None:
    """A period that starts off the marks is refused."""
    with pytest.raises(ValueError, match="from_us"):
        next(slots_of([], at(1), at(900), lambda _: ()))


def test_the_slot_of_an_instant() -> None:
    """Slots begin at each quarter of an hour, UTC."""
    assert [slot_of(at(s)) for s in (0, 899.999999, 900)] == [at(0), at(0), at(900)]


def services() -> st.SearchStrategy[dict[int, tuple[str, ...]]]:
    """Draw the desks in service for each of twenty slots; d9 has no agent."""
    some = st.lists(st.sampled_from(("d1", "d2", "d3", "d9")), unique=True).map(tuple)
    usual = st.just(("d1", "d2", "d3"))
    return st.lists(usual | some, min_size=20, max_size=20).map(
        lambda plan: {at(900 * n): desks for n, desks in enumerate(plan)}
    )


@settings(deadline=None)
@given(data=st.data(), first=histories(FIRST), second=histories(SECOND), in_service=services())
def test_every_field_of_every_slot_equals_the_brute_force(
    data: st.DataObject,
    first: list[PlacedEvent],
    second: list[PlacedEvent],
    in_service: dict[int, tuple[str, ...]],
) -> None:
    """Two agents of one space, in any order of arrival, desks coming and going."""
    arrived = (data.draw(arrivals(first)), data.draw(arrivals(second)))
    parts = [part_of(in_order(arrived[0]), FIRST), part_of(in_order(arrived[1]), SECOND)]
    slow = [
        SlowPart(SlowHistory(arrived[0]), FIRST.desks, FIRST.doors),
        SlowPart(SlowHistory(arrived[1]), SECOND.desks, SECOND.doors),
    ]
    slots = list(slots_of(parts, at(0), at(900 * 20), in_service.__getitem__))
    for slot, desks in zip(slots, in_service.values(), strict=True):
        assert asdict(slot) == slow_slot(slow, desks, slot.start_us, slot.start_us + SLOT_US)
        assert slot.occupied_us + slot.free_us + slot.unknown_us == slot.desks * SLOT_US


@settings(deadline=None)
@given(first=histories(FIRST), second=histories(SECOND), starts=st.sets(st.integers(1, 19)))
def test_slots_of_consecutive_windows_equal_those_of_the_whole(
    first: list[PlacedEvent], second: list[PlacedEvent], starts: set[int]
) -> None:
    """Cut a history anywhere on the marks, read each window's own stretch: the same slots."""
    marks = [0, *sorted(starts), 20]
    desks = ("d1", "d2", "d3")

    def read(from_us: int, to_us: int) -> list[SpaceSlot]:
        parts = [
            WatchedPart(
                stretch_for(in_order(stored), from_us, to_us),
                frozenset(watching.desks),
                frozenset(watching.doors),
            )
            for stored, watching in ((first, FIRST), (second, SECOND))
        ]
        return list(slots_of(parts, from_us, to_us, lambda _: desks))

    pieces = [
        slot for start, end in pairwise(marks) for slot in read(at(900 * start), at(900 * end))
    ]
    parts = [part_of(first, FIRST), part_of(second, SECOND)]
    assert pieces == list(slots_of(parts, at(0), at(900 * 20), lambda _: desks))
