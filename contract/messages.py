"""The five messages, and how a payload becomes one.

Missing fields are refused, unknown ones ignored. An `events` payload is read in two steps: first
the envelope, then each event by itself, so that one malformed event never blocks its neighbours.
"""

from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Self, TypeVar

from pydantic import Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import from_json

from contract.events import (
    EVENT,
    AnyEvent,
    Count,
    DeskState,
    Event,
    Hex128,
    Id,
    Record,
    Seq,
    SeqRange,
    says_nothing,
)
from contract.limits import (
    LARGEST_INT,
    MAX_BATCH_BYTES,
    MAX_BATCH_EVENTS,
    MAX_MESSAGE_BYTES,
    MAX_REASON_CHARS,
    MAX_TTL_S,
    MAX_WAITING_RANGES,
)
from contract.times import UtcTime

Measure = Annotated[float, Field(strict=True)]
Duration = Annotated[float, Field(ge=0, strict=True)]


class MalformedMessage(ValueError):
    """A payload that is no message of this contract. The text names field and expectation."""


class StateClock(StrEnum):
    """Whether the agent's wall clock can be trusted."""

    SYNCED = "synced"
    UNSYNCED = "unsynced"


class ClockReason(StrEnum):
    """Why an agent's wall clock can't be trusted."""

    NEVER_SET = "never_set"
    DRIFTING = "drifting"
    STEPPED = "stepped"
    BEHIND = "behind"
    AHEAD = "ahead"


class DiskState(StrEnum):
    """What is wrong with the disk under an agent's outbox."""

    READ_ONLY = "read_only"
    FULL = "full"
    FAILING = "failing"
    GONE = "gone"


class Status(Record):
    """Birth (`online`) and last will. A will counts only against the epoch it names."""

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    online: Annotated[bool, Field(strict=True)]
    epoch: Hex128
    version: Annotated[str, Field(max_length=63)]
    at: UtcTime


class DeskNow(Record):
    """The present state of a desk, since when, and whether its sensors are whole."""

    state: DeskState
    since: UtcTime
    whole: Annotated[bool, Field(strict=True)] | None = Field(
        default=None,
        exclude_if=says_nothing,
        description=(
            "whether its sensors are in order, as far as no visitor has a part in it;"
            " left out: whether state is not unknown"
        ),
    )

    @property
    def is_whole(self) -> bool:
        """Whether its sensors are in order, as far as no visitor has a part in it."""
        return self.state is not DeskState.UNKNOWN if self.whole is None else self.whole


class DoorNow(Record):
    """The present state of a door, and since when."""

    open: Annotated[bool, Field(strict=True)]
    since: UtcTime


class State(Record):
    """All that an agent sees now; worth nothing `ttl_s` seconds later."""

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    epoch: Hex128
    at: UtcTime
    ttl_s: Annotated[int, Field(ge=1, le=MAX_TTL_S, strict=True)]
    clock: StateClock
    desks: dict[Id, DeskNow]
    doors: dict[Id, DoorNow]


class Quarantined(Record):
    """An event that was kept aside, and why."""

    seq: Seq
    reason: Annotated[str, Field(max_length=MAX_REASON_CHARS)]


