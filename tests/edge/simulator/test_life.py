"""The life of a space, seen from its sensors."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.messages import EventBatch, parse
from edge.simulator.crowds import DEMO_DAY, Crowd, Custom
from edge.simulator.recorder import Recorder
from edge.simulator.region import Space
from edge.simulator.traces import Change
from tests.edge.decisions.script import unhurried
from tests.edge.simulator.places import (
    MONDAY,
    NONSTOP,
    WEEK_H,
    a_life,
    a_space,
    configs_of,
    hours_us,
    instant,
    lived,
)

CROWDED = Custom(Crowd.OFFICE, 4.0)


def headcounts(space: Space, changes: list[Change], hours: float) -> list[tuple[str, int]]:
    """Return every passage that the real decisions see, with the people inside after it."""
    (config,) = configs_of(space)
    recorder = Recorder(config, "1")
    recorder.start(instant(MONDAY) - 1)
    for change in changes:
        recorder.hear(change)
    recorder.end(instant(MONDAY) + hours_us(hours), in_good_order=True)
    inside, counts = 0, list[tuple[str, int]]()
    for payload in recorder.take_payloads():
        for event in parse(EventBatch, payload).events:
            if event.kind == "passage":
                inside += {"in": 1, "out": -1, "back": 0}[event.direction]
                counts.append((event.direction, inside))
    return counts


def test_the_same_seed_gives_the_same_life() -> None:
    """And another seed another one."""
    space = a_space()
    once, again = lived(a_life(space)), lived(a_life(space))
    assert once == again
    assert once != lived(a_life(space, seed="2"))


def test_two_spaces_of_a_region_don_t_live_in_step() -> None:
    """One seed is enough for a region."""
    one, other = lived(a_life(a_space())), lived(a_life(a_space(space_id="markt")))
    assert [change.at_us for change in one] != [change.at_us for change in other]


@given(seed=st.integers(0, 1000), nonstop=st.booleans(), desk_count=st.integers(1, 10))
@unhurried
def test_changes_come_in_order_and_each_changes_something(
    seed: int, nonstop: bool, desk_count: int
) -> None:
    """A line that is active becomes idle next, and the other way round."""
    space = a_space(desk_count, NONSTOP) if nonstop else a_space(desk_count)
    changes = lived(a_life(space, seed=str(seed), pace=DEMO_DAY), hours=12)
    assert changes == sorted(changes, key=lambda change: change.at_us)
    levels: dict[object, bool] = {}
    for change in changes:
        assert levels.get(change.name, False) is not change.active, change
        levels[change.name] = change.active


@pytest.mark.parametrize("seed", ["1", "2", "3", "4"])
def test_nobody_leaves_who_did_not_come(seed: int) -> None:
    """The count at the door is never negative, and the house is empty on Sunday night."""
    space = a_space()
    counts = headcounts(space, lived(a_life(space, CROWDED, str(seed))), WEEK_H)
    assert min(inside for _, inside in counts) >= 0
    assert max(inside for _, inside in counts) > 4
    assert counts[-1][1] == 0


def test_who_finds_no_desk_turns_round_in_the_door() -> None:
    """A crowded space turns many away, a quiet one hardly any."""
    space = a_space(2)
    ways = {
        custom.demand: Counter(
            way for way, _ in headcounts(space, lived(a_life(space, custom)), WEEK_H)
        )
        for custom in (CROWDED, Custom(Crowd.OFFICE, 0.2))
    }
    assert ways[4.0]["back"] > 8
    assert ways[0.2]["back"] <= 2


def test_out_of_hours_there_is_hardly_anybody() -> None:
    """A few who stay on, and now and then a cleaner before the doors open."""
    space = a_space()
    changes = lived(a_life(space), hours=8 * WEEK_H)
    closed = [change for change in changes if space.hours.closes_us(change.at_us) is None]
    early = [one for one in closed if 5 <= space.hours.local(one.at_us).hour < 7]
    assert 0 < len(closed) < 0.2 * len(changes)
    assert {one.sensor.partition("-")[0] for one in early} >= {"motion", "contact", "beams"}
    assert not any(one.sensor.startswith("switch") for one in early)


def test_people_go_out_for_lunch_and_come_back() -> None:
    """Around noon more doors open than desks change hands."""
    space = a_space()
    changes = lived(a_life(space))
    by_hour = Counter(
        space.hours.local(change.at_us).hour for change in changes if change.sensor == "contact-tor"
    )
    assert by_hour[12] > 1.3 * by_hour[10]


def test_a_space_without_a_door_stays_empty() -> None:
    """Nobody can be simulated who can't come in."""
    space = a_space()
    walled = Space(space.id, space.hours, space.seats, ())
    assert lived(a_life(walled)) == []


def test_in_a_demo_something_happens_every_few_seconds() -> None:
    """In the hours of an office."""
    space = a_space(8, NONSTOP)
    life = a_life(space, pace=DEMO_DAY)
    desks = [
        one
        for one in lived(life, "2026-03-02T10:00+01:00", hours=1)
        if not one.sensor.startswith(("contact", "beams"))
    ]
    assert len(desks) > 3600 / 30
