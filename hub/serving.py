"""Puts the hub together and runs it: two readers, one store, one HTTP server, one loop.

    broker ─▶ Connection "live"    ─▶ Live                ─▶ API, page
           ─▶ Connection "archive" ─▶ Archive ─▶ store    ─▶ receipts ─▶ broker
                                                  └▶ History ─▶ slots, local days ─▶ store
                                             store ─▶ UsualDays ─▶ page
    Live, store ─▶ CareRounds ─▶ store, where it is InfluxDB

The two readers share nothing but the broker: a dead store never freezes the page, and a backlog
never flickers through it.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator

from contract.topics import AgentAddress, Channel
from hub.app import create_app
from hub.clock import Clock, MachineClock, SystemClock
from hub.config import HubConfig, SpaceConfig
from hub.domain.intake import AgentScope
from hub.domain.trusted_time import Memory
from hub.http.server import serve_http
from hub.live.live import HEARD, Live
from hub.metrics import HubMetrics
from hub.mqtt import Connection
from hub.stores.factory import rounds_of
from hub.stores.history_protocol import Deletion, SpaceHistory, TimeMarks
from hub.stores.protocol import Store
from hub.workers.archive import Archive, Archivist
from hub.workers.care import CareRounds
from hub.workers.history import History
from hub.workers.rollup import Rollup
from hub.workers.timekeeping import Timekeeper
from hub.workers.typical_days import UsualDays

log = logging.getLogger(__name__)

TICK_S = 1.0
_LIVE_AT_ONCE = 500


def scopes_of(spaces: tuple[SpaceConfig, ...]) -> dict[AgentAddress, AgentScope]:
    """Return which desks and doors each agent of the configuration may speak of."""
    return {
        address: AgentScope(*space.watched_by(address.agent))
        for space in spaces
        for address in space.agents
    }


async def serve(
    config: HubConfig,
    store: Store,
    shutdown: asyncio.Event,
    on_ready: Callable[[str], None],
    clock: MachineClock | None = None,
) -> None:
    """Run the hub on an open store until `shutdown` is set; `on_ready` is told the page's address.

    Any part that ends by itself ends all, so that systemd starts a whole hub again.
    """
    clock = clock or SystemClock()
    metrics = HubMetrics()
    live = Live(config, metrics, clock)
    keeper = Timekeeper(clock, live.times_told)
    hearing = Connection(config.mqtt, "live", HEARD, metrics)
    filing = Connection(config.mqtt, "archive", (Channel.EVENTS,), metrics)
    archivist = Archivist(scopes_of(config.spaces), store, metrics)
    archive = Archive(archivist, filing, metrics, lambda: keeper.now_by(store))
    checks = {
        "live": lambda: hearing.is_ready,
        "archive": lambda: filing.is_ready,
        "store": lambda: archive.is_storing,
    }
    usual_days = UsualDays(config.spaces, store.open_history, clock)
    app = create_app(
        config,
        live,
        metrics,
        clock,
        checks=checks,
        clock_doubt=lambda: keeper.now.doubt,
        shutdown=shutdown,
        open_history=store.open_history,
        open_reader=store.open_reader,
        usual_of=usual_days.of,
    )
    await _together(
        shutdown,
        archive.run(),
        _history(config, store, archive, keeper).run(),
        filing.run(),
        _listen(hearing, live),
        hearing.run(),
        usual_days.run(),
        *_rounds(config, store, live, metrics, clock),
        _tick(live, keeper),
        serve_http(
            app,
            config.http.host,
            config.http.port,
            shutdown,
            on_ready,
            trusted_proxies=config.http.trusted_proxies,
        ),
    )


class _MarksInThread:
    """What the store knows of time, asked and told in the writer's thread."""

    def __init__(self, store: Store, archive: Archive) -> None:
        self._store = store
        self._archive = archive

    def time_marks(self) -> TimeMarks:
        return self._archive.in_thread(self._store.time_marks)

    def remember_time(self, memory: Memory) -> None:
        self._archive.in_thread(self._store.remember_time, memory)


def _history(config: HubConfig, store: Store, archive: Archive, keeper: Timekeeper) -> History:
    """Put the roll-up together: it reads beside the writer, and writes in the writer's thread."""

    def write(made: SpaceHistory) -> None:
        archive.in_thread(store.write_history, made)

    def delete(before_us: int, now_us: int) -> Deletion:
        return archive.in_thread(store.delete_raw, before_us, now_us)

    def open_rollup(is_over: Callable[[], bool]) -> Rollup:
        store_id = archive.in_thread(lambda: store.store_id)  # the writer connects first
        log.debug("history of store %s", store_id)
        return Rollup(config.spaces, store.open_history(), write, is_over)

    marks = _MarksInThread(store, archive)
    return History(open_rollup, delete, config.store.raw_days, keeper, marks)


def _rounds(
    config: HubConfig, store: Store, live: Live, metrics: HubMetrics, clock: Clock
) -> Iterator[Coroutine[None, None, None]]:
    """Make rounds where the store has a book for them."""
    open_book = rounds_of(config, store)
    if open_book is not None:
        yield CareRounds(config, live, metrics, open_book, clock).run()


async def _together(shutdown: asyncio.Event, *parts: Coroutine[None, None, None]) -> None:
    """Run the parts, sinks first, until shutdown or the first that ends; then end the others."""
    tasks = [asyncio.create_task(part) for part in parts]
    waiting = asyncio.create_task(shutdown.wait())
    await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    failed = next((task for task in tasks if task.done() and task.exception()), None)
    shutdown.set()
    waiting.cancel()
    *readers, server = tasks
    for task in reversed(readers):
        task.cancel()
    await asyncio.wait([*readers, server])
    if failed is not None:
        failed.result()


async def _listen(hearing: Connection, live: Live) -> None:
    while True:
        for one in await hearing.messages(_LIVE_AT_ONCE):
            live.on_message(one.topic, one.payload, one.retained)


async def _tick(live: Live, keeper: Timekeeper) -> None:
    while True:
        live.tick()
        keeper.look()
        await asyncio.sleep(TICK_S)
