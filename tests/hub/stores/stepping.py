"""Connections that fail, or kill their process, at a chosen step; and what is appended then.

    python -m tests.hub.stores.stepping WORK FOLDER

does WORK in FOLDER/n.db once for each of its steps, in a process that is killed there: after
step n/2 for even n, before step (n + 1)/2 for odd n. A FOLDER/n.returned says that it was too late.
"""

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from contract.events import (
    DeskChanged,
    DeskState,
    Event,
    EventClock,
    Lost,
    Previous,
    SeqRange,
    Started,
)
from contract.topics import AgentAddress
from hub.domain.intake import Batch, QuarantinedEvent
from hub.stores.protocol import IgnoredAgent
from hub.stores.sqlite.store import SqliteStore

ADDRESS, OTHER = AgentAddress("bahnhof", "pi-1"), AgentAddress("hof", "pi-2")
EPOCH, NEXT, EARLIER = "a" * 32, "b" * 32, "c" * 32
FIRST_LIFE = "0" * 32
START = datetime(2026, 3, 2, 7, tzinfo=UTC)


@dataclass
class Steps:
    """Counts the statements, and does what is planned before or after one of them."""

    plan: dict[tuple[str, int], Callable[[], None]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    """The first word of each statement."""

    @contextmanager
    def around(self, sql: str) -> Iterator[None]:
        """Count one statement."""
        self.said.append(sql.split(maxsplit=1)[0])
        number = len(self.said)
        self.plan.get(("before", number), lambda: None)()
        yield
        self.plan.get(("after", number), lambda: None)()


def stepping(steps: Steps) -> type[sqlite3.Connection]:
    """Return a kind of connection whose statements are counted by `steps`."""

    class Stepping(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            with steps.around(sql):
                return super().execute(sql, *values)

        def executemany(self, sql: str, *values: Any) -> sqlite3.Cursor:
            with steps.around(sql):
                return super().executemany(sql, *values)

        def executescript(self, sql: str) -> sqlite3.Cursor:
            with steps.around(sql):
                return super().executescript(sql)

    return Stepping


@contextmanager
def counted_by(steps: Steps) -> Iterator[None]:
    """Let every new writing connection be counted."""
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def connect_counted(place: Any, **settings: Any) -> sqlite3.Connection:
        if settings.get("uri"):
            return connect(place, **settings)
        return connect(place, factory=stepping(steps), **settings)

    with patch.object(sqlite3, "connect", connect_counted):
        yield


def desk(seq: int, clock: str = "synced") -> Event:
    """Make an event."""
    return DeskChanged(
        seq=seq,
        at=START + timedelta(seconds=seq),
        clock=EventClock(clock),
        desk="d1",
        state=DeskState.OCCUPIED,
        evidence="motion",
    )


def batch(*events: Event, epoch: str = EPOCH, rejected: tuple[int, ...] = ()) -> Batch:
    """Make a batch of an agent's events and malformed numbers."""
    seqs = sorted([event.seq for event in events] + list(rejected))
    aside = tuple(QuarantinedEvent(seq, "bad", b'{"seq":%d}' % seq) for seq in rejected)
    return Batch(ADDRESS, epoch, seqs[0], seqs[-1], events, aside)


def prepare(path: Path) -> None:
    """Make a store with some history."""
    store = SqliteStore.open(path)
    store.append([batch(desk(2), desk(3, "estimated")), batch(desk(7)), batch(rejected=(9,))], 0)
    with patch("hub.stores.sqlite.store.new_store_id", lambda: FIRST_LIFE):
        store.renew()
    store.close()


def append(store: SqliteStore) -> None:
    """Append what needs every kind of statement: all of it is new but the events 2 and 3."""
    started = Started(
        seq=1, at=START, boot=EPOCH, previous=Previous(epoch=EPOCH, last=9), desks={}, doors={}
    )
    ranges = (SeqRange(epoch=EARLIER, first=4, last=6), SeqRange(epoch=EPOCH, first=8, last=8))
    lost = Lost(seq=2, at=START + timedelta(seconds=20), ranges=ranges)
    store.append(
        [
            batch(*map(desk, (2, 3, 4, 6)), rejected=(5,)),
            batch(started, lost, epoch=NEXT),
            batch(desk(1)),
        ],
        0,
    )


def renew(store: SqliteStore) -> None:
    """Name a new life."""
    store.renew()


def note(store: SqliteStore) -> None:
    """Note what is no event."""
    store.note_ignored([IgnoredAgent("s", "ghost", 1, 0)])


def set_aside(store: SqliteStore) -> None:
    """Quarantine a payload."""
    store.quarantine_payload("t", b"\xff", "no JSON", 0)


WORKS = {work.__name__: work for work in (append, renew, note, set_aside)}


def _suicide() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_in(work: Callable[[SqliteStore], None], folder: Path, number: int) -> bool:
    """Do the work in a child process that is killed at a step; tell whether it was."""
    moment = "after" if number % 2 == 0 else "before"
    path = folder / f"{number}.db"
    prepare(path)
    child = os.fork()
    if child == 0:
        steps = Steps()
        with counted_by(steps):
            store = SqliteStore.open(path)
            steps.plan[moment, len(steps.said) + (number + 1) // 2] = _suicide
            work(store)
            path.with_suffix(".returned").touch()
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def main(work: str, folder: str) -> None:
    """Kill at every step there is."""
    number = 1
    while _die_in(WORKS[work], Path(folder), number):
        number += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
