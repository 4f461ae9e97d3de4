"""The hub's store and book on a disk that refuses: no success is said, and nothing needs a restart.

The refusals are the kernel's: a limit on the size of files, behind any page, and a small disk.
"""

import random
import resource
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from hub.book.file import BookFile
from hub.domain.seq_ranges import Span
from hub.errors import BookUnavailable, StoreUnavailable
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore
from tests.hub.stores.stepping import batch, desk

FRAME_BYTES = 4096 + 24
"""A page in the WAL, of which each write is one."""
FEW, MANY = 12, 500


@contextmanager
def no_byte_beyond(limit_bytes: int) -> Iterator[None]:
    """Let the kernel refuse all writes behind a byte, of any file of this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def stored(path: Path) -> tuple[Span, ...]:
    with closing(SqliteReader.open(path)) as reader:
        return tuple(span for record in reader.epochs() for span in record.stored)


def wal_bytes(path: Path) -> int:
    return path.with_name(path.name + "-wal").stat().st_size


def keep_through(path: Path, more_bytes: int) -> int:
    """Append one by one, the first ten on an ill disk; count those that were refused."""
    refused = list[int]()
    with closing(SqliteStore.open(path)) as store:
        with no_byte_beyond(wal_bytes(path) + more_bytes):
            for seq in range(1, 11):
                try:
                    store.append([batch(desk(seq))], 0)
                except StoreUnavailable:
                    refused.append(seq)
        for seq in [*refused, 11]:
            (outcome,) = store.append([batch(desk(seq))], 0)
            assert (outcome.stored_count, outcome.repeated_count) == (1, 0)
    assert stored(path) == (Span(1, 11),)
    return len(refused)


def test_no_page_is_refused_in_silence(tmp_path: Path) -> None:
    """What was answered is there once, what wasn't can be sent again, for each page of the WAL."""
    refusals = [
        keep_through(tmp_path / f"{frame}.db", frame * FRAME_BYTES + 7) for frame in range(FEW)
    ]
    assert refusals[0] == 10
    assert len(set(refusals)) > 1


@pytest.mark.faults
def test_no_byte_is_refused_in_silence(tmp_path: Path) -> None:
    """So it is wherever within a page, or in its head, the refusal begins."""
    chance = random.Random(20)
    for number in range(MANY):
        keep_through(tmp_path / f"{number}.db", chance.randrange(40 * FRAME_BYTES))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    subprocess.run(mount, check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def append_until_refused(store: SqliteStore, seq: int) -> int:
    """Append as long as there is room, and return the first number that isn't kept."""
    with suppress(StoreUnavailable):
        while True:
            store.append([batch(*(desk(one) for one in range(seq, seq + 200)))], 0)
            seq += 200
    return seq


@pytest.mark.real("mounting")
def test_a_full_disk_that_has_room_again_is_used_again(disk: Path) -> None:
    """Until then no commit is said to have happened."""
    path, log = disk / "store.db", disk / "somebody-elses.log"
    with closing(SqliteStore.open(path)) as store:
        store.append([batch(desk(1))], 0)
        with suppress(OSError), log.open("wb", buffering=0) as full:
            while True:
                full.write(b"x" * 4096)
        seq = append_until_refused(store, 2)
        assert stored(path) == (Span(1, seq - 1),)
        log.unlink()
        store.append([batch(desk(seq))], 0)
    assert stored(path) == (Span(1, seq),)


def test_the_book_says_what_it_could_not_keep(tmp_path: Path) -> None:
    """A refused change leaves nothing, and the next one is kept."""
    book = BookFile.own(tmp_path / "book.db")
    write = "CREATE TABLE written (id INTEGER)"
    with no_byte_beyond(0), pytest.raises(BookUnavailable), book.transaction() as connection:
        connection.execute(write)
    with book.transaction() as connection:
        connection.execute(write)
    book.close()
