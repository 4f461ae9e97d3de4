"""One sensor over time: its signal, its health, and what it says of its place.

A sensor with a problem is no evidence: a desk hears doubt, a door nothing, and a passage that was
under way is given up. After a problem a sensor begins anew, as if it had just been switched on.
"""

from dataclasses import dataclass
from typing import assert_never

from contract.events import DeskState, Direction
from edge.decisions import health as faults
from edge.decisions import vacancy as hold
from edge.decisions.doorway import Doorway
from edge.decisions.facts import Problem
from edge.decisions.health import Health
from edge.decisions.plan import Kind, SensorPlan
from edge.decisions.readings import ReadFailed, Reading
from edge.decisions.signals import OneLine, Ranger, Signal
from edge.decisions.vacancy import Sign, Vacancy


@dataclass(frozen=True, slots=True)
class Sensor:
    """All that is known of one sensor."""

    signal: Signal
    health: Health = faults.SOUND
    vacancy: Vacancy = hold.UNSEEN
    told: frozenset[Problem] = frozenset()
    """The problems since the sensor was last sound: each is told once, however often it returns."""

    @property
    def active(self) -> bool | None:
        """The settled signal as far as it is evidence."""
        return self.signal.active if faults.sound(self.health) else None

    @property
    def says(self) -> DeskState:
        """What this sensor alone says of its desk."""
        return self.vacancy.says


def unseen(kind: Kind) -> Sensor:
    """Return a sensor of which nothing is known yet."""
    match kind:
        case Kind.BEAMS:
            return Sensor(Doorway())
        case Kind.DISTANCE:
            return Sensor(Ranger())
        case Kind.CONTACT | Kind.MOTION | Kind.SWITCH | Kind.DIGITAL:
            return Sensor(OneLine())
        case _:
            assert_never(kind)


def hear(
    sensor: Sensor, plan: SensorPlan, reading: Reading
) -> tuple[Sensor, tuple[Direction, ...]]:
    """Take one reading, with the passages that it completes.

    The same object comes back if the reading says nothing new.
    """
    if isinstance(reading, ReadFailed):
        signal, health = sensor.signal, faults.fail(sensor.health, reading.at_us, reading.problem)
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
    )


def _conclude(
    before: Sensor, plan: SensorPlan, signal: Signal, health: Health, now_us: int
) -> tuple[Sensor, tuple[Direction, ...]]:
    """Settle what is due, and let the vacancy hear what has become of the evidence."""
    signal, passages = signal.settle(plan, now_us)
    health = faults.pass_time(health, signal, plan, now_us)
    is_sound = faults.sound(health)
    if not is_sound:
        signal, passages = signal.lose(), ()
    vacancy = _judge(before, signal.active if is_sound else None, signal.since_us, now_us)
    if now_us >= hold.runs_out_us(vacancy, plan.hold_us):
        vacancy = hold.judge(vacancy, Sign.RAN_OUT, now_us)
    told = frozenset[Problem]() if is_sound else before.told.union(faults.problems(health))
    return Sensor(signal, health, vacancy, told), passages


def _judge(before: Sensor, active: bool | None, since_us: int, now_us: int) -> Vacancy:
    was_sound = faults.sound(before.health)
    if active is (before.signal.active if was_sound else None):
        return before.vacancy
    return hold.judge(before.vacancy, _sign(active), since_us if was_sound else now_us)


def _sign(active: bool | None) -> Sign:
    if active is None:
        return Sign.DOUBT
    return Sign.ACTIVE if active else Sign.IDLE
