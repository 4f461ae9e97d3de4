"""One thread that works again and again: its pace, its failures, its end."""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from hub.errors import StoreUnavailable
from hub.metrics import HubMetrics
from hub.workers import periodic
from hub.workers.periodic import IsEnding, PeriodicThread, Schedule, Work

PATIENCE_S = 30
SCHEDULE = Schedule("sweeper", 5.0, 30.0, "the sweeper waits")


@dataclass
class Worker:
    """Does what the test says, and notes in which thread."""

    does: Callable[[IsEnding], None] = lambda _: None
    schedule: Schedule = SCHEDULE
    is_due: bool = True
    threads: list[str] = field(default_factory=list)
    closed_in: list[str] = field(default_factory=list)

    def due(self) -> Work | None:
        return self._work if self.is_due else None

    def _work(self, is_ending: IsEnding) -> None:
        self.threads.append(threading.current_thread().name)
        self.does(is_ending)

    def close(self) -> None:
        self.closed_in.append(threading.current_thread().name)


class Pauses:
    """Waits for nothing; after so many waits it cancels the task that runs."""

    def __init__(self, count: int) -> None:
        self.waited_s: list[float] = []
        self._count = count

    async def __call__(self, seconds: float) -> None:
        self.waited_s.append(seconds)
        if len(self.waited_s) == self._count:
            raise asyncio.CancelledError


def run(worker: Worker, pauses: int = 1, metrics: HubMetrics | None = None) -> list[float]:
    """Let the thread run for so many pauses; return how long each would have been."""
    pause = Pauses(pauses)

    async def running() -> None:
        task = asyncio.create_task(
            PeriodicThread(worker, metrics or HubMetrics(), pause=pause).run()
        )
        await asyncio.wait([task], timeout=PATIENCE_S)
        assert task.cancelled()

    asyncio.run(running())
    return pause.waited_s


def failures(metrics: HubMetrics) -> float | None:
    return metrics.registry.get_sample_value(
        "platzfrei_worker_failures_total", {"worker": SCHEDULE.name}
    )


def in_turn(*outcomes: Exception | None) -> Callable[[IsEnding], None]:
    """Make a work that fails or succeeds as told, once each."""
    left = list(outcomes)

    def work(_: IsEnding) -> None:
        error = left.pop(0)
        if error is not None:
            raise error

    return work


def test_it_works_at_once_and_after_each_interval() -> None:
    """In a thread that has its name, always the same one."""
    worker = Worker()
    assert run(worker, 3) == [5.0, 5.0, 5.0]
    assert len(worker.threads) == 3
    assert set(worker.threads) == {f"{SCHEDULE.name}_0"}


def test_what_is_not_due_starts_no_work() -> None:
    """It looks again after the interval."""
    worker = Worker(is_due=False)
    assert run(worker, 2) == [5.0, 5.0]
    assert worker.threads == []


def test_a_store_that_fails_is_waited_for_longer_each_time() -> None:
    """Up to the longest wait; the first success brings the interval back."""
    ill = [StoreUnavailable("gone")] * 5
    worker = Worker(in_turn(*ill, None, ill[0]))
    assert run(worker, 7) == [10.0, 20.0, 30.0, 30.0, 30.0, 5.0, 10.0]


@pytest.mark.parametrize("failure_count", [0, 1, 10_000])
def test_a_wait_is_never_shorter_than_the_interval(failure_count: int) -> None:
    """Nor does a failing night end in a number that nothing can hold."""
    assert Schedule("x", 10.0, 1.0, "").wait_s(failure_count) == 10.0


def test_failures_are_counted_each_and_logged_once_in_a_row(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The log says what waits and why; a night without a store is no flood."""
    gone, back = StoreUnavailable("gone"), None
    metrics = HubMetrics()
    run(Worker(in_turn(gone, gone, back, gone)), 4, metrics)
    assert caplog.messages == ["the sweeper waits: gone"] * 2
    assert failures(metrics) == 3


def test_after_a_failure_what_is_open_is_closed() -> None:
    """In the thread that opened it: the next work opens it anew."""
    worker = Worker(in_turn(StoreUnavailable("gone"), None))
    run(worker, 2)
    assert worker.closed_in == [f"{SCHEDULE.name}_0"] * 2, "after the failure, and at the end"


def test_a_bug_ends_it() -> None:
    """A hub that has lost a worker would deceive: whoever runs it hears of the error."""
    worker = Worker(in_turn(ZeroDivisionError()))

    async def running() -> None:
        await PeriodicThread(worker, HubMetrics(), pause=Pauses(9)).run()

    with pytest.raises(ZeroDivisionError):
        asyncio.run(running())
    assert len(worker.closed_in) == 1


def test_work_under_way_is_told_finished_and_closed() -> None:
    """Cancelled in the middle, it hears that it shall stop, and nothing is left behind."""
    begun, heard = threading.Event(), threading.Event()

    def long_work(is_ending: IsEnding) -> None:
        begun.set()
        while not is_ending():
            pass
        heard.set()

    worker = Worker(long_work)

    async def running() -> None:
        task = asyncio.create_task(PeriodicThread(worker, HubMetrics()).run())
        assert await asyncio.to_thread(begun.wait, PATIENCE_S)
        task.cancel()
        await asyncio.wait([task], timeout=PATIENCE_S)
        assert task.cancelled()

    asyncio.run(running())
    assert heard.is_set()
    assert len(worker.closed_in) == 1


def test_the_end_has_a_bound(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Work that hears nothing holds up nobody: the log names its thread."""
    monkeypatch.setattr(periodic, "STOP_WITHIN_S", 0)
    begun, go_on = threading.Event(), threading.Event()

    def deaf(_: IsEnding) -> None:
        begun.set()
        assert go_on.wait(PATIENCE_S)

    async def running() -> None:
        task = asyncio.create_task(PeriodicThread(Worker(deaf), HubMetrics()).run())
        assert await asyncio.to_thread(begun.wait, PATIENCE_S)
        task.cancel()
        await asyncio.wait([task], timeout=PATIENCE_S)
        assert task.cancelled()
        assert caplog.messages == ["sweeper hasn't ended within 0 s; the hub ends without it"]
        go_on.set()

    asyncio.run(running())


def test_many_that_hear_nothing_end_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told at once they share one time, however many there are."""
    monkeypatch.setattr(periodic, "STOP_WITHIN_S", 0.5)
    begun, go_on = threading.Semaphore(0), threading.Event()

    def deaf(_: IsEnding) -> None:
        begun.release()
        assert go_on.wait(PATIENCE_S)

    async def running() -> None:
        threads = [PeriodicThread(Worker(deaf), HubMetrics()) for _ in range(8)]
        tasks = [asyncio.create_task(thread.run()) for thread in threads]
        for _ in threads:
            assert await asyncio.to_thread(begun.acquire, timeout=PATIENCE_S)
        began_s = time.monotonic()
        for thread, task in zip(threads, tasks, strict=True):
            thread.end()
            task.cancel()
        await asyncio.wait(tasks, timeout=PATIENCE_S)
        assert time.monotonic() - began_s < 4 * 0.5, "one after the other it would be 4 s"
        go_on.set()

    asyncio.run(running())
