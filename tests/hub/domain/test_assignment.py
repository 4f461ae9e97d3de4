"""Whose a desk or door is, and when: what the configuration says, and what history makes of it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from contract.events import DeskState
from contract.times import from_us, to_us
from hub.domain.assignment import (
    Assigned,
    Handover,
    Own,
    Term,
    agent_of,
    agents_at,
    assigned_by,
    own_of,
    terms_of,
    undated,
)
from hub.domain.calendar import Calendar
from hub.domain.order import PlacedEvent, in_order
from hub.domain.slots import SLOT_US, WatchedPart, slots_of
from hub.domain.space import DeskConfig
from hub.domain.timeline import DeskTurn, Handovers, Stretch, WatchTurn, changes
from tests.hub.domain.brute_force import SlowHistory, SlowPart, slow_slot
from tests.hub.domain.histories import A, B, Watching, at, histories
from tests.hub.domain.outlines import outlines_of
from tests.hub.spaces import a_space, utc

BERLIN = ZoneInfo("Europe/Berlin")


def wall(*fields: int) -> datetime:
    """Make a local time, as TOML has it."""
    return utc(*fields).replace(tzinfo=None)


REPLACED = {"agent": "pi-1", "until": wall(2026, 11, 27, 14)}
AT = to_us(utc(2026, 11, 27, 13))


def a_desk(**keys: Any) -> dict[str, Any]:
    """Describe a desk that pi-2 watches, after pi-1."""
    return {"id": "d1", "agent": "pi-2", "earlier": [REPLACED]} | keys


def test_terms_follow_each_other() -> None:
    """Each agent's term ends where the next begins, by the clock of the space."""
    desk = DeskConfig.model_validate(a_desk())
    first, second = terms_of(desk, BERLIN)
    assert (first.agent, first.until_us) == ("pi-1", AT)
    assert (second.agent, second.from_us) == ("pi-2", AT)
    assert [agent_of(desk, at_us, BERLIN) for at_us in (0, AT - 1, AT, 2**60)] == [
        "pi-1",
        "pi-1",
        "pi-2",
        "pi-2",
    ]


def test_a_day_begins_at_midnight_and_an_hour_that_comes_twice_the_first_time() -> None:
    """A day means its local midnight; 02:30 when the clocks go back means the first."""
    for until, expected in (
        (date(2026, 11, 27), utc(2026, 11, 26, 23)),
        (wall(2026, 10, 25, 2, 30), utc(2026, 10, 25, 0, 30)),
    ):
        desk = DeskConfig.model_validate(a_desk(earlier=[{"agent": "pi-1", "until": until}]))
        assert terms_of(desk, BERLIN)[0].until_us == to_us(expected)


MISTAKES = [
    ([{"agent": "pi-1"}], "until"),
    ([{"agent": "pi-1", "until": "2026-11-27"}], "without quotes"),
    ([{"agent": "pi-1", "until": wall(2026, 11, 27, 14, 10)}], "quarter of an hour"),
    ([{"agent": "pi-1", "until": utc(2026, 11, 27)}], "without an offset"),
    ([{"agent": "pi-2", "until": date(2026, 11, 27)}], "another agent"),
    ([{"agent": "pi-1", "until": wall(2026, 3, 29, 2, 30)}], "the clock skips"),
    ([REPLACED, {"agent": "pi-3", "until": wall(2026, 11, 27, 14)}], "a time after"),
    ([{"agent": "Pi 1", "until": date(2026, 11, 27)}], "agent"),
]


@pytest.mark.parametrize(("earlier", "word"), MISTAKES)
def test_mistakes_are_refused(earlier: list[dict[str, Any]], word: str) -> None:
    """What can't be meant is refused, and the text says what was expected."""
    with pytest.raises(ValidationError, match=word):
        a_space(desk=[a_desk(earlier=earlier)])


def test_what_is_an_agents_own() -> None:
    """Of a desk that changes hands, each agent owns its part; of one that doesn't, all."""
    space = a_space(
        desk=[a_desk(), {"id": "d2", "agent": "pi-1"}],
        door=[{"id": "main", "agent": "pi-2", "earlier": [REPLACED]}],
    )
    first, second = own_of(space, "pi-1"), own_of(space, "pi-2")
    assert first.desks == {"d1", "d2"}
    assert second.desks == {"d1"}
    for at_us, is_first in ((AT - 1, True), (AT, False)):
        assert first.has_desk("d1", at_us) is first.has_door("main", at_us) is is_first
        assert second.has_desk("d1", at_us) is second.has_door("main", at_us) is not is_first
        assert first.has_desk("d2", at_us)
        assert not second.has_desk("d2", at_us)
    assert first.desk_handovers == (Handover(AT, "d1", begins=False),)
    assert second.door_handovers == (Handover(AT, "main", begins=True),)
    assert {each.agent for each in space.agents} == {"pi-1", "pi-2"}
    assert {each.agent for each in agents_at(space, AT)} == {"pi-1", "pi-2"}
    assert own_of(space, "pi-9") == Own()


