"""Which troubles with time need a person. Pure: it knows what is judged, and no words for it."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contract.messages import StateClock
from contract.topics import AgentAddress
from hub.domain.held_back import HeldByAgent, is_held_now
from hub.domain.live import AgentNow, is_online
from hub.domain.trusted_time import ClockDoubt

UNSYNCED_S: Final = 3600.0
"""An agent's clock has so long to be set after its start: until then events only wait."""


class ClockTrouble(StrEnum):
    """What may be wrong with time."""

    HUB_CLOCK_DOUBTED = "hub_clock_doubted"
    AGENT_CLOCK_UNSYNCED = "agent_clock_unsynced"
    EVENTS_FROM_THE_FUTURE = "events_from_the_future"
    EVENTS_TOO_LATE = "events_too_late"


@dataclass(frozen=True, slots=True)
class ClockJudgement:
    """One trouble, and whose it is; no address: the hub's own."""

    trouble: ClockTrouble
    address: AgentAddress | None
    needs_care: bool
    reason: str = ""
    """The doubt of the hub, or what the agent says of its clock."""


def judge_hub_clock(doubt: ClockDoubt | None) -> ClockJudgement:
    """Judge the hub's own time of day: while it is doubted nothing is deleted."""
    return ClockJudgement(
        ClockTrouble.HUB_CLOCK_DOUBTED, None, doubt is not None, reason=doubt or ""
    )


def judge_agents(agents: Mapping[AgentAddress, AgentNow], now_s: float) -> Iterator[ClockJudgement]:
    """Judge each agent's clock, as it says of itself."""
    for address, agent in sorted(agents.items()):
        reason = agent.health.clock_reason if agent.health else None
        is_late = is_clock_unsynced(agent, now_s)
        yield ClockJudgement(
            ClockTrouble.AGENT_CLOCK_UNSYNCED, address, is_late, reason=reason or ""
        )


def is_clock_unsynced(agent: AgentNow, now_s: float) -> bool:
    """Tell whether an agent that is there has run for an hour without a clock to date events by."""
    health = agent.health
    if health is None or not is_online(agent, now_s):
        return False
    return health.clock is StateClock.UNSYNCED and health.uptime_s >= UNSYNCED_S


def judge_held_back(
    held: HeldByAgent, addresses: Iterable[AgentAddress], now_us: int
) -> Iterator[ClockJudgement]:
    """Judge whose events wait because they are dated later than can be."""
    for address in sorted(addresses):
        needs_care = is_held_now(held.get(address), now_us)
        yield ClockJudgement(ClockTrouble.EVENTS_FROM_THE_FUTURE, address, needs_care)


def judge_too_late(
    late: AbstractSet[AgentAddress], addresses: Iterable[AgentAddress]
) -> Iterator[ClockJudgement]:
    """Judge whose events came for slots that are frozen: settled, and in no figure."""
    for address in sorted(addresses):
        yield ClockJudgement(ClockTrouble.EVENTS_TOO_LATE, address, address in late)
