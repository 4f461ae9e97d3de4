"""The five messages, and how a payload becomes one.

Missing fields are refused, unknown ones ignored. An `events` payload is read in two steps: first
the envelope, then each event by itself, so that one malformed event never blocks its neighbours.
"""

from enum import StrEnum
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import Field, ValidationError
from pydantic_core import from_json

from contract.events import EVENT, DeskState, Event, Hex128, Id, Record, Seq
from contract.limits import (
    MAX_BATCH_BYTES,
    MAX_BATCH_EVENTS,
    MAX_MESSAGE_BYTES,
    MAX_REASON_CHARS,
    MAX_TTL_S,
)
from contract.times import UtcTime


class MalformedMessage(ValueError):
    """A payload that is no message of this contract. The text names field and expectation."""


class StateClock(StrEnum):
    """Whether the agent's wall clock can be trusted."""

    SYNCED = "synced"
    UNSYNCED = "unsynced"


class Status(Record):
    """Birth (`online`) and last will. A will counts only against the epoch it names."""

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    online: Annotated[bool, Field(strict=True)]
    epoch: Hex128
    version: Annotated[str, Field(max_length=63)]
    at: UtcTime


class DeskNow(Record):
    """The present state of a desk, and since when."""

    state: DeskState
    since: UtcTime


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


class Health(Record):
    """The agent's own condition. Null is "can't be measured here"."""

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    at: UtcTime
    epoch: Hex128
    cpu_c: float | None = Field(description="CPU temperature, degrees Celsius")
    disk_free_bytes: Annotated[int, Field(ge=0)] | None
    outbox_rows: Annotated[int, Field(ge=0)]
    oldest_unsettled_s: Annotated[float, Field(ge=0)] | None = Field(
        description="age of the oldest unsettled event, seconds; null if all are settled"
    )
    clock: StateClock
    uptime_s: Annotated[float, Field(ge=0)]
    throttled: bool | None = Field(description="under-voltage or thermal throttling now")


class EventBatch(Record):
    """Events of one epoch with contiguous numbers from `first`."""

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    epoch: Hex128
    first: Seq
    events: Annotated[tuple[Event, ...], Field(min_length=1, max_length=MAX_BATCH_EVENTS)]


class BatchEnvelope(Record):
    """An `events` payload whose single events are not judged yet."""

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    epoch: Hex128
    first: Seq
    events: Annotated[tuple[Any, ...], Field(min_length=1, max_length=MAX_BATCH_EVENTS)]

    @property
    def last(self) -> int:
        """The number of the last event in the batch."""
        return self.first + len(self.events) - 1


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
        return model.model_validate(from_json(payload, allow_inf_nan=False))
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


def encode(message: Record) -> bytes:
    """Write a message as the compact JSON that travels."""
    return message.model_dump_json(by_alias=True).encode()


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    return (f"{path}: {first['msg']}" if path else first["msg"])[:MAX_REASON_CHARS]
