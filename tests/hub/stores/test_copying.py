"""A copy of the embedded store, made while the hub writes: whole, of one moment, for one reader."""

import sqlite3
import threading
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from hub.cli import FAILED, MISCONFIGURED, main
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore
from tests.hub.stores.stepping import ADDRESS, batch, desk, prepare

CONFIG = """
[store]
path = "hub.db"
[[space]]
id = "bahnhof"
name = "Bahnhof"
timezone = "Europe/Berlin"
state = "BB"
since = 2026-01-01
[[space.desk]]
id = "d1"
agent = "pi-1"
"""


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    """A configuration whose store holds some history."""
    prepare(tmp_path / "hub.db")
    path = tmp_path / "hub.toml"
    path.write_text(CONFIG)
    return path


def backed_up(toml: Path, to: Path) -> int:
    """Type the command."""
    return main(["store", "backup", "--config", str(toml), "--to", str(to)])


def seqs(path: Path) -> list[int]:
    """Return the numbers of the events of one agent."""
    with closing(SqliteReader.open(path)) as reader:
        return [one.event.seq for one in reader.events(ADDRESS, 0, 2**62)]


def test_a_copy_has_all_that_the_store_has(toml: Path, tmp_path: Path) -> None:
    """A hub starts on it, with every event."""
    assert backed_up(toml, tmp_path / "copy.db") == 0
    assert seqs(tmp_path / "copy.db") == seqs(tmp_path / "hub.db") == [2, 3, 7]
    SqliteStore.open(tmp_path / "copy.db").close()


def test_only_its_owner_reads_a_copy(toml: Path, tmp_path: Path) -> None:
    """It says who was there when."""
    backed_up(toml, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


def test_a_copy_is_of_one_moment_while_the_hub_writes(toml: Path, tmp_path: Path) -> None:
    """What is committed comes whole or not at all, and in its order."""
    ended = threading.Event()
    with closing(SqliteStore.open(tmp_path / "hub.db")) as store:

        def write() -> None:
            for number in count(10):
                if ended.is_set():
                    return
                store.append([batch(desk(number))], 0)

        writing = threading.Thread(target=write)
        writing.start()
        copies = [tmp_path / f"copy-{number}.db" for number in range(5)]
        try:
            assert [backed_up(toml, copy) for copy in copies] == [0] * 5
        finally:
            ended.set()
            writing.join()
    for copy in copies:
        assert seqs(copy) == [2, 3, 7, *range(10, 10 + len(seqs(copy)) - 3)]


def test_what_is_there_is_never_overwritten(
    toml: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The copy of yesterday may be the only good one."""
    (tmp_path / "copy.db").write_text("mine")
    assert backed_up(toml, tmp_path / "copy.db") == MISCONFIGURED
    assert "copy.db: --to: there is a file of that name already" in capsys.readouterr().err
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_a_place_that_can_not_be_written_is_named(
    toml: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line, with the status of the operator's mistakes."""
    assert backed_up(toml, tmp_path / "none" / "copy.db") == MISCONFIGURED
    assert "none/copy.db: --to: No such file or directory" in capsys.readouterr().err


def test_a_damaged_store_gives_no_copy(
    toml: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A copy that would be as ill is none, and nothing half is left behind."""
    with closing(sqlite3.connect(tmp_path / "hub.db")) as opened:
        opened.execute("PRAGMA writable_schema = ON")
        opened.execute("UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'event'")
        opened.commit()
    assert backed_up(toml, tmp_path / "copy.db") == FAILED
    assert "hub.db: damaged" in capsys.readouterr().err
    assert list(tmp_path.glob("copy*")) == []


def test_a_store_in_influxdb_is_copied_by_influxdb(
    toml: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command says so, and how."""
    toml.write_text(
        CONFIG.replace(
            'path = "hub.db"',
            'kind = "influxdb"\nurl = "http://127.0.0.1:1"\norg = "o"\ntoken_file = "token"\n'
            'bucket = "b"\nraw_bucket = "r"',
        )
    )
    (tmp_path / "token").write_text("t")
    assert backed_up(toml, tmp_path / "copy.db") == MISCONFIGURED
    assert 'store.kind: a store in InfluxDB is copied by "influx backup"' in capsys.readouterr().err
