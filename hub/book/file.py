"""One SQLite file beside either store: opened, locked, brought up to date, read and written.

    facts ─▶ store        configuration ─▶ hub.toml        what is said about both ─▶ book

One hub owns it and writes it by one connection; others may read it meanwhile. Its journal is rolled
back (no WAL) with synchronous=EXTRA: what was committed survives a power cut. It knows no table:
care.py and its neighbours do.
"""

import fcntl
import os
import pwd
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from threading import RLock
from typing import Any, Final, Self, TextIO

from hub.errors import BookDamaged, BookInUse, BookRefused, BookUnavailable
from hub.schema_migrations import Migration, numbered

APPLICATION_ID: Final = 0x506C7A62
""""Plzb"."""
MIGRATIONS: Final = numbered(files("hub.book") / "migrations")
SALVAGING: Final = ".salvaging"
"""What a new book is called until it takes the place of a damaged one (salvage.py)."""
_BUSY_S: Final = 5.0
_DAMAGE: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


SqlError = sqlite3.Error
"""What SQLite raises where nobody translates it."""
Lent = sqlite3.Connection
"""What a transaction lends; its rows are mappings by column."""


class BookFile:
    """The book, opened. Threads take turns."""

    def __init__(self, path: Path, mode: str, lock: TextIO | None) -> None:
        """Open a file that is there, to read it ("ro") or to write it ("rw").

        Raises BookUnavailable.
        """
        with _translated(path):
            self._connection = _connected(path, mode)
        self._begin = "BEGIN IMMEDIATE" if mode == "rw" else "BEGIN"
        self._lock = lock
        self._turn = RLock()

    @classmethod
    def own(cls, path: Path) -> Self:
        """Open the book to write it, or make it; an older schema is brought to the newest.

        Raises BookUnavailable if another hub owns it, or if it can't be read or isn't one, and
        BookDamaged if it was one.
        """
        lock = locked(path)
        try:
            _make(path)
            book = cls(path, "rw", lock)
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
        _require_readable(path)
        book = cls(path, "ro", None)
        try:
            book._require_newest(path)
        except BaseException:
            book.close()
            raise
        return book

    @classmethod
    def join(cls, path: Path) -> Self:
        """Open a book to write single transactions, also beside the hub that owns it.

        SQLite lets them take turns: there is no WAL, and nobody keeps what was read. Raises
        BookUnavailable.
        """
        try:
            return cls.own(path)
        except BookInUse:
            book = cls(path, "rw", None)
        try:
            book._require_newest(path)
        except BaseException:
            book.close()
            raise
        return book

    @contextmanager
    def transaction(self) -> Iterator[Lent]:
        """Lend the connection: all that is changed is durable afterwards, nothing after an error.

        Raises BookUnavailable.
        """
        with self._turn, _translated():
            self._connection.execute(self._begin)
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._connection.close()
            if self._lock is not None:
                self._lock.close()

    def _roll_back(self) -> None:
        """Undo what was begun; after some errors SQLite has done so."""
        with suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _bring_up(self, path: Path) -> None:
        version = self._version(path)
        try:
            for migration in MIGRATIONS:
                if migration.version > version:
                    self._connection.executescript(_as_ours(migration))
        except sqlite3.Error as error:
            raise BookUnavailable(f"{path}: {error}") from error

    def _require_newest(self, path: Path) -> None:
        version = self._version(path)
        if version < MIGRATIONS[-1].version:
            raise BookUnavailable(
                f"{path}: schema {version}, and this version reads {MIGRATIONS[-1].version}:"
                " a start of the hub brings it there"
            )

    def _version(self, path: Path) -> int:
        """Return the version of the schema; 0 of an empty file. Raises BookUnavailable."""
        with self._turn, _translated(path):
            return _version_of(self._connection, path)

    def _examine(self, path: Path) -> None:
        """Look all pages through; a book is small. Raises BookUnavailable."""
        with self._turn, _translated(path):
            said = scalar(self._connection, "PRAGMA quick_check(1)")
        if said != "ok":
            raise BookDamaged(f"{path}: {' '.join(str(said).split())}")


