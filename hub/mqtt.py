"""The hub's connections to the broker.

The client's network thread only files messages into a bounded intake and wakes the event loop;
every decision is made in the loop. A new client is built for each connection, with a clean session,
so that nothing of an old one lives on. What the intake can't hold is dropped and counted: edges
send again what has no receipt, and states come every minute.

Each agent's topics are subscribed by name. One that is flooded is unsubscribed for a while. What
the broker's queue then dropped of others it doesn't tell: so it is asked once more for all that it
retains, wills among them. Who isn't in hub.toml is looked for now and then, on a connection apart.
"""

import asyncio
import contextlib
import logging
import random
import secrets
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from contract.limits import LONGEST_PROVEN_SPAN_S, MAX_MESSAGE_BYTES, STATE_TTL_S
from contract.retry import reconnect_wait_s
from contract.topics import AgentAddress, Channel, Topic, every_agent
from hub.brokers import Brokers
from hub.config import MqttConfig, TlsConfig
from hub.domain.fair_intake import DroppedByAgent
from hub.domain.stranger_look import StrangerLook
from hub.fair_queue import FairQueue, Verdict
from hub.flood_pauses import FloodPauses
from hub.metrics import HubMetrics
from hub.mqtt_client import Client, Login
from hub.mqtt_client import Message as Incoming

__all__ = ["MAX_PACKET_BYTES", "Connection", "Incoming", "Strangers"]

log = logging.getLogger(__name__)

MAX_PACKET_BYTES: Final = 2 * 1024 * 1024
"""The broker keeps larger messages from us; smaller ones that are still too large are counted."""
MAX_TAKEN_BYTES: Final = 1024 * 1024
"""Taken at once: so much is judged and committed well before an edge sends it again."""
LASTING_S: Final = 60.0
FILTERS_AT_ONCE: Final = 100
STRANGERS_EVERY_S: Final = 30.0
STRANGERS_FOR_S: Final = 1.0
_RETAINED: Final = (Channel.STATUS, Channel.STATE)
_WAKING: Final = (Verdict.KEPT, Verdict.OVERTAKEN)
"""What is dropped wakes nobody: a flood would have the loop look for nothing each time."""
_LOOK_S: Final = 1.0


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
        self._channels = channels
        self._agents = agents
        self._topics = _topics(channels, agents)
        is_told_now = any(channel in _RETAINED for channel in channels)
        silent_s = STATE_TTL_S if is_told_now else LONGEST_PROVEN_SPAN_S
        self._brokers = Brokers(config.brokers, silent_s)
        self._metrics = metrics
        self._queue: FairQueue[Incoming] = FairQueue(agents, channels, time.monotonic())
        self._pauses = FloodPauses(name, self._resume, self._ask_again)
        self._awaited: set[int] = set()
        """Subscriptions of this connection that the broker hasn't agreed to yet."""
        self._wake = asyncio.Event()
        self._lost = asyncio.Event()
        self._client: Client | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.is_ready = False
        self._shown: bytes | None = None

    def follow(self, owners: Collection[AgentAddress]) -> None:
        """Hear these agents from now on, and no others; called in the event loop."""
        self._agents = owners
        before, self._topics = self._topics, _topics(self._channels, owners)
        self._queue.add(owners, time.monotonic())
        heard, now = set(before), set(self._topics)
        self._subscribe([topic for topic in self._topics if topic not in heard])
        for topic in before:
            if topic not in now and self._client is not None:
                self._client.unsubscribe(topic)

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

    def shown(self) -> bytes | None:
        """Return the certificate that the broker has shown last, as DER; None without TLS."""
        return self._shown

    @property
    def dropped(self) -> DroppedByAgent:
        """What was dropped of whom, and who isn't heard now."""
        return self._queue.dropped()

    def publish(self, topic: str, payload: bytes) -> None:
        """Send at QoS 1, or not at all while the connection is down."""
        if self._client is not None and self.is_ready:
            self._client.publish(topic, payload)

    async def _connect_once(self) -> None:
        self._lost = asyncio.Event()
        self._brokers.hear()
        try:
            login = login_of(self._brokers.now, self._name, MAX_PACKET_BYTES)
            self._client = client = Client(login, self)
        except (OSError, ValueError) as error:
            self._say_trouble(error)
            return
        heard = [topic for topic in self._topics if not self._queue.is_paused(topic)]
        self._awaited = set(_subscribe(client, heard))
        try:
            await asyncio.to_thread(client.open)
            self._shown = client.broker_certificate
            await self._until_lost(client)
        except (OSError, ValueError) as error:  # ValueError: a host name that can't be one
            self._say_trouble(error)
        finally:
            self._set_ready(False)
            self._client = None
            await asyncio.shield(asyncio.to_thread(client.close))

    def _say_trouble(self, error: Exception) -> None:
        log.warning("%s: broker %s: %s; trying again", self._name, self._address, error)

    async def _until_lost(self, client: Client) -> None:
        """Wait until the connection is lost, or silent, or its thread found dead."""
        while not self._lost.is_set() and not self._brokers.is_silent():
            try:
                async with asyncio.timeout(_LOOK_S):
                    await self._lost.wait()
            except TimeoutError:
                if not client.is_alive:
                    log.warning("%s: the network thread died; connecting anew", self._name)
                    return

    @property
    def _address(self) -> str:
        return f"{self._brokers.now.host}:{self._brokers.now.port}"

    # The client calls these in its network thread: they hand over and do nothing else.

    def on_messages(self, client: Client, messages: Sequence[Incoming]) -> None:
        """Let messages wait."""
        self._brokers.hear()
        now_s = time.monotonic()
        is_waking = False
        for message in messages:
            verdict = self._queue.put(message, now_s)
            is_waking = is_waking or verdict in _WAKING
            if verdict is not Verdict.KEPT:
                self._not_kept(client, message.topic, verdict)
        if is_waking and not self._wake.is_set():
            self._in_loop(self._wake.set)

    def _not_kept(self, client: Client, topic: str, verdict: Verdict) -> None:
        if verdict is Verdict.FOREIGN:
            self.on_unreadable(client)
            return
        self._metrics.messages_dropped.labels(*self._queue.sender_of(topic)).inc()
        if verdict is Verdict.FLOOD:
            client.unsubscribe(topic)  # here and now: the broker's queue fills up
            self._in_loop(self._pause, topic)

    def on_unreadable(self, _: Client) -> None:
        """Count what keeps to no rule of the protocol."""
        self._metrics.messages_ignored.labels("foreign_topic").inc()

    def on_subscribed(self, client: Client, number: int, *, is_granted: bool) -> None:
        """Hear what became of a subscription."""
        self._in_loop(self._answered, client, number, is_granted)

    def on_lost(self, client: Client, reason: str) -> None:
        """Hear that the connection is over."""
        self._in_loop(self._refused, client, reason)

    def _in_loop(self, call: Callable[..., object], *arguments: object) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *arguments)

    # From here on in the event loop again.

    def _answered(self, client: Client, number: int, is_granted: bool) -> None:
        if client is not self._client:
            return
        if not is_granted:
            self._refused(client, "subscription refused")
        self._awaited.discard(number)
        if is_granted and not self._awaited and not self.is_ready:
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
        self._subscribe([one for one in self._topics if one == topic])

    def _ask_again(self) -> None:
        """Let the broker send once more what it retains."""
        retained = _topics([one for one in self._channels if one in _RETAINED], self._agents)
        self._subscribe([one for one in retained if not self._queue.is_paused(one)])

    def _subscribe(self, topics: Sequence[str]) -> None:
        if self._client is not None:
            list(_subscribe(self._client, topics))

    def _set_ready(self, is_ready: bool) -> None:
        self.is_ready = is_ready
        self._metrics.mqtt_connected.labels(self._name).set(is_ready)


