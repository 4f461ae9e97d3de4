"""What needs care now: judged from what agents say, what is stored, and the calendar. Pure.

    agents, calendar, now ──┐
                            ├──▶ Judgement, one for each kind and place: 1 or 0
    what the store knows ───┘

Owns the rules and their figures. While a space is closed, on holidays too, its machines are let
be: nobody needs to hurry to them. A door is judged while it is closed, and yesterday by the hours
in which it was open. A space without opening hours in hub.toml counts as open, but for its door,
which nobody knows to be open too late.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from contract.events import DeskState, Event, Fault, Recovered, Started
from contract.limits import STATE_TTL_S
from contract.series import NOWHERE, CareKind
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.assignment import agent_of, agents_at
from hub.domain.calendar import Calendar, OpeningState
from hub.domain.live import AgentNow, is_online
from hub.domain.sight import see
from hub.domain.space import SpaceConfig

GRACE: Final = timedelta(minutes=15)
"""Who locks up may be so long after closing, and a sensor may begin so long after opening."""
DOOR_OPEN_FOR: Final = timedelta(minutes=5)
"""A door that somebody walks through stands open for less."""
UNSETTLED_S: Final = 900.0
"""The age of an agent's oldest event without a receipt from which on its outbox grows."""
SETTLING_S: Final = 2.0 * STATE_TTL_S
"""A hub that has just begun to listen doesn't call silent whom it has had no time to hear."""
LOW_COVERAGE_RATIO: Final = 0.80


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether one thing needs care; `NOWHERE` where it belongs to no single space or agent."""

    kind: CareKind
    needs_care: bool
    space: str = NOWHERE
    agent: str = NOWHERE
    lasting_s: float = 0.0
    """For how long at least; see lasting.py."""
    subjects: tuple[str, ...] = ()
    """What of the agent or hub it is about, where that is named: sensors, runs, reasons, files."""
    is_so: bool = False
    """It is so, though nobody has to hurry now: what has begun isn't over by that."""


@dataclass(frozen=True, slots=True)
class OpenDay:
    """The open slots of a space's local day, summed: seconds of desk-time."""

    offered_s: float
    known_s: float


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store knows that live doesn't."""

    quarantined_count: int = 0
    yesterdays: Mapping[str, OpenDay] = field(default_factory=dict)
    """By space; one whose yesterday isn't summed yet is not there."""
    faulty: Mapping[AgentAddress, Mapping[str, str]] = field(default_factory=dict)
    """Sensors that told of a fault and of no recovery since, each with its problem."""


@dataclass(frozen=True, slots=True)
class LiveCount:
    """Desks in service now, and of them those that are occupied and unknown. Never public.

    So with the agents of hub.toml, and of them those that are online.
    """

    space: str
    occupied: int
    unknown: int
    total: int
    agents: int
    agents_online: int


@dataclass(frozen=True, slots=True)
class Instant:
    """Now on both clocks, and since when the hub listens: monotonic seconds."""

    wall: datetime
    monotonic_s: float
    listening_since_s: float

    def has_listened_for(self, seconds: float) -> bool:
        """Tell whether the hub has listened so long that silence means something."""
        return self.monotonic_s - self.listening_since_s >= seconds


def judge_space(
    space: SpaceConfig,
    calendar: Calendar,
    agents: Mapping[str, AgentNow],
    stored: Stored,
    now: Instant,
) -> Iterator[Judgement]:
    """Judge all that belongs to one space; `agents` are its own, by id."""
    yield from _judge_yesterday(space, stored)
    quiet = is_quiet(calendar, now.wall)
    for address in sorted(agents_at(space, to_us(now.wall))):
        agent = agents.get(address.agent, AgentNow())
        yield _judge_silence(address, agent, now, quiet=quiet)
        is_growing = _is_outbox_growing(agent, now)
        yield of_agent(address, CareKind.OUTBOX_GROWING, is_growing, quiet=quiet)
    yield from _judge_doors(space, calendar, agents, now)


def judge_store(stored: Stored) -> Judgement:
    """Judge what belongs to no single space."""
    return Judgement(CareKind.QUARANTINE_NOT_EMPTY, stored.quarantined_count > 0)


