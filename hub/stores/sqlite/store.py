"""The embedded store: one SQLite file and its writer. It knows no connection and no schema."""

import logging
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Final, Self, TextIO

from contract.limits import MAX_BATCH_BYTES
from hub.domain.intake import Batch
from hub.domain.trusted_time import FIRST_US, FUTURE_US, Memory
from hub.errors import StoreDamaged, StoreUnavailable
from hub.stores.history_protocol import Deletion, SpaceHistory, TimeMarks
from hub.stores.history_versions import HistoryVersions
from hub.stores.protocol import Damage, IgnoredAgent, Outcome
from hub.stores.sqlite import time_marks
from hub.stores.sqlite.append import Appending, insert_quarantine
from hub.stores.sqlite.care_log import SqliteCareLog
from hub.stores.sqlite.check_sums import check_sum, sound, summed, with_sum
from hub.stores.sqlite.copies import delete_copies
from hub.stores.sqlite.epoch_memory import EpochMemory
from hub.stores.sqlite.examination import Findings, examine
from hub.stores.sqlite.file import SqliteFile, new_store_id
from hub.stores.sqlite.history import SqliteHistory
from hub.stores.sqlite.lock import lock_to_write
from hub.stores.sqlite.pages import wal_of
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.rollup import delete_raw, write_history
from hub.stores.sqlite.salvage import NOTE_DAMAGE, finish_salvage, salvage

log = logging.getLogger(__name__)

MAX_IGNORED_AGENTS: Final = 1_000
_DAY_US: Final = 24 * 3600 * 1_000_000
_ROOM: Final = 3
"""Free space that a new file and its WAL need, in sizes of the file."""


_COUNT_IGNORED: Final = f"""
INSERT INTO ignored SELECT ?1, ?2, ?3, ?4, 0 WHERE (SELECT count(*) FROM ignored) < ?5
OR EXISTS (SELECT 1 FROM ignored WHERE space = ?1 AND agent = ?2)
ON CONFLICT DO UPDATE SET last_us = excluded.last_us,
message_count = message_count + excluded.message_count WHERE {sound("ignored")}
"""
_SUM_OF_IGNORED: Final = f"""
UPDATE ignored SET check_sum = {summed("ignored")} WHERE space = ? AND agent = ?
"""


def _wall_us() -> int:
    return time.time_ns() // 1000


@contextmanager
def _unavailable_if_failing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(f"{path}: {error.strerror}") from error


