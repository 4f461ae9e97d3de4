"""One SQLite file: opened, locked, checked, changed in transactions. It knows no table.

The only file of the hub that knows SQLite's library; its errors leave as StoreUnavailable. WAL with
synchronous=FULL, so that what was committed survives a power cut; SQLite before 3.51.3 can corrupt
a WAL that several connections write or checkpoint, therefore a lock file admits one writer and
readers open with mode=ro.
"""

import errno
import fcntl
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, Final, Self, TextIO, TypeVar

from hub.errors import ForeignStore, StoreUnavailable
from hub.stores.sqlite.copies import bring_to_disk, delete_unfinished
from hub.stores.sqlite.migration import bring_up, newest, oldest
from hub.stores.sqlite.schema import APPLICATION_ID

T = TypeVar("T")

_ROWS_AT_ONCE: Final = 200
_HEAD: Final = b"SQLite format 3\0"


def new_store_id() -> str:
    """Name a new life of a store: 128 random bits."""
    return secrets.token_hex(16)


class SqliteFile:
    """One connection. Use it from one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, lock: TextIO | None = None) -> None:
        self._connection = connection
        self._lock = lock

    @classmethod
    def open_to_write(cls, path: Path) -> Self:
        """Open the file, or make it; one of an older schema is brought to the newest.

        Raises StoreUnavailable if another hub writes it, or if it can't be read or isn't ours.
        """
        lock = _lock(path)
        try:
            return cls(_connect_to_write(path), lock)
        except (sqlite3.Error, OSError) as error:
            lock.close()
            raise _unusable(path, error) from error
        except BaseException:
            lock.close()
            raise

    @classmethod
    def open_to_read(cls, path: Path, *, may_be_older: bool = False) -> Self:
        """Open an existing file; nothing is written to it, not even a checkpoint.

        Raises StoreUnavailable if there is none that can be read, or if its schema is older and
        may not be.
        """
        try:
            connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None
            )
        except sqlite3.Error as error:
            raise _unusable(path, error) from error
        try:
            version = _version_of(connection, path)
            if not may_be_older:
                _refuse_older(path, version)
        except BaseException as error:
            connection.close()
            if isinstance(error, sqlite3.Error):
                raise _unusable(path, error) from error
            raise
        return cls(connection)

    def rows(self, sql: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield what a query finds. Raises StoreUnavailable."""
        try:
            yield from self._connection.execute(sql, values)
        except sqlite3.Error as error:
            raise StoreUnavailable(str(error)) from error

    def number(self, sql: str, values: Sequence[object] = ()) -> int | None:
        """Return the one integer that a query finds; None for none, or NULL."""
        found = next(self.rows(sql, values), (None,))[0]
        return None if found is None else int(found)

    def change(self, sql: str, values: Sequence[object] = ()) -> int:
        """Change rows within a transaction and count them."""
        return self._connection.execute(sql, values).rowcount

    def change_many(self, sql: str, rows: Sequence[Sequence[object]]) -> int:
        """Change rows within a transaction, once for each of `rows`, and count them."""
        return self._connection.executemany(sql, rows).rowcount if rows else 0

    def insert(self, head: str, rows: Sequence[Sequence[object]]) -> int:
        """Insert rows within a transaction, very many by one statement, and count them.

        `head` is the statement up to VALUES.
        """
        inserted = 0
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            row = f"({', '.join('?' * len(some[0]))})"
            sql = f"{head} VALUES {', '.join([row] * len(some))}"
            inserted += self.change(sql, list(chain.from_iterable(some)))
        return inserted

    def transact(self, work: Callable[[], T]) -> T:
        """Commit what `work` changes: all of it is durable on return, nothing after an error.

        Raises StoreUnavailable.
        """
        with _translated(), self._undone_on_error():
            self._connection.execute("BEGIN IMMEDIATE")
            result = work()
            self._connection.execute("COMMIT")
        return result

    @contextmanager
    def as_of_now(self) -> Iterator[None]:
        """Let all queries see one moment, whatever is written meanwhile."""
        with _translated():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")

    def empty_wal(self) -> None:
        """Bring everything into the file itself, and leave nothing in its WAL."""
        with _translated():
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def rebuild(self) -> None:
        """Write the file anew, without what deleted rows left behind in pages that are in use."""
        with _translated():
            self._connection.execute("VACUUM")

    def copy_to(self, path: Path) -> None:
        """Make a file with all that is stored at one moment, whatever is written meanwhile.

        Its owner alone may read it. Raises FileExistsError and leaves what is there; raises
        OSError and StoreUnavailable, and then leaves no file.
        """
        if path.exists():
            raise FileExistsError(errno.EEXIST, "there is a file of that name already", str(path))
        unfinished = path.with_name(path.name + ".unfinished")
        unfinished.unlink(missing_ok=True)
        try:
            unfinished.touch(0o600, exist_ok=False)
            with _translated(), closing(sqlite3.connect(unfinished)) as copy:
                self._connection.backup(copy)  # all pages in one step: of one moment
                _check_sound(copy, self._path())
            bring_to_disk(unfinished)
            unfinished.rename(path)
            bring_to_disk(path.parent)
        finally:
            unfinished.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        if self._lock:
            self._lock.close()

    def _path(self) -> Path:
        return Path(self._connection.execute("PRAGMA database_list").fetchone()[2])

    @contextmanager
    def _undone_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnavailable(str(error)) from error