class Receipt(Record):
    """The store `store` has committed the events first to last of `epoch`."""

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    store: Hex128
    epoch: Hex128
    first: Seq
    last: Seq
    quarantined: tuple[Quarantined, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError("first must not be above last")
        return self


class LifeSign(Record):
    """When a sensor that can't prove that it lives was last seen to change, and what it watches."""

    at: UtcTime | None = Field(description="null: never since it was fitted, or nobody knows when")
    desk: Id | None = Field(default=None, exclude_if=says_nothing)
    door: Id | None = Field(default=None, exclude_if=says_nothing)


class DiskTrouble(Record):
    """The disk under the outbox takes nothing, or nothing more: what it says, and what that costs.

    Events go on in memory meanwhile, and are gone with the process.
    """

    state: DiskState
    since: UtcTime
    reason: Annotated[str, Field(max_length=MAX_REASON_CHARS, pattern=r"^[ -~]*$")] = Field(
        default="", exclude_if=says_nothing, description="what the machine said, for people"
    )
    waiting: Annotated[tuple[SeqRange, ...], Field(max_length=MAX_WAITING_RANGES)] = Field(
        default=(),
        exclude_if=lambda spans: not spans,
        description="numbers that are on no disk, and gone if the process ends: the next one, of"
        " another epoch, declares them lost",
    )


class Health(Record):
    """The agent's own condition. Null is "can't be measured here"."""

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    at: UtcTime
    epoch: Hex128
    cpu_c: Measure | None = Field(description="CPU temperature, degrees Celsius")
    disk_free_bytes: Count | None
    outbox_rows: Count
    oldest_unsettled_s: Duration | None = Field(
        description="age of the oldest unsettled event, seconds; null if all are settled"
    )
    clock: StateClock
    uptime_s: Duration
    throttled: Annotated[bool, Field(strict=True)] | None = Field(
        description="under-voltage or thermal throttling now"
    )
    signs: dict[Id, LifeSign] = Field(
        default={},
        exclude_if=says_nothing,
        description="the last sign of life of each sensor that has to give signs, by its id",
    )
    clock_reason: ClockReason | None = Field(
        default=None,
        exclude_if=lambda reason: reason is None,
        description="why `clock` is unsynced: nothing has set it since the machine began, it was"
        " set too long ago, it was moved without NTP, or it is behind what was known or ahead"
        " of all that can be; left out: it is synced, or an older agent",
    )
    disk: DiskTrouble | None = Field(
        default=None,
        exclude_if=lambda trouble: trouble is None,
        description="what is wrong with the disk under the outbox; left out: nothing, or an older"
        " agent",
    )


class EventBatch(Record):
    """Events of one epoch with contiguous numbers from `first`."""

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    epoch: Hex128
    first: Seq
    events: Annotated[tuple[AnyEvent, ...], Field(min_length=1, max_length=MAX_BATCH_EVENTS)]


class BatchEnvelope(Record):
    """An `events` payload whose single events are not judged yet."""

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    epoch: Hex128
    first: Seq
    events: Annotated[tuple[Any, ...], Field(min_length=1, max_length=MAX_BATCH_EVENTS)]

    @model_validator(mode="after")
    def _numbers_end(self) -> Self:
        if self.last > LARGEST_INT:
            raise ValueError(f"the last event's number must not be above {LARGEST_INT}")
        return self

    @property
    def last(self) -> int:
        """The number of the last event in the batch."""
        return self.first + len(self.events) - 1


class WholeBatch(Record):
    """An `events` payload with its events: without a number of the schema it is none."""

    schema_: Annotated[int, Field(alias="schema", ge=1, le=1, strict=True)]
    epoch: Hex128
    first: Seq
    events: Annotated[tuple[AnyEvent, ...], Field(min_length=1, max_length=MAX_BATCH_EVENTS)]


_WHOLE_BATCH: Final = TypeAdapter(WholeBatch)
_NO_JSON: Final = (b"NaN", b"Infinity")
"""What the reader of whole batches takes for a number, where nobody asks for its value."""

# A reason may quote the payload, and ends in logs, on pages and, 500 times, in one receipt.
_PLAIN: Final = frozenset(map(chr, range(0x20, 0x7F))) - frozenset('"\\')

_LONG: Final = (BatchEnvelope, EventBatch, Receipt)

MessageT = TypeVar("MessageT", bound=Record)


def parse(model: type[MessageT], payload: bytes) -> MessageT:
    """Read one payload as `model`.

    Raises MalformedMessage, which names the field, for anything that does not fit.
    """
    limit = MAX_BATCH_BYTES if model in _LONG else MAX_MESSAGE_BYTES
    if len(payload) > limit:
        raise MalformedMessage(f"{len(payload)} bytes, more than {limit}")
    try:
        raw = from_json(payload, allow_inf_nan=False)
        _require_schema(raw)
        return model.model_validate(raw)
    except ValidationError as error:
        raise MalformedMessage(_explain(error)) from None
    except ValueError as error:
        raise MalformedMessage(str(error)) from None


def parse_event(raw: object, seq: int) -> Event:
    """Read one event of an envelope, which must carry the number `seq`.

    Raises MalformedMessage.
    """
    try:
        event = EVENT.validate_python(raw)
    except ValidationError as error:
        raise MalformedMessage(_explain(error)) from None
    if event.seq != seq:
        raise MalformedMessage(f"seq: {event.seq}, expected {seq}")
    return event


def read_at_once(payload: bytes) -> WholeBatch | None:
    """Read an `events` payload and all its events in one step.

    None is no judgement: the payload may have one malformed event, or be none at all. What is
    returned is what `parse` and `parse_event` find, but for the events' numbers, which the caller
    must compare.
    """
    if len(payload) > MAX_BATCH_BYTES or any(word in payload for word in _NO_JSON):
        return None
    try:
        batch = _WHOLE_BATCH.validate_json(payload)
    except ValidationError:
        return None
    return batch if batch.first + len(batch.events) - 1 <= LARGEST_INT else None


def encode(message: Record) -> bytes:
    """Write a message as the compact JSON that travels."""
    return message.model_dump_json(by_alias=True).encode()


def _require_schema(raw: object) -> None:
    """Refuse a payload without its schema number; in Python the number goes without saying."""
    if isinstance(raw, dict) and type(raw.get("schema")) is not int:
        raise MalformedMessage("schema: expected a whole number")


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    text = f"{path}: {first['msg']}" if path else first["msg"]
    return "".join(sign if sign in _PLAIN else "?" for sign in text[:MAX_REASON_CHARS])
