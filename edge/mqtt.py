"""One connection of the edge to the broker. The only file of the edge that knows paho.

A connection lives from its CONNECT until it is lost, refused or found dead, with a clean session
and a will; `edge/mqtt_session.py` makes the next one. paho's callbacks only enqueue: an exception
in one would end paho's thread without a word. Beside it stands the login that `check` tries.
"""

import logging
import secrets
import socket
import ssl
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, Final

from paho.mqtt.client import MQTT_ERR_SUCCESS, Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from contract import broker_words
from contract.broker_words import Door, Trouble
from contract.deliveries import DELIVERIES
from contract.limits import MAX_BATCH_BYTES
from contract.topics import AgentAddress, Channel
from edge.configuration.config import Mqtt
from edge.transport import (
    Connected,
    Disconnected,
    HealthHeard,
    PublishRefused,
    ReceiptReceived,
    TransportEvent,
)

log = logging.getLogger(__name__)

MAX_QUEUED: Final = 100
"""Publishes that wait for a PUBACK in memory; more are refused to the caller."""
_PACKET_OVERHEAD_BYTES: Final = 256  # fixed header, topic and properties
_OWN_PACKET_BYTES: Final = 2 * MAX_BATCH_BYTES
_IN_FLIGHT: Final = 8
"""Below any broker's Receive Maximum (MQTT 5, 3.3.4), which paho does not look at."""
_JOIN_S: Final = 5.0
_LOOK_S: Final = 5.0
"""How often it is seen whether the network thread lives; each look wakes a core that rests."""
_MOST_REST_S: Final = 5.0
"""So long the network thread rests at most when nothing comes."""
_TRIAL_S: Final = 10.0
_RETAINED_ALONE: Final = SubscribeOptions(qos=0, noLocal=True)
"""What the broker retains of this agent is heard once a connection, and never what is said now."""


class _RestingClient(Client):
    """paho's client, which looks for its keepalive now and then instead of every second."""

    rest_s = 1.0

    def loop_forever(
        self, timeout: float = 1.0, retry_first_connection: bool = False
    ) -> MQTTErrorCode:
        """Run the network as paho does, which calls this in its thread."""
        return super().loop_forever(max(timeout, self.rest_s), retry_first_connection)


