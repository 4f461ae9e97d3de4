"""Keeps what time can be trusted: looks, judges (hub/domain/trusted_time.py), remembers on disk.

    machine's clock, NTP ─┐                         ┌─▶ archive: how late an event may be dated
    agents heard live ────┼─▶ Timekeeper.look ─▶ now├─▶ history: how far slots and deletion go
    store: last good time ┘        │                └─▶ /health/ready, care, what is shown
                                   └─▶ store, every minute

Any thread may look, and read `now`, which is replaced as a whole. It knows no MQTT and no HTTP.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from typing import Final, Protocol

from contract.times import from_us, to_us
from hub.clock import Clock, MachineClock
from hub.domain.trusted_time import (
    SECOND_US,
    WITNESS_S,
    ClockDoubt,
    Known,
    Look,
    Memory,
    TrustedTime,
    judge,
)
from hub.stores.history_protocol import TimeMarks

log = logging.getLogger(__name__)

REMEMBER_EVERY_S: Final = 30.0
STEP_US: Final = 2 * SECOND_US
"""A time of day that moves by less against boot-time is being set right, bit by bit."""

_SAID: Final = {
    None: "the time of day can be trusted",
    ClockDoubt.AHEAD: "the time of day is ahead of all that is known; nothing is deleted",
    ClockDoubt.BEHIND: "the time of day is behind what is known; nothing is deleted",
    ClockDoubt.UNCONFIRMED: (
        "nothing confirms the time of day: no NTP, and no two sources agree; nothing is deleted"
    ),
}


class TimeStore(Protocol):
    """What is needed of a store; each call raises StoreUnavailable."""

    def time_marks(self) -> TimeMarks:
        """Return what the store knows of time."""
        ...

    def remember_time(self, memory: Memory) -> None:
        """Keep the last known good time."""
        ...


class ShownClock:
    """The clock that pages and answers go by: the machine's, until it follows a timekeeper."""

    def __init__(self, clock: Clock) -> None:
        self._wall = clock.wall
        self._monotonic = clock.monotonic

    def follow(self, keeper: "Timekeeper") -> None:
        """Take the time of day of a timekeeper from now on, who listens to who shows it."""
        self._wall = keeper.wall

    def wall(self) -> datetime:
        """Return the time of day to be shown, aware, in UTC. It may jump either way."""
        return self._wall()

    def monotonic(self) -> float:
        """Return seconds since some instant, sleep included. It never goes back."""
        return self._monotonic()


class Timekeeper:
    """What time can be trusted, for one hub."""

    def __init__(self, clock: MachineClock, told: Callable[[float], Sequence[datetime]]) -> None:
        self._clock = clock
        self._told = told
        self._known = Known()
        self._lock = Lock()
        self._has_read = False
        self._remembered_s: float | None = None
        self._doubt: ClockDoubt | None = None
        self._seen: tuple[Look, TrustedTime]
        """The newest look, and what came of it; replaced as a whole."""
        self.look()

    @property
    def now(self) -> TrustedTime:
        """What is known of now, as of the newest look."""
        return self._seen[1]

    def look(self) -> TrustedTime:
        """Look at all clocks once, and judge."""
        with self._lock:
            return self._look()

    def _look(self) -> TrustedTime:
        seconds = self._clock.monotonic()
        look = Look(
            wall_us=to_us(self._clock.wall()),
            boot=self._clock.boot,
            boot_us=round(seconds * 1_000_000),
            is_disciplined=self._clock.is_disciplined(),
        )
        told = [to_us(at) for at in self._told(WITNESS_S)]
        now, self._known = judge(self._known, look, told)
        self._seen = (look, now)
        self._tell(look)
        return now

    def wall(self) -> datetime:
        """Return the time of day to be shown: the machine's, or the likely one if it is in doubt.

        A step of the machine's is looked into at once.
        """
        wall = self._clock.wall()
        look, now, passed_us = self._since_look()
        if abs(to_us(wall) - look.wall_us - passed_us) > STEP_US:
            self.look()
            look, now, passed_us = self._since_look()
        if now.doubt is None or abs(now.likely_us - look.wall_us) <= STEP_US:
            return wall
        return from_us(now.likely_us + passed_us)

    def _since_look(self) -> tuple[Look, TrustedTime, int]:
        look, now = self._seen
        return look, now, round(self._clock.monotonic() * 1_000_000) - look.boot_us

    def monotonic(self) -> float:
        """Return seconds on the clock that never goes back."""
        return self._clock.monotonic()

    def likely_us(self) -> int:
        """Return the best estimate of now, in microseconds since 1970."""
        return self.now.likely_us

    def read(self, store: TimeStore) -> None:
        """Take in what the store remembers, once. Raises StoreUnavailable."""
        if self._has_read:
            return
        marks = store.time_marks()
        with self._lock:
            self._known = Known(marks.memory, marks.stored_us, self._known.steady)
            self._has_read = True
            self._look()

    def now_by(self, store: TimeStore) -> TrustedTime:
        """Return what is known of now, the store's memory included. Raises StoreUnavailable."""
        self.read(store)
        return self.now

    def remember(self, store: TimeStore, *, at_once: bool = False) -> None:
        """Write down what is known, once a minute or at once. Raises StoreUnavailable."""
        now_s = self._clock.monotonic()
        is_due = self._remembered_s is None or now_s - self._remembered_s >= REMEMBER_EVERY_S
        memory = self._known.memory
        if self._has_read and memory is not None and (is_due or at_once):
            store.remember_time(memory)
            self._remembered_s = now_s

    def _tell(self, look: Look) -> None:
        """Say in the log when trust comes or goes; not before the store was asked."""
        doubt = self.now.doubt
        if not self._has_read or doubt is self._doubt:
            return
        self._doubt = doubt
        says, likely = from_us(look.wall_us), from_us(self.now.likely_us)
        level = logging.INFO if doubt is None else logging.WARNING
        log.log(level, "clock: %s (it says %s, likely is %s)", _SAID[doubt], says, likely)
