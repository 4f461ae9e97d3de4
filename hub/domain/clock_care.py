"""Which troubles with time need a person. Pure: it knows what is judged, and no words for it."""

from typing import Final

from contract.messages import StateClock
from contract.series import CareKind
from contract.topics import AgentAddress
from hub.domain.care import Judgement, of_agent
from hub.domain.held_back import HeldByAgent, is_held_now
from hub.domain.live import AgentNow, is_online
from hub.domain.trusted_time import ClockDoubt

UNSYNCED_S: Final = 3600.0
"""An agent's clock has so long to be set after its start: until then events only wait."""


UNEXPLAINED: Final = "unsynced"
"""The reason that an older agent doesn't give."""


def judge_hub_clock(doubt: ClockDoubt | None) -> Judgement:
    """Judge the hub's own time of day: while it is doubted nothing is deleted."""
    reasons = () if doubt is None else (doubt.value,)
    return Judgement(CareKind.HUB_CLOCK_DOUBTED, doubt is not None, subjects=reasons)


def judge_clock(
    address: AgentAddress, agent: AgentNow, now_s: float, *, quiet: bool = False
) -> Judgement:
    """Judge an agent's clock, as it says of itself."""
    reason = agent.health.clock_reason if agent.health else None
    is_late = is_clock_unsynced(agent, now_s)
    reasons = (reason or UNEXPLAINED,) if is_late else ()
    return of_agent(address, CareKind.AGENT_CLOCK_UNSYNCED, is_late, quiet=quiet, subjects=reasons)


def is_clock_unsynced(agent: AgentNow, now_s: float) -> bool:
    """Tell whether an agent that is there has run for an hour without a clock to date events by."""
    health = agent.health
    if health is None or not is_online(agent, now_s):
        return False
    return health.clock is StateClock.UNSYNCED and health.uptime_s >= UNSYNCED_S


def judge_held_back(
    address: AgentAddress, held: HeldByAgent, now_us: int, *, quiet: bool = False
) -> Judgement:
    """Judge whether an agent's events wait because they are dated later than can be."""
    is_so = is_held_now(held.get(address), now_us)
    return of_agent(address, CareKind.EVENTS_FROM_THE_FUTURE, is_so, quiet=quiet)
