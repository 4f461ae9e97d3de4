"""What the decisions must know of one sensor, with every time in microseconds.

The configuration makes plans; decisions know no configuration file.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, assert_never


class Kind(StrEnum):
    """The kinds of sensors."""

    CONTACT = "contact"
    BEAMS = "beams"
    MOTION = "motion"
    SWITCH = "switch"
    DISTANCE = "distance"
    DIGITAL = "digital"

    @property
    def counts_passages(self) -> bool:
        """Whether it tells who passes a door, and not what state a place is in."""
        match self:
            case Kind.BEAMS:
                return True
            case Kind.CONTACT | Kind.MOTION | Kind.SWITCH | Kind.DISTANCE | Kind.DIGITAL:
                return False
            case _:
                assert_never(self)

    @property
    def measures(self) -> bool:
        """Whether it reads a distance, and not the level of a line."""
        match self:
            case Kind.DISTANCE:
                return True
            case Kind.CONTACT | Kind.BEAMS | Kind.MOTION | Kind.SWITCH | Kind.DIGITAL:
                return False
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorPlan:
    """How one sensor is read. It watches a desk or a door, never both.

    A kind ignores what does not concern it: only a distance has metres, only beams a time-out.
    """

    id: str
    kind: Kind
    desk: str | None = None
    door: str | None = None
    line_count: int = 1
    debounce_us: int = 0
    hold_us: int = 0
    near_m: float = 0.0
    far_m: float = 0.0
    confirmation_count: int = 1
    timeout_us: int = 0
    stuck_us: int = 0
    flapping_per_minute: int = 0
    silent_us: int = 0
    """Watching for so long without a change is a fault; 0 is never."""
    undecided_us: int = 0
    alternating_us: int = 0
    warm_up_us: int = 0
    confirm_count: int = 1
    """So many pulses within `confirm_within_us` say that somebody is there."""
    confirm_within_us: int = 0
    first_look_us: int = 0
    """How long a signal takes until it is settled for the first time."""

    @property
    def watch_us(self) -> int:
        """How long after its first reading a sensor at rest says free."""
        return self.first_look_us + self.hold_us


class Planned(Protocol):
    """A configured sensor that can say how it is to be read."""

    @property
    def plan(self) -> SensorPlan:
        """How this sensor is read."""
        ...
