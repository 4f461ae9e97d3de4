"""From a pin to the visitor's stream, at 200 changes a second, in milliseconds.

    python -m tests.bench.bench_latency

Five agents, each a process of its own as on five Pis, on mock pins; a real Mosquitto; the hub; one
client of the event stream. Counted is from just before `drive_low` or `drive_high` to the line of
the stream that shows the desk's new state. Spaces have `small_count = 0`: the others publish at
full minutes on purpose. A change that was overtaken by the next of the same desk before anybody saw
it is counted until that one was seen.
"""

import http.client
import json
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from contract.topics import AgentAddress
from tests.bench.measuring import (
    ROUNDS_WITH_A_PEER,
    Region,
    a_region,
    let_settle,
    percentile,
    show_median,
)
from tests.system.region import REPOSITORY, eventually, write_edge_toml

AGENTS: Final = 5
CHANGES_PER_S: Final = 200
SECONDS: Final = 5
_DATA: Final = b"data: "

Place = tuple[str, str]
"""A space and a desk."""


@dataclass(frozen=True)
class Change:
    """A pin that was driven."""

    place: Place
    state: str
    at_s: float


@dataclass(frozen=True)
class Seen:
    """A line of the stream, and when it had come."""

    line: bytes
    at_s: float


class Viewer(threading.Thread):
    """One visitor's stream of all spaces."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.seen: list[Seen] = []
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self._connection.request("GET", "/api/v1/stream")
        self._answer = self._connection.getresponse()

    def run(self) -> None:
        """Note every snapshot until the stream ends."""
        for line in self._answer:
            if line.startswith(_DATA):
                self.seen.append(Seen(line, time.monotonic()))


class PacedAgent:
    """One agent's process."""

    def __init__(self, region: Region, address: AgentAddress, phase: float) -> None:
        self.address = address
        config = write_edge_toml(region.folder, region.broker, address)
        pace = (str(CHANGES_PER_S / AGENTS), str(SECONDS), str(phase))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.paced_agent", config, *pace],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self) -> None:
        """Let it drive its pins for one round."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def changes(self) -> Iterator[Change]:
        """Wait for the end of the round and tell what was driven."""
        assert self._process.stdout is not None
        for line in iter(self._process.stdout.readline, "over\n"):
            desk, state, at_s = line.split()
            yield Change((self.address.space, desk), state, float(at_s))

    def end(self) -> None:
        """Let it end in good order."""
        self._process.communicate(timeout=30)


@contextmanager
def paced_agents(region: Region) -> Iterator[list[PacedAgent]]:
    """Run an agent for each space, and end them."""
    agents = [
        PacedAgent(region, address, number / AGENTS) for number, address in enumerate(region.agents)
    ]
    try:
        yield agents
    finally:
        for agent in agents:
            agent.end()


def latencies_ms(changes: Sequence[Change], seen: Sequence[Seen]) -> list[float]:
    """Return how long each change took to be seen; raises AssertionError if one never was."""
    waiting: dict[Place, deque[Change]] = {}
    ahead = deque(sorted(changes, key=lambda change: change.at_s))
    took: list[float] = []
    for one in seen:
        while ahead and ahead[0].at_s < one.at_s:
            waiting.setdefault(ahead[0].place, deque()).append(ahead.popleft())
        snapshot = json.loads(one.line.removeprefix(_DATA))
        for desk, state in snapshot["detail"].items():
            changed = waiting.get((snapshot["space"], desk), deque())
            while any(change.state == state for change in changed):
                took.append(1000 * (one.at_s - changed.popleft().at_s))
    assert not ahead, f"{len(ahead)} changes were never seen"
    assert not any(waiting.values()), "changes were never seen"
    return took


def main() -> None:
    """Measure in a few rounds after one that only warms up."""
    halves, worst = [], []
    with a_region(AGENTS) as region, paced_agents(region) as agents:
        viewer = Viewer(region.hub.address())
        viewer.start()
        eventually(lambda: _all_live(viewer), "every agent is heard")
        let_settle(region.hub)
        for number in range(ROUNDS_WITH_A_PEER + 1):
            took = _round(agents, viewer)
            if number > 0:
                halves.append(percentile(took, 0.5))
                worst.append(percentile(took, 0.99))
    show_median(f"pin to stream at {CHANGES_PER_S} changes/s, p50", halves, "ms", 1)
    show_median(f"pin to stream at {CHANGES_PER_S} changes/s, p99", worst, "ms", 1)


def _round(agents: Sequence[PacedAgent], viewer: Viewer) -> list[float]:
    before = len(viewer.seen)
    for agent in agents:
        agent.start()
    changes = [change for agent in agents for change in agent.changes()]
    time.sleep(1)
    return latencies_ms(changes, viewer.seen[before:])


def _all_live(viewer: Viewer) -> bool:
    newest = {}
    for one in list(viewer.seen):
        snapshot = json.loads(one.line.removeprefix(_DATA))
        newest[snapshot["space"]] = snapshot["quality"]
    return list(newest.values()) == ["live"] * AGENTS


if __name__ == "__main__":
    main()
