"""One SQLite file beside either store: opened, locked, brought up to date, read and written.

    facts ─▶ store        configuration ─▶ hub.toml        what is said about both ─▶ book

One hub owns it and writes it by one connection; others may read it meanwhile. Its journal is rolled
back (no WAL) with synchronous=EXTRA: what was committed survives a power cut. It knows no table:
care.py and its neighbours do.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from threading import RLock
from typing import Any, Final, Self, TextIO

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from hub.errors import BookDamaged, BookUnavailable
from hub.schema_migrations import Migration, numbered

APPLICATION_ID: Final = 0x506C7A62
""""Plzb"."""
MIGRATIONS: Final = numbered(files("hub.book") / "migrations")
_BUSY_S: Final = 5.0
_DAMAGE: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


Lent = Connection
"""What a transaction lends."""


class BookFile:
    """The book, opened. Threads take turns."""

    def __init__(self, engine: Engine, lock: TextIO | None) -> None:
        self._engine = engine
        self._lock = lock
        self._turn = RLock()

    @classmethod
    def own(cls, path: Path) -> Self:
        """Open the book to write it, or make it; an older schema is brought to the newest.

        Raises BookUnavailable if another hub owns it, or if it can't be read or isn't one, and
        BookDamaged if it was one.
        """
        lock = _locked(path)
        try:
            _make(path)
            book = cls(_engine(path, "rw"), lock)
        except BaseException:
            lock.close()
            raise
        try:
            book._examine(path)
            book._bring_up(path)
        except BaseException:
            book.close()
            raise
        return book

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open a book that may be in use, and change nothing. Raises BookUnavailable."""
        book = cls(_engine(path, "ro"), None)
        version = book._version(path)
        if version < MIGRATIONS[-1].version:
            raise BookUnavailable(
                f"{path}: schema {version}, and this version reads {MIGRATIONS[-1].version}:"
                " a start of the hub brings it there"
            )
        return book

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Lend the connection: all that is changed is durable afterwards, nothing after an error.

        Raises BookUnavailable.
        """
        try:
            with self._turn, self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise _unavailable(_why(error), error) from error

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._engine.dispose()
            if self._lock is not None:
                self._lock.close()

    def _bring_up(self, path: Path) -> None:
        version = self._version(path)
        try:
            with self._engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                for migration in MIGRATIONS:
                    if migration.version > version:
                        driver.executescript(_as_ours(migration))
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
            raise BookUnavailable(f"{path}: {error}") from error

    def _version(self, path: Path) -> int:
        """Return the version of the schema; 0 of an empty file. Raises BookUnavailable."""
        with self._turn:
            try:
                with self._engine.connect() as connection:
                    return _version_of(connection, path)
            except SQLAlchemyError as error:
                raise _unavailable(f"{path}: {_why(error)}", error) from error

    def _examine(self, path: Path) -> None:
        """Look all pages through; a book is small. Raises BookUnavailable."""
        with self._turn:
            try:
                with self._engine.connect() as connection:
                    said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
            except SQLAlchemyError as error:
                raise _unavailable(f"{path}: {_why(error)}", error) from error
        if said != "ok":
            raise BookDamaged(f"{path}: {' '.join(str(said).split())}")


def _engine(path: Path, mode: str) -> Engine:
    """Make one connection that every thread shares, in turns; it begins by itself alone."""
    engine = create_engine(
        f"sqlite:///{path.resolve().as_uri()}?mode={mode}&uri=true",
        connect_args={"timeout": _BUSY_S, "check_same_thread": False},
        poolclass=StaticPool,
    )

    @event.listens_for(engine, "connect")
    def set_up(driver: Any, _record: object) -> None:
        driver.isolation_level = None
        driver.execute("PRAGMA synchronous = EXTRA")
        driver.execute("PRAGMA foreign_keys = ON")
        driver.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if mode == "rw" else "BEGIN")

    return engine


def _make(path: Path) -> None:
    """Make an empty file, if there is none, that only its owner may read."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise BookUnavailable(f"{path}: {error.strerror}") from None


def _as_ours(migration: Migration) -> str:
    begin = "BEGIN IMMEDIATE;\n"
    own = f"{begin}PRAGMA application_id = {APPLICATION_ID};\n"
    return migration.script.replace(begin, own, 1)


def _version_of(connection: Connection, path: Path) -> int:
    def number(sql: str) -> int:
        return int(connection.exec_driver_sql(sql).scalar_one())

    owner, version = number("PRAGMA application_id"), number("PRAGMA user_version")
    if owner == version == number("SELECT count(*) FROM sqlite_schema") == 0:
        return 0
    if owner != APPLICATION_ID:
        raise BookUnavailable(f"{path}: a file of something else; expected Platzfrei's book")
    if version > MIGRATIONS[-1].version:
        raise BookUnavailable(
            f"{path}: schema {version}, of a later version of Platzfrei; this one reads up to"
            f" {MIGRATIONS[-1].version}"
        )
    return version


def _unavailable(said: str, error: SQLAlchemyError) -> BookUnavailable:
    name = str(getattr(getattr(error, "orig", None), "sqlite_errorname", ""))
    return BookDamaged(said) if name.startswith(_DAMAGE) else BookUnavailable(said)


def _why(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error)


def _locked(path: Path) -> TextIO:
    """Take the lock that one hub holds for as long as its process lives."""
    beside = path.with_name(f"{path.name}.lock")
    try:
        lock = os.fdopen(os.open(beside, os.O_CREAT | os.O_RDWR, 0o600), "r+")
    except OSError as error:
        raise BookUnavailable(f"{beside}: {error.strerror}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise BookUnavailable(f"{path}: another hub owns this book") from None
    return lock
