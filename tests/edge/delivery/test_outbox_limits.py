"""The outbox on cards that garble or fill up: it goes on, and counts what it gives up."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest

from contract.events import Previous, SeqRange
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_rows import Entry, Position
from edge.delivery.reserve_file import RESERVE_BYTES
from edge.errors import OutboxDamaged, OutboxUnavailable

ROOMY = 64 * 1024 * 1024
EPOCH, STORE, BOOT = "e" * 32, "5" * 32, "b" * 32
START = Position(0, 0)
STOPPED = '{"kind":"stopped"}'


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    opened = Outbox.open(tmp_path / "outbox.db", ROOMY)
    opened.begin(EPOCH, BOOT, entry(1))
    opened.append(EPOCH, [entry(seq) for seq in range(2, 11)], never)
    yield opened
    opened.close()


def entry(seq: int, body: str = STOPPED, at_us: int | None = -1) -> Entry:
    return Entry(seq, seq, seq if at_us == -1 else at_us, body)


def never(_: Sequence[SeqRange]) -> Entry:
    raise AssertionError("nothing should be lost")


def garble(outbox: Outbox, column: str, value: str, seq: int = 5) -> None:
    """Write below the outbox what a flipped bit could have made of a row."""
    outbox._file.execute(f"UPDATE entry SET {column} = {value} WHERE seq = {seq}")  # noqa: S608 - a test's own words


# Garbled


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", "x'7bff'"),
        ("body", "x'c3'"),
        ("body", "7"),
        ("body", "''"),
        ("at_us", "'yesterday'"),
        ("at_us", "x'00ff'"),
        ("at_us", "1e300"),
        ("boot_us", "'then'"),
        ("estimated", "'perhaps'"),
    ],
)
def test_a_garbled_row_is_never_sent(
    outbox: Outbox, tmp_path: Path, column: str, value: str
) -> None:
    """It is set aside when the outbox is opened anew, and its number is declared lost."""
    garble(outbox, column, value)
    with pytest.raises(OutboxDamaged):
        outbox.unsettled(START, 100)
    assert outbox.is_damaged
    outbox.close()
    with closing(Outbox.open(tmp_path / "outbox.db", ROOMY)) as again:
        *rows, declared = again.unsettled(START, 100)
        assert [row.place.seq for row in rows] == [1, 2, 3, 4, 6, 7, 8, 9, 10]
        assert (declared.place.seq, declared.at_us, declared.is_estimated) == (11, 11, True)
        assert '"first":5,"last":5' in declared.body
        assert again.previous() == Previous(epoch=EPOCH, last=11)


@pytest.mark.parametrize("column", ["boot_us", "at_us"])
def test_nothing_is_dated_by_a_garbled_time(outbox: Outbox, column: str) -> None:
    """The row beside an undated one isn't as it was written."""
    outbox.append(EPOCH, [entry(11, at_us=None)], never)
    garble(outbox, column, "'then'", seq=10)
    with pytest.raises(OutboxDamaged):
        outbox.undated()


@pytest.mark.parametrize(
    ("column", "previous"),
    [
        ("epoch = 'E'", None),
        ("epoch = x'ff'", None),
        ("last_seq = -1", Previous(epoch=EPOCH, last=1)),
    ],
)
def test_a_garbled_end_is_not_named(tmp_path: Path, column: str, previous: Previous | None) -> None:
    """What can't be found by its sum is told of no previous epoch: the hub would refuse it."""
    with closing(Outbox.open(tmp_path / "short.db", ROOMY)) as short:  # each byte of it is tried
        short.begin(EPOCH, BOOT, entry(1))
        short._file.execute(f"UPDATE epoch SET {column}")  # noqa: S608 - a test's own words
        with pytest.raises(OutboxDamaged):
            short.previous()
    with closing(Outbox.open(tmp_path / "short.db", ROOMY)) as again:
        assert again.previous() == previous


# Counting


def test_rows_are_counted_as_they_come_and_go(outbox: Outbox) -> None:
    """The count is kept beside the table, and is always the table's."""

    def counts() -> tuple[int, int]:
        ((counted,),) = outbox._file.rows("SELECT count(*) FROM entry")
        return outbox.row_count(), counted

    assert counts() == (10, 10)
    outbox.append(EPOCH, [entry(11), entry(12)], never)
    assert counts() == (12, 12)
    with pytest.raises(OutboxUnavailable):
        outbox.append(EPOCH, [entry(13), entry(1)], never)
    assert counts() == (12, 12)
    outbox.begin("f" * 32, BOOT, entry(1))
    assert counts() == (13, 13)
    outbox.settle(STORE, EPOCH, 1, 4, 0)
    outbox.prune(4)
    assert counts() == (10, 10)


