"""The hub's connection on a real broker: it comes back, bounds what waits, hands on the rest."""

import asyncio
import contextlib
import os
import signal
import ssl
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from contract.topics import AgentAddress, Channel
from hub.config import MqttConfig, TlsConfig
from hub.domain.fair_intake import flooding
from hub.metrics import HubMetrics
from hub.mqtt import MAX_PACKET_BYTES, Connection, Incoming, Strangers, login_of
from hub.mqtt_client import Client
from tests.hub.http.attacks import allow_open_files
from tests.parts.certificates import self_signed
from tests.parts.mosquitto import BrokerConfig, Mosquitto
from tests.parts.peer import Heard, a_peer

PATIENCE_S = 30
AGENT, OTHER = AgentAddress("hof", "pi"), AgentAddress("bahnhof", "pi")
STATE, EVENTS = "platzfrei/v1/hof/pi/state", "platzfrei/v1/hof/pi/events"
Maker = Callable[[BrokerConfig], Mosquitto]


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what happens in another thread or process."""
    while not condition():  # noqa: ASYNC110 - nobody there could set an event of this loop
        await asyncio.sleep(0.01)


class Bench:
    """A connection under test and what it counts."""

    def __init__(
        self, host: str, port: int, *, channel: Channel = Channel.STATE, **config: Any
    ) -> None:
        self.metrics = HubMetrics()
        settings = MqttConfig(host=host, port=port, keepalive_s=5, **config)
        self.connection = Connection(settings, "reader", (AGENT, OTHER), (channel,), self.metrics)

    async def until_ready(self, *, ready: bool = True) -> None:
        await until(lambda: self.connection.is_ready is ready)

    async def take(self, count: int) -> list[Incoming]:
        """Take exactly so many messages."""
        taken: list[Incoming] = []
        while len(taken) < count:
            taken += await self.connection.messages(count - len(taken))
        return taken

    def paused(self) -> tuple[Channel, ...]:
        """Return the channels on which the agent isn't heard."""
        dropped = self.connection.dropped.get(AGENT)
        return dropped.paused if dropped else ()

    def has_dropped(self, count: int) -> bool:
        name = "platzfrei_messages_dropped_total"
        labels = {"space": AGENT.space, "agent": AGENT.agent}
        return self.metrics.registry.get_sample_value(name, labels) == count


@asynccontextmanager
async def connecting(broker: Mosquitto, **config: Any) -> AsyncIterator[Bench]:
    """Run a connection, and end it afterwards, whatever became of the broker."""
    bench = Bench(broker.host, broker.port, **config)
    running = asyncio.create_task(bench.connection.run())
    try:
        yield bench
        assert not running.done(), "it must not end by itself"
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def within(what: Coroutine[Any, Any, None]) -> None:
    """Run a test's coroutine, but not for ever."""
    asyncio.run(asyncio.wait_for(what, PATIENCE_S))


def say(broker: Mosquitto, *payloads: bytes, topic: str = STATE) -> None:
    """Let somebody publish."""
    with a_peer(broker.host, broker.port) as peer:
        peer.say_all((topic, one) for one in payloads)


def test_messages_are_handed_on_in_order(mosquitto: Mosquitto) -> None:
    """What comes on a subscribed channel is handed on as it came; other channels are not heard."""

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()
            await asyncio.to_thread(say, mosquitto, b"0", topic=EVENTS)
            await asyncio.to_thread(say, mosquitto, b"1", b"", b"\xff\x00", b"4")
            taken = await bench.take(4)
            assert taken == [Incoming(STATE, one, False) for one in (b"1", b"", b"\xff\x00", b"4")]

    within(run())


def test_the_retain_flag_is_handed_on(mosquitto: Mosquitto) -> None:
    """A retained message of before the connection is told from a fresh one."""
    with a_peer(mosquitto.host, mosquitto.port) as peer:
        peer.say(STATE, b"old", retain=True)

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()
            (old,) = await bench.take(1)
            await asyncio.to_thread(say, mosquitto, b"new")
            (new,) = await bench.take(1)
            assert (old.payload, old.retained) == (b"old", True)
            assert (new.payload, new.retained) == (b"new", False)

    within(run())


