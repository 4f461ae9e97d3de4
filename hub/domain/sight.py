"""What is true of a space at one instant, before anything is kept from view.

Joins calendar and agents. It knows no public shape and no small-count rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from contract.events import DeskState
from contract.limits import STATE_TTL_S
from hub.domain.calendar import Calendar, Opening
from hub.domain.live import AgentNow, is_online
from hub.domain.space import DeskConfig


@dataclass(frozen=True, slots=True)
class Sight:
    """Desks, rooms and booths in service, with their states, in the order of hub.toml."""

    opening: Opening
    units: tuple[tuple[DeskConfig, DeskState], ...]
    observed_at: datetime | None
    """The oldest among the newest proofs of the agents behind known units; None without any."""
    ttl_s: int
    """The shortest promise among those agents."""


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
    states = states_of(units, agents, at_s)
    known = {unit.agent for unit, state in states if state is not DeskState.UNKNOWN}
    return Sight(
        opening=calendar.opening_at(at),
        units=states,
        observed_at=min((p.at for name in known if (p := agents[name].proof)), default=None),
        ttl_s=min((agents[name].ttl_s for name in known), default=STATE_TTL_S),
    )


def states_of(
    units: tuple[DeskConfig, ...], agents: Mapping[str, AgentNow], at_s: float
) -> tuple[tuple[DeskConfig, DeskState], ...]:
    """Return the state of each unit at one instant; unknown unless its own agent proves it."""
    online = {name: agent for name, agent in agents.items() if is_online(agent, at_s)}
    return tuple((unit, _state(online.get(unit.agent), unit.id)) for unit in units)


def _state(agent: AgentNow | None, unit: str) -> DeskState:
    return DeskState.UNKNOWN if agent is None else agent.desks.get(unit, DeskState.UNKNOWN)
