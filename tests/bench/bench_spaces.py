"""What one machine carries: the live path of a hub or replica with ever more spaces.

    python -m tests.bench.bench_spaces

Each space has ten desks and one agent, and every second one protects small counts; each agent has
said its state. Measured are, with so many spaces: to make the region, a state of one that changes
nothing (which comes every minute of each), one that changes a desk, the tick of each second, and
what all that takes of one core; and the memory of the process, less what it needs without a space.
Parts: what is left of the same region to one of four.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import psutil

from contract.events import DeskState
from contract.limits import STATE_EVERY_S
from contract.messages import DeskNow, State, StateClock, encode
from contract.topics import AgentAddress, Channel
from hub.config import HubConfig
from hub.domain.parts import NumberedPart
from hub.live.live import Live
from hub.metrics import HubMetrics
from tests.hub.scripted import ScriptedClock
from tests.hub.spaces import WEEK, a_region, a_space

COUNTS: Final = (12, 120, 1_852)
"""A region; a state; all co-working spaces of Germany."""
DESKS: Final = 10
CHANGES_PER_S: Final = 1 / 600
"""Each desk changes about every ten minutes."""
START: Final = datetime(2026, 3, 2, 9, 41, 20, tzinfo=UTC)
_MIB: Final = 1024 * 1024


def region_of(count: int) -> HubConfig:
    """Make so many spaces."""
    desks = [{"id": f"d{number}", "agent": "pi"} for number in range(DESKS)]
    return a_region(
        *(
            a_space(
                id=f"space-{n}",
                name=f"Space {n}",
                small_count=3 * (n % 2),
                opening=WEEK,
                desk=desks,
            )
            for n in range(count)
        )
    )


def state_at(at: datetime, taken: int) -> bytes:
    """Say that so many desks are taken."""
    states = (DeskState.OCCUPIED if n < taken else DeskState.FREE for n in range(DESKS))
    desks = {f"d{n}": DeskNow(state=state, since=START) for n, state in enumerate(states)}
    return encode(
        State(epoch="a" * 32, at=at, ttl_s=150, clock=StateClock.SYNCED, desks=desks, doors={})
    )


class Measured:
    """One live reader, and how long it takes."""

    def __init__(self, config: HubConfig) -> None:
        self._topics = [
            AgentAddress(space.id, "pi").topic(Channel.STATE) for space in config.spaces
        ]
        self._clock = ScriptedClock(START)
        began = time.perf_counter()
        self._live = Live(config, HubMetrics(), self._clock)
        self.made_s = time.perf_counter() - began
        self.say(4)

    def say(self, taken: int) -> float:
        """Let every agent say its state; return the seconds of each."""
        self._clock.pass_by(0.001)
        payload = state_at(self._clock.now, taken)
        return self._timed(partial(self._hear_all, payload)) / len(self._topics)

    def tick(self, times: int = 5) -> float:
        """Return the seconds of a tick within a minute: the middle of some."""
        took = []
        for _ in range(times):
            self._clock.pass_by(1)
            took.append(self._timed(self._live.tick))
        return sorted(took)[times // 2]

    def mark(self) -> float:
        """Return the seconds of a tick at a full minute."""
        seconds = 60 - self._clock.now.second
        self._clock.pass_by(seconds)
        return self._timed(self._live.tick)

    def _hear_all(self, payload: bytes) -> None:
        for topic in self._topics:
            self._live.on_message(topic, payload, retained=False)

    @staticmethod
    def _timed(what: Callable[[], Any]) -> float:
        began = time.perf_counter()
        what()
        return time.perf_counter() - began


def show(what: str, figure: float, unit: str) -> None:
    """Print one row."""
    print(f"{what}\t{figure:,.2f}\t{unit}", flush=True)


def measure(config: HubConfig, name: str) -> None:
    """Measure one region."""
    before = psutil.Process().memory_info().rss
    measured = Measured(config)
    same_s, changed_s = measured.say(4), measured.say(5)
    tick_s, mark_s = measured.tick(), measured.mark()
    spaces = len(config.spaces)
    of_core = tick_s + mark_s / 60 + spaces * same_s / STATE_EVERY_S
    of_core += spaces * DESKS * CHANGES_PER_S * changed_s
    show(f"live, {name}: made in", 1e3 * measured.made_s, "ms")
    show(f"live, {name}: a state that changes nothing", 1e6 * same_s, "µs")
    show(f"live, {name}: a state that changes a desk", 1e6 * changed_s, "µs")
    show(f"live, {name}: the tick of each second", 1e3 * tick_s, "ms")
    show(f"live, {name}: the tick of a full minute", 1e3 * mark_s, "ms")
    show(f"live, {name}: of one core", 100 * of_core, "%")
    show(f"live, {name}: memory", (psutil.Process().memory_info().rss - before) / _MIB, "MiB")


def main() -> None:
    """Measure a few sizes, and a quarter of the largest before it."""
    *smaller, largest = COUNTS
    for count in smaller:
        measure(region_of(count), f"{count:,} spaces")
    whole, part = region_of(largest), NumberedPart(1, 4)
    own = tuple(space for space in whole.spaces if part.holds(space.id))
    measure(whole.model_copy(update={"spaces": own}), f"part 1/4 of {largest:,}")
    measure(whole, f"{largest:,} spaces")


if __name__ == "__main__":
    main()
