"""Previews of reports: made in a thread of their own, so that a page can say how far that is.

    first look ─▶ is it there, and as new as it can be? ─▶ it
                    └─▶ else: begin ─▶ done within a moment? ─▶ it
                                         └─▶ how far it is ─▶ next look

Whoever asks for the same waits for the same. A few are kept, each as long as nothing that it is
made of changes; where nobody can tell, it is handed out once. It knows no page and no word.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Generic, NoReturn, TypeVar

from hub.reports.model import Report
from hub.reports.request import ReportRequest
from hub.reports.service import ReportService
from hub.reports.text.language import Language

MOST_KEPT: Final = 16
A_MOMENT_S: Final = 1.0
"""So long a page waits before it says how far it is."""
WAITED_FOR: Final = timedelta(minutes=2)
"""So long what is over waits for whoever asked for it."""
ViewT = TypeVar("ViewT")
Key = tuple[ReportRequest, Language]


@dataclass(frozen=True, slots=True)
class Making:
    """A preview isn't done yet."""

    percent: int


def _raise(error: Exception) -> NoReturn:
    raise error


class _Job(Generic[ViewT]):
    """One preview, from its begin on."""

    def __init__(self, inputs: Hashable | None) -> None:
        self.inputs = inputs
        self.is_over = threading.Event()
        self.percent = 0
        self.is_taken = False
        self.ended: datetime | None = None
        self.outcome: Callable[[], ViewT]
        """Returns it, or raises what it ended in; there once it is over."""

    def run(self, make: Callable[["_Job[ViewT]"], ViewT], now: Callable[[], datetime]) -> None:
        """Make it, and keep what became of it for whoever takes it."""
        try:
            view = make(self)
            self.outcome = lambda: view
        except Exception as error:  # noqa: BLE001 - whoever waits is told
            self.outcome = partial(_raise, error)
        finally:
            self.ended = now()
            self.is_over.set()

    def tell(self, done: int, whole: int) -> None:
        """Note how far it is."""
        self.percent = min(99, 100 * done // max(1, whole))

    def is_fit(self, inputs: Hashable | None, now: datetime) -> bool:
        """Tell whether it may be handed out, or waited for."""
        if self.ended is None or (inputs is not None and inputs == self.inputs):
            return True
        return not self.is_taken and abs(now - self.ended) < WAITED_FOR


class Previews(Generic[ViewT]):
    """Makes previews, and keeps some. Safe to use from any thread."""

    def __init__(
        self,
        service: ReportService,
        view_of: Callable[[Report, Language], ViewT],
        patience_s: float | None = None,
    ) -> None:
        self._service = service
        self._view_of = view_of
        self._patience_s = A_MOMENT_S if patience_s is None else patience_s
        self._lock = threading.Lock()
        self._jobs: OrderedDict[Key, _Job[ViewT]] = OrderedDict()

    def get(self, wanted: ReportRequest, language: Language) -> ViewT | Making:
        """Return a preview, or how far it is.

        Raises ReportRefused, ReportServiceBusy, StoreUnavailable and BookUnavailable.
        """
        key = wanted, language
        job = self._job(key, self._service.inputs(wanted), self._service.now())
        if not job.is_over.wait(self._patience_s):
            return Making(job.percent)
        job.is_taken = True
        try:
            return job.outcome()
        except Exception:
            self._forget(key, job)
            raise

    def _job(self, key: Key, inputs: Hashable | None, now: datetime) -> _Job[ViewT]:
        with self._lock:
            job = self._jobs.get(key)
            if job is None or not job.is_fit(inputs, now):
                job = self._jobs[key] = self._begun(key, inputs)
                self._bound()
            self._jobs.move_to_end(key)
            return job

    def _begun(self, key: Key, inputs: Hashable | None) -> _Job[ViewT]:
        job: _Job[ViewT] = _Job(inputs)
        wanted, language = key

        def make(told: _Job[ViewT]) -> ViewT:
            with self._service.permit():
                return self._view_of(self._service.build(wanted, told.tell), language)

        run = partial(job.run, make, self._service.now)
        threading.Thread(target=run, name="preview", daemon=True).start()
        return job

    def _bound(self) -> None:
        """Let go of those that were asked for longest ago; what is being made stays."""
        over = [key for key, job in self._jobs.items() if job.is_over.is_set()]
        for key in over[: max(0, len(self._jobs) - MOST_KEPT)]:
            del self._jobs[key]

    def _forget(self, key: Key, job: _Job[ViewT]) -> None:
        with self._lock:
            if self._jobs.get(key) is job:
                del self._jobs[key]
