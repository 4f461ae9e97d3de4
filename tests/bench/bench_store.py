"""Events per second from MQTT to the committed store, beside a subscriber that only counts.

    python -m tests.bench.bench_store

One client publishes at QoS 1 through a real Mosquitto, for four agents in turn, never more than a
window ahead of what has arrived. For the hub an event has arrived once another process can read it
in the store; for the bare subscriber, paho in a process of its own, once its callback has counted
it. Both see the same messages on the same broker, in turns.
"""

import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing.synchronize import Event as Flag
from pathlib import Path
from typing import Any, Final

from contract.events import DeskChanged, DeskState
from contract.limits import MAX_BATCH_EVENTS
from contract.messages import EventBatch, encode
from contract.topics import Channel, every_agent
from hub.domain.seq_ranges import count as count_of
from hub.stores.sqlite.reader import SqliteReader
from tests.bench.measuring import ROUNDS, a_broker, a_region, addresses, show_median
from tests.parts.mosquitto import Mosquitto
from tests.parts.peer import Peer, a_peer

AGENTS: Final = 4
LOADS: Final = {"single-event messages": (1, 4_000, 500), "batches of 500": (500, 120, 16)}
"""Events in a message, messages in a round, and how many may be under way."""
_POLL_S: Final = 0.002
_START: Final = datetime(2026, 3, 2, 7, tzinfo=UTC)
_EPOCHS: Final = count(1)


def messages(size: int, number: int) -> list[tuple[str, bytes]]:
    """Write messages of new epochs, one for each agent, in turns."""
    agents = addresses(AGENTS)
    epoch = f"{time.time_ns():016x}{next(_EPOCHS):016x}"
    return [
        (
            agents[turn % AGENTS].topic(Channel.EVENTS),
            _batch(epoch, turn // AGENTS * size + 1, size),
        )
        for turn in range(number)
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


def rate(
    peer: Peer, load: list[tuple[str, bytes]], window: int, arrived: Callable[[], int]
) -> float:
    """Publish, never more than `window` messages ahead; return messages per second."""
    began, before = time.perf_counter(), arrived()
    for published, (topic, payload) in enumerate(load):
        while published - (arrived() - before) >= window:
            time.sleep(_POLL_S)
        peer.mention(topic, payload)
    while arrived() - before < len(load):
        time.sleep(_POLL_S)
    return len(load) / (time.perf_counter() - began)


class Stored:
    """Counts what the store holds, as seldom as it is asked and at most every 2 ms."""

    def __init__(self, reader: SqliteReader, size: int) -> None:
        self._reader = reader
        self._size = size
        self._counted, self._at = 0, 0.0

    def __call__(self) -> int:
        """Return how many messages are wholly stored."""
        if time.monotonic() - self._at > _POLL_S:
            self._at = time.monotonic()
            events = sum(count_of(one.stored) for one in self._reader.epochs())
            self._counted = events // self._size
        return self._counted


def count_messages(host: str, port: int, counted: Any, ready: Flag, over: Flag) -> None:
    """Count what comes, and do nothing else: a process of its own."""

    def note(_: object) -> None:
        counted.value += 1

    with a_peer(host, port, note) as peer:
        peer.hear(every_agent(Channel.EVENTS))
        ready.set()
        over.wait()


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


def main() -> None:
    """Measure both in turns, with both loads."""
    stored: dict[str, list[float]] = {name: [] for name in LOADS}
    bare: dict[str, list[float]] = {name: [] for name in LOADS}
    with (
        tempfile.TemporaryDirectory() as folder,
        a_broker(Path(folder)) as broker,
        a_region(AGENTS) as region,
    ):
        for _ in range(ROUNDS):
            _measure_hub(region.broker, region.folder / "hub.db", stored)
            with a_bare_subscriber(broker) as arrived:
                _measure_bare(broker, arrived, bare)
    for name, (size, _, __) in LOADS.items():
        hub = show_median(f"MQTT to committed store, {name}", stored[name], "events/s")
        only = show_median(f"  a subscriber that only counts, {name}", bare[name], "events/s")
        show_median(f"  of that the store takes, {name}", [100 * hub / only], "%")
        assert size <= MAX_BATCH_EVENTS


def _measure_hub(broker: Mosquitto, path: Path, rates: dict[str, list[float]]) -> None:
    with a_peer(broker.host, broker.port) as peer:
        for name, (size, number, window) in LOADS.items():
            load = messages(size, number)
            with closing(SqliteReader.open(path)) as reader:
                rates[name].append(size * rate(peer, load, window, Stored(reader, size)))


def _measure_bare(
    broker: Mosquitto, arrived: Callable[[], int], rates: dict[str, list[float]]
) -> None:
    with a_peer(broker.host, broker.port) as peer:
        for name, (size, number, window) in LOADS.items():
            load = messages(size, number)
            rates[name].append(size * rate(peer, load, window, arrived))


if __name__ == "__main__":
    main()
