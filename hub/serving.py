"""Puts the hub together and runs it: two readers, one store, one HTTP server, one loop.

    broker ─▶ Strangers ─▶ Archive: who isn't in hub.toml
           ─▶ Connection "live"    ─▶ Live                ─▶ API, page
           ─▶ Connection "archive" ─▶ Archive ─▶ store    ─▶ receipts ─▶ broker
                                                  └▶ StoreMaintenance ─▶ slots, local days ─▶ store
    Soundness ─▶ StoreMaintenance, which waits while the store is looked through
                                             store ─▶ TypicalDays ─▶ page
    Live, store, book ─▶ CareRecorder ─▶ CareNotes ─▶ book, API
                              └▶ care log, where the store is InfluxDB
                                             store ─▶ Publisher ─▶ book ─▶ public reports
    hub.toml, book ─▶ CalendarWatch, FeedWatch ─▶ SpacesNow, which Live and all the others go by

The two readers share nothing but the broker: a dead store never freezes the page, and a backlog
never flickers through it.
"""

import asyncio
import logging
import shutil
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol, assert_never
from zoneinfo import ZoneInfo

from contract.times import from_us
from contract.topics import AgentAddress, Channel
from hub.app import create_app, fast_reads_of
from hub.book.audit_log import AuditLog
from hub.book.failed_sign_ins import FailedSignInMemory
from hub.book.outgoing import OutgoingMemory
from hub.book.published import PublishedMemory
from hub.book.sign_doubts import SignDoubtMemory
from hub.book.targets import TargetMemory
from hub.clock import MachineClock, SystemClock
from hub.config import HttpConfig, HubConfig, InfluxStoreConfig, SqliteStoreConfig
from hub.console.recognition import Recognition
from hub.domain.assignment import Own, own_of
from hub.domain.fair_intake import flooding
from hub.domain.space import SpaceConfig
from hub.domain.trusted_time import Memory, TrustedTime
from hub.domain.visitor_doubt import VisitorDoubts
from hub.http.server import serve_http
from hub.live.live import HEARD, Live
from hub.metrics import HubMetrics
from hub.mqtt import Connection, Strangers
from hub.outgoing import Outgoing, outgoing_of
from hub.pages.notice import NoticeOf, no_notice
from hub.parts import Region
from hub.set_above import SetAbove, set_above
from hub.spaces_now import SpacesNow
from hub.stores.factory import examinable
from hub.stores.history_protocol import Deletion, SpaceHistory, TimeMarks
from hub.stores.protocol import Store
from hub.workers.archive import Archive, Archivist
from hub.workers.audit_keeping import also_forgetting
from hub.workers.backlog import Backlog, BacklogStoring
from hub.workers.care import Asked, CareRecorder
from hub.workers.care_access import AccessLook
from hub.workers.care_book import BookRowsLook
from hub.workers.care_notes import CareNotes, CareSources
from hub.workers.care_published import PublishedLook
from hub.workers.care_signs import SignNotes
from hub.workers.hub_watch import HubWatch, Surroundings
from hub.workers.periodic import IsEnding, PeriodicThread, PeriodicWorker
from hub.workers.publishing import Publisher
from hub.workers.rollup import Rollup
from hub.workers.soundness import Soundness
from hub.workers.store_maintenance import StoreMaintenance
from hub.workers.timekeeping import ShownClock, Timekeeper
from hub.workers.typical_days import TypicalDays

log = logging.getLogger(__name__)

TICK_S = 1.0
_LIVE_AT_ONCE = 500


def owners_of(spaces: tuple[SpaceConfig, ...]) -> dict[AgentAddress, Own]:
    """Return which desks and doors each agent of the configuration may speak of, and when."""
    return {address: own_of(space, address.agent) for space in spaces for address in space.agents}


