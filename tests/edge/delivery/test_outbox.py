"""The outbox: rows leave only by a receipt and age, or named in a `lost` event."""

import json
import random
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from contract.events import SeqRange
from edge.delivery.outbox import SUPERSEDED_US, Outbox, Settled
from edge.delivery.outbox_file import OutboxFile
from edge.delivery.outbox_rows import Entry, Position
from edge.errors import OutboxUnavailable

ROOMY = 64 * 1024 * 1024
TIGHT = 128 * 1024
EPOCH, STORE, OTHER = "e" * 32, "5" * 32, "6" * 32
START = Position(0, 0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


@pytest.fixture
def outbox(path: Path) -> Iterator[Outbox]:
    opened = Outbox.open(path, ROOMY)
    opened.begin(EPOCH, "b" * 32, entry(1))
    yield opened
    opened.close()


def entry(seq: int, body: str = '{"kind":"stopped"}') -> Entry:
    return Entry(seq, seq, seq, body)


def long_entry(seq: int) -> Entry:
    return entry(seq, '{"kind":"stopped","padding":"' + "x" * 1000 + '"}')


def declare_as(seq: int) -> "Declaring":
    return Declaring(seq)


class Declaring:
    """Makes the `lost` event and remembers what it was asked to name."""

    def __init__(self, seq: int) -> None:
        self.seq = seq
        self.ranges: list[SeqRange] = []

    def __call__(self, ranges: Sequence[SeqRange]) -> Entry:
        self.ranges = list(ranges)
        return Entry(self.seq, self.seq, self.seq, '{"kind":"lost","ranges":[]}', is_lost=True)


def never(_: Sequence[SeqRange]) -> Entry:
    raise AssertionError("nothing should be lost")


def seqs(outbox: Outbox) -> list[int]:
    return [row.place.seq for row in outbox.unsettled(START, 10_000)]


def fill(outbox: Outbox, count: int) -> None:
    outbox.append(EPOCH, [entry(seq) for seq in range(2, count + 1)], never)


def test_a_receipt_settles_what_it_names_and_nothing_else(outbox: Outbox) -> None:
    """Rows from first to last of the receipt's epoch need no sending any more."""
    fill(outbox, 5)
    assert outbox.settle(STORE, EPOCH, 2, 3, 0) is Settled.NEW_STORE
    assert seqs(outbox) == [1, 4, 5]
    assert outbox.settle(STORE, "f" * 32, 1, 5, 0) is Settled.ROWS
    assert seqs(outbox) == [1, 4, 5]


def test_a_new_store_gets_everything_again(outbox: Outbox) -> None:
    """The first receipt under another store id makes all other rows wait again."""
    fill(outbox, 4)
    outbox.settle(STORE, EPOCH, 1, 4, 0)
    assert outbox.settle(OTHER, EPOCH, 2, 2, 1) is Settled.NEW_STORE
    assert seqs(outbox) == [1, 3, 4]


def test_a_stale_receipt_of_a_replaced_store_settles_nothing(outbox: Outbox) -> None:
    """What an old store says late counts only once the new one is silent for long."""
    fill(outbox, 3)
    outbox.settle(STORE, EPOCH, 1, 3, 0)
    outbox.settle(OTHER, EPOCH, 1, 1, 1)
    assert outbox.settle(STORE, EPOCH, 2, 3, 2) is Settled.STALE
    assert seqs(outbox) == [2, 3]
    assert outbox.settle(STORE, EPOCH, 2, 3, 1 + SUPERSEDED_US) is Settled.NEW_STORE
    assert seqs(outbox) == [1]


def test_receipts_wait_for_no_disk_and_events_do(outbox: Outbox) -> None:
    """They are noted, and put down together in one commit that nobody waits for."""
    fill(outbox, 5)
    outbox.settle(STORE, EPOCH, 1, 1, 0)
    said: list[str] = []
    assert isinstance(outbox._file, OutboxFile)
    outbox._file._connection.set_trace_callback(said.append)
    outbox.settle(STORE, EPOCH, 2, 2, 0)
    outbox.settle(STORE, EPOCH, 3, 3, 0)
    assert said == []
    outbox.settle_noted()
    outbox.settle_noted()
    around = [each for each in said if each.startswith(("PRAGMA", "BEGIN", "COMMIT"))]
    assert around == [
        "PRAGMA synchronous = NORMAL", "BEGIN IMMEDIATE", "COMMIT", "PRAGMA synchronous = FULL",
    ]  # fmt: skip
    assert outbox._file.rows("PRAGMA synchronous") == [(2,)]
    assert seqs(outbox) == [4, 5]


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (lambda outbox: outbox.oldest_unsettled_us(), 4),
        (lambda outbox: outbox.unsettled_count(before_us=10), 2),
        (lambda outbox: outbox.prune(before_us=10), 3),
        (lambda outbox: [row.place.seq for row in outbox.unsettled(START, 2)], [4, 5]),
    ],
    ids=["oldest", "count", "prune", "rows"],
)
def test_what_is_noted_counts_at_once(
    outbox: Outbox, ask: Callable[[Outbox], object], answer: object
) -> None:
    """Whoever asks what is settled is told of every receipt."""
    fill(outbox, 5)
    for seq in (1, 2, 3):
        outbox.settle(STORE, EPOCH, seq, seq, 0)
    assert ask(outbox) == answer


