"""Events as the stores keep them: number, date and the rest as JSON, and back. Pure."""

from typing import Final

from contract.events import EVENT, DeskChanged, Event, EventClock
from contract.times import from_us, to_wire

_BESIDE: Final = {"seq", "at", "clock"}


def body_of(event: Event) -> str:
    """Write what stands beside an event's number and date."""
    if type(event) is DeskChanged:  # nearly all are; what may be in their fields needs no escape
        desk, state, evidence = event.desk, event.state, event.evidence
        return f'{{"kind":"desk","desk":"{desk}","state":"{state}","evidence":"{evidence}"}}'
    return event.model_dump_json(exclude=_BESIDE)


def event_of(seq: int, at_us: int, estimated: int, body: str) -> Event:
    """Read an event out of its parts."""
    return EVENT.validate_json(_head(seq, at_us, estimated) + body[1:])


def fact_of(body: str) -> Event:
    """Read what an event says beside its number and date: it has the number 1, and is of 1970."""
    return EVENT.validate_json(_ANY_HEAD + body[1:])


def _head(seq: int, at_us: int, estimated: int) -> str:
    clock = EventClock.ESTIMATED if estimated else EventClock.SYNCED
    return f'{{"seq":{seq},"at":"{to_wire(from_us(at_us))}","clock":"{clock}",'


_ANY_HEAD: Final = _head(1, 0, 0)
