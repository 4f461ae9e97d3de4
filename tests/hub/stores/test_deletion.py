"""Deletion by age in the embedded store: nothing that is raw stays readable in any file."""

import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from contract.events import Fault
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.intake import Batch
from hub.stores.sqlite.store import SqliteStore

ADDRESS = AgentAddress("hof", "pi-1")
START = datetime(2026, 3, 2, tzinfo=UTC)
CANARY = b"canary-sensor"


def faults(first: int, count: int, epoch: int | None = None) -> Batch:
    """Make events that carry a word which occurs nowhere else."""
    events = tuple(
        Fault(
            seq=seq,
            at=START + timedelta(seconds=seq),
            sensor=f"{CANARY.decode()}-{seq}",
            problem="stuck",
        )
        for seq in range(first, first + count)
    )
    return Batch(ADDRESS, f"{epoch or first:032x}", first, first + count - 1, events, ())


def readable(folder: Path) -> int:
    """Count the canaries in all files, free pages and gaps included."""
    return sum(path.read_bytes().count(CANARY) for path in folder.iterdir() if path.is_file())


def at_us(seconds: int) -> int:
    """Return the instant so long after the start."""
    return to_us(START + timedelta(seconds=seconds))


def test_what_is_deleted_is_readable_nowhere(tmp_path: Path) -> None:
    """Of thousands of events in many epochs, moved about by later ones, only the kept remain."""
    with closing(SqliteStore.open(tmp_path / "x.db")) as store:
        for first in range(1, 9000, 3):
            store.append([faults(first, 3, epoch=1 + first % 37)], 0)
        assert readable(tmp_path) >= 9000
        done = store.delete_raw(at_us(6001), at_us(10**7))
        assert done.event_count == 6000
        assert readable(tmp_path) == 3000


class _Disk(NamedTuple):
    total: int
    used: int
    free: int


def test_without_room_the_deletion_is_done_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A full disk must not keep the store from deleting; the log says what was not done."""
    with closing(SqliteStore.open(tmp_path / "x.db")) as store:
        store.append([faults(1, 10)], 0)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: _Disk(1, 1, 0))
        assert store.delete_raw(at_us(20), at_us(10**7)).event_count == 10
    assert "no room to build it anew" in caplog.text


def test_the_file_is_built_anew_once_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deletion comes every hour, and the file may be large."""
    with closing(SqliteStore.open(tmp_path / "x.db")) as store:
        rebuilt: list[int] = []
        monkeypatch.setattr(store._file, "rebuild", lambda: rebuilt.append(1))
        for hour in range(30):
            store.append([faults(1 + hour, 1)], 0)
            store.delete_raw(at_us(100), at_us(10**7 + 3600 * hour))
        assert len(rebuilt) <= 1
        store.append([faults(500, 1)], 0)
        store.delete_raw(at_us(600), at_us(10**7 + 3600 * 60))
        assert len(rebuilt) == 2
