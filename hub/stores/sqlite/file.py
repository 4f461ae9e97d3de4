"""One SQLite file: opened, locked, checked, changed in transactions. It knows no table.

The only file of the hub that knows SQLite's library; its errors leave as StoreUnavailable. WAL with
synchronous=FULL, so that what was committed survives a power cut; SQLite before 3.51.3 can corrupt
a WAL that several connections write or checkpoint, therefore a lock file admits one writer and
readers open with mode=ro.
"""

import errno
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final, Self, TextIO, TypeVar

from hub.errors import ForeignStore, StoreDamaged, StoreUnavailable
from hub.private_files import make_private
from hub.stores.sqlite.check_sums import teach
from hub.stores.sqlite.copies import bring_to_disk, delete_unfinished
from hub.stores.sqlite.identity import (
    Tables,
    has_a_table_of_ours,
    is_of_something_else,
    tables_of,
    version_by_tables,
)
from hub.stores.sqlite.lock import lock_to_write
from hub.stores.sqlite.migration import bring_up, migrations, newest, oldest
from hub.stores.sqlite.pages import PAGE_BYTES, has_odd_head
from hub.stores.sqlite.place import Place
from hub.stores.sqlite.schema import APPLICATION_ID

T = TypeVar("T")

MOST_SAID: Final = 20
_ROWS_AT_ONCE: Final = 200
_DAMAGE: Final = frozenset(
    {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT}
)
_ERRORS: Final = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises; the second where it quotes what has become of a name."""
_NUMBERS: Final = ("application_id", "user_version")
_UNSOUND_ROW: Final = "user-defined function raised"
_DAMAGE_SAID: Final = (
    _UNSOUND_ROW,
    "Could not decode",
    "no such table",
    "no such column",
    "unsupported file format",
)


def new_store_id() -> str:
    """Name a new life of a store: 128 random bits."""
    return secrets.token_hex(16)


class SqliteFile:
    """One connection. Use it from one thread at a time."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        lock: TextIO | None = None,
        on_damage: Callable[[], None] = lambda: None,
        path: Path | None = None,
    ) -> None:
        """Whoever names the `path` is told when another file, or none, stands there later."""
        self._connection = connection
        self._place = None if path is None else Place.of(path)
        self._lock = lock
        self.on_damage = on_damage
        """Called when something that is read isn't as it was written."""

    @classmethod
    def open_to_write(cls, path: Path, lock: TextIO | None = None) -> Self:
        """Open the file, or make it; one of an older schema is brought to the newest.

        Raises StoreDamaged for one that is ours and can't be opened, and StoreUnavailable if
        another hub writes it, or if it can't be read or isn't ours. A lock that is given stays
        held after an error.
        """
        given, lock = lock, lock or lock_to_write(path)
        try:
            return cls(_connect_to_write(path), lock, path=path)
        except BaseException as error:
            if given is None:
                lock.close()
            if isinstance(error, (*_ERRORS, OSError)):
                raise _unusable(path, error) from error
            raise

    @classmethod
    def open_to_read(cls, path: Path, *, may_be_older: bool = False, is_wary: bool = False) -> Self:
        """Open an existing file; nothing is written to it, not even a checkpoint.

        Raises StoreUnavailable if there is none that can be read, or if its schema is older and
        may not be. Who is wary also has its pages and indexes checked, as a hub does at its start.
        """
        try:
            connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None
            )
        except _ERRORS as error:
            raise _unusable(path, error) from error
        try:
            version = _version_of(connection, path)
            if not may_be_older:
                _refuse_older(path, version)
            if is_wary:
                _refuse_damaged(path, connection)
            teach(connection)
            return cls(connection, path=path)
        except BaseException as error:
            connection.close()
            if isinstance(error, (*_ERRORS, OSError)):
                raise _unusable(path, error) from error
            raise

    @classmethod
    def open_as_it_is(cls, path: Path) -> Self:
        """Open a file, whatever is wrong with it, to read what can be read. Raises StoreDamaged."""
        uri = f"{path.resolve().as_uri()}?mode=ro"
        try:
            connection = sqlite3.connect(uri, uri=True, isolation_level=None)
        except _ERRORS as error:
            raise damaged(path, str(error)) from error
        connection.text_factory = _as_text
        teach(connection)
        return cls(connection)

    @classmethod
    def make(cls, path: Path) -> Self:
        """Make a file that nobody else knows of, of the newest schema. Raises StoreUnavailable."""
        try:
            return cls(_connect_to_write(path))
        except (*_ERRORS, OSError) as error:
            raise _unusable(path, error) from error

    def rows(self, sql: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield what a query finds. Raises StoreUnavailable."""
        self._require_place()
        with self._translated():
            yield from self._connection.execute(sql, values)

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

        Raises StoreUnavailable, also for a file that doesn't stand in its place any more: SQLite
        would write it all the same, and it would be gone with the process.
        """
        with self._translated(), self._undone_on_error():
            self._connection.execute("BEGIN IMMEDIATE")
            result = work()
            self._require_place()
            self._connection.execute("COMMIT")
        return result

    @contextmanager
    def as_of_now(self) -> Iterator[None]:
        """Let all queries see one moment, whatever is written meanwhile."""
        with self._translated():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")

    def empty_wal(self) -> None:
        """Bring everything into the file itself, and leave nothing in its WAL."""
        with self._translated():
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def rebuild(self) -> None:
        """Write the file anew, without what deleted rows left behind in pages that are in use."""
        with self._translated():
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
            with self._translated(), closing(sqlite3.connect(unfinished)) as copy:
                self._connection.backup(copy)  # all pages in one step: of one moment
                _refuse_damaged(self._path(), copy)
            bring_to_disk(unfinished)
            unfinished.rename(path)
            bring_to_disk(path.parent)
        except StoreDamaged as error:
            raise damaged(self._path(), error.said) from error
        finally:
            unfinished.unlink(missing_ok=True)

    @property
    def is_in_place(self) -> bool:
        """Whether the file that was opened still stands where it was opened."""
        return self._place is None or self._place.is_kept()

    def _require_place(self) -> None:
        if not self.is_in_place:
            raise StoreUnavailable("its file was moved, deleted or replaced while it was open")

    def hand_over(self) -> TextIO | None:
        """Let go of the file, but not of the lock on it."""
        self._connection.close()
        return self._lock

    def close(self) -> None:
        """Let go of the file; its log goes with it where another has its name, or would be read."""
        if not self.is_in_place:
            with suppress(*_ERRORS):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._connection.close()
        if self._lock:
            self._lock.close()

    def _path(self) -> Path:
        return Path(self._connection.execute("PRAGMA database_list").fetchone()[2])

    def take_any_text(self) -> None:
        """Give texts even where they aren't any more: for who judges rows by their sums."""
        self._connection.text_factory = _as_text

    def wrong_pages(self) -> list[str]:
        """Check all pages and indexes, and say what is wrong. Raises StoreUnavailable."""
        with self._translated():
            return _wrong_pages(self._connection)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what SQLite raises into ours."""
        try:
            yield
        except _ERRORS as error:
            if not _is_damage(error):
                raise StoreUnavailable(str(error)) from error
            self.on_damage()
            raise StoreDamaged(_in_words(error)) from error
        except StoreDamaged:
            self.on_damage()
            raise

    @contextmanager
    def _undone_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def _is_damage(error: Exception) -> bool:
    """Tell a changed bit from a full disk; all that we ask of a sound store is in its schema."""
    code = getattr(error, "sqlite_errorcode", None)
    is_of_the_disk = code is not None and code & 0xFF in _DAMAGE
    is_no_text = isinstance(error, UnicodeDecodeError)
    return is_of_the_disk or is_no_text or str(error).startswith(_DAMAGE_SAID)


def _in_words(error: Exception) -> str:
    said = str(error)
    return "a row isn't as it was written" if said.startswith(_UNSOUND_ROW) else said


def _as_text(raw: bytes) -> str:
    """Read a text whatever has become of it: its row's sum tells."""
    return raw.decode("utf-8", "surrogateescape")


def _unusable(path: Path, error: Exception) -> StoreUnavailable:
    if not path.exists():
        return StoreUnavailable(f"{path} isn't there; the hub makes it when it first serves")
    if path.is_file() and is_of_something_else(path):
        return ForeignStore(f"{path} is a file of something else, not a Platzfrei store")
    if isinstance(error, _ERRORS) and path.is_file() and _is_damage(error):
        return damaged(path, str(error))
    return StoreUnavailable(f"{path}: {error}")


def _connect_to_write(path: Path) -> sqlite3.Connection:
    """Open a file that nobody else writes, or make it, and bring it to the newest schema.

    Raises StoreDamaged, StoreUnavailable, OSError and what SQLite raises.
    """
    delete_unfinished(path)
    if has_odd_head(path):
        raise damaged(path, "its head isn't as we write it")
    make_private(path)  # its WAL and the rest beside it are made like it
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        db.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        version = 0 if _is_new(db, path) else _version_of(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA journal_size_limit = 67108864")
        teach(db)
        if 0 < version < newest():
            _refuse_damaged(path, db)  # its rows get their sums as they are
        bring_up(db, path, version)
    except BaseException:
        db.close()
        raise
    return db


def _is_new(db: sqlite3.Connection, path: Path) -> bool:
    """Tell an empty file from one whose head says that it is; the latter raises StoreDamaged."""
    if db.execute("PRAGMA schema_version").fetchone()[0]:
        return False
    if path.stat().st_size > PAGE_BYTES:
        raise damaged(path, "its head says that it is empty")
    return True


def _version_of(db: sqlite3.Connection, path: Path) -> int:
    """Return the version of a store's schema.

    Raises ForeignStore if none of ours can be used, and StoreDamaged if its numbers are those of
    another and its tables are ours.
    """
    tables = _tables(db)
    known = _schemas(migrations())
    by_tables = version_by_tables(tables, known)
    numbers = [int(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in _NUMBERS]
    has_more = numbers[0] == APPLICATION_ID and numbers[1] > newest() and tables not in known
    if by_tables is not None and numbers != [APPLICATION_ID, by_tables] and not has_more:
        raise damaged(path, "its tables are ours, and its numbers are not")
    is_ours, version = numbers[0] == APPLICATION_ID, numbers[1]
    if not is_ours and not has_a_table_of_ours(tables):
        raise ForeignStore(f"{path}: not a Platzfrei store")
    if version > newest():
        raise ForeignStore(
            f"{path}: made by a later version: schema {version}, this version reads {newest()}"
        )
    if version < oldest():
        raise ForeignStore(
            f"{path}: schema {version}, this version reads {newest()} and brings up from {oldest()}"
        )
    if by_tables is None or not is_ours:
        raise damaged(path, f"its tables aren't those of schema {version}")
    return version


def _refuse_older(path: Path, version: int) -> None:
    if version < newest():
        raise StoreUnavailable(
            f"{path}: schema {version}, this version reads {newest()};"
            " the hub brings the store there when it next starts"
        )


def _refuse_damaged(path: Path, db: sqlite3.Connection) -> None:
    for said in _wrong_pages(db):
        raise damaged(path, said)


def _wrong_pages(db: sqlite3.Connection) -> list[str]:
    if db.execute("PRAGMA page_size").fetchone()[0] != PAGE_BYTES:
        return ["pages of another size"]
    said = [str(row[0]) for row in db.execute(f"PRAGMA integrity_check({MOST_SAID})")]
    return [] if said == ["ok"] else said


@cache
def _schemas(scripts: tuple[tuple[int, str], ...]) -> Mapping[Tables, int]:
    """Return the versions of these migrations, each under its tables and indexes.

    A later version has others, or it couldn't be told from a damaged number.
    """
    made = {}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        teach(db)
        with suppress(sqlite3.Error):  # who brings a store up says why it can't be
            for version, script in scripts:
                db.executescript(script)
                made[_tables(db)] = version
    return made


def _tables(db: sqlite3.Connection) -> Tables:
    return tables_of(
        db.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema")
    )


def damaged(path: Path, said: str) -> StoreDamaged:
    """Say what is wrong with a store, and what becomes of it."""
    where = " ".join(said.split())
    becomes = "the hub sets that aside when it next starts"
    return StoreDamaged(f"{path}: damaged ({where}); {becomes}", where)
