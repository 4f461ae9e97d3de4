"""Damaged outboxes that were moved aside: they keep their parts and go when their time has come."""

from pathlib import Path

import pytest

from edge.delivery.backup_files import delete_expired, move_damaged, restore_damaged, set_age
from edge.errors import OutboxUnavailable

OLD_US, NEW_US = 1_000_000, 2_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


def moved(path: Path) -> Path:
    """Make an outbox with a WAL and move it aside."""
    path.write_bytes(b"database")
    path.with_name("outbox.db-wal").write_bytes(b"log")
    return move_damaged(path)


def test_every_one_gets_a_name_of_its_own(path: Path) -> None:
    """A second damaged outbox doesn't overwrite the first, and a WAL stays with its database."""
    assert [moved(path).name for _ in range(2)] == ["outbox.db.damaged-1", "outbox.db.damaged-2"]
    assert sorted(file.name for file in path.parent.iterdir()) == [
        "outbox.db.damaged-1",
        "outbox.db.damaged-1-wal",
        "outbox.db.damaged-2",
        "outbox.db.damaged-2-wal",
    ]


def test_what_is_put_back_is_as_it_was(path: Path) -> None:
    """What took its place meanwhile is gone, its WAL too."""
    aside = moved(path)
    path.write_bytes(b"new")
    path.with_name("outbox.db-shm").write_bytes(b"new")
    restore_damaged(aside, path)
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == {
        "outbox.db": b"database",
        "outbox.db-wal": b"log",
    }


def test_what_is_old_goes_with_all_its_parts(path: Path) -> None:
    """Younger ones and other files stay."""
    old, new = moved(path), moved(path)
    path.write_bytes(b"in use")
    set_age(old, OLD_US)
    set_age(new, NEW_US)
    assert delete_expired(path, OLD_US) == 0
    assert delete_expired(path, NEW_US) == 2
    assert sorted(file.name for file in path.parent.iterdir()) == [
        "outbox.db",
        "outbox.db.damaged-2",
        "outbox.db.damaged-2-wal",
    ]


def test_a_file_that_nobody_dated_is_as_old_as_its_last_write(path: Path) -> None:
    """Of which nothing could be read, nothing better is known."""
    written_us = moved(path).stat().st_mtime_ns // 1000
    assert delete_expired(path, written_us - 1_000_000) == 0
    assert delete_expired(path, written_us + 60_000_000) == 2


def test_a_folder_that_fails_is_an_error_of_the_outbox(path: Path) -> None:
    """The agent puts it off like any other trouble of the disk."""
    with pytest.raises(OutboxUnavailable):
        delete_expired(path.parent / "gone" / "outbox.db", NEW_US)
