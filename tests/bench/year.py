"""A simulated year for bench_history: 100 spaces of 20 desks, 30 transitions a day and desk.

Drawn anew for each space and day from a seed, so that every process of a measurement sees the same
facts and none has to keep them. Each space has one agent, which is never silent: `started`, then
`alive` every 300 s to the end. All desks are free at midnight; no two events of a space coincide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import cycle
from operator import itemgetter
from random import Random
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from contract.events import Alive, DeskChanged, DeskState, Event, Started
from contract.limits import ALIVE_EVENT_S
from contract.times import from_us, to_us
from contract.topics import AgentAddress
from hub.domain.gaps import EpochOutline, Run
from hub.domain.localtime import instant
from hub.domain.order import PlacedEvent, Position
from hub.domain.space import SpaceConfig

SPACES: Final = 100
DESKS: Final = tuple(f"d{number}" for number in range(1, 21))
CHANGES: Final = 30
"""A day and desk: as often occupied as left."""
ZONE: Final = ZoneInfo("Europe/Berlin")
AGENT: Final = "pi-1"
_MARKS_MS: Final = range(6 * 3_600_000, 19 * 3_600_000)  # after midnight
_ANY_TIME: Final = from_us(0)
_ALIVE_US: Final = ALIVE_EVENT_S * 1_000_000
_ROUND_THE_CLOCK: Final = dict.fromkeys(
    ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00"
)


class Change(NamedTuple):
    """A desk became occupied or free."""

    at_us: int
    desk: str
    occupied: bool


@dataclass(frozen=True)
class Period:
    """Local days from `first` on; `last` is one of them."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """All days in order."""
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(count)]

    @property
    def from_us(self) -> int:
        """The first instant."""
        return midnight_us(self.first)

    @property
    def to_us(self) -> int:
        """The first instant after it."""
        return midnight_us(self.last + timedelta(days=1))


@dataclass(frozen=True)
class Answers:
    """What is asked of the year, of every space; the same from whatever it is made of."""

    week: dict[tuple[str, int, int], tuple[int, int]]
    """Space, weekday (Monday is 0) and local hour, to microseconds occupied and known."""
    peaks: dict[tuple[str, date], int]
    """Space and local day, to the most desks occupied at once."""


@dataclass(frozen=True)
class Took:
    """How long the answers took."""

    week_s: float
    peaks_s: float


def midnight_us(day: date) -> int:
    """Return when a local day begins."""
    return to_us(instant(day, 0, ZONE))


def space_ids(count: int) -> list[str]:
    """Name the first spaces of the region."""
    return [f"space-{number}" for number in range(1, count + 1)]


def config(space: str, since: date) -> SpaceConfig:
    """Return a space of the region as hub.toml would have it: open round the clock."""
    return SpaceConfig.model_validate(
        {
            "id": space,
            "name": space,
            "timezone": ZONE.key,
            "state": "BB",
            "since": since,
            "opening": _ROUND_THE_CLOCK,
            "holidays": "usual",
            "desk": [{"id": desk, "agent": AGENT} for desk in DESKS],
        }
    )


def changes(space: str, day: date) -> list[Change]:
    """Draw a day's transitions, in order of time."""
    draw = Random(f"{space} {day}")
    midnight = midnight_us(day)
    marks = draw.sample(_MARKS_MS, CHANGES * len(DESKS))
    drawn: list[Change] = []
    for number, desk in enumerate(DESKS):
        own = sorted(marks[number * CHANGES : (number + 1) * CHANGES])
        drawn += [
            Change(midnight + 1000 * mark + 1, desk, occupied)  # never together with an `alive`
            for mark, occupied in zip(own, cycle((True, False)), strict=False)
        ]
    return sorted(drawn, key=itemgetter(0))


def days_of_events(space: str, period: Period) -> Iterator[list[PlacedEvent]]:
    """Draw what the agent of a space says in a period, day by day: one epoch.

    Their places are true; their own numbers and times are not, see `with_its_place`.
    """
    agent = _Agent(space, period.from_us)
    for day in period.days:
        end_us = midnight_us(day + timedelta(days=1))
        yield agent.say(changes(space, day), end_us, is_last=day == period.last)


def with_its_place(one: PlacedEvent) -> Event:
    """Return an event as the agent would have sent it."""
    return one.event.model_copy(update={"seq": one.seq, "at": from_us(one.at_us)})


def outline(space: str, period: Period) -> EpochOutline:
    """Outline the one epoch of a space: without a gap, never stopped."""
    alive = (period.to_us - period.from_us) // _ALIVE_US
    count = 1 + alive + len(period.days) * CHANGES * len(DESKS)
    epoch = epoch_of(space)
    run = Run(Position(period.from_us, epoch, 1), Position(period.to_us, epoch, count))
    return EpochOutline((run,), stopped=None, previous=None)


def address(space: str) -> AgentAddress:
    """Name the agent of a space."""
    return AgentAddress(space, AGENT)


def epoch_of(space: str) -> str:
    """Name the epoch of a space."""
    return f"{int(space.removeprefix('space-')):032x}"


class _Agent:
    """Numbers what is said, and knows the present states."""

    def __init__(self, space: str, from_us: int) -> None:
        self._epoch = epoch_of(space)
        self._states = dict.fromkeys(DESKS, DeskState.FREE)
        self._seq = 0
        self._alive_us = from_us

    def say(self, changed: list[Change], end_us: int, *, is_last: bool) -> list[PlacedEvent]:
        """Say what changed until end_us, with a sign of life at its times before that."""
        said: list[PlacedEvent] = []
        for change in changed:
            self._live(change.at_us, said)
            state = DeskState.OCCUPIED if change.occupied else DeskState.FREE
            self._states[change.desk] = state
            said.append(self._place(change.at_us, _turns()[change.desk, state]))
        self._live(end_us + is_last, said)
        return said

    def _live(self, before_us: int, said: list[PlacedEvent]) -> None:
        while self._alive_us < before_us:
            said.append(self._place(self._alive_us, self._snapshot()))
            self._alive_us += _ALIVE_US

    def _snapshot(self) -> Event:
        seen = dict(self._states)
        if self._seq == 0:
            return Started(seq=1, at=_ANY_TIME, boot="b" * 32, previous=None, desks=seen, doors={})
        return Alive(seq=1, at=_ANY_TIME, desks=seen, doors={})

    def _place(self, at_us: int, event: Event) -> PlacedEvent:
        self._seq += 1
        return PlacedEvent(at_us, self._epoch, self._seq, False, event)


@cache
def _turns() -> dict[tuple[str, DeskState], DeskChanged]:
    return {
        (desk, state): DeskChanged(seq=1, at=_ANY_TIME, desk=desk, state=state, evidence="motion")
        for desk in DESKS
        for state in DeskState
    }
