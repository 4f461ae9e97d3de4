"""An MQTT client of a test's own: says anything on any topic, hears what it asked for."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

_PATIENCE_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as it came."""

    topic: str
    payload: bytes
    retained: bool


class Peer:
    """A connected client. `on_heard` is called in its network thread and must not block."""

    def __init__(self, host: str, port: int, on_heard: Callable[[Heard], None]) -> None:
        self._connected, self._subscribed = threading.Event(), threading.Event()
        self._on_heard = on_heard
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.on_connect = lambda *_: self._connected.set()
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        self._client.connect(host, port)
        self._client.loop_start()
        assert self._connected.wait(_PATIENCE_S), "the broker does not answer"

    def hear(self, topic_filter: str, qos: int = 1) -> None:
        """Subscribe, and return once the broker has agreed."""
        self._subscribed.clear()
        self._client.subscribe(topic_filter, qos)
        assert self._subscribed.wait(_PATIENCE_S), "the broker does not subscribe"

    def say(
        self,
        topic: str,
        payload: bytes,
        *,
        retain: bool = False,
        beside: Properties | None = None,
    ) -> None:
        """Publish at QoS 1, with properties or none, and return once the broker has it."""
        sent = self._client.publish(topic, payload, 1, retain, properties=beside)
        sent.wait_for_publish(_PATIENCE_S)

    def say_all(self, messages: Iterable[tuple[str, bytes]]) -> None:
        """Publish many at QoS 1, and return once the broker has the last."""
        infos = [self._client.publish(topic, payload, 1) for topic, payload in messages]
        for info in infos:
            info.wait_for_publish(_PATIENCE_S)

    def mention(self, topic: str, payload: bytes) -> None:
        """Publish at QoS 1 without waiting for anything."""
        self._client.publish(topic, payload, 1)

    def close(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()

    def _on_subscribe(
        self, _: mqtt.Client, __: object, ___: int, ____: list[ReasonCode], _____: Properties | None
    ) -> None:
        self._subscribed.set()

    def _on_message(self, _: mqtt.Client, __: object, message: mqtt.MQTTMessage) -> None:
        self._on_heard(Heard(message.topic, bytes(message.payload), message.retain))


@contextmanager
def a_peer(
    host: str, port: int, on_heard: Callable[[Heard], None] = lambda _: None
) -> Iterator[Peer]:
    """Lend a connected client."""
    peer = Peer(host, port, on_heard)
    try:
        yield peer
    finally:
        peer.close()
