"""The hub's connection on a real broker: it comes back, bounds what waits, hands on the rest."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from contract.topics import Channel
from hub.config import MqttConfig
from hub.metrics import HubMetrics
from hub.mqtt import MAX_PACKET_BYTES, MAX_TAKEN_BYTES, Connection, Incoming
from tests.parts.mosquitto import BrokerConfig, Mosquitto
from tests.parts.peer import Heard, a_peer

PATIENCE_S = 30
STATE, EVENTS = "platzfrei/v1/hof/pi/state", "platzfrei/v1/hof/pi/events"
Maker = Callable[[BrokerConfig], Mosquitto]


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what happens in another thread or process."""
    while not condition():  # noqa: ASYNC110 - nobody there could set an event of this loop
        await asyncio.sleep(0.01)


class Bench:
    """A connection under test and what it counts."""

    def __init__(self, host: str, port: int, **config: Any) -> None:
        self.metrics = HubMetrics()
        settings = MqttConfig(host=host, port=port, keepalive_s=5, **config)
        self.connection = Connection(settings, "reader", (Channel.STATE,), self.metrics)

    async def until_ready(self, *, ready: bool = True) -> None:
        await until(lambda: self.connection.is_ready is ready)

    async def take(self, count: int) -> list[Incoming]:
        """Take exactly so many messages."""
        taken: list[Incoming] = []
        while len(taken) < count:
            taken += await self.connection.messages(count - len(taken))
        return taken

    def has_dropped(self, count: int) -> bool:
        name = "platzfrei_messages_dropped_total"
        return self.metrics.registry.get_sample_value(name) == count


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
    """A limit, the sizes of what comes, and how many of them are kept."""

    limit: str
    value: int
    sizes: tuple[int, ...]
    kept: int


@pytest.mark.parametrize(
    "full",
    [
        Full("MAX_WAITING", 3, (1, 1, 1, 1, 1), 3),
        Full("MAX_WAITING_BYTES", 1000, (400, 400, 400, 400), 2),
        Full("MAX_WAITING_BYTES", 1000, (1000, 1), 1),
    ],
)
def test_a_full_intake_drops_and_counts(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch, full: Full
) -> None:
    """Nobody takes: so many wait, the rest is dropped and counted; taking makes room again."""
    monkeypatch.setattr(f"hub.mqtt.{full.limit}", full.value)
    dropped = len(full.sizes) - full.kept

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()
            for total in (dropped, 2 * dropped):
                await asyncio.to_thread(say, mosquitto, *(b"x" * size for size in full.sizes))
                await until(partial(bench.has_dropped, total))
                taken = await bench.connection.messages(100)
                assert tuple(len(one.payload) for one in taken) == full.sizes[: full.kept]

    within(run())


def test_a_handful_is_limited_in_bytes(mosquitto: Mosquitto) -> None:
    """One commit takes what an edge doesn't wait too long for, and at least one message."""
    large = b"x" * (MAX_TAKEN_BYTES - 10)

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()
            await asyncio.to_thread(say, mosquitto, large, b"y" * 10, b"z", large + b"x" * 100, b"")
            await until(lambda: len(bench.connection._waiting) == 5)
            handfuls = [await bench.connection.messages(100) for _ in range(3)]
            sizes = [[len(one.payload) for one in handful] for handful in handfuls]
            assert sizes == [[len(large), 10], [1], [len(large) + 100]]
            assert await bench.connection.messages(1) == [Incoming(STATE, b"", False)]

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

    def explode(*_: object) -> None:
        raise RuntimeError("as if the broker had sent something illegal")

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()
            doomed = bench.connection._client
            assert doomed is not None
            doomed.on_message = explode
            await asyncio.to_thread(say, mosquitto, b"kills")
            await until(lambda: bench.connection._client is not doomed)
            await bench.until_ready()
            await asyncio.to_thread(say, mosquitto, b"lives")
            assert [one.payload for one in await bench.take(1)] == [b"lives"]

    within(run())


def test_ending_leaves_no_thread_behind(mosquitto: Mosquitto) -> None:
    """A cancelled connection takes its network thread with it."""

    async def run() -> None:
        async with connecting(mosquitto) as bench:
            await bench.until_ready()

    within(run())
    assert not [one for one in threading.enumerate() if one.name.startswith("paho-mqtt")]
