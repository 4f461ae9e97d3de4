"""What doesn't fit is refused with the field's name, whatever it is, and in one way only."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import examples
from contract.deliveries import DELIVERIES
from contract.events import EVENT, Record
from contract.limits import MAX_REASON_CHARS
from contract.messages import (
    BatchEnvelope,
    EventBatch,
    Health,
    MalformedMessage,
    Receipt,
    State,
    Status,
    encode,
    parse,
    parse_event,
)
from contract.topics import Channel
from tests.contract.strategies import JSON

LARGEST = 2**63 - 1
NAMED = ("desks", "doors")
READERS = (Status, State, EventBatch, BatchEnvelope, Receipt, Health)

UNREADABLE = {
    "nothing": b"",
    "not JSON": b"online",
    "bad UTF-8": b'{"schema":1,"version":"\xff\xfe"}',
    "byte order mark": b"\xef\xbb\xbf{}",
    "NUL": b"\x00" * 20,
    "NaN": b'{"schema":NaN}',
    "infinity": b'{"schema":Infinity}',
    "half a surrogate": b'{"schema":1,"version":"\\ud800"}',
    "deep list": b"[" * 16_000,
    "deep object": b'{"a":' * 3_000,
    "huge integer": b"1" * 16_000,
    "two documents": b"{}{}",
    "cut off": b'{"schema":1,"online":tr',
    "null": b"null",
    "list": b"[]",
    "text": b'"status"',
    "number": b"1",
}


def raw(channel: Channel) -> dict[str, Any]:
    """Return the first documented payload of a channel, open for damage."""
    payload = encode(next(iter(examples.messages(channel).values())))
    damaged: dict[str, Any] = json.loads(payload)
    return damaged


def paths(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the paths of all fields with a fixed name, of the first item where there are many."""
    if isinstance(value, list):
        return paths(value[0], (*path, 0)) if value else []
    if not isinstance(value, dict):
        return []
    found = [[(*path, name), *paths(inner, (*path, name))] for name, inner in value.items()]
    return [each for inner in found for each in inner]