def test_what_it_publishes_arrives(mosquitto: Mosquitto) -> None:
    """A receipt goes out at once while connected."""
    heard: list[Heard] = []
    came = threading.Event()

    def note(one: Heard) -> None:
        heard.append(one)
        came.set()

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()
            bench.connection.publish("platzfrei/v1/hof/pi/receipts", b"{}")
            assert await asyncio.to_thread(came.wait, PATIENCE_S)

    with a_peer(mosquitto.host, mosquitto.port, note) as peer:
        peer.hear("platzfrei/v1/+/+/receipts")
        within(run())
    assert [(one.topic, one.payload) for one in heard] == [("platzfrei/v1/hof/pi/receipts", b"{}")]


def test_a_broker_that_comes_late_is_found(new_mosquitto: Maker) -> None:
    """The hub starts without a broker, tries again, and connects once there is one."""
    broker = new_mosquitto(BrokerConfig())
    broker.start()
    broker.stop()

    async def run() -> None:
        async with connecting(broker) as bench:
            await asyncio.sleep(0)
            assert not bench.connection.is_ready
            bench.connection.publish("platzfrei/v1/hof/pi/receipts", b"lost, and that is all right")
            await asyncio.to_thread(broker.start)
            await bench.until_ready()
            assert bench.metrics.registry.get_sample_value(
                "platzfrei_mqtt_connected", {"reader": "reader"}
            )

    within(run())


def test_a_killed_broker_is_found_again(mosquitto: Mosquitto) -> None:
    """After a crash that took every session away, messages come again."""

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            for payload in (b"1", b"2"):
                await bench.until_ready()
                await asyncio.to_thread(say, mosquitto, payload)
                (one,) = await bench.take(1)
                assert one.payload == payload
                await asyncio.to_thread(mosquitto.kill)
                await bench.until_ready(ready=False)
                await asyncio.to_thread(mosquitto.start)

    within(run())


@dataclass(frozen=True)
class Full:
    """A channel, how many messages come, and which of them are kept."""

    channel: Channel
    count: int
    kept: slice


@pytest.mark.parametrize(
    "full",
    [Full(Channel.STATE, 6, slice(2, 6)), Full(Channel.EVENTS, 35, slice(0, 32))],
    ids=["the newest states", "the oldest events"],
)
def test_a_full_intake_drops_and_counts(mosquitto: Mosquitto, full: Full) -> None:
    """Nobody takes: so many wait, the rest is dropped and counted; taking makes room again."""
    payloads = [str(number).encode() for number in range(full.count)]
    kept = payloads[full.kept]
    dropped = full.count - len(kept)

    async def run() -> None:
        async with connecting(mosquitto, channel=full.channel) as bench:
            await bench.until_ready()
            for total in (dropped, 2 * dropped):
                topic = AGENT.topic(full.channel)
                await asyncio.to_thread(partial(say, mosquitto, *payloads, topic=topic))
                await until(partial(bench.has_dropped, total))
                assert [one.payload for one in await bench.take(len(kept))] == kept
            assert bench.connection.dropped[AGENT].message_count == 2 * dropped
            assert flooding(bench.connection.dropped, time.monotonic()) == frozenset()

    within(run())


def test_an_agent_in_order_is_heard_beside_one_that_is_not(mosquitto: Mosquitto) -> None:
    """The second one's only message is in the first handful, before most of the first one's."""

    async def run() -> None:
        async with connecting(mosquitto, channel=Channel.EVENTS) as bench:
            await bench.until_ready()
            await asyncio.to_thread(partial(say, mosquitto, *[b"x"] * 30, topic=EVENTS))
            late = OTHER.topic(Channel.EVENTS)
            await asyncio.to_thread(partial(say, mosquitto, b"late", topic=late))
            await until(lambda: len(bench.connection._queue) == 31)
            assert b"late" in [one.payload for one in await bench.connection.messages(100)]

    within(run())


