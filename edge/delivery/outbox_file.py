"""The outbox's SQLite file: one connection, how it is opened, checked, cleaned and left.

The only file of the edge that knows SQLite: WAL, synchronous=FULL, one connection used by one
thread. It knows the schema's version, but no rule about a row.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from edge.delivery.migration import bring_up, newest, version_of
from edge.delivery.reserve_file import ReserveFile
from edge.delivery.salvage import SALVAGED, Columns
from edge.errors import DiskFull, ForeignOutbox, OutboxDamaged, OutboxUnavailable

_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_SPARE_PAGES: Final = 64  # a full outbox can still date and settle what it has
_NO_ROOM: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})
_REBUILT_BYTES_A_DAY: Final = 8 * 1024 * 1024  # a card lives by what is not written to it

T = TypeVar("T")


class OutboxFile:
    """An open outbox. What SQLite raises leaves it as OutboxUnavailable, but for `execute`."""

    def __init__(self, connection: sqlite3.Connection, reserve: ReserveFile) -> None:
        self._connection = connection
        self.reserve = reserve
        self.page_bytes: int = connection.execute("PRAGMA page_size").fetchone()[0]
        self.is_damaged = False
        """Found while running: only opening it anew can salvage it."""

    @classmethod
    def open(cls, path: Path, quota_bytes: int) -> Self:
        """Open the file, or make it; one of an older schema is brought to the newest.

        Raises OutboxDamaged for one that can only be salvaged, and OutboxUnavailable.
        """
        reserve = ReserveFile(path.with_name(path.name + ".ballast"))
        reserve.allocate()
        try:
            file = cls(_connect(path, reserve), reserve)
        except OSError as error:
            raise OutboxUnavailable(f"{path}: {error}") from error
        except sqlite3.Error as error:
            kind = OutboxDamaged if _code(error) in _DAMAGE else OutboxUnavailable
            raise kind(f"{path}: {error}") from error
        pages = _SPARE_PAGES + quota_bytes * 5 // 4 // file.page_bytes
        file.rows(f"PRAGMA max_page_count = {pages}")
        return file

    def rows(self, sql: str, values: Columns = ()) -> list[Any]:
        """Run one statement by itself and return all its rows. Raises OutboxUnavailable."""
        with self._translated():
            return self._connection.execute(sql, values).fetchall()

    def transact(self, work: Callable[[], T]) -> T:
        """Commit what `work` executes, or leave no trace of it. Raises OutboxUnavailable."""
        with self._translated():
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                result = work()
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        return result

    def execute(self, sql: str, values: Columns = ()) -> sqlite3.Cursor:
        """Run one statement as part of a transaction. Raises what SQLite raises."""
        return self._connection.execute(sql, values)

    def executemany(self, sql: str, rows: Sequence[Columns]) -> None:
        """Run one statement for each row, as part of a transaction. Raises what SQLite raises."""
        self._connection.executemany(sql, rows)

    def page_counts(self) -> tuple[int, int]:
        """Count all pages, and those of them that are free. Raises OutboxUnavailable."""
        ((pages,),) = self.rows("PRAGMA page_count")
        ((free,),) = self.rows("PRAGMA freelist_count")
        return int(pages), int(free)

    def wipe(self, today: int) -> None:
        """Overwrite what deleted rows left behind; `today` counts days, from 1970.

        The WAL is emptied. Now and then the file is built anew: when SQLite moves a row to another
        page, its old place may stay readable until the page itself goes, even with secure_delete.
        Raises OutboxUnavailable.
        """
        with self._translated():
            try:
                if self._is_rebuilding_due(today):
                    self._connection.execute("VACUUM")
                    self._connection.execute(f"PRAGMA user_version = {today}")
            finally:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _is_rebuilding_due(self, today: int) -> bool:
        """Tell whether the last time, noted as user_version, is long enough ago for the size."""
        ((last,),) = self._connection.execute("PRAGMA user_version").fetchall()
        ((pages,),) = self._connection.execute("PRAGMA page_count").fetchall()
        size_bytes = pages * self.page_bytes
        every = 1 + size_bytes // _REBUILT_BYTES_A_DAY
        return not 0 <= today - last < every and self.reserve.leaves_room(2 * size_bytes)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what SQLite raises into ours."""
        try:
            yield
        except sqlite3.Error as error:
            if _code(error) in _DAMAGE:
                self.is_damaged = True
                raise OutboxDamaged(str(error)) from error
            kind = DiskFull if _code(error) in _NO_ROOM else OutboxUnavailable
            raise kind(str(error)) from error


def inspect(path: Path) -> tuple[int, int | None]:
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


def read_damaged(path: Path) -> dict[str, list[Columns]]:
    """Return the rows of a damaged outbox that can still be read, by table."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.text_factory = _as_text
        return {table: list(_readable_rows(db, table)) for table in SALVAGED}


def _code(error: sqlite3.Error) -> int | None:
    return getattr(error, "sqlite_errorcode", None)


def _connect(path: Path, reserve: ReserveFile) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.text_factory = _as_text
    try:
        is_fresh = db.execute("PRAGMA schema_version").fetchone()[0] == 0
        version = 0 if is_fresh else _check(db, path)  # before anything is written
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA temp_store = MEMORY")  # no copy of an event in any other file
        db.execute("PRAGMA wal_autocheckpoint = 100")  # the WAL stays smaller than the reserve
        db.execute("PRAGMA journal_size_limit = 524288")
        bring_up(db, path, version, reserve)
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