def is_being_written(path: Path) -> bool:
    """Tell whether a hub writes this store now."""
    try:
        with path.with_name(path.name + ".lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def is_of_something_else(path: Path) -> bool:
    """Tell a text or a picture from a database, also from one with a damaged head."""
    with path.open("rb") as file:
        head = file.read(len(_HEAD))
    likeness = sum(byte == other for byte, other in zip(head, _HEAD, strict=False))
    is_blank = not head.strip(b"\0") or not head.strip(b"\xff")
    return not is_blank and likeness < len(_HEAD) // 2


def _unusable(path: Path, error: Exception) -> StoreUnavailable:
    if not path.exists():
        return StoreUnavailable(f"{path} isn't there; the hub makes it when it first serves")
    if path.is_file() and is_of_something_else(path):
        return ForeignStore(f"{path} is a file of something else, not a Platzfrei store")
    return StoreUnavailable(f"{path}: {error}")


def look_at(path: Path) -> int:
    """Read an existing file through, and return its schema's version; nothing is changed.

    Raises StoreUnavailable if it is damaged, and ForeignStore if it isn't ours.
    """
    file = SqliteFile.open_to_read(path, may_be_older=True)
    with _translated():
        try:
            _check_sound(file._connection, path)
            return _version_of(file._connection, path)
        finally:
            file.close()


def _lock(path: Path) -> TextIO:
    try:
        lock = path.with_name(path.name + ".lock").open("w")
    except OSError as error:
        raise StoreUnavailable(f"{path}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise StoreUnavailable(f"{path}: another hub is writing this store") from None
    return lock


def _connect_to_write(path: Path) -> sqlite3.Connection:
    delete_unfinished(path)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        is_new = db.execute("PRAGMA schema_version").fetchone()[0] == 0
        version = 0 if is_new else _version_of(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA journal_size_limit = 67108864")
        _check_sound(db, path)
        bring_up(db, path, version)
        path.chmod(0o640)
    except BaseException:
        db.close()
        raise
    return db


def _version_of(db: sqlite3.Connection, path: Path) -> int:
    """Return the version of a store's schema. Raises ForeignStore if none of ours can be used."""
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise ForeignStore(f"{path}: not a Platzfrei store")
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > newest():
        raise ForeignStore(
            f"{path}: made by a later version: schema {version}, this version reads {newest()}"
        )
    if version < oldest():
        raise ForeignStore(
            f"{path}: schema {version}, this version reads {newest()} and brings up from {oldest()}"
        )
    return version


def _refuse_older(path: Path, version: int) -> None:
    if version < newest():
        raise StoreUnavailable(
            f"{path}: schema {version}, this version reads {newest()};"
            " the hub brings the store there when it next starts"
        )


def _check_sound(db: sqlite3.Connection, path: Path) -> None:
    found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        where = " ".join(found.split())
        raise StoreUnavailable(f"{path}: damaged ({where}); restore a copy, see the runbook")
