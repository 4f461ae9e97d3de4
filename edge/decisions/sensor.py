"""One sensor over time: its signal, its health, and what it says of its place.

A sensor with a problem, or one that still warms up, is no evidence: a desk hears doubt, a door
nothing, and a passage that was under way is given up. Afterwards it begins anew, as if it had just
been switched on.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from contract.events import DeskState, Direction
from edge.decisions import confirm
from edge.decisions import health as faults
from edge.decisions import vacancy as hold
from edge.decisions.confirm import Pulses
from edge.decisions.deadlines import NEVER_US
from edge.decisions.doorway import Doorway
from edge.decisions.facts import Problem
from edge.decisions.health import Health
from edge.decisions.plan import Kind, SensorPlan
from edge.decisions.proof import READS_WELL_US, needs_sign
from edge.decisions.readings import ReadFailed, Reading
from edge.decisions.signals import OneLine, Ranger, Signal
from edge.decisions.vacancy import Phase, Sign, Vacancy

_MARGIN_US = 2_000_000
"""Reads come every second: a fixed time is over at the latest so much after what it waits for."""


@dataclass(frozen=True, slots=True)
class Sensor:
    """All that is known of one sensor."""

    signal: Signal
    health: Health = faults.SOUND
    vacancy: Vacancy = hold.UNSEEN
    told: frozenset[Problem] = frozenset()
    """The problems since the sensor was last sound: each is told once, however often it returns."""
    warm_us: int = 0
    """When it has warmed up."""
    whole_us: int = 0
    """When its hardware is whole; a function of starts and failed reads alone."""
    is_evidence: bool = True
    active: bool | None = None
    """The settled and confirmed signal as far as it is evidence."""
    pulses: Pulses = ()

    @property
    def says(self) -> DeskState:
        """What this sensor alone says of its desk."""
        return self.vacancy.says

    @property
    def is_warming_up(self) -> bool:
        """Whether nothing but its warm-up keeps it from being evidence."""
        return not self.is_evidence and faults.sound(self.health)


def at_start(plan: SensorPlan, now_us: int, watched_us: int | None) -> Sensor:
    """Return a sensor of which nothing was read yet.

    `watched_us` is for how long it was watched since its last sign of life; None: never a sign.
    """
    health = faults.seen_alive(None if watched_us is None else now_us - watched_us)
    whole_us = now_us + plan.warm_up_us + plan.watch_us + _MARGIN_US
    return Sensor(_signal(plan.kind), health, warm_us=now_us + plan.warm_up_us, whole_us=whole_us)


def hear(
    sensor: Sensor, plan: SensorPlan, reading: Reading
) -> tuple[Sensor, tuple[Direction, ...]]:
    """Take one reading, with the passages that it completes.

    The same object comes back if the reading says nothing new.
    """
    if isinstance(reading, ReadFailed):
        signal, health = sensor.signal, faults.fail(sensor.health, reading.at_us, reading.problem)
        again_us = reading.at_us + READS_WELL_US + plan.watch_us + _MARGIN_US
        sensor = replace(sensor, whole_us=max(sensor.whole_us, again_us))
    else:
        signal = sensor.signal.hear(plan, reading)
        health = faults.answer(sensor.health, sensor.signal, signal, plan, reading.at_us)
        if signal is sensor.signal and health is sensor.health:
            return sensor, ()
    return _conclude(sensor, plan, signal, health, reading.at_us)


def pass_time(
    sensor: Sensor, plan: SensorPlan, now_us: int
) -> tuple[Sensor, tuple[Direction, ...]]:
    """Let pass what time alone decides by `now_us`, with the passages that it completes."""
    return _conclude(sensor, plan, sensor.signal, sensor.health, now_us)


def due_us(sensor: Sensor, plan: SensorPlan) -> int:
    """Return when time alone will decide something."""
    return min(
        sensor.signal.settles_us(plan),
        faults.changes_us(sensor.health, sensor.signal, plan),
        hold.runs_out_us(sensor.vacancy, plan.hold_us),
        sensor.warm_us if sensor.is_warming_up else NEVER_US,
        confirm.lasts_us(sensor.pulses, plan) if _is_unconfirmed(sensor) else NEVER_US,
    )


def is_in_doubt(sensor: Sensor, plan: SensorPlan) -> bool:
    """Tell whether it has a problem that people can bring about or end."""
    if needs_sign(plan.kind) and sensor.health.sign_us is None:
        return True
    return bool(set(faults.problems(sensor.health)) - {Problem.UNREADABLE})


def _signal(kind: Kind) -> Signal:
    match kind:
        case Kind.BEAMS:
            return Doorway()
        case Kind.DISTANCE:
            return Ranger()
        case Kind.CONTACT | Kind.MOTION | Kind.SWITCH | Kind.DIGITAL:
            return OneLine()
        case _:
            assert_never(kind)


def _conclude(
    before: Sensor, plan: SensorPlan, signal: Signal, health: Health, now_us: int
) -> tuple[Sensor, tuple[Direction, ...]]:
    """Settle what is due, and let the vacancy hear what has become of the evidence."""
    signal, passages = signal.settle(plan, now_us)
    is_warm = now_us >= before.warm_us
    if is_warm and _shows_life(before.signal, signal, plan, passages):
        health = faults.show_life(health, now_us)
    health = faults.pass_time(health, signal, plan, now_us)
    if faults.blind(health):
        signal, passages = signal.lose(), ()
    is_sound = faults.sound(health)
    told = frozenset[Problem]() if is_sound else before.told.union(faults.problems(health))
    after = replace(
        before, signal=signal, health=health, told=told, is_evidence=is_sound and is_warm
    )
    return _judge(before, after, plan, now_us), passages


def _shows_life(
    before: Signal, after: Signal, plan: SensorPlan, passages: tuple[Direction, ...]
) -> bool:
    """Tell whether a change was seen that only a living sensor can make.

    Of a pair of beams only a passage is: it takes both.
    """
    if plan.kind.counts_passages:
        return bool(passages)
    return before.active is not None and after.active is (not before.active)


def _judge(before: Sensor, after: Sensor, plan: SensorPlan, now_us: int) -> Sensor:
    pulses = _pulses(before, after, plan)
    active = after.signal.active if after.is_evidence else None
    if active and not _may_be_believed(before, pulses, plan, now_us):
        active = False
    vacancy = before.vacancy
    if active is not before.active:
        at_us = after.signal.since_us if before.is_evidence else now_us
        vacancy = hold.judge(vacancy, _sign(active), at_us)
    if now_us >= hold.runs_out_us(vacancy, plan.hold_us):
        vacancy = hold.judge(vacancy, Sign.RAN_OUT, now_us)
    return replace(after, active=active, vacancy=vacancy, pulses=pulses)


def _pulses(before: Sensor, after: Sensor, plan: SensorPlan) -> Pulses:
    """Note where a pulse began, for a sensor whose motion must be confirmed."""
    if plan.confirm_count == 1 or not after.is_evidence:
        return ()
    began = after.signal.active and not (before.signal.active and before.is_evidence)
    return confirm.add(before.pulses, plan, after.signal.since_us) if began else before.pulses


def _may_be_believed(before: Sensor, pulses: Pulses, plan: SensorPlan, now_us: int) -> bool:
    """Tell whether an active sensor says that somebody is there."""
    is_known = before.vacancy.phase in (Phase.OCCUPIED, Phase.HOLDING)
    return plan.confirm_count == 1 or is_known or confirm.is_confirmed(pulses, plan, now_us)


def _is_unconfirmed(sensor: Sensor) -> bool:
    return bool(sensor.pulses) and sensor.active is False and sensor.signal.active is True


def _sign(active: bool | None) -> Sign:
    if active is None:
        return Sign.DOUBT
    return Sign.ACTIVE if active else Sign.IDLE
