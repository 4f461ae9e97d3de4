"""What a row of history says, in OpenAPI and on the wire: a slot, or a desk in a slot."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from contract.times import UtcTime, from_us, to_wire
from hub.api.tables import Column, Row, seconds, truth
from hub.stores.history_protocol import KeptSlot

Seconds = Annotated[float, Field(ge=0, description="in seconds, exact to the microsecond")]
Count = Annotated[int, Field(ge=0)]


class SlotRow(BaseModel):
    """One slot; desk-time is summed over the desks in service at its start.

    `occupied_s + free_s + unknown_s = desks * 900`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: UtcTime
    open: bool = Field(description="open by the calendar")
    desks: int = Field(ge=0, description="in service at the start")
    occupied_s: Seconds
    free_s: Seconds
    unknown_s: Seconds
    peak_occupied: int = Field(ge=0, description="most desks occupied at the same instant")
    used_known_s: float = Field(
        ge=0, description="known desk-seconds while at least one desk is occupied"
    )
    full_s: float = Field(ge=0, description="every desk in service occupied")
    not_full_s: float = Field(ge=0, description="at least one desk known free")
    doors_known_s: float = Field(
        ge=0, description="the agents of all counting doors proven watching"
    )
    arrivals: Count
    departures: Count
    turn_backs: Count


class DeskRow(BaseModel):
    """One desk in one slot; `occupied_s + free_s + unknown_s = 900`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: UtcTime
    desk: str
    occupied_s: Seconds
    free_s: Seconds
    unknown_s: Seconds


class _RangeAnswer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    space: str
    from_: UtcTime = Field(alias="from", description="the first instant of the range")
    to: UtcTime = Field(description="the first instant after the range")


class SlotHistory(_RangeAnswer):
    """The slots of a space that start in a range, in order."""

    slots: tuple[SlotRow, ...]


class DeskHistory(_RangeAnswer):
    """The desks of a space in each slot that starts in a range, in order."""

    desks: tuple[DeskRow, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What one path answers with."""

    name: str
    longest_days: int
    columns: Sequence[Column]
    rows: Callable[[KeptSlot], Iterator[Row]]
    has_desks: bool


def _slot_rows(kept: KeptSlot) -> Iterator[Row]:
    slot = kept.slot
    yield (
        to_wire(from_us(slot.start_us)),
        truth(kept.open),
        str(slot.desks),
        seconds(slot.occupied_us),
        seconds(slot.free_us),
        seconds(slot.unknown_us),
        str(slot.peak_occupied),
        seconds(slot.used_known_us),
        seconds(slot.full_us),
        seconds(slot.not_full_us),
        seconds(slot.doors_known_us),
        str(slot.arrivals),
        str(slot.departures),
        str(slot.turn_backs),
    )


def _desk_rows(kept: KeptSlot) -> Iterator[Row]:
    start = to_wire(from_us(kept.slot.start_us))
    for desk, *counted_us in kept.slot.by_desk:
        yield start, desk, *map(seconds, counted_us)


def _columns(row: type[BaseModel]) -> tuple[Column, ...]:
    return tuple(Column(name, name in ("start", "desk")) for name in row.model_fields)


SLOTS: Final = Table("slots", 366, _columns(SlotRow), _slot_rows, has_desks=False)
DESKS: Final = Table("desks", 31, _columns(DeskRow), _desk_rows, has_desks=True)
