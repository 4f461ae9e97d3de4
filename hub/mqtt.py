"""The hub's connections to the broker. The only file of the hub that knows paho.

paho's network thread only files messages into a bounded intake and wakes the event loop; every
decision is made in the loop. A new client is built for each connection, with a clean session, so
that nothing of an old one lives on. What the intake can't hold is dropped and counted: edges send
again what has no receipt, and states come every minute.
"""

import asyncio
import logging
import random
import secrets
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Final

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from contract import broker_words
from contract.broker_words import Door, Trouble
from contract.retry import reconnect_wait_s
from contract.topics import AgentAddress, Channel, every_agent
from hub.config import MqttConfig
from hub.metrics import HubMetrics

log = logging.getLogger(__name__)

MAX_PACKET_BYTES: Final = 2 * 1024 * 1024
"""The broker keeps larger messages from us; smaller ones that are still too large are counted."""
MAX_WAITING: Final = 2_000
MAX_WAITING_BYTES: Final = 64 * 1024 * 1024
MAX_TAKEN_BYTES: Final = 1024 * 1024
"""Taken at once: so much is judged and committed well before an edge sends it again."""
LASTING_S: Final = 60.0
_LOOK_S: Final = 1.0
_TRIAL_S: Final = 10.0
_NOBODY: Final = AgentAddress("check", "check")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as it came."""

    topic: str
    payload: bytes
    retained: bool


class Connection:
    """One reader's connection: subscribes to its channels, hands over messages, publishes."""

    def __init__(
        self, config: MqttConfig, name: str, channels: Sequence[Channel], metrics: HubMetrics
    ) -> None:
        self._config = config
        self._name = name
        self._filters = [(every_agent(channel), 1) for channel in channels]
        self._metrics = metrics
        self._waiting: deque[Incoming] = deque()
        self._waiting_bytes = 0
        self._counting = threading.Lock()
        self._wake = asyncio.Event()
        self._lost = asyncio.Event()
        self._client: Client | None = None
        self._thread_name = ""
        self._loop: asyncio.AbstractEventLoop | None = None
        self.is_ready = False

    async def run(self) -> None:
        """Stay connected until cancelled; an unreachable broker is tried again and again."""
        self._loop = asyncio.get_running_loop()
        failures = 0
        while True:
            began = time.monotonic()
            await self._connect_once()
            failures = 0 if time.monotonic() - began > LASTING_S else failures + 1
            await asyncio.sleep(reconnect_wait_s(failures, random.random()))  # noqa: S311 - jitter

    async def messages(self, at_most: int) -> list[Incoming]:
        """Wait for messages and take up to `at_most` of them, oldest first.

        Beyond the first, they come to no more than MAX_TAKEN_BYTES.
        """
        while not self._waiting:
            self._wake.clear()
            if not self._waiting:
                await self._wake.wait()
        taken = [self._waiting.popleft()]
        taken_bytes = len(taken[0].payload)
        while self._waiting and len(taken) < at_most:
            taken_bytes += len(self._waiting[0].payload)
            if taken_bytes > MAX_TAKEN_BYTES:
                break
            taken.append(self._waiting.popleft())
        with self._counting:
            self._waiting_bytes -= sum(len(message.payload) for message in taken)
        return taken

    def publish(self, topic: str, payload: bytes) -> None:
        """Send at QoS 1, or not at all while the connection is down."""
        if self._client is not None and self.is_ready:
            self._client.publish(topic, payload, qos=1)

    async def _connect_once(self) -> None:
        self._client = client = self._new_client()
        self._lost = asyncio.Event()
        try:
            await asyncio.to_thread(self._open, client)
            await self._until_lost()
        except (OSError, ValueError) as error:  # ValueError: a host name that can't be one
            log.warning("%s: broker %s: %s; trying again", self._name, self._address, error)
        finally:
            self._set_ready(False)
            self._client = None
            client.disconnect()
            await asyncio.shield(asyncio.to_thread(client.loop_stop))

    async def _until_lost(self) -> None:
        """Wait until the connection is lost, or its thread found dead."""
        while not self._lost.is_set():
            try:
                async with asyncio.timeout(_LOOK_S):
                    await self._lost.wait()
            except TimeoutError:
                if not any(thread.name == self._thread_name for thread in threading.enumerate()):
                    log.warning("%s: the network thread died; connecting anew", self._name)
                    return

    def _open(self, client: Client) -> None:
        _identify(client, self._config)
        client.connect(
            self._config.host,
            self._config.port,
            keepalive=self._config.keepalive_s,
            clean_start=True,
            properties=_connect_properties(),
        )
        client.loop_start()

    @property
    def _address(self) -> str:
        return f"{self._config.host}:{self._config.port}"

    def _new_client(self) -> Client:
        client_id = f"platzfrei-hub-{self._name}-{secrets.token_hex(4)}"
        self._thread_name = f"paho-mqtt-client-{client_id}"  # as paho names it
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        client.max_queued_messages_set(MAX_WAITING)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        return client

    # paho calls these in its network thread, and an exception in one would end that thread
    # silently: they hand over and do nothing else.

    def _on_connect(
        self,
        client: Client,
        _: object,
        __: ConnectFlags,
        reason: ReasonCode,
        ___: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._in_loop(self._refused, client, f"refused: {reason}")
        else:
            client.subscribe(self._filters)

    def _on_subscribe(
        self, client: Client, _: object, __: int, reasons: list[ReasonCode], ___: Any
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            self._in_loop(self._refused, client, "subscription refused")
        else:
            self._in_loop(self._subscribed, client)

    def _on_disconnect(
        self, client: Client, _: object, __: DisconnectFlags, reason: ReasonCode, ___: Any
    ) -> None:
        self._in_loop(self._refused, client, f"lost: {reason}")

    def _on_message(self, _: Client, __: object, message: MQTTMessage) -> None:
        size = len(message.payload)
        if len(self._waiting) >= MAX_WAITING or self._waiting_bytes + size > MAX_WAITING_BYTES:
            self._metrics.messages_dropped.inc()
            return
        try:
            incoming = Incoming(message.topic, bytes(message.payload), message.retain)
        except UnicodeDecodeError:
            self._metrics.messages_ignored.labels("foreign_topic").inc()
            return
        with self._counting:
            self._waiting_bytes += size
        self._waiting.append(incoming)
        if not self._wake.is_set():
            self._in_loop(self._wake.set)

    def _in_loop(self, call: Callable[..., object], *arguments: object) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *arguments)

    # From here on in the event loop again.

    def _subscribed(self, client: Client) -> None:
        if client is self._client:
            log.info("%s: connected to broker %s", self._name, self._address)
            self._set_ready(True)

    def _refused(self, client: Client, what: str) -> None:
        if client is self._client:
            log.warning("%s: broker %s: %s; trying again", self._name, self._address, what)
            self._lost.set()

    def _set_ready(self, is_ready: bool) -> None:
        self.is_ready = is_ready
        self._metrics.mqtt_connected.labels(self._name).set(is_ready)


def try_login(config: MqttConfig, awaited_s: float = _TRIAL_S) -> Trouble | None:
    """Do once what the hub does at the broker; None: it works. `awaited_s` bounds each step.

    The client id is one that nobody else has, so that a running hub isn't thrown out, and the one
    message goes to an agent that can't be. Raises OSError for a file that can't be read.
    """
    door = Door(
        config.host,
        config.port,
        has_tls=config.tls is not None,
        has_password=config.password_file is not None,
    )
    trial = _Trial(config, awaited_s)
    try:
        return trial.trouble(door)
    finally:
        trial.close()


class _Trial:
    """One connection that is only tried. What the broker answers is waited for in a queue."""

    def __init__(self, config: MqttConfig, awaited_s: float) -> None:
        self._config = config
        self._awaited_s = awaited_s
        self._answers = SimpleQueue[ReasonCode | None]()
        self._client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"platzfrei-hub-check-{secrets.token_hex(4)}",
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

    def trouble(self, door: Door) -> Trouble | None:
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
            return self._denied()
        except Empty:
            return broker_words.silent(door, self._awaited_s)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _denied(self) -> Trouble | None:
        for channel in (Channel.STATUS, Channel.STATE, Channel.EVENTS, Channel.HEALTH):
            self._client.subscribe(every_agent(channel), 1)
            if (problem := self._problem()) is not None:
                return broker_words.denied(every_agent(channel), self._config.username, problem)
        topic = _NOBODY.topic(Channel.RECEIPTS)
        self._client.publish(topic, b"{}", 1)
        if (problem := self._problem()) is not None:
            return broker_words.denied(topic, self._config.username, problem)
        return None

    def _problem(self) -> str | None:
        """Wait for an answer; None if it is none to complain of."""
        answer = self._answer()
        if answer is None:
            return "the connection was closed"
        return str(answer) if answer.is_failure else None

    def _answer(self) -> ReasonCode | None:
        return self._answers.get(timeout=self._awaited_s)


def _reach(config: MqttConfig, awaited_s: float) -> None:
    """Connect once without a word, for what paho doesn't tell apart. Raises OSError, ValueError."""
    with socket.create_connection((config.host, config.port), awaited_s) as connection:
        tls = config.tls
        if tls is not None:
            context = ssl.create_default_context(cafile=tls.ca_file)
            if tls.cert_file is not None:
                context.load_cert_chain(tls.cert_file, tls.key_file)
            context.wrap_socket(connection, server_hostname=config.host).close()


def _identify(client: Client, config: MqttConfig) -> None:
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


def _connect_properties() -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho's
    properties.MaximumPacketSize = MAX_PACKET_BYTES
    properties.SessionExpiryInterval = 0
    return properties
