"""The edge's connection to the broker. The only file of the edge that knows paho.

A supervising thread builds a new client for each connection, with a clean session and a will that
names the present epoch, and tears it down when it is lost, refused, asked for or found dead.
paho's callbacks only enqueue: an exception in one would end paho's thread without a word.
"""

import logging
import random
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from paho.mqtt.client import MQTT_ERR_SUCCESS, Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from contract.limits import MAX_BATCH_BYTES
from contract.retry import reconnect_wait_s
from contract.topics import AgentAddress, Channel
from edge.config import Mqtt

log = logging.getLogger(__name__)

MAX_QUEUED: Final = 100
"""Publishes that wait for a PUBACK in memory; more are refused to the caller."""
_PACKET_OVERHEAD_BYTES: Final = 256  # fixed header, topic and properties
_OWN_PACKET_BYTES: Final = 2 * MAX_BATCH_BYTES
_LASTING_S: Final = 60.0
_JOIN_S: Final = 5.0
_QOS: Final = {Channel.HEALTH: 0}
_RETAINED: Final = frozenset({Channel.STATUS, Channel.STATE, Channel.HEALTH})


@dataclass(frozen=True, slots=True)
class LinkUp:
    """Connected and subscribed; no payload may be larger than `max_payload_bytes`."""

    max_payload_bytes: int


@dataclass(frozen=True, slots=True)
class LinkDown:
    """Not connected, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class ReceiptCame:
    """A message on the receipts topic, not read yet."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class PublishRefused:
    """The broker took a message and threw it away, as on a denied topic."""

    reason: str


LinkEvent = LinkUp | LinkDown | ReceiptCame | PublishRefused


class MqttLink:
    """One agent's connection, kept up by a thread of its own."""

    def __init__(
        self, config: Mqtt, address: AgentAddress, enqueue: Callable[[LinkEvent], None]
    ) -> None:
        self._config = config
        self._address = address
        self._enqueue = enqueue
        self._will = b""
        self._client_id = ""
        self._max_payload_bytes = 0
        self._client: Client | None = None
        self._lost = threading.Event()
        self._stopping = threading.Event()
        self._promptly = threading.Event()
        self._thread = threading.Thread(target=self._supervise, name="mqtt-link", daemon=True)
        self._alive_s = time.monotonic()

    def silent_s(self) -> float:
        """Return for how many seconds the network thread gave no sign of life."""
        return time.monotonic() - self._alive_s

    def start(self, will: bytes) -> None:
        """Begin to connect; `will` is what the broker says when this connection dies."""
        self._will = will
        self._thread.start()

    def rebuild(self, will: bytes) -> None:
        """Tear the connection down and connect anew with this will."""
        self._will = will
        self._promptly.set()
        self._lost.set()

    def publish(self, channel: Channel, payload: bytes) -> bool:
        """Hand a message to the client; False if it takes none. Never blocks."""
        client = self._client
        if client is None:
            return False
        info = client.publish(
            self._address.topic(channel),
            payload,
            qos=_QOS.get(channel, 1),
            retain=channel in _RETAINED,
        )
        return info.rc == MQTT_ERR_SUCCESS

    def stop(self, timeout_s: float) -> None:
        """Disconnect in good order, so that the will is not sent, and end the thread."""
        self._stopping.set()
        self._lost.set()
        self._thread.join(timeout_s)

    def _supervise(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            self._promptly.clear()
            self._connect_once()
            lasted = time.monotonic() - began > _LASTING_S
            failures = 0 if lasted or self._promptly.is_set() else failures + 1
            self._stopping.wait(reconnect_wait_s(failures, random.random()))  # noqa: S311 - jitter

    def _connect_once(self) -> None:
        self._lost.clear()
        client = None
        try:
            client = self._open()
            self._watch()
        except (OSError, ValueError) as error:
            self._sign_of_life()
            self._enqueue(LinkDown(f"{self._config.host}:{self._config.port}: {error}"))
        finally:
            self._client = None
            if client is not None:
                _tear_down(client)

    def _open(self) -> Client:
        self._client_id = f"{self._address.space}-{self._address.agent}-{secrets.token_hex(4)}"
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        client.max_queued_messages_set(MAX_QUEUED)
        client.will_set(self._address.topic(Channel.STATUS), self._will, qos=1, retain=True)
        _identify(client, self._config)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        client.on_message = self._on_message
        client.connect(
            self._config.host,
            self._config.port,
            keepalive=self._config.keepalive_s,
            clean_start=True,
            properties=_connect_properties(),
        )
        client.loop_start()
        return client

    def _watch(self) -> None:
        """Wait until the connection is lost, or its thread found dead."""
        name = f"paho-mqtt-client-{self._client_id}"  # as paho names its thread
        while not self._lost.wait(1.0):
            if not any(thread.name == name for thread in threading.enumerate()):
                self._enqueue(LinkDown("the network thread died"))
                return

    # paho calls these in its network thread.

    def _on_connect(
        self, client: Client, _: object, __: ConnectFlags, reason: ReasonCode, properties: Any
    ) -> None:
        self._sign_of_life()
        if reason.is_failure:
            self._lose(f"refused: {reason}")
            return
        packet_bytes = getattr(properties, "MaximumPacketSize", None) or _OWN_PACKET_BYTES
        self._max_payload_bytes = packet_bytes - _PACKET_OVERHEAD_BYTES
        client.subscribe(self._address.topic(Channel.RECEIPTS), qos=1)

    def _on_subscribe(
        self, client: Client, _: object, __: int, reasons: list[ReasonCode], ___: Any
    ) -> None:
        self._sign_of_life()
        if any(reason.is_failure for reason in reasons):
            self._lose("the broker refuses the subscription to receipts")
        else:
            self._client = client
            self._enqueue(LinkUp(self._max_payload_bytes))

    def _on_disconnect(
        self, _: Client, __: object, ___: DisconnectFlags, reason: ReasonCode, ____: Any
    ) -> None:
        self._sign_of_life()
        self._lose(f"lost: {reason}")

    def _on_publish(
        self, _: Client, __: object, ___: int, reason: ReasonCode, ____: Properties
    ) -> None:
        self._sign_of_life()
        if reason.is_failure:
            self._enqueue(PublishRefused(str(reason)))

    def _on_message(self, _: Client, __: object, message: MQTTMessage) -> None:
        self._sign_of_life()
        self._enqueue(ReceiptCame(bytes(message.payload)))

    def _lose(self, reason: str) -> None:
        self._enqueue(LinkDown(reason))
        self._lost.set()

    def _sign_of_life(self) -> None:
        self._alive_s = time.monotonic()


def _identify(client: Client, config: Mqtt) -> None:
    """Read the secrets anew for each connection, so that a renewed one needs no restart."""
    if config.username is not None:
        password = config.password_file.read_text().strip() if config.password_file else None
        client.username_pw_set(config.username, password)
    if config.tls is not None:
        cert, key = config.tls.cert_file, config.tls.key_file
        client.tls_set(
            str(config.tls.ca_file),
            str(cert) if cert else None,
            str(key) if key else None,
        )


def _tear_down(client: Client) -> None:
    """Disconnect and join the network thread; one that hangs is left behind."""
    client.disconnect()
    joiner = threading.Thread(target=client.loop_stop, daemon=True)
    joiner.start()
    joiner.join(_JOIN_S)


def _connect_properties() -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho's
    properties.MaximumPacketSize = _OWN_PACKET_BYTES
    properties.SessionExpiryInterval = 0
    return properties
