"""What goes wrong with the Pis of a region, and when. Pure.

Every agent is restarted in the night to Monday, for its updates; now and then one loses its power
for a moment instead of ending cleanly. What else breaks is told from outside.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Final

from contract.topics import AgentAddress
from edge.simulator.hours import Span, Timetable
from edge.simulator.traces import SECOND_US

_RESTART_HOUR: Final = 3.2
_POWER_CUT_SHARE: Final = 0.15
_MONDAY: Final = 0
_FOREVER_US: Final = 2**62


@dataclass(frozen=True, slots=True)
class Mishap:
    """From when to when something was broken; `until_us` None is "still is"."""

    address: AgentAddress
    from_us: int
    until_us: int | None
    sensor: str | None = None
    """None: the whole agent, by a power cut."""


@dataclass(frozen=True, slots=True)
class Pause:
    """An agent that does not run; without `until_us` it never starts again."""

    from_us: int
    until_us: int | None
    in_good_order: bool


def pauses(
    address: AgentAddress,
    hours: Timetable,
    mishaps: Iterable[Mishap],
    span: Span,
    seed: str,
) -> list[Pause]:
    """Return when an agent does not run within a span, in order; no two overlap."""
    outages = [
        Pause(mishap.from_us, _within(span, mishap.until_us), in_good_order=False)
        for mishap in mishaps
        if mishap.address == address and mishap.sensor is None and mishap.from_us in span
    ]
    restarts = [
        restart
        for restart in _restarts(address, hours, span, seed)
        if not any(_overlap(restart, outage) for outage in outages)
    ]
    return sorted([*outages, *restarts], key=lambda pause: pause.from_us)


def faults(
    address: AgentAddress, mishaps: Iterable[Mishap], span: Span
) -> Iterator[tuple[str, int, int | None]]:
    """Yield which sensors of an agent give no answer within a span, from when to when."""
    for mishap in mishaps:
        if mishap.address == address and mishap.sensor is not None and mishap.from_us in span:
            yield mishap.sensor, mishap.from_us, _within(span, mishap.until_us)


def is_out(mishaps: Iterable[Mishap], address: AgentAddress, sensor: str | None = None) -> bool:
    """Tell whether an agent, or a sensor of it, is broken to this day."""
    return any(
        mishap.until_us is None and (mishap.address, mishap.sensor) == (address, sensor)
        for mishap in mishaps
    )


def _restarts(address: AgentAddress, hours: Timetable, span: Span, seed: str) -> Iterator[Pause]:
    rng = Random(f"{seed}/{address}/restarts")  # noqa: S311 - by seed, no secret
    day, last = hours.day_of(span.from_us), hours.day_of(span.to_us)
    while day <= last:
        from_us = hours.at_us(day, _RESTART_HOUR) + rng.randint(0, 900 * SECOND_US)
        until_us = from_us + rng.randint(20 * SECOND_US, 95 * SECOND_US)
        in_good_order = rng.random() >= _POWER_CUT_SHARE
        if day.weekday() == _MONDAY and span.from_us < from_us and until_us in span:
            yield Pause(from_us, until_us, in_good_order)
        day += timedelta(days=1)


def _within(span: Span, at_us: int | None) -> int | None:
    return at_us if at_us is not None and at_us in span else None


def _overlap(one: Pause, other: Pause) -> bool:
    one_end, other_end = (
        _FOREVER_US if each.until_us is None else each.until_us for each in (one, other)
    )
    return one.from_us <= other_end and other.from_us <= one_end