def test_the_calendar_names_the_agent_of_the_instant() -> None:
    """Whoever looks at desks in service sees the agent that watches them then."""
    calendar = Calendar(a_space(desk=[a_desk()]))
    for at_us, expected in ((AT - 1, "pi-1"), (AT, "pi-2")):
        (desk,) = calendar.desks_in_service(from_us(at_us))
        assert desk.agent == expected


def parts(stored: Sequence[PlacedEvent], *handovers: Handover) -> list[Any]:
    """Return what changes of d1 and the door main, of an agent that owns them for a time."""
    desks = tuple(each for each in handovers if each.unit == "d1")
    doors = tuple(each for each in handovers if each.unit == "main")
    stretch = Stretch(in_order(stored), outlines_of(stored))
    return list(changes(stretch, ("d1",), ("main",) if doors else (), Handovers(desks, doors)))


STORED = [A.started(0, d1="o"), A.alive(2, 300, d1="o"), A.alive(3, 600, d1="o")]


def test_a_desk_is_unknown_until_its_new_agents_first_word() -> None:
    """However long the new agent has spoken of it, what it said before the change is nothing."""
    assert parts(STORED, Handover(at(100), "d1", begins=True)) == [
        DeskTurn(at(300), "d1", DeskState.OCCUPIED),
        DeskTurn(at(600), "d1", DeskState.UNKNOWN),
    ]
    assert parts(STORED, Handover(at(300), "d1", begins=True))[0].at_us == at(300)


def test_a_desk_is_unknown_from_the_end_of_its_agents_term() -> None:
    """The old agent may go on to speak of it: nobody hears that."""
    assert parts(STORED, Handover(at(300), "d1", begins=False)) == [
        DeskTurn(at(0), "d1", DeskState.OCCUPIED),
        DeskTurn(at(300), "d1", DeskState.UNKNOWN),
    ]


def test_an_agent_without_a_door_holds_no_door_up() -> None:
    """Door time is known while those agents watch whose doors count then."""
    assert parts(STORED, Handover(at(100), "main", begins=True))[:2] == [
        WatchTurn(0, watching=True),
        DeskTurn(at(0), "d1", DeskState.OCCUPIED),
    ]
    turns = parts(STORED, Handover(at(700), "main", begins=False))
    assert [each for each in turns if isinstance(each, WatchTurn)] == [
        WatchTurn(at(0), watching=True),
        WatchTurn(at(600), watching=False),
        WatchTurn(at(700), watching=True),
    ]


BOTH = Watching(desks=("d1", "d2", "d3"), doors=("main", "side"))
UNITS = (*BOTH.desks, *BOTH.doors)
ALWAYS = (-(2**63), 2**63)


@st.composite
def splits(draw: st.DrawFn) -> dict[str, int | None]:
    """Draw when each desk and door passes from the first agent to the second; None is never."""
    times = st.none() | st.integers(-2, 22).map(lambda n: at(900 * n))
    return {unit: draw(times) for unit in UNITS}


def term(split: dict[str, int | None], unit: str, *, is_first: bool) -> tuple[int, int] | None:
    """Return when a unit is one of the two agents', None for never."""
    change_us = split[unit]
    if change_us is None:
        return ALWAYS if is_first else None
    return (ALWAYS[0], change_us) if is_first else (change_us, ALWAYS[1])


def owned(split: dict[str, int | None], *, is_first: bool) -> dict[str, tuple[int, int]]:
    """Return every unit that is one of the two agents' at some time, and when."""
    found = {unit: term(split, unit, is_first=is_first) for unit in UNITS}
    return {unit: span for unit, span in found.items() if span is not None}