async def serve(
    config: HubConfig,
    store: Store,
    shutdown: asyncio.Event,
    on_ready: Callable[[str], None],
    clock: MachineClock | None = None,
    *,
    book: Path | None = None,
    region: Region | None = None,
    backlog: Backlog | None = None,
    notice_of: NoticeOf = no_notice,
) -> None:
    """Run the hub on an open store until `shutdown` is set; `on_ready` is told the page's address.

    `config` may be of one part of a `region`, whose other agents are no strangers then. What needs
    care is remembered in `book`, or only as long as the hub runs. Any part that ends by itself ends
    all: systemd starts a whole hub again. No month is published before a `backlog` is stored.
    `notice_of` is what all pages say.
    """
    clock, metrics = clock or SystemClock(), HubMetrics()
    notes, spaces = CareNotes(book, metrics), SpacesNow(config.spaces)
    live, keeper, shown = clocks(config, metrics, clock, spaces)
    above = set_above(config, notes, spaces, keeper)
    owners = owners_of(spaces.now.all)
    live_connection = Connection(config.mqtt, "live", owners, HEARD, metrics)
    archive_connection = Connection(config.mqtt, "archive", owners, (Channel.EVENTS,), metrics)
    archivist = Archivist(owners, store, metrics)
    archive = Archive(archivist, archive_connection, metrics, lambda: keeper.now_by(store))
    soundness = _soundness(config, store, archive, metrics, keeper)
    maintenance = _maintenance(config, store, archive, keeper, soundness, spaces=spaces)
    checks = _checks(live_connection, archive_connection, archive, maintenance, soundness)
    outgoing = outgoing_of(
        config, store, notes, lambda: keeper.now.certain_us, keeper.likely_us, spaces=spaces
    )
    flooders = partial(_flooders, archivist, keeper, (live_connection, archive_connection))
    around = _around(config, checks, (archivist, keeper, outgoing, notes), flooders)
    recognition = Recognition(notes, keeper.likely_us)
    access = AccessLook(config.mqtt, archive_connection.shown, recognition.shared_token)
    asked = _asked(store, keeper, notes, spaces, (above, access))
    watch = HubWatch(around, clock.monotonic())
    care = CareRecorder(
        config, live, metrics, clock, asked=asked, notes=notes, watch=watch,
        now_us=keeper.likely_us, spaces=spaces,
    )  # fmt: skip
    typical_days = TypicalDays(spaces, store.open_history, shown)
    app = create_app(
        config, live, metrics, shown,
        checks=checks, shutdown=shutdown, clock_doubt=lambda: keeper.now.doubt,
        care=CareSources(lambda: notes.said, lambda: notes.trouble, keeper.likely_us),
        open_history=store.open_history, history_version=store.history_version,
        open_reader=store.open_reader, notice_of=notice_of, visitor_doubts=asked.doubts,
        typical_day_of=typical_days.of, typical_day_origin=typical_days.origin,
        read_published=PublishedMemory(notes).months, read_sign_doubts=SignDoubtMemory(notes).all,
        recognition=recognition, spaces=spaces, targets=TargetMemory(notes),
    )  # fmt: skip
    storing = BacklogStoring(backlog, archive, archivist, shutdown)
    publisher = _publisher(spaces, store, notes, _Asking(keeper, store, archive), storing)
    workers: list[PeriodicWorker] = [maintenance, typical_days, care, publisher]
    workers += (*above.workers, *outgoing.workers)
    threads = [PeriodicThread(worker, metrics) for worker in workers]
    answer = partial(serve_http, app, reads=fast_reads_of(app))
    strangers = _strangers(config, region, archive)
    try:
        await together(
            shutdown,
            threads,
            archive.run(),
            *(thread.run() for thread in threads),
            archive_connection.run(),
            listen(live_connection, live),
            live_connection.run(),
            strangers.run(),
            follow(spaces, owners, (archivist, archive_connection, live_connection, strangers)),
            tick(live, keeper),
            storing.run(),
            _answering(config.http, answer, shutdown, on_ready),
        )
    finally:
        notes.close()


def _answering(
    http: HttpConfig,
    answer: Callable[..., Coroutine[None, None, None]],
    shutdown: asyncio.Event,
    on_ready: Callable[[str], None],
) -> Coroutine[None, None, None]:
    """Answer where it is configured to be answered."""
    return answer(http.host, http.port, shutdown, on_ready, trusted_proxies=http.trusted_proxies)


