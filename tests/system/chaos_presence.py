"""Who sits where, and when: the truth of a day of chaos, worked out from a seed alone.

It is the same whether an agent lives or not: people come and go while their agent is dead. It knows
no process, no pin and no clock; all times are seconds from the start of the day.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

BUSY: Final = ("d1", "d2", "main")
"""Places that change many times a second: the load."""
CALM: Final = ("d3", "d4")
"""Desks at which somebody sits long enough for `free` to be a lie."""
MUTE: Final = "d4"
"""The desk whose sensor loses its cable for a while."""
DESKS: Final = ("d1", "d2", "d3", "d4")
_CHANGES_PER_S: Final = 2.5
_FREE_S: Final = (2.0, 6.0)
_SITS_S: Final = (12.0, 20.0)
_MUTE_FOR_S: Final = (8.0, 14.0)
_CONTRADICTS_S: Final = (0.5, 4.0)

Span = tuple[float, float]


class What(Enum):
    """What happens at a place."""

    ACTIVE = "somebody sits down, or the door opens"
    IDLE = "somebody gets up, or the door shuts"
    MUTE = "the sensor loses its cable"
    ANSWERS = "the cable is put back"
    CLAIMED = "the second sensor says that somebody is there, be it so or not"
    DISCLAIMED = "the second sensor says that nobody is there, be it so or not"


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """Something happens at a place, `at_s` seconds after the start."""

    at_s: float
    place: str
    what: What


def presence(seed: int, agent: int, length_s: float) -> tuple[Change, ...]:
    """Return all that happens before the sensors of one agent, in order."""
    dice = random.Random(f"{seed}/{agent}")
    changes = [change for place in BUSY for change in _busy(dice, place, length_s)]
    changes += [change for place in CALM for change in _calm(dice, place, length_s)]
    cut_s = dice.uniform(0.1, 0.5) * length_s
    changes.append(Change(cut_s, MUTE, What.MUTE))
    changes.append(Change(cut_s + dice.uniform(*_MUTE_FOR_S), MUTE, What.ANSWERS))
    changes += [change for place in CALM for change in _contradictions(dice, place, length_s)]
    return tuple(sorted(changes, key=lambda change: change.at_s))


def occupied_spans(changes: Sequence[Change], desk: str) -> list[Span]:
    """Return when somebody truly sits at a desk; the last to sit down stays for ever."""
    spans, since_s = list[Span](), None
    for change in changes:
        if change.place != desk:
            continue
        if change.what is What.ACTIVE:
            since_s = change.at_s
        elif change.what is What.IDLE and since_s is not None:
            spans.append((since_s, change.at_s))
            since_s = None
    return spans if since_s is None else [*spans, (since_s, float("inf"))]


def _busy(dice: random.Random, place: str, length_s: float) -> Iterator[Change]:
    at_s, is_active = dice.expovariate(_CHANGES_PER_S), True
    while at_s < length_s:
        yield Change(at_s, place, What.ACTIVE if is_active else What.IDLE)
        at_s, is_active = at_s + dice.expovariate(_CHANGES_PER_S), not is_active


def _calm(dice: random.Random, place: str, length_s: float) -> Iterator[Change]:
    at_s = dice.uniform(*_FREE_S)
    while at_s < length_s:
        yield Change(at_s, place, What.ACTIVE)
        at_s += dice.uniform(*_SITS_S)
        yield Change(at_s, place, What.IDLE)
        at_s += dice.uniform(*_FREE_S)


def _contradictions(dice: random.Random, place: str, length_s: float) -> Iterator[Change]:
    """Let a second sensor say one thing and the other, whoever sits there."""
    at_s, is_claimed = dice.uniform(*_CONTRADICTS_S), True
    while at_s < length_s:
        yield Change(at_s, place, What.CLAIMED if is_claimed else What.DISCLAIMED)
        at_s, is_claimed = at_s + dice.uniform(*_CONTRADICTS_S), not is_claimed
