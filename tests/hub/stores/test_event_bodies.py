"""Events as the stores keep them: the shortest way to write one is the usual one."""

from hypothesis import given

from contract.events import Event, EventClock
from contract.times import from_us, to_us
from hub.stores.event_bodies import body_of, event_of
from tests.contract.strategies import any_event


@given(any_event())
def test_a_body_is_the_events_own_json(event: Event) -> None:
    """Byte for byte, also where it is put together by hand; and it is read back as it was."""
    body = body_of(event)
    assert body == event.model_dump_json(exclude={"seq", "at", "clock"})
    is_estimated = event.clock is EventClock.ESTIMATED
    assert event_of(event.seq, to_us(event.at), is_estimated, body) == event
    assert event.at == from_us(to_us(event.at))
