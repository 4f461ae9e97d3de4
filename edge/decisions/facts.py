"""Facts: what the decisions conclude, in the order in which it became certain.

`at_us` is microseconds since boot. A fact that is decided by the passing of time carries the
instant of its deadline, never that of the look at the clock.
"""

from dataclasses import dataclass
from enum import StrEnum

from contract.events import DeskState, Direction


class Problem(StrEnum):
    """Why a sensor is no evidence at present."""

    UNREADABLE = "unreadable"
    FLAPPING = "flapping"
    STUCK = "stuck"
    NO_ECHO = "no_echo"
    IMPOSSIBLE = "impossible"
    ALTERNATING = "alternating"
    UNDECIDED = "undecided"
    UNPROVEN = "unproven"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class DeskFact:
    """A desk became free, occupied or unknown. `evidence` names the kinds of sensor behind it."""

    at_us: int
    desk: str
    state: DeskState
    evidence: str


@dataclass(frozen=True, slots=True)
class DoorFact:
    """A door was seen open or closed, after something else or nothing was known of it."""

    at_us: int
    door: str
    open: bool


@dataclass(frozen=True, slots=True)
class PassageFact:
    """Somebody passed a door, or turned round in it."""

    at_us: int
    door: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class FaultFact:
    """A sensor has a problem that it did not have before."""

    at_us: int
    sensor: str
    problem: Problem
    reason: str = ""
    """What the machine said of it, for people."""


@dataclass(frozen=True, slots=True)
class RecoveredFact:
    """A sensor has no problem any more."""

    at_us: int
    sensor: str


Fact = DeskFact | DoorFact | PassageFact | FaultFact | RecoveredFact
"""What the agent makes events of."""
