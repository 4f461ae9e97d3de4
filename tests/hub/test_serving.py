"""The hub put together: two readers that share nothing, and an end that takes all parts along."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract.events import DeskState, Stopped
from contract.messages import DeskNow, EventBatch, Receipt, State, StateClock, encode, parse
from contract.times import from_wire, to_us
from contract.topics import AgentAddress, Channel
from hub.clock import SystemClock
from hub.config import HttpConfig, HubConfig, MqttConfig
from hub.domain.assignment import Own
from hub.domain.intake import Batch
from hub.domain.slots import SLOT_US, SpaceSlot, slot_of
from hub.domain.space import SpaceConfig
from hub.errors import StoreUnavailable
from hub.http.server import AddressUnavailable
from hub.serving import follow, owners_of, serve
from hub.spaces_now import SpacesNow
from hub.stores.history_protocol import KeptSlot, Rolled, SpaceHistory
from hub.stores.protocol import Outcome
from hub.stores.sqlite.store import SqliteStore
from hub.workers import archive
from tests.hub.spaces import a_space, closed_on
from tests.parts.mosquitto import BrokerConfig, Mosquitto
from tests.parts.peer import Heard, a_peer

PATIENCE_S = 30
ADDRESS = AgentAddress("hof", "pi")
EPOCH = "a" * 32
SPACE = a_space(small_count=0, desk=[{"id": "d1", "agent": "pi"}])
ALWAYS_OPEN = a_space(
    small_count=0,
    desk=[{"id": "d1", "agent": "pi"}],
    opening=dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00"),
    holidays="usual",
)
HISTORY_US = 60 * 86_400 * 1_000_000


class IllStore(SqliteStore):
    """A store on a disk that takes nothing while the test says so."""

    is_ill = False

    def append(self, batches: Sequence[Batch], received_us: int) -> list[Outcome]:
        if self.is_ill:
            raise StoreUnavailable("disk full")
        return super().append(batches, received_us)


class SteppedClock(SystemClock):
    """The machine's clocks, of which nobody disciplines the time of day and a test sets it."""

    off = timedelta(0)

    def wall(self) -> datetime:
        """Return the time of day, wrong by so much."""
        return super().wall() + self.off

    def is_disciplined(self) -> bool:
        """Tell that NTP knows nothing of it."""
        return False


@dataclass
class Serving:
    """A hub that runs in this loop."""

    address: str
    store: IllStore
    task: asyncio.Task[None]

    async def get(self, path: str) -> tuple[int, Any]:
        """Ask the hub for something."""
        async with httpx.AsyncClient(base_url=self.address, timeout=PATIENCE_S) as client:
            answer = await client.get(path)
        return answer.status_code, answer.json()

    async def checks(self) -> dict[str, bool]:
        """Return what is ready."""
        checks: dict[str, bool] = (await self.get("/health/ready"))[1]["checks"]
        return checks

    async def occupied(self) -> int | None:
        """Return how many desks the public snapshot calls occupied."""
        body = (await self.get("/api/v1/spaces/hof/availability"))[1]
        return None if body["quality"] == "stale" else int(body["desks"]["occupied"])


@asynccontextmanager
async def serving(
    folder: Path, broker: Mosquitto, space: SpaceConfig = SPACE, clock: SystemClock | None = None
) -> AsyncIterator[Serving]:
    """Run a hub until it listens; afterwards it is asked to end, and must."""
    store = IllStore.open(folder / "hub.db")
    shutdown, address = asyncio.Event(), asyncio.get_running_loop().create_future()
    config = configured(
        http=HttpConfig(port=0),
        mqtt=MqttConfig(host=broker.host, port=broker.port),
        space=(space,),
    )
    task = asyncio.create_task(serve(config, store, shutdown, address.set_result, clock))
    try:
        yield Serving(await address, store, task)
    finally:
        shutdown.set()
        with closing(store):
            await asyncio.wait_for(task, PATIENCE_S)


def configured(**parts: object) -> HubConfig:
    """Make a configuration of one space and these parts."""
    return HubConfig.model_validate({"space": (SPACE,), **parts})


