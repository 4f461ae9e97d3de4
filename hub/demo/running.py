"""The demo from start to end: a broker, simulated Pis, their past, and the hub over it all.

    port, folder ─▶ broker ─▶ simulated Pis ─▶ history ─▶ store ─▶ hub ─▶ page
                     child      child           children   └──── this process ────┘

The Pis begin where their history ends, so that the timeline has no hole; what they see while the
history is being stored waits in their outboxes. At the end the Pis stop first, so that the hub
still takes their last events.
"""

import asyncio
import logging
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Event
from typing import Final, TextIO
from zoneinfo import ZoneInfo

from contract.extras import missing_extra
from contract.times import to_us
from hub.book.file import BookFile
from hub.book.location import book_path
from hub.book.people import PeopleMemory
from hub.config import HubConfig, load
from hub.demo import broker
from hub.demo.backfill import Past, keep_history
from hub.demo.broker import BrokerUnavailable, Engine
from hub.demo.children import Child
from hub.demo.folder import DemoFolder, claim, require_idle
from hub.demo.notices import FILLING, SIMULATED
from hub.demo.port import require_free
from hub.demo.signals import Signals, ended_by_signals
from hub.domain.people import Grant
from hub.domain.roles import Role
from hub.errors import HubError, PackageMissing, StoreUnavailable
from hub.event_loop import run as run_loop
from hub.metrics import HubMetrics
from hub.pages.notice import Notice
from hub.progress import Progress
from hub.serving import owners_of, serve
from hub.stores.factory import open_store
from hub.stores.protocol import Store
from hub.workers import publishing
from hub.workers.archive import Archivist
from hub.workers.backlog import Take
from hub.workers.periodic import IsEnding

DEFAULT_WEEKS: Final = 61
"""Fourteen months: quarters, a period before each, and the same one a year before."""
AT_ONCE_WEEKS: Final = 10
"""Of these, there before the page: enough for a typical day at a month's end too, since eight
weeks leave three days at Christmas."""
_ZONE: Final = ZoneInfo("Europe/Berlin")
_PIS_STOP_WITHIN_S: Final = 6.0
_BROKER_STOPS_WITHIN_S: Final = 2.0
_LOOK_EVERY_S: Final = 0.5
_TRIES: Final = 3
_OLDER_SEED: Final = 1_000_003


