"""Events of an agent written as a diary in local time, and stores that hold them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from contract.events import (
    Alive,
    DeskChanged,
    DeskState,
    Direction,
    Event,
    Passage,
    Previous,
    Started,
    Stopped,
)
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.intake import Batch
from hub.domain.space import SpaceConfig
from hub.reports.figures.build import Sources
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore
from hub.workers.rollup import Rollup

BERLIN = ZoneInfo("Europe/Berlin")
ALIVE_EVERY = timedelta(seconds=300)
ALIVE_AFTER = timedelta(seconds=100)
"""Alive events lie off the minutes at which something happens."""
STATES = {"free": DeskState.FREE, "occupied": DeskState.OCCUPIED}


def local(text: str) -> datetime:
    """Read a local time in Brandenburg such as "03-23 09:30", of 2026, as an instant."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=BERLIN).astimezone(UTC)


@dataclass(frozen=True)
class Told:
    """One line of a diary: what happened when."""

    at: datetime
    subject: str
    what: str
    """A desk's "free" or "occupied", or a door's "in", "out" or "back"."""


def told(lines: str) -> list[Told]:
    """Read lines such as "03-23 09:30 d1 occupied"."""
    words = [line.split() for line in lines.strip().splitlines()]
    return [Told(local(f"{day} {time}"), subject, what) for day, time, subject, what in words]


@dataclass(frozen=True)
class Run:
    """One run of an agent, from its start; with an end if it stopped in good order."""

    epoch: str
    starts: datetime
    until: datetime
    stops: bool = False
    previous: Previous | None = None


def events_of(run: Run, desks: Sequence[str], lines: Iterable[Told]) -> list[Event]:
    """Tell a run: every desk is free at its start, and it says that it lives every 300 s."""
    states = dict.fromkeys(desks, DeskState.FREE)
    events: list[Event] = [
        Started(
            seq=1, at=run.starts, boot="b" * 32, previous=run.previous, desks=dict(states), doors={}
        )
    ]
    happened = [line for line in lines if run.starts <= line.at < run.until]
    alive = [Told(at, "", "") for at in _alive_times(run)]
    for line in sorted([*happened, *alive], key=lambda one: one.at):
        events.append(_event(line, len(events) + 1, states))
    if run.stops:
        events.append(Stopped(seq=len(events) + 1, at=run.until))
    return events


def _alive_times(run: Run) -> Iterable[datetime]:
    at = run.starts + ALIVE_AFTER
    while at < run.until:
        yield at
        at += ALIVE_EVERY


def _event(line: Told, seq: int, states: dict[str, DeskState]) -> Event:
    if line.what in STATES:
        states[line.subject] = STATES[line.what]
        return DeskChanged(
            seq=seq, at=line.at, desk=line.subject, state=states[line.subject], evidence="motion"
        )
    if line.subject:
        return Passage(seq=seq, at=line.at, door=line.subject, direction=Direction(line.what))
    return Alive(seq=seq, at=line.at, desks=dict(states), doors={})


class Archive:
    """A store in a folder of the test, with a roll-up."""

    def __init__(self, folder: Path, spaces: Sequence[SpaceConfig]) -> None:
        self._path = folder / "store.db"
        self.store = SqliteStore.open(self._path)
        self._spaces = spaces

    def keep(self, address: AgentAddress, epoch: str, events: Sequence[Event]) -> None:
        """Store events whose numbers follow each other."""
        batch = Batch(address, epoch, events[0].seq, events[-1].seq, tuple(events), ())
        self.store.append([batch], to_us(events[-1].at))

    def roll(self, now: datetime) -> None:
        """Make slots of all that is there."""
        reader = self.store.open_history()
        Rollup(self._spaces, reader, self.store.write_history).run(to_us(now))
        reader.close()

    def sources(self) -> Sources:
        """Open readers."""
        return Sources(self.store.open_history(), SqliteReader.open(self._path))

    def close(self, *sources: Sources) -> None:
        """Let go of the file."""
        for source in sources:
            source.history.close()
            source.events.close()
        self.store.close()
