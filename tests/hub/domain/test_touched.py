"""Which slots newly stored events change."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.order import PlacedEvent, in_order
from hub.domain.slots import SLOT_US, SpaceSlot, WatchedPart, slots_of
from hub.domain.timeline import Stretch
from tests.hub.domain.brute_force import SlowHistory, slow_segments
from tests.hub.domain.histories import A, B, Watching, at, guessed, histories
from tests.hub.domain.outlines import outlines_of
from tests.hub.domain.touched import touched_slots
from tests.hub.domain.windows import reach_of, stretch_for, window_of

WATCHING = Watching(desks=("d1", "d2"), doors=("main",))
DAY_S = 86_400


def part_of(stretch: Stretch) -> WatchedPart:
    """Make the part of an agent that watches two desks and a door."""
    return WatchedPart(stretch, frozenset(WATCHING.desks), frozenset(WATCHING.doors))


def touched_by(old: Sequence[PlacedEvent], batch: Sequence[PlacedEvent]) -> tuple[int, ...]:
    """Store a batch as a store does: find its reach, read both windows, compare."""
    before, after = in_order(old), in_order([*old, *batch])
    stored = [event for event in after if event not in before]
    replaced = [event for event in before if event not in after]
    reach = reach_of(stored, replaced, outlines_of(before), outlines_of(after))
    if reach is None:
        return ()
    from_us, to_us = window_of(reach, after)
    return touched_slots(
        part_of(stretch_for(before, from_us, to_us)),
        part_of(stretch_for(after, from_us, to_us)),
        from_us,
        to_us,
    )


def watched(first_seq: int, from_s: int, to_s: int) -> list[PlacedEvent]:
    """Tell an agent that is alive every 300 s over [from_s, to_s] with both desks free."""
    instants = range(from_s, to_s + 1, 300)
    return [A.alive(first_seq + n, s, d1="f", d2="f") for n, s in enumerate(instants)]


def minutes(slots: Sequence[int]) -> list[int]:
    """Return the starts of slots in minutes after the base."""
    return [(slot - at(0)) // 60_000_000 for slot in slots]


def test_a_late_day_touches_its_slots_and_no_others() -> None:
    """20 hours offline in the middle of four days: 80 slots and the edges, not 384."""
    all_days = [A.started(0, d1="f", d2="f"), *watched(2, 300, 4 * DAY_S)]
    late = [event for event in all_days if at(DAY_S) < event.at_us < at(DAY_S + 20 * 3600)]
    old = [event for event in all_days if event not in late]
    assert minutes(touched_by(old, late)) == list(range(24 * 60, 44 * 60, 15))


def test_an_event_in_the_middle_of_a_long_silence_touches_nothing_that_stays_unknown() -> None:
    """Spans longer than 450 s on both sides prove nothing before and nothing after."""
    old = [A.started(0, d1="f"), *watched(2, 300, 900), *watched(200, 40_000, 43_000)]
    assert touched_by(old, [A.fault(100, 20_000)]) == ()


def test_a_passage_in_a_long_silence_touches_its_own_slot() -> None:
    """Somebody came, even though nothing else is known."""
    old = [A.started(0, d1="f"), *watched(2, 300, 900), *watched(200, 40_000, 43_000)]
    assert minutes(touched_by(old, [A.passage(100, 20_000, "main", "in")])) == [330]


def test_a_passage_that_moves_within_its_slot_touches_nothing() -> None:
    """The slot counts the same, whenever in it somebody came."""
    old = [A.started(0, d1="f"), guessed(A).passage(2, 5000, "main", "in")]
    assert touched_by(old, [A.passage(2, 5001, "main", "in")]) == ()


def test_the_next_event_touches_the_span_that_it_proves() -> None:
    """Only since the event before it did nobody know anything."""
    old = [A.started(0, d1="f", d2="f"), *watched(2, 300, 7200)]
    assert minutes(touched_by(old, [A.fault(26, 7400)])) == [120]


def test_a_synced_copy_touches_the_spans_beside_both_places() -> None:
    """What was estimated becomes known where it really was."""
    old = [
        A.started(0, d1="f", d2="f"),
        guessed(A).fault(2, 1000),
        A.alive(3, 1100, d1="f", d2="f"),
    ]
    assert minutes(touched_by(old, [A.fault(2, 300)])) == [0]


def test_repeated_events_touch_nothing() -> None:
    """What is stored already changes no slot."""
    old = [A.started(0, d1="f"), *watched(2, 300, 1800)]
    assert touched_by(old, old[2:4]) == ()


@pytest.mark.parametrize(("until_s", "touched"), [(7200, [30, 45]), (1800, [45])])
def test_nothing_outside_of_the_window_is_compared(until_s: int, touched: list[int]) -> None:
    """A store that looks at one window hears of slots in it only, whatever else differs."""
    passages = [B.passage(1, 900, "main", "in"), B.passage(2, 2700, "main", "in")]
    known = [A.started(0, d1="f", d2="f"), *watched(2, 300, until_s)]
    known.append(A.fault(len(known) + 1, until_s + 150))
    old, new = (
        part_of(Stretch(in_order(stored), outlines_of(stored)))
        for stored in ([], [*known, *passages])
    )
    assert minutes(touched_slots(old, new, at(2000), at(3600))) == touched


@st.composite
def additions(draw: st.DrawFn) -> tuple[list[PlacedEvent], list[PlacedEvent]]:
    """Draw a history and the part of it that arrives last; some copies were estimated before."""
    stored = draw(histories(WATCHING))
    fates = draw(
        st.lists(st.sampled_from("ooool" + "llg"), min_size=len(stored), max_size=len(stored))
    )
    told = list(zip(stored, fates, strict=True))
    old = [event for event, fate in told if fate == "o"]
    late = [event for event, fate in told if fate != "o"]
    guesses = [event for event, fate in told if fate == "g"]
    for event in guesses:
        moved = draw(st.sampled_from((-300_000_000, 0, 1, 450_000_000)))
        old.append(event._replace(estimated=True, at_us=event.at_us + moved))
    return old, late


def slots_from(stored: Sequence[PlacedEvent]) -> dict[int, SpaceSlot]:
    """Return all slots of a history, by their start."""
    stretch = Stretch(in_order(stored), outlines_of(in_order(stored)))
    slots = slots_of([part_of(stretch)], at(-1800), at(900 * 24), lambda _: WATCHING.desks)
    return {slot.start_us: slot for slot in slots}


@settings(deadline=None)
@given(history=additions())
def test_recomputing_only_the_touched_slots_equals_recomputing_all(
    history: tuple[list[PlacedEvent], list[PlacedEvent]],
) -> None:
    """Sufficient: a slot that isn't named as touched is what it was."""
    old, late = history
    before, after = slots_from(old), slots_from([*old, *late])
    touched = set(touched_by(old, late))
    assert {start for start in after if before[start] != after[start]} <= touched


@settings(deadline=None)
@given(history=additions())
def test_every_touched_slot_differs(
    history: tuple[list[PlacedEvent], list[PlacedEvent]],
) -> None:
    """Minimal: in each touched slot a desk, the watching or the passages aren't what they were."""
    old, late = history
    was, became = SlowHistory(old), SlowHistory([*old, *late])
    for slot in touched_by(old, late):
        end = slot + SLOT_US
        desks_differ = any(
            slow_segments(was, desk, slot, end) != slow_segments(became, desk, slot, end)
            for desk in WATCHING.desks
        )
        instants = [row.at_us for row in (*was.rows, *became.rows) if slot <= row.at_us < end]
        watching_differs = any(was.watching(t) != became.watching(t) for t in (slot, *instants))
        passages_differ = slots_from(old)[slot] != slots_from([*old, *late])[slot]
        assert desks_differ or watching_differs or passages_differ
