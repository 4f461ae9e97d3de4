"""Forgetting on the card: after the limit no byte of a settled event is in any file."""

import logging
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from contract.events import SeqRange
from edge.decisions.dating import Date
from edge.delivery import outbox_file
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_rows import Entry, Position
from edge.delivery.reserve_file import ReserveFile
from edge.delivery.retention import DAY_US, apply_retention
from edge.errors import OutboxDamaged

ROOMY = 64 * 1024 * 1024
BOOT, EPOCH, STORE = "b" * 32, "e" * 32, "5" * 32
SECOND_US = 1_000_000
NOW_US = 20_000 * DAY_US
KEEP_DAYS = 30
LIMIT_US = NOW_US - KEEP_DAYS * DAY_US


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


@pytest.fixture
def outbox(path: Path) -> Iterator[Outbox]:
    opened = Outbox.open(path, ROOMY)
    yield opened
    opened.close()


def canary(number: int) -> str:
    return f"canary{number:08d}"


def entry(seq: int, at_us: int | None, number: int, padding: int = 0) -> Entry:
    body = f'{{"kind":"desk","evidence":"{canary(number)}","padding":"{"x" * padding}"}}'
    return Entry(seq, at_us or 0, at_us, body)


def never(_: Sequence[SeqRange]) -> Entry:
    raise AssertionError("nothing should be lost")


def found(folder: Path) -> set[str]:
    """Return every canary in every file."""
    raw = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return {one.decode() for one in re.findall(rb"canary\d{8}", raw)}


def kept(outbox: Outbox) -> set[str]:
    """Return the canaries of the rows that are there."""
    return {
        re.findall(r"canary\d{8}", body)[0]
        for (body,) in outbox._file.rows("SELECT body FROM entry")
    }


def live_through(outbox: Outbox, seed: int) -> int:
    """Let epochs begin, events come in bursts, be dated late and be settled; count the events.

    The canary's number is the time, in microseconds after NOW_US.
    """
    dice, now, seq, no = random.Random(seed), 0, 0, 0
    for _ in range(400):
        if no == 0 or dice.random() < 0.05:
            now, seq, no = now + 1, 1, no + 1
            outbox.begin(f"{no:032x}", BOOT, entry(1, NOW_US + now, now))
        burst = list[Entry]()
        for _ in range(dice.choice((1, 1, 2, 5, 40, 200))):
            now, seq = now + 1, seq + 1
            at_us = None if dice.random() < 0.2 else NOW_US + now
            burst.append(entry(seq, at_us, now, dice.choice((0, 50, 100, 400, 900))))
        first_us = NOW_US + now - len(burst) + 1
        outbox.append(f"{no:032x}", burst, never)
        dates = [Date(no, one.seq, first_us + place, False) for place, one in enumerate(burst)]
        outbox.set_dates(dates)
        if dice.random() < 0.6:
            outbox.settle(STORE, f"{no:032x}", 1, seq, 0)
        if dice.random() < 0.3:
            outbox.prune(NOW_US + now - dice.choice((0, 50, 1000, 4000)))
    return now


@pytest.mark.parametrize("seed", [1, 15, 17])
def test_only_what_is_kept_can_be_found(outbox: Outbox, path: Path, seed: int) -> None:
    """However rows were moved about before, nothing of a deleted one is left in any page."""
    count = live_through(outbox, seed)
    apply_retention(outbox, path, 0, NOW_US + count - 500)
    assert len(kept(outbox)) > 100
    assert found(path.parent) == kept(outbox)


def test_what_is_due_is_gone_within_the_hour(outbox: Outbox, path: Path) -> None:
    """Between two rebuildings too, and from the WAL as well."""
    apply_retention(outbox, path, KEEP_DAYS, NOW_US)
    outbox.begin(EPOCH, BOOT, entry(1, LIMIT_US - 3_000, 1))
    rows = [entry(seq, LIMIT_US - 3_000 + seq, seq, 200) for seq in range(2, 3_001)]
    outbox.append(EPOCH, rows, never)
    outbox.settle(STORE, EPOCH, 1, 3_000, 0)
    assert len(found(path.parent)) == 3_000
    apply_retention(outbox, path, KEEP_DAYS, NOW_US)
    assert kept(outbox) == {canary(3_000)}
    assert found(path.parent) == kept(outbox)


def test_a_settled_row_with_a_garbled_date_goes(outbox: Outbox, path: Path) -> None:
    """A date that is none keeps nothing for ever: with its row it is set aside, and goes."""
    outbox.begin(EPOCH, BOOT, entry(1, NOW_US, 1))
    outbox.append(EPOCH, [entry(2, NOW_US, 2), entry(3, NOW_US, 3)], never)
    outbox._file.execute("UPDATE entry SET at_us = 'yesterday' WHERE seq > 1")
    with pytest.raises(OutboxDamaged):
        outbox.settle(STORE, EPOCH, 1, 2, 0)
    outbox.close()
    with closing(Outbox.open(path, ROOMY)) as again:
        first, declared = (row.body for row in again.unsettled(Position(0, 0), 9))
    assert canary(1) in first
    assert declared == f'{{"kind":"lost","ranges":[{{"epoch":"{EPOCH}","first":2,"last":3}}]}}'


