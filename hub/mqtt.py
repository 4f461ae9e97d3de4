"""The hub's connections to the broker. The only file of the hub that knows paho.

paho's network thread only files messages into a bounded intake and wakes the event loop; every
decision is made in the loop. A new client is built for each connection, with a clean session, so
that nothing of an old one lives on. What the intake can't hold is dropped and counted: edges send
again what has no receipt, and states come every minute.

Each agent's topics are subscribed by name. One that is flooded is unsubscribed for a while. What
the broker's queue then dropped of others it doesn't tell: so it is asked once more for all that it
retains, wills among them. Who isn't in hub.toml is looked for now and then, on a connection apart.
"""

import asyncio
import contextlib
import logging
import random
import secrets
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Final

from paho.mqtt import client as paho_client
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from contract import broker_words
from contract.broker_words import Door, Trouble
from contract.limits import LONGEST_PROVEN_SPAN_S, MAX_MESSAGE_BYTES, STATE_TTL_S
from contract.retry import reconnect_wait_s
from contract.topics import AgentAddress, Channel, Topic, every_agent
from hub.brokers import Brokers
from hub.config import MqttConfig
from hub.domain.fair_intake import DroppedByAgent
from hub.domain.stranger_look import StrangerLook
from hub.fair_queue import FairQueue, Verdict
from hub.flood_pauses import FloodPauses
from hub.metrics import HubMetrics
from hub.polling import Polling
from hub.skipped_properties import skipping

log = logging.getLogger(__name__)
vars(paho_client)["select"] = Polling  # visitors may hold every file that select(2) knows
setattr(Properties, "unpack", skipping(Properties.unpack, PacketTypes.PUBLISH))  # noqa: B010

