"""Judging an `events` payload: what is accepted, what is quarantined, and with which bytes."""

import json
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.events import Event
from contract.limits import LARGEST_INT, MAX_BATCH_BYTES, MAX_BATCH_EVENTS, MAX_REASON_CHARS
from contract.messages import EventBatch, MalformedMessage, Quarantined, encode, parse_event
from contract.topics import AgentAddress
from hub.domain.assignment import Own
from hub.domain.intake import (
    Batch,
    _judged_at_once,
    _judged_one_by_one,
    joined,
    judge,
    raw_elements,
)
from tests.contract.strategies import JSON, any_event

ADDRESS = AgentAddress("bahnhof", "pi-1")
SCOPE = Own(desks=frozenset({"d1", "d2"}), doors=frozenset({"main"}))
EPOCH = "a" * 32
AT = '"at":"2026-03-02T07:00:00.000000Z"'


def event(seq: int = 1, **fields: object) -> bytes:
    """Write a good desk event, or one with these fields instead."""
    good = {
        "seq": seq,
        "kind": "desk",
        "at": "2026-03-02T07:00:00.000000Z",
        "desk": "d1",
        "state": "free",
        "evidence": "motion",
    }
    return json.dumps(good | fields).encode()


def payload(*events: bytes, first: int = 1) -> bytes:
    """Write a readable envelope around raw events."""
    head = f'{{"schema":1,"epoch":"{EPOCH}","first":{first},"events":['
    return head.encode() + b",".join(events) + b"]}"


def judged(*events: bytes, first: int = 1) -> Batch:
    """Judge raw events in a readable envelope."""
    return judge(payload(*events, first=first), ADDRESS, SCOPE)


def test_a_good_batch_is_accepted_in_order() -> None:
    """Every event of a good batch is accepted, and the batch says what it covers."""
    batch = judged(event(7), event(8), first=7)
    assert [one.seq for one in batch.events] == [7, 8]
    assert (batch.address, batch.epoch, batch.first, batch.last) == (ADDRESS, EPOCH, 7, 8)
    assert batch.quarantined == ()


def test_a_malformed_event_does_not_block_its_neighbours() -> None:
    """One bad event is set aside under its number; those around it are accepted."""
    batch = judged(event(1), b'{"seq":2}', event(3))
    assert [one.seq for one in batch.events] == [1, 3]
    assert [(one.seq, one.raw) for one in batch.quarantined] == [(2, b'{"seq":2}')]


HOSTILE_EVENTS = {
    "null": b"null",
    "a number": b"-1.5e+3",
    "more digits than an int may have": b"[" + b"9" * 4250 + b"]",
    "a float of many digits": b"0." + b"7" * 4000,
    "an empty object": b"{}",
    "brackets in a string": rb'{"seq":1,"x":"]},\"[{ \\"}',
    "brackets in a name": b'{"]":1,"}":[[[{}]]]}',
    "deeply nested": b"[" * 150 + b"]" * 150,
    "unicode": '{"kind":"schön – 席","seq":1}'.encode(),
    "escaped surrogates": rb'"\ud83e\udd14"',
    "escaped NUL": rb'{"kind":"\u0000"}',
    "white space": b'{ \t\r\n "seq" :\n1 }',
    "duplicate keys": b'{"seq":1,"seq":2,"kind":"desk","kind":"door"}',
    "another batch": payload(b"null"),
    "an unknown kind": b'{"seq":1,"kind":"exploded",' + AT.encode() + b"}",
    "another number than its place": event(9),
    "a number too large": event(seq=2**63),
    "a true for a number": event(seq=True),
    "a time without a zone": event(at="2026-03-02T07:00:00.000000"),
    "the 30th of February": event(at="2026-02-30T07:00:00.000000Z"),
    "a far year": event(at="9999-01-01T00:00:00.000000Z"),
    "a hostile id": event(desk="d1'; DROP TABLE event"),
    "evidence with markup": event(evidence="<script>"),
    "evidence with NUL": event(evidence="a\0b"),
}


