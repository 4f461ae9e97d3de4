"""The outbox's SQLite file: one connection, how it is opened, checked, cleaned and left.

The only file of the edge that knows SQLite: WAL, synchronous=FULL, one connection used by one
thread. It knows the schema's version, but no rule about a row.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from edge.delivery.check_sums import COLUMNS, sound, teach
from edge.delivery.identity import Tables, has_a_table_of_ours, tables_of, version_by_tables
from edge.delivery.migration import bring_up, migrations, newest, version_of
from edge.delivery.pages import PAGE_BYTES, has_odd_head, wal_of
from edge.delivery.place import Place
from edge.delivery.reserve_file import ReserveFile
from edge.delivery.salvage import SALVAGED, Columns
from edge.errors import DiskFull, ForeignOutbox, OutboxDamaged, OutboxUnavailable

_DAMAGE: Final = frozenset(
    {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT}
)
_DAMAGE_SAID: Final = (
    "user-defined function raised",
    "no such table",
    "no such column",
    "unsupported file format",
)
_ERRORS: Final = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises; the second where it quotes what has become of a name."""
_SPARE_PAGES: Final = 64  # a full outbox can still date and settle what it has
_NO_ROOM: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})
_REBUILT_BYTES_A_DAY: Final = 8 * 1024 * 1024  # a card lives by what is not written to it

T = TypeVar("T")


class OutboxFile:
    """An open outbox. What SQLite raises leaves it as OutboxUnavailable, but for `execute`."""

    def __init__(self, connection: sqlite3.Connection, path: Path, reserve: ReserveFile) -> None:
        self._connection = connection
        self._place = Place.of(path)
        self.path = path
        self.reserve = reserve
        self.page_bytes: int = connection.execute("PRAGMA page_size").fetchone()[0]
        self.is_damaged = False
        """Found while running: only opening it anew can salvage it."""

    @classmethod
    def open(cls, path: Path, quota_bytes: int) -> Self:
        """Open the file, or make it; one of an older schema is brought to the newest.

        Raises OutboxDamaged for one that can only be salvaged, and OutboxUnavailable.
        """
        reserve = reserve_of(path)
        reserve.allocate()
        try:
            file = cls(_connect(path, reserve), path, reserve)
        except OSError as error:
            raise OutboxUnavailable(f"{path}: {error}") from error
        except _ERRORS as error:
            kind = OutboxDamaged if _is_damage(error) else OutboxUnavailable
            raise kind(f"{path}: {error}") from error
        pages = _SPARE_PAGES + quota_bytes * 5 // 4 // file.page_bytes
        file.rows(f"PRAGMA max_page_count = {pages}")
        return file

    def rows(self, sql: str, values: Columns = ()) -> list[Any]:
        """Run one statement by itself and return all its rows. Raises OutboxUnavailable."""
        self._require_place()
        with self._translated():
            return self._connection.execute(sql, values).fetchall()

    def transact(self, work: Callable[[], T]) -> T:
        """Commit what `work` executes, or leave no trace of it.

        Raises OutboxUnavailable, also for a file that doesn't stand in its place any more: SQLite
        would write it all the same, and it would be gone with the process.
        """
        with self._translated():
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                result = work()
                self._require_place()
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        return result

    def _require_place(self) -> None:
        if not self._place.is_kept():
            raise OutboxUnavailable("its file was moved, deleted or replaced while it was open")

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
        """Let go of the file; its log goes with it where another has its name, or would be read."""
        if not self._place.is_kept():
            with suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
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
        except _ERRORS as error:
            if _is_damage(error):
                self.is_damaged = True
                raise OutboxDamaged(str(error)) from error
            kind = DiskFull if _code(error) in _NO_ROOM else OutboxUnavailable
            raise kind(str(error)) from error


def reserve_of(path: Path) -> ReserveFile:
    """Return the reserve that stands beside an outbox."""
    return ReserveFile(path.with_name(path.name + ".ballast"))


def inspect(path: Path) -> tuple[int, int | None]:
    """Return the version of an existing outbox's schema, and how many events wait for a receipt.

    The outbox is only read; None: its schema is older. Raises OutboxUnavailable.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            teach(db)
            version = _check(db, path)
            if version < newest():
                return version, None
            (count,) = db.execute("SELECT count(*) FROM entry WHERE settled = 0").fetchone()
            return version, int(count)
    except _ERRORS as error:
        raise OutboxUnavailable(f"{path}: {error}") from error


def read_damaged(path: Path) -> dict[str, list[Columns]] | None:
    """Return the rows of a damaged outbox from before there were sums, by table; None: it has sums.

    Those that can still be read have to be believed.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.text_factory = _as_text
        try:
            if not db.execute(_SUMLESS).fetchall():
                return None
        except _ERRORS:
            return None
        return {table: list(_readable_rows(db, table)) for table in SALVAGED}


