"""One agent's history: the same decisions as on a Pi, stepped from change to change. Pure.

It does what the agent, the journal and the sender do between a pin and a payload, with the same
decisions, bodies and batches, but on a scripted clock and without a disk: here nothing can be lost.
Wall time stands for boot-time.
"""

from collections.abc import Iterator
from random import Random
from typing import Final

from contract.events import Previous
from contract.limits import ALIVE_EVENT_S, MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from edge.configuration.config import EdgeConfig
from edge.decisions import watch
from edge.decisions.past import Past
from edge.decisions.plan import SensorPlan
from edge.decisions.readings import Distance, Level, ReadFailed, Reading
from edge.delivery import event_body
from edge.delivery.batch import cut_batch
from edge.delivery.event_body import Draft, Snapshot
from edge.delivery.outbox_rows import Position, Row
from edge.simulator.traces import SECOND_US, Change

NEAR_M: Final = 0.45
FAR_M: Final = 2.1
_ALIVE_US: Final = ALIVE_EVENT_S * SECOND_US


class Recorder:
    """An agent that is told what its pins did. Times never go back between calls."""

    def __init__(self, config: EdgeConfig, seed: str) -> None:
        self.address = config.address
        self._sensors = config.sensors
        self._plans = {sensor.id: sensor.plan for sensor in config.sensors}
        self._rng = Random(f"{seed}/{config.address}/epochs")  # noqa: S311 - by seed, no secret
        self._levels = {
            (plan.id, line): False
            for plan in self._plans.values()
            for line in range(max(1, plan.line_count))
        }
        self._silent: set[str] = set()
        self._past = Past(dict.fromkeys(self._plans, 0))
        self._watch = watch.initial(config.sensors, self._past)
        self._rows: list[Row] = []
        self._epoch_no = 0
        self._epoch = ""
        self._last_seq = 0
        self._last_us = 0
        self._alive_us: int | None = None
        """When the next `alive` is due; None while the agent does not run."""
        self._said: tuple[watch.WatchState | None, str] = (None, "")

    def start(self, at_us: int) -> None:
        """Begin an epoch: read every line once, and say what is seen."""
        previous = None
        if self._epoch:
            previous = Previous(epoch=self._epoch, last=self._last_seq)
        self._epoch_no += 1
        self._epoch, boot = self._hex_128(), self._hex_128()
        self._last_seq = 0
        self._watch = watch.initial(self._sensors, self._past, at_us)
        for reading in self._read_all(at_us):
            self._watch, _ = watch.step(self._watch, reading, at_us)
        self._note(event_body.started(at_us, boot, previous, self._snapshot()))
        self._alive_us = at_us + _ALIVE_US

    def end(self, at_us: int, *, in_good_order: bool) -> None:
        """Let the agent stop, or lose its power."""
        self.pass_time(at_us)
        self._past = watch.past_of(self._watch, at_us)
        if in_good_order and self._alive_us is not None:
            self._note(event_body.stopped(at_us))
        self._alive_us = None

    def hear(self, change: Change) -> None:
        """Take a change of a line. While the agent is down or the sensor silent, nobody sees it."""
        self._levels[change.sensor, change.line] = change.active
        if self._alive_us is None or change.sensor in self._silent:
            return
        self._say_alive_until(change.at_us)
        for reading in _readings(self._plans[change.sensor], change):
            self._step(reading, change.at_us)

    def fail(self, sensor: str, at_us: int) -> None:
        """Let a sensor give no answer any more."""
        self._silent.add(sensor)
        if self._alive_us is not None:
            self.pass_time(at_us)
            self._step(ReadFailed(sensor, "no answer", at_us), at_us)

    def recover(self, sensor: str, at_us: int) -> None:
        """Let a sensor answer again."""
        self._silent.discard(sensor)
        if self._alive_us is not None:
            self.pass_time(at_us)
            for reading in self._read(sensor, at_us):
                self._step(reading, at_us)

    def pass_time(self, until_us: int) -> None:
        """Decide what time alone decides, and say every 300 s what is seen."""
        self._say_alive_until(until_us)
        if self._alive_us is not None:
            self._step(None, until_us)

    def take_payloads(self) -> Iterator[bytes]:
        """Yield all that was noted since the last call, as `events` payloads in order."""
        rows, self._rows = self._rows, []
        while rows:
            payload, carried = cut_batch(rows[: MAX_BATCH_EVENTS + 1], MAX_BATCH_BYTES)
            yield payload
            rows = rows[len(carried) :]

    def _say_alive_until(self, until_us: int) -> None:
        while self._alive_us is not None and self._alive_us <= until_us:
            self._step(None, self._alive_us)
            self._note(Draft(self._alive_us, self._alive_body()))
            self._alive_us += _ALIVE_US

    def _step(self, reading: Reading | None, now_us: int) -> None:
        self._watch, facts = watch.step(self._watch, reading, now_us)
        for fact in facts:
            self._note(event_body.of_fact(fact))

    def _note(self, draft: Draft) -> None:
        self._last_seq += 1
        self._last_us = max(draft.boot_us, self._last_us + 1)
        place = Position(self._epoch_no, self._last_seq)
        self._rows.append(Row(place, self._epoch, self._last_us, False, draft.body))

    def _alive_body(self) -> str:
        """Write the snapshot anew only where something was decided since the last one."""
        state, body = self._said
        if state is not self._watch:
            body = event_body.alive(0, self._snapshot()).body
            self._said = (self._watch, body)
        return body

    def _snapshot(self) -> Snapshot:
        return Snapshot(watch.desks_of(self._watch), watch.doors_of(self._watch))

    def _read_all(self, at_us: int) -> Iterator[Reading]:
        for sensor in self._plans:
            if sensor in self._silent:
                yield ReadFailed(sensor, "no answer", at_us)
            else:
                yield from self._read(sensor, at_us)

    def _read(self, sensor: str, at_us: int) -> Iterator[Reading]:
        plan = self._plans[sensor]
        for line in range(max(1, plan.line_count)):
            change = Change(at_us, self.address, sensor, line, self._levels[sensor, line])
            yield from _readings(plan, change)

    def _hex_128(self) -> str:
        return f"{self._rng.getrandbits(128):032x}"


def _readings(plan: SensorPlan, change: Change) -> Iterator[Reading]:
    """Read a line that has changed; a distance is measured until it counts."""
    if not plan.kind.measures:
        yield Level(plan.id, change.line, change.active, change.at_us)
        return
    for _ in range(plan.confirmation_count):
        yield Distance(plan.id, NEAR_M if change.active else FAR_M, change.at_us)