def test_a_receipt_that_comes_again_writes_nothing(outbox: Outbox, tmp_path: Path) -> None:
    """A card lives by what is not written to it."""
    outbox.settle(STORE, EPOCH, 1, 10, 0)
    wal = tmp_path / "outbox.db-wal"
    before = wal.read_bytes()
    outbox.settle(STORE, EPOCH, 1, 10, 0)
    assert wal.read_bytes() == before


# Full


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    subprocess.run(mount, check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)  # a failing test may hold a file open


class Filler:
    """Appends events one by one, and notes what became of them."""

    def __init__(self, outbox: Outbox, next_seq: int) -> None:
        self.outbox, self.next_seq = outbox, next_seq
        self.lost: set[int] = set()
        self.failures = 0

    def append(self, count: int, body: str) -> None:
        for _ in range(count):
            try:
                declared = self.outbox.append(EPOCH, [entry(self.next_seq, body)], self._declare)
            except OutboxUnavailable:
                self.failures += 1
            else:
                self.next_seq += 1 + declared

    def _declare(self, ranges: Sequence[SeqRange]) -> Entry:
        seq = self.next_seq + 1
        self.lost |= {one for lost in ranges for one in range(lost.first, lost.last + 1)}
        return Entry(seq, seq, seq, '{"kind":"lost","ranges":[]}', is_lost=True)


@pytest.mark.real("mounting")
@pytest.mark.parametrize("settled", [0, 4, 4_000])
def test_a_disk_that_stays_full_stops_nothing(disk: Path, settled: int) -> None:
    """Day after day the newest events are kept in place of the oldest, which are declared."""
    outbox = Outbox.open(disk / "outbox.db", ROOMY)
    outbox.begin(EPOCH, BOOT, entry(1))
    body = '{"kind":"stopped","padding":"' + "x" * 400 + '"}'
    for first in range(2, 12_002, 100):
        outbox.append(EPOCH, [entry(seq, body) for seq in range(first, first + 100)], never)
    filler = Filler(outbox, 12_002)
    if settled:
        outbox.settle(STORE, EPOCH, 1, settled, 0)
    with suppress(OSError), (disk / "somebody-elses.log").open("wb", buffering=0) as log:
        while True:
            log.write(b"x" * 4096)
    filler.append(10_000, body)
    ((newest,),) = outbox._file.rows("SELECT max(seq) FROM entry")
    kept = {row.place.seq for row in outbox.unsettled(START, 100_000)}
    outbox.close()
    assert filler.failures == 0
    assert newest == filler.next_seq - 1 > 22_000
    assert filler.lost | kept == set(range(max(1, settled + 1), newest + 1))
    assert filler.lost
    assert len(kept) > 8_000
    assert not (disk / "outbox.db.ballast").exists()


@pytest.mark.real("mounting")
def test_a_disk_that_has_room_again_may_be_used_again(disk: Path) -> None:
    """The reserve is taken aboard, and nothing is given up any more."""
    outbox = Outbox.open(disk / "outbox.db", ROOMY)
    outbox.begin(EPOCH, BOOT, entry(1))
    outbox.append(EPOCH, [entry(seq) for seq in range(2, 3_001)], never)
    filler = Filler(outbox, 3_001)
    log = disk / "somebody-elses.log"
    with suppress(OSError), log.open("wb", buffering=0) as full:
        while True:
            full.write(b"x" * 4096)
    filler.append(2_000, STOPPED)
    assert filler.lost
    log.unlink()
    outbox.prune(0)
    assert (disk / "outbox.db.ballast").stat().st_size == RESERVE_BYTES
    filler.lost.clear()
    filler.append(10_000, STOPPED)
    outbox.close()
    assert filler.lost == set()
    assert filler.failures == 0


@pytest.mark.real("mounting")
@pytest.mark.parametrize("room_bytes", [3 * RESERVE_BYTES, 12 * RESERVE_BYTES])
def test_room_that_is_freed_is_used_at_once(disk: Path, room_bytes: int) -> None:
    """Nothing is given up from the next event on, whether there is plenty of room or just some."""
    outbox = Outbox.open(disk / "outbox.db", ROOMY)
    outbox.begin(EPOCH, BOOT, entry(1))
    outbox.append(EPOCH, [entry(seq) for seq in range(2, 3_001)], never)
    filler = Filler(outbox, 3_001)
    freed, log = disk / "soon-deleted.log", disk / "somebody-elses.log"
    freed.write_bytes(b"x" * room_bytes)
    with suppress(OSError), log.open("wb", buffering=0) as full:
        while True:
            full.write(b"x" * 4096)
    filler.append(2_000, STOPPED)
    assert filler.lost
    filler.lost.clear()
    freed.unlink()
    filler.append(1_000, STOPPED)
    outbox.close()
    assert filler.lost == set()
    assert filler.failures == 0