def test_what_is_noted_outlives_the_process(outbox: Outbox, path: Path) -> None:
    """Whoever closes the outbox in good order puts it down."""
    fill(outbox, 3)
    for seq in (1, 2):
        outbox.settle(STORE, EPOCH, seq, seq, 0)
    outbox.close()
    again = Outbox.open(path, ROOMY)
    assert seqs(again) == [3]
    again.close()


def test_a_receipt_is_kept_until_the_disk_takes_it(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can't be put down now is put down the next time, and not sent again meanwhile."""
    fill(outbox, 3)
    for seq in (1, 2):
        outbox.settle(STORE, EPOCH, seq, seq, 0)
    with monkeypatch.context() as ill:

        def refuse(_: object) -> None:
            raise OutboxUnavailable("disk I/O error")

        ill.setattr(outbox._file, "transact", refuse)
        with pytest.raises(OutboxUnavailable):
            outbox.settle_noted()
    assert outbox._file.rows("PRAGMA synchronous") == [(2,)]
    assert seqs(outbox) == [3]


def test_settled_rows_are_kept_until_their_age(outbox: Outbox) -> None:
    """Pruning takes settled rows before the limit and leaves unsettled ones of any age."""
    fill(outbox, 4)
    outbox.settle(STORE, EPOCH, 1, 3, 0)
    assert outbox.prune(before_us=3) == 2
    assert outbox.row_count() == 2
    assert seqs(outbox) == [4]


def test_the_end_of_an_epoch_outlives_its_rows(outbox: Outbox, path: Path) -> None:
    """A fresh start can name the last number even when all rows are gone."""
    fill(outbox, 7)
    outbox.settle(STORE, EPOCH, 1, 7, 0)
    outbox.prune(10**9)
    outbox.close()
    again = Outbox.open(path, ROOMY)
    previous = again.previous()
    again.close()
    assert previous is not None
    assert (previous.epoch, previous.last) == (EPOCH, 7)


def test_a_full_outbox_gives_up_settled_rows_first(path: Path) -> None:
    """As long as anything is settled, an overflow loses nothing."""
    outbox = Outbox.open(path, TIGHT)
    outbox.begin(EPOCH, "b" * 32, entry(1))
    for seq in range(2, 300):
        assert not outbox.append(EPOCH, [long_entry(seq)], never)
        outbox.settle(STORE, EPOCH, seq, seq, 0)
    count = outbox.row_count()
    outbox.close()
    assert count < 200, "the quota never bit"


def test_an_overflow_names_what_it_takes(path: Path) -> None:
    """The oldest unsettled quarter goes, together with the event that says so."""
    outbox = Outbox.open(path, TIGHT)
    outbox.begin(EPOCH, "b" * 32, entry(1))
    seq, declared = 2, False
    declaring = declare_as(0)
    while not declared:
        declaring = declare_as(seq + 1)
        declared = outbox.append(EPOCH, [long_entry(seq)], declaring)
        seq += 1
    kept = seqs(outbox)
    outbox.close()
    (lost,) = declaring.ranges
    assert (lost.epoch, lost.first) == (EPOCH, 1)
    assert kept == list(range(lost.last + 1, seq + 1))
    assert lost.last == pytest.approx((seq - 2) / 4, abs=2)


def test_a_lost_row_is_never_given_up(path: Path) -> None:
    """However often the outbox overflows, what says so stays until a receipt."""
    outbox = Outbox.open(path, TIGHT)
    outbox.begin(EPOCH, "b" * 32, entry(1))
    seq, declared = 2, list[int]()
    while len(declared) < 4:
        if outbox.append(EPOCH, [long_entry(seq)], declare_as(seq + 1)):
            declared.append(seq + 1)
            seq += 1
        seq += 1
    kept = seqs(outbox)
    outbox.close()
    assert set(declared) <= set(kept)


@pytest.mark.real("mounting")
def test_a_full_disk_is_survived(tmp_path: Path) -> None:
    """When somebody else fills the disk, the reserve makes room and nothing is silent."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)]
    subprocess.run(mount, check=True)
    try:
        outbox = Outbox.open(disk / "outbox.db", ROOMY)
        (disk / "outbox.db.ballast").write_bytes(b"\0" * 1024 * 1024)  # a small disk has none
        outbox.begin(EPOCH, "b" * 32, entry(1))
        fill(outbox, 3000)
        _fill_disk(disk)
        seq, lost, failures = 3001, 0, 0
        for _ in range(1000):
            try:
                declared = outbox.append(EPOCH, [entry(seq)], declare_as(seq + 1))
                seq, lost = seq + 1 + declared, lost + declared
            except OutboxUnavailable:
                failures += 1
        kept, last = seqs(outbox), outbox.previous()
        outbox.close()
    finally:
        subprocess.run(["umount", disk], check=True)
    assert not (disk / "outbox.db.ballast").exists()
    assert lost > 0
    assert last is not None
    assert last.last in kept, "the newest event is there"
    assert failures < 10


def _fill_disk(disk: Path) -> None:
    with (disk / "somebody-elses.log").open("wb", buffering=0) as log:
        try:
            while True:
                log.write(b"x" * 4096)
        except OSError:
            return


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_outbox_is_moved_aside_and_salvaged(path: Path, seed: int) -> None:
    """After bits flipped, the agent starts: rows that can be read are kept, the file too."""
    dice = random.Random(seed)
    outbox = Outbox.open(path, ROOMY)
    outbox.begin(EPOCH, "b" * 32, entry(1))
    fill(outbox, 400)
    outbox.close()
    raw = bytearray(path.read_bytes())
    for _ in range(30):
        raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    path.write_bytes(raw)
    again = Outbox.open(path, ROOMY)
    rows = again.unsettled(START, 10_000)
    again.begin("f" * 32, "b" * 32, entry(1))
    again.close()
    if again.salvaged_from is not None:
        assert again.salvaged_from.exists()
    assert len(rows) <= 400
    for row in rows:
        assert isinstance(row.place.seq, int)


def test_bodies_survive_as_they_are(outbox: Outbox) -> None:
    """What was written is what is sent."""
    body = json.dumps({"kind": "fault", "sensor": "ü", "problem": "x"})
    outbox.append(EPOCH, [entry(2, body=body)], never)
    assert outbox.unsettled(START, 10)[1].body == body