class SqliteStore:
    """The writer. Use it from one thread at a time."""

    def __init__(self, file: SqliteFile, path: Path) -> None:
        self._path = path
        self._rebuilt: int | None = None
        """The day, counted from 1970, on which the file was last built anew."""
        self._doubted = Event()
        self._versions = HistoryVersions(is_only_writer=True)
        self._take(file)

    def _take(self, file: SqliteFile) -> None:
        self._file = file
        self._epochs = EpochMemory()
        file.on_damage = self._doubted.set
        self._versions.forget()
        self._store_id = self._id()
        self._look_at_marks()

    def _id(self) -> str:
        for (store_id,) in self._file.rows(f"SELECT id FROM store WHERE {sound('store')}"):
            return str(store_id)
        raise StoreDamaged(f"{self._path}: damaged (it has no id)")

    @classmethod
    def open(cls, path: Path, now_us: Callable[[], int] = _wall_us) -> Self:
        """Open the file, or make it; one of an older schema is brought to the newest.

        One that is ours and damaged so that it can't be opened is set aside, and what is sound of
        it goes on under a new id. Raises StoreUnavailable if another hub writes it, or if it can't
        be read or isn't ours.
        """
        lock = lock_to_write(path)
        try:
            return cls._open(path, lock, now_us())
        except BaseException:
            lock.close()
            raise

    @classmethod
    def _open(cls, path: Path, lock: TextIO, now_us: int) -> Self:
        with _unavailable_if_failing(path):
            finish_salvage(path)
            is_cut = wal_of(path).is_cut
        try:
            store = cls(SqliteFile.open_to_write(path, lock), path)
        except StoreDamaged as error:
            salvage(path, error.said, now_us, is_readable=False)
            return cls(SqliteFile.open_to_write(path, lock), path)
        if is_cut:
            store._note_cut(now_us)
        return store

    def _note_cut(self, now_us: int) -> None:
        """Let the edges send again what was in commits that are gone with a part of the WAL."""
        said = "a part of what was written last can't be read"
        row = with_sum("damage", (now_us, "", said, 0, 0))
        self._file.transact(lambda: self._file.insert(NOTE_DAMAGE, [row]))
        self.renew()
        log.error("%s: damaged (%s): the edges send again what they hold", self._path, said)

    @property
    def is_in_place(self) -> bool:
        """Whether the file that is written still stands where hub.toml says."""
        return self._file.is_in_place

    @property
    def is_doubted(self) -> bool:
        """Whether something was read that isn't as it was written, and nothing done about it."""
        return self._doubted.is_set()

    def examine(self, pause: Callable[[float], None] = lambda _: None) -> Findings:
        """Look the whole store through beside the writer, in the thread that calls."""
        found = examine(self._path, pause)
        if found.said:
            self._doubted.set()
        else:
            self._doubted.clear()
        return found

    def salvage(self, found: Findings, now_us: int) -> Damage:
        """Set the file aside, and go on with what is sound of it. Raises StoreUnavailable."""
        lock = self._file.hand_over()
        try:
            return salvage(self._path, found.said[0], now_us, is_readable=found.is_readable)
        finally:
            self._take(SqliteFile.open_to_write(self._path, lock))
            self._doubted.clear()

    @property
    def store_id(self) -> str:
        """The name of this life of the store."""
        return str(self._store_id)

    def renew(self) -> str:
        """Begin a new life after a restore: every edge will send again what it still holds."""
        store_id = new_store_id()
        self._file.transact(lambda: self._rename(store_id))
        self._store_id = store_id
        return store_id

    def _rename(self, store_id: str) -> None:
        row = (store_id, check_sum("store", store_id))
        self._file.change("UPDATE store SET id = ?, check_sum = ?", row)

    def append(self, batches: Sequence[Batch], received_us: int) -> list[Outcome]:
        """Commit the batches in one transaction.

        A deletion that is dated later than they came was dated by a wrong clock: it is taken back.
        Raises StoreUnavailable; then nothing of them is stored.
        """
        if FIRST_US <= received_us < self._deleted_us - FUTURE_US:
            self.take_back(received_us + FUTURE_US, received_us)
        appending = Appending(self._file, received_us, self._deleted_until_us, self._epochs)
        try:
            outcomes = self._file.transact(lambda: appending.keep(batches))
        except BaseException:
            self._epochs.forget()
            raise
        appending.committed()
        return outcomes

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
        self._file.transact(lambda: self._note_ignored(rows))

    def _note_ignored(self, rows: Sequence[tuple[str, str, int, int, int]]) -> None:
        self._file.change_many(_COUNT_IGNORED, rows)
        self._file.change_many(_SUM_OF_IGNORED, [row[:2] for row in rows])

    def write_history(self, history: SpaceHistory) -> None:
        """Write slots and days over what was there, and forget what they answer.

        Raises StoreUnavailable.
        """
        with self._versions.writing(history.space, history.changing_us()):
            self._file.transact(lambda: write_history(self._file, history))

    def history_version(
        self, space: str, from_us: int, to_us: int, *, with_desks: bool
    ) -> str | None:
        """Name the version of slots and desks of a space; None once damage was seen."""
        del with_desks  # both are written together, and deleted here alone
        return None if self.is_doubted else self._versions.of(space, from_us, to_us)

    def delete_raw(self, before_us: int, now_us: int) -> Deletion:
        """Delete events, quarantine and desks' slots older than `before_us`, and log it.

        What is deleted is overwritten, and leaves the WAL as well; once a day the file is built
        anew, because SQLite may leave a copy behind where it moved a row to another page. A copy
        that was made before a migration goes with the oldest of what it holds. Raises
        StoreUnavailable.
        """
        with self._versions.changing_all():
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
                self._rename(store_id)
            return found

        found = self._file.transact(work)
        if found:
            self._store_id = store_id
            log.warning("%d deletions that a wrong clock has dated are taken back", len(found))
        self._look_at_marks()
        return found

    def _look_at_marks(self) -> None:
        """Read before when all is frozen, and when the newest deletion says that it was done."""
        self._epochs.forget()
        self._deleted_until_us = time_marks.deleted_until_us(self._file)
        self._deleted_us = time_marks.deleted_us(self._file)

    def open_history(self) -> SqliteHistory:
        """Open a reader beside this writer, for the thread that calls. Raises StoreUnavailable."""
        history = SqliteHistory.open(self._path)
        history.on_damage(self._doubted.set)
        return history

    def open_reader(self) -> SqliteReader:
        """Open a reader of events beside this writer. Raises StoreUnavailable."""
        reader = SqliteReader.open(self._path)
        reader.on_damage(self._doubted.set)
        return reader

    def open_care_log(self) -> SqliteCareLog:
        """Open what care asks of the store, for the thread that calls."""
        return SqliteCareLog(self._open_file)

    def _open_file(self) -> SqliteFile:
        """Open the file to read it. Raises StoreUnavailable."""
        file = SqliteFile.open_to_read(self._path)
        file.on_damage = self._doubted.set
        return file

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
