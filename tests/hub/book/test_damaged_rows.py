"""Damaged rows of the book: found in every table, a bounded way at a time, and dropped."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from contract.care_english import ENGLISH_REASONS
from contract.care_german import GERMAN_REASONS
from hub.book import damaged_rows
from hub.book.audit_log import AUDIT_ENTRY, AuditLog
from hub.book.calendar_changes import CALENDAR_CHANGE
from hub.book.damaged_rows import SUBJECTS, TOLD_BY_THEMSELVES, DamagedRows, drop_damaged
from hub.book.file import MIGRATIONS, BookFile, Lent, scalar
from hub.book.published import CELL, MONTH
from hub.book.second_factors import CODE_APP
from hub.book.tables import Table
from hub.book.targets import TARGET
from hub.domain.audit_chain import Action
from tests.hub.book.rows import add_row, clear, flip

NOW_US = 1_772_444_460_000_000
EACH = [(subject, table) for subject in SUBJECTS for table in SUBJECTS[subject]]
EACH_TABLE = pytest.mark.parametrize(
    ("subject", "table"), EACH, ids=[table.name for _, table in EACH]
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Own a new book."""
    with closing(BookFile.own(tmp_path / "book.db")) as opened:
        yield opened


def _by_column(cursor: sqlite3.Cursor, row: tuple[object, ...]) -> dict[str, object]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


class BookInMemory:
    """The tables of a book, as its migrations make them, without a disk that takes its time."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.row_factory = _by_column
        for migration in MIGRATIONS:
            self._connection.executescript(migration.script)

    @contextmanager
    def transaction(self) -> Iterator[Lent]:
        """Lend the connection."""
        yield self._connection

    def close(self) -> None:
        """Forget all."""
        self._connection.close()


def damage(book: BookFile, table: Table) -> None:
    """Add a row, and let a bit of it change."""
    with book.transaction() as db:
        add_row(db, table)
        flip(db, table)


def found(rows: DamagedRows) -> tuple[str, ...] | None:
    """Look until all was seen."""
    while not rows.look():
        pass
    return rows.found


def test_every_table_is_looked_at_or_tells_of_itself(book: BookFile) -> None:
    """Each once; a new table has to be added."""
    with book.transaction() as db:
        rows = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    known = [table.name for _, table in EACH] + [table.name for table in TOLD_BY_THEMSELVES]
    assert sorted(row["name"] for row in rows) == sorted(known)


def test_each_subject_is_a_word_in_both_languages() -> None:
    """And none is left as an id."""
    assert set(SUBJECTS) <= set(GERMAN_REASONS) & set(ENGLISH_REASONS)


@EACH_TABLE
def test_a_flipped_bit_is_found_wherever_it_is(subject: str, table: Table) -> None:
    """Under the right subject, until the row is away; a whole row of it is none."""
    with closing(BookInMemory()) as book:
        rows = DamagedRows(book)
        with book.transaction() as db:
            add_row(db, table)
        assert found(rows) == ()
        with book.transaction() as db:
            flip(db, table)
        assert found(rows) == (subject,)
        with book.transaction() as db:
            clear(db, table)
            add_row(db, table)
        assert found(rows) == ()


def test_a_look_reads_so_many_rows_and_no_more(
    book: BookFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes on where it was, over tables, and says nothing new before all was seen."""
    monkeypatch.setattr(damaged_rows, "ROWS_A_LOOK", 3)
    with book.transaction() as db:
        for number in range(7):
            add_row(db, TARGET, space=f"space-{number}")
        flip(db, TARGET)
    damage(book, CALENDAR_CHANGE)
    rows = DamagedRows(book)
    looks = [rows.look()]
    assert rows.found is None
    while not looks[-1]:
        looks.append(rows.look())
    assert len(looks) == 3
    assert rows.found == ("book_calendar", "book_reports")


def test_a_table_that_cant_be_read_is_damaged(tmp_path: Path) -> None:
    """A page that is none ends neither the look nor what is known of other tables."""
    path = tmp_path / "book.db"
    with closing(BookFile.own(path)) as book:
        damage(book, TARGET)
        with book.transaction() as db:
            of = "SELECT rootpage FROM sqlite_schema WHERE name = 'calendar_change'"
            page, size = scalar(db, of), scalar(db, "PRAGMA page_size")
        with path.open("r+b") as file:
            file.seek((page - 1) * size)
            file.write(bytes([255]) * size)
        with closing(BookFile.read(path)) as other:
            assert found(DamagedRows(other)) == ("book_calendar", "book_reports")


def test_what_is_damaged_is_dropped_and_nothing_else(book: BookFile) -> None:
    """It is counted by table, and stands in the log; a second time there is nothing to do."""
    damage(book, TARGET)
    damage(book, CALENDAR_CHANGE)
    with book.transaction() as db:
        add_row(db, TARGET, space="hof")
    assert drop_damaged(book, NOW_US) == {"calendar_change": 1, "target": 1}
    assert found(DamagedRows(book)) == ()
    with book.transaction() as db:
        assert len(db.execute(TARGET.select).fetchall()) == 1
    assert drop_damaged(book, NOW_US) == {}
    assert [entry.action for entry in AuditLog(book).entries()] == [Action.BOOK_ROWS_DROPPED]


@pytest.mark.parametrize("table", [CODE_APP, AUDIT_ENTRY, *TOLD_BY_THEMSELVES])
def test_some_rows_stay_though_they_are_damaged(book: BookFile, table: Table) -> None:
    """An app's, or its owner's password opened alone; the log's; and those of published months."""
    if table is CELL:
        with book.transaction() as db:
            add_row(db, MONTH)
    damage(book, table)
    assert drop_damaged(book, NOW_US) == {}
    with book.transaction() as db:
        assert len(db.execute(table.select).fetchall()) == 1
