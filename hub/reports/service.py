"""Makes reports, each with readers of its own; beside a hub that serves, only so many at once.

It is called from worker threads, so that what is live never waits for a report.
"""

import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Final

from hub.config import HubConfig
from hub.domain.office import OfficeConfig
from hub.domain.published_cells import PublishedMonth
from hub.domain.sign_doubt import SignDoubt
from hub.domain.space import SpaceConfig
from hub.errors import HubError, StoreUnavailable
from hub.reports.figures.build import Sources, beside_slots, build_report
from hub.reports.figures.public_build import build_public_report
from hub.reports.figures.slot_reader import Progress, windows_of
from hub.reports.model import Report, Target
from hub.reports.request import ReportRequest, Scope, resolve
from hub.spaces_now import SpacesNow
from hub.stores.history_protocol import HistoryReader
from hub.stores.protocol import StoreReader

OpenReader = Callable[[], StoreReader]
"""Opens a reader of events for the thread that calls. Raises StoreUnavailable."""
ReadPublished = Callable[[], Sequence[PublishedMonth]]
"""Reads every month that is published, by space and month. Raises BookUnavailable."""
ReadSignDoubts = Callable[[], Sequence[SignDoubt]]
"""Reads every desk's doubt for want of a sign that ever was. Raises BookUnavailable."""
ReadTargets = Callable[[], Sequence[Target]]
"""Reads what was agreed with the funder. Raises BookUnavailable."""
VersionOf = Callable[..., str | None]
"""Names the version of a space's slots, as HistoryStore.history_version does."""
AT_ONCE: Final = 2


class ReportServiceBusy(HubError):
    """So many reports are being made that this one must come again."""


def no_reader() -> StoreReader:
    """Stand in where an application runs without a store: raises StoreUnavailable."""
    raise StoreUnavailable("no store")


def unpublished() -> Sequence[PublishedMonth]:
    """Stand in where there is no book: nothing was ever published."""
    return ()


def unversioned(*_asked: object, **_more: object) -> str | None:
    """Stand in where nobody counts changes: only reading tells."""
    return None


def undoubted() -> Sequence[SignDoubt]:
    """Stand in where there is no book: no desk was ever in doubt."""
    return ()


def unagreed() -> Sequence[Target]:
    """Stand in where there is no book: nothing was agreed."""
    return ()


class ReportService:
    """Makes reports for whoever asks: the API, the page, the command line."""

    def __init__(
        self,
        config: HubConfig,
        open_history: Callable[[], HistoryReader],
        open_reader: OpenReader,
        wall: Callable[[], datetime],
        *,
        version: str,
        read_targets: ReadTargets = unagreed,
        read_published: ReadPublished | None = None,
        read_sign_doubts: ReadSignDoubts | None = None,
        history_version: VersionOf = unversioned,
        office: OfficeConfig | None = None,
        spaces: SpacesNow | None = None,
    ) -> None:
        """`spaces` are those of `config`, as they are now; a report is made of one look at them."""
        self._spaces = spaces or SpacesNow(config.spaces)
        self._named = config
        self._open_history = open_history
        self._open_reader = open_reader
        self._wall = wall
        self._read_published = read_published or unpublished
        self._read_sign_doubts = read_sign_doubts or undoubted
        self._history_version = history_version
        self._version = version
        self._read_targets = read_targets
        self.office = (office or config.office).or_of(config.site.operator)
        self._permits = threading.Semaphore(AT_ONCE)

    @property
    def spaces(self) -> tuple[SpaceConfig, ...]:
        """All spaces as they are now."""
        return self._spaces.now.all

    @property
    def _config(self) -> HubConfig:
        return self._named.model_copy(update={"spaces": self.spaces})

    def now(self) -> datetime:
        """Return the time of day by which it decides which days are over."""
        return self._wall()

    @contextmanager
    def permit(self) -> Iterator[None]:
        """Hold one of few permits for making a report. Raises ReportServiceBusy."""
        if not self._permits.acquire(blocking=False):
            raise ReportServiceBusy("too many reports at once")
        try:
            yield
        finally:
            self._permits.release()

    def inputs(self, request: ReportRequest) -> Hashable | None:
        """Name all that a report would be made of now, without reading a slot.

        The same inputs give the same report; None: only making it tells. Raises as `build` does.
        """
        request = replace(request, spaces=tuple(dict.fromkeys(request.spaces)))
        agreed = tuple(self._read_targets())
        if request.is_public:
            return (agreed, tuple(self._read_published()))
        scope = resolve(self.spaces, request, self._wall())
        before = self._slot_versions(scope)
        if before is None:
            return None
        with self._sources() as sources:
            beside = beside_slots(scope, sources)
        return (agreed, before, beside) if before == self._slot_versions(scope) else None

    def _slot_versions(self, scope: Scope) -> Hashable | None:
        versions = [
            self._history_version(space, from_us, to_us, with_desks=False)
            for space, from_us, to_us in windows_of(scope)
        ]
        return None if None in versions else tuple(versions)

    def build(
        self,
        request: ReportRequest,
        progress: Progress = lambda _done, _all: None,
        *,
        assessment: str = "",
    ) -> Report:
        """Build a report; `assessment` is the office's own, as hub.reports.assessment takes it.

        Raises ReportRefused, StoreUnavailable and BookUnavailable.
        """
        report = self._build(
            request, self._version, self._read_targets(), progress, reads_all=False
        )
        return replace(report, office=self.office, assessment=assessment)

    def build_again(
        self, request: ReportRequest, version: str, targets: Sequence[Target], progress: Progress
    ) -> Report:
        """Build a report as some version would have, with the targets that it had.

        Out of every single slot, so that what is verified isn't taken from sums on trust. What the
        office says itself isn't in it.
        """
        return self._build(request, version, targets, progress, reads_all=True)

    def _build(
        self,
        request: ReportRequest,
        version: str,
        targets: Sequence[Target],
        progress: Progress,
        *,
        reads_all: bool,
    ) -> Report:
        """Build one; a public one is made of what is published alone, and opens no store."""
        request = replace(request, spaces=tuple(dict.fromkeys(request.spaces)))
        if request.is_public:
            return build_public_report(
                self._config, self._read_published(), request, version=version, targets=targets
            )
        config = self._config
        resolve(config.spaces, request, self._wall())  # what is refused opens no store
        with self._sources() as sources:
            return build_report(
                config,
                sources,
                request,
                self._wall(),
                version=version,
                targets=targets,
                progress=progress,
                reads_all=reads_all,
            )

    @contextmanager
    def _sources(self) -> Iterator[Sources]:
        history = self._open_history()
        try:
            events = self._open_reader()
            try:
                corrections = self._spaces.now.corrections
                yield Sources(history, events, self._read_sign_doubts(), corrections)
            finally:
                events.close()
        finally:
            history.close()