@pytest.mark.parametrize("raw", HOSTILE_EVENTS.values(), ids=HOSTILE_EVENTS)
@pytest.mark.parametrize("space", [b"", b" ", b"\r\n\t "], ids=["tight", "spaced", "lines"])
def test_a_malformed_event_keeps_its_exact_bytes(raw: bytes, space: bytes) -> None:
    """What is quarantined is what came, byte for byte, without the white space around it."""
    batch = judged(space + event(1) + space, space + raw + space, space + event(3) + space)
    (aside,) = batch.quarantined
    assert (aside.seq, aside.raw) == (2, raw)
    assert [one.seq for one in batch.events] == [1, 3]


def test_the_bytes_are_those_of_the_key_that_counts() -> None:
    """Of two `events`, however spelled, the last is judged, and its bytes are cut."""
    head = f'{{"schema":1,"epoch":"{EPOCH}","first":1,'.encode()
    both = head + rb'"\u0065vents":["old",2] , "nested":{"events":["no"]}, "events":[ "new" ] }'
    (aside,) = judge(both, ADDRESS, SCOPE).quarantined
    assert aside.raw == b'"new"'


@pytest.mark.parametrize("other", [b"{}", b'{"events":[1,2]}', b"7", b'"["', b"null", b"[[1],2]"])
def test_a_doubled_key_may_have_any_value_before(other: bytes) -> None:
    """The last one counts, and its event is set aside by its number: so there is a receipt."""
    head = f'{{"schema":1,"epoch":"{EPOCH}","first":1,"events":'.encode()
    batch = judge(head + other + b', "events": [0]}', ADDRESS, SCOPE)
    assert [(one.seq, one.raw) for one in batch.quarantined] == [(1, b"0")]
    with pytest.raises(MalformedMessage, match="events: Input should be"):
        judge(head + b'[0],"events":{"0":0}}', ADDRESS, SCOPE)


MEMBERS = st.tuples(
    st.sampled_from(["events", r"\u0065vents", "first", "schema", "epoch", "x", ""]),
    JSON.map(lambda value: json.dumps(value, ensure_ascii=False))
    | st.sampled_from(["1", f'"{EPOCH}"', "[0]", '[{"seq":1}]', "[1e999]", "[-0.0]", "[[]]"]),
)
SPACES = st.sampled_from(["", " ", "\n\t", "\r\n", "\ufeff", "\0", "\x0b"])


@given(st.lists(MEMBERS, max_size=6), SPACES, SPACES, st.binary(max_size=3), st.randoms())
def test_every_payload_is_judged_or_refused(
    more: list[tuple[str, str]], before: str, after: str, garbage: bytes, chance: Random
) -> None:
    """Whatever the order, doubling, spelling, spacing or damage: each number has its fate."""
    members = [("schema", "1"), ("epoch", f'"{EPOCH}"'), ("first", "1"), ("events", "[0]"), *more]
    chance.shuffle(members)
    text = f",{after}".join(f'"{key}"{before}:{after}{value}' for key, value in members)
    whole = f"{before}{{{text}{after}}}{before}".encode()
    place = chance.randrange(len(whole))
    for raw in (whole, whole[:place] + garbage + whole[place + 1 :]):
        try:
            batch = judge(raw, ADDRESS, SCOPE)
        except MalformedMessage:
            continue
        fates = [one.seq for one in (*batch.events, *batch.quarantined)]
        assert sorted(fates) == list(range(batch.first, batch.last + 1))


def test_the_bytes_are_found_behind_unknown_fields() -> None:
    """Fields that nobody knows may stand anywhere, with any content."""
    strange = f'{{"x":"]}}{{[","events":["bad"],"y":[{{"events":[1]}}],"z":1e300,{AT},'.encode()
    envelope = strange + f'"schema":1,"first":1,"epoch":"{EPOCH}"}}'.encode()
    (aside,) = judge(envelope, ADDRESS, SCOPE).quarantined
    assert aside.raw == b'"bad"'


@given(
    st.lists(JSON.map(lambda each: json.dumps(each, ensure_ascii=False)), max_size=8),
    st.sampled_from(["", " ", "\n\t", "\r\n"]),
)
def test_cutting_undoes_joining(elements: list[str], space: str) -> None:
    """Whatever JSON is joined into an array is cut out of it again."""
    array = f"{space},{space}".join(elements)
    text = f'{{{space}"a"{space}:{space}1{space},"events":{space}[{space}{array}{space}]{space}}}'
    assert raw_elements(text.encode(), "events") == [one.encode() for one in elements]


