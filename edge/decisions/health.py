"""Sensor faults, each by its rule in edge.decisions.proof; and when a sensor is trusted again.

  unreadable   a read failed; over after 10 s in which every read went well
  flapping     more changes within a minute than the limit, or a line that does not come to rest;
               over after a whole minute without either
  no_echo, impossible
               several measurements in a row without a distance (see edge.decisions.hysteresis)
  stuck, undecided, alternating, silent
               for as long as the signal has looked so for longer than the limit
  unproven     never seen to change since it was fitted; a change ends it for good

A change is a sign of life, but not one of a line that flaps: a loose wire hums.
"""

from dataclasses import dataclass, replace
from typing import Final

from edge.decisions.deadlines import NEVER_US
from edge.decisions.facts import Problem
from edge.decisions.plan import SensorPlan
from edge.decisions.proof import (
    BLIND_TO_NOTHING,
    LASTING_RULES,
    MINUTE_US,
    READS_WELL_US,
    RULES,
    Pattern,
    Rule,
)
from edge.decisions.signals import Signal


@dataclass(frozen=True, slots=True)
class Health:
    """What is wrong with a sensor, and the changes counted in the present minute."""

    failed_us: int | None = None
    reason: str = ""
    """What the machine said when a read failed."""
    flapping: bool = False
    trouble: Problem | None = None
    """What the signal itself tells."""
    lasting: frozenset[Problem] = frozenset()
    """What has lasted for too long, and still does."""
    minute_us: int = -MINUTE_US
    change_count: int = 0
    sign_us: int | None = None
    """The last sign of life; before the boot if earlier runs have watched since then."""
    firm_sign_us: int | None = None
    """That before the present minute's changes, which may yet turn out to be flapping."""


SOUND: Final = Health()


def seen_alive(at_us: int | None) -> Health:
    """Return the health of a sensor at the start; None: it was never seen to change."""
    return Health(sign_us=at_us, firm_sign_us=at_us)


def problems(health: Health) -> tuple[Problem, ...]:
    """Return what is wrong now; nothing means that the sensor is evidence."""
    if sound(health):
        return ()
    found = {health.trouble, *health.lasting}
    if health.failed_us is not None:
        found.add(Problem.UNREADABLE)
    if health.flapping:
        found.add(Problem.FLAPPING)
    return tuple(problem for problem in Problem if problem in found)


def sound(health: Health) -> bool:
    """Tell whether nothing is wrong."""
    return (
        health.failed_us is None
        and not health.flapping
        and health.trouble is None
        and not health.lasting
    )


def blind(health: Health) -> bool:
    """Tell whether what a sensor shows now is no sign of anything."""
    return not BLIND_TO_NOTHING.issuperset(problems(health))


def fail(health: Health, at_us: int, reason: str) -> Health:
    """Take a failed read, with what the machine said of it."""
    return replace(health, failed_us=at_us, reason=reason)


def answer(health: Health, before: Signal, after: Signal, plan: SensorPlan, at_us: int) -> Health:
    """Take a read that went well, and what it changed."""
    if health.failed_us is not None and at_us - health.failed_us >= READS_WELL_US:
        health = replace(health, failed_us=None)
    if after is before:
        return health
    if after.trouble is not health.trouble:
        health = replace(health, trouble=after.trouble)
    if before.active is None or after.raw == before.raw:
        return health
    return _count_change(health, plan.flapping_per_minute, at_us)


def show_life(health: Health, at_us: int) -> Health:
    """Take a change that the sensor can only have made alive, unless it is noise."""
    if health.flapping or health.failed_us is not None:
        return health
    return replace(health, sign_us=at_us)


def pass_time(health: Health, signal: Signal, plan: SensorPlan, now_us: int) -> Health:
    """Let pass what time alone decides."""
    lasting = _lasting(health, signal, plan, now_us)
    if lasting != health.lasting:
        health = replace(health, lasting=lasting)
    if now_us >= _restless_us(health, signal, plan):
        return replace(_flap(health, now_us), minute_us=now_us, change_count=0)
    if health.flapping and now_us >= health.minute_us + MINUTE_US:
        return _next_minute(health, signal, plan, now_us)
    return health


def changes_us(health: Health, signal: Signal, plan: SensorPlan) -> int:
    """Return when time alone will change something."""
    due_us = health.minute_us + MINUTE_US if health.flapping else NEVER_US
    for pattern, rule in LASTING_RULES[plan.kind]:
        if rule.problem not in health.lasting:
            due_us = min(due_us, _ends_us(pattern, rule, health, signal, plan))
    return min(due_us, _restless_us(health, signal, plan))


def _lasting(health: Health, signal: Signal, plan: SensorPlan, now_us: int) -> frozenset[Problem]:
    return frozenset(
        rule.problem
        for pattern, rule in LASTING_RULES[plan.kind]
        if now_us >= _ends_us(pattern, rule, health, signal, plan)
    )


def _ends_us(pattern: Pattern, rule: Rule, health: Health, signal: Signal, plan: SensorPlan) -> int:
    """Return when the pattern will have lasted for too long; NEVER_US if it is not there."""
    limit_us, since_us = rule.limit(plan), _since_us(pattern, health, signal)
    return NEVER_US if limit_us is None or since_us is None else since_us + limit_us


def _since_us(pattern: Pattern, health: Health, signal: Signal) -> int | None:
    """Return since when a signal looks so; None if it does not."""
    match pattern:
        case Pattern.NEVER_CHANGED:
            return None if health.sign_us is not None else 0
        case Pattern.STUCK_IDLE:
            return health.sign_us
        case Pattern.STUCK_ACTIVE:
            return signal.since_us if signal.active else None
        case Pattern.ALTERNATING:
            return signal.unsettled_us
        case Pattern.UNDECIDED:
            return signal.undecided_us
        case _:
            return None


def _restless_us(health: Health, signal: Signal, plan: SensorPlan) -> int:
    rule = RULES[plan.kind].get(Pattern.RESTLESS)
    if health.flapping or rule is None or signal.unsettled_us is None:
        return NEVER_US
    limit_us = rule.limit(plan)
    return NEVER_US if limit_us is None else signal.unsettled_us + limit_us


def _count_change(health: Health, limit: int, at_us: int) -> Health:
    minute_us, count = health.minute_us, health.change_count + 1
    firm_us = health.firm_sign_us
    if at_us >= minute_us + MINUTE_US and not health.flapping:
        minute_us, count, firm_us = at_us, 1, health.sign_us
    counted = replace(health, minute_us=minute_us, change_count=count, firm_sign_us=firm_us)
    return _flap(counted, at_us) if 0 < limit < count else counted


def _flap(health: Health, at_us: int) -> Health:
    """Call it flapping, and its changes no sign of life."""
    if health.flapping:
        return health
    is_noise = health.sign_us is not None and at_us - health.sign_us <= MINUTE_US
    sign_us = health.firm_sign_us if is_noise else health.sign_us
    return replace(health, flapping=True, sign_us=sign_us)


def _next_minute(health: Health, signal: Signal, plan: SensorPlan, now_us: int) -> Health:
    noisy = 0 < plan.flapping_per_minute < health.change_count
    restless = Pattern.RESTLESS in RULES[plan.kind] and signal.unsettled_us is not None
    return replace(health, flapping=noisy or restless, minute_us=now_us, change_count=0)