class Connection:
    """One client from its CONNECT to its end; what it says after that is not heard."""

    def __init__(
        self,
        config: Mqtt,
        address: AgentAddress,
        client_id: str,
        tell: Callable[[TransportEvent | None], None],
    ) -> None:
        self._config = config
        self._address = address
        self._tell_transport = tell
        self._max_payload_bytes = 0
        self._is_ready = False
        self._is_closed = False
        self._lost = threading.Event()
        self._network: threading.Thread | None = None
        self._client = _RestingClient(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        self._client.rest_s = min(_MOST_REST_S, config.keepalive_s / 4)

    def open(self, will: bytes) -> None:
        """Send the CONNECT and start the network thread. Raises OSError and ValueError."""
        client = self._client
        client.max_inflight_messages_set(_IN_FLIGHT)
        client.max_queued_messages_set(MAX_QUEUED)
        client.will_set(self._address.topic(Channel.STATUS), will, qos=1, retain=True)
        _identify(client, self._config)
        client.on_socket_open = _send_at_once
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
        self._network = _start_network(client)

    def wait(self) -> None:
        """Return once the connection is lost, or its network thread found dead."""
        while not self._lost.wait(_LOOK_S):
            if self._network is None or not self._network.is_alive():  # None: it died at once
                self.lose("the network thread died")

    def lose(self, reason: str) -> None:
        """Say once why this connection is over, and let it be closed."""
        if not self._lost.is_set():
            self._tell(Disconnected(reason))
        self._lost.set()

    def publish(self, channel: Channel, payload: bytes) -> bool:
        """Hand a message to the client; False if it takes none."""
        if not self._is_ready:
            return False
        if len(payload) > self._max_payload_bytes:
            log.error("%s: %d bytes are more than the broker takes", channel, len(payload))
            return False
        delivery = DELIVERIES[channel]
        published = self._client.publish(
            self._address.topic(channel), payload, qos=delivery.qos, retain=delivery.retained
        )
        return published.rc == MQTT_ERR_SUCCESS

    def close(self) -> None:
        """Disconnect and join the network thread; one that hangs is left without its socket."""
        self._is_closed, self._is_ready = True, False
        self._client.disconnect()  # the network thread ends once it has sent that
        if self._network is not None:
            self._network.join(_JOIN_S)
        rest = self._client.socket()
        if rest is not None:
            rest.close()

    def _tell(self, event: TransportEvent | None = None) -> None:
        if not self._is_closed:
            self._tell_transport(event)

    # paho calls these in its network thread.

    def _on_connect(
        self, client: Client, _: object, __: ConnectFlags, reason: ReasonCode, properties: Any
    ) -> None:
        self._tell()
        if reason.is_failure:
            self.lose(f"refused: {reason}")
            return
        packet_bytes = getattr(properties, "MaximumPacketSize", None) or _OWN_PACKET_BYTES
        self._max_payload_bytes = packet_bytes - _PACKET_OVERHEAD_BYTES
        client.subscribe(self._address.topic(Channel.RECEIPTS), qos=1)
        client.subscribe(self._address.topic(Channel.HEALTH), options=_RETAINED_ALONE)

    def _on_subscribe(
        self, _: Client, __: object, ___: int, reasons: list[ReasonCode], ____: Any
    ) -> None:
        if self._is_ready:  # the second: a broker may keep health from agents
            self._tell()
        elif any(reason.is_failure for reason in reasons):
            self.lose("the broker refuses the subscription to receipts")
        elif not self._lost.is_set():
            self._is_ready = True
            broker = f"{self._config.host}:{self._config.port}"
            self._tell(Connected(self._max_payload_bytes, broker))

    def _on_disconnect(
        self, _: Client, __: object, ___: DisconnectFlags, reason: ReasonCode, ____: Any
    ) -> None:
        self.lose(f"lost: {reason}")

    def _on_publish(
        self, _: Client, __: object, ___: int, reason: ReasonCode, ____: Properties
    ) -> None:
        self._tell(PublishRefused(str(reason)) if reason.is_failure else None)

    def _on_message(self, _: Client, __: object, message: MQTTMessage) -> None:
        payload = bytes(message.payload)
        if message.topic != self._address.topic(Channel.HEALTH):
            self._tell(ReceiptReceived(payload))
        elif message.retain:  # a second agent's under this id isn't an earlier run's
            self._tell(HealthHeard(payload))


def try_login(
    config: Mqtt, address: AgentAddress, status: bytes, awaited_s: float = _TRIAL_S
) -> Trouble | None:
    """Do once what an agent does at the broker; None: it works. `awaited_s` bounds each step.

    `status` is published and not retained. A broker that takes the user's name for the client id
    ends a session that the same agent has: so never while it runs. Raises OSError.
    """
    door = Door(
        config.host,
        config.port,
        has_tls=config.tls is not None,
        has_password=config.password_file is not None,
    )
    trial = _Trial(config, address, awaited_s)
    try:
        return trial.trouble(door, status)
    finally:
        trial.close()


class _Trial:
    """One connection that is only tried. What the broker answers is waited for in a queue."""

    def __init__(self, config: Mqtt, address: AgentAddress, awaited_s: float) -> None:
        self._config = config
        self._address = address
        self._awaited_s = awaited_s
        self._answers = SimpleQueue[ReasonCode | None]()
        self._client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"{address.space}-{address.agent}-check-{secrets.token_hex(4)}",
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        tell = self._answers.put
        self._client.connect_timeout = awaited_s
        self._client.on_connect = lambda _c, _u, _f, reason, _p: tell(reason)
        self._client.on_subscribe = lambda _c, _u, _m, reasons, _p: tell(reasons[0])
        self._client.on_publish = lambda _c, _u, _m, reason, _p: tell(reason)
        self._client.on_disconnect = lambda _c, _u, _f, _r, _p: tell(None)
        _identify(self._client, config)

    def trouble(self, door: Door, status: bytes) -> Trouble | None:
        try:
            _reach(self._config, self._awaited_s)
            self._client.connect(door.host, door.port, max(1, round(self._awaited_s)))
        except (OSError, ValueError) as error:
            return broker_words.unreachable(error, door)
        self._client.loop_start()
        try:
            answer = self._answer()
            if answer is None:
                return broker_words.closed(door, "")
            if answer.is_failure:
                return broker_words.refused(str(answer), door)
            return self._denied(status)
        except Empty:
            return broker_words.silent(door, self._awaited_s)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _denied(self, status: bytes) -> Trouble | None:
        user, receipts = self._config.username, self._address.topic(Channel.RECEIPTS)
        self._client.subscribe(receipts, 1)
        if (problem := self._problem()) is not None:
            return broker_words.denied(receipts, user, problem)
        topic = self._address.topic(Channel.STATUS)
        self._client.publish(topic, status, 1)
        if (problem := self._problem()) is not None:
            return broker_words.denied(topic, user, problem)
        return None

    def _problem(self) -> str | None:
        """Wait for an answer; None if it is none to complain of."""
        answer = self._answer()
        if answer is None:
            return "the connection was closed"
        return str(answer) if answer.is_failure else None

    def _answer(self) -> ReasonCode | None:
        return self._answers.get(timeout=self._awaited_s)


def _reach(config: Mqtt, awaited_s: float) -> None:
    """Connect once without a word, for what paho doesn't tell apart. Raises OSError, ValueError."""
    with socket.create_connection((config.host, config.port), awaited_s) as connection:
        tls = config.tls
        if tls is not None:
            context = ssl.create_default_context(cafile=tls.ca_file)
            if tls.cert_file is not None:
                context.load_cert_chain(tls.cert_file, tls.key_file)
            context.wrap_socket(connection, server_hostname=config.host).close()


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


def _send_at_once(_: Client, __: object, opened: Any) -> None:
    """Let no message wait until the broker has confirmed the one before: that takes it 40 ms."""
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _start_network(client: Client) -> threading.Thread | None:
    """Start paho's network thread and return it: whether it lives is nowhere else to be seen."""
    others = set(threading.enumerate())
    client.loop_start()
    started = (thread for thread in threading.enumerate() if thread not in others)
    return next((thread for thread in started if thread.name.startswith("paho-mqtt-client")), None)


def _connect_properties() -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho's
    properties.MaximumPacketSize = _OWN_PACKET_BYTES
    properties.SessionExpiryInterval = 0
    return properties