def test_a_flooded_topic_is_not_heard_for_a_while(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broker keeps it from us, and what it retains of neighbours is asked for once more.

    Afterwards it is heard again.
    """
    monkeypatch.setattr("hub.domain.fair_intake.PAUSE_S", 2.0)
    monkeypatch.setattr("hub.flood_pauses.ASK_AGAIN_S", 0.1)
    other = OTHER.topic(Channel.STATE)

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()
            with a_peer(mosquitto.host, mosquitto.port) as peer:
                await asyncio.to_thread(partial(peer.say, other, b"kept", retain=True))
                assert await bench.take(1) == [Incoming(other, b"kept", False)]
                await asyncio.to_thread(peer.say_all, [(STATE, b"flood")] * 1_000)
                await until(lambda: bench.paused() == (Channel.STATE,))
                again = await bench.take(5)
                assert [one for one in again if one.topic == other] == [
                    Incoming(other, b"kept", True)
                ]
                await until(lambda: bench.paused() == ())
                await asyncio.to_thread(partial(peer.say, STATE, b"in order", retain=True))
                (one,) = await bench.take(1)
                assert (one.topic, one.payload) == (STATE, b"in order")
            floods = bench.metrics.registry.get_sample_value(
                "platzfrei_floods_total", {"reader": "reader"}
            )
            assert floods == 1

    within(run())


def test_a_flood_is_its_senders_alone(mosquitto: Mosquitto) -> None:
    """A neighbour whose states are overtaken meanwhile needs no care."""

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()
            await asyncio.to_thread(say, mosquitto, *[b"x"] * 9, topic=OTHER.topic(Channel.STATE))
            await asyncio.to_thread(say, mosquitto, *[b"flood"] * 1_000)
            await until(lambda: bench.paused() == (Channel.STATE,))
            dropped = bench.connection.dropped
            assert dropped[OTHER].message_count == 5
            assert flooding(dropped, time.monotonic()) == {AGENT}

    within(run())


def test_what_is_dropped_wakes_nobody() -> None:
    """A flood would have the loop look for nothing, again and again, while neighbours wait."""

    async def run() -> None:
        bench = Bench("127.0.0.1", 1)
        connection = bench.connection
        config = MqttConfig(host="127.0.0.1", port=1)
        client = Client(login_of(config, "reader", MAX_PACKET_BYTES), connection)
        connection._loop = asyncio.get_running_loop()
        flood = Incoming(STATE, b"", False)
        connection.on_messages(client, [flood] * 1_000)
        await until(lambda: bench.paused() == (Channel.STATE,) and connection._wake.is_set())
        await asyncio.sleep(0.01)
        connection._wake.clear()
        connection.on_messages(client, [flood])
        await asyncio.sleep(0.01)
        assert not connection._wake.is_set()
        connection.on_messages(client, [flood, Incoming(OTHER.topic(Channel.STATE), b"", False)])
        await asyncio.sleep(0.01)
        assert connection._wake.is_set()
        connection._pauses.close()
        client.close()

    within(run())


def test_a_reconnection_does_not_end_a_pause(mosquitto: Mosquitto) -> None:
    """Whoever floods can't get heard by making the broker fall over."""

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()
            await asyncio.to_thread(say, mosquitto, *[b"flood"] * 1_000)
            await until(lambda: bench.paused() == (Channel.STATE,))
            await asyncio.to_thread(mosquitto.kill)
            await bench.until_ready(ready=False)
            await asyncio.to_thread(mosquitto.start)
            await bench.until_ready()
            while len(bench.connection._queue):
                await bench.connection.messages(100)
            await asyncio.to_thread(say, mosquitto, b"flood")
            await asyncio.to_thread(say, mosquitto, b"x", topic=OTHER.topic(Channel.STATE))
            assert [one.payload for one in await bench.take(1)] == [b"x"]

    within(run())


def test_strangers_are_found_by_what_they_retain(mosquitto: Mosquitto) -> None:
    """Without hearing them otherwise; agents of hub.toml are none, nor are topics of others."""
    ghost = AgentAddress("hof", "ghost")
    found: list[Mapping[AgentAddress, int]] = []

    async def run() -> None:
        settings = MqttConfig(host=mosquitto.host, port=mosquitto.port)
        looking = asyncio.create_task(Strangers(settings, {AGENT}, found.append).run())
        await until(lambda: bool(found))
        looking.cancel()
        await asyncio.wait([looking])

    with a_peer(mosquitto.host, mosquitto.port) as peer:
        for address in (AGENT, ghost):
            peer.say(address.topic(Channel.STATUS), b"{}", retain=True)
            peer.say(address.topic(Channel.STATE), b"{}", retain=True)
        peer.say("platzfrei/v1/hof/pi/else", b"{}", retain=True)
        within(run())
    assert found == [{ghost: 2}]


def test_a_flood_of_strangers_costs_no_more_than_a_look(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It hears so many messages and leaves."""
    monkeypatch.setattr("hub.domain.stranger_look.MAX_STRANGE", 3)
    monkeypatch.setattr("hub.mqtt.STRANGERS_FOR_S", float(PATIENCE_S))
    with a_peer(mosquitto.host, mosquitto.port) as peer:
        for number in range(10):
            ghost = AgentAddress("hof", f"ghost-{number}")
            peer.say(ghost.topic(Channel.STATUS), b"{}", retain=True)
        settings = MqttConfig(host=mosquitto.host, port=mosquitto.port)
        assert len(list(Strangers(settings, {AGENT}, print).look())) == 3


def test_a_flood_of_an_agent_ends_a_look(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is retained comes first, so that a stranger is found all the same."""
    monkeypatch.setattr("hub.domain.stranger_look.MAX_FAMILIAR", 3)
    monkeypatch.setattr("hub.mqtt.STRANGERS_FOR_S", float(PATIENCE_S))
    ghost = AgentAddress("hof", "ghost")
    over = threading.Event()

    def flood() -> None:
        with a_peer(mosquitto.host, mosquitto.port) as flooding_peer:
            while not over.is_set():
                flooding_peer.say(STATE, b"{}", retain=True)

    with a_peer(mosquitto.host, mosquitto.port) as peer:
        peer.say(ghost.topic(Channel.STATUS), b"{}", retain=True)
    thread = threading.Thread(target=flood)
    thread.start()
    settings = MqttConfig(host=mosquitto.host, port=mosquitto.port)
    began_s = time.monotonic()
    try:
        assert list(Strangers(settings, {AGENT}, print).look()) == [ghost]
    finally:
        over.set()
        thread.join()
    assert time.monotonic() - began_s < PATIENCE_S / 2


def test_what_comes_beside_a_payload_is_not_read(mosquitto: Mosquitto) -> None:
    """A thousand user properties would hold up all others; what was said counts all the same."""
    beside = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho's
    beside.UserProperty = [("", "")] * 1_000
    beside.MessageExpiryInterval = 3600

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()
            with a_peer(mosquitto.host, mosquitto.port) as peer:
                await asyncio.to_thread(partial(peer.say, STATE, b"1", beside=beside))
            assert [one.payload for one in await bench.take(1)] == [b"1"]

    within(run())


def test_an_oversized_message_stays_with_the_broker(mosquitto: Mosquitto) -> None:
    """What no agent may send costs the hub nothing, and its neighbours come."""

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()
            await asyncio.to_thread(say, mosquitto, b"1", b"x" * (MAX_PACKET_BYTES + 1), b"2")
            assert [one.payload for one in await bench.take(2)] == [b"1", b"2"]
            assert bench.connection.is_ready

    within(run())


def test_a_refused_connection_is_tried_again(
    new_mosquitto: Maker, caplog: pytest.LogCaptureFixture
) -> None:
    """A broker that doesn't know the hub is said in words; the hub goes on trying."""
    broker = new_mosquitto(BrokerConfig(extra_lines=("allow_anonymous false",)))
    broker.start()

    async def run() -> None:
        async with connecting(broker) as bench:
            await until(lambda: caplog.text.count("refused: Not authorized") > 1)
            assert not bench.connection.is_ready

    within(run())


@pytest.mark.parametrize("config", [{"host": "a..b"}, {"host": "x" * 100}, {"port": 1}])
def test_an_impossible_address_is_tried_again(
    mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture, config: dict[str, Any]
) -> None:
    """Whatever hub.toml calls the broker, a wrong name is a message and never a traceback."""
    settings: dict[str, Any] = {"host": mosquitto.host, "port": mosquitto.port} | config

    async def run() -> None:
        bench = Bench(**settings)
        running = asyncio.create_task(bench.connection.run())
        await until(lambda: caplog.text.count("trying again") > 1 or running.done())
        assert not running.done()
        running.cancel()
        await asyncio.wait([running])

    within(run())
    assert "Traceback" not in caplog.text


def test_a_missing_password_file_is_tried_again(
    mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """Secrets are read anew for each connection: one that is put there later is found."""
    secret = tmp_path / "password"

    async def run() -> None:
        async with connecting(mosquitto, username="hub", password_file=secret) as bench:
            await until(lambda: "password" in caplog.text)
            secret.write_text("secret\n")
            await bench.until_ready()

    within(run())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_dead_network_thread_is_replaced(mosquitto: Mosquitto) -> None:
    """An error inside the client ends its thread without a word; the hub notices and reconnects."""

    def explode(*_: object, **__: object) -> None:
        raise RuntimeError("as if the broker had sent something illegal")

    class Exploding:
        on_messages = on_unreadable = on_subscribed = on_lost = staticmethod(explode)

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()
            doomed = bench.connection._client
            assert doomed is not None
            doomed.listener = Exploding()
            await asyncio.to_thread(say, mosquitto, b"kills")
            await until(lambda: bench.connection._client is not doomed)
            await bench.until_ready()
            await asyncio.to_thread(say, mosquitto, b"lives")
            assert [one.payload for one in await bench.take(1)] == [b"lives"]

    within(run())


def test_the_certificate_of_the_broker_is_known_while_it_is_heard(
    new_mosquitto: Maker, tmp_path: Path
) -> None:
    """As the broker has shown it; without TLS there is none."""
    pair = self_signed(tmp_path, "broker")
    lines = (f"certfile {pair.cert}", f"keyfile {pair.key}")
    encrypted, plain = new_mosquitto(BrokerConfig(extra_lines=lines)), new_mosquitto(BrokerConfig())

    async def shown_by(broker: Mosquitto, **config: Any) -> bytes | None:
        broker.start()
        async with connecting(broker, **config) as bench:
            await bench.until_ready()
            return bench.connection.shown()

    async def run() -> None:
        tls = TlsConfig(ca_file=pair.cert)
        shown = await shown_by(encrypted, tls=tls)
        assert shown == ssl.PEM_cert_to_DER_cert(pair.cert.read_text())
        assert await shown_by(plain) is None

    within(run())


def test_ending_leaves_no_thread_behind(mosquitto: Mosquitto) -> None:
    """A cancelled connection takes its network thread with it."""

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()

    within(run())
    assert not [one for one in threading.enumerate() if one.name.startswith("mqtt-platzfrei")]


def test_ending_does_not_wait_for_a_broker_that_hangs(new_mosquitto: Maker) -> None:
    """A broker that takes nothing any more is left, with what should still have been said."""
    broker = new_mosquitto(BrokerConfig())
    broker.start()

    async def run() -> None:
        async with connecting(broker) as bench:
            await bench.until_ready()
            os.kill(broker.pid, signal.SIGSTOP)
            for _ in range(100):
                bench.connection.publish(STATE, bytes(65_536))
            began_s = time.monotonic()
        assert time.monotonic() - began_s < 5.0

    try:
        within(run())
    finally:
        os.kill(broker.pid, signal.SIGCONT)
    assert not [one for one in threading.enumerate() if one.name.startswith("mqtt-platzfrei")]


def test_it_connects_beside_a_thousand_open_files(mosquitto: Mosquitto) -> None:
    """As many visitors hold connections, the hub hears the broker all the same."""
    allow_open_files()
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()

    try:
        within(run())
    finally:
        for one in held:
            os.close(one)


def test_whom_it_hears_may_change_while_it_is_connected(mosquitto: Mosquitto) -> None:
    """Who is new is heard with what the broker retains of it, who is gone no more, others go on."""
    new = AgentAddress("hof", "pi-new")
    with a_peer(mosquitto.host, mosquitto.port) as peer:
        peer.say(new.topic(Channel.STATE), b"retained", retain=True)

    async def heard(bench: Bench, *payloads: bytes) -> None:
        taken = await bench.take(len(payloads))
        assert sorted(one.payload for one in taken) == sorted(payloads)

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()
            bench.connection.follow((AGENT, new))
            await heard(bench, b"retained")
            for address in (OTHER, AGENT, new):
                topic = address.topic(Channel.STATE)
                await asyncio.to_thread(say, mosquitto, address.agent.encode(), topic=topic)
            await heard(bench, AGENT.agent.encode(), b"pi-new")
            assert bench.connection.is_ready

    within(run())


def test_who_is_named_is_no_stranger_any_more(mosquitto: Mosquitto) -> None:
    """From the next look on, and a stranger again when that is taken back."""
    ghost = AgentAddress("hof", "ghost")
    settings = MqttConfig(host=mosquitto.host, port=mosquitto.port)
    strangers = Strangers(settings, {AGENT}, print)
    with a_peer(mosquitto.host, mosquitto.port) as peer:
        for address in (AGENT, ghost):
            peer.say(address.topic(Channel.STATUS), b"{}", retain=True)
        assert list(strangers.look()) == [ghost]
        strangers.follow({ghost})
        assert list(strangers.look()) == []
        strangers.follow(())
        assert list(strangers.look()) == [ghost]