@pytest.mark.parametrize("kind", ['"door","open":true', '"passage","direction":"in"'])
def test_what_is_this_agents_own_is_accepted(kind: str) -> None:
    """An event of a door that hub.toml gives to the agent."""
    batch = judged(f'{{"seq":1,{AT},"door":"main","kind":{kind}}}'.encode())
    assert ([one.seq for one in batch.events], batch.quarantined) == ([1], ())


FOREIGN = {
    "a desk": event(desk="d9"),
    "a desk of the longest name": event(desk="d" * 63),
    "a door": f'{{"seq":1,"kind":"door",{AT},"door":"back","open":true}}'.encode(),
    "a passage": f'{{"seq":1,"kind":"passage",{AT},"door":"back","direction":"in"}}'.encode(),
}


@pytest.mark.parametrize("raw", FOREIGN.values(), ids=FOREIGN)
def test_what_is_not_this_agents_is_quarantined(raw: bytes) -> None:
    """An event for a desk or door of somebody else is set aside, with a reason that says so."""
    (aside,) = judged(raw).quarantined
    assert "not this agent's" in aside.reason


@pytest.mark.parametrize("kind", ["alive", "started"])
def test_foreign_ids_in_a_snapshot_are_tolerated(kind: str) -> None:
    """A snapshot that also names a desk since moved to another agent still counts."""
    started = f',"boot":"{EPOCH}","previous":null' if kind == "started" else ""
    raw = f'{{"seq":1,"kind":"{kind}",{AT}{started},"desks":{{"d9":"free"}},"doors":{{"x":true}}}}'
    assert judged(raw.encode()).quarantined == ()


@pytest.mark.parametrize("raw", [*HOSTILE_EVENTS.values(), *FOREIGN.values()])
def test_every_reason_fits_a_receipt(raw: bytes) -> None:
    """Whatever was wrong, the receipt can say it: short and printable."""
    for aside in judged(raw).quarantined:
        assert Quarantined(seq=aside.seq, reason=aside.reason).reason
        assert len(aside.reason) <= MAX_REASON_CHARS
        assert aside.reason.isprintable()


UNREADABLE = {
    "nothing": b"",
    "no JSON": b"\xff\xfe",
    "bad UTF-8": payload(b'"\xc3\x28"'),
    "a byte order mark": b"\xef\xbb\xbf" + payload(event()),
    "NaN": payload(b"NaN"),
    "Infinity": payload(b'{"x":-Infinity}'),
    "a raw NUL": payload(b'"\0"'),
    "half a surrogate": payload(rb'"\ud800"'),
    "too deeply nested": payload(b"[" * 5000 + b"]" * 5000),
    "an integer without end": payload(b"9" * 60_000),
    "cut off": payload(event())[:-2],
    "followed by more": payload(event()) + b"{}",
    "a list": b"[" + payload(event()) + b"]",
    "no schema": payload(event()).replace(b'"schema":1,', b""),
    "another schema": payload(event()).replace(b'"schema":1', b'"schema":2'),
    "a schema of another type": payload(event()).replace(b'"schema":1', b'"schema":true'),
    "no epoch": payload(event()).replace(EPOCH.encode(), b""),
    "an epoch in capitals": payload(event()).replace(b"a" * 32, b"A" * 32),
    "first 0": payload(event(), first=0),
    "first below 0": payload(event(), first=-1),
    "numbers beyond the last": payload(event(), event(), first=LARGEST_INT),
    "no events": payload(),
    "events that are no list": payload(event()).replace(b"[", b'"').replace(b"]", b'"'),
    "too many events": payload(*[b"1"] * (MAX_BATCH_EVENTS + 1)),
    "too many bytes": payload(b'"' + b"x" * MAX_BATCH_BYTES + b'"'),
}


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_envelope_is_refused(raw: bytes) -> None:
    """Without an envelope nothing can be numbered, so nothing of it is judged."""
    with pytest.raises(MalformedMessage):
        judge(raw, ADDRESS, SCOPE)


@given(st.lists(any_event() | JSON, min_size=1, max_size=6), st.integers(1, LARGEST_INT - 6))
def test_every_number_ends_in_one_of_the_two(raws: list[Any], first: int) -> None:
    """From first to last, each number is accepted or quarantined, never both, never neither."""
    written = [_renumbered(raw, seq) for seq, raw in enumerate(raws, start=first)]
    batch = judged(*written, first=first)
    accepted = [one.seq for one in batch.events]
    aside = [one.seq for one in batch.quarantined]
    assert sorted(accepted + aside) == list(range(first, first + len(raws)))
    assert [one.raw for one in batch.quarantined] == [written[seq - first] for seq in aside]


