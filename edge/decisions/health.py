"""Sensor faults: unreadable, flapping, stuck, no echo; and when a sensor is trusted again.

  unreadable  a read failed; over after 10 s in which every read went well
  flapping    more changes within a minute than the limit, or a line that does not come to rest;
              over after a whole minute without either
  stuck       active without a break for longer than the limit; over when idle
  no_echo     several measurements in a row without an answer (see edge.decisions.hysteresis)

A limit of 0 switches counting changes and being stuck off.
"""

from dataclasses import dataclass, replace
from typing import Final

from edge.decisions.deadlines import NEVER_US
from edge.decisions.facts import Problem
from edge.decisions.plan import SensorPlan
from edge.decisions.signals import Signal

_READS_WELL_US: Final = 10_000_000
_MINUTE_US: Final = 60_000_000
_COMES_TO_REST_US: Final = 5_000_000


@dataclass(frozen=True, slots=True)
class Health:
    """What is wrong with a sensor, and the changes counted in the present minute."""

    failed_us: int | None = None
    reason: str = ""
    """What the machine said when a read failed."""
    flapping: bool = False
    stuck: bool = False
    silent: bool = False
    minute_us: int = -_MINUTE_US
    change_count: int = 0


SOUND: Final = Health()


def problems(health: Health) -> tuple[Problem, ...]:
    """Return what is wrong now; nothing means that the sensor is evidence."""
    found = (
        (health.failed_us is not None, Problem.UNREADABLE),
        (health.flapping, Problem.FLAPPING),
        (health.stuck, Problem.STUCK),
        (health.silent, Problem.NO_ECHO),
    )
    return tuple(problem for is_so, problem in found if is_so)


def sound(health: Health) -> bool:
    """Tell whether nothing is wrong."""
    return not (health.flapping or health.stuck or health.silent or health.failed_us is not None)


def fail(health: Health, at_us: int, reason: str) -> Health:
    """Take a failed read, with what the machine said of it."""
    return replace(health, failed_us=at_us, reason=reason)


def answer(health: Health, before: Signal, after: Signal, plan: SensorPlan, at_us: int) -> Health:
    """Take a read that went well, and what it changed."""
    if health.failed_us is not None and at_us - health.failed_us >= _READS_WELL_US:
        health = replace(health, failed_us=None)
    if after is before:
        return health
    if after.silent is not health.silent:
        health = replace(health, silent=after.silent)
    if before.active is None or after.raw == before.raw:
        return health
    return _count_change(health, plan.flapping_per_minute, at_us)


def pass_time(health: Health, signal: Signal, plan: SensorPlan, now_us: int) -> Health:
    """Let pass what time alone decides."""
    if health.stuck and not signal.active:
        health = replace(health, stuck=False)
    if now_us >= _stuck_us(health, signal, plan):
        health = replace(health, stuck=True)
    if now_us >= _restless_us(health, signal, plan):
        return replace(health, flapping=True, minute_us=now_us, change_count=0)
    if health.flapping and now_us >= health.minute_us + _MINUTE_US:
        return _next_minute(health, signal, plan, now_us)
    return health


def changes_us(health: Health, signal: Signal, plan: SensorPlan) -> int:
    """Return when time alone will change something."""
    minute_us = health.minute_us + _MINUTE_US if health.flapping else NEVER_US
    return min(minute_us, _stuck_us(health, signal, plan), _restless_us(health, signal, plan))


def _stuck_us(health: Health, signal: Signal, plan: SensorPlan) -> int:
    watched = plan.stuck_us > 0 and signal.active is True and not health.stuck
    return signal.since_us + plan.stuck_us if watched else NEVER_US


def _restless_us(health: Health, signal: Signal, plan: SensorPlan) -> int:
    if health.flapping or signal.unsettled_us == NEVER_US:
        return NEVER_US
    return signal.unsettled_us + max(_COMES_TO_REST_US, 4 * plan.debounce_us)


def _count_change(health: Health, limit: int, at_us: int) -> Health:
    minute_us, count = health.minute_us, health.change_count + 1
    if at_us >= minute_us + _MINUTE_US and not health.flapping:
        minute_us, count = at_us, 1
    flapping = health.flapping or 0 < limit < count
    return replace(health, flapping=flapping, minute_us=minute_us, change_count=count)


def _next_minute(health: Health, signal: Signal, plan: SensorPlan, now_us: int) -> Health:
    noisy = 0 < plan.flapping_per_minute < health.change_count
    restless = signal.unsettled_us != NEVER_US
    return replace(health, flapping=noisy or restless, minute_us=now_us, change_count=0)
