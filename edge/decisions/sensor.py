"""One sensor over time: its signal, its health, and what it says of its place.

A sensor with a problem is no evidence: a desk hears doubt, a door nothing, and a passage that was
under way is given up. After a problem a sensor begins anew, as if it had just been switched on.
"""

from dataclasses import dataclass

from contract.events import DeskState, Direction
from edge.decisions import health as faults
from edge.decisions import vacancy as hold
from edge.decisions.doorway import Doorway
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
        case _:
            return Sensor(OneLine())


def hear(sensor: Sensor, plan: SensorPlan, reading: Reading) -> Sensor:
    """Take one reading. The same object comes back if it says nothing new."""
    if isinstance(reading, ReadFailed):
        return _conclude(
            sensor, sensor.signal, faults.fail(sensor.health, reading.at_us), reading.at_us
        )
    signal = sensor.signal.hear(plan, reading)
    health = faults.answer(sensor.health, sensor.signal, signal, plan, reading.at_us)
    return _conclude(sensor, signal, health, reading.at_us)


def pass_time(
    sensor: Sensor, plan: SensorPlan, now_us: int
) -> tuple[Sensor, tuple[Direction, ...]]:
    """Let pass what time alone decides by `now_us`, with the passages that it completes."""
    signal, passages = sensor.signal.settle(plan, now_us)
    health = faults.pass_time(sensor.health, signal, plan, now_us)
    after = _conclude(sensor, signal, health, now_us)
    if now_us >= hold.runs_out_us(after.vacancy, plan.hold_us):
        emptied = hold.judge(after.vacancy, Sign.RAN_OUT, now_us)
        after = Sensor(after.signal, after.health, emptied)
    return after, passages if faults.sound(health) else ()


def due_us(sensor: Sensor, plan: SensorPlan) -> int:
    """Return when time alone will decide something."""
    return min(
        sensor.signal.settles_us(plan),
        faults.changes_us(sensor.health, sensor.signal, plan),
        hold.runs_out_us(sensor.vacancy, plan.hold_us),
    )


def _conclude(before: Sensor, signal: Signal, health: Health, at_us: int) -> Sensor:
    """Put the parts together, and let the vacancy hear what has become of the evidence."""
    if signal is before.signal and health is before.health:
        return before
    was_sound, is_sound = faults.sound(before.health), faults.sound(health)
    if not is_sound:
        signal = signal.lose()
    was = before.active
    now = signal.active if is_sound else None
    vacancy = before.vacancy
    if now is not was:
        since_us = signal.since_us if was_sound else at_us
        vacancy = hold.judge(vacancy, _sign(now), since_us)
    return Sensor(signal, health, vacancy)


def _sign(active: bool | None) -> Sign:
    if active is None:
        return Sign.DOUBT
    return Sign.ACTIVE if active else Sign.IDLE
