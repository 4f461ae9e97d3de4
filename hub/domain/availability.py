"""The public answer: how many desks are free now, how sure that is, and how old.

Owns the shape of the answer (what it means: docs/figures.md, "Live, and the typical day"), and what
of it names a version: the entity tag over everything but the age. What may be said at all is
decided in disclosure.py.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from contract.events import DeskState
from contract.times import UtcTime, from_us
from hub.domain.calendar import OpeningState
from hub.domain.live import FUTURE_TOLERANCE

_AGE: Final = '"age_s":'
_NO_AGE: Final = f"{_AGE}null,"
"""What no text of an operator can hold: within JSON's strings a quote has a backslash before it."""


class Quality(StrEnum):
    """How much of it is known: all, nothing, or something."""

    LIVE = "live"
    STALE = "stale"
    PARTIAL = "partial"


def _to_local_text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


LocalTime = Annotated[
    datetime, PlainSerializer(_to_local_text, return_type=str, when_used="json-unless-none")
]


class _Public(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OpeningNow(_Public):
    """Whether the space is open."""

    state: OpeningState
    until: LocalTime | None = Field(
        description="when that changes next, local time; null if not within a year",
        examples=["2026-03-02T17:00:00+01:00"],
    )
    reason: str | None = Field(description="a holiday's name or the operator's words, German")


class DeskCounts(_Public):
    """Desks in service; rooms and booths are not counted."""

    total: int
    occupied: int | None = Field(description="null where a small number would be a person")
    unknown: int


class FreeDesks(_Public):
    """Between how many and how many desks are free."""

    at_least: int
    at_most: int
    capped: bool = Field(description="true while small numbers are kept from view")


class Availability(_Public):
    """What anybody may know about one space now."""

    space: str = Field(examples=["bahnhof-wiesenburg"])
    name: str = Field(examples=["Bahnhof Wiesenburg"])
    observed_at: UtcTime | None = Field(description="when this was so; null while nothing is known")
    age_s: float | None = Field(
        default=None, description="seconds from observed_at to this answer", examples=[12.4]
    )
    ttl_s: int = Field(description="after so many seconds without proof a desk is unknown")
    quality: Quality
    opening: OpeningNow
    desks: DeskCounts
    free: FreeDesks
    version: int = Field(
        description="grows whenever anything else but the age changes; of one hub: to compare what"
        " several hubs say, take the later `observed_at`"
    )
    detail: dict[str, DeskState] | None = Field(
        default=None,
        exclude_if=lambda states: states is None,
        description="state of each desk, room and booth; only where the operator made it public",
    )


@dataclass(frozen=True)
class Published:
    """The public snapshot of one space, until the next."""

    body: Availability
    observed_us: int | None

    @property
    def version(self) -> int:
        """What the stream calls the snapshot; grows with each change, over restarts too."""
        return self.body.version

    def encoded(self, now: datetime) -> bytes:
        """Write `payload(now)` as JSON; all but the age is written once for all readers."""
        before, after = self._around_age
        age_s = self._age_s(now)
        if age_s is None:
            return self.payload(now).model_dump_json().encode()
        return b"%b%b,%b" % (before, repr(age_s).encode(), after)

    @cached_property
    def _around_age(self) -> tuple[bytes, bytes]:
        before, _, after = self.body.model_dump_json().partition(_NO_AGE)
        return f"{before}{_AGE}".encode(), after.encode()

    @cached_property
    def etag(self) -> str:
        """A strong entity tag, in quotes, over the body without its age."""
        body = self.body.model_dump_json(exclude={"age_s"})
        return f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'

    def payload(self, now: datetime) -> Availability:
        """Return the body with its age at `now` (aware), in seconds with one decimal.

        What seems to be observed in the future, because our time of day went back a moment ago,
        has no age, and is said to be of no known time.
        """
        age_s = self._age_s(now)
        if age_s is not None:
            return self.body.model_copy(update={"age_s": age_s})
        if self.observed_us is None:
            return self.body
        return self.body.model_copy(update={"observed_at": None})

    @cached_property
    def _observed_at(self) -> datetime | None:
        return None if self.observed_us is None else from_us(self.observed_us)

    def _age_s(self, now: datetime) -> float | None:
        if self._observed_at is None:
            return None
        age_s = round((now - self._observed_at).total_seconds(), 1)
        return None if age_s < -FUTURE_TOLERANCE.total_seconds() else max(0.0, age_s)
