"""What people say above hub.toml: from an instant on, another agent watches desks and doors. Pure.

    hub.toml: agent = "pi-1"       ┐            agent = "pi-2"
    said:     pi-2 from 14:00 on   ┴─ applied ─▶ earlier = [ { agent = "pi-1", until = …T14:00 } ]

What comes out is what hub.toml would say itself: no figure has a second rule for it. Once hub.toml
says the same nothing is changed; where it says otherwise hub.toml stands, and both are named. Which
agent counts at an instant says assignment.py; who may say this is not decided here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from hub.domain.space import EarlierAgent, SpaceConfig, Watched

DESK: Final = "desk"
DOOR: Final = "door"
"""What the tables are called in hub.toml."""

UnitT = TypeVar("UnitT", bound=Watched)


@dataclass(frozen=True, slots=True, order=True)
class UnitName:
    """A desk or a door of a space."""

    kind: str
    """DESK or DOOR."""
    id: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Who has taken something back, and when."""

    by: str
    at_us: int


@dataclass(frozen=True, slots=True)
class HandoverChange:
    """From a local time on, one agent watches in the place of another."""

    id: str
    space: str
    units: tuple[UnitName, ...]
    before: str
    after: str
    from_wall: datetime
    """By the clock of the space, on a quarter of an hour, without an offset."""
    made_by: str
    """The id of a person; empty for the command line."""
    made_us: int
    why: str = ""
    taken_back: TakenBack | None = None

    @property
    def holds(self) -> bool:
        """Tell whether nobody has taken it back."""
        return self.taken_back is None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A desk or door of which hub.toml says something else than what people said."""

    change: HandoverChange
    unit: UnitName
    said: str
    """What hub.toml says of it, in its own words; empty: it has no such desk or door."""


def applied(space: SpaceConfig, changes: Iterable[HandoverChange]) -> SpaceConfig:
    """Return a space as it is with all that was said of it and not taken back."""
    own = _in_force(space, changes)
    if not own:
        return space
    desks = tuple(_folded(desk, DESK, own)[0] for desk in space.desks)
    doors = tuple(_folded(door, DOOR, own)[0] for door in space.doors)
    return space.model_copy(update={"desks": desks, "doors": doors})


def disagreements(space: SpaceConfig, changes: Iterable[HandoverChange]) -> Iterator[Disagreement]:
    """Yield what hub.toml says otherwise, or nothing of any more; `space` is as hub.toml has it."""
    own = _in_force(space, changes)
    for kind, units in ((DESK, space.desks), (DOOR, space.doors)):
        for unit in units:
            for change in _folded(unit, kind, own)[1]:
                yield Disagreement(change, UnitName(kind, unit.id), toml_of(unit))
    known = {UnitName(DESK, desk.id) for desk in space.desks}
    known |= {UnitName(DOOR, door.id) for door in space.doors}
    for change in own:
        yield from (Disagreement(change, name, "") for name in change.units if name not in known)


def is_in_hub_toml(space: SpaceConfig, change: HandoverChange) -> bool:
    """Tell whether hub.toml, of which `space` is, says all of this itself by now."""
    found = [unit_of(space, name) for name in change.units]
    return all(unit is not None and _handed_over(unit, change) is unit for unit in found)


def toml_of(unit: Watched) -> str:
    """Write who watches a desk or door as hub.toml does, on two lines, or on one."""
    lines = [f'agent = "{unit.agent}"']
    if unit.earlier:
        before = (
            f'{{ agent = "{each.agent}", until = {each.until:%Y-%m-%dT%H:%M} }}'
            for each in unit.earlier
        )
        lines.append(f"earlier = [ {', '.join(before)} ]")
    return "\n".join(lines)


def lines_for(space: SpaceConfig, names: Iterable[UnitName]) -> str:
    """Write what hub.toml is to say of desks and doors; `space` is as it is with all changes."""
    tables = (
        f'[[space.{name.kind}]]\nid = "{name.id}"\n{toml_of(unit)}'
        for name in names
        if (unit := unit_of(space, name)) is not None
    )
    return "\n\n".join(tables)


def units_of(space: SpaceConfig, agent: str) -> tuple[UnitName, ...]:
    """Return the desks and doors whose newest agent this is, in the order of hub.toml."""
    desks = (UnitName(DESK, desk.id) for desk in space.desks if desk.agent == agent)
    doors = (UnitName(DOOR, door.id) for door in space.doors if door.agent == agent)
    return (*desks, *doors)


def unit_of(space: SpaceConfig, name: UnitName) -> Watched | None:
    """Return a desk or door by its name; None: the space has none of it."""
    units: Sequence[Watched] = space.desks if name.kind == DESK else space.doors
    return next((unit for unit in units if unit.id == name.id), None)


def _in_force(space: SpaceConfig, changes: Iterable[HandoverChange]) -> list[HandoverChange]:
    own = (change for change in changes if change.space == space.id and change.holds)
    return sorted(own, key=lambda change: (change.from_wall, change.made_us, change.id))


def _folded(
    unit: UnitT, kind: str, changes: Iterable[HandoverChange]
) -> tuple[UnitT, list[HandoverChange]]:
    """Apply what fits, also where only a later change fits at first; return what doesn't."""
    name = UnitName(kind, unit.id)
    left = [change for change in changes if name in change.units]
    while True:
        still: list[HandoverChange] = []
        for change in left:
            handed_over = _handed_over(unit, change)
            if handed_over is None:
                still.append(change)
            else:
                unit = handed_over
        if len(still) == len(left):
            return unit, still
        left = still


def _handed_over(unit: UnitT, change: HandoverChange) -> UnitT | None:
    """Return a desk or door with a change; itself, if it says so already, None if otherwise."""
    at, count = change.from_wall, len(unit.earlier)
    place = next((n for n, each in enumerate(unit.earlier) if at < each.until), count)
    holds = unit.agents[place]
    if place and unit.earlier[place - 1].until == at:
        is_said = (unit.agents[place - 1], holds) == (change.before, change.after)
        return unit if is_said else None
    until = EarlierAgent(agent=change.before, until=at)
    if place == count and holds == change.before:
        return unit.model_copy(update={"earlier": (*unit.earlier, until), "agent": change.after})
    if place == 0 and holds == change.after:  # named without a date: here it is
        return unit.model_copy(update={"earlier": (until, *unit.earlier)})
    return None
