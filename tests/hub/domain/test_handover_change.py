"""What people say of agents gives what hub.toml would say, and every figure of it alike."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.configuration import table_of
from contract.times import to_us
from hub.domain.assignment import Assigned, assigned_by, own_of, undated
from hub.domain.calendar_id import calendar_id
from hub.domain.handover_change import (
    DESK,
    DOOR,
    HandoverChange,
    TakenBack,
    UnitName,
    applied,
    disagreements,
    is_in_hub_toml,
    lines_for,
    units_of,
)
from hub.domain.space import SpaceConfig
from tests.hub.spaces import a_space

D1, D2, MAIN = UnitName(DESK, "d1"), UnitName(DESK, "d2"), UnitName(DOOR, "main")


def at(day: int, hour: int = 14, minute: int = 0) -> datetime:
    """Make a local time in November 2026."""
    return datetime(2026, 11, day, hour, minute)  # noqa: DTZ001 - by the clock of the space


THEN = at(27)


def a_change(
    after: str = "pi-2",
    before: str = "pi-1",
    wall: datetime = THEN,
    units: Sequence[UnitName] = (D1, D2, MAIN),
    **more: Any,
) -> HandoverChange:
    """Say that an agent takes the place of another in the space of these tests."""
    return HandoverChange(
        f"{before}-{after}-{wall:%d%H%M}", "hof", tuple(units), before, after, wall, "p", 0, **more
    )


def a_hof(agent: str = "pi-1", *earlier: tuple[str, datetime]) -> SpaceConfig:
    """Describe a space in which one agent watches everything, after others."""
    watched: dict[str, Any] = {"agent": agent}
    if earlier:
        watched["earlier"] = [{"agent": name, "until": until} for name, until in earlier]
    return a_space(
        id="hof",
        desk=[{"id": "d1", **watched}, {"id": "d2", **watched}],
        door=[{"id": "main", "counts": True, **watched}],
    )


def test_it_gives_what_hub_toml_would_say() -> None:
    """The same space, with the same name of its calendar, and the same terms of every agent."""
    said = applied(a_hof(), [a_change()])
    written = a_hof("pi-2", ("pi-1", at(27)))
    assert said == written
    assert calendar_id(said) == calendar_id(written) != calendar_id(a_hof())
    for agent in ("pi-1", "pi-2", "pi-3"):
        assert own_of(said, agent) == own_of(written, agent)
    assert SpaceConfig.model_validate(said.model_dump(by_alias=True)) == written


def test_only_what_is_named_changes_hands() -> None:
    """Another desk, the door and another space stay; what was taken back counts for nothing."""
    said = applied(a_hof(), [a_change(units=(D2,))])
    assert [unit.agent for unit in (*said.desks, *said.doors)] == ["pi-1", "pi-2", "pi-1"]
    elsewhere = a_space(id="muehle", desk=[{"id": "d1", "agent": "pi-1"}])
    assert applied(elsewhere, [a_change()]) is elsewhere
    back = a_change(taken_back=TakenBack("p", 1))
    assert applied(a_hof(), [back]) == a_hof()


def test_one_goes_on_from_another_in_order_of_time() -> None:
    """In whichever order they were said; and a mistake is put right by going back."""
    changes = [
        a_change(),
        a_change("pi-3", "pi-2", at(28)),
        a_change("pi-2", "pi-3", at(28, 16)),
    ]
    expected = a_hof("pi-2", ("pi-1", at(27)), ("pi-2", at(28)), ("pi-3", at(28, 16)))
    for order in permutations(changes):
        assert applied(a_hof(), order) == expected


@pytest.mark.parametrize(
    "moved",
    [
        a_hof("pi-2", ("pi-1", at(27))),
        a_hof("pi-3", ("pi-1", at(27)), ("pi-2", at(28))),
        a_hof("pi-2"),
        a_hof("pi-3"),
    ],
)
def test_hub_toml_may_say_the_same_later(moved: SpaceConfig) -> None:
    """One after the other, both, or the name alone: nothing changes, and nothing disagrees."""
    changes = [a_change(), a_change("pi-3", "pi-2", at(28))]
    assert applied(moved, changes) == applied(a_hof(), changes)
    assert not list(disagreements(moved, changes))


OTHERWISE = [
    a_hof("pi-9"),
    a_hof("pi-2", ("pi-1", at(27, 15))),
    a_hof("pi-2", ("pi-1", at(27, 13, 45))),
    a_hof("pi-2", ("pi-7", at(27))),
    a_hof("pi-3", ("pi-1", at(28))),
]


@pytest.mark.parametrize("space", OTHERWISE)
def test_where_hub_toml_says_otherwise_it_stands_and_both_are_named(space: SpaceConfig) -> None:
    """Another agent, another time: each desk and door is told, with what hub.toml says."""
    change = a_change()
    assert applied(space, [change]) == space
    found = list(disagreements(space, [change]))
    assert [each.unit for each in found] == [D1, D2, MAIN]
    assert all(each.change is change for each in found)
    assert all(f'agent = "{space.desks[0].agent}"' in each.said for each in found)
    assert not is_in_hub_toml(space, change)


def test_a_desk_that_is_gone_is_told() -> None:
    """With nothing that hub.toml would say of it."""
    change = a_change(units=(D1, UnitName(DESK, "d9")))
    (gone,) = disagreements(a_hof(), [change])
    assert (gone.unit.id, gone.said) == ("d9", "")


def test_whether_hub_toml_says_it_already() -> None:
    """Only if it says all of it."""
    change = a_change()
    assert is_in_hub_toml(a_hof("pi-2", ("pi-1", at(27))), change)
    assert not is_in_hub_toml(a_hof(), change)
    assert not is_in_hub_toml(a_hof("pi-2"), change)


def test_the_lines_are_those_that_hub_toml_takes() -> None:
    """Read back they are the same space."""
    change = a_change(wall=at(27, 14, 15))
    said = applied(a_hof(), [change])
    read = table_of(lines_for(said, change.units).encode())["space"]
    assert [desk["id"] for desk in read["desk"]] == ["d1", "d2"]
    for table, unit in zip((*read["desk"], *read["door"]), (*said.desks, *said.doors), strict=True):
        more = {"counts": True} if unit.id == "main" else {}
        assert type(unit).model_validate({**table, **more}) == unit


def test_whose_they_are() -> None:
    """By the newest agent of each, in the order of hub.toml."""
    said = applied(a_hof(), [a_change(units=(D2, MAIN))])
    assert units_of(said, "pi-1") == (D1,)
    assert units_of(said, "pi-2") == (D2, MAIN)
    assert units_of(said, "pi-9") == ()


def test_who_was_replaced_needs_no_other_date() -> None:
    """A later start finds every agent dated that ever watched, as if hub.toml had said it."""
    space = applied(a_hof(), [a_change()])
    remembered = [*assigned_by(a_hof()), *assigned_by(space)]
    assert Assigned("hof", "desk", "d1", "pi-1", to_us_of(at(27))) in remembered
    assert not list(undated([space], remembered, lambda _: True, 0))
    assert list(undated([a_hof()], remembered, lambda _: True, 0))


def to_us_of(wall: datetime) -> int:
    """Return the instant of a local time of that winter in Berlin."""
    return to_us(wall.replace(tzinfo=ZoneInfo("Europe/Berlin")))


AGENTS = st.sampled_from(["pi-1", "pi-2", "pi-3"])


@given(
    st.lists(st.tuples(AGENTS, AGENTS, st.integers(1, 28)), max_size=6),
    AGENTS,
    st.lists(st.tuples(AGENTS, st.integers(1, 28)), max_size=2),
)
def test_whatever_was_said_hub_toml_could_say(
    said: list[tuple[str, str, int]], agent: str, earlier: list[tuple[str, int]]
) -> None:
    """What comes out is valid, changes nothing when it is applied again, and tells what it left."""
    changes = [
        a_change(after, before, at(day), units=(D1,))
        for before, after, day in said
        if before != after
    ]
    try:
        space = a_hof(agent, *((name, at(day)) for name, day in earlier))
    except ValueError:
        return
    result = applied(space, changes)
    assert SpaceConfig.model_validate(result.model_dump(by_alias=True)) == result
    assert applied(result, changes) == result
    left = [each.change for each in disagreements(space, changes)]
    for change in changes:
        assert is_in_hub_toml(result, change) or change in left
    assert result.desks[1] == space.desks[1]
    assert date(2026, 1, 1) == result.since == space.since
