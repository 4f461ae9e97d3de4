"""A program that floods: it publishes under one agent's topics as fast as the broker takes it.

    python -m tests.system.flooder HOST PORT SPACE/AGENT KIND [SECONDS]

KIND is one of KINDS. It prints a line once it has begun, and how many it sent at its end. Without
SECONDS it goes on until it is ended by its pid.
"""

import itertools
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from contract.events import Lost, SeqRange, Stopped
from contract.examples import state, status
from contract.limits import MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from contract.messages import EventBatch, encode
from contract.topics import AgentAddress, Channel
from hub.clock import SystemClock

ON_THE_WAY: Final = 200
Payloads = Iterator[tuple[Channel, bytes, bool]]
"""Channel, payload, retained."""


def _epoch() -> str:
    return secrets.token_hex(16)


def _tiny() -> bytes:
    stopped = Stopped(seq=1, at=SystemClock().wall())
    return encode(EventBatch(epoch=_epoch(), first=1, events=(stopped,)))


def _full() -> bytes:
    at = SystemClock().wall()
    events = tuple(Stopped(seq=seq, at=at) for seq in range(1, MAX_BATCH_EVENTS + 1))
    return encode(EventBatch(epoch=_epoch(), first=1, events=events))


def _lost() -> bytes:
    ranges = tuple(SeqRange(epoch=_epoch(), first=1, last=9) for _ in range(700))
    lost = Lost(seq=1, at=SystemClock().wall(), ranges=ranges)
    return encode(EventBatch(epoch=_epoch(), first=1, events=(lost,)))


def _again(channel: Channel, *payloads: bytes, retained: bool = False) -> Payloads:
    return ((channel, payload, retained) for payload in itertools.cycle(payloads))


def _fresh(channel: Channel, make: Callable[[], bytes], count: int) -> Payloads:
    return _again(channel, *(make() for _ in range(count)))


def _everything() -> Payloads:
    """Take turns between all of the others."""
    kinds = [make() for name, make in KINDS.items() if name != "everything"]
    for kind in itertools.cycle(kinds):
        yield from itertools.islice(kind, 50)


KINDS: Final[dict[str, Callable[[], Payloads]]] = {
    "states": lambda: _again(Channel.STATE, encode(state())),
    "kept-states": lambda: _again(Channel.STATE, encode(state()), retained=True),
    "large-states": lambda: _again(Channel.STATE, b"x" * MAX_BATCH_BYTES, retained=True),
    "wills": lambda: _again(Channel.STATUS, encode(status(online=False)), retained=True),
    "tiny-events": lambda: _fresh(Channel.EVENTS, _tiny, 500),
    "full-events": lambda: _fresh(Channel.EVENTS, _full, 20),
    "lost-events": lambda: _fresh(Channel.EVENTS, _lost, 5),
    "garbage-events": lambda: _again(Channel.EVENTS, b"x" * MAX_BATCH_BYTES),
    "everything": _everything,
}


def flood(host: str, port: int, address: AgentAddress, kind: str, seconds: float) -> int:
    """Publish for so long; return how many the broker took."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.max_inflight_messages_set(20)
    client.connect(host, port)
    client.loop_start()
    count, ends_s = 0, time.monotonic() + seconds
    print("flooding", flush=True)
    for channel, payload, retained in KINDS[kind]():
        client.publish(address.topic(channel), payload, 1, retained)
        count += 1
        while len(client._out_messages) > ON_THE_WAY:
            time.sleep(0.001)
        if time.monotonic() > ends_s:
            break
    client.disconnect()
    client.loop_stop()
    return count


def main(host: str, port: str, address: str, kind: str, seconds: str = "inf") -> None:
    """Flood, and tell how much."""
    space, agent = address.split("/")
    print(flood(host, int(port), AgentAddress(space, agent), kind, float(seconds)))


if __name__ == "__main__":
    main(*sys.argv[1:])