class ChildEnded(HubError):
    """A part of the demo ended that nobody had asked to."""


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What a demo is asked for; `http_port` 0 is any free one.

    Of `week_count` weeks of history `at_once_weeks` are there before the page.
    """

    folder: Path
    week_count: int
    at_once_weeks: int
    seed: int
    http_port: int
    engine: Engine


def run_demo(options: DemoOptions, out: TextIO) -> None:
    """Run a demo until SIGINT or SIGTERM; all its parts have ended on return.

    Raises ConfigError for a folder or a port that can't be used, and other HubErrors.
    """
    _require_packages(options.engine)
    logging.getLogger().setLevel(logging.WARNING)
    # That a made-up past is published long after its months is true of any demo.
    logging.getLogger(publishing.__name__).setLevel(logging.ERROR)
    began_s = time.monotonic()
    with ended_by_signals() as signals, ExitStack() as parts:
        require_idle(options.folder)
        require_free(options.http_port)
        folder = parts.enter_context(claim(options.folder))
        mqtt_port, mqtt = _start_broker(options.engine, folder, parts)
        older, past = _configure(options, folder, mqtt_port)
        config = load(folder.hub_toml)
        out.write(_summary(config, options.engine))
        pis = _start_pis(options.seed, folder, mqtt_port)
        parts.callback(pis.end, _PIS_STOP_WITHIN_S)
        store = open_store(config, folder.hub_toml)
        parts.callback(store.close)
        _keep(past, config, store, Progress(out, _title(options.at_once_weeks)), signals)
        book = book_path(config, folder.hub_toml)
        link = _invite(config, book)
        invitation = _Invitation(out, folder.issue_token(), link, folder.path, began_s)
        progress = Progress(out, _title(options.week_count))
        filling = _Filling(older, progress, _Slots(config, store)) if older else None
        serving = _Serving(config, store, book, filling)
        run_loop(_serve(serving, [pis, mqtt], signals, invitation))


def _require_packages(engine: Engine) -> None:
    for package in ("gpiozero", *(["iotcore"] if engine is Engine.IOTCORE else [])):
        try:
            version(package)
        except PackageNotFoundError:
            said = missing_extra("a demo", "demo", package, sys.executable)
            raise PackageMissing(said) from None
    if engine is Engine.MOSQUITTO and broker.find_mosquitto() is None:
        raise PackageMissing(
            "--broker: mosquitto isn't installed; install Debian's package mosquitto, or leave"
            " --broker out"
        )


def _start_broker(engine: Engine, folder: DemoFolder, parts: ExitStack) -> tuple[int, Child]:
    """Start a broker on a free port; another program may take the port in between, so try again."""
    settings = folder.make("broker")
    for attempt in range(_TRIES):
        port = broker.free_port()
        command = broker.command(engine, port, settings)
        child = Child("broker", command, folder.path / "broker.log")
        parts.callback(child.end, _BROKER_STOPS_WITHIN_S)
        try:
            broker.await_ready(port, child.has_ended)
        except BrokerUnavailable:
            if attempt == _TRIES - 1:
                raise
        else:
            return port, child
    raise AssertionError  # the last attempt returns or raises


def _configure(
    options: DemoOptions, folder: DemoFolder, mqtt_port: int
) -> tuple[Past | None, Past]:
    """Write the configuration and choose which past it has: up to now, from a local midnight.

    Its older part comes first, if there is one; it ends where the other begins.
    """
    now = datetime.now(UTC)
    first_day, recent_day = (
        (now.astimezone(_ZONE) - timedelta(weeks=weeks)).date()
        for weeks in (options.week_count, options.at_once_weeks)
    )
    folder.configure(options.http_port, mqtt_port, first_day, now.date())
    start, middle = (
        datetime.combine(day, datetime.min.time(), _ZONE).astimezone(UTC)
        for day in (first_day, recent_day)
    )
    recent = Past(folder.hub_toml, folder.habits_toml, middle, now, options.seed)
    # Other people, so to say: with the same seed the epochs of both parts would have one name.
    older = replace(recent, start=start, end=middle, seed=options.seed + _OLDER_SEED)
    return (older if start < middle else None), recent


def _summary(config: HubConfig, engine: Engine) -> str:
    desk_count = sum(desk.kind == "desk" for space in config.spaces for desk in space.desks)
    pi_count = sum(len(space.agents) for space in config.spaces)
    return (
        f"A simulated region: {len(config.spaces)} spaces, {desk_count} desks, {pi_count} Pis,"
        f" broker {engine}. Nothing leaves this machine.\n"
    )


def _title(week_count: int) -> str:
    return "History of a week" if week_count == 1 else f"History of {week_count} weeks"


def _start_pis(seed: int, folder: DemoFolder, mqtt_port: int) -> Child:
    command = [
        *(sys.executable, "-P", "-m", "edge", "simulate", "live"),
        *("--region", str(folder.hub_toml), "--habits", str(folder.habits_toml)),
        *("--broker", f"{broker.HOST}:{mqtt_port}", "--folder", str(folder.make("pis"))),
        *("--seed", str(seed), "--until-stdin-closes"),
    ]
    return Child("simulated Pis", command, folder.path / "pis.log")


def _keep(
    past: Past, config: HubConfig, store: Store, progress: Progress, signals: Signals
) -> None:
    began_s = time.monotonic()
    archivist = Archivist(owners_of(config.spaces), store, HubMetrics())
    with signals.noted() as end_if_asked:
        batch_count = keep_history(past, archivist.take, progress.show, end_if_asked)
    progress.end(f"{batch_count} batches stored in {time.monotonic() - began_s:.1f} s")


class _Ending(Exception):
    """The demo ends before its history is whole."""


@dataclass(frozen=True, slots=True)
class _Slots:
    """What reports are made of."""

    config: HubConfig
    store: Store

    def are_made(self, until_us: int) -> bool:
        """Tell whether none of them, up to an instant, waits to be made or made anew."""
        try:
            with closing(self.store.open_history()) as reader:
                return all(
                    window.from_us >= until_us
                    for space in self.config.spaces
                    for window in reader.touched(space.id)
                )
        except StoreUnavailable:
            return False


@dataclass(frozen=True, slots=True)
class _Filling:
    """The older history, stored behind the page."""

    past: Past
    progress: Progress
    slots: _Slots
    done: Event = field(default_factory=Event)

    def run(self, take: Take, is_ending: IsEnding) -> None:
        """Store it, and wait until reports have it, unless the demo ends first."""

        def end_if_asked() -> None:
            if is_ending():
                raise _Ending

        with suppress(_Ending):
            keep_history(self.past, take, self.progress.show, end_if_asked)
            self.progress.end("now whole: slots, months and reports of it follow")
            while not self.slots.are_made(to_us(self.past.end)):
                end_if_asked()
                time.sleep(_LOOK_EVERY_S)
            self.done.set()


@dataclass(frozen=True, slots=True)
class _Invitation:
    """What is printed once the page answers."""

    out: TextIO
    token: str
    link: str
    folder: Path
    began_s: float

    def show(self, address: str) -> None:
        self.out.write(
            f"Platzfrei is running at {address}\n"
            f"  started in    {time.monotonic() - self.began_s:.1f} s\n"
            f"  console       {address}/console/join/{self.link}  (for operator and office, once)\n"
            f"  token         {self.token}  (for programs, as Bearer)\n"
            f"  files         {self.folder}  (made anew at every start)\n"
            "People live fast here: an hour of a visit lasts a minute. Spaces that protect small\n"
            "counts follow at the next full minute. Older months are filled in meanwhile, and are\n"
            "in reports when that is done. Ctrl-C ends everything.\n"
        )
        self.out.flush()


def _invite(config: HubConfig, book: Path) -> str:
    """Invite whoever tries the demo to its console, and return what is secret in the link.

    As an operator of all spaces and for the office, who need no second thing to sign in.
    """
    roles = frozenset({Role.OPERATOR, Role.OFFICE})
    grant = Grant(roles, frozenset(space.id for space in config.spaces))
    with closing(BookFile.own(book)) as opened:
        return PeopleMemory(opened).invite(grant, "", to_us(datetime.now(UTC)))


@dataclass(frozen=True, slots=True)
class _Serving:
    """The hub that is served."""

    config: HubConfig
    store: Store
    book: Path
    filling: _Filling | None

    async def run(self, shutdown: asyncio.Event, on_ready: Callable[[str], None]) -> None:
        """Run it until `shutdown` is set."""
        backlog = None if self.filling is None else self.filling.run
        await serve(
            self.config, self.store, shutdown, on_ready,
            book=self.book, backlog=backlog, notice_of=self._notice,
        )  # fmt: skip

    def _notice(self) -> Notice:
        is_whole = self.filling is None or self.filling.done.is_set()
        return SIMULATED if is_whole else FILLING


async def _serve(
    serving: _Serving,
    children: Sequence[Child],
    signals: Signals,
    invitation: _Invitation,
) -> None:
    """Serve until a signal comes or a part ends by itself; then stop the Pis before the hub."""
    stop_requested, shutdown, loop = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()
    signals.listen(lambda: loop.call_soon_threadsafe(stop_requested.set))
    hub = asyncio.create_task(serving.run(shutdown, invitation.show))
    waiting = asyncio.create_task(stop_requested.wait())
    watching = asyncio.create_task(_until_one_ends(children))
    await asyncio.wait([hub, waiting, watching], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    watching.cancel()
    if not hub.done():
        await asyncio.to_thread(children[0].end, _PIS_STOP_WITHIN_S)
    shutdown.set()
    await hub
    if watching.done() and not watching.cancelled():
        watching.result()


async def _until_one_ends(children: Sequence[Child]) -> None:
    while True:
        for child in children:
            if child.has_ended():
                raise ChildEnded(f"the {child.name} ended, see {child.log_file}")
        await asyncio.sleep(_LOOK_EVERY_S)
