"""What the people of a region do from now on, in real time: line changes at their instants.

lives ─▶ those before now: how every line stands ─▶ those after now: waited for, one by one
"""

import time
from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from threading import Event
from typing import Final

from edge.simulator.life import Life
from edge.simulator.traces import MINUTE_US, SECOND_US, Change, LineName

_WARM_UP_US: Final = 40 * MINUTE_US
"""Longer than anybody stays on a demo day, so that the region is as full as its hour."""
_ADRIFT_US: Final = 30 * SECOND_US
_LONGEST_WAIT_S: Final = 1.0


def open_scene(lives: Sequence[Life], now_us: int) -> tuple[dict[LineName, bool], Iterator[Change]]:
    """Return how the lines stand at `now_us`, idle ones left out, and what changes after it."""
    later = merge(*(life.changes(now_us - _WARM_UP_US) for life in lives))
    levels = dict[LineName, bool]()
    for change in later:
        if change.at_us > now_us:
            return levels, _led_by(change, later)
        levels[change.name] = change.active
    return levels, iter(())


def play(
    changes: Iterator[Change],
    put: Callable[[Change], None],
    wall_us: Callable[[], int],
    ending: Event,
) -> None:
    """Put every change at its instant, until `ending` is set or the clock is adrift.

    A machine that slept, or whose clock was set, needs a new scene instead of a fast one.
    """
    began_us, began_s = wall_us(), time.monotonic()
    for change in changes:
        while (ahead_s := _ahead_s(change, began_us, began_s)) > 0:
            if ending.wait(min(ahead_s, _LONGEST_WAIT_S)):
                return
            passed_us = round((time.monotonic() - began_s) * SECOND_US)
            if abs(wall_us() - began_us - passed_us) > _ADRIFT_US:
                return
        put(change)


def _ahead_s(change: Change, began_us: int, began_s: float) -> float:
    return (change.at_us - began_us) / SECOND_US - (time.monotonic() - began_s)


def _led_by(first: Change, others: Iterator[Change]) -> Iterator[Change]:
    yield first
    yield from others
