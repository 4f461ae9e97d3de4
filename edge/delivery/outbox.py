"""The outbox: every event is on disk here before anything of it touches the network.

The only file of the edge that knows SQLite: WAL, synchronous=FULL, one connection used by one
thread. A row leaves only by its age after a receipt, or together with a `lost` row that names it.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from contract.events import Previous, SeqRange
from edge.decisions.dating import Date, Dated
from edge.delivery.files_aside import move_aside, note_age, put_back
from edge.delivery.lost_ranges import MAX_LOST_RANGES, first_ranges, ranges_of
from edge.delivery.migration import bring_up, newest, version_of
from edge.delivery.reserve_file import Ballast
from edge.delivery.salvage import SALVAGED, Columns, is_entry, is_epoch
from edge.errors import DiskFull, ForeignOutbox, OutboxUnavailable

SUPERSEDED_US: Final = 600 * 1_000_000
"""A store id that was replaced counts again only after so long a silence of the newer one."""
_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_SPARE_PAGES: Final = 64  # a full outbox can still date and settle what it has
_NO_ROOM: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})
_REBUILT_BYTES_A_DAY: Final = 8 * 1024 * 1024  # a card lives by what is not written to it
_SPILL: Final = 4  # a full outbox gives up one quarter
_BITE: Final = 500

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """An event to keep. `body` is its JSON object without seq, at and clock."""

    seq: int
    boot_us: int
    at_us: int | None
    body: str
    is_lost: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a row stands in the order of sending."""

    epoch_no: int
    seq: int


@dataclass(frozen=True, slots=True)
class Row:
    """A dated event that waits for its receipt."""

    place: Place
    epoch: str
    at_us: int
    is_estimated: bool
    body: str


class Settled(Enum):
    """What a receipt did."""

    ROWS = "settled the rows it names"
    NEW_STORE = "came from a new store: all rows but these wait again"
    STALE = "came from a store that was replaced, and did nothing"


Declare = Callable[[Sequence[SeqRange]], Entry]