def read_sound_pages(path: Path) -> list[tuple[int | None, Columns]] | None:
    """Return all rows with their sums, as the pages have them; None: SQLite can't be trusted to.

    Several times faster than to read the pages themselves.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.text_factory = _as_it_is
        try:
            if db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                return None
            epochs, entries = (
                db.execute(f"SELECT {', '.join(COLUMNS[table])}, check_sum FROM {table}").fetchall()
                for table in ("epoch", "entry")
            )
        except _ERRORS:
            return None
        return [(row[0], (None, *row[1:])) for row in epochs] + [(None, row) for row in entries]


def _as_it_is(raw: bytes) -> str:
    """Read a text whatever has become of it: its row's sum tells."""
    return raw.decode("utf-8", "surrogateescape")


_SUMLESS: Final = """
SELECT 1 FROM (SELECT sum(instr(sql, 'check_sum')) AS named FROM sqlite_schema) WHERE named = 0
"""


def _code(error: Exception) -> int | None:
    return getattr(error, "sqlite_errorcode", None)


def _is_damage(error: Exception) -> bool:
    """Tell a changed bit from a full disk; all that we ask of a sound outbox is in its schema."""
    code = _code(error)
    is_of_the_disk = code is not None and code & 0xFF in _DAMAGE
    is_no_text = isinstance(error, UnicodeDecodeError)
    return is_of_the_disk or is_no_text or str(error).startswith(_DAMAGE_SAID)


def _connect(path: Path, reserve: ReserveFile) -> sqlite3.Connection:
    _refuse_odd_file(path)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.text_factory = _as_text
    try:
        db.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        teach(db)
        version = 0 if _is_fresh(db, path) else _check(db, path)  # before anything is written
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
            yield from db.execute(f"SELECT {columns} FROM {table} ORDER BY {order}")
        except sqlite3.Error:
            continue
        return


def _refuse_odd_file(path: Path) -> None:
    """Refuse what SQLite itself wouldn't: a log of which it passes over commits, a head."""
    if wal_of(path).is_cut:
        raise _damaged("a part of what was written last can't be read")
    if has_odd_head(path):
        raise _damaged("its head isn't as we write it")


def _is_fresh(db: sqlite3.Connection, path: Path) -> bool:
    """Tell an empty file from one whose head says that it is."""
    if db.execute("PRAGMA schema_version").fetchone()[0]:
        return False
    if path.stat().st_size > PAGE_BYTES:
        raise _damaged("its head says that it is empty")
    return True


def _check(db: sqlite3.Connection, path: Path) -> int:
    """Return the version of an outbox's schema, if it can be used."""
    tables = _tables(db)
    known = _schemas(migrations())
    by_tables, version = version_by_tables(tables, known), version_of(db)
    has_more = version is not None and version > newest() and tables not in known
    if by_tables is not None and version != by_tables and not has_more:
        raise _damaged("its tables are ours, and its number is not")
    if version is None and not has_a_table_of_ours(tables):
        raise ForeignOutbox(f"{path}: not an outbox of Platzfrei")
    if version is not None and version > newest():
        raise ForeignOutbox(
            f"{path}: made by a later version: schema {version}, this version reads {newest()}"
        )
    if version is None or by_tables is None:
        raise _damaged("its tables aren't ours any more")
    _refuse_damaged(db, has_sums=version == newest())
    return version


def _refuse_damaged(db: sqlite3.Connection, *, has_sums: bool) -> None:
    """Look the whole file through: its pages, its indexes, every row's sum."""
    if db.execute("PRAGMA page_size").fetchone()[0] != PAGE_BYTES:
        raise _damaged("pages of another size")
    found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise _damaged(found)
    if has_sums:
        for table in COLUMNS:
            db.execute(f"SELECT count(*) FROM {table} WHERE {sound(table)}").fetchall()
        if db.execute(_STRANDED).fetchall():
            raise _damaged("events of no epoch")


_STRANDED: Final = "SELECT 1 FROM entry WHERE epoch_no NOT IN (SELECT no FROM epoch) LIMIT 1"


def _damaged(said: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(f"damaged: {' '.join(said.split())}")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


@cache
def _schemas(scripts: tuple[tuple[int, str], ...]) -> Mapping[Tables, int]:
    """Return the versions of these migrations, each under its tables and indexes.

    A later version has others, or it couldn't be told from a damaged number.
    """
    made = {}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        teach(db)
        with suppress(sqlite3.Error):  # who brings an outbox up says why it can't be
            for version, script in scripts:
                db.executescript(script)
                made[_tables(db)] = version
    return made


def _tables(db: sqlite3.Connection) -> Tables:
    return tables_of(
        db.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema")
    )
