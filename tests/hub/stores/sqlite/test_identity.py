"""A store is told by its tables, whatever somebody else has added that harms nothing."""

from contextlib import closing
from pathlib import Path

import pytest

from hub.stores.sqlite.file import SqliteFile
from hub.stores.sqlite.identity import (
    has_a_table_of_ours,
    is_of_something_else,
    tables_of,
    version_by_tables,
)
from hub.stores.sqlite.store import SqliteStore
from tests.hub.stores.stepping import batch, desk

SMALL = frozenset({("table", "event", "event", "CREATE TABLE event (a)")})
LARGE = SMALL | {("table", "slot", "slot", "CREATE TABLE slot (b)")}
KNOWN = {SMALL: 1, LARGE: 2}
NOTES = ("table", "notes", "notes", "CREATE TABLE notes (said)")


def test_of_two_versions_the_later_one_is_told() -> None:
    """A later version may have all that an earlier one has."""
    assert version_by_tables(SMALL, KNOWN) == 1
    assert version_by_tables(LARGE, KNOWN) == 2


@pytest.mark.parametrize(
    "added",
    [
        pytest.param(NOTES, id="a table"),
        pytest.param(("table", "sqlite_stat1", "sqlite_stat1", "CREATE TABLE …"), id="ANALYZE"),
        pytest.param(("view", "latest", "latest", "CREATE VIEW latest AS SELECT 1"), id="a view"),
        pytest.param(("index", "mine", "event", "CREATE INDEX mine ON event (a)"), id="an index"),
        pytest.param(("index", "x", "notes", "CREATE UNIQUE INDEX x ON notes (a)"), id="of theirs"),
    ],
)
def test_what_harms_nothing_counts_for_nothing(added: tuple[str, str, str, str]) -> None:
    """Somebody has looked into the file, and left something there."""
    assert version_by_tables(LARGE | {added}, KNOWN) == 2


@pytest.mark.parametrize(
    "added",
    [
        pytest.param(("trigger", "x", "event", "CREATE TRIGGER x …"), id="changes our rows"),
        pytest.param(("index", "x", "event", "CREATE UNIQUE INDEX x …"), id="forbids our rows"),
        pytest.param(
            ("table", "space_day", "space_day", "CREATE TABLE space_day (z)"), id="bears our name"
        ),
    ],
)
def test_what_acts_on_our_tables_makes_another_schema(added: tuple[str, str, str, str]) -> None:
    """So does a table that isn't as we made it."""
    assert version_by_tables(LARGE | {added}, KNOWN) is None


def test_a_changed_letter_makes_another_schema() -> None:
    """It may be a flipped bit."""
    spoilt = frozenset((kind, name, of, sql.replace("(a)", "(c)")) for kind, name, of, sql in LARGE)
    assert version_by_tables(spoilt, KNOWN) is None
    assert has_a_table_of_ours(spoilt)
    assert not has_a_table_of_ours(frozenset({NOTES}))


def test_a_text_that_became_bytes_makes_another_schema() -> None:
    """One bit of what SQLite keeps before a text says that it is one."""
    spoilt = tables_of([(kind, name, of, sql.encode()) for kind, name, of, sql in LARGE])  # type: ignore[misc]
    assert version_by_tables(spoilt, KNOWN) is None
    assert has_a_table_of_ours(spoilt)


def test_spaces_in_it_mean_nothing() -> None:
    """The same words on one line or on several."""
    assert tables_of([("table", "a", "a", "CREATE  TABLE\n a (b)")]) == {
        ("table", "a", "a", "CREATE TABLE a (b)")
    }


@pytest.mark.parametrize(
    ("content", "is_else"),
    [
        (b"a shopping list", True),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, True),
        (b"", False),
        (b"\0" * 100, False),
        (b"\xff" * 100, False),
        (b"SQLite format 3\0", False),
        (b"SQLate format 3\0", False),
    ],
)
def test_a_text_or_a_picture_is_told_from_a_damaged_head(
    tmp_path: Path, content: bytes, *, is_else: bool
) -> None:
    """The one is refused, the other is set aside."""
    (tmp_path / "file").write_bytes(content)
    assert is_of_something_else(tmp_path / "file") is is_else


def add(path: Path, *statements: str) -> None:
    """Leave something in a store, as somebody with SQLite's own program may."""
    with closing(SqliteStore.open(path)) as store:
        store.append([batch(desk(1), desk(2))], 0)
    with closing(SqliteFile.make(path)) as file:
        for sql in statements:
            file.transact(lambda sql=sql: file.change(sql))  # type: ignore[misc]


def test_a_store_in_which_somebody_took_notes_goes_on(tmp_path: Path) -> None:
    """Its id and its rows stay, and so do the notes."""
    path = tmp_path / "hub.db"
    add(path)
    with closing(SqliteStore.open(path)) as store:
        before = store.store_id
    notes = ("CREATE TABLE notes (said TEXT)", "CREATE INDEX by_seq ON event (seq)", "ANALYZE")
    add(path, *notes)
    with closing(SqliteStore.open(path)) as store, closing(store.open_reader()) as reader:
        assert store.store_id == before
        assert reader.damages() == []
        assert store.examine().said == ()
    with closing(SqliteFile.open_to_read(path)) as file:
        assert file.number("SELECT count(*) FROM notes") == 0


def test_a_store_with_a_trigger_of_somebody_gives_way_to_one_without(tmp_path: Path) -> None:
    """It might change what is written; no row is lost with it."""
    path = tmp_path / "hub.db"
    add(path, "CREATE TRIGGER x AFTER INSERT ON event BEGIN DELETE FROM event; END")
    with closing(SqliteStore.open(path)) as store, closing(store.open_reader()) as reader:
        assert len(reader.damages()) == 1
        assert store.append([batch(desk(3))], 0)[0].stored_count == 1
    with closing(SqliteFile.open_to_read(path)) as file:
        assert file.number("SELECT count(*) FROM event") == 3
