"""An outbox of an older schema becomes one of the newest: whole, wherever it is interrupted."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from contract.events import SeqRange
from edge.check import _outbox
from edge.delivery.check_sums import COLUMNS
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_file import inspect
from edge.delivery.outbox_rows import Entry, Position
from edge.delivery.reserve_file import ReserveFile
from edge.delivery.retention import DAY_US, apply_retention
from edge.errors import ForeignOutbox, OutboxUnavailable
from tests.edge.delivery.earlier_outboxes import (
    FIXTURES,
    OLDEST_US,
    ROOMY,
    SECOND,
    TODAY,
    UNSETTLED,
    unpack,
)
from tests.edge.delivery.migrating import BASE, OURS, STATEMENTS, applied

ROOT = Path(__file__).parents[3]
NEWEST = OURS[-1].version
FIRST_ID = 0x506C7A6F
FRAME_BYTES, WAL_HEAD_BYTES = 4096 + 24, 32
EVERY_STATEMENT = [
    (version, place) for version, each in STATEMENTS.items() for place in range(len(each) + 1)
]
Content = list[list[tuple[Any, ...]]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The outbox of the schema before."""
    unpack(BASE, tmp_path / "outbox.db")
    return tmp_path / "outbox.db"


@pytest.fixture
def newer() -> Iterator[None]:
    """An agent that reads schema 4."""
    with applied():
        yield


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """Ask a file, as a stranger would."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()


def version_of(path: Path) -> int:
    return int(rows(path, "PRAGMA application_id")[0][0]) - FIRST_ID + 1


def content(path: Path) -> Content:
    """Return the rows of every table, as it was at first, and the day of the last rebuild."""
    tables = [
        rows(path, f"SELECT {', '.join(names)} FROM {table}")  # noqa: S608 - names of ours
        for table, names in COLUMNS.items()
    ]
    return [*tables, rows(path, "PRAGMA user_version")]


def marks(path: Path) -> tuple[bool, ...]:
    """Tell, of each statement of both migrations, whether its work is there as a whole."""
    names = {name for (name,) in rows(path, "SELECT name FROM sqlite_schema")}
    has_label = ("label",) in rows(path, "SELECT name FROM pragma_table_info('entry')")
    return (
        has_label,
        has_label and rows(path, "SELECT DISTINCT label FROM entry") == [("seen",)],
        "entry_by_label" in names,
        "wide_entry" in names,
        "wide_entry" in names
        and rows(path, "SELECT * FROM wide_entry") == rows(path, "SELECT seq, body FROM entry"),
    )


COMPLETE = {2: (False,) * 5, 3: (True,) * 3 + (False,) * 2, 4: (True,) * 5}


def assert_one_version(path: Path, before: Content) -> int:
    """Fail unless a file is wholly of one version and nothing of it is lost."""
    version = version_of(path)
    assert marks(path) == COMPLETE[version]
    assert content(path) == before
    return version


def never(_: Sequence[SeqRange]) -> Entry:
    raise AssertionError("nothing should be lost")


def waiting(outbox: Outbox) -> tuple[tuple[int, int], ...]:
    rest = outbox.unsettled(Position(0, 0), 100)
    return tuple((row.place.epoch_no, row.place.seq) for row in rest)


# Files of earlier versions


@pytest.mark.parametrize("version", [each.version for each in OURS])
def test_an_outbox_of_every_version_becomes_as_a_new_one(version: int, tmp_path: Path) -> None:
    """Each has a file that its own code has written: whoever adds a schema keeps the one before."""
    assert (FIXTURES / f"schema-{version}.sqlite.gz").exists()
    unpack(version, tmp_path / "old.db")
    before = content(tmp_path / "old.db")
    assert before[-1] == [(TODAY,)]
    with closing(Outbox.open(tmp_path / "old.db", ROOMY)) as outbox:
        assert waiting(outbox) == UNSETTLED
        assert len(outbox.undated()) == 2
    Outbox.open(tmp_path / "new.db", ROOMY).close()
    schemas = [
        set(rows(tmp_path / name, "SELECT type, name, tbl_name, sql FROM sqlite_schema"))
        for name in ("old.db", "new.db")
    ]
    assert schemas[0] == schemas[1]
    assert version_of(tmp_path / "old.db") == version_of(tmp_path / "new.db") == NEWEST
    assert content(tmp_path / "old.db") == before


def test_the_numbers_have_no_gap() -> None:
    """From the first schema on."""
    assert [each.version for each in OURS] == list(range(1, NEWEST + 1))


# One version to the next


@pytest.mark.usefixtures("newer")
def test_all_that_is_lacking_is_done_in_order(path: Path) -> None:
    """From 2 to 3 to 4, a second start has nothing to do, and what waited is sent."""
    before = content(path)
    for _ in range(2):
        with closing(Outbox.open(path, ROOMY)) as outbox:
            assert waiting(outbox) == UNSETTLED
        assert assert_one_version(path, before) == 4
    with closing(Outbox.open(path, ROOMY)) as outbox:
        outbox.append(SECOND, [Entry(6, 1, OLDEST_US, "{}")], never)
        assert waiting(outbox) == (*UNSETTLED, (2, 6))


@pytest.mark.parametrize(("version", "place"), EVERY_STATEMENT)
def test_a_statement_that_fails_leaves_the_version_before(
    path: Path, version: int, place: int
) -> None:
    """Nothing of its transaction stays, the agent says why, and a mended one goes on from there."""
    before = content(path)
    with applied((version, place)), pytest.raises(OutboxUnavailable, match="no_such_function"):
        Outbox.open(path, ROOMY)
    assert assert_one_version(path, before) == version - 1
    with applied():
        Outbox.open(path, ROOMY).close()
    assert assert_one_version(path, before) == 4


def test_a_kill_at_any_statement_leaves_one_version(path: Path, tmp_path: Path) -> None:
    """And the next start brings it to the newest, with no half of a copy left."""
    before, folder = content(path), tmp_path / "killed"
    folder.mkdir()
    command = [sys.executable, "-m", "tests.edge.delivery.migrating", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    outboxes = [each / "outbox.db" for each in folder.iterdir()]
    assert {assert_one_version(each, before) for each in outboxes} == {2, 3, 4}
    assert any(list(each.parent.glob("*.unfinished*")) for each in outboxes)
    with applied():
        for each in outboxes:
            Outbox.open(each, ROOMY).close()
            assert assert_one_version(each, before) == 4
            assert list(each.parent.glob("*.unfinished*")) == []


@pytest.mark.usefixtures("newer")
def test_a_power_cut_at_any_byte_leaves_one_version(path: Path, tmp_path: Path) -> None:
    """Whatever of the WAL has reached the card, frames or half of one."""
    before = content(path)
    with closing(Outbox.open(path, ROOMY)):
        file, wal = path.read_bytes(), path.with_name("outbox.db-wal").read_bytes()
    found = set()
    for end in range(WAL_HEAD_BYTES, len(wal) + 1, FRAME_BYTES // 2):
        cut = tmp_path / str(end) / "outbox.db"
        cut.parent.mkdir()
        cut.write_bytes(file)
        cut.with_name("outbox.db-wal").write_bytes(wal[:end])
        found.add(assert_one_version(cut, before))
    assert found == {2, 3, 4}


@pytest.mark.usefixtures("newer")
def test_a_damaged_outbox_of_an_older_schema_is_salvaged(path: Path) -> None:
    """What can be read of it is in a new one, and waits again."""
    ((page,),) = rows(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'entry_unsettled'")
    with path.open("r+b") as card:
        card.seek((page - 1) * 4096)
        card.write(b"\xff" * 4096)
    with closing(Outbox.open(path, ROOMY)) as outbox:
        assert outbox.salvaged_from is not None
        assert set(UNSETTLED) <= set(waiting(outbox))
    assert version_of(path) == 4


# Copies


@pytest.mark.usefixtures("newer")
def test_a_copy_is_made_first(path: Path) -> None:
    """For its owner alone, as old as its oldest event."""
    before = content(path)
    Outbox.open(path, ROOMY).close()
    (copy,) = path.parent.glob("outbox.db.*schema*")
    assert copy.name == "outbox.db.schema-2"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.stat().st_mtime_ns == OLDEST_US * 1000
    assert assert_one_version(copy, before) == 2


def test_the_version_before_reads_the_copy_but_not_the_outbox(path: Path) -> None:
    """So an update can be undone."""
    with applied():
        Outbox.open(path, ROOMY).close()
    said = f"later version: schema 4, this version reads {NEWEST}"
    for opening in (lambda: Outbox.open(path, ROOMY), lambda: inspect(path)):
        with pytest.raises(ForeignOutbox, match=said):
            opening()
    Outbox.open(path.with_name("outbox.db.schema-2"), ROOMY).close()


@pytest.mark.usefixtures("newer")
@pytest.mark.parametrize("keep_days", [0, 30])
def test_a_copy_goes_when_what_it_holds_is_due(path: Path, keep_days: int) -> None:
    """With the oldest event in it, and not before."""
    copy = path.with_name("outbox.db.schema-2")
    with closing(Outbox.open(path, ROOMY)) as outbox:
        apply_retention(outbox, path, keep_days, OLDEST_US + keep_days * DAY_US)
        assert copy.exists()
        apply_retention(outbox, path, keep_days, OLDEST_US + keep_days * DAY_US + 1)
        assert not copy.exists()


@pytest.mark.usefixtures("newer")
def test_without_room_the_outbox_is_brought_up_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says that there is no copy, and the room that was kept back is given to it."""
    path.with_name("outbox.db.ballast").write_bytes(b"\0")
    monkeypatch.setattr(ReserveFile, "leaves_room", lambda _, size_bytes: size_bytes == 0)
    Outbox.open(path, ROOMY).close()
    assert [each.name for each in path.parent.iterdir() if each != path] == []
    assert version_of(path) == 4
    assert "no room for a copy" in caplog.text


# Readers


def test_the_check_tells_the_version(path: Path) -> None:
    """And what will be done with an older one, which is left as it is."""
    Outbox.open(path.with_name("new.db"), ROOMY).close()
    said = _outbox(path.with_name("new.db"), Path("edge.toml")).line
    assert said.endswith(f"is sound, schema {NEWEST}, 0 events wait in it")
    with applied():
        said = _outbox(path, Path("edge.toml")).line
    assert said.endswith("is sound, schema 2; the agent brings it to 4 when it starts")
    assert version_of(path) == 2


@pytest.mark.parametrize("has_ours", [False, True])
def test_a_later_outbox_is_the_operators_mistake(path: Path, *, has_ours: bool) -> None:
    """The check names file and key, and both versions, also if it only adds to our tables."""
    if has_ours:
        Outbox.open(path, 1 << 24).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE weather (rain_mm INTEGER)")
        db.execute(f"PRAGMA application_id = {FIRST_ID + 8}")
    said = _outbox(path, Path("edge.toml")).line
    assert said.startswith("wrong")
    assert f"schema 9, this version reads {NEWEST}" in said
