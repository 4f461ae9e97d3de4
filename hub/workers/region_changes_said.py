"""What people have set above hub.toml, as one hub tells it to another: its form, and what it means.

Owns the form of `/api/v1/region-changes`, written by hub/api/region_changes.py and read by a
replica. It is what holds, and not who set it or why: days that differ, desks out of service, who
watches what, and notices. Both hubs have the same hub.toml; what the other doesn't name is passed
over.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hub.domain.calendar_change import PublicNotice
from hub.domain.opening import Hours, parse_hours
from hub.domain.space import (
    DeskConfig,
    DoorConfig,
    EarlierAgent,
    ExceptionConfig,
    OutOfService,
    SpaceConfig,
)
from hub.errors import StoreUnavailable
from hub.spaces_now import Spaces

_CLOSED = "closed"
_USUAL = "usual"
UnitT = TypeVar("UnitT", DeskConfig, DoorConfig)


class _Said(BaseModel):
    """What a later version adds is passed over."""

    model_config = ConfigDict(frozen=True)


class SaidDays(_Said):
    """Local days, both inclusive, that differ from the week."""

    first: date
    last: date
    open: str = Field(description="hours of a day, `closed` or `usual`", examples=["09:00-12:00"])
    reason: str | None = Field(default=None, examples=["Betriebsausflug"])


class SaidOut(_Said):
    """Local days, both inclusive, on which a desk isn't in service."""

    first: date
    last: date


class SaidEarlier(_Said):
    """Who watched it before, until when by the clock of the space."""

    agent: str
    until: datetime


class SaidUnit(_Said):
    """A desk or a door."""

    id: str
    agent: str
    earlier: tuple[SaidEarlier, ...] = ()
    out_of_service: tuple[SaidOut, ...] = ()


class SaidNotice(_Said):
    """A short text for visitors."""

    first: date
    last: date
    german: str
    english: str = ""


class SpaceChanges(_Said):
    """One space, with what hub.toml says of it as well."""

    space: str
    exceptions: tuple[SaidDays, ...]
    desks: tuple[SaidUnit, ...]
    doors: tuple[SaidUnit, ...]
    notices: tuple[SaidNotice, ...]


class RegionChanges(_Said):
    """Every space of the hub that answers."""

    spaces: Annotated[tuple[SpaceChanges, ...], Field(strict=False)]


def said_of(spaces: Spaces) -> RegionChanges:
    """Say what holds in all spaces now."""
    return RegionChanges(
        spaces=tuple(_said(space, spaces.notices.get(space.id, ())) for space in spaces.all)
    )


def read_changes(body: bytes, space_ids: Iterable[str]) -> dict[str, SpaceChanges]:
    """Read what a hub says of these spaces; others are passed over. Raises StoreUnavailable."""
    wanted = set(space_ids)
    try:
        said = RegionChanges.model_validate_json(body)
        for space in said.spaces:
            for days in space.exceptions:
                _exception(days)
    except (ValidationError, ValueError):
        raise StoreUnavailable("it answers with something else than calendars") from None
    return {each.space: each for each in said.spaces if each.space in wanted}


def changed(space: SpaceConfig, said: SpaceChanges) -> SpaceConfig:
    """Return a space as the other hub has it."""
    desks, doors = _by_id(said.desks), _by_id(said.doors)
    return space.model_copy(
        update={
            "exceptions": tuple(map(_exception, said.exceptions)),
            "desks": tuple(_desk(desk, desks.get(desk.id)) for desk in space.desks),
            "doors": tuple(_watched(door, doors.get(door.id)) for door in space.doors),
        }
    )


def notices_in(said: SpaceChanges) -> tuple[PublicNotice, ...]:
    """Return the notices of a space."""
    return tuple(
        PublicNotice(each.first, each.last, each.german, each.english) for each in said.notices
    )


def _said(space: SpaceConfig, notices: Sequence[PublicNotice]) -> SpaceChanges:
    return SpaceChanges(
        space=space.id,
        exceptions=tuple(
            SaidDays(
                first=each.from_date,
                last=each.to_date,
                open=_hours_in_words(each.hours),
                reason=each.reason,
            )
            for each in space.exceptions
        ),
        desks=tuple(_unit(desk, desk.out_of_service) for desk in space.desks),
        doors=tuple(_unit(door, ()) for door in space.doors),
        notices=tuple(
            SaidNotice(first=each.first, last=each.last, german=each.german, english=each.english)
            for each in notices
        ),
    )


def _unit(unit: DeskConfig | DoorConfig, out: Sequence[OutOfService]) -> SaidUnit:
    return SaidUnit(
        id=unit.id,
        agent=unit.agent,
        earlier=tuple(SaidEarlier(agent=each.agent, until=each.until) for each in unit.earlier),
        out_of_service=tuple(SaidOut(first=each.from_date, last=each.to_date) for each in out),
    )


def _by_id(units: Sequence[SaidUnit]) -> Mapping[str, SaidUnit]:
    return {unit.id: unit for unit in units}


def _desk(desk: DeskConfig, said: SaidUnit | None) -> DeskConfig:
    if said is None:
        return desk
    out = tuple(
        OutOfService.model_validate({"from": each.first, "to": each.last})
        for each in said.out_of_service
    )
    return _watched(desk, said).model_copy(update={"out_of_service": out})


def _watched(unit: UnitT, said: SaidUnit | None) -> UnitT:
    if said is None:
        return unit
    earlier = tuple(
        EarlierAgent.model_validate({"agent": each.agent, "until": each.until})
        for each in said.earlier
    )
    return unit.model_copy(update={"agent": said.agent, "earlier": earlier})


def _exception(said: SaidDays) -> ExceptionConfig:
    hours = None if said.open == _USUAL else parse_hours(said.open)
    told = {"from": said.first, "to": said.last, "open": hours, "reason": said.reason}
    return ExceptionConfig.model_validate(told)


def _hours_in_words(hours: tuple[Hours, ...] | None) -> str:
    if hours is None:
        return _USUAL
    spans = (f"{_time(each.start_min)}-{_time(each.end_min)}" for each in hours)
    return ",".join(spans) or _CLOSED


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
