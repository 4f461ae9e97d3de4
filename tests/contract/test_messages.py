"""Every message and event travels unchanged, and the wire's documented examples are read."""

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_core import from_json

from contract import examples
from contract.deliveries import DELIVERIES
from contract.events import EVENT, Event, EventClock, Record
from contract.examples import health
from contract.limits import MAX_BATCH_EVENTS, MAX_REASON_CHARS
from contract.messages import (
    BatchEnvelope,
    DeskNow,
    EventBatch,
    Health,
    MalformedMessage,
    Quarantined,
    Receipt,
    State,
    Status,
    encode,
    parse,
    parse_event,
)
from contract.topics import Channel
from tests.contract.strategies import any_event, any_message, records

EPOCH = "9f86d081884c7d659a2feaa0c55ad015"
BOOT = "fcde2b2edba56bf408601fb721fe9b5c"
AT = "2026-03-02T07:00:00.000000Z"

# The lines of the wire's description, with its dots filled in.
DOCUMENTED_EVENTS = (
    """
{"seq":1,"kind":"started","at":"2026-03-02T07:00:00.000000Z","boot":"BOOT","previous":{"epoch":"EPOCH","last":5123},"desks":{"d1":"free","d2":"unknown"},"doors":{"main":false}}
{"seq":2,"kind":"desk","at":"2026-03-02T07:00:00.000000Z","desk":"d1","state":"occupied","evidence":"motion"}
{"seq":3,"kind":"door","at":"2026-03-02T07:00:00.000000Z","door":"main","open":true}
{"seq":4,"kind":"passage","at":"2026-03-02T07:00:00.000000Z","door":"main","direction":"in"}
{"seq":5,"kind":"alive","at":"2026-03-02T07:00:00.000000Z","desks":{"d1":"occupied","d2":"free"},"doors":{"main":true}}
{"seq":6,"kind":"fault","at":"2026-03-02T07:00:00.000000Z","sensor":"pir-2","problem":"no_echo"}
{"seq":7,"kind":"recovered","at":"2026-03-02T07:00:00.000000Z","sensor":"pir-2"}
{"seq":8,"kind":"lost","at":"2026-03-02T07:00:00.000000Z","ranges":[{"epoch":"EPOCH","first":40,"last":159}]}
{"seq":9,"kind":"stopped","at":"2026-03-02T07:00:00.000000Z"}
""".replace("BOOT", BOOT)
    .replace("EPOCH", EPOCH)
    .split()
)

DOCUMENTED_MESSAGES: tuple[tuple[type[Record], str], ...] = (
    (Status, '{"schema":1,"online":true,"epoch":"EPOCH","version":"0.1.0","at":"AT"}'),
    (
        State,
        (
            '{"schema":1,"epoch":"EPOCH","at":"AT","ttl_s":150,"clock":"synced","desks":'
            '{"d1":{"state":"occupied","since":"AT"}},"doors":{"main":{"open":false,"since":"AT"}}}'
        ),
    ),
    (
        Receipt,
        (
            '{"schema":1,"store":"EPOCH","epoch":"EPOCH","first":812,"last":820,'
            '"quarantined":[{"seq":815,"reason":"x"}]}'
        ),
    ),
    (
        EventBatch,
        (
            '{"schema":1,"epoch":"EPOCH","first":812,"events":[{"seq":812,"at":"AT",'
            '"clock":"synced","kind":"stopped"}]}'
        ),
    ),
)


@pytest.mark.parametrize("line", DOCUMENTED_EVENTS, ids=lambda line: json.loads(line)["kind"])
def test_a_documented_event_is_read_and_written_as_documented(line: str) -> None:
    """Each line of the description is an event, and comes out with the same fields."""
    raw = json.loads(line)
    event = parse_event(raw, raw["seq"])
    assert event.clock is EventClock.SYNCED
    assert json.loads(EVENT.dump_json(event)) == raw | {"clock": "synced"}


def test_every_kind_is_documented() -> None:
    """The description has a line for every kind that the models know."""
    documented = {json.loads(line)["kind"] for line in DOCUMENTED_EVENTS}
    assert documented == {kind.model_fields["kind"].default for kind in get_args(Event)}


