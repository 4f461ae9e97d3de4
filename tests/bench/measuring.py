"""What the measurements share: rows of the table, medians of rounds, and a region to measure.

The machine is never quiet: each figure is the median of a few rounds, and what is compared is
measured in turns within one run, so that a ratio says more than its parts.
"""

import math
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Final

import psutil

from contract.topics import AgentAddress
from tests.parts.catalogue import path_of
from tests.parts.mosquitto import BrokerConfig, Mosquitto
from tests.system.region import Hub, eventually, write_hub_toml

ROUNDS: Final = 3
ROUNDS_WITH_A_PEER: Final = 5
"""In turns with another program: what is compared is a ratio, and that is to be a steady one."""
_LOOK_S: Final = 2.0
_RESTING_PERCENT: Final = 10.0
_QUEUES: Final = ("max_queued_messages 0", "max_inflight_messages 0")  # the load bounds itself


@dataclass(frozen=True)
class Region:
    """A broker and a hub that runs on it."""

    broker: Mosquitto
    hub: Hub
    folder: Path
    agents: tuple[AgentAddress, ...]


def addresses(count: int) -> tuple[AgentAddress, ...]:
    """Name so many agents, each in a space of its own."""
    return tuple(AgentAddress(f"space-{number}", f"pi-{number}") for number in range(1, count + 1))


@contextmanager
def a_broker(folder: Path) -> Iterator[Mosquitto]:
    """Run a broker without limits of its own."""
    config = BrokerConfig(extra_lines=_QUEUES)
    broker = Mosquitto(path_of("mosquitto"), folder / "mosquitto", config)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


@contextmanager
def a_region(agent_count: int, since: date | None = None) -> Iterator[Region]:
    """Run a broker and a hub for so many agents, in a folder that vanishes afterwards.

    All spaces are open since the day given: with one long ago the hub makes its slots meanwhile.
    """
    agents = addresses(agent_count)
    with tempfile.TemporaryDirectory() as name, a_broker(Path(name)) as broker:
        config = write_hub_toml(Path(name), broker, agents)
        if since is not None:
            text = config.read_text()
            config.write_text(re.sub(r"since = [0-9-]+", f"since = {since}", text))
        hub = Hub(config)
        hub.start()
        try:
            eventually(hub.is_ready, "the hub is ready")
            yield Region(broker, hub, Path(name), agents)
        finally:
            hub.stop()


def let_settle(hub: Hub) -> None:
    """Return once a hub has done what it does at its start, and rests."""
    process = psutil.Process(hub.pid)
    process.cpu_percent()
    eventually(lambda: process.cpu_percent(_LOOK_S) < _RESTING_PERCENT, "the hub rests")


def show(what: str, figure: float, unit: str, digits: int = 0) -> None:
    """Print one row of the table."""
    print(f"{what}\t{figure:.{digits}f}\t{unit}", flush=True)


def show_median(what: str, figures: Sequence[float], unit: str, digits: int = 0) -> float:
    """Print the median of the rounds as one row, and return it."""
    middle = median(figures)
    show(what, middle, unit, digits)
    return middle


def show_ratio(what: str, ours: float, theirs: float) -> None:
    """Print how our figure compares with another program's in the same run."""
    show(what, ours / theirs, "times", 2)


def percentile(figures: Sequence[float], share: float) -> float:
    """Return the smallest figure that at least `share` of all don't exceed (nearest rank)."""
    return sorted(figures)[max(0, math.ceil(len(figures) * share) - 1)]
