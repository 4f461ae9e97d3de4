"""A store of an older schema becomes one of the newest: whole, wherever interrupted."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hub.config import HubConfig
from hub.errors import ForeignStore, StoreUnavailable
from hub.stores.examining import examine_store
from hub.stores.factory import back_up
from hub.stores.sqlite.check_sums import COLUMNS
from hub.stores.sqlite.examination import examine
from hub.stores.sqlite.file import SqliteFile
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore
from tests.hub.stores.sqlite.earlier_stores import FIXTURES, OLDEST_US, SPACE, unpack
from tests.hub.stores.sqlite.migrating import BASE, OURS, STATEMENTS, applied, as_it_was
from tests.hub.stores.stepping import ADDRESS, batch, desk

ROOT = Path(__file__).parents[4]
FRAME_BYTES, WAL_HEAD_BYTES = 4096 + 24, 32
NEWEST = OURS[-1].version
EVERY_STATEMENT = [
    (version, place) for version, each in STATEMENTS.items() for place in range(len(each) + 1)
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The store of the first schema that was in use."""
    unpack(BASE, tmp_path / "hub.db")
    return tmp_path / "hub.db"


@pytest.fixture
def newer() -> Iterator[None]:
    """A hub that reads schema 5."""
    with applied():
        yield


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """Ask a file, as a stranger would."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()


def version_of(path: Path) -> int:
    return int(rows(path, "PRAGMA user_version")[0][0])


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table that was there from the first, as it was then."""
    tables = ("event", "epoch", "seqs", "slot", "desk_day", "deletion", "store", "quarantine")
    return {
        table: rows(path, f"SELECT {', '.join(COLUMNS[table])} FROM {table}")  # noqa: S608 - ours
        for table in tables
    }


def marks(path: Path) -> tuple[bool, ...]:
    """Tell, of each statement of both migrations, whether its work is there as a whole."""
    names = {name for (name,) in rows(path, "SELECT name FROM sqlite_schema")}
    columns = rows(path, "SELECT name FROM pragma_table_info('quarantine')")
    has_label = ("label",) in columns
    return (
        has_label,
        has_label and rows(path, "SELECT DISTINCT label FROM quarantine") == [("seen",)],
        "quarantine_by_label" in names,
        "wide_event" in names,
        "wide_event" in names
        and rows(path, "SELECT * FROM wide_event") == rows(path, "SELECT seq, body FROM event"),
        "space_hour" not in names,
    )


COMPLETE = {3: (False,) * 6, 4: (True,) * 3 + (False,) * 3, 5: (True,) * 6}


def assert_one_version(path: Path, before: dict[str, list[tuple[Any, ...]]]) -> int:
    """Fail unless a file is wholly of one version and nothing of it is lost."""
    version = version_of(path)
    assert marks(path) == COMPLETE[version]
    assert content(path) == before
    return version


def schema(path: Path) -> set[tuple[Any, ...]]:
    return set(rows(path, "SELECT type, name, tbl_name, sql FROM sqlite_schema"))


# Files of earlier versions


@pytest.mark.parametrize("version", [each.version for each in OURS])
def test_a_store_of_every_version_becomes_as_a_new_one(version: int, tmp_path: Path) -> None:
    """Each has a file that its own code has written: whoever adds a schema keeps the one before."""
    assert (FIXTURES / f"schema-{version}.sqlite.gz").exists()
    unpack(version, tmp_path / "old.db")
    before = content(tmp_path / "old.db")
    for name in ("old.db", "new.db"):
        SqliteStore.open(tmp_path / name).close()
    assert schema(tmp_path / "old.db") == schema(tmp_path / "new.db")
    assert version_of(tmp_path / "old.db") == version_of(tmp_path / "new.db") == OURS[-1].version
    assert content(tmp_path / "old.db") == before
    assert examine(tmp_path / "old.db").said == ()


def test_an_earlier_store_is_read_and_goes_on(path: Path) -> None:
    """Its events, epochs and losses are those that were stored, and new ones come in."""
    with closing(SqliteStore.open(path)) as store, closing(SqliteReader.open(path)) as reader:
        assert len(list(reader.events(ADDRESS, 0, 2**62))) == 9
        assert len(list(reader.epochs())) == 4
        (outcome,) = store.append([batch(desk(20))], 0)
        assert outcome.stored_count == 1


def test_the_numbers_have_no_gap() -> None:
    """Each migration starts where the one before ends."""
    numbers = [each.version for each in OURS]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


# One version to the next


@pytest.mark.usefixtures("newer")
def test_all_that_is_lacking_is_done_in_order(path: Path) -> None:
    """From 3 to 4 to 5, and a second start has nothing to do."""
    before = content(path)
    for _ in range(2):
        SqliteStore.open(path).close()
        assert assert_one_version(path, before) == 5


@pytest.mark.parametrize(("version", "place"), EVERY_STATEMENT)
def test_a_statement_that_fails_leaves_the_version_before(
    path: Path, version: int, place: int
) -> None:
    """Nothing of its transaction stays, the hub says why, and a mended one goes on from there."""
    before = content(path)
    with applied((version, place)), pytest.raises(StoreUnavailable, match="no_such_function"):
        SqliteStore.open(path)
    assert assert_one_version(path, before) == version - 1
    with applied():
        SqliteStore.open(path).close()
    assert assert_one_version(path, before) == 5


