"""A space as its operator describes it: desks, doors, hours, and what the public may see.

Owns the shape and its rules. It knows no file (hub/config.py reads it) and no present state.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from contract.configuration import Refused, shown
from contract.topics import ID_PATTERN, AgentAddress
from hub.domain.opening import Hours, WeeklyHours, parse_hours
from hub.domain.public_holidays import FEDERAL_STATES
from hub.domain.section import Section

DEFAULT_SMALL_COUNT: Final = 3

MAX_LABEL_LENGTH: Final = 200
_WEBSITE: Final = re.compile(r"https://[^\s<>\"']{1,490}")


def _check_label(text: str) -> str:
    if not text.strip() or not text.isprintable() or len(text) > MAX_LABEL_LENGTH:
        raise ValueError(
            f"expected one line of 1 to {MAX_LABEL_LENGTH} characters, not {shown(text)}"
        )
    return text


def _check_website(address: str) -> str:
    if _WEBSITE.fullmatch(address) is None:
        raise ValueError(f'expected an address that begins with "https://", not {shown(address)}')
    return address


Id = Annotated[
    str,
    Field(pattern=ID_PATTERN, description="an id of a-z, 0-9 and -, at most 63 characters"),
]
Label = Annotated[str, AfterValidator(_check_label)]
Website = Annotated[str, AfterValidator(_check_website)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"{shown(name)} is no time zone; expected one such as Europe/Berlin"
        ) from None
    return name


def _known_state(code: str) -> str:
    if code not in FEDERAL_STATES:
        raise ValueError(
            f"{shown(code)} is no federal state; expected one of {', '.join(FEDERAL_STATES)}"
        )
    return code


def _parse_usual_or_hours(text: object) -> tuple[Hours, ...] | None:
    return None if text is None or text == "usual" else parse_hours(text)


class DeskConfig(Section):
    """A desk, room or booth, and the one agent that watches it."""

    id: Id
    agent: Id
    name: Label | None = None
    kind: Literal["desk", "room", "booth"] = "desk"
    x: float | None = None
    y: float | None = None
    from_date: date | None = Field(default=None, alias="from")
    to_date: date | None = Field(default=None, alias="to")
    hours: WeeklyHours | None = None
    """Outside of these it is not in service, whatever the space's opening hours say."""

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name or self.id

    @model_validator(mode="after")
    def _opened_before_retired(self) -> Self:
        if self.from_date and self.to_date and self.to_date < self.from_date:
            raise Refused("to", f"expected {self.from_date} (its `from`) or a later day")
        return self


class DoorConfig(Section):
    """An entrance; `counts` where a beam pair tells passages."""

    id: Id
    agent: Id
    counts: bool = False


class ExceptionConfig(Section):
    """Days, both inclusive, that differ from the weekly hours and from the holidays."""

    from_date: date = Field(alias="from")
    to_date: date = Field(alias="to")
    hours: Annotated[tuple[Hours, ...] | None, BeforeValidator(_parse_usual_or_hours)] = Field(
        alias="open", description='"closed", "usual" or hours such as "09:00-12:00"'
    )
    """None is "usual": the weekly hours, even on a public holiday."""
    reason: Label | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.to_date < self.from_date:
            raise Refused("to", f"expected {self.from_date} (its `from`) or a later day")
        return self

    def covers(self, day: date) -> bool:
        """Tell whether the local day `day` is one of these."""
        return self.from_date <= day <= self.to_date


class SpaceConfig(Section):
    """One co-working location."""

    id: Id
    name: Label
    timezone: Annotated[str, AfterValidator(_known_zone)]
    state: Annotated[str, AfterValidator(_known_state)] | None = None
    since: date
    small_count: Annotated[int, Field(ge=0)] = DEFAULT_SMALL_COUNT
    public_detail: Literal["count", "desks"] = "count"
    opening: WeeklyHours | None = None
    holidays: Literal["closed", "usual"] = "closed"
    exceptions: Annotated[tuple[ExceptionConfig, ...], Field(strict=False)] = ()
    desks: Annotated[tuple[DeskConfig, ...], Field(strict=False, alias="desk")] = ()
    doors: Annotated[tuple[DoorConfig, ...], Field(strict=False, alias="door")] = ()
    address: Label | None = None
    website: Website | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    note: Annotated[str, Field(min_length=1, max_length=1000)] | None = None

    @property
    def agents(self) -> frozenset[AgentAddress]:
        """Every agent that watches a desk or a door here."""
        names = [desk.agent for desk in self.desks] + [door.agent for door in self.doors]
        return frozenset(AgentAddress(self.id, name) for name in names)

    def watched_by(self, agent: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the ids of the desks and of the doors that are one agent's own."""
        return (
            frozenset(desk.id for desk in self.desks if desk.agent == agent),
            frozenset(door.id for door in self.doors if door.agent == agent),
        )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        refuse_duplicates("desk", (desk.id for desk in self.desks))
        refuse_duplicates("door", (door.id for door in self.doors))
        if self.public_detail == "desks" and self.small_count > 0:
            raise Refused(
                "public_detail", 'expected "count": states of single desks need small_count = 0'
            )
        if self.opening and self.holidays == "closed" and self.state is None:
            raise Refused("state", 'expected a federal state such as "BB", for the holidays')
        if (self.latitude is None) != (self.longitude is None):
            raise Refused("latitude", "expected together with longitude")
        return self


def refuse_duplicates(table: str, ids: Iterable[str]) -> None:
    """Raise Refused at the first id of an array of tables that stood there before."""
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name in seen:
            raise Refused(f"{table}[{index}].id", f'expected another id, "{name}" is taken')
        seen.add(name)
