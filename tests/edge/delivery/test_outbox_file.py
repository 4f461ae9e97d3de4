"""The outbox's file: what it can't be, what fails under it, and what is salvaged of it."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from contract.events import SeqRange
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_file import OutboxFile
from edge.delivery.outbox_rows import Entry, Position
from edge.errors import DiskFull, OutboxDamaged, OutboxUnavailable

ROOMY = 64 * 1024 * 1024
EPOCH, STORE, BOOT = "e" * 32, "5" * 32, "b" * 32
START = Position(0, 0)
STOPPED = '{"kind":"stopped"}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


@pytest.fixture
def outbox(path: Path) -> Iterator[Outbox]:
    opened = Outbox.open(path, ROOMY)
    opened.begin(EPOCH, BOOT, entry(1))
    opened.append(EPOCH, [entry(seq) for seq in range(2, 11)], never)
    yield opened
    opened.close()


@pytest.fixture
def file(path: Path) -> Iterator[OutboxFile]:
    opened = OutboxFile.open(path, ROOMY)
    yield opened
    opened.close()


def entry(seq: int, body: str = STOPPED) -> Entry:
    return Entry(seq, seq, seq, body)


def never(_: Sequence[SeqRange]) -> Entry:
    raise AssertionError("nothing should be lost")


# Opening


def test_something_else_in_its_place_is_not_touched(path: Path) -> None:
    """A database of another program is refused, not overwritten."""
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE photos (name TEXT)")
    other.close()
    with pytest.raises(OutboxUnavailable, match="not an outbox"):
        Outbox.open(path, ROOMY)


def test_a_file_without_a_database_is_damaged(path: Path) -> None:
    """Only salvaging helps, so that it is told from what an operator has to mend."""
    path.write_bytes(b"\0" * 100 + b"\xff" * 8000)
    with pytest.raises(OutboxDamaged, match="not a database"):
        OutboxFile.open(path, ROOMY)


def test_every_commit_reaches_the_card(file: OutboxFile) -> None:
    """What has been told durable survives a power cut (SQLite: WAL with synchronous = FULL)."""
    assert file.rows("PRAGMA journal_mode") == [("wal",)]
    assert file.rows("PRAGMA synchronous") == [(2,)]
    assert file.rows("PRAGMA secure_delete") == [(1,)]


# Transactions


def test_work_that_fails_leaves_no_trace(file: OutboxFile) -> None:
    """Whatever it raises comes out as it is."""

    def work() -> None:
        file.execute("INSERT INTO store (id, is_newest) VALUES ('a', 0)")
        raise KeyError("somebody's mistake")

    with pytest.raises(KeyError):
        file.transact(work)
    assert file.rows("SELECT id FROM store") == []
    assert file.transact(lambda: "the next one works") == "the next one works"


def test_a_file_without_another_page_is_full(path: Path) -> None:
    """The quota is told from every other error: room can be made."""
    file = OutboxFile.open(path, 0)
    file.rows("PRAGMA max_page_count = 1")
    with pytest.raises(DiskFull):
        file.transact(
            lambda: file.executemany(
                "INSERT INTO store (id, is_newest) VALUES (?, 0)",
                [(str(number) * 1000,) for number in range(500)],
            )
        )
    assert file.rows("SELECT count(*) FROM store") == [(0,)]
    file.close()


# A card that fails


CALLS: list[Callable[[Outbox], object]] = [
    lambda outbox: outbox.previous(),
    lambda outbox: outbox.unsettled(START, 10),
    lambda outbox: outbox.undated(),
    lambda outbox: outbox.row_count(),
    lambda outbox: outbox.oldest_unsettled_us(),
    lambda outbox: outbox.prune(0),
    lambda outbox: outbox.settle(STORE, EPOCH, 1, 1, 0),
    lambda outbox: outbox.append(EPOCH, [entry(11)], never),
]


@pytest.mark.parametrize("call", CALLS, ids=range(len(CALLS)))
def test_every_error_of_the_card_is_ours(outbox: Outbox, call: Callable[[Outbox], object]) -> None:
    """Whoever uses the outbox need not know SQLite's exceptions."""
    outbox._file.execute("PRAGMA foreign_keys = OFF")
    outbox._file.execute("DROP TABLE entry")
    outbox._file.execute("DROP TABLE epoch")
    with pytest.raises(OutboxUnavailable):
        call(outbox)
    assert outbox.is_damaged  # a sound outbox has what is asked of it


def test_damage_is_noticed_while_running(tmp_path: Path) -> None:
    """A card that goes bad under an open outbox is told; opening it anew salvages the rest."""
    path = tmp_path / "outbox.db"
    outbox = Outbox.open(path, ROOMY)
    outbox.begin(EPOCH, BOOT, entry(1))
    outbox.append(EPOCH, [entry(seq, STOPPED + " " * 500) for seq in range(2, 2000)], never)
    outbox.close()
    outbox = Outbox.open(path, ROOMY)
    outbox._file.execute("PRAGMA cache_size = 0")
    outbox._file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    middle = path.stat().st_size // 2 // 4096 * 4096
    with path.open("r+b") as card:
        card.seek(middle)
        card.write(b"\xff" * 4096 * 20)
    with suppress(OutboxUnavailable):
        outbox.unsettled(START, 10_000)
    assert outbox.is_damaged
    outbox.close()
    again = Outbox.open(path, ROOMY)
    assert again.salvaged_from is not None
    assert 500 < len(again.unsettled(START, 10_000)) < 2000
    again.close()


def test_what_could_not_be_salvaged_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full just then costs a start, not the rows."""
    path = tmp_path / "outbox.db"
    outbox = Outbox.open(path, ROOMY)
    outbox.begin(EPOCH, BOOT, entry(1))
    outbox.append(EPOCH, [entry(seq, STOPPED + " " * 500) for seq in range(2, 1000)], never)
    outbox.close()
    with path.open("r+b") as card:
        card.seek(path.stat().st_size // 2 // 4096 * 4096)
        card.write(b"\xff" * 4096)

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "_take_over", fail)
        for _ in range(2):
            with pytest.raises(OutboxUnavailable, match="full"):
                Outbox.open(path, ROOMY)
    again = Outbox.open(path, ROOMY)
    assert len(again.unsettled(START, 10_000)) > 900
    again.close()