def test_a_kill_at_any_statement_leaves_one_version(path: Path, tmp_path: Path) -> None:
    """And the next start brings it to the newest, with no half of a copy left."""
    before, folder = content(path), tmp_path / "killed"
    folder.mkdir()
    command = [sys.executable, "-m", "tests.hub.stores.sqlite.migrating", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    stores = [each / "hub.db" for each in folder.iterdir()]
    assert {assert_one_version(each, before) for each in stores} == {3, 4, 5}
    assert any(list(each.parent.glob("*.unfinished*")) for each in stores)
    with applied():
        for each in stores:
            SqliteStore.open(each).close()
            assert assert_one_version(each, before) == 5
            assert list(each.parent.glob("*.unfinished*")) == []


@pytest.mark.usefixtures("newer")
def test_a_power_cut_at_any_byte_leaves_one_version(path: Path, tmp_path: Path) -> None:
    """Whatever of the WAL has reached the disk, frames or half of one."""
    before = content(path)
    with closing(SqliteStore.open(path)):
        file, wal = path.read_bytes(), path.with_name("hub.db-wal").read_bytes()
    found = set()
    for end in range(WAL_HEAD_BYTES, len(wal) + 1, FRAME_BYTES // 2):
        cut = tmp_path / str(end) / "hub.db"
        cut.parent.mkdir()
        cut.write_bytes(file)
        cut.with_name("hub.db-wal").write_bytes(wal[:end])
        found.add(assert_one_version(cut, before))
    assert found == {3, 4, 5}


# Copies


@pytest.mark.usefixtures("newer")
def test_a_copy_is_made_first(path: Path) -> None:
    """For its owner alone, as old as its oldest event; the version before reads it as its own."""
    before = content(path)
    SqliteStore.open(path).close()
    (copy,) = path.parent.glob("hub.db.*schema*")
    assert copy.name == "hub.db.schema-3"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.stat().st_mtime_ns == OLDEST_US * 1000
    assert assert_one_version(copy, before) == 3


def test_the_version_before_reads_the_copy_but_not_the_store(path: Path) -> None:
    """So an update can be undone."""
    with applied():
        SqliteStore.open(path).close()
    with as_it_was():
        with pytest.raises(
            ForeignStore, match=f"later version: schema 5, this version reads {BASE}"
        ):
            SqliteFile.open_to_write(path)
        SqliteFile.open_to_write(path.with_name("hub.db.schema-3")).close()


@pytest.mark.usefixtures("newer")
def test_a_copy_goes_when_what_it_holds_is_due(path: Path) -> None:
    """With the oldest event in it, and not before."""
    with closing(SqliteStore.open(path)) as store:
        copy = path.with_name("hub.db.schema-3")
        store.delete_raw(OLDEST_US, OLDEST_US)
        assert copy.exists()
        store.delete_raw(OLDEST_US + 1, OLDEST_US)
        assert not copy.exists()


class _Disk(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.usefixtures("newer")
def test_without_room_the_store_is_brought_up_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says that there is no copy."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Disk(1, 1, 0))
    SqliteStore.open(path).close()
    assert version_of(path) == 5
    assert [each.name for each in path.parent.glob("hub.db.*schema*")] == []
    assert "no room for a copy" in caplog.text


# Readers


@pytest.mark.usefixtures("newer")
def test_a_reader_says_that_a_store_is_older(path: Path) -> None:
    """It changes nothing, and says who does."""
    before = path.read_bytes()
    said = "schema 3, this version reads 5; the hub brings the store there when it next starts"
    with pytest.raises(StoreUnavailable, match=said) as raised:
        SqliteReader.open(path)
    assert not isinstance(raised.value, ForeignStore)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("version", "said"), [(1, "brings up from 2"), (99, "schema 99")])
def test_a_store_of_no_known_schema_is_refused(path: Path, version: int, said: str) -> None:
    """With both versions, whether to read or to write."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("ALTER TABLE event ADD COLUMN weather TEXT")
        db.execute(f"PRAGMA user_version = {version}")
    for opening in (SqliteStore.open, SqliteReader.open):
        with pytest.raises(ForeignStore, match=said) as found:
            opening(path)
        assert f"schema {version}, this version reads {NEWEST}" in str(found.value)


def a_config(path: Path) -> HubConfig:
    """Return a configuration that names the store."""
    return HubConfig.model_validate({"space": (SPACE,), "store": {"path": path}})


def test_the_check_tells_the_version(path: Path) -> None:
    """And what will be done with it."""
    config = a_config(path)
    SqliteStore.open(path.with_name("new.db")).close()
    (said,) = examine_store(a_config(path.with_name("new.db")), Path("hub.toml"))
    assert str(said).endswith(f"new.db is sound, schema {NEWEST}, that of this version")
    with applied():
        (said,) = examine_store(config, Path("hub.toml"))
    assert str(said).endswith("hub.db is sound, schema 3; the hub brings it to 5 when it starts")
    assert version_of(path) == 3


@pytest.mark.usefixtures("newer")
def test_a_backup_may_be_of_an_older_store(path: Path) -> None:
    """It is made before an update, or when one has failed."""
    before = content(path)
    back_up(a_config(path), Path("hub.toml"), path.with_name("copy.db"))
    assert assert_one_version(path.with_name("copy.db"), before) == 3
