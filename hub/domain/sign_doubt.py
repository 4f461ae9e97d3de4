"""Which desks are doubtful: a week of opening hours passed without a sign of one of their sensors.

    signs that agents tell, calendar ─▶ doubts begin and end ─▶ "n desks without a sign since …"

A doubt changes no state and no figure: nobody may have come. It stands beside the figures of every
period in which the desk was in doubt. It begins when the hub finds it, and is over with a later
sign, with a dated check, which agents tell as a sign, and with the sensor itself. While its agent
is away nothing is known, so it lasts. Of the last sign no more than the day is kept. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contract.messages import LifeSign
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.calendar import Calendar
from hub.domain.care import Instant
from hub.domain.live import AgentNow, is_online
from hub.domain.sensor_care import is_sign_overdue


@dataclass(frozen=True, slots=True, order=True)
class SignDoubt:
    """A desk in doubt, for one of its sensors; times in microseconds since 1970."""

    space: str
    agent: str
    sensor: str
    sign_day: date
    """The local day of the last sign before it."""
    desk: str
    since_us: int
    """When a week without a sign was found."""
    until_us: int | None = None
    """None while it lasts."""

    def overlaps(self, from_us_: int, to_us_: int) -> bool:
        """Tell whether the desk was in doubt within [from_us_, to_us_)."""
        begins = max(self.since_us, from_us_)
        return begins < to_us_ and (self.until_us is None or self.until_us > begins)


@dataclass(frozen=True, slots=True)
class WithoutSign:
    """Desks of a space that were without a sign since the same day."""

    space: str
    since: date
    desk_count: int


@dataclass(frozen=True, slots=True)
class _Told:
    """What an agent says of a sensor of a desk of its own."""

    sign: LifeSign
    desk: str


def doubts_after(
    lasting: Iterable[SignDoubt],
    space: str,
    calendar: Calendar,
    agents: Mapping[str, AgentNow],
    now: Instant,
) -> Iterator[SignDoubt]:
    """Yield the doubts of a space that begin or end now; `agents` are its own, by id."""
    now_us = to_us(now.wall)
    desks = {desk.id: desk for desk in calendar.desks_in_service(now.wall) if desk.kind == "desk"}
    owners = {id_: desk.agent for id_, desk in desks.items()}
    told = {name: _told_by(agents.get(name, AgentNow()), now) for name in set(owners.values())}
    doubted = [each for each in lasting if each.space == space]
    for doubt in doubted:
        is_owned = owners.get(doubt.desk) == doubt.agent
        if not is_owned or _is_over(doubt, told[doubt.agent], calendar, now_us):
            yield _ended(doubt, now_us)
    known = {(each.agent, each.sensor) for each in doubted}
    for name, signs in sorted(told.items()):
        for sensor, each in sorted((signs or {}).items()):
            if (name, sensor) not in known and owners.get(each.desk) == name:
                yield from _begun(AgentAddress(space, name), sensor, each, calendar, now)


def _told_by(agent: AgentNow, now: Instant) -> Mapping[str, _Told] | None:
    """Return what an agent says of its sensors of desks; None: it is away, or hasn't said yet."""
    if agent.health is None or not is_online(agent, now.monotonic_s):
        return None
    signs = agent.health.signs.items()
    return {of: _Told(sign, sign.desk) for of, sign in signs if sign.desk is not None}


def _is_over(
    doubt: SignDoubt, signs: Mapping[str, _Told] | None, calendar: Calendar, now_us: int
) -> bool:
    """Tell whether a sign came, or the sensor went; so is what was found in the future."""
    if signs is None:
        return False
    told = signs.get(doubt.sensor)
    if told is None or told.desk != doubt.desk or now_us < doubt.since_us:
        return True
    return told.sign.at is not None and calendar.day_of(told.sign.at) > doubt.sign_day


def _ended(doubt: SignDoubt, now_us: int) -> SignDoubt:
    """End a doubt; one that was found at a time that hasn't come yet was none."""
    return replace(doubt, until_us=max(now_us, doubt.since_us))


def _begun(
    address: AgentAddress, sensor: str, told: _Told, calendar: Calendar, now: Instant
) -> Iterator[SignDoubt]:
    if told.sign.at is not None and is_sign_overdue(told.sign, calendar, now.wall):
        day = calendar.day_of(told.sign.at)
        yield SignDoubt(address.space, address.agent, sensor, day, told.desk, to_us(now.wall))


def without_sign(
    doubts: Iterable[SignDoubt], space: str, from_us_: int, to_us_: int
) -> Sequence[WithoutSign]:
    """Count the desks of a space that were in doubt within [from_us_, to_us_), by day of the sign.

    A desk counts once, by its earliest sign.
    """
    days: dict[str, date] = {}
    for each in doubts:
        if each.space == space and each.overlaps(from_us_, to_us_):
            days[each.desk] = min(each.sign_day, days.get(each.desk, each.sign_day))
    counted = list(days.values())
    return [WithoutSign(space, day, counted.count(day)) for day in sorted(set(counted))]
