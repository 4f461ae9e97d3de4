"""The disk refuses the n-th write of a journal's life, for every n, and the process may die of it.

The refusals are the kernel's: a limit on the size of files lets every write up to a byte through,
and none beyond it. Whatever the byte, each event is in the outbox once, or named as lost.
"""

import json
import random
import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from contract.events import DeskState
from edge.delivery.event_body import Snapshot
from edge.delivery.journal import Journal
from edge.delivery.outbox import Outbox
from tests.edge.scripted import ScriptedClock, seen

ROOMY = 64 * 1024 * 1024
NOBODY = Snapshot({"d1": DeskState.FREE}, {"main": False})
FRAME_BYTES = 4096 + 24
"""A page in the WAL, of which each write is one."""
FEW, MANY = 9, 400
Number = tuple[str, int]


@contextmanager
def no_byte_beyond(limit_bytes: int) -> Iterator[None]:
    """Let the kernel refuse all writes behind a byte, of any file of this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def accounts(path: Path) -> tuple[list[Number], set[Number]]:
    """Return what is kept, in order, and what is named as lost."""
    with closing(Outbox.open(path, ROOMY)) as outbox:
        rows = outbox._file.rows("SELECT epoch, seq, body FROM entry JOIN epoch ON no = epoch_no")
    said = [json.loads(body) for *_, body in rows if '"lost"' in body]
    ranges = [one for event in said for one in event["ranges"]]
    lost = {(one["epoch"], seq) for one in ranges for seq in range(one["first"], one["last"] + 1)}
    return [(epoch, seq) for epoch, seq, _ in rows], lost


def live_through(path: Path, more_bytes: int, *, dies: bool) -> None:
    """Record events before, during and after the trouble; who dies is followed by another."""
    clock = ScriptedClock()
    with closing(Outbox.open(path, ROOMY)) as outbox:
        journal = Journal(outbox, clock, lambda: "a" * 32)
        journal.begin(NOBODY, clock.now_us)
        recorded = _record(journal, clock, 5)
        written_bytes = path.with_name(path.name + "-wal").stat().st_size
        with no_byte_beyond(written_bytes + more_bytes):
            recorded += _record(journal, clock, 5)
            assert journal.trouble or not journal.unwritten
            left = journal.unwritten
        if not dies:
            recorded += _record(journal, clock, 5)
            assert journal.trouble is None
    if dies:
        with closing(Outbox.open(path, ROOMY)) as outbox:
            journal = Journal(outbox, clock, lambda: "b" * 32)
            journal.begin(NOBODY, clock.now_us)
            journal.inherit("a" * 32, left)
    kept, lost = accounts(path)
    expected = {("a" * 32, seq) for seq in range(1, recorded + 2)}
    assert len(kept) == len(set(kept)), "doubled"
    assert expected <= set(kept) | lost, "lost without a word"
    assert not set(kept) & lost, "named as lost, and there"
    if not dies:
        assert lost == set()


def _record(journal: Journal, clock: ScriptedClock, count: int) -> int:
    for _ in range(count):
        clock.pass_s(1)
        journal.record([seen(clock)])
    return count


@pytest.mark.parametrize("dies", [False, True])
def test_every_page_that_the_disk_refuses(tmp_path: Path, *, dies: bool) -> None:
    """Lost in silence 0, doubled 0, and the next start is a start, for each page of the WAL."""
    for frame in range(FEW):
        live_through(tmp_path / f"{frame}.db", frame * FRAME_BYTES + 7, dies=dies)


@pytest.mark.faults
@pytest.mark.parametrize("dies", [False, True])
def test_any_byte_at_which_the_disk_refuses(tmp_path: Path, *, dies: bool) -> None:
    """So it is wherever within a page, or in its head, the refusal begins."""
    chance = random.Random(20)
    for number in range(MANY):
        live_through(tmp_path / f"{number}.db", chance.randrange(FEW * FRAME_BYTES), dies=dies)
