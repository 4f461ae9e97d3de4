"""Whether another agent may take the place of one as somebody asks for it, and why not. Pure.

It knows no word of a page: each refusal names the field, and what it is about.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import from_us, to_us
from contract.topics import ID_PATTERN
from hub.domain.handover_change import (
    HandoverChange,
    UnitName,
    is_in_hub_toml,
    unit_of,
    units_of,
)
from hub.domain.localtime import SLOT, exists, instant
from hub.domain.space import EarlierAgent, SpaceConfig

MOST_AHEAD: Final = timedelta(days=366)
MOST_EARLIER: Final = 50
"""Agents of one desk or door, one after the other: more is a mistake, or somebody's game."""
MOST_WHY: Final = 200
"""Characters."""
_MARK_MIN: Final = SLOT // timedelta(minutes=1)


class Refusal(Enum):
    """Why it isn't made; about what it is, is in brackets."""

    NO_UNIT = auto()
    NOT_ITS_OWN = auto()
    """Another one watches it by now. [the desk or door]"""
    NO_NAME = auto()
    MALFORMED_NAME = auto()
    SAME_NAME = auto()
    """A new card or a new Pi under the old name: nothing is to be done."""
    OTHER_SPACE = auto()
    """It is an agent of another space, which isn't told: not everybody may know who is where."""
    NO_DATE = auto()
    NO_MARK = auto()
    """It isn't on a quarter of an hour. [the one before]"""
    SKIPPED = auto()
    """The clock skips this time."""
    TOO_OLD = auto()
    """So old single events are deleted. [the first day on which they aren't]"""
    TOO_FAR = auto()
    OVERLAPS = auto()
    """An earlier change is dated the same, or later. [that time]"""
    TOO_OFTEN = auto()
    """A desk or door had so many agents that it gets no other one. [the desk or door]"""
    LONG_WHY = auto()


class Field(Enum):
    """Where it was said."""

    UNITS = "unit"
    AFTER = "after"
    FROM = "day"
    WHY = "why"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that can't be as it was asked for."""

    field: Field
    refusal: Refusal
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandoverRequest:
    """What somebody asks for: in a space another agent in the place of `before`."""

    before: str
    after: str
    units: tuple[UnitName, ...]
    from_wall: datetime | None
    """None: no local time can be read."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What it is judged by."""

    space: SpaceConfig
    """As it is with all that was said before."""
    spaces: tuple[SpaceConfig, ...]
    """All of the region."""
    now_us: int
    kept_from_us: int
    """From then on single events are kept."""


def time_asked(day: str, time: str) -> datetime | None:
    """Read what a form's fields of date and time say, as a local time; None: it is none."""
    try:
        at = datetime.fromisoformat(f"{day.strip()}T{time.strip()}")
    except ValueError:
        return None
    is_plain = at.tzinfo is None and len(day.strip()) == _ISO_DAY
    return at if is_plain and at.year in _YEARS else None


_ISO_DAY: Final = len("2026-11-27")
_YEARS: Final = range(1970, 2200)


def mark_before(wall: datetime) -> datetime:
    """Return the quarter of an hour that a local time is in."""
    return wall.replace(minute=wall.minute - wall.minute % _MARK_MIN, second=0, microsecond=0)


def mistakes_in(request: HandoverRequest, around: Around) -> list[Mistake]:
    """Say all that is wrong with a request, in the order of the form."""
    return [
        *_of_name(request, around),
        *_of_time(request, around),
        *_of_units(request, around),
        *([Mistake(Field.WHY, Refusal.LONG_WHY)] if len(request.why) > MOST_WHY else ()),
    ]


def _of_name(request: HandoverRequest, around: Around) -> Iterator[Mistake]:
    name = request.after
    if not name:
        yield Mistake(Field.AFTER, Refusal.NO_NAME)
    elif re.fullmatch(ID_PATTERN, name) is None:
        yield Mistake(Field.AFTER, Refusal.MALFORMED_NAME)
    elif name == request.before:
        yield Mistake(Field.AFTER, Refusal.SAME_NAME)
    elif name in _agents_elsewhere(around):
        yield Mistake(Field.AFTER, Refusal.OTHER_SPACE)