MAX_PACKET_BYTES: Final = 2 * 1024 * 1024
"""The broker keeps larger messages from us; smaller ones that are still too large are counted."""
MAX_UNSENT: Final = 2_000
"""Receipts that wait for the network; what is beyond isn't sent, and the edge sends again."""
MAX_TAKEN_BYTES: Final = 1024 * 1024
"""Taken at once: so much is judged and committed well before an edge sends it again."""
LASTING_S: Final = 60.0
STOP_WITHIN_S: Final = 3.0
"""A broker that doesn't take our last words within so long is left without them."""
FILTERS_AT_ONCE: Final = 100
STRANGERS_EVERY_S: Final = 30.0
STRANGERS_FOR_S: Final = 1.0
_RETAINED: Final = (Channel.STATUS, Channel.STATE)
_WAKING: Final = (Verdict.KEPT, Verdict.OVERTAKEN)
"""What is dropped wakes nobody: a flood would have the loop look for nothing each time."""
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
        self,
        config: MqttConfig,
        name: str,
        agents: Collection[AgentAddress],
        channels: Sequence[Channel],
        metrics: HubMetrics,
    ) -> None:
        self._name = name
        self._topics = [agent.topic(channel) for channel in channels for agent in agents]
        self._retained = [
            agent.topic(channel) for channel in channels if channel in _RETAINED for agent in agents
        ]
        silent_s = STATE_TTL_S if self._retained else LONGEST_PROVEN_SPAN_S
        self._brokers = Brokers(config.brokers, silent_s)
        self._metrics = metrics
        self._queue: FairQueue[Incoming] = FairQueue(agents, channels, time.monotonic())
        self._pauses = FloodPauses(name, self._resume, self._ask_again)
        self._awaited: set[int] = set()
        """Subscriptions of this connection that the broker hasn't agreed to yet."""
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
        try:
            while True:
                began = time.monotonic()
                await self._connect_once()
                has_lasted = time.monotonic() - began > LASTING_S
                self._brokers.go_on(has_lasted=has_lasted)
                failures = 0 if has_lasted else failures + 1
                wait_s = reconnect_wait_s(failures, random.random())  # noqa: S311 - jitter
                await asyncio.sleep(wait_s)
        finally:
            self._pauses.close()

    async def messages(self, at_most: int) -> list[Incoming]:
        """Wait for messages and take up to `at_most` of them, a share of each topic in turn.

        Beyond the first, they come to no more than MAX_TAKEN_BYTES.
        """
        while True:
            self._wake.clear()
            taken = self._queue.take(at_most, MAX_TAKEN_BYTES, time.monotonic())
            if taken:
                return taken
            due_in_s = self._queue.due_in_s(time.monotonic())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(due_in_s):
                    await self._wake.wait()

    @property
    def dropped(self) -> DroppedByAgent:
        """What was dropped of whom, and who isn't heard now."""
        return self._queue.dropped()

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
            await asyncio.shield(asyncio.to_thread(_end, client))

    async def _until_lost(self) -> None:
        """Wait until the connection is lost, or silent, or its thread found dead."""
        while not self._lost.is_set() and not self._brokers.is_silent():
            try:
                async with asyncio.timeout(_LOOK_S):
                    await self._lost.wait()
            except TimeoutError:
                if not any(thread.name == self._thread_name for thread in threading.enumerate()):
                    log.warning("%s: the network thread died; connecting anew", self._name)
                    return

    def _open(self, client: Client) -> None:
        self._brokers.hear()
        _connect(client, self._brokers.now)

    @property
    def _address(self) -> str:
        return f"{self._brokers.now.host}:{self._brokers.now.port}"

    def _new_client(self) -> Client:
        client_id = f"platzfrei-hub-{self._name}-{secrets.token_hex(4)}"
        self._thread_name = f"paho-mqtt-client-{client_id}"  # as paho names it
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        client.max_queued_messages_set(MAX_UNSENT)
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
            heard = [topic for topic in self._topics if not self._queue.is_paused(topic)]
            self._awaited = set(_subscribe(client, heard))
            if not self._awaited:
                self._in_loop(self._subscribed, client)

    def _on_subscribe(
        self, client: Client, _: object, number: int, reasons: list[ReasonCode], __: Any
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            self._in_loop(self._refused, client, "subscription refused")
        elif number in self._awaited:
            self._awaited.discard(number)
            if not self._awaited:
                self._in_loop(self._subscribed, client)

    def _on_disconnect(
        self, client: Client, _: object, __: DisconnectFlags, reason: ReasonCode, ___: Any
    ) -> None:
        self._in_loop(self._refused, client, f"lost: {reason}")

    def _on_message(self, client: Client, _: object, message: MQTTMessage) -> None:
        try:
            incoming = Incoming(message.topic, bytes(message.payload), message.retain)
        except UnicodeDecodeError:
            self._metrics.messages_ignored.labels("foreign_topic").inc()
            return
        self._brokers.hear()
        verdict = self._queue.put(incoming, time.monotonic())
        if verdict is Verdict.FOREIGN:
            self._metrics.messages_ignored.labels("foreign_topic").inc()
        elif verdict is not Verdict.KEPT:
            self._metrics.messages_dropped.labels(*self._queue.sender_of(incoming.topic)).inc()
        if verdict is Verdict.FLOOD:
            client.unsubscribe(incoming.topic)  # here and now: the broker's queue fills up
            self._in_loop(self._pause, incoming.topic)
        if verdict in _WAKING and not self._wake.is_set():
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

    def _pause(self, topic: str) -> None:
        self._metrics.floods.labels(self._name).inc()
        self._pauses.begin(topic)

    def _resume(self, topic: str) -> None:
        self._queue.resume(topic, time.monotonic())
        self._subscribe([topic])

    def _ask_again(self) -> None:
        """Let the broker send once more what it retains."""
        self._subscribe([one for one in self._retained if not self._queue.is_paused(one)])

    def _subscribe(self, topics: Sequence[str]) -> None:
        if self._client is not None:
            list(_subscribe(self._client, topics))

    def _set_ready(self, is_ready: bool) -> None:
        self.is_ready = is_ready
        self._metrics.mqtt_connected.labels(self._name).set(is_ready)


def _topic_of(message: MQTTMessage) -> Topic | None:
    try:
        return Topic.parse(message.topic)
    except UnicodeDecodeError:
        return None


def _end(client: Client) -> None:
    """Disconnect and end the network thread, which would wait for ever for a silent broker."""
    client.disconnect()
    cutting = threading.Timer(STOP_WITHIN_S, _cut, [client])
    cutting.start()
    client.loop_stop()
    cutting.cancel()


def _cut(client: Client) -> None:
    open_socket = client.socket()
    if isinstance(open_socket, socket.socket):
        with contextlib.suppress(OSError):
            open_socket.shutdown(socket.SHUT_RDWR)


def _subscribe(client: Client, topics: Sequence[str]) -> Iterator[int]:
    """Subscribe to topics at QoS 1, a hundred at once; yield the number of each packet."""
    for start in range(0, len(topics), FILTERS_AT_ONCE):
        some = [(topic, 1) for topic in topics[start : start + FILTERS_AT_ONCE]]
        number = client.subscribe(some)[1]
        if number is not None:
            yield number


class Strangers:
    """Looks now and then for agents that hub.toml doesn't name, and for nothing else.

    What they retain is heard in every look; what else they say only if it happens to fall in one.
    """

    def __init__(
        self,
        config: MqttConfig,
        known: Collection[AgentAddress],
        found: Callable[[Mapping[AgentAddress, int]], object],
    ) -> None:
        self._brokers = config.brokers
        self._known = known
        self._found = found

    async def run(self) -> None:
        """Look until cancelled; a broker that can't be reached is none of its business."""
        while True:
            with contextlib.suppress(OSError, ValueError):
                heard = await asyncio.to_thread(self.look)
                if heard:
                    await asyncio.to_thread(self._found, Counter(heard))
            await asyncio.sleep(STRANGERS_EVERY_S)

    def look(self) -> Sequence[AgentAddress]:
        """Return which strangers spoke in one look, once for each message.

        Raises OSError, ValueError.
        """
        look = StrangerLook(self._known)
        enough = threading.Event()

        def note(_: Client, __: object, message: MQTTMessage) -> None:
            topic = _topic_of(message)
            if look.note(topic.address if topic else None, retained=message.retain):
                enough.set()

        client = self._client()
        client.on_message = note
        _connect(client, random.choice(self._brokers), MAX_MESSAGE_BYTES)  # noqa: S311 - no secret
        enough.wait(STRANGERS_FOR_S)
        _end(client)
        return look.heard

    def _client(self) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"platzfrei-hub-strangers-{secrets.token_hex(4)}",
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        filters = [(every_agent(channel), 0) for channel in (*_RETAINED, Channel.EVENTS)]
        client.on_connect = lambda connected, *_: connected.subscribe(filters)
        return client


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
        _end(self._client)

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


def _connect(client: Client, broker: MqttConfig, most_bytes: int = MAX_PACKET_BYTES) -> None:
    """Connect with a clean session, and start the thread. Raises OSError, ValueError."""
    _identify(client, broker)
    place = (broker.host, broker.port, broker.keepalive_s)
    client.connect(*place, clean_start=True, properties=_connect_properties(most_bytes))
    client.loop_start()


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


def _connect_properties(most_bytes: int) -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho's
    properties.MaximumPacketSize = most_bytes
    properties.SessionExpiryInterval = 0
    return properties
