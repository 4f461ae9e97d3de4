"""Judging an `events` payload: which events are accepted, which are quarantined. Pure.

Three outcomes, decided here except the last: accept, reject (quarantined and settled, so that it
never blocks) or keep (the store took nothing: no receipt, the edge sends again).
"""

from dataclasses import dataclass
from json import JSONDecoder
from typing import Final

from contract.events import DeskChanged, DoorChanged, Event, Passage
from contract.limits import MAX_REASON_CHARS
from contract.messages import BatchEnvelope, MalformedMessage, parse, parse_event
from contract.topics import AgentAddress

_WHITE: Final = " \t\r\n"
# Numbers stay text: they are only passed over, and may have more digits than an int may be made of.
_DECODER: Final = JSONDecoder(parse_int=str, parse_float=str)


@dataclass(frozen=True, slots=True)
class AgentScope:
    """The desks and doors that hub.toml gives to one agent."""

    desks: frozenset[str]
    doors: frozenset[str]


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


def judge(payload: bytes, address: AgentAddress, scope: AgentScope) -> Batch:
    """Take an `events` payload apart.

    Raises MalformedMessage when not even the envelope can be read.
    """
    envelope = parse(BatchEnvelope, payload)
    accepted: list[Event] = []
    rejected: list[tuple[int, str]] = []
    for seq, raw in enumerate(envelope.events, start=envelope.first):
        try:
            event = parse_event(raw, seq)
            _refuse_foreign(event, scope)
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


def _refuse_foreign(event: Event, scope: AgentScope) -> None:
    match event:
        case DeskChanged(desk=desk) if desk not in scope.desks:
            raise MalformedMessage(f"desk: not this agent's: {desk}")
        case DoorChanged(door=door) | Passage(door=door) if door not in scope.doors:
            raise MalformedMessage(f"door: not this agent's: {door}")
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
    """Cut the bytes of each element of the array under `key` out of a readable JSON object."""
    text = payload.decode()
    elements: list[bytes] = []
    at = _skip(text, 0, "{")
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at, ":")
        if name == key:
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
