"""What to look at after an agent took the place of another, as far as the hub knows it. Pure.

    change, both agents as they are now, what is stored ─▶ findings, each with its age

No state of a desk is told, only whether there is one. What nobody knows is told as unknown, and
never as well.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final
from zoneinfo import ZoneInfo

from contract.events import DeskState
from contract.messages import StateClock
from contract.times import to_us
from hub.domain.assignment import agents_at, own_of
from hub.domain.handover_change import DESK, HandoverChange
from hub.domain.handover_request import start_us
from hub.domain.live import AgentNow, Doubt, doubt_of, is_online
from hub.domain.space import SpaceConfig

UNSETTLED_S: Final = 300.0
"""An event that waits for longer for its receipt waits for something."""


class Point(Enum):
    """What is looked at, in the order in which a person goes along."""

    NEW_HEARD = auto()
    BROKER = auto()
    """Whether the broker lets it publish events and hear receipts."""
    UNITS = auto()
    """Whether it speaks of the desks and doors that hub.toml gives it, and of no others."""
    STATES = auto()
    """Whether each desk has a first state."""
    SENSORS = auto()
    """Whether each sensor that has to give signs has given one."""
    CLOCK = auto()
    CARD = auto()
    """Whether its card is one of its own, and no copy."""
    OLD_SILENT = auto()
    OLD_SENT = auto()
    """Whether the old one has sent all that it had seen."""


class Verdict(Enum):
    """How a point stands."""

    WELL = auto()
    WAITING = auto()
    """Not yet: it takes a minute, or the change is still to come."""
    LOOK = auto()
    """Somebody has to look."""
    UNKNOWN = auto()
    STAYS = auto()
    """Of the old one: it goes on, for other desks."""


@dataclass(frozen=True, slots=True)
class Found:
    """How one point stands."""

    point: Point
    verdict: Verdict
    age_s: float | None = None
    """So old is what it is judged by; None: of now, or of nothing."""
    missing: tuple[str, ...] = ()
    """Desks, doors or sensors that lack something."""
    foreign: tuple[str, ...] = ()
    """Desks or doors that aren't its own."""


@dataclass(frozen=True, slots=True)
class Now:
    """What is known now."""

    space: SpaceConfig
    """As it is with all that was said."""
    new: AgentNow
    old: AgentNow
    now_us: int
    now_s: float
    """On the monotonic clock by which agents are heard."""
    was_stored: bool | None
    """Whether an event of the new agent is in the store; None: it can't be asked."""
    is_copied: bool | None
    """Whether its card was copied or put back; None: as above."""


def findings(change: HandoverChange, now: Now) -> list[Found]:
    """Look at everything."""
    at_us = max(now.now_us, start_us(change.from_wall, ZoneInfo(now.space.timezone)))
    return [
        _new_heard(change, now),
        _broker(now),
        _units(change, now, at_us),
        _states(change, now),
        _sensors(now),
        _clock(now),
        _card(now),
        _old_silent(change, now, at_us),
        _old_sent(now),
    ]


def _age(agent: AgentNow, now_s: float) -> float | None:
    return None if agent.proof is None else max(0.0, now_s - agent.proof.monotonic_s)


def _health_age(agent: AgentNow, now_us: int) -> float | None:
    return None if agent.health is None else max(0.0, (now_us - to_us(agent.health.at)) / 1e6)


def _new_heard(change: HandoverChange, now: Now) -> Found:
    age_s = _age(now.new, now.now_s)
    if age_s is None:
        is_new = now.now_us < change.made_us + UNSETTLED_S * 1e6
        return Found(Point.NEW_HEARD, Verdict.WAITING if is_new else Verdict.LOOK)
    is_well = is_online(now.new, now.now_s)
    return Found(Point.NEW_HEARD, Verdict.WELL if is_well else Verdict.LOOK, age_s)


