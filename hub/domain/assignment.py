"""Which agent watches a desk or a door, and when: one at any instant, several one after the other.

    agent = "pi-2"
    earlier = [ { agent = "pi-1", until = 2026-11-27T14:00 } ]

    ──────── pi-1 ────────▶│──────── pi-2 ────────▶
                      until, exclusive

Pure. It knows no event: what an agent said of a desk counts by the event's own time, whenever it
comes (intake.py, timeline.py), and from a change on a desk is unknown until its new agent's first
word (timeline.py).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from contract.configuration import Fault
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.localtime import instant
from hub.domain.space import SpaceConfig, Watched

_PAST_US: Final = -(2**63)
_FUTURE_US: Final = 2**63


@dataclass(frozen=True, slots=True)
class Term:
    """From from_us until until_us, exclusive, a desk or door is one agent's."""

    agent: str
    from_us: int
    until_us: int

    def holds_at(self, at_us: int) -> bool:
        """Tell whether it is this agent's at an instant."""
        return self.from_us <= at_us < self.until_us


def terms_of(unit: Watched, zone: ZoneInfo) -> tuple[Term, ...]:
    """Return every agent's term at a desk or door, in order of time; one always holds."""
    terms: list[Term] = []
    from_us = _PAST_US
    for earlier in unit.earlier:
        until = earlier.until
        until_us = to_us(instant(until.date(), until.hour * 60 + until.minute, zone))
        terms.append(Term(earlier.agent, from_us, until_us))
        from_us = until_us
    return (*terms, Term(unit.agent, from_us, _FUTURE_US))


def agent_of(unit: Watched, at_us: int, zone: ZoneInfo) -> str:
    """Return the agent that watches a desk or door at an instant."""
    if not unit.earlier:
        return unit.agent
    return next(term.agent for term in terms_of(unit, zone) if term.holds_at(at_us))


def agents_at(space: SpaceConfig, at_us: int) -> frozenset[AgentAddress]:
    """Return the agents that watch a desk or door of a space at an instant."""
    zone = ZoneInfo(space.timezone)
    units = (*space.desks, *space.doors)
    return frozenset(AgentAddress(space.id, agent_of(unit, at_us, zone)) for unit in units)


@dataclass(frozen=True, slots=True, order=True)
class Assigned:
    """An agent that hub.toml gave a desk or door to."""

    space: str
    kind: str
    """`desk` or `door`, as the table is called in hub.toml."""
    unit: str
    agent: str
    until_us: int | None
    """When its time ended; None for the present agent."""


def assigned_by(space: SpaceConfig) -> Iterator[Assigned]:
    """Yield every agent of every desk and door, the present one and those before it."""
    zone = ZoneInfo(space.timezone)
    for kind, _, unit in _units(space):
        for term in terms_of(unit, zone):
            until_us = None if term.until_us == _FUTURE_US else term.until_us
            yield Assigned(space.id, kind, unit.id, term.agent, until_us)


def undated(
    spaces: Sequence[SpaceConfig],
    remembered: Iterable[Assigned],
    has_spoken: Callable[[AgentAddress], bool],
    kept_from_us: int,
) -> Iterator[Fault]:
    """Yield where hub.toml forgets an agent whose events would then count for nobody.

    An agent that never spoke may be forgotten, and one whose time ended before `kept_from_us`:
    of it no single events are left.
    """
    forgotten: dict[tuple[str, str, str], list[str]] = {}
    for each in remembered:
        is_over = each.until_us is not None and each.until_us < kept_from_us
        if not is_over and has_spoken(AgentAddress(each.space, each.agent)):
            forgotten.setdefault((each.space, each.kind, each.unit), []).append(each.agent)
    for number, space in enumerate(spaces):
        for kind, index, unit in _units(space):
            for agent in forgotten.get((space.id, kind, unit.id), ()):
                if agent not in unit.agents:
                    yield Fault(
                        f"space[{number}].{kind}[{index}].agent",
                        f'"{unit.id}" was watched by "{agent}" until now: expected the local time'
                        f" of the change, such as earlier ="
                        f' [ {{ agent = "{agent}", until = 2026-11-27T14:00 }} ]',
                    )


def _units(space: SpaceConfig) -> Iterator[tuple[str, int, Watched]]:
    for index, desk in enumerate(space.desks):
        yield "desk", index, desk
    for index, door in enumerate(space.doors):
        yield "door", index, door


@dataclass(frozen=True, slots=True)
class Handover:
    """At an instant a desk or door becomes an agent's own, or ceases to be."""

    at_us: int
    unit: str
    begins: bool


@dataclass(frozen=True, slots=True)
class Own:
    """Desks and doors that are, were or will be one agent's, and when that changes."""

    desks: frozenset[str] = frozenset()
    doors: frozenset[str] = frozenset()
    desk_terms: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    """Of those desks that aren't its own for ever: when they are."""
    door_terms: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)

    def has_desk(self, desk: str, at_us: int) -> bool:
        """Tell whether a desk is its own at an instant."""
        return desk in self.desks and _holds(self.desk_terms.get(desk), at_us)

    def has_door(self, door: str, at_us: int) -> bool:
        """Tell whether a door is its own at an instant."""
        return door in self.doors and _holds(self.door_terms.get(door), at_us)

    @property
    def desk_handovers(self) -> tuple[Handover, ...]:
        """What changes about its desks, in order of time."""
        return _handovers(self.desk_terms)

    @property
    def door_handovers(self) -> tuple[Handover, ...]:
        """What changes about its doors, in order of time."""
        return _handovers(self.door_terms)

    def only(self, desks: frozenset[str], doors: frozenset[str]) -> "Own":
        """Leave out all but these."""
        return Own(
            self.desks & desks,
            self.doors & doors,
            {name: terms for name, terms in self.desk_terms.items() if name in desks},
            {name: terms for name, terms in self.door_terms.items() if name in doors},
        )


def own_of(space: SpaceConfig, agent: str) -> Own:
    """Return what is one agent's own in a space, ever."""
    zone = ZoneInfo(space.timezone)
    desks = _terms_by_unit(space.desks, agent, zone)
    doors = _terms_by_unit(space.doors, agent, zone)
    return Own(
        frozenset(desks),
        frozenset(doors),
        {name: terms for name, terms in desks.items() if not _is_for_ever(terms)},
        {name: terms for name, terms in doors.items() if not _is_for_ever(terms)},
    )


def _terms_by_unit(
    units: Iterable[Watched], agent: str, zone: ZoneInfo
) -> dict[str, tuple[Term, ...]]:
    found = {
        unit.id: tuple(term for term in terms_of(unit, zone) if term.agent == agent)
        for unit in units
    }
    return {name: terms for name, terms in found.items() if terms}


def _is_for_ever(terms: tuple[Term, ...]) -> bool:
    return terms[0].from_us == _PAST_US and terms[-1].until_us == _FUTURE_US and len(terms) == 1


def _holds(terms: tuple[Term, ...] | None, at_us: int) -> bool:
    return terms is None or any(term.holds_at(at_us) for term in terms)


def _handovers(by_unit: Mapping[str, tuple[Term, ...]]) -> tuple[Handover, ...]:
    found = [
        handover
        for unit, terms in by_unit.items()
        for term in terms
        for handover in (
            Handover(term.from_us, unit, begins=True),
            Handover(term.until_us, unit, begins=False),
        )
        if _PAST_US < handover.at_us < _FUTURE_US
    ]
    return tuple(sorted(found, key=lambda handover: (handover.at_us, handover.begins)))
