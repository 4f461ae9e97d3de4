"""What is true now at one agent, folded from its status and state messages.

Owns which message proves what: order, staleness, epochs, wills (docs/figures.md, "Live, and the
typical day"). It knows no topic, no clock and nothing public; time comes as an argument. The rules:

- A state proves its agent alive: at its receipt, or, if it came with the retain flag, at its own
  `at`. A retained one is worth nothing if its clock is unsynced or its `at` lies in our future.
- Within an epoch a state older than the newest is a stale copy; so is whatever does not move an
  epoch on that another one has followed. A stale copy proves nothing.
- A will counts only against the epoch of the newest state, in whichever order the two came. A
  birth of that epoch takes it back, and so does a live state: only a connected agent can send it.
- An epoch that speaks again after another one has spoken is a second agent under the same id.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from contract.events import DeskState
from contract.messages import DoorNow, Health, State, StateClock, Status

FUTURE_TOLERANCE: Final = timedelta(seconds=2)
"""Clocks that both are synced may differ by so much."""
REMEMBERED_EPOCHS: Final = 8
CONFLICT_SHOWN_S: Final = 600.0
"""Two agents under one id alternate every minute; so long after the last time it is over."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """When and how a message came: both clocks of the hub, and MQTT's retain flag."""

    monotonic_s: float
    wall: datetime
    retained: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """An instant at which the agent lived: on our monotonic clock, and by time of day."""

    monotonic_s: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Spoken:
    """The newest synced `at` of one epoch; None if it never had one."""

    epoch: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class AgentNow:
    """What is known of one agent. The initial value is an agent that was never heard."""

    epoch: str | None = None
    """Of the newest state."""
    desks: Mapping[str, DeskState] = field(default_factory=dict)
    doors: Mapping[str, DoorNow] = field(default_factory=dict)
    """For its operators: what a door does is never public."""
    ttl_s: int = 0
    clock: StateClock | None = None
    proof: Proof | None = None
    dead_epochs: tuple[str, ...] = ()
    """Those whose will came and was not taken back."""
    version: str | None = None
    spoken: tuple[Spoken, ...] = ()
    """The epochs heard last, the present one at the end."""
    conflicts: int = 0
    conflict_at_s: float | None = None
    """When an epoch last spoke again that another had followed, on our monotonic clock."""
    health: Health | None = None


def hear_status(agent: AgentNow, status: Status) -> AgentNow:
    """Fold a birth or a last will."""
    others = _without(agent.dead_epochs, status.epoch)
    if status.online:
        return replace(agent, dead_epochs=others, version=status.version)
    return replace(agent, dead_epochs=(*others, status.epoch)[-REMEMBERED_EPOCHS:])


def hear_health(agent: AgentNow, health: Health) -> AgentNow:
    """Keep the latest health. It proves nothing about a desk."""
    return replace(agent, health=health)


def hear_state(agent: AgentNow, state: State, arrival: Arrival) -> AgentNow:
    """Fold a state. What is a stale copy, or worth nothing, leaves everything as it is."""
    proof = _proof(state, arrival)
    if proof is None or _is_stale(agent, state, arrival, proof):
        return agent
    agent = _note_conflict(agent, state, arrival)
    return replace(
        agent,
        epoch=state.epoch,
        desks={name: desk.state for name, desk in state.desks.items()},
        doors=state.doors,
        ttl_s=state.ttl_s,
        clock=state.clock,
        proof=_later(agent.proof, proof),
        dead_epochs=_dead_after(agent, state, arrival),
        spoken=_remember(agent, state),
    )


def is_online(agent: AgentNow, now_s: float) -> bool:
    """Tell whether what the agent said last still stands at `now_s` on our monotonic clock."""
    if agent.proof is None or agent.epoch in agent.dead_epochs:
        return False
    return now_s - agent.proof.monotonic_s <= agent.ttl_s


def in_conflict(agent: AgentNow, now_s: float) -> bool:
    """Tell whether two agents spoke under this id lately."""
    return agent.conflict_at_s is not None and now_s - agent.conflict_at_s <= CONFLICT_SHOWN_S


def _proof(state: State, arrival: Arrival) -> Proof | None:
    if not arrival.retained:
        return Proof(arrival.monotonic_s, arrival.wall)
    age = arrival.wall - state.at
    if state.clock is StateClock.UNSYNCED or age < -FUTURE_TOLERANCE:
        return None
    age_s = max(0.0, age.total_seconds())
    return Proof(arrival.monotonic_s - age_s, state.at)


def _later(known: Proof | None, new: Proof) -> Proof:
    return new if known is None or new.monotonic_s >= known.monotonic_s else known


def _is_stale(agent: AgentNow, state: State, arrival: Arrival, proof: Proof) -> bool:
    if state.clock is StateClock.UNSYNCED or agent.proof is None:
        return False
    newest = _newest_at(agent, state.epoch)
    if state.epoch == agent.epoch:
        return newest is not None and state.at < newest
    if newest is not None and state.at <= newest:
        return True
    return arrival.retained and _is_overtaken(agent, agent.proof, state, proof)


def _is_overtaken(agent: AgentNow, known: Proof, state: State, proof: Proof) -> bool:
    """Tell whether a retained state was left behind by an earlier epoch than the present one."""
    newest = _newest_at(agent, agent.epoch)
    return proof.monotonic_s < known.monotonic_s if newest is None else state.at <= newest


def _newest_at(agent: AgentNow, epoch: str | None) -> datetime | None:
    return next((spoken.at for spoken in agent.spoken if spoken.epoch == epoch), None)


def _note_conflict(agent: AgentNow, state: State, arrival: Arrival) -> AgentNow:
    followed = any(spoken.epoch == state.epoch for spoken in agent.spoken[:-1])
    if not followed or arrival.retained:
        return agent
    return replace(agent, conflicts=agent.conflicts + 1, conflict_at_s=arrival.monotonic_s)


def _dead_after(agent: AgentNow, state: State, arrival: Arrival) -> tuple[str, ...]:
    return agent.dead_epochs if arrival.retained else _without(agent.dead_epochs, state.epoch)


def _without(epochs: tuple[str, ...], epoch: str) -> tuple[str, ...]:
    return tuple(known for known in epochs if known != epoch)


def _remember(agent: AgentNow, state: State) -> tuple[Spoken, ...]:
    others = tuple(known for known in agent.spoken if known.epoch != state.epoch)
    is_synced = state.clock is StateClock.SYNCED
    at = state.at if is_synced else _newest_at(agent, state.epoch)
    return (*others, Spoken(state.epoch, at))[-REMEMBERED_EPOCHS:]