@pytest.mark.parametrize("model", READERS)
@pytest.mark.parametrize("payload", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_message_is_refused(model: type[Record], payload: bytes) -> None:
    """No byte string makes a reader fail in any other way."""
    with pytest.raises(MalformedMessage):
        parse(model, payload)


@given(st.sampled_from(READERS), st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_payload_surprises_a_reader(model: type[Record], payload: bytes) -> None:
    """Any bytes and any JSON are refused, because each lacks what a message needs."""
    with pytest.raises(MalformedMessage):
        parse(model, payload)


REQUIRED = [
    (channel, name)
    for channel in Channel
    for name in raw(channel)
    if (channel, name) not in {(Channel.RECEIPTS, "quarantined"), (Channel.HEALTH, "signs")}
]


@pytest.mark.parametrize(("channel", "name"), REQUIRED)
def test_a_missing_field_is_refused_by_name(channel: Channel, name: str) -> None:
    """Every field of every message is needed, the schema number too; the error says which."""
    damaged = raw(channel)
    del damaged[name]
    with pytest.raises(MalformedMessage, match=f"^{name}"):
        parse(DELIVERIES[channel].model, json.dumps(damaged).encode())


WRONG_VALUES: list[tuple[Channel, str, object]] = [
    *[(channel, "schema", wrong) for channel in Channel for wrong in (0, 2, "1", 1.0, True, None)],
    *[(channel, "epoch", wrong) for channel in Channel for wrong in ("", "9F" * 16, "0" * 31, 0)],
    (Channel.STATUS, "online", "true"),
    (Channel.STATUS, "online", 1),
    (Channel.STATUS, "version", "v" * 64),
    (Channel.STATE, "ttl_s", 0),
    (Channel.STATE, "ttl_s", 3601),
    (Channel.STATE, "ttl_s", 150.0),
    (Channel.STATE, "clock", "estimated"),
    (Channel.STATE, "desks", []),
    (Channel.STATE, "desks", {"D1": {"state": "free", "since": "2026-03-02T07:00:00.000000Z"}}),
    (Channel.STATE, "desks", {"d1": {"state": "busy", "since": "2026-03-02T07:00:00.000000Z"}}),
    (Channel.STATE, "desks", {"d1": {"state": "free"}}),
    (Channel.STATE, "doors", {"main": {"open": 0, "since": "2026-03-02T07:00:00.000000Z"}}),
    (Channel.EVENTS, "first", 0),
    (Channel.EVENTS, "first", "1"),
    (Channel.EVENTS, "first", LARGEST + 1),
    (Channel.EVENTS, "events", []),
    (Channel.EVENTS, "events", {}),
    (Channel.RECEIPTS, "store", None),
    (Channel.RECEIPTS, "first", -1),
    (Channel.RECEIPTS, "last", LARGEST + 1),
    (Channel.RECEIPTS, "quarantined", [{"seq": 1}]),
    (Channel.RECEIPTS, "quarantined", [{"seq": 0, "reason": ""}]),
    (Channel.RECEIPTS, "quarantined", [{"seq": 1, "reason": "r" * (MAX_REASON_CHARS + 1)}]),
    (Channel.HEALTH, "cpu_c", "48"),
    (Channel.HEALTH, "cpu_c", True),
    (Channel.HEALTH, "disk_free_bytes", -1),
    (Channel.HEALTH, "disk_free_bytes", LARGEST + 1),
    (Channel.HEALTH, "outbox_rows", None),
    (Channel.HEALTH, "outbox_rows", 10**400),
    (Channel.HEALTH, "oldest_unsettled_s", -0.1),
    (Channel.HEALTH, "uptime_s", 10**400),
    (Channel.HEALTH, "throttled", "no"),
]


@pytest.mark.parametrize(("channel", "name", "wrong"), WRONG_VALUES)
def test_a_wrong_value_is_refused_by_name(channel: Channel, name: str, wrong: object) -> None:
    """A value of another type or outside its range is refused; nothing is coerced."""
    damaged = raw(channel) | {name: wrong}
    with pytest.raises(MalformedMessage, match=f"^{name}"):
        parse(DELIVERIES[channel].model, json.dumps(damaged).encode())


WRONG_TIMES = (
    "2026-03-02T07:00:00Z",
    "2026-03-02T07:00:00.000Z",
    "2026-03-02T07:00:00.000000+00:00",
    "2026-03-02T08:00:00.000000+01:00",
    "2026-03-02 07:00:00.000000Z",
    "2026-02-30T07:00:00.000000Z",
    "2026-03-02T24:00:00.000000Z",
    "2026-03-02T07:00:60.000000Z",
    "1969-12-31T23:59:59.999999Z",
    "2200-01-01T00:00:00.000000Z",
    "٢٠٢٦-03-02T07:00:00.000000Z",
    "2026-03-02T07:00:00.000000Z\n",
    1772434800,
    None,
)


@pytest.mark.parametrize("channel", [Channel.STATUS, Channel.STATE, Channel.HEALTH])
@pytest.mark.parametrize("at", WRONG_TIMES)
def test_a_time_in_another_form_is_refused(channel: Channel, at: object) -> None:
    """There is one way to write an instant."""
    damaged = raw(channel) | {"at": at}
    with pytest.raises(MalformedMessage, match=r"^at: "):
        parse(DELIVERIES[channel].model, json.dumps(damaged).encode())


def backwards(payload: dict[str, Any]) -> None:
    """Let a range end before it begins."""
    payload["first"], payload["last"] = 2, 1


def beyond(payload: dict[str, Any]) -> None:
    """Let the last event's number leave the range of numbers."""
    payload["first"] = LARGEST - 7


@pytest.mark.parametrize(
    ("model", "channel", "damage", "words"),
    [
        (Receipt, Channel.RECEIPTS, backwards, "first must not be above last"),
        (BatchEnvelope, Channel.EVENTS, beyond, "must not be above 9223372036854775807"),
    ],
)
def test_impossible_ranges_are_refused(
    model: type[Record], channel: Channel, damage: Callable[[dict[str, Any]], None], words: str
) -> None:
    """A range has an end, not before its beginning and not beyond what a store can hold."""
    payload = raw(channel)
    damage(payload)
    with pytest.raises(MalformedMessage, match=words):
        parse(model, json.dumps(payload).encode())


EVENTS: dict[str, dict[str, Any]] = {
    event.kind: EVENT.dump_python(event, mode="json") for event in examples.events()
}


OPTIONAL = [("clock",), ("reason",)]


def required_paths(kind: str) -> list[tuple[str | int, ...]]:
    """Return all fields of one kind but the optional ones and those that an operator names."""
    fixed = [path for path in paths(EVENTS[kind]) if len(path) == 1 or path[0] not in NAMED]
    return [path for path in fixed if path not in OPTIONAL]


@pytest.mark.parametrize(
    ("kind", "path"), [(kind, path) for kind in EVENTS for path in required_paths(kind)]
)
def test_an_event_without_one_of_its_fields_is_refused(
    kind: str, path: tuple[str | int, ...]
) -> None:
    """Every field of every kind is needed, but for the clock and for what a machine said."""
    event = json.loads(json.dumps(EVENTS[kind]))
    inner = event
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    with pytest.raises(MalformedMessage):
        parse_event(event, EVENTS[kind]["seq"])


WRONG_EVENTS: list[tuple[str, dict[str, object]]] = [
    ("stopped", {"kind": "paused"}),
    ("stopped", {"kind": None}),
    ("stopped", {"kind": ["stopped"]}),
    ("stopped", {"seq": 9.0}),
    ("stopped", {"seq": "9"}),
    ("stopped", {"seq": True}),
    ("stopped", {"seq": 10}),
    ("stopped", {"clock": "unsynced"}),
    ("fault", {"reason": None}),
    ("fault", {"reason": "two\nlines"}),
    ("fault", {"reason": "x" * 81}),
    ("stopped", {"clock": None}),
    ("started", {"boot": "FCDE2B2E"}),
    ("started", {"previous": {"epoch": "0" * 32, "last": -1}}),
    ("started", {"desks": {"d1": "busy"}}),
    ("started", {"desks": {"": "free"}}),
    ("started", {"doors": {"main": "closed"}}),
    ("desk", {"desk": "d1\n"}),
    ("desk", {"desk": "d" * 64}),
    ("desk", {"desk": "ä1"}),
    ("desk", {"desk": "-d1"}),
    ("desk", {"state": "FREE"}),
    ("desk", {"evidence": "<b>"}),
    ("desk", {"evidence": "e" * 64}),
    ("door", {"open": 1}),
    ("passage", {"direction": "through"}),
    ("alive", {"desks": None}),
    ("fault", {"problem": ""}),
    ("fault", {"problem": "no echo"}),
    ("lost", {"ranges": []}),
    ("lost", {"ranges": [{"epoch": "0" * 32, "first": 2, "last": 1}]}),
    ("lost", {"ranges": [{"epoch": "0" * 32, "first": 0, "last": 1}]}),
    ("lost", {"ranges": [{"epoch": "0" * 32, "first": 1, "last": 1}] * 1001}),
]


@pytest.mark.parametrize(("kind", "change"), WRONG_EVENTS)
def test_an_event_with_a_wrong_value_is_refused(kind: str, change: dict[str, object]) -> None:
    """Other types, words and ranges are refused; nothing is coerced."""
    with pytest.raises(MalformedMessage):
        parse_event(EVENTS[kind] | change, EVENTS[kind]["seq"])


@given(JSON)
def test_no_value_surprises_the_reader_of_events(value: object) -> None:
    """Whatever stands in a batch's list, one bad event is refused and the next can be read."""
    with pytest.raises(MalformedMessage):
        parse_event(value, 1)


@pytest.mark.parametrize("model", [EventBatch, BatchEnvelope])
def test_a_batch_has_at_most_500_events(model: type[EventBatch | BatchEnvelope]) -> None:
    """One event more than the limit, and the envelope is refused."""
    event = {"seq": 1, "kind": "stopped", "at": "2026-03-02T07:00:00.000000Z"}
    batch = raw(Channel.EVENTS) | {"events": [event] * 500}
    assert parse(model, json.dumps(batch).encode())
    batch["events"].append(event)
    with pytest.raises(MalformedMessage, match=r"^events: "):
        parse(model, json.dumps(batch).encode())


def test_one_malformed_event_leaves_the_envelope_readable() -> None:
    """The envelope judges no event: so neighbours of a malformed one are kept."""
    batch = raw(Channel.EVENTS) | {"first": 1, "events": [None, "x", 1e300, {"kind": []}]}
    assert len(parse(BatchEnvelope, json.dumps(batch).encode()).events) == 4


@given(st.text(), st.text())
def test_a_reason_is_short_and_plain(key: str, value: str) -> None:
    """A reason may quote the payload, so it can't carry line breaks, quotes or control signs."""
    event = EVENTS["alive"] | {"desks": {key: f"{value}!"}}
    with pytest.raises(MalformedMessage) as caught:
        parse_event(event, EVENTS["alive"]["seq"])
    reason = str(caught.value)
    assert 0 < len(reason) <= MAX_REASON_CHARS
    assert len(json.dumps(reason)) == len(reason) + 2
