"""A space as its operator describes it: desks, doors, hours, and what the public may see.

Owns the shape and its rules. It knows no file (hub/config.py reads it) and no present state.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import chain, pairwise
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from contract.configuration import Refused, shown
from contract.topics import ID_PATTERN, AgentAddress
from hub.domain.localtime import exists
from hub.domain.named_file import FilePath
from hub.domain.opening import Hours, WeeklyHours, parse_hours
from hub.domain.public_holidays import FEDERAL_STATES
from hub.domain.section import Section
from hub.domain.visitors import (
    Amenity,
    ContactConfig,
    InLanguages,
    Label,
    PictureConfig,
    TextInLanguages,
    Website,
)

DEFAULT_SMALL_COUNT: Final = 3
_MARK_MIN: Final = 15

Id = Annotated[
    str,
    Field(pattern=ID_PATTERN, description="an id of a-z, 0-9 and -, at most 63 characters"),
]


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


def _mark(raw: object) -> datetime:
    """Read a local day, or a local time on a mark, as the local time that it begins with."""
    expected = "expected a local day such as 2026-11-27, or a local time such as 2026-11-27T14:00"
    if isinstance(raw, datetime):
        if raw.tzinfo is not None:
            raise ValueError(f"{expected}, without an offset: it is by the clock of the space")
        if raw.minute % _MARK_MIN or raw.second or raw.microsecond:
            raise ValueError(f"{expected}, on a full quarter of an hour, not {raw.isoformat()}")
        return raw
    if isinstance(raw, date):
        return datetime.combine(raw, time())
    raise ValueError(f"{expected}, without quotes, not {shown(raw)}")


class EarlierAgent(Section):
    """An agent that watched a desk or door before the present one, and until when."""

    agent: Id
    until: Annotated[datetime, BeforeValidator(_mark)]
    """By the clock of the space, exclusive."""


class Watched(Section):
    """A unit of a space that an agent watches, and those that did before."""

    id: Id
    agent: Id
    earlier: Annotated[
        tuple[EarlierAgent, ...],
        Field(strict=False, exclude_if=lambda earlier: not earlier),
    ] = ()
    """Those before it, in order of time; each until the next begins."""

    @property
    def agents(self) -> tuple[str, ...]:
        """Every agent that watches it at some time, in order of time."""
        return (*(earlier.agent for earlier in self.earlier), self.agent)

    @model_validator(mode="after")
    def _agents_follow_each_other(self) -> Self:
        for index, (before, after) in enumerate(pairwise(self.earlier), 1):
            if after.until <= before.until:
                raise Refused(
                    f"earlier[{index}].until", f"expected a time after {before.until.isoformat()}"
                )
        for index, (name, following) in enumerate(pairwise(self.agents)):
            if name == following:
                raise Refused(
                    f"earlier[{index}].agent",
                    f'expected another agent than the one that follows it, "{following}"',
                )
        return self


class OutOfService(Section):
    """Local days, both inclusive, on which a desk isn't there to be used."""

    from_date: date = Field(alias="from")
    to_date: date = Field(alias="to")

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.to_date < self.from_date:
            raise Refused("to", f"expected {self.from_date} (its `from`) or a later day")
        return self


class DeskConfig(Watched):
    """A desk, room or booth, and the agent that watches it."""

    name: Label | None = None
    kind: Literal["desk", "room", "booth"] = "desk"
    x: float | None = None
    y: float | None = None
    from_date: date | None = Field(default=None, alias="from")
    to_date: date | None = Field(default=None, alias="to")
    hours: WeeklyHours | None = None
    """Outside of these it is not in service, whatever the space's opening hours say."""
    out_of_service: Annotated[
        tuple[OutOfService, ...],
        Field(strict=False, exclude_if=lambda days: not days),
    ] = ()
    """Days on which it is missing, between `from` and `to`."""

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name or self.id

    def is_there_on(self, day: date) -> bool:
        """Tell whether it belongs to the space on a local day, and can be used."""
        is_of_the_space = (self.from_date or day) <= day <= (self.to_date or day)
        return is_of_the_space and not any(
            out.from_date <= day <= out.to_date for out in self.out_of_service
        )

    @model_validator(mode="after")
    def _opened_before_retired(self) -> Self:
        if self.from_date and self.to_date and self.to_date < self.from_date:
            raise Refused("to", f"expected {self.from_date} (its `from`) or a later day")
        return self


class DoorConfig(Watched):
    """An entrance; `counts` where a beam pair tells passages."""

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
    town: Label | None = None
    address: Label | None = None
    website: Website | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    note: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    facts: Annotated[tuple[Annotated[Amenity, Field(strict=False)], ...], Field(strict=False)] = ()
    contact: ContactConfig = ContactConfig()
    price: InLanguages | None = None
    stop: InLanguages | None = None
    """The nearest stop of bus or train."""
    picture: PictureConfig | None = None
    text: TextInLanguages | None = None
    easy_language: FilePath | None = None
    """A file with the operator's own text in German Easy Language (Leichte Sprache)."""

    @property
    def agents(self) -> frozenset[AgentAddress]:
        """Every agent that watches a desk or a door here at some time."""
        names = chain.from_iterable(unit.agents for unit in (*self.desks, *self.doors))
        return frozenset(AgentAddress(self.id, name) for name in names)

    @property
    def web_address(self) -> str | None:
        """Its website, whichever of the two keys names it."""
        return self.website or self.contact.website

    @model_validator(mode="after")
    def _says_each_thing_once(self) -> Self:
        if self.website and self.contact.website:
            raise Refused("contact.website", "expected only one website: the space has one already")
        for index, fact in enumerate(self.facts):
            if fact in self.facts[:index]:
                raise Refused(f"facts[{index}]", f'expected another, "{fact}" stands there already')
        return self

    @model_validator(mode="after")
    def _knows_every_change_of_agents(self) -> Self:
        zone = ZoneInfo(self.timezone)
        for table, units in (("desk", self.desks), ("door", self.doors)):
            for index, unit in enumerate(units):
                for n, earlier in enumerate(unit.earlier):
                    if not exists(earlier.until, zone):
                        raise Refused(
                            f"{table}[{index}].earlier[{n}].until",
                            f"expected another time: the clock skips {earlier.until.isoformat()}",
                        )
        return self

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
