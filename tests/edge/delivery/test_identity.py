"""An outbox is told by its tables, whatever somebody else has added that harms nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge.delivery.identity import has_a_table_of_ours, tables_of, version_by_tables
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_rows import Entry, Position

ROOMY = 64 * 1024 * 1024

SMALL = frozenset({("table", "entry", "entry", "CREATE TABLE entry (a)")})
LARGE = SMALL | {("table", "epoch", "epoch", "CREATE TABLE epoch (b)")}
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
        pytest.param(("index", "mine", "entry", "CREATE INDEX mine ON entry (a)"), id="an index"),
        pytest.param(("index", "x", "notes", "CREATE UNIQUE INDEX x ON notes (a)"), id="of theirs"),
    ],
)
def test_what_harms_nothing_counts_for_nothing(added: tuple[str, str, str, str]) -> None:
    """Somebody has looked into the file, and left something there."""
    assert version_by_tables(LARGE | {added}, KNOWN) == 2


@pytest.mark.parametrize(
    "added",
    [
        pytest.param(("trigger", "x", "entry", "CREATE TRIGGER x …"), id="changes our rows"),
        pytest.param(("index", "x", "entry", "CREATE UNIQUE INDEX x …"), id="forbids our rows"),
        pytest.param(("table", "store", "store", "CREATE TABLE store (z)"), id="bears our name"),
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


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An outbox with an event."""
    with closing(Outbox.open(tmp_path / "outbox.db", ROOMY)) as outbox:
        outbox.begin("e" * 32, "b" * 32, Entry(1, 1, 1, '{"kind":"started"}'))
    return tmp_path / "outbox.db"


def add(path: Path, script: str) -> None:
    """Leave something in an outbox, as somebody with SQLite's own program may."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)


def test_an_outbox_in_which_somebody_took_notes_goes_on(path: Path) -> None:
    """Nothing is set aside, and the notes stay."""
    add(path, "CREATE TABLE notes (said TEXT); CREATE INDEX mine ON entry (at_us); ANALYZE;")
    with closing(Outbox.open(path, ROOMY)) as outbox:
        assert outbox.salvaged_from is None
        assert len(outbox.unsettled(Position(0, 0), 10)) == 1
        assert outbox._file.rows("SELECT count(*) FROM notes") == [(0,)]


def test_an_outbox_with_a_trigger_of_somebody_gives_way_to_one_without(path: Path) -> None:
    """It might change what is written; no event is lost with it."""
    add(path, "CREATE TRIGGER x AFTER INSERT ON entry BEGIN DELETE FROM entry; END;")
    with closing(Outbox.open(path, ROOMY)) as outbox:
        assert outbox.salvaged_from is not None
        assert [row.place.seq for row in outbox.unsettled(Position(0, 0), 10)] == [1]
