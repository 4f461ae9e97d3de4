"""The embedded store: one SQLite file and its writer. It knows no connection and no schema."""

import logging
import shutil
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

from contract.limits import MAX_BATCH_BYTES
from hub.domain.intake import Batch
from hub.domain.trusted_time import FIRST_US, FUTURE_US, Memory
from hub.errors import StoreUnavailable
from hub.stores.history_protocol import Deletion, SpaceHistory, TimeMarks
from hub.stores.protocol import IgnoredAgent, Outcome
from hub.stores.sqlite import time_marks
from hub.stores.sqlite.append import Appending, insert_quarantine
from hub.stores.sqlite.copies import delete_copies
from hub.stores.sqlite.file import SqliteFile, new_store_id
from hub.stores.sqlite.history import SqliteHistory
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.rollup import delete_raw, write_history

log = logging.getLogger(__name__)

MAX_IGNORED_AGENTS: Final = 1_000
_DAY_US: Final = 24 * 3600 * 1_000_000
_ROOM: Final = 3
"""Free space that a new file and its WAL need, in sizes of the file."""


class SqliteStore:
    """The writer. Use it from one thread at a time."""

    def __init__(self, file: SqliteFile, path: Path) -> None:
        self._file = file
        self._path = path
        self._rebuilt: int | None = None
        """The day, counted from 1970, on which the file was last built anew."""
        ((self._store_id,),) = file.rows("SELECT id FROM store")
        self._look_at_marks()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file, or make it; one of an older schema is brought to the newest.

        Raises StoreUnavailable if another hub writes it, or if it can't be read or isn't ours.
        """
        file = SqliteFile.open_to_write(path)
        try:
            return cls(file, path)
        except BaseException:
            file.close()
            raise

    @property
    def store_id(self) -> str:
        """The name of this life of the store."""
        return str(self._store_id)

    def renew(self) -> str:
        """Begin a new life after a restore: every edge will send again what it still holds."""
        store_id = new_store_id()
        self._file.transact(lambda: self._file.change("UPDATE store SET id = ?", (store_id,)))
        self._store_id = store_id
        return store_id

    def append(self, batches: Sequence[Batch], received_us: int) -> list[Outcome]:
        """Commit the batches in one transaction.

        A deletion that is dated later than they came was dated by a wrong clock: it is taken back.
        Raises StoreUnavailable; then nothing of them is stored.
        """
        if FIRST_US <= received_us < self._deleted_us - FUTURE_US:
            self.take_back(received_us + FUTURE_US, received_us)
        appending = Appending(self._file, received_us, self._deleted_until_us)
        return self._file.transact(lambda: appending.keep(batches))

    def quarantine_payload(self, topic: str, payload: bytes, reason: str, at_us: int) -> bool:
        """Quarantine an unreadable payload, once; False if it already was.

        Of one that is larger than any batch may be, only the head is kept.
        """
        identity = sha256(b"\0".join((topic.encode(), payload))).digest()
        row = (topic, identity, None, None, reason, payload[:MAX_BATCH_BYTES], at_us)
        return self._file.transact(lambda: insert_quarantine(self._file, [row])) > 0

    def note_ignored(self, ignored: Sequence[IgnoredAgent]) -> None:
        """Add to the counts of ignored agents; only so many different ones are remembered."""
        rows = [
            (agent.space, agent.agent, agent.message_count, agent.last_us, MAX_IGNORED_AGENTS)
            for agent in ignored
        ]
        self._file.transact(
            lambda: self._file.change_many(
                "INSERT INTO ignored SELECT ?1, ?2, ?3, ?4 WHERE"
                " (SELECT count(*) FROM ignored) < ?5"
                " OR EXISTS (SELECT 1 FROM ignored WHERE space = ?1 AND agent = ?2)"
                " ON CONFLICT DO UPDATE SET last_us = excluded.last_us,"
                " message_count = message_count + excluded.message_count",
                rows,
            )
        )

    def write_history(self, history: SpaceHistory) -> None:
        """Write slots and days over what was there, and forget what they answer.

        Raises StoreUnavailable.
        """
        self._file.transact(lambda: write_history(self._file, history))

    def delete_raw(self, before_us: int, now_us: int) -> Deletion:
        """Delete events, quarantine and desks' slots older than `before_us`, and log it.

        What is deleted is overwritten, and leaves the WAL as well; once a day the file is built
        anew, because SQLite may leave a copy behind where it moved a row to another page. A copy
        that was made before a migration goes with the oldest of what it holds. Raises
        StoreUnavailable.
        """
        deletion = self._file.transact(lambda: delete_raw(self._file, before_us, now_us))
        self._look_at_marks()
        if deletion.event_count or deletion.quarantined_count:
            self._rebuild(now_us // _DAY_US)
        self._file.empty_wal()
        self._delete_copies(before_us)
        return deletion

    def _delete_copies(self, before_us: int) -> None:
        try:
            count = delete_copies(self._path, before_us)
        except OSError as error:
            raise StoreUnavailable(str(error)) from error
        if count:
            log.info(
                "%s: deleted %d copies of earlier schemas that held events too old to keep",
                self._path,
                count,
            )

    def _rebuild(self, today: int) -> None:
        if self._rebuilt == today:
            return
        self._rebuilt = today
        size_bytes = self._path.stat().st_size
        if shutil.disk_usage(self._path.parent).free < _ROOM * size_bytes:
            log.warning("%s: no room to build it anew after a deletion", self._path)
            return
        self._file.rebuild()

    def time_marks(self) -> TimeMarks:
        """Return what the store knows of time. Raises StoreUnavailable."""
        return time_marks.time_marks(self._file)

    def remember_time(self, memory: Memory) -> None:
        """Keep the last known good time. Raises StoreUnavailable."""
        self._file.transact(lambda: time_marks.remember_time(self._file, memory))

    def take_back(self, after_us: int, now_us: int) -> list[Deletion]:
        """Take back what deletions that were dated after `after_us` froze, and return them.

        The store's id is renewed, so that every edge sends again what it still holds. Raises
        StoreUnavailable.
        """
        store_id = new_store_id()

        def work() -> list[Deletion]:
            found = time_marks.take_back(self._file, after_us, now_us)
            if found:
                self._file.change("UPDATE store SET id = ?", (store_id,))
            return found

        found = self._file.transact(work)
        if found:
            self._store_id = store_id
            log.warning("%d deletions that a wrong clock has dated are taken back", len(found))
        self._look_at_marks()
        return found

    def _look_at_marks(self) -> None:
        """Read before when all is frozen, and when the newest deletion says that it was done."""
        self._deleted_until_us = time_marks.deleted_until_us(self._file)
        self._deleted_us = time_marks.deleted_us(self._file)

    def open_history(self) -> SqliteHistory:
        """Open a reader beside this writer, for the thread that calls. Raises StoreUnavailable."""
        return SqliteHistory.open(self._path)

    def open_reader(self) -> SqliteReader:
        """Open a reader of events beside this writer. Raises StoreUnavailable."""
        return SqliteReader.open(self._path)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