def _topics(channels: Iterable[Channel], agents: Collection[AgentAddress]) -> list[str]:
    return [agent.topic(channel) for channel in channels for agent in agents]


def _subscribe(client: Client, topics: Sequence[str]) -> Iterator[int]:
    """Subscribe to topics at QoS 1, a hundred at once; yield the number of each packet."""
    for start in range(0, len(topics), FILTERS_AT_ONCE):
        yield client.subscribe(topics[start : start + FILTERS_AT_ONCE])


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
        self._named = frozenset(known)
        self._known = self._named
        self._found = found

    def follow(self, owners: Collection[AgentAddress]) -> None:
        """Take these for no strangers from the next look on, beside those of the beginning."""
        self._known = self._named | frozenset(owners)

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
        heard = _Heard(StrangerLook(self._known))
        broker = random.choice(self._brokers)  # noqa: S311 - no secret
        client = Client(login_of(broker, "strangers", MAX_MESSAGE_BYTES), heard)
        client.subscribe([every_agent(channel) for channel in (*_RETAINED, Channel.EVENTS)])
        try:
            client.open()
            heard.enough.wait(STRANGERS_FOR_S)
        finally:
            client.close()
        return heard.look.heard


class _Heard:
    """Who spoke, until that is enough."""

    def __init__(self, look: StrangerLook) -> None:
        self.look = look
        self.enough = threading.Event()

    def on_messages(self, _: Client, messages: Sequence[Incoming]) -> None:
        for message in messages:
            topic = Topic.parse(message.topic)
            if self.look.note(topic.address if topic else None, retained=message.retained):
                self.enough.set()
                return

    def on_unreadable(self, _: Client) -> None:
        """Pass it over."""

    def on_subscribed(self, _client: Client, _number: int, *, is_granted: bool) -> None:
        """Whether it is granted shows in what comes."""

    def on_lost(self, _client: Client, _reason: str) -> None:
        self.enough.set()


def login_of(config: MqttConfig, name: str, most_bytes: int) -> Login:
    """Read the secrets anew for each connection. Raises OSError, ValueError."""
    return Login(
        host=config.host,
        port=config.port,
        client_id=f"platzfrei-hub-{name}-{secrets.token_hex(4)}",
        keepalive_s=config.keepalive_s,
        most_bytes=most_bytes,
        username=config.username,
        password=config.password_file.read_text().strip() if config.password_file else None,
        tls=tls_context(config.tls) if config.tls else None,
    )


def tls_context(tls: TlsConfig) -> "ssl.SSLContext":
    """Trust the broker's authority, and show our certificate. Raises OSError."""
    context = ssl.create_default_context(cafile=tls.ca_file)
    if tls.cert_file is not None:
        context.load_cert_chain(tls.cert_file, tls.key_file)
    return context