def count_live(
    space: SpaceConfig, calendar: Calendar, agents: Mapping[str, AgentNow], now: Instant
) -> LiveCount:
    """Count the desks of a space as they are now. Rooms and booths are not counted."""
    units = tuple(desk for desk in calendar.desks_in_service(now.wall) if desk.kind == "desk")
    present = agents_at(space, to_us(now.wall))
    states = [seen.state for seen in see(units, agents, now.monotonic_s)]
    return LiveCount(
        space.id,
        occupied=states.count(DeskState.OCCUPIED),
        unknown=states.count(DeskState.UNKNOWN),
        total=len(states),
        agents=len(present),
        agents_online=sum(_is_here(address, agents, now) for address in present),
    )


def _is_here(address: AgentAddress, agents: Mapping[str, AgentNow], now: Instant) -> bool:
    return is_online(agents.get(address.agent, AgentNow()), now.monotonic_s)


def faulty_after(faulty: Mapping[str, str], events: Iterable[Event]) -> dict[str, str]:
    """Fold an agent's events, in their order, into the sensors that are faulty after them.

    Each with its problem. A new epoch tells anew of whatever is faulty.
    """
    left = dict(faulty)
    for event in events:
        match event:
            case Started():
                left.clear()
            case Fault(sensor=sensor, problem=problem):
                left[sensor] = problem
            case Recovered(sensor=sensor):
                left.pop(sensor, None)
    return left


def is_quiet(calendar: Calendar, at: datetime) -> bool:
    """Tell whether the space is closed, or has been open for no more than the grace."""
    return OpeningState.CLOSED in (_opening(calendar, at), _opening(calendar, at - GRACE))


def _opening(calendar: Calendar, at: datetime) -> OpeningState:
    if not calendar.names_hours:
        return OpeningState.UNKNOWN
    return OpeningState.OPEN if calendar.is_open(at) else OpeningState.CLOSED


def of_agent(
    address: AgentAddress,
    kind: CareKind,
    is_so: bool,
    *,
    quiet: bool,
    subjects: Iterable[str] = (),
) -> Judgement:
    """Judge what needs nobody while its space is closed."""
    return Judgement(
        kind,
        needs_care=is_so and not quiet,
        space=address.space,
        agent=address.agent,
        subjects=tuple(subjects),
        is_so=is_so,
    )


def _judge_silence(
    address: AgentAddress, agent: AgentNow, now: Instant, *, quiet: bool
) -> Judgement:
    """Judge an agent; a hub that has just begun lets go on what it can't know yet."""
    is_silent = not is_online(agent, now.monotonic_s)
    has_waited = now.has_listened_for(SETTLING_S)
    return of_agent(address, CareKind.AGENT_SILENT, is_silent, quiet=quiet or not has_waited)


def _is_outbox_growing(agent: AgentNow, now: Instant) -> bool:
    """Tell whether an agent that reaches the broker doesn't get rid of its events."""
    if agent.health is None or not is_online(agent, now.monotonic_s):
        return False
    return (agent.health.oldest_unsettled_s or 0.0) >= UNSETTLED_S


def _judge_doors(
    space: SpaceConfig, calendar: Calendar, agents: Mapping[str, AgentNow], now: Instant
) -> Iterator[Judgement]:
    before, present = (_opening(calendar, at) for at in (now.wall - GRACE, now.wall))
    is_closed = before is OpeningState.CLOSED and present is OpeningState.CLOSED
    by_agent: dict[str, list[str]] = {}
    for door in space.doors:
        name = agent_of(door, to_us(now.wall), ZoneInfo(space.timezone))
        by_agent.setdefault(name, []).append(door.id)
    for name, own in sorted(by_agent.items()):
        agent = agents.get(name, AgentNow())
        stands_open = is_online(agent, now.monotonic_s) and any(
            _stands_open(agent, door, now.wall) for door in own
        )
        yield Judgement(CareKind.DOOR_OPEN_AFTER_CLOSING, stands_open and is_closed, space.id, name)


def _stands_open(agent: AgentNow, door: str, at: datetime) -> bool:
    now = agent.doors.get(door)
    return now is not None and now.open and at - now.since >= DOOR_OPEN_FOR


def _judge_yesterday(space: SpaceConfig, stored: Stored) -> Iterator[Judgement]:
    day = stored.yesterdays.get(space.id)
    if day is not None:
        is_low = day.known_s < LOW_COVERAGE_RATIO * day.offered_s
        yield Judgement(CareKind.LOW_COVERAGE_YESTERDAY, is_low, space.id)