def fast_part(stored: list[PlacedEvent], spans: dict[str, tuple[int, int]]) -> WatchedPart:
    """Make the part of an agent that owns units for a time."""
    terms = {unit: (Term("pi", *span),) for unit, span in spans.items() if span != ALWAYS}
    own = Own(
        frozenset(spans) & frozenset(BOTH.desks),
        frozenset(spans) & frozenset(BOTH.doors),
        {unit: each for unit, each in terms.items() if unit in BOTH.desks},
        {unit: each for unit, each in terms.items() if unit in BOTH.doors},
    )
    return WatchedPart(
        Stretch(in_order(stored), outlines_of(stored)),
        own.desks,
        own.doors,
        Handovers(own.desk_handovers, own.door_handovers),
    )


def slow_part(stored: list[PlacedEvent], spans: dict[str, tuple[int, int]]) -> SlowPart:
    """Make the same part for the brute force."""
    return SlowPart(
        SlowHistory(stored),
        tuple(unit for unit in BOTH.desks if unit in spans),
        tuple(unit for unit in BOTH.doors if unit in spans),
        {unit: span for unit, span in spans.items() if span != ALWAYS},
    )


@settings(deadline=None)
@given(first=histories(BOTH), second=histories(BOTH), split=splits())
def test_every_field_of_every_slot_equals_the_brute_force(
    first: list[PlacedEvent], second: list[PlacedEvent], split: dict[str, int | None]
) -> None:
    """Two agents that both speak of everything, and desks and doors that change hands."""
    spans = [owned(split, is_first=is_first) for is_first in (True, False)]
    fast = [fast_part(stored, span) for stored, span in zip((first, second), spans, strict=True)]
    slow = [slow_part(stored, span) for stored, span in zip((first, second), spans, strict=True)]
    for slot in slots_of(fast, at(0), at(900 * 20), lambda _: BOTH.desks):
        assert asdict(slot) == slow_slot(slow, BOTH.desks, slot.start_us, slot.start_us + SLOT_US)


@settings(deadline=None)
@given(stored=histories(BOTH), change=st.integers(0, 20))
def test_the_past_stays_as_it_was(stored: list[PlacedEvent], change: int) -> None:
    """Another agent from a date on changes no slot that ended before, whatever it says."""
    change_us = at(900 * change)
    before = WatchedPart(
        Stretch(in_order(stored), outlines_of(stored)),
        frozenset(BOTH.desks),
        frozenset(BOTH.doors),
    )
    replaced = [
        fast_part(stored, dict.fromkeys(UNITS, (ALWAYS[0], change_us))),
        fast_part([B.started(-900, d1="o", d2="o")], dict.fromkeys(UNITS, (change_us, ALWAYS[1]))),
    ]
    past = list(slots_of([before], at(0), change_us, lambda _: BOTH.desks))
    assert list(slots_of(replaced, at(0), change_us, lambda _: BOTH.desks)) == past


def remembered(*agents: tuple[str, int | None], unit: str = "d1") -> list[Assigned]:
    """Return what is remembered of a desk."""
    return [Assigned("hof", "desk", unit, agent, until_us) for agent, until_us in agents]


@pytest.mark.parametrize(
    ("before", "is_forgotten"),
    [
        ([("pi-2", None)], False),
        ([("pi-1", None)], False),
        ([("pi-0", None)], True),
        ([("pi-0", 100), ("pi-2", None)], True),
        ([("pi-0", 99), ("pi-2", None)], False),
        ([("silent", None)], False),
    ],
)
def test_another_agent_needs_a_date(
    before: list[tuple[str, int | None]], is_forgotten: bool
) -> None:
    """Who watched a desk and has spoken may not be forgotten while single events are left."""
    space = a_space(desk=[{"id": "d0", "agent": "pi-2"}, a_desk()])
    faults = list(undated([space], remembered(*before), lambda a: a.agent != "silent", 100))
    assert [fault.key for fault in faults] == ["space[0].desk[1].agent"] * is_forgotten
    assert all('earlier = [ { agent = "pi-0", until = ' in fault.expected for fault in faults)


def test_a_desk_that_is_gone_needs_no_date() -> None:
    """What hub.toml doesn't name any more is no matter of agents."""
    assert not list(undated([a_space()], remembered(("pi-0", None)), lambda _: True, 0))


def test_what_is_assigned() -> None:
    """Each agent of each desk and door, with the end of its time."""
    space = a_space(desk=[a_desk()], door=[{"id": "main", "agent": "pi-1"}])
    assert list(assigned_by(space)) == [
        Assigned("hof", "desk", "d1", "pi-1", AT),
        Assigned("hof", "desk", "d1", "pi-2", None),
        Assigned("hof", "door", "main", "pi-1", None),
    ]