class Outbox:
    """All events of one agent that a receipt or their age has not released."""

    def __init__(self, connection: sqlite3.Connection, quota_bytes: int, ballast: Ballast) -> None:
        self._db = connection
        self._quota_bytes = quota_bytes
        self._ballast = ballast
        self._page_bytes: int = self._db.execute("PRAGMA page_size").fetchone()[0]
        pages = _SPARE_PAGES + quota_bytes * 5 // 4 // self._page_bytes
        self._db.execute(f"PRAGMA max_page_count = {pages}")
        row = self._db.execute("SELECT id FROM store WHERE is_newest").fetchone()
        self._newest: str | None = row and row[0]
        self._newest_heard_us: int | None = None
        self._row_count: int | None = None
        self._may_not_grow = False
        self.lost_count = 0
        self.is_damaged = False
        """Found while running: only opening it anew can salvage it."""
        self.salvaged_from: Path | None = None

    @classmethod
    def open(cls, path: Path, quota_bytes: int) -> Self:
        """Open the file, or make it; one of an older schema is brought to the newest.

        A damaged file is moved aside, and what can still be read of it is kept: `salvaged_from`
        then names it. Raises OutboxUnavailable.
        """
        ballast = Ballast(path.with_name(path.name + ".ballast"))
        ballast.take()
        try:
            return cls(_connect(path, ballast), quota_bytes, ballast)
        except OSError as error:
            raise OutboxUnavailable(f"{path}: {error}") from error
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", None) not in _DAMAGE:
                raise OutboxUnavailable(f"{path}: {error}") from error
        damaged = move_aside(path)
        outbox = cls(_connect(path, ballast), quota_bytes, ballast)
        try:
            outbox._salvage(damaged)
        except OutboxUnavailable:
            outbox.close()
            put_back(damaged, path)  # the next start tries again
            raise
        return outbox

    def previous(self) -> Previous | None:
        """Return the newest epoch and its last number; None on a fresh card.

        Raises OutboxUnavailable, as every reading method does.
        """
        rows = self._all("SELECT no, epoch, boot, last_seq FROM epoch ORDER BY no DESC LIMIT 1")
        match [row for row in rows if is_epoch(row)]:
            case [(_, str(epoch), _, int(last))]:
                return Previous(epoch=epoch, last=last)
            case _:
                return None

    def begin(self, epoch: str, boot: str, first: Entry) -> None:
        """Open an epoch together with its first event. Raises OutboxUnavailable."""

        def work() -> None:
            self._db.execute(
                "INSERT INTO epoch (epoch, boot, last_seq) VALUES (?, ?, 0)", (epoch, boot)
            )
            self._insert(epoch, [first])

        try:
            self._transact(work)
        except DiskFull:
            self._ballast.drop()
            self._transact(work)

    def append(self, epoch: str, entries: Sequence[Entry], declare: Declare) -> bool:
        """Keep events of a begun epoch; all of them are durable on return.

        A full outbox gives up settled rows first, then its oldest unsettled quarter: `declare`
        makes the `lost` event that names them, kept in the same transaction, and the answer is
        true. Raises OutboxUnavailable; then nothing was kept.
        """
        need_bytes = _bytes_for(entries)
        try:
            is_full = self._is_full(need_bytes)
            return self._transact(lambda: self._append(epoch, entries, declare, is_full))
        except DiskFull:
            self._ballast.drop()
            self._may_not_grow = True
            return self._transact(lambda: self._append(epoch, entries, declare, is_full=True))

    def unsettled(self, after: Place, limit: int) -> list[Row]:
        """Return dated rows without a receipt, in the order of sending."""
        rows = self._all(
            "SELECT epoch_no, seq, epoch, CAST(at_us AS INTEGER), estimated, CAST(body AS TEXT)"
            " FROM entry JOIN epoch ON no = epoch_no WHERE settled = 0 AND at_us IS NOT NULL"
            " AND (epoch_no, seq) > (?, ?) ORDER BY epoch_no, seq LIMIT ?",
            (after.epoch_no, after.seq, limit),
        )
        return [
            Row(Place(no, seq), epoch, at_us, bool(estimated), body)
            for no, seq, epoch, at_us, estimated, body in rows
        ]

    def settle(self, store: str, epoch: str, first: int, last: int, now_us: int) -> Settled:
        """Note a receipt, heard at boot-time `now_us`. Raises OutboxUnavailable."""
        if self._is_superseded(store, now_us):
            return Settled.STALE
        is_new = store != self._newest
        self._transact(lambda: self._settle(store, epoch, first, last))
        self._newest, self._newest_heard_us = store, now_us
        return Settled.NEW_STORE if is_new else Settled.ROWS

    def undated(self) -> list[Dated]:
        """Return all rows from just before the first undated one, in order."""
        first = self._first(
            "SELECT epoch_no, seq FROM entry WHERE at_us IS NULL ORDER BY epoch_no, seq LIMIT 1"
        )
        if first is None:
            return []
        before = self._first(
            "SELECT epoch_no, seq FROM entry WHERE (epoch_no, seq) < (?, ?)"
            " ORDER BY epoch_no DESC, seq DESC LIMIT 1",
            first,
        )
        rows = self._all(
            "SELECT epoch_no, seq, boot, CAST(boot_us AS INTEGER), CAST(at_us AS INTEGER)"
            " FROM entry JOIN epoch ON no = epoch_no"
            " WHERE (epoch_no, seq) >= (?, ?) ORDER BY epoch_no, seq",
            before or first,
        )
        return [Dated(*row) for row in rows]

    def set_dates(self, dates: Sequence[Date]) -> None:
        """Commit the dates of rows that waited for a clock. Raises OutboxUnavailable."""
        rows = [(one.at_us, one.is_estimated, one.epoch_no, one.seq) for one in dates]
        self._transact(
            lambda: self._db.executemany(
                "UPDATE entry SET at_us = ?, estimated = ? WHERE epoch_no = ? AND seq = ?", rows
            )
        )

    def prune(self, before_us: int) -> int:
        """Delete settled rows dated before `before_us` and count them.

        Raises OutboxUnavailable.
        """
        return self._transact(lambda: self._prune(before_us))

    def wipe(self, today: int) -> None:
        """Overwrite what deleted rows left behind; `today` counts days, from 1970.

        The WAL is emptied. Now and then the file is built anew: when SQLite moves a row to another
        page, its old place may stay readable until the page itself goes, even with secure_delete.
        Raises OutboxUnavailable.
        """
        with self._translated():
            try:
                if self._is_rebuilding_due(today):
                    self._db.execute("VACUUM")
                    self._db.execute(f"PRAGMA user_version = {today}")
            finally:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def unsettled_count(self, before_us: int) -> int:
        """Count rows dated before `before_us` that have no receipt."""
        return int(
            self._first("SELECT count(*) FROM entry WHERE settled = 0 AND at_us < ?", (before_us,))[
                0
            ]
        )

    def row_count(self) -> int:
        """Count all rows."""
        if self._row_count is None:
            ((count,),) = self._all("SELECT count(*) FROM entry")
            self._row_count = int(count)
        return self._row_count

    def oldest_unsettled_us(self) -> int | None:
        """Return the date of the oldest dated row without a receipt."""
        row = self._first(
            "SELECT CAST(at_us AS INTEGER) FROM entry WHERE settled = 0 AND at_us IS NOT NULL"
            " ORDER BY epoch_no, seq LIMIT 1"
        )
        return None if row is None else int(row[0])

    def oldest_undated_us(self, boot: str) -> int | None:
        """Return the boot-time of the oldest row without a date; 0 if it is of an earlier boot."""
        oldest = "min(iif(boot = ?, CAST(boot_us AS INTEGER), 0))"
        sql = f"SELECT {oldest} FROM entry JOIN epoch ON no = epoch_no WHERE at_us IS NULL"  # noqa: S608 - ours
        (oldest_us,) = self._first(sql, (boot,))
        return None if oldest_us is None else int(oldest_us)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _salvage(self, damaged: Path) -> None:
        """Take over every row of a damaged outbox that can still be read, as unsettled."""
        self.salvaged_from = damaged
        source = sqlite3.connect(damaged, isolation_level=None)
        source.text_factory = _as_text
        epochs = [row for row in _readable_rows(source, "epoch") if is_epoch(row)]
        numbers = {row[0] for row in epochs}
        entries = [row for row in _readable_rows(source, "entry") if is_entry(row, numbers)]
        source.close()
        self._transact(lambda: self._take_over(epochs, entries))
        dates = [at_us for _, _, _, at_us, *_ in entries if isinstance(at_us, int)]
        if dates:
            note_age(damaged, max(0, min(dates)))

    def _take_over(self, epochs: Sequence[Columns], entries: Sequence[Columns]) -> None:
        self._db.executemany(
            "INSERT OR IGNORE INTO epoch (no, epoch, boot, last_seq) VALUES (?, ?, ?, ?)", epochs
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO entry (epoch_no, seq, boot_us, at_us, estimated, lost, settled,"
            " body) VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
            [(*row[:6], row[7]) for row in entries],
        )

    def _transact(self, work: Callable[[], T]) -> T:
        with self._translated():
            try:
                self._db.execute("BEGIN IMMEDIATE")
                result = work()
                self._db.execute("COMMIT")
            except BaseException:
                self._row_count = None
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        return result

    def _all(self, sql: str, arguments: Columns = ()) -> list[Any]:
        with self._translated():
            return self._db.execute(sql, arguments).fetchall()

    def _first(self, sql: str, arguments: Columns = ()) -> Any:
        rows = self._all(sql, arguments)
        return rows[0] if rows else None

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what SQLite raises into ours."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", None)
            self.is_damaged = self.is_damaged or code in _DAMAGE
            raise (DiskFull if code in _NO_ROOM else OutboxUnavailable)(str(error)) from error

    def _append(
        self, epoch: str, entries: Sequence[Entry], declare: Declare, is_full: bool
    ) -> bool:
        ranges = self._make_room(_bytes_for(entries)) if is_full else []
        self._insert(epoch, [*entries, declare(ranges)] if ranges else entries)
        return bool(ranges)

    def _insert(self, epoch: str, entries: Sequence[Entry]) -> None:
        (epoch_no,) = self._db.execute("SELECT no FROM epoch WHERE epoch = ?", (epoch,)).fetchone()
        self._db.executemany(
            "INSERT INTO entry (epoch_no, seq, boot_us, at_us, estimated, lost, settled, body)"
            " VALUES (?, ?, ?, ?, 0, ?, 0, ?)",
            [(epoch_no, one.seq, one.boot_us, one.at_us, one.is_lost, one.body) for one in entries],
        )
        if self._row_count is not None:
            self._row_count += len(entries)
        self._db.execute("UPDATE epoch SET last_seq = ? WHERE no = ?", (entries[-1].seq, epoch_no))

    def _is_full(self, need_bytes: int) -> bool:
        ((pages,),) = self._all("PRAGMA page_count")
        ((free,),) = self._all("PRAGMA freelist_count")
        if self._may_not_grow:
            return bool(free * self._page_bytes < need_bytes)
        return bool((pages - free) * self._page_bytes > self._quota_bytes)

    def _make_room(self, need_bytes: int) -> list[SeqRange]:
        """Delete settled rows, or else the oldest unsettled ones, and name the latter."""
        while self._delete_oldest(settled=True):
            if not self._is_full(need_bytes):
                return []
        lost = more = self._delete_oldest(settled=False)
        while more and self._may_not_grow and self._is_full(need_bytes):
            if len(ranges_of(lost)) > MAX_LOST_RANGES:
                break
            more = self._delete_oldest(settled=False)
            lost += more
        self.lost_count += len(lost)
        return ranges_of(lost)

    def _delete_oldest(self, *, settled: bool) -> list[tuple[str, int]]:
        """Delete a quarter of them; on a full disk a bite that its WAL still has room for."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM entry WHERE settled = ? AND lost = 0", (settled,)
        ).fetchone()
        quarter = -(-count // _SPILL)
        if self._may_not_grow:
            quarter = min(quarter, _BITE)
        rows = self._db.execute(
            "SELECT epoch_no, seq, epoch FROM entry JOIN epoch ON no = epoch_no"
            " WHERE settled = ? AND lost = 0 ORDER BY epoch_no, seq LIMIT ?",
            (settled, max(quarter, _BITE) if settled else quarter),
        ).fetchall()
        oldest = rows if settled else first_ranges(rows)
        self._row_count = None
        self._db.executemany(
            "DELETE FROM entry WHERE epoch_no = ? AND seq = ?", [row[:2] for row in oldest]
        )
        return [(epoch, seq) for _, seq, epoch in oldest]

    def _is_superseded(self, store: str, now_us: int) -> bool:
        if store == self._newest or self._newest is None:
            return False
        if self._newest_heard_us is None:
            self._newest_heard_us = now_us
        known = self._db.execute("SELECT 1 FROM store WHERE id = ?", (store,)).fetchone()
        return bool(known) and now_us - self._newest_heard_us < SUPERSEDED_US

    def _settle(self, store: str, epoch: str, first: int, last: int) -> None:
        if store != self._newest:
            self._db.execute("UPDATE entry SET settled = 0 WHERE settled = 1")
            self._db.execute("UPDATE store SET is_newest = 0")
            self._db.execute("INSERT OR REPLACE INTO store (id, is_newest) VALUES (?, 1)", (store,))
        self._db.execute(
            "UPDATE entry SET settled = 1 WHERE epoch_no = (SELECT no FROM epoch WHERE epoch = ?)"
            " AND seq BETWEEN ? AND ? AND settled = 0 AND at_us IS NOT NULL",
            (epoch, first, last),
        )

    def _prune(self, before_us: int) -> int:
        deleted = self._db.execute(
            "DELETE FROM entry WHERE settled = 1 AND CAST(at_us AS INTEGER) < ?", (before_us,)
        ).rowcount
        self._db.execute(
            "DELETE FROM epoch WHERE no < (SELECT max(no) FROM epoch)"
            " AND NOT EXISTS (SELECT 1 FROM entry WHERE epoch_no = no)"
        )
        self._ballast.take()
        self._may_not_grow = self._may_not_grow and self._ballast.is_gone
        self._row_count = None
        return deleted

    def _is_rebuilding_due(self, today: int) -> bool:
        """Tell whether the last time, noted as user_version, is long enough ago for the size."""
        ((last,),) = self._db.execute("PRAGMA user_version").fetchall()
        ((pages,),) = self._db.execute("PRAGMA page_count").fetchall()
        size_bytes = pages * self._page_bytes
        every = 1 + size_bytes // _REBUILT_BYTES_A_DAY
        return not 0 <= today - last < every and self._ballast.leaves_room(2 * size_bytes)


def look_at(path: Path) -> tuple[int, int | None]:
    """Return the version of an existing outbox's schema, and how many events wait for a receipt.

    The outbox is only read; None: its schema is older. Raises OutboxUnavailable.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            version = _check(db, path)
            if version < newest():
                return version, None
            (count,) = db.execute("SELECT count(*) FROM entry WHERE settled = 0").fetchone()
            return version, int(count)
    except sqlite3.Error as error:
        raise OutboxUnavailable(f"{path}: {error}") from error


