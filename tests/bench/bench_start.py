"""How long the hub takes to be ready after a year of data, on every store; beside an empty one.

    python -m tests.bench.bench_start

Ten spaces whose agents were started anew every day, slots since a year ago, hourly deletions. The
time is from the process's start until `/api/v1/health` says that it is ready, the median of three.
Every influxd on the PATH is measured.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from contract.events import Event, Previous, Started, Stopped
from contract.series import Keeping
from contract.times import from_us, to_us
from contract.topics import AgentAddress
from hub.clock import SystemClock
from hub.config import load
from hub.domain.intake import Batch
from hub.stores.factory import open_store
from hub.stores.history_protocol import Deletion
from hub.stores.influx.points import deletion_point
from hub.stores.influx.writing import Writing
from hub.stores.sqlite.check_sums import with_sum
from hub.stores.sqlite.file import SqliteFile
from hub.workers.rollup import Rollup
from tests.bench.measuring import ROUNDS, a_broker, addresses, show_median
from tests.parts.catalogue import all_paths_of
from tests.parts.influx import DAY_S, Influx, InfluxServer
from tests.parts.mosquitto import Mosquitto
from tests.system.region import IN_A_FILE, Hub, eventually, write_hub_toml

SPACES: Final = 10
DAYS: Final = 365
RAW_DAYS: Final = 31
_HOUR_US: Final = 3_600_000_000
_LOG_DELETION: Final = (
    "INSERT INTO deletion (at_us, before_us, events, quarantined, desk_slots, check_sum)"
)


def epochs(address: AgentAddress, today: datetime) -> Iterator[Batch]:
    """Tell an agent's year: it is started each morning, and stopped in the evening."""
    previous: Previous | None = None
    for number in range(1, DAYS):
        epoch = f"{number:032x}"
        begun = today - timedelta(days=DAYS - number, hours=-7)
        started = Started(
            seq=1, at=begun, boot=epoch, previous=previous, desks={"d1": "free"}, doors={}
        )
        said: tuple[Event, ...] = (started, Stopped(seq=2, at=begun + timedelta(hours=10)))
        previous = Previous(epoch=epoch, last=2)
        yield Batch(address, epoch, 1, 2, said, ())


def deletions(now_us: int) -> list[Deletion]:
    """Log a year of hourly deletions."""
    times = range(now_us - 24 * DAYS * _HOUR_US, now_us, _HOUR_US)
    return [Deletion(at_us, at_us - RAW_DAYS * 24 * _HOUR_US, 0, 0, 0) for at_us in times]


def write_a_year(config: Path, agents: Sequence[AgentAddress], buckets: Influx | None) -> None:
    """Let a store be as a year of hubs have left it."""
    read, clock = load(config), SystemClock()
    now_us = to_us(clock.wall())
    today = clock.wall().replace(hour=0, minute=0, second=0, microsecond=0)
    with closing(open_store(read, config)) as store, closing(store.open_history()) as reader:
        for address in agents:
            store.append(list(epochs(address, today)), to_us(today) - DAYS * 24 * _HOUR_US)
        Rollup(read.spaces, reader, store.write_history).run(now_us)
        store.delete_raw(now_us - RAW_DAYS * 24 * _HOUR_US, now_us)
    if buckets is None:
        write_deletions(config.with_name("hub.db"), now_us - _HOUR_US)
        return
    with closing(Writing(buckets.access)) as writing:
        points = list(map(deletion_point, deletions(now_us - _HOUR_US)))
        writing.write_all(Keeping.PERMANENT, points)


def write_deletions(path: Path, until_us: int) -> None:
    """Write the log into a store in a file, which nobody has open to write."""
    with closing(SqliteFile.open_to_write(path)) as file:
        rows = [with_sum("deletion", astuple(one)) for one in deletions(until_us)]
        file.transact(lambda: file.insert(_LOG_DELETION, rows))


def start_s(config: Path) -> float:
    """Start a hub, wait until it is ready, and stop it."""
    hub = Hub(config)
    began = time.perf_counter()
    hub.start()
    try:
        eventually(hub.is_ready, "the hub is ready")
        return time.perf_counter() - began
    finally:
        hub.stop()


@contextmanager
def a_store(program: Path | None, folder: Path) -> Iterator[tuple[str, Influx | None]]:
    """Yield what hub.toml says of a store of this kind, and its buckets."""
    if program is None:
        yield IN_A_FILE, None
        return
    server = InfluxServer(program, folder / "influx")
    server.start()
    try:
        buckets = server.new_buckets(keep_s=(RAW_DAYS + 1) * DAY_S)
        (folder / "token").write_text(buckets.token)
        yield (
            (
                f'kind = "influxdb"\nurl = "{buckets.url}"\norg = "{buckets.org}"\n'
                f'token_file = "token"\nbucket = "{buckets.bucket}"\n'
                f'raw_bucket = "{buckets.raw_bucket}"\n'
            ),
            buckets,
        )
    finally:
        server.stop()


def measure(program: Path | None, broker: Mosquitto, folder: Path, *, is_full: bool) -> None:
    """Measure one store, empty or full."""
    agents = addresses(SPACES)
    with a_store(program, folder) as (said, buckets):
        config = write_hub_toml(folder, broker, agents, said)
        since = from_us(to_us(SystemClock().wall())).date() - timedelta(days=DAYS)
        text = config.read_text().replace(f"since = {date(2026, 1, 1)}", f"since = {since}")
        config.write_text(text)
        if is_full:
            write_a_year(config, agents, buckets)
        took = [start_s(config) for _ in range(ROUNDS)]
    name = "SQLite" if program is None else program.name
    show_median(f"start, {name}, {'a year' if is_full else 'empty'}", took, "s", 2)


def main() -> None:
    """Measure every store that there is."""
    for program in (None, *all_paths_of("influxdb")):
        for is_full in (False, True):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                (folder / "influx").mkdir()
                with a_broker(folder) as broker:
                    measure(program, broker, folder, is_full=is_full)


if __name__ == "__main__":
    main()