def test_the_deletion_is_logged_with_its_counts(
    outbox: Outbox, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Once, and nothing is said when nothing was due."""
    caplog.set_level(logging.INFO)
    outbox.begin(EPOCH, BOOT, entry(1, LIMIT_US - 1, 1))
    outbox.append(EPOCH, [entry(2, LIMIT_US, 2)], never)
    outbox.settle(STORE, EPOCH, 1, 2, 0)
    for _ in range(2):
        apply_retention(outbox, path, KEEP_DAYS, NOW_US)
    assert caplog.messages == [
        "deleted after 30 days: 1 events, 0 files of earlier outboxes",
    ]


@pytest.mark.parametrize(("keep_days", "warnings"), [(KEEP_DAYS, 1), (0, 0)])
def test_what_has_no_receipt_stays_and_is_told(
    outbox: Outbox, path: Path, caplog: pytest.LogCaptureFixture, keep_days: int, warnings: int
) -> None:
    """However old it is; unless the card is to keep nothing anyway, the log counts it."""
    outbox.begin(EPOCH, BOOT, entry(1, 1, 1))
    outbox.append(EPOCH, [entry(2, LIMIT_US, 2)], never)
    apply_retention(outbox, path, keep_days, NOW_US)
    assert kept(outbox) == {canary(1), canary(2)}
    assert [record.message for record in caplog.records] == [
        "1 events older than 30 days wait for a receipt"
    ] * warnings
    outbox.settle(STORE, EPOCH, 1, 2, 0)
    apply_retention(outbox, path, keep_days, NOW_US)
    assert canary(1) not in found(path.parent)


def test_a_damaged_outbox_goes_with_its_oldest_event(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What was moved aside is no second memory: it is deleted, and logged, when that is due."""
    caplog.set_level(logging.INFO)
    outbox = Outbox.open(path, ROOMY)
    outbox.begin(EPOCH, BOOT, entry(1, LIMIT_US, 1))
    outbox.append(EPOCH, [entry(seq, LIMIT_US + seq, seq, 200) for seq in range(2, 400)], never)
    outbox.close()
    with path.open("r+b") as card:
        card.seek(path.stat().st_size // 2 // 4096 * 4096)
        card.write(b"\xff" * 4096)
    again = Outbox.open(path, ROOMY)
    assert again.salvaged_from is not None
    apply_retention(again, path, KEEP_DAYS, NOW_US)
    assert again.salvaged_from.exists()
    apply_retention(again, path, KEEP_DAYS, NOW_US + 1)
    assert not again.salvaged_from.exists()
    assert caplog.messages[-2].startswith("deleted after 30 days: 0 events, 1 files")
    again.settle(STORE, EPOCH, 1, 400, 0)
    apply_retention(again, path, KEEP_DAYS, NOW_US + SECOND_US)
    again.close()
    assert found(path.parent) == set()


# Writing little


def rebuilt_on(outbox: Outbox, days: Sequence[int]) -> list[int]:
    """Wipe on these days, and return those on which the file was built anew."""
    said: list[str] = []
    assert isinstance(outbox._file, outbox_file.OutboxFile)
    outbox._file._connection.set_trace_callback(said.append)
    counts = []
    for today in days:
        outbox.wipe(today)
        counts.append(said.count("VACUUM"))
    outbox._file._connection.set_trace_callback(None)
    return [
        day for day, now, before in zip(days, counts, [0, *counts], strict=False) if now > before
    ]


@pytest.mark.parametrize(
    ("days", "rebuilt"),
    [
        ([7, 7, 7, 8, 8, 9], [7, 8, 9]),
        ([7, 6, 6, 7], [7, 6, 7]),  # a clock that stepped back
    ],
)
def test_the_file_is_built_anew_once_a_day(
    outbox: Outbox, days: list[int], rebuilt: list[int]
) -> None:
    """A card lives by what is not written to it."""
    assert rebuilt_on(outbox, days) == rebuilt


def test_a_restart_is_no_reason_to_build_anew(path: Path) -> None:
    """The day is noted in the file."""
    for expected in ([7], []):
        outbox = Outbox.open(path, ROOMY)
        assert rebuilt_on(outbox, [7]) == expected
        outbox.close()


def test_a_large_file_is_built_anew_more_rarely(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many bytes a day, not more."""
    outbox.begin(EPOCH, BOOT, entry(1, 1, 1))
    outbox.append(EPOCH, [entry(seq, seq, seq, 3_000) for seq in range(2, 102)], never)
    monkeypatch.setattr(outbox_file, "_REBUILT_BYTES_A_DAY", 200_000)
    assert rebuilt_on(outbox, range(10, 20)) == [10, 13, 16, 19]


def test_a_disk_without_room_is_not_filled_up(
    outbox: Outbox, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Building anew waits for room; the WAL is emptied all the same."""
    monkeypatch.setattr(ReserveFile, "leaves_room", lambda _, size_bytes: size_bytes == 0)
    outbox.begin(EPOCH, BOOT, entry(1, 1, 1))
    assert rebuilt_on(outbox, [7, 8]) == []
    assert path.with_name("outbox.db-wal").stat().st_size == 0
    assert [row.place for row in outbox.unsettled(Position(0, 0), 10)] == [Position(1, 1)]