def _renumbered(raw: Any, seq: int) -> bytes:
    if isinstance(raw, Event):
        return encode(raw.model_copy(update={"seq": seq}))
    return json.dumps(raw).encode()


@dataclass(frozen=True)
class Everything:
    """A scope that holds every desk and door."""

    def __contains__(self, _: object) -> bool:
        return True


@given(any_event())
def test_a_good_event_is_accepted_as_it_is(good: Event) -> None:
    """What the contract can say is accepted, equal in every field."""
    scope = Own(Everything(), Everything())  # type: ignore[arg-type]  # only asked for `in`
    batch = EventBatch(epoch=EPOCH, first=good.seq, events=(good,))
    assert judge(encode(batch), ADDRESS, scope).events == (good,)
    assert parse_event(json.loads(encode(good)), good.seq) == good


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(1, 9), st.integers(1, 3)), max_size=12))
def test_joining_keeps_every_number_and_the_order_of_an_epoch(
    cuts: list[tuple[int, int, int]],
) -> None:
    """What an epoch is given, number by number, is the same; only neighbours stand together."""
    batches = [
        Batch(AgentAddress("hof", "pi"), f"{epoch:032x}", first, first + length - 1, (), ())
        for epoch, first, length in cuts
    ]
    together = joined(batches)
    for epoch in {one.epoch for one in batches}:
        numbers = [
            [seq for one in some if one.epoch == epoch for seq in range(one.first, one.last + 1)]
            for some in (batches, together)
        ]
        assert numbers[0] == numbers[1]
        own = [one for one in together if one.epoch == epoch]
        assert all(one.last + 1 != after.first for one, after in pairwise(own))


def test_no_batch_is_joined_beyond_what_may_be_sent() -> None:
    """A receipt names every quarantined event, and must fit into a message."""
    half = MAX_BATCH_EVENTS // 2
    firsts = range(1, 4 * half, half)
    address = AgentAddress("hof", "pi")
    batches = [Batch(address, "e" * 32, first, first + half - 1, (), ()) for first in firsts]
    spans = [(1, MAX_BATCH_EVENTS), (MAX_BATCH_EVENTS + 1, 2 * MAX_BATCH_EVENTS)]
    assert [(one.first, one.last) for one in joined(batches)] == spans


@given(
    st.lists(any_event(), min_size=1, max_size=3),
    st.lists(MEMBERS, max_size=3),
    st.lists(MEMBERS, max_size=2),
    st.randoms(),
)
def test_read_at_once_is_read_one_by_one(
    events: list[Event],
    before: list[tuple[str, str]],
    within: list[tuple[str, str]],
    random: Random,
) -> None:
    """Whatever a payload holds, twice or nested: what is read in one step is what parts say."""
    units = [
        getattr(one, name) for one in events for name in ("desk", "door") if hasattr(one, name)
    ]
    own = Own(frozenset(units), frozenset(units))
    numbered = [one.model_copy(update={"seq": seq}) for seq, one in enumerate(events, start=1)]
    extra = "".join(f',"{name}":{value}' for name, value in within)
    texts = [encode(one).decode()[:-1] + extra + "}" for one in numbered]
    members = [*before, ("schema", "1"), ("epoch", f'"{EPOCH}"'), ("first", "1")]
    members.append(("events", f"[{','.join(texts)}]"))
    random.shuffle(members)
    text = "{" + ",".join(f'"{name}":{value}' for name, value in members) + "}"
    at_once = _judged_at_once(text.encode(), ADDRESS, own)
    if at_once is not None:
        assert at_once == _judged_one_by_one(text.encode(), ADDRESS, own)


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "[NaN]"])
def test_what_is_no_json_is_no_batch(word: str) -> None:
    """Also where nobody asks for its value."""
    text = f'{{"schema":1,"epoch":"{EPOCH}","first":1,"x":{word},"events":[{event(1).decode()}]}}'
    with pytest.raises(MalformedMessage):
        judge(text.encode(), ADDRESS, SCOPE)
    fine = text.replace(word, f'"{word}"', 1)
    assert len(judge(fine.encode(), ADDRESS, SCOPE).events) == 1