def _broker(now: Now) -> Found:
    """Judge by what came of it, and by what its health says of receipts."""
    if now.new.proof is None and now.new.health is None:
        return Found(Point.BROKER, Verdict.UNKNOWN)
    if now.was_stored is None:
        return Found(Point.BROKER, Verdict.UNKNOWN)
    if not now.was_stored:
        return Found(Point.BROKER, Verdict.LOOK, _age(now.new, now.now_s))
    health = now.new.health
    waits_s = None if health is None else health.oldest_unsettled_s
    is_waiting = waits_s is not None and waits_s > UNSETTLED_S
    verdict = Verdict.LOOK if is_waiting else Verdict.WELL
    age_s = _age(now.new, now.now_s) if health is None else _health_age(now.new, now.now_us)
    return Found(Point.BROKER, verdict, age_s)


def _units(change: HandoverChange, now: Now, at_us: int) -> Found:
    if now.new.proof is None:
        return Found(Point.UNITS, Verdict.UNKNOWN)
    own = own_of(now.space, change.after)
    desks = {desk for desk in own.desks if own.has_desk(desk, at_us)}
    doors = {door for door in own.doors if own.has_door(door, at_us)}
    said_desks, said_doors = set(now.new.desks), set(now.new.doors)
    missing = (*sorted(desks - said_desks), *sorted(doors - said_doors))
    foreign = (*sorted(said_desks - desks), *sorted(said_doors - doors))
    verdict = Verdict.LOOK if missing or foreign else Verdict.WELL
    return Found(Point.UNITS, verdict, _age(now.new, now.now_s), missing, foreign)


def _states(change: HandoverChange, now: Now) -> Found:
    if now.new.proof is None:
        return Found(Point.STATES, Verdict.UNKNOWN)
    said = now.new.desks
    desks = (name.id for name in change.units if name.kind == DESK)
    missing = tuple(
        sorted(each for each in desks if said.get(each, DeskState.UNKNOWN) is DeskState.UNKNOWN)
    )
    verdict = Verdict.WAITING if missing else Verdict.WELL
    return Found(Point.STATES, verdict, _age(now.new, now.now_s), missing)


def _sensors(now: Now) -> Found:
    health = now.new.health
    if health is None:
        return Found(Point.SENSORS, Verdict.UNKNOWN)
    missing = tuple(sorted(name for name, sign in health.signs.items() if sign.at is None))
    verdict = Verdict.WAITING if missing else Verdict.WELL
    return Found(Point.SENSORS, verdict, _health_age(now.new, now.now_us), missing)


def _clock(now: Now) -> Found:
    if now.new.clock is None:
        return Found(Point.CLOCK, Verdict.UNKNOWN)
    is_well = now.new.clock is StateClock.SYNCED
    verdict = Verdict.WELL if is_well else Verdict.LOOK
    return Found(Point.CLOCK, verdict, _age(now.new, now.now_s))


def _card(now: Now) -> Found:
    doubt = doubt_of(now.new, now.now_s)
    if doubt is Doubt.CONFLICT or now.is_copied:
        return Found(Point.CARD, Verdict.LOOK)
    if now.new.proof is None or now.is_copied is None:
        return Found(Point.CARD, Verdict.UNKNOWN)
    return Found(Point.CARD, Verdict.WELL)


def _old_silent(change: HandoverChange, now: Now, at_us: int) -> Found:
    age_s = _age(now.old, now.now_s)
    if change.before in {address.agent for address in agents_at(now.space, at_us)}:
        return Found(Point.OLD_SILENT, Verdict.STAYS, age_s)
    speaks = is_online(now.old, now.now_s)
    if not speaks:
        return Found(Point.OLD_SILENT, Verdict.WELL, age_s)
    return Found(Point.OLD_SILENT, Verdict.WAITING if at_us > now.now_us else Verdict.LOOK, age_s)


def _old_sent(now: Now) -> Found:
    """By its last word: a Pi that broke may have seen more than it could tell."""
    health = now.old.health
    if health is None:
        return Found(Point.OLD_SENT, Verdict.UNKNOWN)
    verdict = Verdict.WELL if health.oldest_unsettled_s is None else Verdict.LOOK
    return Found(Point.OLD_SENT, verdict, _health_age(now.old, now.now_us))