@pytest.mark.parametrize(("model", "text"), DOCUMENTED_MESSAGES, ids=lambda value: str(value)[:20])
def test_a_documented_message_is_read_and_written_as_documented(
    model: type[Record], text: str
) -> None:
    """The wire's form is exactly the documented one: names, order, compact."""
    payload = text.replace("EPOCH", EPOCH).replace("AT", AT).encode()
    assert encode(parse(model, payload)) == payload


@given(any_message())
def test_a_message_survives_the_wire(message: Record) -> None:
    """What is written is read as the same message."""
    assert parse(type(message), encode(message)) == message


@given(any_event())
def test_an_event_survives_the_wire(event: Event) -> None:
    """Whatever its kind, an event is read as it was written."""
    assert parse_event(from_json(EVENT.dump_json(event)), event.seq) == event


@given(records(EventBatch))
def test_a_batch_is_read_in_two_steps_as_in_one(batch: EventBatch) -> None:
    """The envelope first, then each event by itself: the same events in the same order."""
    envelope = parse(BatchEnvelope, encode(batch))
    read = [
        parse_event(raw, event.seq)
        for raw, event in zip(envelope.events, batch.events, strict=True)
    ]
    assert tuple(read) == batch.events
    assert envelope.last == batch.first + len(batch.events) - 1


@given(any_message(), st.dictionaries(st.text(), st.integers()))
def test_unknown_fields_are_dropped(message: Record, extra: dict[str, int]) -> None:
    """A field that the contract doesn't know is ignored and never written again."""
    known = json.loads(encode(message))
    payload = json.dumps(extra | known).encode()
    assert json.loads(encode(parse(type(message), payload))) == known


@given(any_event())
def test_unknown_fields_of_events_are_dropped(event: Event) -> None:
    """Also inside an event, where a stray field would be stored for ever."""
    raw = EVENT.dump_python(event, mode="json")
    assert parse_event(raw | {"person": "Erika Mustermann"}, event.seq) == event


def test_a_full_receipt_fits_the_wire() -> None:
    """500 events with the longest reasons and numbers are settled by one payload."""
    last = 2**63 - 1
    aside = tuple(
        Quarantined(seq=last - number, reason="x" * MAX_REASON_CHARS)
        for number in range(MAX_BATCH_EVENTS)
    )
    receipt = Receipt(store=EPOCH, epoch=EPOCH, first=1, last=last, quarantined=aside)
    assert parse(Receipt, encode(receipt)) == receipt


@pytest.mark.parametrize("channel", Channel)
def test_a_payload_may_be_as_large_as_its_limit(channel: Channel) -> None:
    """The documented size is the one that the parser enforces, to the byte."""
    delivery = DELIVERIES[channel]
    payload = encode(next(iter(examples.messages(channel).values()))).ljust(delivery.largest_bytes)
    assert parse(delivery.model, payload)
    with pytest.raises(MalformedMessage, match="bytes, more than"):
        parse(delivery.model, payload + b" ")


@pytest.mark.parametrize(
    ("said", "is_whole"),
    [
        ('"state":"free"', True),
        ('"state":"occupied"', True),
        ('"state":"unknown"', False),
        ('"state":"unknown","whole":true', True),
        ('"state":"free","whole":false', False),
        ('"state":"free","whole":null', True),
    ],
)
def test_a_desk_that_says_nothing_of_it_is_whole_where_it_is_known(
    said: str, *, is_whole: bool
) -> None:
    """An agent of an earlier version is understood as it was meant."""
    desk = DeskNow.model_validate_json(f'{{{said},"since":"{AT}"}}')
    assert desk.is_whole is is_whole


@pytest.mark.parametrize("whole", ["1", '"true"', "{}"])
def test_whole_is_true_or_false(whole: str) -> None:
    """Nothing that only looks so is taken for it."""
    with pytest.raises(ValidationError):
        DeskNow.model_validate_json(f'{{"state":"free","since":"{AT}","whole":{whole}}}')


def test_health_without_signs_travels_as_ever() -> None:
    """What is left out by earlier agents is not there when it is written again."""
    without = health().model_copy(update={"signs": {}})
    assert b"signs" not in encode(without)
    assert parse(Health, encode(without)) == without
    assert parse(Health, encode(health())) == health()
