"""A transport to a real broker, and what is said and heard on its topics."""

import queue
import socket
import time
from collections.abc import Callable

from contract.topics import AgentAddress, Channel
from edge.configuration.config import Mqtt
from edge.mqtt_session import MqttTransport
from edge.transport import Connected, Disconnected, TransportEvent
from tests.parts.mosquitto import BrokerConfig, Mosquitto
from tests.parts.peer import Heard, a_peer

PATIENCE_S = 30.0
ADDRESS = AgentAddress("hof", "pi-1")
STATUS, STATE = ADDRESS.topic(Channel.STATUS), ADDRESS.topic(Channel.STATE)
EVENTS, RECEIPTS = ADDRESS.topic(Channel.EVENTS), ADDRESS.topic(Channel.RECEIPTS)
WILL, OTHER_WILL, BIRTH, SENTINEL = b"will", b"other will", b"birth", b"sentinel"
NO_EVENTS = f"topic deny {EVENTS}\ntopic readwrite platzfrei/#\n"

BrokerMaker = Callable[[BrokerConfig], Mosquitto]


class Session:
    """A transport and what it has told, as the agent's inbox would hold it."""

    def __init__(self, host: str, port: int, **config: object) -> None:
        self.inbox: queue.Queue[TransportEvent] = queue.Queue()
        self.raises_once: type[TransportEvent] | None = None
        settings = Mqtt.model_validate({"host": host, "port": port, "keepalive_s": 5, **config})
        self.transport = MqttTransport(settings, ADDRESS, self._enqueue)

    def _enqueue(self, event: TransportEvent) -> None:
        if self.raises_once is not None and isinstance(event, self.raises_once):
            self.raises_once = None
            raise RuntimeError("somebody's callback failed")
        self.inbox.put(event)

    def next(self, kind: type[TransportEvent] | tuple[type[TransportEvent], ...]) -> TransportEvent:
        """Wait for the next event of a kind, or of some, and pass over others."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            event = self.inbox.get(timeout=max(0.01, deadline - time.monotonic()))
            if isinstance(event, kind):
                return event

    def up(self) -> Connected:
        event = self.next(Connected)
        assert isinstance(event, Connected)
        return event

    def down(self) -> str:
        event = self.next(Disconnected)
        assert isinstance(event, Disconnected)
        return event.reason

    @property
    def socket(self) -> socket.socket:
        """The socket of the present connection."""
        assert self.transport._connection is not None
        found = self.transport._connection._client.socket()
        assert isinstance(found, socket.socket)
        return found


SessionMaker = Callable[..., Session]


class Ear:
    """What a test hears on a topic."""

    def __init__(self) -> None:
        self.heard: queue.Queue[Heard] = queue.Queue()

    def next(self) -> bytes:
        return self.heard.get(timeout=PATIENCE_S).payload


def say(broker: Mosquitto, topic: str, payload: bytes) -> None:
    with a_peer(broker.host, broker.port) as peer:
        peer.say(topic, payload)


def kept(broker: Mosquitto, topic: str) -> list[Heard]:
    """Return what the broker keeps retained on a topic; a sentinel says that this was all."""
    heard: queue.Queue[Heard] = queue.Queue()
    with a_peer(broker.host, broker.port, heard.put) as peer:
        peer.hear(topic)
        peer.say(topic, SENTINEL)
        return list(iter(lambda: heard.get(timeout=PATIENCE_S), Heard(topic, SENTINEL, False)))
