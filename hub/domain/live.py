"""What is true now at one agent, folded from its status and state messages.

Owns which message proves what: order, copies, epochs, wills (docs/wire.md, "What live means").
It knows no topic, no clock and nothing public; time comes as an argument. The rules:

- A state proves its agent alive: at its receipt, or, if it came with the retain flag, at its own
  `at`. A retained one is worth nothing if its clock is unsynced or its `at` lies in our future.
- What its synced clock says is when it was so, as long as receipt bears that out: then all hubs
  that hear it give the same time, whenever and however it reached them.
- Within an epoch dates rise. A copy of what was heard proves nothing, and neither does a retained
  state that is older than the newest. Any other live state that isn't newer can't be ordered: from
  then on nothing is known of the agent's desks until a newer one comes.
- A will counts only against the epoch of the newest state, in whichever order the two came. A
  birth of that epoch takes it back, and so does a newer live state: only who is there can send it.
- An epoch that speaks again after another one has spoken is a second agent under the same id.
  Which of them is right can't be known, so nothing is, until it has been over for some minutes.
  What an epoch sent before it was followed, and comes a moment late, is no such thing.
- An agent that begins new epochs all the time is no witness either.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, StrEnum
from typing import Final

from contract.events import DeskState
from contract.messages import DoorNow, Health, State, StateClock, Status
from contract.times import from_us, to_us

FUTURE_TOLERANCE: Final = timedelta(seconds=2)
"""Clocks that both are synced may differ by so much."""
REMEMBERED_EPOCHS: Final = 8
REMEMBERED_STATES: Final = 8
"""Of the present epoch: what a broker that was cut off may deliver twice."""
LATE_S: Final = 5.0
"""So long what an epoch sent before it was followed may be under way."""
UNDER_WAY: Final = timedelta(seconds=30)
"""A state that comes later after its `at` is dated by its receipt: that clock may be wrong."""
CONFLICT_SHOWN_S: Final = 600.0
"""Two agents under one id alternate every minute; so long after the last time it is over."""
_LAST_US: Final = to_us(datetime(9998, 1, 1, tzinfo=UTC))
RESTARTS: Final = 5
RESTARTS_WITHIN_S: Final = 300.0
"""An agent that began so many epochs within so long is no witness."""


class Doubt(StrEnum):
    """Why nothing is believed of an agent that speaks."""

    CONFLICT = "conflict"
    UNORDERED = "unordered"
    RESTARTING = "restarting"


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
    """What one epoch said last: its newest synced `at` (None if it never had one), and when."""

    epoch: str
    at: datetime | None
    last_at: datetime
    """Of its newest state, synced or not."""
    first_at: datetime
    """Of the first of its states that was heard."""
    began_s: float
    """When that came, on our monotonic clock."""


@dataclass(frozen=True, slots=True)
class AgentNow:
    """What is known of one agent. The initial value is an agent that was never heard."""

    epoch: str | None = None
    """Of the newest state."""
    desks: Mapping[str, DeskState] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    """Of the desks those whose sensors work, whatever they say."""
    doors: Mapping[str, DoorNow] = field(default_factory=dict)
    """For its operators: what a door does is never public."""
    ttl_s: int = 0
    clock: StateClock | None = None
    proof: Proof | None = None
    told: Proof | None = None
    """What its own synced clock said in the newest live state, and when that came."""
    dead_epochs: tuple[str, ...] = ()
    """Those whose will came and was not taken back."""
    version: str | None = None
    spoken: tuple[Spoken, ...] = ()
    """The epochs heard last, the present one at the end."""
    conflicts: int = 0
    conflict_at_s: float | None = None
    """When an epoch last spoke again that another had followed, on our monotonic clock."""
    is_unordered: bool = False
    """A live state came since that is no newer than the newest, and no copy."""
    heard: tuple[State, ...] = ()
    """The states of the present epoch that came last."""
    begun_s: tuple[float, ...] = ()
    """When its last epochs were first heard live, on our monotonic clock."""
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
    """Fold a state. What is a copy, or worth nothing, leaves everything as it is."""
    proof = _proof(state, arrival)
    if proof is None:
        return agent
    match _place(agent, state, arrival, proof):
        case _Place.COPY:
            return agent
        case _Place.UNORDERED:
            return replace(agent, is_unordered=True)
        case _Place.NEWER:
            return _fold(_note_epoch(agent, state, arrival), state, arrival, proof)


def _fold(agent: AgentNow, state: State, arrival: Arrival, proof: Proof) -> AgentNow:
    own = agent.heard if state.epoch == agent.epoch else ()
    return replace(
        agent,
        epoch=state.epoch,
        desks={name: desk.state for name, desk in state.desks.items()},
        whole=frozenset(name for name, desk in state.desks.items() if desk.is_whole),
        doors=state.doors,
        ttl_s=state.ttl_s,
        clock=state.clock,
        proof=_later(agent.proof, proof),
        told=_told(agent, state, arrival),
        dead_epochs=_dead_after(agent, state, arrival),
        spoken=_remember(agent, state, arrival),
        is_unordered=False,
        heard=(*own, state)[-REMEMBERED_STATES:],
    )


def turn_back(agent: AgentNow, by: timedelta) -> AgentNow:
    """Date the newest proof anew after our own time of day went back by so much; its age stays.

    It went on if `by` is negative. No date leaves the years that there are.
    """
    if agent.proof is None:
        return agent
    at_us = to_us(agent.proof.at) - round(by.total_seconds() * 1_000_000)
    return replace(agent, proof=replace(agent.proof, at=from_us(min(max(at_us, 0), _LAST_US))))


def is_online(agent: AgentNow, now_s: float) -> bool:
    """Tell whether what the agent said last still stands at `now_s` on our monotonic clock."""
    if agent.proof is None or agent.epoch in agent.dead_epochs:
        return False
    return now_s - agent.proof.monotonic_s <= agent.ttl_s


def doubt_of(agent: AgentNow, now_s: float) -> Doubt | None:
    """Say why nothing is believed of an agent at `now_s`, whatever it says; None if it is."""
    if in_conflict(agent, now_s):
        return Doubt.CONFLICT
    if agent.is_unordered:
        return Doubt.UNORDERED
    lately = sum(now_s - begun_s <= RESTARTS_WITHIN_S for begun_s in agent.begun_s)
    return Doubt.RESTARTING if lately >= RESTARTS else None


def is_proven(agent: AgentNow, now_s: float) -> bool:
    """Tell whether what the agent says of its desks is believed at `now_s`."""
    return is_online(agent, now_s) and doubt_of(agent, now_s) is None


def in_conflict(agent: AgentNow, now_s: float) -> bool:
    """Tell whether two agents spoke under this id lately."""
    return agent.conflict_at_s is not None and now_s - agent.conflict_at_s <= CONFLICT_SHOWN_S


def _proof(state: State, arrival: Arrival) -> Proof | None:
    age = arrival.wall - state.at
    if not arrival.retained:
        is_borne_out = -FUTURE_TOLERANCE <= age <= UNDER_WAY
        is_told = state.clock is StateClock.SYNCED and is_borne_out
        return Proof(arrival.monotonic_s, state.at if is_told else arrival.wall)
    if state.clock is StateClock.UNSYNCED or age < -FUTURE_TOLERANCE:
        return None
    age_s = max(0.0, age.total_seconds())
    return Proof(arrival.monotonic_s - age_s, state.at)


def _told(agent: AgentNow, state: State, arrival: Arrival) -> Proof | None:
    """Take what its clock says: a retained state says nothing of now, an unsynced one no time."""
    if arrival.retained:
        return agent.told
    is_synced = state.clock is StateClock.SYNCED
    return Proof(arrival.monotonic_s, state.at) if is_synced else None


def now_by(agent: AgentNow, now_s: float, within_s: float) -> datetime | None:
    """Return what time it is by the agent's own clock; None if it can be no witness.

    Only what was told within `within_s` on our monotonic clock counts.
    """
    if agent.told is None or doubt_of(agent, now_s) is not None:
        return None
    passed_s = now_s - agent.told.monotonic_s
    if passed_s > within_s:
        return None
    return agent.told.at + timedelta(seconds=passed_s)


def _later(known: Proof | None, new: Proof) -> Proof:
    return new if known is None or new.monotonic_s >= known.monotonic_s else known


class _Place(Enum):
    """Where a state belongs among those that were heard."""

    NEWER = "newer than all"
    COPY = "heard before, or left behind"
    UNORDERED = "neither"


def _place(agent: AgentNow, state: State, arrival: Arrival, proof: Proof) -> _Place:
    if agent.proof is None:
        return _Place.NEWER
    if state.epoch == agent.epoch:
        return _place_in_epoch(agent, state, arrival)
    if arrival.retained:
        is_old = _is_known(agent, state) or _is_overtaken(agent, agent.proof, state, proof)
        return _Place.COPY if is_old else _Place.NEWER
    is_old = _is_known(agent, state) or _is_late(agent, state, arrival)
    return _Place.COPY if is_old else _Place.NEWER


def _place_in_epoch(agent: AgentNow, state: State, arrival: Arrival) -> _Place:
    own = agent.spoken[-1]
    newest = own.last_at if state.clock is StateClock.UNSYNCED else own.at
    if any(state.at == known.at and state == known for known in agent.heard):
        return _Place.COPY
    if newest is None or state.at >= newest:
        return _Place.NEWER
    return _Place.COPY if arrival.retained else _Place.UNORDERED


def _is_known(agent: AgentNow, state: State) -> bool:
    """Tell whether an epoch that another one has followed said this, or something later."""
    newest = _newest_at(agent, state.epoch)
    return newest is not None and state.clock is StateClock.SYNCED and state.at <= newest


def _is_late(agent: AgentNow, state: State, arrival: Arrival) -> bool:
    """Tell whether a followed epoch sent this before the present one, which has just begun."""
    present = agent.spoken[-1]
    was_followed = any(spoken.epoch == state.epoch for spoken in agent.spoken[:-1])
    is_earlier = state.clock is StateClock.UNSYNCED or state.at <= present.first_at
    return was_followed and is_earlier and arrival.monotonic_s - present.began_s <= LATE_S


def _is_overtaken(agent: AgentNow, known: Proof, state: State, proof: Proof) -> bool:
    """Tell whether a retained state was left behind by an earlier epoch than the present one."""
    newest = _newest_at(agent, agent.epoch)
    return proof.monotonic_s < known.monotonic_s if newest is None else state.at <= newest


def _newest_at(agent: AgentNow, epoch: str | None) -> datetime | None:
    return next((spoken.at for spoken in agent.spoken if spoken.epoch == epoch), None)


def _note_epoch(agent: AgentNow, state: State, arrival: Arrival) -> AgentNow:
    """Note that an epoch begins, or that one speaks again that another has followed."""
    if arrival.retained or state.epoch == agent.epoch:
        return agent
    if all(spoken.epoch != state.epoch for spoken in agent.spoken):
        return replace(agent, begun_s=(*agent.begun_s, arrival.monotonic_s)[-RESTARTS:])
    return replace(agent, conflicts=agent.conflicts + 1, conflict_at_s=arrival.monotonic_s)


def _dead_after(agent: AgentNow, state: State, arrival: Arrival) -> tuple[str, ...]:
    return agent.dead_epochs if arrival.retained else _without(agent.dead_epochs, state.epoch)


def _without(epochs: tuple[str, ...], epoch: str) -> tuple[str, ...]:
    return tuple(known for known in epochs if known != epoch)


def _remember(agent: AgentNow, state: State, arrival: Arrival) -> tuple[Spoken, ...]:
    others = tuple(known for known in agent.spoken if known.epoch != state.epoch)
    is_synced = state.clock is StateClock.SYNCED
    at = state.at if is_synced else _newest_at(agent, state.epoch)
    first_at, began_s = state.at, arrival.monotonic_s
    if state.epoch == agent.epoch:
        first_at, began_s = agent.spoken[-1].first_at, agent.spoken[-1].began_s
    spoken = Spoken(state.epoch, at, state.at, first_at, began_s)
    return (*others, spoken)[-REMEMBERED_EPOCHS:]
