"""What is true of a space at one instant, before anything is kept from view.

Joins calendar and agents. It knows no public shape and no small-count rule.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from contract.events import DeskState
from contract.limits import STATE_TTL_S
from hub.domain.calendar import Calendar, Opening
from hub.domain.live import AgentNow, is_proven
from hub.domain.space import DeskConfig


@dataclass(frozen=True, slots=True)
class Seen:
    """One unit at one instant."""

    unit: DeskConfig
    state: DeskState
    """Unknown unless its own agent proves it."""
    is_whole: bool
    """Its agent is believed, and says that the sensors work: no visitor can change that."""


@dataclass(frozen=True, slots=True)
class Promise:
    """When an agent last proved that it lives, and for how many seconds that holds."""

    at: datetime
    ttl_s: int


@dataclass(frozen=True, slots=True)
class Sight:
    """Desks, rooms and booths in service, in the order of hub.toml, and whether they are open."""

    opening: Opening
    units: tuple[Seen, ...]
    promises: Mapping[str, Promise]
    """Of each agent that is believed, by id."""


def look(
    units: tuple[DeskConfig, ...],
    calendar: Calendar,
    agents: Mapping[str, AgentNow],
    at: datetime,
    at_s: float,
) -> Sight:
    """See `units` at one instant, given by time of day (`at`) and on the monotonic clock (`at_s`).

    `agents` are those of the space, by id; a unit without one is unknown.
    """
    return Sight(
        opening=calendar.opening_at(at),
        units=see(units, agents, at_s),
        promises={
            name: Promise(agent.proof.at, agent.ttl_s)
            for name, agent in agents.items()
            if agent.proof is not None and is_proven(agent, at_s)
        },
    )


def see(
    units: Iterable[DeskConfig], agents: Mapping[str, AgentNow], at_s: float
) -> tuple[Seen, ...]:
    """Return what is known of each unit at one instant of the monotonic clock."""
    proven = {name: agent for name, agent in agents.items() if is_proven(agent, at_s)}
    return tuple(_see(unit, proven.get(unit.agent)) for unit in units)


def _see(unit: DeskConfig, agent: AgentNow | None) -> Seen:
    if agent is None:
        return Seen(unit, DeskState.UNKNOWN, is_whole=False)
    state = agent.desks.get(unit.id, DeskState.UNKNOWN)
    return Seen(unit, state, is_whole=unit.id in agent.whole)


def oldest_proof(sight: Sight, known: Iterable[DeskConfig]) -> datetime | None:
    """Return the oldest of the newest proofs behind these units; None without any."""
    return min((sight.promises[unit.agent].at for unit in known), default=None)


def ttl_of(sight: Sight, known: Iterable[DeskConfig]) -> int:
    """Return the shortest promise behind these units, in seconds."""
    return min((sight.promises[unit.agent].ttl_s for unit in known), default=STATE_TTL_S)
