"""Which sensors are in doubt as far as outsiders may see it: those that were at 00:00 UTC.

Sitting, leaving or staying away can bring most doubts about and end them (stuck, flapping, no echo,
silence …). Whoever saw at once whether a desk is in doubt would see people. So these doubts count
from one midnight to the next, and are a pure function of what was before the day. Design: what no
visitor can bring about, a failed read or a start, counts at once and is not judged here.

    past ─▶ begin ─▶ first look at a clock that can be trusted ─▶ midnight ─▶ midnight …
"""

from dataclasses import dataclass, replace
from typing import Final

from edge.decisions.deadlines import NEVER_US
from edge.decisions.past import Past

DAY_US: Final = 86_400 * 1_000_000
_SLEW_US: Final = 2_000_000
"""Two clocks that cross midnight a moment apart are no step."""


@dataclass(frozen=True, slots=True)
class Wholeness:
    """Who is in doubt today. `day` is None until the clock can be trusted."""

    past: Past
    doubted: frozenset[str]
    day: int | None = None
    midnight_us: int = NEVER_US
    """When the day ends, in boot-time."""


def begin(past: Past) -> Wholeness:
    """Start with what earlier runs knew."""
    return Wholeness(past, past.doubted)


def look_at_clock(now: Wholeness, boot_us: int, wall_us: int, doubts: frozenset[str]) -> Wholeness:
    """Learn which day it is; `doubts` are those of this instant.

    The first day that is known after a start is judged by what the last run left: what was seen
    since the start may have been people.
    """
    day, into_us = divmod(wall_us, DAY_US)
    if now.day is None:
        doubted = now.past.doubted if day == now.past.day else now.past.doubts
        return Wholeness(now.past, doubted, day, boot_us - into_us + DAY_US)
    ends_us = boot_us + (now.day + 1) * DAY_US - wall_us
    if day == now.day or DAY_US < ends_us - boot_us <= DAY_US + _SLEW_US:
        return now if ends_us == now.midnight_us else replace(now, midnight_us=ends_us)
    return Wholeness(now.past, doubts, day, boot_us - into_us + DAY_US)


def pass_midnight(now: Wholeness, doubts: frozenset[str]) -> Wholeness:
    """Begin the next day with the doubts of this instant."""
    day = None if now.day is None else now.day + 1
    return replace(now, day=day, doubted=doubts, midnight_us=now.midnight_us + DAY_US)