def _strangers(config: HubConfig, region: Region | None, archive: Archive) -> Strangers:
    """Look for who isn't in hub.toml; of several parts each takes note of its own."""
    if region is None:
        return Strangers(config.mqtt, owners_of(config.spaces), archive.note_strangers)

    def note(found: Mapping[AgentAddress, int]) -> None:
        own = {who: count for who, count in found.items() if region.is_noted_here(who.space)}
        if own:
            archive.note_strangers(own)

    return Strangers(config.mqtt, region.agents, note)


def _around(
    config: HubConfig,
    checks: Mapping[str, Callable[[], bool]],
    asked_of: tuple[Archivist, Timekeeper, Outgoing, CareNotes],
    flooders: Callable[[], frozenset[AgentAddress]],
) -> Surroundings:
    """Say what the watch over the hub asks."""
    archivist, keeper, outgoing, notes = asked_of
    zone, failed = ZoneInfo(config.spaces[0].timezone), FailedSignInMemory(notes)
    return Surroundings(
        checks,
        lambda: archivist.held_back,
        lambda: keeper.now.doubt,
        partial(_disk_free, config),
        flooders,
        outgoing.mail_stuck,
        outgoing.reports_overdue,
        lambda: failed.failing(from_us(keeper.likely_us()).astimezone(zone).date()),
        outgoing.alarms_unreached,
    )


def _asked(
    store: Store,
    keeper: Timekeeper,
    notes: CareNotes,
    spaces: SpacesNow,
    others: tuple[SetAbove, AccessLook],
) -> Asked:
    """Say how the thread of care asks store and book."""

    def certain_us() -> int:
        return keeper.now.certain_us

    above, access = others
    look = PublishedLook(spaces.named, PublishedMemory(notes), certain_us).look
    signs = SignNotes(spaces, SignDoubtMemory(notes))
    note = also_forgetting(signs.note, AuditLog(notes), OutgoingMemory(notes), certain_us)
    doubts = VisitorDoubts(space.id for space in spaces.named)
    opening = store.open_care_log, store.open_reader
    rows = BookRowsLook(notes).look
    return Asked(*opening, look, note, access.judge, doubts, above.failing_feeds, rows)


def clocks(
    config: HubConfig, metrics: HubMetrics, clock: MachineClock, spaces: SpacesNow | None = None
) -> tuple[Live, Timekeeper, ShownClock]:
    """Let the keeper listen to what agents tell, and what is shown go by the keeper."""
    shown = ShownClock(clock)
    live = Live(config, metrics, shown, spaces)
    keeper = Timekeeper(clock, live.times_told)
    shown.follow(keeper)
    return live, keeper, shown


def _checks(
    live: Connection,
    archiving: Connection,
    archive: Archive,
    maintenance: StoreMaintenance,
    soundness: Soundness | None,
) -> dict[str, Callable[[], bool]]:
    """Name what must be well for the hub to be ready."""

    def is_keeping() -> bool:
        is_sound = soundness is None or soundness.is_sound()
        return archive.is_storing and maintenance.is_well and is_sound

    return {
        "live": lambda: live.is_ready,
        "archive": lambda: archiving.is_ready,
        "store": is_keeping,
    }


def _flooders(
    archivist: Archivist, keeper: Timekeeper, connections: Iterable[Connection]
) -> frozenset[AgentAddress]:
    """Return who sends too much, by the clock that a connection goes by, or names too much."""
    now_s = time.monotonic()
    naming = archivist.naming_too_much(keeper.likely_us())
    return naming.union(*(flooding(one.dropped, now_s) for one in connections))


