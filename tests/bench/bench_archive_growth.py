"""What archive and roll-up cost in regions of 1, 10, 100 and 1,000 spaces: processor time.

    python -m tests.bench.bench_archive_growth

Nothing here waits, so that the figures are those of a core, however busy the machine is. An event
should cost the same however many spaces there are; a roll-up that finds nothing to do, and opening
the store, no more than in proportion. The store has the log of a year of hourly deletions. The
curves go to docs/curves.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from cProfile import Profile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from contract.events import DeskChanged, DeskState
from contract.messages import EventBatch, encode
from contract.times import to_us
from contract.topics import AgentAddress, Channel
from hub.domain.assignment import Own
from hub.metrics import HubMetrics
from hub.mqtt import Incoming
from hub.stores.sqlite.history import SqliteHistory
from hub.stores.sqlite.store import SqliteStore
from hub.workers.archive import Archivist
from hub.workers.rollup import Rollup
from tests.bench.bench_start import write_deletions
from tests.bench.curves import Chart, Curve, write
from tests.bench.measuring import show
from tests.bench.year import AGENT, config, space_ids

REGIONS: Final = (1, 10, 100, 1_000)
EVENTS: Final = 4_000
AT_ONCE: Final = 1_000
ROUNDS: Final = 5
_START: Final = datetime(2026, 3, 2, 7, tzinfo=UTC)
NOW_US: Final = to_us(_START + timedelta(hours=12))


def messages(agents: Sequence[AgentAddress], turn: int) -> Iterator[Incoming]:
    """Write messages of one event, of all agents in turn, in a new epoch of each."""
    for number in range(EVENTS):
        agent, seq = agents[number % len(agents)], number // len(agents) + 1
        event = DeskChanged(
            seq=seq,
            at=_START + timedelta(seconds=seq),
            desk="d1",
            state=DeskState.FREE if seq % 2 else DeskState.OCCUPIED,
            evidence="motion",
        )
        batch = EventBatch(epoch=f"{turn:032x}", first=seq, events=(event,))
        yield Incoming(agent.topic(Channel.EVENTS), encode(batch), retained=False)


def calls(work: Callable[[], object]) -> int:
    """Count the calls of functions, C or Python, that a piece of work makes: the same each time."""
    profile = Profile()
    profile.runcall(work)
    return sum(each.callcount for each in profile.getstats())


def measure(folder: Path, count: int) -> dict[str, float]:
    """Measure one region: what each part costs, in microseconds, and calls."""
    spaces = space_ids(count)
    agents = [AgentAddress(space, AGENT) for space in spaces]
    own = Own(frozenset({"d1"}))
    figures: dict[str, list[float]] = {"event": [], "roll": [], "open": []}
    path = folder / f"{count}.db"
    write_deletions(path, NOW_US)
    with closing(SqliteStore.open(path)) as store, closing(SqliteHistory.open(path)) as reader:
        archivist = Archivist(dict.fromkeys(agents, own), store, HubMetrics())
        for turn in range(ROUNDS):
            came = list(messages(agents, turn))
            began = time.process_time()
            for start in range(0, EVENTS, AT_ONCE):
                archivist.take(came[start : start + AT_ONCE], NOW_US)
            figures["event"].append((time.process_time() - began) / EVENTS)
        came = list(messages(agents, ROUNDS))
        counted = calls(lambda: archivist.take(came[:AT_ONCE], NOW_US))
        figures["calls"] = [counted / AT_ONCE / 1e6]
        configs = [config(space, _START.date()) for space in spaces]
        rollup = Rollup(configs, reader, store.write_history)
        rollup.run(NOW_US)
        for _ in range(ROUNDS):
            began = time.process_time()
            assert rollup.run(NOW_US) == 0
            figures["roll"].append(time.process_time() - began)
    for _ in range(ROUNDS):
        began = time.process_time()
        SqliteStore.open(path).close()
        figures["open"].append(time.process_time() - began)
    return {name: 1e6 * median(each) for name, each in figures.items()}


def main() -> None:
    """Measure every region, and draw."""
    with tempfile.TemporaryDirectory() as folder:
        found = {count: measure(Path(folder), count) for count in REGIONS}
    for count, figures in found.items():
        show(f"{count} spaces: an event, judged and committed", figures["event"], "us", 1)
        show("  calls of functions for it", figures["calls"], "calls", 1)
        show("  a roll-up that finds nothing to do", figures["roll"] / count, "us a space", 1)
        show("  opening the store", figures["open"] / 1000, "ms", 1)
    drawn = {"event": "an event, committed", "roll": "a roll-up, idle", "open": "opening the store"}
    curves = [
        Curve(name, [(count, figures[key]) for count, figures in found.items()])
        for key, name in drawn.items()
    ]
    title = "What intake and roll-up cost as spaces grow"
    write(Chart(title, "spaces in the region", "µs of processor time", curves), "intake")


if __name__ == "__main__":
    main()
