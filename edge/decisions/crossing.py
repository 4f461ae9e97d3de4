"""A doorway's two beams read like a quadrature encoder.

With `ab` for outer and inner beam, 1 for interrupted, the four pictures form a ring:

    00 ─ 10 ─ 11 ─ 01 ─ 00     one step right is +1, one step left is −1

Whoever comes in walks the ring once to the right, whoever leaves once to the left. Bounce and
hesitation are steps to and fro. When both beams are clear again the sum is judged: +4 in, −4 out,
0 back if both beams had been interrupted, else nothing. Nothing is counted either where the
direction can't be known: both beams at the same instant, a doorway that was not clear at the start,
or one in which nothing moved for longer than the time-out.
"""

from dataclasses import dataclass
from typing import Final

from contract.events import Direction

OUTER: Final = 0b01
INNER: Final = 0b10
CLEAR: Final = 0b00

_RING: Final = (CLEAR, OUTER, OUTER | INNER, INNER)
_STEP: Final = {
    (here, _RING[(place + by) % 4]): by for place, here in enumerate(_RING) for by in (1, -1)
}
_ALL_THE_WAY: Final = {4: Direction.IN, -4: Direction.OUT}
_BOTH_BEAMS: Final = 2


@dataclass(frozen=True, slots=True)
class Crossing:
    """What happened since both beams were last clear."""

    beams: int = CLEAR
    progress: int = 0
    reach: int = 0
    moved_us: int = 0
    void: bool = False
    """The direction is lost until both beams are clear."""


NOBODY: Final = Crossing()


def move(crossing: Crossing, beams: int, at_us: int, timeout_us: int) -> Crossing:
    """Go from one picture to the next. A crossing that ended has clear beams: judge it."""
    begun = NOBODY if crossing.beams == CLEAR else crossing
    step = _STEP.get((begun.beams, beams))
    late = begun.beams != CLEAR and at_us - begun.moved_us > timeout_us
    if step is None or late or begun.void:
        return lost(beams)
    progress = begun.progress + step
    return Crossing(beams, progress, max(begun.reach, abs(progress)), at_us)


def judge(crossing: Crossing) -> Direction | None:
    """Say what a crossing was, once both beams are clear."""
    if crossing.void or crossing.beams != CLEAR:
        return None
    turned_back = Direction.BACK if crossing.reach >= _BOTH_BEAMS else None
    return _ALL_THE_WAY.get(crossing.progress, turned_back)


def lost(beams: int) -> Crossing:
    """Return a doorway whose past is not known: nothing counts before both beams are clear."""
    return Crossing(beams, void=True)
