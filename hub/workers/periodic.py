"""A thread that does the same work again and again: when it looks, how it fails and how it ends.

    due? (on the loop) ─▶ work (in the thread) ─▶ wait ─▶ due? ─▶ …
      │                     │
      └─ no: wait           └─ StoreUnavailable: logged once in a row, counted, closed, and
                               tried again after a longer wait
    told to end, cancelled ─▶ the work under way hears of it, is finished and closed

Any other exception is a bug: it ends `run`, and with it the whole hub (hub/serving.py). It knows
no store and not what the work is.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event
from typing import Final, Protocol

from hub.errors import StoreUnavailable
from hub.metrics import HubMetrics

log = logging.getLogger(__name__)

STOP_WITHIN_S: Final = 8.0
"""So long a thread has to end from when it is told: all are told at once, and wait as one."""
_MOST_DOUBLINGS: Final = 10

IsEnding = Callable[[], bool]
"""Tells long work that it shall stop at the next whole piece."""
Work = Callable[[IsEnding], None]
Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a thread is called, how often it looks, and what the log says when the store fails."""

    name: str
    every_s: float
    longest_wait_s: float
    """After failures the wait doubles, up to this."""
    when_failing: str

    def wait_s(self, failures_in_a_row: int) -> float:
        """Return how long to wait, in seconds."""
        doubled_s = self.every_s * 2.0 ** min(failures_in_a_row, _MOST_DOUBLINGS)
        return max(self.every_s, min(doubled_s, self.longest_wait_s))


class PeriodicWorker(Protocol):
    """Says what is done, and not how it waits."""

    @property
    def schedule(self) -> Schedule:
        """Return name and pace."""
        ...

    def due(self) -> Work | None:
        """Return what is to be done now, from the hub's loop and at once; None is nothing.

        What is returned is done in the thread and may raise StoreUnavailable.
        """
        ...

    def close(self) -> None:
        """Let go of what is open; called in the thread, after each failure and at the end."""
        ...


class PeriodicThread:
    """Does one worker's work in a thread of its own, so that nothing on the loop waits for it."""

    def __init__(
        self, worker: PeriodicWorker, metrics: HubMetrics, *, pause: Pause = asyncio.sleep
    ) -> None:
        self._worker = worker
        self._schedule = worker.schedule
        self._failed = metrics.worker_failures.labels(self._schedule.name)
        self._pause = pause
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=self._schedule.name)
        self._ending = Event()
        self._told_s = 0.0
        self._failures_in_a_row = 0

    async def run(self) -> None:
        """Look again and again until cancelled; what is under way then is finished first."""
        try:
            while True:
                await self.look()
                await self._pause(self._schedule.wait_s(self._failures_in_a_row))
        finally:
            self._stop()

    def end(self) -> None:
        """Tell the work under way to end; before `run` is cancelled, so that many end at once."""
        if not self._ending.is_set():
            self._told_s = time.monotonic()
            self._ending.set()

    async def look(self) -> None:
        """Do what is due, and return when it is done."""
        work = self._worker.due()
        if work is not None:
            loop = asyncio.get_running_loop()
            await asyncio.shield(loop.run_in_executor(self._thread, self._do, work))

    def _do(self, work: Work) -> None:
        try:
            work(self._ending.is_set)
        except StoreUnavailable as error:
            self._failed.inc()
            if not self._failures_in_a_row:
                log.warning("%s: %s", self._schedule.when_failing, error)
            self._failures_in_a_row += 1
            self._worker.close()
        else:
            self._failures_in_a_row = 0

    def _stop(self) -> None:
        """End the thread while the loop stands still: what it writes through is ended after it."""
        self.end()
        closing = self._thread.submit(self._worker.close)
        self._thread.shutdown(wait=False)
        left_s = max(0.0, self._told_s + STOP_WITHIN_S - time.monotonic())
        if wait([closing], left_s).not_done:
            name = self._schedule.name
            log.error("%s hasn't ended within %g s; the hub ends without it", name, STOP_WITHIN_S)