def scalar(
    connection: Lent, question: str, values: Sequence[object] | Mapping[str, object] = ()
) -> Any:
    """Return the first value of the first row that answers a question."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(question, values).fetchone()[0]


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    """Make one connection that every thread shares, in turns; transactions are begun by hand."""
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        timeout=_BUSY_S,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.text_factory = _readable_text
    connection.row_factory = _by_column
    try:
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _by_column(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


def in_memory(content: bytes) -> Lent:
    """Open what a file holds, as far as SQLite can read it; rows are tuples. Raises SqlError."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    connection.execute("PRAGMA writable_schema = ON")  # a damaged entry doesn't hide the others
    connection.text_factory = _readable_text
    return connection


def _readable_text(raw: bytes) -> str:
    """Read a text; one that is damaged reads as another, which no check sum fits."""
    return raw.decode(errors="replace")


def _make(path: Path) -> None:
    """Make an empty file, if there is none, that only its owner may read.

    Where a damaged one was moved aside, and then the power went, the one made for its place comes.
    """
    made = path.with_name(path.name + SALVAGING)
    try:
        if made.exists() and not path.exists():
            made.rename(path)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise _unopened(path, error) from None


def _require_readable(path: Path) -> None:
    """Refuse a file that can't be read with the reason, of which SQLite says nothing."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise _unopened(path, error) from None


def _unopened(path: Path, error: OSError) -> BookUnavailable:
    """Say why a file can't be opened; and whose it is, where that is the reason."""
    said = f"{path}: {error.strerror}"
    if not isinstance(error, PermissionError):
        return BookUnavailable(said)
    owner = owner_of(path)
    way = "" if owner == "root" else f"; type it as the user that serves: sudo -u {owner} …"
    return BookRefused(f"{said}: it belongs to {owner}{way}")


def owner_of(path: Path) -> str:
    """Return whose a path is, or else the nearest folder above that can be looked at."""
    for each in (path, *path.absolute().parents):
        with suppress(OSError):
            return user_name(each.stat().st_uid)
    return "another user"


def user_name(user: int) -> str:
    """Return the name of a user, or what `sudo -u` takes in its place."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"#{user}"


def _as_ours(migration: Migration) -> str:
    begin = "BEGIN IMMEDIATE;\n"
    own = f"{begin}PRAGMA application_id = {APPLICATION_ID};\n"
    return migration.script.replace(begin, own, 1)


def _version_of(connection: Lent, path: Path) -> int:
    owner, version = (
        scalar(connection, "PRAGMA application_id"),
        scalar(connection, "PRAGMA user_version"),
    )
    if owner == version == scalar(connection, "SELECT count(*) FROM sqlite_schema") == 0:
        return 0
    if owner != APPLICATION_ID:
        raise BookRefused(f"{path}: a file of something else; expected Platzfrei's book")
    if version > MIGRATIONS[-1].version:
        raise BookRefused(
            f"{path}: schema {version}, of a later version of Platzfrei; this one reads up to"
            f" {MIGRATIONS[-1].version}"
        )
    return int(version)


@contextmanager
def _translated(path: Path | None = None) -> Iterator[None]:
    """Raise SQLite's errors as BookUnavailable, or BookDamaged; name the file if one is given."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error) if path is None else f"{path}: {error}"
        is_damaged = str(getattr(error, "sqlite_errorname", "")).startswith(_DAMAGE)
        raise (BookDamaged(said) if is_damaged else BookUnavailable(said)) from error


def locked(path: Path) -> TextIO:
    """Take the lock that one hub holds for as long as its process lives."""
    beside = path.with_name(f"{path.name}.lock")
    try:
        lock = os.fdopen(os.open(beside, os.O_CREAT | os.O_RDWR, 0o600), "r+")
    except OSError as error:
        raise _unopened(beside, error) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise BookInUse(f"{path}: another hub owns this book") from None
    return lock
