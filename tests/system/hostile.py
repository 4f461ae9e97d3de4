"""What an enemy, a broken card or a stranger's program may publish: a catalogue, a generator."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from contract.events import DeskChanged, DeskState
from contract.messages import EventBatch, encode
from contract.topics import AgentAddress, Channel
from tests.contract.strategies import JSON, any_message

MEGABYTE: Final = 1024 * 1024
EPOCH: Final = "e" * 32
START: Final = datetime(2026, 3, 2, 7, tzinfo=UTC)
_AT: Final = "2026-03-02T07:00:00.000000Z"

UNREADABLE: Final = {
    "NUL": b"\0",
    "many NULs": b"\0" * 1000,
    "no UTF-8": b"\xff\xfe\x00\x80",
    "half a character": b'{"schema":1,"epoch":"\xc3"}',
    "half a surrogate": rb'{"schema":1,"version":"\ud800"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "NaN": b'{"schema":1,"first":NaN}',
    "Infinity": b'{"schema":-Infinity}',
    "an integer without end": b'{"schema":1' + b"0" * 60_000 + b"}",
    "a float without end": b'{"schema":1.' + b"0" * 60_000 + b"1}",
    "deeply nested lists": b"[" * 30_000,
    "deeply nested objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "nothing of ours": b"{}",
    "a list": b"[]",
    "a word": b"true",
    "a number": b"-1e400",
    "a text": b'"online"',
    "another schema": json.dumps({"schema": 2, "epoch": EPOCH, "at": _AT}).encode(),
    "the schema as text": json.dumps({"schema": "1", "epoch": EPOCH, "at": _AT}).encode(),
    "wrong types": json.dumps({"schema": 1, "epoch": 1, "at": [], "events": {}}).encode(),
    "duplicate keys": b'{"schema":1,"epoch":"' + EPOCH.encode() + b'","epoch":null,"epoch":[]}',
    "a doubled key": b'{"schema":1,"epoch":"' + EPOCH.encode() + b'","events":[0],"events":{}}',
    "markup": b"<script>alert(1)</script>",
    "SQL": b"'; DROP TABLE event; --",
    "a formula": b'=HYPERLINK("http://example.org")',
    "a log line": b"INFO all is well\r\n\x1b[2J\x1b]0;title\x07",
    "a binary": bytes(range(256)) * 8,
    "a megabyte of blanks": b" " * MEGABYTE,
    "a megabyte of text": b'{"schema":1,"version":"' + b"x" * MEGABYTE + b'"}',
    "a megabyte of brackets": b"[" * MEGABYTE,
}
"""Nothing of this is a message of any channel."""

MALFORMED_EVENTS: Final = (
    "null",
    "[]",
    '"event"',
    "1e308",
    "{}",
    '{"seq":1}',
    f'{{"seq":0,"kind":"stopped","at":"{_AT}"}}',
    f'{{"seq":true,"kind":"stopped","at":"{_AT}"}}',
    f'{{"kind":"exploded","at":"{_AT}"}}',
    f'{{"kind":"desk","at":"{_AT}","desk":"d1\'; DROP TABLE event","state":"free","evidence":""}}',
    '{"kind":"stopped","at":"0000-00-00T00:00:00.000000Z"}',
    '{"kind":"\\u0000","at":{"at":{"at":[[[[[[]]]]]]}}}',
    '{"kind":"alive","desks":{"d1":"free","../..":"free"},"doors":{}}',
    '{"x":"]},{[\\\\\\"","y":123456789012345678901234567890}',
)

_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    -1,
    0,
    2**63,
    10**400,
    1e308,
    float("nan"),
    float("-inf"),
    "",
    "\0",
    "\ud800",
    "x" * 100_000,
    "<script>",
    "'; DROP TABLE event; --",
    "9999-12-31T23:59:59.999999Z",
    [],
    {},
    {"": {"": {"": []}}},
    json.loads("[" * 150 + "]" * 150),
)


def a_batch(first: int, last: int, *, desk: str = "d1") -> bytes:
    """Write a batch of good events."""
    events = tuple(
        DeskChanged(
            seq=seq,
            at=START + timedelta(seconds=seq % 1000),
            desk=desk,
            state=DeskState.FREE,
            evidence="",
        )
        for seq in range(first, last + 1)
    )
    return encode(EventBatch(epoch=EPOCH, first=first, events=events))


def payloads(known: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Return payloads of every sort: garbage, messages, and messages that were tampered with."""
    messages = st.sampled_from(known) | any_message().map(encode)
    return st.one_of(
        st.binary(max_size=200),
        st.sampled_from(sorted(UNREADABLE.values())),
        JSON.map(lambda each: json.dumps(each).encode()),
        messages,
        messages.flatmap(_garbled),
        messages.flatmap(_retold),
    )


def topics(known: Sequence[AgentAddress]) -> st.SearchStrategy[str]:
    """Return topics of known agents, of made-up ones, and of nobody."""
    agents = st.sampled_from(known) | st.builds(AgentAddress, _NAMES, _NAMES)
    return st.builds(AgentAddress.topic, agents, st.sampled_from(Channel)) | st.text(max_size=30)


_NAMES: Final = st.sampled_from(["ghost", "a-b", "x" * 63, "X", "", "a/b", "ä", "a b", "+", "#"])


@st.composite
def _garbled(draw: st.DrawFn, message: bytes) -> bytes:
    """Cut, overwrite or double some bytes."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(message) - 1)))
        end = draw(st.integers(at, min(len(message), at + 20)))
        message = message[:at] + draw(st.binary(max_size=4)) + message[end:]
        if draw(st.booleans()):
            message += message[at:end]
    return message


@st.composite
def _retold(draw: st.DrawFn, message: bytes) -> bytes:
    """Put something strange in a place of the message, or say a field twice."""
    root = json.loads(message)
    node = root
    while True:
        places = list(node) if isinstance(node, dict) else range(len(node))
        place = draw(st.sampled_from(places))
        inner = node[place]
        if not (isinstance(inner, dict | list) and inner and draw(st.booleans())):
            break
        node = inner
    strange = draw(st.sampled_from(_VALUES) | JSON)
    if draw(st.booleans()):
        name = draw(st.sampled_from(list(root)))
        said_again = f",{json.dumps(name)}:{json.dumps(strange)}}}"
        return json.dumps(root).encode()[:-1] + said_again.encode()
    node[place] = strange
    return json.dumps(root).encode()
