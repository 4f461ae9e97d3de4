"""A live reader of a space or two, on a scripted clock, and what it says."""

from datetime import datetime
from typing import Any

from hub.domain.availability import Availability, Published
from hub.domain.space import SpaceConfig
from hub.live.live import Live
from hub.metrics import HubMetrics
from hub.spaces_now import SpacesNow
from tests.hub.scripted import ScriptedAgent, ScriptedClock
from tests.hub.spaces import WEEK, a_region, a_space, utc

START = utc(2026, 3, 2, 9, 41, 20)
TWO_DESKS = [{"id": "d1", "agent": "pi"}, {"id": "d2", "agent": "pi"}]
OPEN_ALL_DAY = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00")


class Hub:
    """A live reader of one or more spaces, its clock and its metrics."""

    def __init__(self, *spaces: SpaceConfig, start: datetime = START) -> None:
        self.clock = ScriptedClock(start)
        self.metrics = HubMetrics()
        self.spaces = SpacesNow(spaces)
        self.live = Live(a_region(*spaces), self.metrics, self.clock, self.spaces)

    def agent(self, name: str = "pi", epoch: str = "a" * 32, **keys: Any) -> ScriptedAgent:
        """Make an agent that speaks to this hub."""
        return ScriptedAgent(self.live, self.clock, name=name, epoch=epoch, **keys)

    def run(self, seconds: float) -> None:
        """Let time pass with a tick at every second."""
        for _ in range(int(seconds)):
            self.clock.pass_by(1)
            self.live.tick()

    def published(self, space: str = "hof") -> Published:
        """Return the snapshot of a space."""
        published = self.live.availability(space)
        assert published is not None
        return published

    def body(self, space: str = "hof") -> Availability:
        """Return what is public of a space."""
        return self.published(space).body

    def figures(self, space: str = "hof") -> tuple[int, int | None, int, int, int, bool]:
        """Return total, occupied, unknown, at_least, at_most, capped."""
        body = self.body(space)
        return (
            body.desks.total,
            body.desks.occupied,
            body.desks.unknown,
            body.free.at_least,
            body.free.at_most,
            body.free.capped,
        )

    def ignored(self, reason: str) -> float:
        """Return how many messages were ignored for this reason."""
        return self.count("messages_ignored", reason=reason)

    def count(self, name: str, **labels: str) -> float:
        """Return a counter of the metrics; 0 if it never counted."""
        return self.metrics.registry.get_sample_value(f"platzfrei_{name}_total", labels) or 0


def open_hub(**keys: Any) -> Hub:
    """Make a hub of one space with two desks that publishes at once."""
    return Hub(a_space(**({"small_count": 0, "opening": WEEK, "desk": TWO_DESKS} | keys)))


def protected_hub(desks: int = 8, start: datetime = START, **keys: Any) -> Hub:
    """Make a hub of one space that protects fewer than three persons."""
    desk = [{"id": f"d{n}", "agent": "pi"} for n in range(1, desks + 1)]
    return Hub(a_space(**({"opening": OPEN_ALL_DAY, "desk": desk} | keys)), start=start)


def occupied(count: int, total: int = 8, unknown: int = 0) -> dict[str, str]:
    """Return states with the first desks occupied and the last unknown."""
    states = ["occupied"] * count + ["free"] * (total - count - unknown) + ["unknown"] * unknown
    return {f"d{n}": state for n, state in enumerate(states, 1)}