def _bytes_for(entries: Sequence[Entry]) -> int:
    """Estimate what they and a `lost` beside them take on disk, generously."""
    return 65_536 + sum(2 * len(one.body) + 128 for one in entries)


def _connect(path: Path, ballast: Ballast) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.text_factory = _as_text
    try:
        is_fresh = db.execute("PRAGMA schema_version").fetchone()[0] == 0
        version = 0 if is_fresh else _check(db, path)  # before anything is written
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA temp_store = MEMORY")  # no copy of an event in any other file
        db.execute("PRAGMA wal_autocheckpoint = 100")  # the WAL stays smaller than the ballast
        db.execute("PRAGMA journal_size_limit = 524288")
        bring_up(db, path, version, ballast)
    except BaseException:
        db.close()
        raise
    return db


def _as_text(raw: bytes) -> str:
    """Read a text even where the card has garbled it: the hub says so, and it never blocks."""
    return raw.decode("utf-8", "replace")


def _readable_rows(db: sqlite3.Connection, table: str) -> Iterator[Columns]:
    """Yield a table's rows from the front up to the damage, then from the back."""
    columns, key = SALVAGED[table]
    for direction in ("ASC", "DESC"):
        try:
            order = key.format(direction)
            yield from db.execute(f"SELECT {columns} FROM {table} ORDER BY {order}")  # noqa: S608
        except sqlite3.Error:
            continue
        return


def _check(db: sqlite3.Connection, path: Path) -> int:
    """Return the version of an outbox's schema, if it can be used."""
    version = version_of(db)
    if version is None:
        raise ForeignOutbox(f"{path}: not an outbox of Platzfrei")
    if version > newest():
        raise ForeignOutbox(
            f"{path}: made by a later version: schema {version}, this version reads {newest()}"
        )
    found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        error = sqlite3.DatabaseError(f"damaged: {found}")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error
    return version
