"""The event kinds: past facts that leave the edge and are never changed afterwards."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, model_validator

from contract.limits import LARGEST_INT, MAX_EVIDENCE_CHARS, MAX_REASON_CHARS
from contract.times import UtcTime
from contract.topics import ID_PATTERN

Id = Annotated[str, Field(pattern=ID_PATTERN, examples=["d1"])]
Hex128 = Annotated[
    str,
    Field(pattern=r"^[0-9a-f]{32}$", examples=["9f86d081884c7d659a2feaa0c55ad015"]),
]
Count = Annotated[int, Field(ge=0, le=LARGEST_INT, strict=True)]
Seq = Annotated[int, Field(ge=1, le=LARGEST_INT, strict=True)]


def says_nothing(value: object) -> bool:
    """Tell of an optional field's value that it need not travel."""
    return value is None or value in ("", {})


class DeskState(StrEnum):
    """What is known of a desk. A dead sensor makes it unknown, never free."""

    FREE = "free"
    OCCUPIED = "occupied"
    UNKNOWN = "unknown"


class EventClock(StrEnum):
    """How an event was dated: by a synced clock, or placed between its neighbours."""

    SYNCED = "synced"
    ESTIMATED = "estimated"


class Direction(StrEnum):
    """A passage: into the space, out of it, or turned round in the doorway."""

    IN = "in"
    OUT = "out"
    BACK = "back"


def _require_literals(schema: dict[str, JsonValue]) -> None:
    """Say in the documentation what `parse` and the discriminator demand of a payload."""
    properties, required = schema.get("properties"), schema.setdefault("required", [])
    if isinstance(properties, dict) and isinstance(required, list):
        required[:0] = [name for name in ("schema", "kind") if name in properties]


class Record(BaseModel):
    """A frozen message part. Unknown fields are ignored, so that they are never stored."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", allow_inf_nan=False, json_schema_extra=_require_literals
    )


class _Event(Record):
    seq: Seq
    at: UtcTime
    clock: EventClock = EventClock.SYNCED


class Previous(Record):
    """The end of the epoch before: its last event number."""

    epoch: Hex128
    last: Count


class Started(_Event):
    """The agent began a new epoch. Always seq 1."""

    kind: Literal["started"] = "started"
    boot: Hex128
    previous: Previous | None
    desks: dict[Id, DeskState]
    doors: dict[Id, Annotated[bool, Field(strict=True)]]


class DeskChanged(_Event):
    """A desk became free, occupied or unknown."""

    kind: Literal["desk"] = "desk"
    desk: Id
    state: DeskState
    evidence: Annotated[str, Field(max_length=MAX_EVIDENCE_CHARS, pattern=r"^[a-z0-9_+,. -]*$")]


class DoorChanged(_Event):
    """A door opened or closed."""

    kind: Literal["door"] = "door"
    door: Id
    open: Annotated[bool, Field(strict=True)]


class Passage(_Event):
    """Somebody passed a door's beam pair, or turned round in it."""

    kind: Literal["passage"] = "passage"
    door: Id
    direction: Direction


class Alive(_Event):
    """I am watching, and this is what I see: every state in full."""

    kind: Literal["alive"] = "alive"
    desks: dict[Id, DeskState]
    doors: dict[Id, Annotated[bool, Field(strict=True)]]


class Fault(_Event):
    """A sensor gives no evidence any more. For people: it changes no desk by itself."""

    kind: Literal["fault"] = "fault"
    sensor: Id
    problem: Annotated[str, Field(max_length=63, pattern=r"^[a-z0-9_-]+$", examples=["no_echo"])]
    reason: Annotated[str, Field(max_length=MAX_REASON_CHARS, pattern=r"^[ -~]*$")] = Field(
        default="",
        exclude_if=says_nothing,
        description="what the machine said, with the pins, for people; left out if nothing",
    )


class Recovered(_Event):
    """A sensor gives evidence again."""

    kind: Literal["recovered"] = "recovered"
    sensor: Id


class SeqRange(Record):
    """Event numbers from first to last, both included, of one epoch."""

    epoch: Hex128
    first: Seq
    last: Seq

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError("first must not be above last")
        return self


class Lost(_Event):
    """The outbox overflowed, and these events are gone for good."""

    kind: Literal["lost"] = "lost"
    ranges: Annotated[tuple[SeqRange, ...], Field(min_length=1, max_length=1000)]


class Stopped(_Event):
    """The agent ended in good order."""

    kind: Literal["stopped"] = "stopped"


Event = Started | DeskChanged | DoorChanged | Passage | Alive | Fault | Recovered | Lost | Stopped

AnyEvent = Annotated[Event, Field(discriminator="kind")]

EVENT: TypeAdapter[Event] = TypeAdapter(AnyEvent)