def within(what: Awaitable[None]) -> None:
    """Run a test's coroutine, but not for ever."""

    async def run() -> None:
        await asyncio.wait_for(what, 2 * PATIENCE_S)

    asyncio.run(run())


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Ask again until the answer is yes."""
    while not await condition():  # noqa: ASYNC110 - the answer comes over HTTP
        await asyncio.sleep(0.02)


def state(desk: DeskState) -> bytes:
    now = SystemClock().wall()
    desks = {"d1": DeskNow(state=desk, since=now)}
    message = State(epoch=EPOCH, at=now, ttl_s=150, clock=StateClock.SYNCED, desks=desks, doors={})
    return encode(message)


def event(seq: int) -> bytes:
    stopped = Stopped(seq=seq, at=SystemClock().wall())
    return encode(EventBatch(epoch=EPOCH, first=seq, events=(stopped,)))


def test_the_page_is_served_without_a_broker(
    new_mosquitto: Callable[[BrokerConfig], Mosquitto], tmp_path: Path
) -> None:
    """The hub starts, answers honestly that it knows nothing, and isn't ready."""
    broker = new_mosquitto(BrokerConfig())
    broker.start()
    broker.stop()

    async def run() -> None:
        async with serving(tmp_path, broker) as hub:
            assert (await hub.get("/health/live"))[0] == 200
            assert (await hub.get("/health/ready"))[0] == 503
            assert await hub.checks() == {"live": False, "archive": False, "store": True}
            assert await hub.occupied() is None

    within(run())


