"""Events per second from MQTT to the committed store, beside who does less with them.

    python -m tests.bench.bench_store

One connection publishes at QoS 1 through a real Mosquitto, for two hundred agents in turn, never
more than a window ahead of what has arrived. No agent sends more at once than fair intake takes of
it (hub/domain/fair_intake.py). All see messages made alike on a broker alike:

- *the hub*: an event has arrived once another process can read it in the store;
- *a bare subscriber*, paho in a process of its own: once its callback has counted it;
- *Node-RED*, where there is one: once the line is in the file that its flow appends to.
"""

import multiprocessing
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing.synchronize import Event as Flag
from pathlib import Path
from typing import Any, Final

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from contract.events import DeskChanged, DeskState
from contract.limits import MAX_BATCH_EVENTS
from contract.messages import EventBatch, encode
from contract.topics import Channel, every_agent
from tests.bench.feeder import Feeder
from tests.bench.measuring import a_broker, a_region, addresses, show, show_median
from tests.bench.node_red import MISSING, node_red, program, to_file
from tests.parts.mosquitto import Mosquitto

AGENTS: Final = 200
ROUNDS: Final = 5
BREATH_S: Final = 1.0
"""After two of them every agent may send as much at once again."""
_START: Final = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=4)
_EPOCHS: Final = count(1)
_STORED: Final = "SELECT coalesce(sum(last - first + 1), 0) FROM seqs WHERE fate = 1"


@dataclass(frozen=True)
class Load:
    """What is published in a round."""

    name: str
    size: int
    """Events in a message."""
    number: int
    """Messages."""
    window: int
    """Messages that may be under way."""


LOADS: Final = (
    Load("single-event messages", 1, 16_000, 2_000),
    Load("batches of 500", MAX_BATCH_EVENTS, 200, 20),
)
Rates = dict[str, list[float]]
"""Events per second in each round, by load."""


def messages(load: Load) -> list[tuple[str, bytes]]:
    """Write messages of new epochs, one for each agent, in turns."""
    agents = addresses(AGENTS)
    epoch = f"{time.time_ns():016x}{next(_EPOCHS):016x}"
    return [
        (
            agents[turn % AGENTS].topic(Channel.EVENTS),
            _batch(epoch, turn // AGENTS * load.size + 1, load.size),
        )
        for turn in range(load.number)
    ]


def _batch(epoch: str, first: int, size: int) -> bytes:
    events = tuple(
        DeskChanged(
            seq=seq,
            at=_START + timedelta(seconds=seq),
            desk="d1",
            state=DeskState.OCCUPIED if seq % 2 else DeskState.FREE,
            evidence="motion",
        )
        for seq in range(first, first + size)
    )
    return encode(EventBatch(epoch=epoch, first=first, events=events))


def measure(broker: Mosquitto, rates: Rates, load: Load, arrived: Callable[[], int]) -> None:
    """Publish a round and note the rate."""
    with Feeder(broker.host, broker.port) as feeder:
        found = feeder.feed(messages(load), load.window, arrived)
    rates.setdefault(load.name, []).append(load.size * found)


@contextmanager
def stored_messages(path: Path, load: Load) -> Iterator[Callable[[], int]]:
    """Lend a count of what has been committed, as another process reads it."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as store:
        yield lambda: int(store.execute(_STORED).fetchone()[0]) // load.size


def count_messages(host: str, port: int, counted: Any, ready: Flag, over: Flag) -> None:
    """Count what comes, and do nothing else: a process of its own."""

    def note(*_: object) -> None:
        counted.value += 1

    def subscribe(*_: object) -> None:
        client.subscribe(every_agent(Channel.EVENTS), 1)

    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.on_message = note
    client.on_connect = subscribe
    client.on_subscribe = lambda *_: ready.set()
    client.connect(host, port)
    client.loop_start()
    over.wait()
    client.disconnect()
    client.loop_stop()


@contextmanager
def a_bare_subscriber(broker: Mosquitto) -> Iterator[Callable[[], int]]:
    """Run it and lend its count."""
    context = multiprocessing.get_context("spawn")
    counted = context.Value("q", 0, lock=False)
    ready, over = context.Event(), context.Event()
    arguments = (broker.host, broker.port, counted, ready, over)
    process = context.Process(target=count_messages, args=arguments)
    process.start()
    try:
        assert ready.wait(30), "the subscriber does not answer"
        yield lambda: int(counted.value)
    finally:
        over.set()
        process.join()


class Lines:
    """Counts the lines of a file that grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = self._counted = 0

    def __call__(self) -> int:
        """Return how many there are."""
        with self._path.open("rb") as file:
            file.seek(self._read)
            grown = file.read()
        self._read += len(grown)
        self._counted += grown.count(b"\n")
        return self._counted


def _measure_hub(rates: Rates) -> None:
    with a_region(AGENTS, since=_START.date()) as region:
        for load in LOADS * ROUNDS:
            with stored_messages(region.folder / "hub.db", load) as arrived:
                measure(region.broker, rates, load, arrived)
            time.sleep(BREATH_S)


def _measure_bare(rates: Rates) -> None:
    with tempfile.TemporaryDirectory() as folder, a_broker(Path(folder)) as broker:
        for load in LOADS * ROUNDS:
            with a_bare_subscriber(broker) as arrived:
                measure(broker, rates, load, arrived)


def _measure_node_red(command: str, rates: Rates) -> None:
    with tempfile.TemporaryDirectory() as name, a_broker(Path(name)) as broker:
        file, flow = Path(name) / "events.txt", Path(name) / "node-red"
        file.touch()
        with node_red(command, flow, broker, every_agent(Channel.EVENTS), to_file(file)):
            time.sleep(BREATH_S)  # it connects in its own time, and says nothing when it has
            for load in LOADS * ROUNDS:
                measure(broker, rates, load, Lines(file))


def main() -> None:
    """Measure all, each alone on the machine."""
    hub, bare, peer = Rates(), Rates(), Rates()
    _measure_hub(hub)
    _measure_bare(bare)
    command = program()
    if command is None:
        print(MISSING)
    else:
        _measure_node_red(command, peer)
    for load in LOADS:
        _show(load.name, hub[load.name], bare[load.name], peer.get(load.name))


def _show(
    name: str, hub: Sequence[float], bare: Sequence[float], peer: Sequence[float] | None
) -> None:
    ours = show_median(f"MQTT to committed store, {name}", hub, "events/s")
    only = show_median("  a subscriber that only counts", bare, "events/s")
    show("  ratio, to reach 0.85", ours / only, "x", 2)
    if peer:
        theirs = show_median("  Node-RED, appended to a file", peer, "events/s")
        show("  ratio, to reach 3", ours / theirs, "x", 2)
    else:
        show("  ratio to Node-RED: it isn't installed", float("nan"), "x")


if __name__ == "__main__":
    main()
