"""Judging an `events` payload: which events are accepted, which are quarantined. Pure.

Three outcomes, decided here except the last: accept, reject (quarantined and settled, so that it
never blocks) or keep (the store took nothing: no receipt, the edge sends again).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from json import JSONDecoder
from typing import Final

from contract.events import DeskChanged, DoorChanged, Event, Passage
from contract.limits import MAX_BATCH_EVENTS, MAX_REASON_CHARS
from contract.messages import (
    BatchEnvelope,
    MalformedMessage,
    parse,
    parse_event,
    read_at_once,
)
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.assignment import Own
from hub.domain.seq_ranges import Span, difference, spans_of

_WHITE: Final = " \t\r\n"
# It must pass over all that `parse` reads. Numbers stay text: they may have more digits than an int
# may be made of.
_DECODER: Final = JSONDecoder(parse_int=str, parse_float=str, strict=False)


@dataclass(frozen=True, slots=True)
class QuarantinedEvent:
    """An event kept aside: its number, why, and its bytes as they came."""

    seq: int
    reason: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """Judged events of one epoch: every number from first to last is in one of the two tuples."""

    address: AgentAddress
    epoch: str
    first: int
    last: int
    events: tuple[Event, ...]
    quarantined: tuple[QuarantinedEvent, ...]


def judge(payload: bytes, address: AgentAddress, own: Own) -> Batch:
    """Take an `events` payload apart.

    Raises MalformedMessage when not even the envelope can be read.
    """
    return _judged_at_once(payload, address, own) or _judged_one_by_one(payload, address, own)


def _judged_at_once(payload: bytes, address: AgentAddress, own: Own) -> Batch | None:
    """Read a payload in one step, as nearly all can be; None: one by one tells what is wrong."""
    batch = read_at_once(payload)
    if batch is None:
        return None
    for seq, event in enumerate(batch.events, start=batch.first):
        if event.seq != seq or _is_foreign(event, own):
            return None
    last = batch.first + len(batch.events) - 1
    return Batch(address, batch.epoch, batch.first, last, batch.events, ())


def _judged_one_by_one(payload: bytes, address: AgentAddress, own: Own) -> Batch:
    envelope = parse(BatchEnvelope, payload)
    accepted: list[Event] = []
    rejected: list[tuple[int, str]] = []
    for seq, raw in enumerate(envelope.events, start=envelope.first):
        try:
            event = parse_event(raw, seq)
            _refuse_foreign(event, own)
        except MalformedMessage as error:
            rejected.append((seq, str(error)[:MAX_REASON_CHARS]))
        else:
            accepted.append(event)
    return Batch(
        address=address,
        epoch=envelope.epoch,
        first=envelope.first,
        last=envelope.last,
        events=tuple(accepted),
        quarantined=_with_bytes(payload, envelope.first, rejected),
    )


def apart_from_later(batch: Batch, latest_us: int) -> tuple[list[Batch], int]:
    """Hold back the events that are dated after `latest_us`.

    Return the runs of numbers between them, each a batch of its own, and how many are held back:
    they get no receipt, so that the edge keeps them and sends them again.
    """
    later = {event.seq for event in batch.events if to_us(event.at) > latest_us}
    if not later:
        return [batch], 0
    kept = difference([Span(batch.first, batch.last)], spans_of(later))
    return [_part(batch, span) for span in kept], len(later)


def joined(batches: Iterable[Batch]) -> list[Batch]:
    """Join batches that go on where the one before of their epoch ends, as if sent as one.

    Those of one epoch stay in order. None becomes longer than one may be that is sent.
    """
    kept: list[Batch] = []
    newest: dict[tuple[AgentAddress, str], int] = {}
    for batch in batches:
        name = (batch.address, batch.epoch)
        place = newest.get(name)
        if place is not None and _goes_on(kept[place], batch):
            kept[place] = _together(kept[place], batch)
        else:
            newest[name] = len(kept)
            kept.append(batch)
    return kept


def _goes_on(before: Batch, batch: Batch) -> bool:
    return batch.first == before.last + 1 and batch.last - before.first < MAX_BATCH_EVENTS


def _together(before: Batch, batch: Batch) -> Batch:
    return Batch(
        before.address,
        before.epoch,
        before.first,
        batch.last,
        before.events + batch.events,
        before.quarantined + batch.quarantined,
    )


def _part(batch: Batch, span: Span) -> Batch:
    return Batch(
        batch.address,
        batch.epoch,
        span.first,
        span.last,
        tuple(event for event in batch.events if span.first <= event.seq <= span.last),
        tuple(event for event in batch.quarantined if span.first <= event.seq <= span.last),
    )


def _is_foreign(event: Event, own: Own) -> bool:
    if type(event) is DeskChanged and event.desk in own.desks and not own.desk_terms:
        return False  # nearly all are such
    try:
        _refuse_foreign(event, own)
    except MalformedMessage:
        return True
    return False


def _refuse_foreign(event: Event, own: Own) -> None:
    match event:
        case DeskChanged(desk=desk):
            if desk not in own.desks:
                raise MalformedMessage(f"desk: not this agent's: {desk}")
            if not own.has_desk(desk, to_us(event.at)):
                raise MalformedMessage(f"desk: not this agent's at that time: {desk}")
        case DoorChanged(door=door) | Passage(door=door):
            if door not in own.doors:
                raise MalformedMessage(f"door: not this agent's: {door}")
            if not own.has_door(door, to_us(event.at)):
                raise MalformedMessage(f"door: not this agent's at that time: {door}")
        case _:
            pass


def _with_bytes(
    payload: bytes, first: int, rejected: list[tuple[int, str]]
) -> tuple[QuarantinedEvent, ...]:
    if not rejected:
        return ()
    raw = raw_elements(payload, "events")
    return tuple(QuarantinedEvent(seq, reason, raw[seq - first]) for seq, reason in rejected)


def raw_elements(payload: bytes, key: str) -> list[bytes]:
    """Cut the bytes of each element of the array under `key` out of a readable JSON object.

    Of several values under `key` the last one counts, as it does for `parse`, and only that one
    need be an array.
    """
    text = payload.decode()
    elements: list[bytes] = []
    at = _skip(text, 0, "{")
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at, ":")
        if name == key and text[at] == "[":
            elements, at = _cut_array(text, at)
        else:
            _, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at, ",")
    return elements


def _cut_array(text: str, at: int) -> tuple[list[bytes], int]:
    elements: list[bytes] = []
    at = _skip(text, at, "[")
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        elements.append(text[at:end].encode())
        at = _skip(text, end, ",")
    return elements, at + 1


def _skip(text: str, at: int, mark: str) -> int:
    """Pass white space, one `mark` if it is there, and white space again, before the last brace."""
    while text[at] in _WHITE:
        at += 1
    if text[at] == mark:
        at += 1
    while text[at] in _WHITE:
        at += 1
    return at
