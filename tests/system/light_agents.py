"""Agents in order without a Pi: they say what edges say, at an even pace, and time the answers.

Each changes one desk again and again: a state, and an event that is sent again after five seconds
without a receipt. Measured is from just before the two are published: until the receipt, and until
the visitors' stream shows the desk.
"""

import http.client
import json
import secrets
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException
from typing import Final
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from contract.events import DeskChanged, DeskState
from contract.messages import (
    DeskNow,
    EventBatch,
    Receipt,
    State,
    StateClock,
    Status,
    encode,
    parse,
)
from contract.topics import AgentAddress, Channel
from hub.clock import SystemClock
from tests.parts.mosquitto import Mosquitto

RESEND_S: Final = 5.0
DESK: Final = "d1"
_DATA: Final = b"data: "


@dataclass
class Timed:
    """Instants of CLOCK_MONOTONIC by space and event number."""

    said: dict[tuple[str, int], float] = field(default_factory=dict)
    stored: dict[tuple[str, int], float] = field(default_factory=dict)
    shown: dict[tuple[str, int], float] = field(default_factory=dict)

    def to_store_s(self) -> list[float]:
        """Return how long each event took to its receipt."""
        return [self.stored[key] - at_s for key, at_s in self.said.items() if key in self.stored]

    def to_page_s(self) -> list[float]:
        """Return how long each state took to the stream."""
        return [self.shown[key] - at_s for key, at_s in self.said.items() if key in self.shown]

    def unsettled(self, of: Collection[str] | None = None) -> list[tuple[str, int]]:
        """Return the events without a receipt, `of` these spaces or all."""
        keys = [key for key in list(self.said) if key not in self.stored]
        return [key for key in keys if of is None or key[0] in of]


class LightAgent:
    """One agent: its connection, its epoch and what has no receipt yet."""

    def __init__(self, broker: Mosquitto, address: AgentAddress, timed: Timed) -> None:
        self.address = address
        self._timed = timed
        self._epoch = secrets.token_hex(16)
        self._seq = 0
        self._waiting: dict[int, tuple[bytes, float]] = {}
        self._since: dict[int, datetime] = {}
        self._client = client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        client.will_set(address.topic(Channel.STATUS), self._status(online=False), 1, retain=True)
        client.on_connect = self._on_connect
        client.on_message = self._on_message
        client.connect(broker.host, broker.port)
        client.loop_start()

    def change(self) -> None:
        """Let the desk change: odd numbers are occupied."""
        self._seq += 1
        seq, at = self._seq, SystemClock().wall()
        desk = DeskState.OCCUPIED if seq % 2 else DeskState.FREE
        event = DeskChanged(seq=seq, at=at, desk=DESK, state=desk, evidence="")
        payload = encode(EventBatch(epoch=self._epoch, first=seq, events=(event,)))
        self._waiting[seq] = (payload, time.monotonic() + RESEND_S)
        self._timed.said[self.address.space, seq] = time.monotonic()
        self._publish(Channel.STATE, encode(self._state(desk, at)), retain=True)
        self._publish(Channel.EVENTS, payload)

    def send_again(self) -> None:
        """Send again what has had no receipt for too long."""
        now_s = time.monotonic()
        for seq, (payload, due_s) in list(self._waiting.items()):
            if due_s <= now_s:
                self._waiting[seq] = (payload, now_s + RESEND_S)
                self._publish(Channel.EVENTS, payload)

    def die(self) -> None:
        """Vanish as in a power cut: the broker publishes the will."""
        sock = self._client.socket()
        assert sock is not None
        self._client.loop_stop()
        sock.close()

    def end(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()

    def _publish(self, channel: Channel, payload: bytes, *, retain: bool = False) -> None:
        self._client.publish(self.address.topic(channel), payload, 1, retain)

    def _status(self, *, online: bool) -> bytes:
        at = SystemClock().wall()
        return encode(Status(online=online, epoch=self._epoch, version="1", at=at))

    def _state(self, desk: DeskState, at: datetime) -> State:
        return State(
            epoch=self._epoch,
            at=at,
            ttl_s=150,
            clock=StateClock.SYNCED,
            desks={DESK: DeskNow(state=desk, since=at)},
            doors={},
        )

    def _on_connect(self, client: mqtt.Client, *_: object) -> None:
        client.subscribe(self.address.topic(Channel.RECEIPTS), 1)
        self._publish(Channel.STATUS, self._status(online=True), retain=True)

    def _on_message(self, _: mqtt.Client, __: object, message: mqtt.MQTTMessage) -> None:
        receipt, now_s = parse(Receipt, bytes(message.payload)), time.monotonic()
        for seq in range(receipt.first, receipt.last + 1):
            if receipt.epoch == self._epoch and self._waiting.pop(seq, None) is not None:
                self._timed.stored[self.address.space, seq] = now_s


class Viewer(threading.Thread):
    """One visitor's stream of all spaces, which notes when what was said is shown."""

    def __init__(self, address: str, timed: Timed) -> None:
        super().__init__(daemon=True)
        self._timed = timed
        self.shown: dict[str, str] = {}
        """The newest state of the desk, by space."""
        self._reached: dict[str, int] = {}
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
        self._connection.request("GET", "/api/v1/stream")
        self._answer = self._connection.getresponse()

    def run(self) -> None:
        """Note every snapshot until the stream ends with the hub."""
        with closing(self._connection), closing(self._answer), suppress(OSError, HTTPException):
            for line in self._answer:
                if line.startswith(_DATA):
                    snapshot, now_s = json.loads(line.removeprefix(_DATA)), time.monotonic()
                    self._note(snapshot["space"], snapshot["detail"].get(DESK), now_s)

    def _note(self, space: str, state: str, now_s: float) -> None:
        """A snapshot shows all changes up to the newest that makes the desk what it is."""
        self.shown[space] = state
        said = [seq for name, seq in list(self._timed.said) if name == space]
        newest = max((seq for seq in said if state == _state_of(seq)), default=0)
        for seq in range(self._reached.get(space, 0) + 1, newest + 1):
            self._timed.shown[space, seq] = now_s
        self._reached[space] = max(newest, self._reached.get(space, 0))


def _state_of(seq: int) -> str:
    return "occupied" if seq % 2 else "free"


@contextmanager
def light_agents(
    broker: Mosquitto, addresses: Sequence[AgentAddress], timed: Timed
) -> Iterator[list[LightAgent]]:
    """Run agents, and end them."""
    agents = [LightAgent(broker, address, timed) for address in addresses]
    try:
        yield agents
    finally:
        for agent in agents:
            agent.end()


def pace(agents: Sequence[LightAgent], seconds: float, every_s: float) -> None:
    """Let each change its desk every so often, evenly spread, for so long."""
    began = time.monotonic()
    steps = int(seconds / every_s * len(agents))
    for step in range(steps):
        time.sleep(max(0.0, began + step * every_s / len(agents) - time.monotonic()))
        agents[step % len(agents)].change()
        if step % len(agents) == 0:
            for agent in agents:
                agent.send_again()


def settle(
    agents: Sequence[LightAgent],
    timed: Timed,
    within_s: float,
    of: Collection[str] | None = None,
) -> bool:
    """Send again until everything has its receipt; false if that takes longer."""
    ends_s = time.monotonic() + within_s
    while timed.unsettled(of) and time.monotonic() < ends_s:
        for agent in agents:
            agent.send_again()
        time.sleep(0.05)
    return not timed.unsettled(of)
