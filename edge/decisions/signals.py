"""What the kinds of sensor have in common: something that is active, idle or not known yet."""

from dataclasses import dataclass
from typing import Protocol

from contract.events import Direction
from edge.decisions import debounce, hysteresis
from edge.decisions.deadlines import NEVER_US
from edge.decisions.debounce import Line
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
    def unsettled_us(self) -> int:
        """Since when a line has been changing without a pause; NEVER_US if all are quiet."""

    @property
    def silent(self) -> bool:
        """Whether measurements stay without an answer."""

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
    def unsettled_us(self) -> int:
        """Since when the line has been changing without a pause."""
        return NEVER_US if self.line.burst_us is None else self.line.burst_us

    @property
    def silent(self) -> bool:
        """Never: a line always has a level."""
        return False

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

    @property
    def active(self) -> bool | None:
        """Whether something is near."""
        return self.range.near

    @property
    def raw(self) -> object:
        """Nothing: measurements are judged in a row, not counted as changes."""
        return None

    @property
    def unsettled_us(self) -> int:
        """Never: a measurement does not bounce."""
        return NEVER_US

    @property
    def silent(self) -> bool:
        """Whether no echo comes back."""
        return self.range.silent

    def hear(self, plan: SensorPlan, reading: Level | Distance) -> "Ranger":
        """Take a measurement."""
        assert isinstance(reading, Distance)  # noqa: S101 - a ranger gives nothing else
        zone = hysteresis.zone_of(reading.metres, plan.near_m, plan.far_m)
        after = hysteresis.measure(self.range, zone, plan.confirmation_count)
        if after == self.range:
            return self
        since_us = self.since_us if after.near is self.active else reading.at_us
        return Ranger(after, since_us)

    def settle(self, _plan: SensorPlan, _now_us: int) -> tuple["Ranger", tuple[Direction, ...]]:
        """Nothing: only measurements count."""
        return self, ()

    def settles_us(self, _plan: SensorPlan) -> int:
        """Never."""
        return NEVER_US

    def lose(self) -> "Ranger":
        """Nothing is under way between measurements."""
        return self