def test_a_dead_store_never_freezes_the_page(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While nothing can be stored no receipt goes out, but what is true now is shown."""
    monkeypatch.setattr(archive, "STORE_RETRY_S", 0)
    heard: list[Heard] = []

    async def run() -> None:
        async with serving(tmp_path, mosquitto) as hub:
            await until(lambda: is_ready(hub))
            hub.store.is_ill = True
            await asyncio.to_thread(peer.say, ADDRESS.topic(Channel.EVENTS), event(1))
            await until(lambda: is_ill(hub))
            for desk, occupied in ((DeskState.OCCUPIED, 1), (DeskState.FREE, 0)):
                await asyncio.to_thread(peer.say, ADDRESS.topic(Channel.STATE), state(desk))
                await until(lambda count=occupied: shows(hub, count))  # type: ignore[misc]  # bound
            assert heard == []
            hub.store.is_ill = False
            await asyncio.to_thread(peer.say, ADDRESS.topic(Channel.EVENTS), event(1))
            await until(lambda: is_ready(hub))

    with a_peer(mosquitto.host, mosquitto.port, heard.append) as peer:
        peer.hear(ADDRESS.topic(Channel.RECEIPTS))
        within(run())
    assert [parse(Receipt, one.payload).last for one in heard] == [1]


@pytest.mark.parametrize("days", [45, 36_500])
def test_nothing_is_shown_by_a_clock_that_boot_time_contradicts(
    mosquitto: Mosquitto, tmp_path: Path, days: int
) -> None:
    """A step of weeks or a century while the hub runs: date and age of the answer stay true."""
    clock = SteppedClock()

    async def run() -> None:
        async with serving(tmp_path, mosquitto, ALWAYS_OPEN, clock) as hub:
            await until(lambda: is_ready(hub))
            await asyncio.to_thread(peer.say, ADDRESS.topic(Channel.STATE), state(DeskState.FREE))
            await until(lambda: shows(hub, 0))
            clock.off = timedelta(days=days)
            await until(lambda: is_ahead(hub))
            occupied = state(DeskState.OCCUPIED)
            await asyncio.to_thread(peer.say, ADDRESS.topic(Channel.STATE), occupied)
            await until(lambda: shows(hub, 1))
            body = (await hub.get("/api/v1/spaces/hof/availability"))[1]
            true = SystemClock().wall()
            passed = true - from_wire(body["observed_at"])
            assert timedelta(0) <= passed < timedelta(seconds=2 * PATIENCE_S)
            assert 0 <= body["age_s"] < 2 * PATIENCE_S

    with a_peer(mosquitto.host, mosquitto.port) as peer:
        within(run())


def test_the_page_shows_the_typical_day(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """Out of slots whose events are long deleted; nobody who asks waits for it."""
    keep_two_months(tmp_path / "hub.db")

    async def run() -> None:
        async with (
            serving(tmp_path, mosquitto, ALWAYS_OPEN) as hub,
            httpx.AsyncClient(base_url=hub.address, timeout=PATIENCE_S) as client,
        ):

            async def is_said() -> bool:
                return "25%" in (await client.get("/spaces/hof?lang=en")).text

            await until(is_said)

    within(run())


def keep_two_months(path: Path) -> None:
    """Make a store with slots up to now, each with a quarter of its time occupied."""
    now_us = to_us(SystemClock().wall())
    end_us = slot_of(now_us)
    starts = range(end_us - HISTORY_US, end_us, SLOT_US)
    slots = [KeptSlot(quarter_occupied(start_us), open=True) for start_us in starts]
    with closing(SqliteStore.open(path)) as store:
        store.write_history(SpaceHistory("hof", "Europe/Berlin", slots, (), Rolled(end_us, ""), ()))
        store.delete_raw(end_us, now_us)


def quarter_occupied(start_us: int) -> SpaceSlot:
    return SpaceSlot(
        start_us=start_us, desks=1, occupied_us=SLOT_US // 4, free_us=SLOT_US * 3 // 4,
        unknown_us=0, peak_occupied=1, used_known_us=0, full_us=0, not_full_us=0, doors_known_us=0,
        arrivals=0, departures=0, turn_backs=0, by_desk=(),
    )  # fmt: skip


async def is_ahead(hub: Serving) -> bool:
    """Ask whether the hub takes its own clock for one that is ahead."""
    return bool((await hub.get("/health/ready"))[1]["clock"] == "ahead")


async def is_ready(hub: Serving) -> bool:
    return (await hub.get("/health/ready"))[0] == 200


async def is_ill(hub: Serving) -> bool:
    return (await hub.get("/health/ready"))[0] == 503 and not (await hub.checks())["store"]


async def shows(hub: Serving, occupied: int) -> bool:
    return await hub.occupied() == occupied


def test_one_part_that_fails_ends_all(tmp_path: Path) -> None:
    """A hub of which only a part runs would deceive: the error ends the whole."""

    async def run() -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            http = HttpConfig(port=other.getsockname()[1])
            config = configured(http=http, mqtt=MqttConfig(port=1))
            await serve(config, store, asyncio.Event(), lambda _: None)

    with closing(SqliteStore.open(tmp_path / "hub.db")) as store:
        with pytest.raises(AddressUnavailable):
            within(run())
        assert store.append([], 0) == [], "it is its owner's to close"


def test_a_bug_in_a_reader_ends_all(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hub that ended can be started again by systemd, one that hangs can not."""

    def explode(*_: object) -> None:
        raise RuntimeError("a bug")

    async def run() -> None:
        async with serving(tmp_path, mosquitto) as hub:
            await until(lambda: is_ready(hub))
            monkeypatch.setattr("hub.live.live.Live.on_message", explode)
            await asyncio.to_thread(peer.say, ADDRESS.topic(Channel.STATE), b"{}")
            await asyncio.wait([hub.task])

    with (
        a_peer(mosquitto.host, mosquitto.port) as peer,
        pytest.raises(RuntimeError, match="a bug"),
    ):
        within(run())


def test_each_agent_speaks_of_its_own() -> None:
    """The scopes are those of hub.toml, by space: the same id elsewhere is somebody else."""
    desks = [{"id": "d1", "agent": "pi-1"}, {"id": "d2", "agent": "pi-2"}]
    doors = [{"id": "main", "agent": "pi-2"}, {"id": "back", "agent": "pi-3"}]
    one = a_space(id="one", desk=desks, door=doors)
    two = a_space(id="two", desk=[{"id": "d9", "agent": "pi-1"}])
    assert owners_of((one, two)) == {
        AgentAddress("one", "pi-1"): Own(frozenset({"d1"}), frozenset()),
        AgentAddress("one", "pi-2"): Own(frozenset({"d2"}), frozenset({"main"})),
        AgentAddress("one", "pi-3"): Own(frozenset(), frozenset({"back"})),
        AgentAddress("two", "pi-1"): Own(frozenset({"d9"}), frozenset()),
    }


def test_another_agent_is_told_in_order_and_another_calendar_to_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who judges is told before who hears, at the next tick, once for each change of agents."""
    monkeypatch.setattr("hub.serving.TICK_S", 0.0)
    spaces, told = SpacesNow([SPACE]), list[tuple[str, list[str]]]()

    class Told:
        def __init__(self, name: str) -> None:
            self._name = name

        def follow(self, owners: Mapping[AgentAddress, Own]) -> None:
            told.append((self._name, sorted(address.agent for address in owners)))

    def watched_by(agent: str) -> Callable[[SpaceConfig], SpaceConfig]:
        desks = tuple(desk.model_copy(update={"agent": agent}) for desk in SPACE.desks)
        return lambda space: space.model_copy(update={"desks": desks})

    async def run() -> None:
        followers = (Told("judge"), Told("ear"))
        following = asyncio.create_task(follow(spaces, owners_of(spaces.now.all), followers))
        for amendment in (closed_on(date(2026, 3, 2)), watched_by("pi-2"), watched_by("pi")):
            assert spaces.amend("test", amendment)
            for _ in range(3):
                await asyncio.sleep(0)
        following.cancel()

    asyncio.run(run())
    assert told == [
        ("judge", ["pi-2"]), ("ear", ["pi-2"]), ("judge", ["pi"]), ("ear", ["pi"]),
    ]  # fmt: skip
