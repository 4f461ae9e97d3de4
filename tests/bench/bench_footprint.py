"""Memory and idle processor time of one agent, beside mqtt-io, and of the hub.

    python -m tests.bench.bench_footprint

`platzfrei-edge run` with six sensors on gpiozero's mock pins, which nobody moves, and a hub that
hears it and serves nobody, for some seconds after both have settled; and mqtt-io with six inputs
on the same pins. RSS is what the kernel counts as resident (proc(5), smaps_rollup), in MiB; of PSS
it counts what several processes share to each its part, so that it depends on who else runs.
Processor time is user and system time as a share of one core.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median
from typing import Final

import psutil

from hub.stores.sqlite.reader import SqliteReader
from tests.bench.measuring import (
    ROUNDS_WITH_A_PEER,
    Region,
    a_region,
    let_settle,
    show_median,
    show_ratio,
)
from tests.bench.mqtt_io import MISSING, interpreter, mqtt_io
from tests.system.region import REPOSITORY, eventually, write_edge_toml

SETTLING_S: Final = 5.0
SECONDS: Final = 6.0
COUNTED: Final = {"Rss": "memory", "Pss": "memory as PSS"}
_KIB_PER_MIB: Final = 1024


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
    """Return the processor time that a process has used, in seconds, to the nanosecond.

    What proc(5) counts in ticks would round an idle second to nothing.
    """
    threads = Path(f"/proc/{process.pid}/task").iterdir()
    return sum(int((each / "schedstat").read_text().split()[0]) for each in threads) / 1e9


def mib(process: psutil.Process, counted: str) -> float:
    """Return what the kernel says under Rss or Pss of a process, in MiB."""
    lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith(f"{counted}:"))
    return int(line.split()[1]) / _KIB_PER_MIB


def main() -> None:
    """Watch all for a few rounds."""
    python = interpreter()
    with ExitStack() as running:
        region = running.enter_context(a_region(1))
        parts = {"edge": running.enter_context(an_agent(region))}
        if python is None:
            print(MISSING)
        else:
            parts["mqtt-io"] = running.enter_context(mqtt_io(python, region.folder, region.broker))
        parts["hub"] = psutil.Process(region.hub.pid)
        idle: dict[str, list[float]] = {name: [] for name in parts}
        memory: dict[tuple[str, str], list[float]] = {}
        let_settle(region.hub)
        time.sleep(SETTLING_S)
        for _ in range(ROUNDS_WITH_A_PEER):
            before = {name: busy_s(process) for name, process in parts.items()}
            time.sleep(SECONDS)
            for name, process in parts.items():
                idle[name].append(100 * (busy_s(process) - before[name]) / SECONDS)
                for counted in COUNTED:
                    memory.setdefault((name, counted), []).append(mib(process, counted))
    for name in parts:
        show_median(f"{name}, memory", memory[name, "Rss"], "MiB", 1)
        show_median(f"{name}, memory as PSS", memory[name, "Pss"], "MiB", 1)
        show_median(f"{name}, idle processor time", idle[name], "% of a core", 3)
    if "mqtt-io" in parts:
        for counted, told in COUNTED.items():
            ours, theirs = (median(memory[name, counted]) for name in ("edge", "mqtt-io"))
            show_ratio(f"edge to mqtt-io, {told}", ours, theirs)
        show_ratio("edge to mqtt-io, idle", median(idle["edge"]), median(idle["mqtt-io"]))


if __name__ == "__main__":
    main()
