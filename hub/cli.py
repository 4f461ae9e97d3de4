"""`platzfrei-hub`: what an operator types. Exit status 2 is the operator's mistake."""

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing, suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from contract.printable import printable
from hub.book.file import BookFile
from hub.book.location import book_path
from hub.clock import SystemClock
from hub.config import HubConfig, load
from hub.errors import (
    BookRefused,
    BookUnavailable,
    ConfigError,
    HubError,
    PackageMissing,
    PeopleRefused,
    ReportRefused,
    StoreUnavailable,
)
from hub.event_loop import run as run_loop
from hub.files import require_files
from hub.handover_check import require_dates, said_otherwise
from hub.http.auth import ONE_FOR_ALL
from hub.http.server import AddressUnavailable
from hub.log_lines import begin_log
from hub.parts import add_part, narrowed, region_of
from hub.replica import COPY_NAME, serve_live
from hub.serving import serve
from hub.site_check import texts_to_check
from hub.stop_bound import StopBound
from hub.stores.factory import (
    open_store,
)
from hub.stores.protocol import Store
from hub.systemd import Supervisor

log = logging.getLogger(__name__)

MISCONFIGURED = 2
_OF_THE_OPERATOR: Final = (
    AddressUnavailable, BookRefused, ConfigError, PackageMissing, PeopleRefused, ReportRefused,
)  # fmt: skip
FAILED = 3

ALIVE_EVERY_S: Final = 5.0
MOST_PORTS: Final = 65_535
SWITCH_EVERY_S: Final = 0.0005
"""So long one thread may keep another waiting: those of the network wait often, and but shortly."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    chosen = _parser(words).parse_args(words)
    begin_log()
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it says each question to InfluxDB
    try:
        return int(chosen.command(chosen))
    except _OF_THE_OPERATOR as error:
        for line in str(error).splitlines():
            print(f"platzfrei-hub: {printable(line)}", file=sys.stderr)
        return MISCONFIGURED
    except HubError as error:
        print(f"platzfrei-hub: {printable(str(error))}", file=sys.stderr)
        return FAILED


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="platzfrei-hub", description="The hub of a region.")
    parser.add_argument("--version", action="version", version=version("platzfrei"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("serve", help="serve live availability and keep history")
    run.set_defaults(command=_serve)
    _add_scale(run)
    run.add_argument("--config", type=Path, required=True, metavar="hub.toml")
    if words[:1] != ["serve"]:
        from hub.commands import add_others  # noqa: PLC0415 - a hub that serves has no room for it

        add_others(commands)
    return parser


def _add_scale(run: argparse.ArgumentParser) -> None:
    share = run.add_mutually_exclusive_group()
    add_part(share)
    share.add_argument(
        "--live",
        action="store_true",
        help="a replica: answer what is live, and keep no archive; any number may run",
    )
    run.add_argument("--port", type=_port, help="in place of http.port of hub.toml")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text[:6]) > MOST_PORTS:
        raise argparse.ArgumentTypeError(f"expected a port from 0 to {MOST_PORTS}, not {text!r}")
    return int(text)


def _serve(chosen: argparse.Namespace) -> int:
    whole = _at_port(load(chosen.config), chosen.port)
    sys.setswitchinterval(SWITCH_EVERY_S)
    bound = StopBound()
    try:
        if chosen.live:
            require_files(whole, chosen.config, is_replica=True)
            copy_file = book_path(whole, chosen.config).with_name(COPY_NAME)
            run_loop(_until_stopped(partial(serve_live, whole, copy_file=copy_file), bound))
        else:
            _serve_archive(whole, chosen, bound)
    except AddressUnavailable as error:
        key = "http.port" if chosen.port is None else "--port"
        raise ConfigError(chosen.config, key, str(error)) from None
    finally:
        bound.close()
    return 0


def _at_port(config: HubConfig, port: int | None) -> HubConfig:
    if port is None:
        return config
    return config.model_copy(update={"http": config.http.model_copy(update={"port": port})})


def _serve_archive(whole: HubConfig, chosen: argparse.Namespace, bound: StopBound) -> None:
    region = region_of(whole, chosen.config, chosen.part)
    config = narrowed(whole, chosen.config, chosen.part) if chosen.part else whole
    require_files(config, chosen.config)
    for line in texts_to_check(whole, SystemClock().wall()):
        log.warning("%s: %s", chosen.config, line)
    if config.http.token_hash_file is not None:
        log.warning("%s: http.token_hash_file: %s", chosen.config, ONE_FOR_ALL)
    with closing(open_store(config, chosen.config, may_be_late=True)) as store:
        _require_dates(config, chosen.config, store)
        book = book_path(config, chosen.config)

        async def run(shutdown: asyncio.Event, on_ready: Callable[[str], None]) -> None:
            await serve(config, store, shutdown, on_ready, book=book, region=region)

        run_loop(_until_stopped(run, bound))


def _require_dates(config: HubConfig, file: Path, store: Store) -> None:
    """Refuse another agent without a date; without the book nobody can know, and the hub serves."""
    try:
        with (
            closing(BookFile.own(book_path(config, file))) as book,
            closing(store.open_reader()) as reader,
        ):
            require_dates(config, file, book, reader, SystemClock().wall())
            for fault in said_otherwise(config, book):
                log.warning("%s: %s: %s", file, fault.key, fault.expected)
    except (BookUnavailable, StoreUnavailable) as error:
        log.warning("whether agents were replaced isn't checked: %s", error)


async def _until_stopped(
    run: Callable[[asyncio.Event, Callable[[str], None]], Coroutine[None, None, None]],
    bound: StopBound,
) -> None:
    shutdown = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        bound.begin()
        shutdown.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    supervisor = Supervisor(os.environ)

    def on_ready(address: str) -> None:
        print(f"listening on {address}", flush=True)  # whoever waits for it may read a pipe
        supervisor.is_ready()
        gc.freeze()  # what stays for good isn't looked through again while a visitor waits

    living = asyncio.create_task(_tell_of_life(supervisor, shutdown))
    try:
        await run(shutdown, on_ready)
    finally:
        bound.begin()
        living.cancel()


async def _tell_of_life(supervisor: Supervisor, shutdown: asyncio.Event) -> None:
    """Feed systemd's watchdog as long as the loop turns, and say when the end begins."""
    while not shutdown.is_set():
        supervisor.is_alive()
        with suppress(TimeoutError):
            await asyncio.wait_for(shutdown.wait(), ALIVE_EVERY_S)
    supervisor.is_stopping()
