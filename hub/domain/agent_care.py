"""Which agents need a person: doubt, clock, card, claims, and what became of their events. Pure.

    live, health ──┐
    faults, audit ─┼─▶ judgements of one space's agents, each kind once an agent
    what it claims ┘

What a store's audit finds never goes away. It is told once for each run of the agent, for as long
as the book says, and then no more.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from contract.series import CareKind
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.assignment import agents_at
from hub.domain.calendar import Calendar
from hub.domain.care import Instant, Judgement, Stored, is_quiet, of_agent
from hub.domain.clock_care import judge_clock, judge_held_back
from hub.domain.disk_care import judge_disk
from hub.domain.held_back import HeldByAgent
from hub.domain.live import AgentNow, Doubt, doubt_of, is_online
from hub.domain.sensor_care import judge_faults, judge_signs
from hub.domain.space import SpaceConfig

DISK_LOW_BYTES: Final = 200_000_000
"""Of a card: what is left when an outbox of the default quota and a day of logs no longer fit."""

DOUBTS: Final[Mapping[Doubt, CareKind]] = {
    Doubt.CONFLICT: CareKind.AGENT_DUPLICATED,
    Doubt.UNORDERED: CareKind.AGENT_UNORDERED,
    Doubt.RESTARTING: CareKind.AGENT_RESTARTING,
}
"""What each reason not to believe an agent is called."""

ONCE: Final = frozenset(
    {
        CareKind.BOOK_DAMAGED,
        CareKind.CARD_COPIED,
        CareKind.EVENTS_LOST,
        CareKind.EVENTS_MISSING,
        CareKind.EVENTS_TOO_LATE,
        CareKind.STORE_DAMAGED,
    }
)
"""What has happened and can't be undone, so that it would be told for ever."""


@dataclass(frozen=True, slots=True)
class Account:
    """Of one agent: the newest run of which events are so; empty where there is none."""

    missing: str = ""
    lost: str = ""
    too_late: str = ""
    copied: str = ""


@dataclass(frozen=True, slots=True)
class Audited:
    """What the audit of a store says."""

    accounts: Mapping[AgentAddress, Account] = field(default_factory=dict)
    strangers: tuple[AgentAddress, ...] = ()
    """Agents that hub.toml doesn't name, and that were heard within a day."""
    damages: tuple[str, ...] = ()
    """Files in which what was damaged is kept aside."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the hub hears of agents besides what they say of themselves."""

    held: HeldByAgent = field(default_factory=dict)
    claiming: AbstractSet[AgentAddress] = frozenset()
    """Those that lately spoke of desks or doors that aren't theirs."""
    flooding: AbstractSet[AgentAddress] = frozenset()
    """Those that send more than is taken of one."""


def judge_agents(
    space: SpaceConfig,
    calendar: Calendar,
    agents: Mapping[str, AgentNow],
    now: Instant,
    *,
    stored: Stored,
    heard: Heard,
) -> Iterator[Judgement]:
    """Judge a space's present agents; `agents` are by id."""
    quiet = is_quiet(calendar, now.wall)
    for address in sorted(agents_at(space, to_us(now.wall))):
        agent = agents.get(address.agent, AgentNow())
        faulty = stored.faulty.get(address, {})
        yield from _judge_doubt(address, agent, now, quiet=quiet)
        yield judge_clock(address, agent, now.monotonic_s, quiet=quiet)
        yield judge_held_back(address, heard.held, to_us(now.wall), quiet=quiet)
        yield _judge_card(address, agent, now, quiet=quiet)
        yield from judge_disk(address, agent, now.monotonic_s)
        claims = address in heard.claiming
        yield of_agent(address, CareKind.FOREIGN_CLAIM, claims, quiet=quiet)
        floods = address in heard.flooding
        yield of_agent(address, CareKind.AGENT_FLOODING, floods, quiet=quiet)
        yield from judge_faults(address, faulty, quiet=quiet)
        yield judge_signs(address, agent, faulty, calendar, now, quiet=quiet)


def judge_accounts(space: SpaceConfig, audited: Audited) -> Iterator[Judgement]:
    """Judge what became of the events of all agents that a space has or had."""
    for address in sorted(space.agents):
        account = audited.accounts.get(address, Account())
        yield _of_run(address, CareKind.EVENTS_MISSING, account.missing)
        yield _of_run(address, CareKind.EVENTS_LOST, account.lost)
        yield _of_run(address, CareKind.EVENTS_TOO_LATE, account.too_late)
        yield _of_run(address, CareKind.CARD_COPIED, account.copied)


def _of_run(address: AgentAddress, kind: CareKind, run: str) -> Judgement:
    subjects = (run,) if run else ()
    return of_agent(address, kind, bool(run), quiet=False, subjects=subjects)


def _judge_doubt(
    address: AgentAddress, agent: AgentNow, now: Instant, *, quiet: bool
) -> Iterator[Judgement]:
    doubt = doubt_of(agent, now.monotonic_s)
    for each, kind in DOUBTS.items():
        yield of_agent(address, kind, doubt is each, quiet=quiet)


def _judge_card(address: AgentAddress, agent: AgentNow, now: Instant, *, quiet: bool) -> Judgement:
    health = agent.health
    free = health.disk_free_bytes if health and is_online(agent, now.monotonic_s) else None
    is_low = free is not None and free < DISK_LOW_BYTES
    return of_agent(address, CareKind.AGENT_DISK_LOW, is_low, quiet=quiet)
