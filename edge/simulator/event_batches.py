"""Batches of events that agents of the past sent: weeks of a region in seconds, day by day.

life of a space ─▶ line changes ─▶ a recorder per agent ─▶ payloads ─▶ standard output
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import merge

from contract.topics import AgentAddress
from edge.configuration.config import EdgeConfig
from edge.simulator.fittings import fittings_of
from edge.simulator.habits_file import HabitsFile
from edge.simulator.hours import Span
from edge.simulator.life import Life
from edge.simulator.mishaps import Mishap, faults, pauses
from edge.simulator.recorder import Recorder
from edge.simulator.region import Space
from edge.simulator.traces import Change
from edge.simulator.wiring import Site, configure


@dataclass(frozen=True, slots=True)
class AddressedBatch:
    """One `events` payload of an agent; nothing that comes later is older than `from_us`."""

    from_us: int
    address: AgentAddress
    payload: bytes


Happening = tuple[int, Callable[[int], None]]
"""Something that happens at an instant, which it is told."""


def event_batches(
    spaces: Sequence[Space], habits: HabitsFile, span: Span, seed: int
) -> Iterator[AddressedBatch]:
    """Yield what every agent of a region sent between two instants, day by day.

    The payloads of one agent come in order; its last event is `stopped`, at the end of the span.
    """
    histories = [_SpaceHistory(space, habits, span, f"{seed}") for space in spaces]
    for day in span.days():
        for history in histories:
            yield from history.live_until(day)


class _SpaceHistory:
    """One space with its agents."""

    def __init__(self, space: Space, habits: HabitsFile, span: Span, seed: str) -> None:
        configs = [configure(space, agent, Site()) for agent in space.agents]
        self._recorders = {config.address: Recorder(config, seed) for config in configs}
        life = Life(space, fittings_of(configs), habits.custom_of(space.id), seed)
        mishaps = habits.mishaps(span.to_us)
        incidents = [
            incident
            for config in configs
            for incident in self._incidents(config, space, mishaps, span, seed)
        ]
        incidents.sort(key=_by_time)
        seen = ((change.at_us, self._hearing(change)) for change in life.changes(span.from_us))
        self._happenings = merge(incidents, seen, key=_by_time)
        self._next = next(self._happenings, None)

    def live_until(self, day: Span) -> Iterator[AddressedBatch]:
        """Live one day of the span and yield what was sent of it."""
        while self._next is not None and self._next[0] < day.to_us:
            at_us, happen = self._next
            happen(at_us)
            self._next = next(self._happenings, None)
        for address, recorder in self._recorders.items():
            recorder.pass_time(day.to_us)
            for payload in recorder.take_payloads():
                yield AddressedBatch(day.from_us, address, payload)

    def _hearing(self, change: Change) -> Callable[[int], None]:
        recorder = self._recorders[change.address]
        return lambda _: recorder.hear(change)

    def _incidents(
        self,
        config: EdgeConfig,
        space: Space,
        mishaps: Sequence[Mishap],
        span: Span,
        seed: str,
    ) -> Iterator[Happening]:
        recorder = self._recorders[config.address]
        yield span.from_us, recorder.start
        for pause in pauses(config.address, space.hours, mishaps, span, seed):
            yield pause.from_us, partial(recorder.end, in_good_order=pause.in_good_order)
            if pause.until_us is not None:
                yield pause.until_us, recorder.start
        for sensor, from_us, until_us in faults(config.address, mishaps, span):
            yield from_us, partial(recorder.fail, sensor)
            if until_us is not None:
                yield until_us, partial(recorder.recover, sensor)
        yield span.to_us - 1, partial(recorder.end, in_good_order=True)


def _by_time(happening: Happening) -> int:
    return happening[0]
