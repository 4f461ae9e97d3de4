"""Plays a script of readings to the decisions, as an agent would, on a clock of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hypothesis import settings

from edge.decisions.facts import Fact
from edge.decisions.past import Past
from edge.decisions.plan import Planned
from edge.decisions.readings import Distance, Level, ReadFailed, Reading
from edge.decisions.watch import WatchState, initial, next_deadline_us, step

SECOND_US = 1_000_000
unhurried = settings(deadline=None)
"""For laws: a busy computer is no reason to fail."""


def us(seconds: float) -> int:
    """Return whole microseconds."""
    return round(seconds * SECOND_US)


def level(sensor: str, active: bool, at_s: float, line: int = 0) -> Level:
    """Return a level seen at `at_s` seconds."""
    return Level(sensor, line, active, us(at_s))


def metres(sensor: str, distance_m: float | None, at_s: float) -> Distance:
    """Return a measurement made at `at_s` seconds."""
    return Distance(sensor, distance_m, us(at_s))


def failed(sensor: str, at_s: float) -> ReadFailed:
    """Return a failed read at `at_s` seconds."""
    return ReadFailed(sensor, "bus error", us(at_s))


def proven(sensors: Iterable[Planned], watched_us: int = 0) -> Past:
    """Return a past in which every sensor was seen to change, and watched since for so long."""
    return Past({sensor.plan.id: watched_us for sensor in sensors})


@dataclass
class Run:
    """One watch over some sensors, and every fact that came out of it."""

    sensors: Iterable[Planned]
    facts: list[Fact] = field(default_factory=list)
    past: Past | None = None
    """What earlier runs left; None: every sensor was seen to change just before."""

    def __post_init__(self) -> None:
        past = proven(self.sensors) if self.past is None else self.past
        self.state: WatchState = initial(self.sensors, past)

    def take(self, *readings: Reading) -> "Run":
        """Take readings one after the other."""
        for reading in readings:
            self.state, facts = step(self.state, reading, reading.at_us)
            self.facts += facts
        return self

    def wait(self, until_s: float) -> "Run":
        """Wake up at every deadline up to `until_s`, and then."""
        while (due_us := next_deadline_us(self.state)) is not None and due_us <= us(until_s):
            self._pass_time(due_us)
        self._pass_time(us(until_s))
        return self

    def _pass_time(self, now_us: int) -> None:
        self.state, facts = step(self.state, None, now_us)
        self.facts += facts
