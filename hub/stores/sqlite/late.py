"""An embedded store that may be away, at the start or later: tried again whenever it is needed.

For a disk that is away or full, a damaged file without room for another, or one that somebody has
moved, deleted or replaced: live goes on meanwhile, and who asks for the store is told
StoreUnavailable. It knows no table.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

from hub.domain.intake import Batch
from hub.domain.trusted_time import Memory
from hub.stores.history_protocol import Deletion, SpaceHistory, TimeMarks
from hub.stores.protocol import Damage, IgnoredAgent, Outcome
from hub.stores.sqlite.care_log import SqliteCareLog
from hub.stores.sqlite.examination import Findings
from hub.stores.sqlite.history import SqliteHistory
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore

log = logging.getLogger(__name__)


class LateStore:
    """Does what the store does as soon as there is one. Every call raises StoreUnavailable."""

    def __init__(
        self,
        path: Path,
        opening: Callable[[Path], SqliteStore],
        opened: SqliteStore | None = None,
    ) -> None:
        self._path = path
        self._opening = opening
        self._lock = Lock()
        self._opened = opened

    def _store(self) -> SqliteStore:
        with self._lock:
            if self._opened is not None and not self._opened.is_in_place:
                log.error(
                    "%s was moved, deleted or replaced: what stands there is used", self._path
                )
                self._opened.close()
                self._opened = None
            if self._opened is None:
                self._opened = self._opening(self._path)
            return self._opened

    @property
    def store_id(self) -> str:
        """The name of this life of the store: of the one that the last commit went into."""
        opened = self._opened
        return self._store().store_id if opened is None else opened.store_id

    @property
    def is_doubted(self) -> bool:
        """Whether there is none yet, or something in it isn't as it was written."""
        return self._opened is None or self._opened.is_doubted

    def renew(self) -> str:
        """Begin a new life."""
        return self._store().renew()

    def append(self, batches: Sequence[Batch], received_us: int) -> list[Outcome]:
        """Commit the batches together."""
        return self._store().append(batches, received_us)

    def quarantine_payload(self, topic: str, payload: bytes, reason: str, at_us: int) -> bool:
        """Keep an unreadable payload aside."""
        return self._store().quarantine_payload(topic, payload, reason, at_us)

    def note_ignored(self, ignored: Sequence[IgnoredAgent]) -> None:
        """Add to the counts of ignored agents."""
        self._store().note_ignored(ignored)

    def write_history(self, history: SpaceHistory) -> None:
        """Write slots and days."""
        self._store().write_history(history)

    def delete_raw(self, before_us: int, now_us: int) -> Deletion:
        """Delete by age."""
        return self._store().delete_raw(before_us, now_us)

    def time_marks(self) -> TimeMarks:
        """Return what it knows of time."""
        return self._store().time_marks()

    def remember_time(self, memory: Memory) -> None:
        """Keep the last known good time."""
        self._store().remember_time(memory)

    def take_back(self, after_us: int, now_us: int) -> list[Deletion]:
        """Take back what deletions of a wrong clock froze."""
        return self._store().take_back(after_us, now_us)

    def examine(self, pause: Callable[[float], None] = lambda _: None) -> Findings:
        """Look the whole store through."""
        return self._store().examine(pause)

    def salvage(self, found: Findings, now_us: int) -> Damage:
        """Set aside what is damaged."""
        return self._store().salvage(found, now_us)

    def open_history(self) -> SqliteHistory:
        """Open a reader of history."""
        return self._store().open_history()

    def open_reader(self) -> SqliteReader:
        """Open a reader of events."""
        return self._store().open_reader()

    def open_care_log(self) -> SqliteCareLog:
        """Open what care asks of the store."""
        return self._store().open_care_log()

    def close(self) -> None:
        """Let go of the store, if there was one."""
        if self._opened is not None:
            self._opened.close()
