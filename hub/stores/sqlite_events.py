"""Events as rows of the embedded store, and back."""

from contract.events import EVENT, Event, EventClock
from contract.times import from_us, to_wire


def event_of(seq: int, at_us: int, estimated: int, body: str) -> Event:
    """Read an event out of its columns."""
    clock = EventClock.ESTIMATED if estimated else EventClock.SYNCED
    head = f'{{"seq":{seq},"at":"{to_wire(from_us(at_us))}","clock":"{clock}",'
    return EVENT.validate_json(head + body[1:])
