"""Reading a region from a hub.toml: of that file only what people and Pis need.

What the hub wants to know besides is left unread, and a mistake in it is the hub's to find.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from contract.events import Id
from contract.topics import AgentAddress
from edge.configuration.toml_file import read_toml
from edge.simulator.hours import Closure, Minutes, Timetable, Week, parse_day
from edge.simulator.region import Door, Seat, SeatKind, Space


def load_region(path: Path) -> tuple[Space, ...]:
    """Read the spaces of a hub.toml. Raises ConfigError, which names file, key and problem."""
    region = read_toml(path, _RegionPart)
    return tuple(part.space for part in region.space)


def _minutes(written: object) -> Minutes:
    if not isinstance(written, str):
        raise ValueError("expected text")  # noqa: TRY004  pydantic turns ValueError into a path
    return parse_day(written)


def _minutes_or_usual(written: object) -> Minutes | None:
    return None if written == "usual" else _minutes(written)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError):
        raise ValueError(f'"{name}" is no time zone') from None
    return name


_DayHours = Annotated[Minutes, BeforeValidator(_minutes)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _WeekPart(_Part):
    mon: _DayHours = ()
    tue: _DayHours = ()
    wed: _DayHours = ()
    thu: _DayHours = ()
    fri: _DayHours = ()
    sat: _DayHours = ()
    sun: _DayHours = ()

    @property
    def week(self) -> Week:
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)


_WORKDAY: Final = ((9 * 60, 17 * 60),)
_OFFICE_WEEK: Final = (_WORKDAY, _WORKDAY, _WORKDAY, _WORKDAY, _WORKDAY, (), ())


class _SeatPart(_Part):
    id: Id
    agent: Id
    kind: SeatKind = "desk"
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")
    hours: _WeekPart | None = None


class _DoorPart(_Part):
    id: Id
    agent: Id
    counts: bool = False


class _ClosurePart(_Part):
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    hours: Annotated[Minutes | None, BeforeValidator(_minutes_or_usual)] = Field(alias="open")


class _SpacePart(_Part):
    id: Id
    timezone: Annotated[str, AfterValidator(_zone)]
    opening: _WeekPart | None = None
    holidays: Literal["closed", "usual"] = "closed"
    exceptions: tuple[_ClosurePart, ...] = ()
    desk: tuple[_SeatPart, ...] = ()
    door: tuple[_DoorPart, ...] = ()

    @property
    def space(self) -> Space:
        seats = tuple(self._seat(each) for each in self.desk)
        doors = tuple(Door(each.id, self._agent(each), each.counts) for each in self.door)
        return Space(self.id, self._hours, seats, doors)

    @property
    def _hours(self) -> Timetable:
        return Timetable(
            ZoneInfo(self.timezone),
            self.opening.week if self.opening else _OFFICE_WEEK,
            self.holidays == "closed",
            tuple(Closure(each.first, each.last, each.hours) for each in self.exceptions),
        )

    def _seat(self, part: _SeatPart) -> Seat:
        zone = ZoneInfo(self.timezone)
        hours = None if part.hours is None else Timetable(zone, part.hours.week)
        return Seat(part.id, self._agent(part), part.kind, part.first, part.last, hours)

    def _agent(self, part: _SeatPart | _DoorPart) -> AgentAddress:
        return AgentAddress(self.id, part.agent)


class _RegionPart(_Part):
    space: Annotated[tuple[_SpacePart, ...], Field(min_length=1)]