def _soundness(
    config: HubConfig,
    store: Store,
    archive: Archive,
    metrics: HubMetrics,
    keeper: Timekeeper,
) -> Soundness | None:
    """Look after a store that has check sums of ours; None: it has its own."""
    examined = examinable(config, store)
    if examined is None:
        return None
    return Soundness(
        examined, archive.in_thread, metrics, keeper.monotonic, lambda: keeper.now.likely_us
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


class _Asking:
    """What time can be trusted, for threads that aren't the writer's."""

    def __init__(self, keeper: Timekeeper, store: Store, archive: Archive) -> None:
        self._keeper = keeper
        self._marks = _MarksInThread(store, archive)

    def now(self) -> TrustedTime:
        """Answer at once."""
        return self._keeper.now

    def ask(self) -> TrustedTime:
        """Ask the store as well. Raises StoreUnavailable."""
        return self._keeper.now_by(self._marks)


def _publisher(
    spaces: SpacesNow, store: Store, notes: CareNotes, asking: _Asking, storing: BacklogStoring
) -> Publisher:
    """Put the publishing together: it writes into the book that the notes own."""
    return Publisher(
        spaces,
        store.open_history,
        PublishedMemory(notes),
        asking.now,
        asking.ask,
        salvages=lambda: notes.salvages,
        is_whole=lambda: storing.is_done,
    )


def _maintenance(
    config: HubConfig,
    store: Store,
    archive: Archive,
    keeper: Timekeeper,
    soundness: Soundness | None,
    *,
    spaces: SpacesNow,
) -> StoreMaintenance:
    """Put the roll-up together: it reads beside the writer, and writes in the writer's thread."""

    def write(made: SpaceHistory) -> None:
        archive.in_thread(store.write_history, made)

    def delete(before_us: int, now_us: int) -> Deletion:
        return archive.in_thread(store.delete_raw, before_us, now_us)

    def open_rollup(is_ending: IsEnding) -> Rollup:
        store_id = archive.in_thread(lambda: store.store_id)  # the writer connects first
        log.debug("history of store %s", store_id)
        return Rollup(spaces, store.open_history(), write, is_ending)

    look = soundness.look if soundness else lambda _: False
    marks = _MarksInThread(store, archive)
    return StoreMaintenance(open_rollup, delete, config.store.raw_days, keeper, marks, look=look)


def _disk_free(config: HubConfig) -> int | None:
    """Measure what is left where the hub writes; None: it writes nothing here, or nobody knows."""
    match config.store:
        case SqliteStoreConfig():
            folder = config.store.path.parent
        case InfluxStoreConfig():
            return None
        case _:
            assert_never(config.store)
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


async def together(
    shutdown: asyncio.Event,
    threads: Sequence[PeriodicThread],
    *parts: Coroutine[None, None, None],
) -> None:
    """Run the parts, sinks first, until shutdown or the first that ends; then end the others.

    Threads are told at once, so that they end side by side and not one after the other.
    """
    tasks = [asyncio.create_task(part) for part in parts]
    waiting = asyncio.create_task(shutdown.wait())
    await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    failed = next((task for task in tasks if task.done() and task.exception()), None)
    shutdown.set()
    waiting.cancel()
    *readers, server = tasks
    for thread in threads:
        thread.end()
    for task in reversed(readers):
        task.cancel()
    await asyncio.wait([*readers, server])
    if failed is not None:
        failed.result()


async def listen(live_connection: Connection, live: Live) -> None:
    """Hand what comes to the live reader, until cancelled."""
    while True:
        for message in await live_connection.messages(_LIVE_AT_ONCE):
            live.on_message(message.topic, message.payload, message.retained)


class Follower(Protocol):
    """Hears agents, or judges by what is whose."""

    def follow(self, owners: Mapping[AgentAddress, Own]) -> None:
        """Go by these from now on."""
        ...


async def follow(
    spaces: SpacesNow, owners: Mapping[AgentAddress, Own], followers: Iterable[Follower]
) -> None:
    """Have all go by the agents of the spaces as they are now, until cancelled.

    `owners` are those by which they go already; who judges is told before who hears.
    """
    followers, revision = tuple(followers), -1
    while True:
        if spaces.now.revision != revision:
            revision = spaces.now.revision
            before, owners = owners, owners_of(spaces.now.all)
            for each in followers if owners != before else ():
                each.follow(owners)
        await asyncio.sleep(TICK_S)


async def tick(live: Live, keeper: Timekeeper) -> None:
    """Let time pass for both, until cancelled."""
    while True:
        keeper.look()
        live.tick()
        await asyncio.sleep(TICK_S)
