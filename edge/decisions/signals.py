"""What the kinds of sensor have in common: something that is active, idle or not known yet."""

from dataclasses import dataclass
from typing import Protocol

from contract.events import Direction
from edge.decisions import debounce, hysteresis
from edge.decisions.deadlines import NEVER_US
from edge.decisions.debounce import Line
from edge.decisions.facts import Problem
from edge.decisions.hysteresis import Range
from edge.decisions.plan import SensorPlan
from edge.decisions.readings import Distance, Level


class Signal(Protocol):
    """One sensor's settled signal. Every method gives the same object back if nothing changed."""

    @property
    def active(self) -> bool | None:
        """Motion, seat taken, near, open or interrupted; None while not known."""

    @property
    def since_us(self) -> int:
        """Since when `active` is what it is."""

    @property
    def raw(self) -> object:
        """The newest levels, settled or not; they differ whenever a line has changed."""

    @property
    def unsettled_us(self) -> int | None:
        """Since when it has been changing without a pause; None if it is at rest."""

    @property
    def undecided_us(self) -> int | None:
        """Since when what it says is neither active nor idle; None if it is one of them."""

    @property
    def trouble(self) -> Problem | None:
        """What is wrong with what it says."""

    def hear(self, plan: SensorPlan, reading: Level | Distance, /) -> "Signal":
        """Take one reading."""

    def settle(self, plan: SensorPlan, now_us: int, /) -> tuple["Signal", tuple[Direction, ...]]:
        """Let pass what time alone decides, with the passages that it completes."""

    def settles_us(self, plan: SensorPlan, /) -> int:
        """Return when time alone will decide something."""

    def lose(self) -> "Signal":
        """Give up what is under way, because the sensor is no evidence at present."""


@dataclass(frozen=True, slots=True)
class OneLine:
    """Contact, motion, switch, or any other digital input."""

    line: Line = debounce.UNREAD
    since_us: int = 0

    @property
    def active(self) -> bool | None:
        """The settled level."""
        return self.line.level

    @property
    def raw(self) -> object:
        """The newest level."""
        return self.line.raw

    @property
    def unsettled_us(self) -> int | None:
        """Since when the line has been changing without a pause."""
        return self.line.burst_us

    @property
    def undecided_us(self) -> None:
        """Never: a level is one of the two."""
        return

    @property
    def trouble(self) -> None:
        """Nothing: a line always has a level."""
        return

    def hear(self, _plan: SensorPlan, reading: Level | Distance) -> "OneLine":
        """Take a level."""
        assert isinstance(reading, Level)  # noqa: S101 - the wiring gives a line nothing else
        line = debounce.hear(self.line, reading.active, reading.at_us)
        return self if line is self.line else OneLine(line, self.since_us)

    def settle(self, plan: SensorPlan, now_us: int) -> tuple["OneLine", tuple[Direction, ...]]:
        """Let the newest level count once it has been quiet for long enough."""
        line = debounce.settle(self.line, plan.debounce_us, now_us)
        if line is self.line:
            return self, ()
        since_us = self.since_us if line.level is self.line.level else line.edge_us
        return OneLine(line, since_us), ()

    def settles_us(self, plan: SensorPlan) -> int:
        """Return when the line will have been quiet for long enough."""
        return debounce.settles_us(self.line, plan.debounce_us)

    def lose(self) -> "OneLine":
        """Nothing is under way in a level."""
        return self


@dataclass(frozen=True, slots=True)
class Ranger:
    """An ultrasonic distance sensor: active while something is near."""

    range: Range = hysteresis.UNMEASURED
    since_us: int = 0
    unsettled_us: int | None = None
    """The first of the measurements that differ from each other."""
    undecided_us: int | None = None
    """The first of the measurements that say neither near nor far."""

    @property
    def active(self) -> bool | None:
        """Whether something is near."""
        return self.range.near

    @property
    def raw(self) -> object:
        """The judgement: measurements are judged in a row, not counted as changes."""
        return (self.range.near, self.range.lost)

    @property
    def trouble(self) -> Problem | None:
        """No echo, or impossible ones."""
        if self.range.lost is None:
            return None
        return Problem.NO_ECHO if self.range.silent else Problem.IMPOSSIBLE

    def hear(self, plan: SensorPlan, reading: Level | Distance) -> "Ranger":
        """Take a measurement."""
        assert isinstance(reading, Distance)  # noqa: S101 - a ranger gives nothing else
        zone = hysteresis.zone_of(reading.metres, plan.near_m, plan.far_m)
        after = hysteresis.measure(self.range, zone, plan.confirmation_count)
        settled = hysteresis.is_settled(after, plan.confirmation_count)
        decided = hysteresis.is_decided(after, plan.confirmation_count)
        heard = Ranger(
            after,
            self.since_us if after.near is self.active else reading.at_us,
            None if settled else _first(self.unsettled_us, reading.at_us),
            None if decided else _first(self.undecided_us, reading.at_us),
        )
        return self if heard == self else heard

    def settle(self, _plan: SensorPlan, _now_us: int) -> tuple["Ranger", tuple[Direction, ...]]:
        """Nothing: only measurements count."""
        return self, ()

    def settles_us(self, _plan: SensorPlan) -> int:
        """Never."""
        return NEVER_US

    def lose(self) -> "Ranger":
        """Nothing is under way between measurements."""
        return self


def _first(before_us: int | None, at_us: int) -> int:
    return at_us if before_us is None else before_us
