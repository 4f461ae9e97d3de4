"""Outbox rows as the payloads that travel. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from pydantic_core import from_json

from contract.limits import MAX_BATCH_EVENTS
from contract.times import from_us, to_us, to_wire
from edge.delivery.outbox_rows import Row

_LATEST_US: Final = to_us(datetime(2199, 12, 31, tzinfo=UTC))
_ENVELOPE_BYTES: Final = len('{"schema":1,"epoch":"","first":,"events":[]}') + 32 + 19


def event_json(row: Row) -> bytes:
    """Write one row as the JSON of an event.

    A row that the card has garbled travels all the same, so that the hub can quarantine it by
    its number instead of never hearing of it.
    """
    body = row.body if _is_object(row.body) else '{"kind":"damaged"}'
    clock = '"clock":"estimated",' if row.is_estimated else ""
    at = to_wire(from_us(min(max(row.at_us, 0), _LATEST_US)))
    return f'{{"seq":{row.place.seq},"at":"{at}",{clock}{body[1:]}'.encode()


def cut_batch(rows: Sequence[Row], max_bytes: int) -> tuple[bytes, Sequence[Row]]:
    """Make one `events` payload from the head of `rows`; return it with the rows it carries.

    It holds one epoch, contiguous numbers, at most 500 events and, unless a single event is
    larger, at most `max_bytes`.
    """
    head = rows[: _contiguous(rows)]
    events: list[bytes] = []
    room = max_bytes - _ENVELOPE_BYTES
    for row in head:
        event = event_json(row)
        room -= len(event) + 1
        if room < 0 and events:
            break
        events.append(event)
    start = f'{{"schema":1,"epoch":"{head[0].epoch}","first":{head[0].place.seq},"events":['
    return start.encode() + b",".join(events) + b"]}", head[: len(events)]


def _contiguous(rows: Sequence[Row]) -> int:
    for count, (one, other) in enumerate(pairwise(rows[:MAX_BATCH_EVENTS]), start=1):
        if (one.epoch, one.place.seq + 1) != (other.epoch, other.place.seq):
            return count
    return min(len(rows), MAX_BATCH_EVENTS)


def _is_object(body: str) -> bool:
    try:
        return body.startswith("{") and len(from_json(body, allow_inf_nan=False)) > 0
    except ValueError:
        return False
