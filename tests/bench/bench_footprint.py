"""Memory and idle processor time of one agent and of the hub.

    python -m tests.bench.bench_footprint

`platzfrei-edge run` with six sensors on gpiozero's mock pins, which nobody moves, and a hub that
hears it and serves nobody, for some seconds after both have settled. RSS is what the kernel counts
as resident (proc(5), statm), in MiB; processor time is user and system time as a share of one core.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

import psutil

from hub.stores.sqlite.reader import SqliteReader
from tests.bench.measuring import ROUNDS, Region, a_region, show_median
from tests.system.region import REPOSITORY, eventually, write_edge_toml

SETTLING_S: Final = 5.0
SECONDS: Final = 8.0
_MIB: Final = 1024 * 1024


@contextmanager
def an_agent(region: Region) -> Iterator[psutil.Process]:
    """Run `platzfrei-edge run` as on a Pi, but on mock pins."""
    (address,) = region.agents
    config = write_edge_toml(region.folder, region.broker, address)
    process = psutil.Popen(
        [sys.executable, "-m", "edge", "run", "--config", str(config)],
        cwd=REPOSITORY,
        env={"GPIOZERO_PIN_FACTORY": "mock", "PATH": ""},
        stderr=subprocess.DEVNULL,
    )
    store = region.folder / "hub.db"
    try:
        with closing(SqliteReader.open(store)) as reader:
            eventually(lambda: any(reader.epochs()), "its first event is stored")
        yield process
    finally:
        process.terminate()
        process.wait(30)


def busy_s(process: psutil.Process) -> float:
    """Return the processor time that a process has used, in seconds."""
    times = process.cpu_times()
    return float(times.user + times.system)


def main() -> None:
    """Watch both for a few rounds."""
    with a_region(1) as region, an_agent(region) as edge:
        parts = {"edge": edge, "hub": psutil.Process(region.hub.pid)}
        idle: dict[str, list[float]] = {name: [] for name in parts}
        time.sleep(SETTLING_S)
        for _ in range(ROUNDS):
            before = {name: busy_s(process) for name, process in parts.items()}
            time.sleep(SECONDS)
            for name, process in parts.items():
                idle[name].append(100 * (busy_s(process) - before[name]) / SECONDS)
        for name, process in parts.items():
            show_median(f"{name}, memory", [process.memory_info().rss / _MIB], "MiB", 1)
            show_median(f"{name}, idle processor time", idle[name], "% of a core", 2)


if __name__ == "__main__":
    main()
