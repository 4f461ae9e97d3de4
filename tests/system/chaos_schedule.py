"""The faults of a day of chaos: which, of what, when and for how long, all from a seed.

It knows no process. A part that is under a fault, or gets up after one, is left alone by the next;
different parts are out of order at the same time.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

MAX_HOLD_S: Final = 2.0
NEW_EPOCHS: Final = 3
"""So many restarts and steps back of the clock an agent has at most: with its first start they make
four epochs, and from the fifth within five minutes on nothing is believed of an agent."""
AHEAD_S: Final = 2
"""How far an agent's clock is ahead at most, unless it is so far that nothing of it is believed:
a state that the broker remembers seems younger by so much."""
OFF_S: Final = (-30, -5, 0, AHEAD_S, 7200)
"""By how much the clock of an agent may be wrong, though it calls itself synced: what it dates two
hours from now waits on its card, unless another one says the same."""
_FIRST_S: Final = 2.0
_BETWEEN_S: Final = (0.2, 0.9)
_DRAWS_AGAIN_S: Final = 0.05
_AFTER_A_HOLD_S: Final = 0.5


class Kind(Enum):
    """What can go wrong."""

    KILL_EDGE = "kill -9 of an agent"
    KILL_HUB = "kill -9 of the hub"
    KILL_BROKER = "kill -9 of the broker, which forgets or remembers"
    RESTART_BROKER = "a broker restarted in good order, which forgets or remembers"
    FREEZE_EDGE = "an agent stopped and continued"
    FREEZE_HUB = "the hub stopped and continued"
    FREEZE_BROKER = "the broker stopped and continued"
    CUT = "all TCP connections of one side cut"
    STALL = "the network of one side holds everything back, and then delivers it"
    HALF_OPEN = "TCP connections that swallow everything, and are cut at the end"
    NO_RECEIPTS = "receipts vanish"
    NO_PUBACKS = "acknowledgements of the broker vanish"
    TWICE = "events are delivered twice"
    NO_DISK_EDGE = "the disk of an agent takes nothing"
    NO_DISK_HUB = "the disk of the hub takes nothing"
    CLOCK_STEP = "the clock of an agent steps"


HOLDS: Final = frozenset(
    {Kind.FREEZE_EDGE, Kind.FREEZE_HUB, Kind.FREEZE_BROKER, Kind.STALL},
)
"""What delays messages and delivers them later. Never two at a time: their delays would add up."""

_OF_EDGES: Final = frozenset({Kind.KILL_EDGE, Kind.FREEZE_EDGE, Kind.NO_DISK_EDGE, Kind.CLOCK_STEP})
_OF_THE_HUB: Final = frozenset({Kind.KILL_HUB, Kind.FREEZE_HUB, Kind.NO_DISK_HUB})
_OF_THE_BROKER: Final = frozenset({Kind.KILL_BROKER, Kind.RESTART_BROKER, Kind.FREEZE_BROKER})
_SHARES: Final[Mapping[Kind, int]] = {
    Kind.KILL_EDGE: 4,
    Kind.KILL_HUB: 3,
    Kind.KILL_BROKER: 2,
    Kind.RESTART_BROKER: 2,
    Kind.FREEZE_EDGE: 4,
    Kind.FREEZE_HUB: 3,
    Kind.FREEZE_BROKER: 2,
    Kind.CUT: 2,
    Kind.STALL: 4,
    Kind.HALF_OPEN: 2,
    Kind.NO_RECEIPTS: 2,
    Kind.NO_PUBACKS: 1,
    Kind.TWICE: 4,
    Kind.NO_DISK_EDGE: 4,
    Kind.NO_DISK_HUB: 3,
    Kind.CLOCK_STEP: 3,
}
"""How often each is drawn. What ends everybody's connection is rare: after the third time hub and
agents wait before they try again, and while all is unknown nothing can be said wrongly."""
_OF_THE_HUB_LINK: Final = 0.15
_LASTS_S: Final[Mapping[Kind, tuple[float, float]]] = {
    Kind.CUT: (0.0, 0.0),
    Kind.CLOCK_STEP: (0.0, 0.0),
    Kind.HALF_OPEN: (2.0, 9.0),
    Kind.NO_RECEIPTS: (0.5, 3.0),
    Kind.NO_PUBACKS: (0.5, 3.0),
    Kind.TWICE: (0.5, 3.0),
    Kind.NO_DISK_EDGE: (0.5, 3.0),
    Kind.NO_DISK_HUB: (0.5, 3.0),
}
_ANY_S: Final = (0.2, 1.5)
_GETS_UP_S: Final[Mapping[Kind, float]] = {Kind.KILL_HUB: 6.0, Kind.KILL_EDGE: 3.0}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one part: "broker", "hub", "hub-link", "edge-0", "link-0" and so on."""

    at_s: float
    kind: Kind
    part: str
    lasts_s: float
    remembers: bool = False
    """Of a broker: whether it starts with persistence."""
    off_s: int = 0
    """Of a clock: how far it is ahead from now on, or behind, if it is negative."""

    @property
    def end_s(self) -> float:
        """When it is over."""
        return self.at_s + self.lasts_s

    def __str__(self) -> str:
        return (
            f"{self.at_s:6.2f} s {self.part:8} {self.kind.name} {self.lasts_s:.2f} s"
            f" remembers={self.remembers} off={self.off_s}"
        )


