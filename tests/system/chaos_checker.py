"""The judge of a day of chaos: what is lost, doubled or invented, and where `free` was a lie. Pure.

What is true comes from outside the system: the witness of each agent notes in a file of its own
what was committed to the card, and chaos_presence.py works out who sits where from the seed.

The bound: the hub believes a state `ttl_s` long from its arrival (docs/wire.md, "What live
means"), however long it was on its way. So a desk may be called free, though somebody sits there,
for as long as these take together, and no longer:

    the agent sees the change     at once, or at the next reading of all pins    1 s
    a state is held on its way    no longer than the longest hold of the day     measured
    its agent's clock is ahead    what the broker remembers seems younger        2 s
    the state is believed         `ttl_s`
    the hub looks at the time     once a second                                  1 s
    the machine itself stands     three times what this process was late         measured

`free` at an instant is a lie if somebody sat at the desk throughout the bound before it. That
holds as well for an agent that is dead, cut off or frozen, and for a sensor whose cable came off.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from contract.events import DeskState
from tests.system.chaos_presence import Span
from tests.system.chaos_schedule import AHEAD_S

READS_EVERY_S: Final = 1.0
LOOKS_EVERY_S: Final = 1.0
_LATE: Final = 3
_LONGEST_SECOND_S: Final = 1.0
"""So long an answer stands at most for what visitors saw until the next one."""

Event = tuple[str, int, str]
"""Epoch, number and body."""
Desk = tuple[str, str]
"""Space and id."""


@dataclass(frozen=True, slots=True)
class Account:
    """What became of what was made."""

    made: int
    lost: int
    doubled: int
    invented: int


def account(made: Iterable[object], stored: Sequence[object]) -> Account:
    """Compare what was made with what is stored, repetitions included."""
    there, all_made = Counter(stored), set(made)
    return Account(
        made=len(all_made),
        lost=len(all_made - there.keys()),
        doubled=sum(count - 1 for count in there.values()),
        invented=len(there.keys() - all_made),
    )


@dataclass(frozen=True, slots=True)
class Sample:
    """What the API said between two instants, in seconds from the start."""

    asked_s: float
    answered_s: float
    states: Mapping[Desk, DeskState]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said of desks at which somebody had sat for longer than the bound, in seconds."""

    false_free_s: float
    occupied_s: float
    unknown_s: float
    bound_s: float
    lies: tuple[str, ...] = ()


def bound_s(ttl_s: float, longest_hold_s: float, late_s: float) -> float:
    """Return for how long `free` may outlive the truth."""
    return ttl_s + READS_EVERY_S + LOOKS_EVERY_S + longest_hold_s + AHEAD_S + _LATE * late_s


def judge(
    samples: Sequence[Sample], occupied: Mapping[Desk, Sequence[Span]], within_s: float
) -> Verdict:
    """Compare what the API said with what was true."""
    sums, lies = Counter[DeskState](), list[str]()
    for sample, after in pairwise(samples):
        lasts_s = min(_LONGEST_SECOND_S, after.asked_s - sample.asked_s)
        for desk, state in sample.states.items():
            if not _has_sat(occupied[desk], sample, within_s):
                continue
            sums[state] += lasts_s  # type: ignore[assignment]  # a Counter adds floats as well
            if state is DeskState.FREE:
                lies.append(f"{sample.asked_s:.2f} s: {'/'.join(desk)}")
    return Verdict(
        float(sums[DeskState.FREE]),
        float(sums[DeskState.OCCUPIED]),
        float(sums[DeskState.UNKNOWN]),
        within_s,
        tuple(lies),
    )


def _has_sat(spans: Sequence[Span], sample: Sample, within_s: float) -> bool:
    """Tell whether somebody sat there throughout, whenever the answer was made."""
    return any(
        begin <= sample.asked_s - within_s and sample.answered_s <= end for begin, end in spans
    )
