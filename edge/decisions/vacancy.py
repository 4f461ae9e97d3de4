"""The vacancy hold of one sensor at a desk: occupied at once, free only after a quiet hold time.

            active              idle               hold ran out       doubt
  unseen    occupied            watching           –                  –
  watching  occupied            –                  free               unseen
  occupied  –                   holding            –                  unseen
  holding   occupied            –                  free               unseen
  free      occupied            –                  –                  unseen

Free is a claim about the whole hold time, so that a sensor which has just begun to watch, or has
just recovered, says unknown until it has watched for so long.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from contract.events import DeskState
from edge.decisions.deadlines import NEVER_US


class Phase(Enum):
    """How far a sensor is in its judgement."""

    UNSEEN = auto()
    WATCHING = auto()
    OCCUPIED = auto()
    HOLDING = auto()
    FREE = auto()


class Sign(Enum):
    """What can move the judgement. Doubt: the sensor is no evidence at present."""

    ACTIVE = auto()
    IDLE = auto()
    RAN_OUT = auto()
    DOUBT = auto()


_NEXT: Final = {
    (Phase.UNSEEN, Sign.ACTIVE): Phase.OCCUPIED,
    (Phase.UNSEEN, Sign.IDLE): Phase.WATCHING,
    (Phase.WATCHING, Sign.ACTIVE): Phase.OCCUPIED,
    (Phase.WATCHING, Sign.RAN_OUT): Phase.FREE,
    (Phase.WATCHING, Sign.DOUBT): Phase.UNSEEN,
    (Phase.OCCUPIED, Sign.IDLE): Phase.HOLDING,
    (Phase.OCCUPIED, Sign.DOUBT): Phase.UNSEEN,
    (Phase.HOLDING, Sign.ACTIVE): Phase.OCCUPIED,
    (Phase.HOLDING, Sign.RAN_OUT): Phase.FREE,
    (Phase.HOLDING, Sign.DOUBT): Phase.UNSEEN,
    (Phase.FREE, Sign.ACTIVE): Phase.OCCUPIED,
    (Phase.FREE, Sign.DOUBT): Phase.UNSEEN,
}

_SAYS: Final = {
    Phase.UNSEEN: DeskState.UNKNOWN,
    Phase.WATCHING: DeskState.UNKNOWN,
    Phase.OCCUPIED: DeskState.OCCUPIED,
    Phase.HOLDING: DeskState.OCCUPIED,
    Phase.FREE: DeskState.FREE,
}


@dataclass(frozen=True, slots=True)
class Vacancy:
    """The judgement, and since when the sensor has been idle if that is what it waits for."""

    phase: Phase = Phase.UNSEEN
    idle_us: int = 0

    @property
    def says(self) -> DeskState:
        """What this sensor alone says of its desk."""
        return _SAYS[self.phase]


UNSEEN: Final = Vacancy()


def judge(vacancy: Vacancy, sign: Sign, at_us: int) -> Vacancy:
    """Move the judgement. A sign that changes nothing gives the same object back."""
    phase = _NEXT.get((vacancy.phase, sign))
    return vacancy if phase is None else Vacancy(phase, at_us)


def runs_out_us(vacancy: Vacancy, hold_us: int) -> int:
    """Return when the hold time ends."""
    timed = vacancy.phase is Phase.WATCHING or vacancy.phase is Phase.HOLDING
    return vacancy.idle_us + hold_us if timed else NEVER_US