def _agents_elsewhere(around: Around) -> set[str]:
    """Return the agents of other spaces, which none can leave by this."""
    others = (space for space in around.spaces if space.id != around.space.id)
    return {address.agent for space in others for address in space.agents}


def _of_time(request: HandoverRequest, around: Around) -> Iterator[Mistake]:
    wall, zone = request.from_wall, ZoneInfo(around.space.timezone)
    if wall is None:
        yield Mistake(Field.FROM, Refusal.NO_DATE)
        return
    mark = mark_before(wall)
    if mark != wall:
        yield Mistake(Field.FROM, Refusal.NO_MARK, (f"{mark:%H:%M}",))
        return
    if not exists(wall, zone):
        yield Mistake(Field.FROM, Refusal.SKIPPED, (f"{wall:%H:%M}",))
        return
    at_us = start_us(wall, zone)
    if at_us < around.kept_from_us:
        first = from_us(around.kept_from_us).astimezone(zone).date() + timedelta(days=1)
        yield Mistake(Field.FROM, Refusal.TOO_OLD, (first.isoformat(),))
    elif at_us > around.now_us + _us_of(MOST_AHEAD):
        yield Mistake(Field.FROM, Refusal.TOO_FAR)


def start_us(wall: datetime, zone: ZoneInfo) -> int:
    """Return the instant of a local time on a mark, in microseconds since 1970."""
    return to_us(instant(wall.date(), wall.hour * 60 + wall.minute, zone))


def _us_of(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def _of_units(request: HandoverRequest, around: Around) -> Iterator[Mistake]:
    if not request.units:
        yield Mistake(Field.UNITS, Refusal.NO_UNIT)
        return
    own = units_of(around.space, request.before)
    for name in request.units:
        if name not in own:
            yield Mistake(Field.UNITS, Refusal.NOT_ITS_OWN, (name.id,))
        elif len(_earlier(around.space, name)) >= MOST_EARLIER:
            yield Mistake(Field.UNITS, Refusal.TOO_OFTEN, (name.id,))
        elif (last := _overlapped(request, around, name)) is not None:
            yield Mistake(Field.FROM, Refusal.OVERLAPS, (name.id, f"{last:%Y-%m-%dT%H:%M}"))
            return


def _overlapped(request: HandoverRequest, around: Around, name: UnitName) -> datetime | None:
    """Return when a desk or door was last handed over, if that isn't before what is asked for."""
    earlier = _earlier(around.space, name)
    if not earlier or request.from_wall is None or request.from_wall > earlier[-1].until:
        return None
    return earlier[-1].until


def _earlier(space: SpaceConfig, name: UnitName) -> tuple[EarlierAgent, ...]:
    unit = unit_of(space, name)
    return () if unit is None else unit.earlier


def first_mark(space: SpaceConfig, units: Iterable[UnitName], wall: datetime) -> datetime:
    """Return the quarter that runs, or the first one after the last change of these."""
    last = (each.until for name in units for each in _earlier(space, name)[-1:])
    return max([mark_before(wall), *(until + SLOT for until in last)])


class Stays(Enum):
    """Why a change can't be taken back; then it takes a new one."""

    HEARD = auto()
    """The new agent has been heard: what it saw would count for nobody."""
    FOLLOWED = auto()
    """A later change goes on from it."""
    IN_HUB_TOML = auto()
    """hub.toml says the same by now."""
    OVER = auto()
    """It is taken back already."""


def why_it_stays(
    change: HandoverChange,
    changes: Iterable[HandoverChange],
    space: SpaceConfig,
    *,
    is_heard: bool,
) -> Stays | None:
    """Say why a change can't be taken back; None: it can. `space` is as hub.toml has it."""
    if not change.holds:
        return Stays.OVER
    if is_in_hub_toml(space, change):
        return Stays.IN_HUB_TOML
    if is_heard:
        return Stays.HEARD
    followed = any(
        other.holds
        and other.space == change.space
        and other.from_wall > change.from_wall
        and not set(other.units).isdisjoint(change.units)
        for other in changes
    )
    return Stays.FOLLOWED if followed else None
