"""What an operator may know of one agent, and what an agent may not speak of. Never public."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contract.limits import STATE_TTL_S
from contract.messages import Health, State, StateClock
from contract.topics import AgentAddress
from hub.domain.assignment import Own
from hub.domain.live import AgentNow, Doubt, doubt_of, in_conflict, is_online, now_by

TOLD_WITHIN_S: Final = float(STATE_TTL_S)
"""What an agent's clock said longer ago tells nothing of it now."""


@dataclass(frozen=True, slots=True)
class AgentView:
    """One agent, for its operators."""

    address: AgentAddress
    online: bool
    proof_age_s: float | None
    """Seconds since it last proved that it lives; None if it never did."""
    clock: StateClock | None
    version: str | None
    health: Health | None
    conflict: bool
    """Two agents spoke under this id in the last minutes."""
    doubt: Doubt | None = None
    """Why nothing is believed of what it says."""
    own_time: datetime | None = None
    """What time it is by its own synced clock; None if it hasn't said lately."""


def view_of(address: AgentAddress, agent: AgentNow, now_s: float) -> AgentView:
    """Show an agent as it is at `now_s` on our monotonic clock."""
    return AgentView(
        address=address,
        online=is_online(agent, now_s),
        proof_age_s=None if agent.proof is None else now_s - agent.proof.monotonic_s,
        clock=agent.clock,
        version=agent.version,
        health=agent.health,
        conflict=in_conflict(agent, now_s),
        doubt=doubt_of(agent, now_s),
        own_time=now_by(agent, now_s, TOLD_WITHIN_S),
    )


def foreign_claims(state: State, own: Own, at_us: int) -> int:
    """Count what a state says of desks and doors that are not its agent's own at an instant."""
    desks = sum(not own.has_desk(desk, at_us) for desk in state.desks)
    return desks + sum(not own.has_door(door, at_us) for door in state.doors)