def schedule(seed: int, agents: int, count: int) -> tuple[Fault, ...]:
    """Draw `count` faults of a region with so many agents, in order."""
    drawing = _Drawing(random.Random(seed), agents)
    at_s, faults = _FIRST_S, list[Fault]()
    while len(faults) < count:
        fault = drawing.fault(at_s)
        if fault is not None:
            faults.append(fault)
        at_s += _DRAWS_AGAIN_S if fault is None else drawing.dice.uniform(*_BETWEEN_S)
    return tuple(faults)


@dataclass(slots=True)
class _Drawing:
    dice: random.Random
    agents: int
    busy_s: dict[str, float] = field(default_factory=dict)
    held_s: float = 0.0
    epochs: Counter[str] = field(default_factory=Counter)
    off_s: Counter[str] = field(default_factory=Counter)

    def fault(self, at_s: float) -> Fault | None:
        """Draw one that can begin now; None if what was drawn can't."""
        kind = self.dice.choices(list(_SHARES), list(_SHARES.values()))[0]
        part = self._part(kind)
        fault = Fault(
            at_s,
            kind,
            part,
            self.dice.uniform(*_LASTS_S.get(kind, _ANY_S)),
            self.dice.random() < 0.5,
            self.dice.choice([step for step in OFF_S if step != self.off_s[part]])
            if kind is Kind.CLOCK_STEP
            else 0,
        )
        return self._noted(fault) if self._can_begin(fault) else None

    def _part(self, kind: Kind) -> str:
        number = self.dice.randrange(self.agents)
        if kind in _OF_EDGES:
            return f"edge-{number}"
        if kind in _OF_THE_HUB:
            return "hub"
        if kind in _OF_THE_BROKER:
            return "broker"
        return "hub-link" if self.dice.random() < _OF_THE_HUB_LINK else f"link-{number}"

    def _can_begin(self, fault: Fault) -> bool:
        if fault.at_s < self.busy_s.get(fault.part, 0.0):
            return False
        if fault.kind in HOLDS and fault.at_s < self.held_s:
            return False
        return not (self._is_new_epoch(fault) and self.epochs[fault.part] >= NEW_EPOCHS)

    def _is_new_epoch(self, fault: Fault) -> bool:
        is_back = fault.kind is Kind.CLOCK_STEP and fault.off_s < self.off_s[fault.part]
        return fault.kind is Kind.KILL_EDGE or is_back

    def _noted(self, fault: Fault) -> Fault:
        self.epochs[fault.part] += self._is_new_epoch(fault)
        if fault.kind is Kind.CLOCK_STEP:
            self.off_s[fault.part] = fault.off_s
        if fault.kind in HOLDS:
            self.held_s = fault.end_s + _AFTER_A_HOLD_S
        self.busy_s[fault.part] = fault.end_s + _GETS_UP_S.get(fault.kind, 0.5)
        return fault


def length_s(faults: tuple[Fault, ...]) -> float:
    """Return when the last fault is over."""
    return max(fault.end_s for fault in faults)


Act = Callable[[Fault], None]


def acts(faults: tuple[Fault, ...], begin: Act, end: Act) -> list[tuple[float, Act, Fault]]:
    """Return what is to be done at which second, in order."""
    done = [(fault.at_s, begin, fault) for fault in faults]
    done += [(fault.end_s, end, fault) for fault in faults]
    return sorted(done, key=lambda act: act[0])
