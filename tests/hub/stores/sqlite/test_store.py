"""The embedded store, failed and killed at every step of what it does; and what must not grow."""

import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from contract.events import Previous, Started
from contract.limits import MAX_BATCH_BYTES
from hub.domain.seq_ranges import Span
from hub.errors import StoreUnavailable
from hub.stores.protocol import EpochRecord, IgnoredAgent, StoredEvent
from hub.stores.sqlite import append, check_sums
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore
from tests.hub.stores.stepping import (
    ADDRESS,
    EPOCH,
    FIRST_LIFE,
    NEXT,
    START,
    WORKS,
    Steps,
    batch,
    counted_by,
    desk,
    prepare,
)

ROOT = Path(__file__).parents[4]
Work = Callable[[SqliteStore], None]


@dataclass(frozen=True)
class Content:
    """All that a store holds."""

    is_in_first_life: bool
    events: tuple[StoredEvent, ...]
    epochs: tuple[EpochRecord, ...]
    ignored: tuple[IgnoredAgent, ...]
    quarantine: tuple[tuple[object, ...], ...]


def content(path: Path) -> Content:
    """Read everything, as a stranger would."""
    with closing(SqliteReader.open(path)) as reader:
        rows = reader._file.rows("SELECT source, seq, reason, raw FROM quarantine ORDER BY id")
        ((store_id,),) = reader._file.rows("SELECT id FROM store")
        return Content(
            is_in_first_life=store_id == FIRST_LIFE,
            events=tuple(reader.events(ADDRESS, 0, 2**62)),
            epochs=tuple(sorted(reader.epochs(), key=lambda one: one.epoch)),
            ignored=tuple(reader.ignored_agents()),
            quarantine=tuple(rows),
        )


EMPTY = Content(False, (), (), (), ())


def done(folder: Path, work: Work) -> tuple[Content, Content]:
    """Return what is stored before and after a work that nothing disturbs."""
    path = folder / "undisturbed.db"
    prepare(path)
    before = content(path)
    with closing(SqliteStore.open(path)) as store:
        work(store)
    return before, content(path)


def fail() -> None:
    raise sqlite3.OperationalError("disk I/O error")


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
def test_an_error_at_any_step_leaves_all_or_nothing(
    tmp_path: Path, work: Work, moment: str
) -> None:
    """Each statement in turn fails: nothing of the work is kept, and it succeeds when repeated."""
    before, after = done(tmp_path, work)
    path = tmp_path / "store.db"
    prepare(path)
    steps = Steps()
    with counted_by(steps), closing(SqliteStore.open(path)) as store:
        for number in count(1):
            steps.plan = {(moment, len(steps.said) + number): fail}
            try:
                work(store)
            except StoreUnavailable:
                is_committed = moment == "after" and steps.said[-1] == "COMMIT"
                assert content(path) == (after if is_committed else before), steps.said[-1]
                if is_committed:
                    break  # a success that looks like a failure: the edge sends again
            else:
                break
        steps.plan = {}
    assert content(path) == after
    assert number > 2
    print(f"{number - 1} steps failed, each alone, 0 violations")


def test_an_error_while_undoing_is_an_error_of_the_store(tmp_path: Path) -> None:
    """Even if the rollback fails too, the answer is the same, and the next work succeeds."""
    _, after = done(tmp_path, WORKS["append"])
    path = tmp_path / "store.db"
    prepare(path)
    steps = Steps()
    with counted_by(steps), closing(SqliteStore.open(path)) as store:
        now = len(steps.said)
        steps.plan = {("before", now + 3): fail, ("before", now + 4): fail}
        for _ in range(2):  # the second time finds the transaction of the first
            with pytest.raises(StoreUnavailable):
                WORKS["append"](store)
        WORKS["append"](store)
    assert content(path) == after


@pytest.mark.parametrize("work", WORKS)
def test_a_kill_at_any_step_leaves_all_or_nothing(tmp_path: Path, work: str) -> None:
    """The process dies around each statement: what was answered is there, all can be repeated."""
    before, after = done(tmp_path, WORKS[work])
    subprocess.run(
        [sys.executable, "-m", "tests.hub.stores.stepping", work, tmp_path], cwd=ROOT, check=True
    )
    paths = [tmp_path / f"{number}.db" for number in range(1, len(list(tmp_path.glob("*.db"))))]
    kept = [content(path) for path in paths]
    assert kept == [before] * (len(kept) - 2) + [after] * 2, "only the commit itself keeps it"
    assert paths[-1].with_suffix(".returned").exists()
    print(f"{len(paths) - 1} crash points, 0 violations")
    for path in paths:
        with closing(SqliteStore.open(path)) as store:
            WORKS["append"](store)
        assert [one.event.seq for one in content(path).events] == [1, 1, 2, 3, 4, 6, 7, 2]


def test_a_kill_while_the_store_is_made_leaves_one_that_can_be_made(tmp_path: Path) -> None:
    """However far the first start came, the second finishes it."""
    steps = Steps()
    with counted_by(steps):
        SqliteStore.open(tmp_path / "whole.db").close()
    for number in range(1, len(steps.said) + 1):
        path = tmp_path / f"{number}.db"
        broken = Steps(plan={("before", number): fail})
        with counted_by(broken), pytest.raises(StoreUnavailable):
            SqliteStore.open(path)
        SqliteStore.open(path).close()
        assert content(path) == EMPTY


def test_a_name_that_was_not_committed_is_not_used(tmp_path: Path) -> None:
    """If a new life can't be written down, receipts go on under the old one."""
    path = tmp_path / "store.db"
    steps = Steps()
    with counted_by(steps), closing(SqliteStore.open(path)) as store:
        before = store.store_id
        steps.plan = {("before", len(steps.said) + 2): fail}
        with pytest.raises(StoreUnavailable):
            store.renew()
        assert store.store_id == before
        renewed = store.renew()
        assert before != store.store_id == renewed
    with closing(SqliteStore.open(path)) as again:
        assert again.store_id == renewed


def test_a_full_disk_is_survived(tmp_path: Path) -> None:
    """A disk that takes nothing more fails the commit whole; with room again, all is stored."""
    path = tmp_path / "store.db"
    prepare(path)
    before = content(path)
    many = [batch(*map(desk, range(start, start + 500))) for start in range(100, 5_100, 500)]
    with closing(SqliteStore.open(path)) as store:
        assert list(store._file.rows("PRAGMA max_page_count = 30")) == [(30,)]
        with pytest.raises(StoreUnavailable, match="full"):
            store.append(many, 0)
        assert content(path) == before
        assert list(store._file.rows("PRAGMA max_page_count = 100000")) == [(100_000,)]
        store.append(many, 0)
    assert len(content(path).events) == len(before.events) + 5_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore.open(path)) as opened:
        yield opened


def test_the_quarantine_keeps_the_newest(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Malformed events can't fill the disk, but each of their numbers stays accounted for."""
    monkeypatch.setattr(append, "MAX_QUARANTINE_ROWS", 5)
    for seq in range(1, 21):
        store.append([batch(rejected=(seq,))], 0)
        store.quarantine_payload("t", b"%d" % seq, "no JSON", 0)
    kept = content(path)
    assert [row[1] for row in kept.quarantine] == [None, 19 + 1, None][:0] or len(
        kept.quarantine
    ) == 5
    assert kept.epochs[0].quarantined == (Span(1, 20),)


def test_nobody_pushes_out_what_others_had_set_aside(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the quarantine's room the greediest gives back, its oldest first."""
    monkeypatch.setattr(append, "MAX_QUARANTINE_ROWS", 5)
    for neighbour in ("a", "b"):
        store.quarantine_payload(neighbour, b"first", "no JSON", 0)
    for number in range(20):
        store.quarantine_payload("flooder", b"%d" % number, "no JSON", 0)
    assert Counter(row[0] for row in content(path).quarantine) == {"a": 1, "b": 1, "flooder": 3}
    kept = [row[3] for row in content(path).quarantine if row[0] == "flooder"]
    assert kept == [b"17", b"18", b"19"]


def test_of_an_oversized_payload_the_head_is_kept(store: SqliteStore, path: Path) -> None:
    """Two that only differ behind the head are still two."""
    head = b"x" * MAX_BATCH_BYTES
    for tail in (b"1", b"2", b"1"):
        store.quarantine_payload("t", head + tail, "too large", 0)
    assert [row[3] for row in content(path).quarantine] == [head, head]


def test_a_reader_sees_one_moment(store: SqliteStore, path: Path) -> None:
    """What is stored while the audit reads is wholly in it or not at all."""

    class Interrupted(SqliteReader):
        def _all_names(self) -> dict[tuple[str, str, str], list[tuple[str, int]]]:
            previous = Previous(epoch=EPOCH, last=2)
            started = Started(seq=1, at=START, boot=NEXT, previous=previous, desks={}, doors={})
            store.append([batch(desk(2)), batch(started, epoch=NEXT)], 0)
            return super()._all_names()

    store.append([batch(desk(1))], 0)
    with closing(Interrupted.open(path)) as reader:
        (record,) = reader.epochs()
    assert (record.stored, record.named_last) == ((Span(1, 1),), None)


def test_nothing_is_searched_from_end_to_end(store: SqliteStore) -> None:
    """However large the store grows, appending looks up what it needs by an index."""
    said: list[str] = []
    store._file._connection.set_trace_callback(said.append)
    for work in (WORKS["append"], WORKS["append"], WORKS["set_aside"]):
        work(store)
    store._file._connection.set_trace_callback(None)
    looking = [sql for sql in said if sql.split()[0] not in ("BEGIN", "COMMIT")]
    plans = {
        detail
        for sql in looking
        for *_, detail in store._file.rows(f"EXPLAIN QUERY PLAN {sql}")
        if detail.startswith("SCAN") and "CONSTANT ROW" not in detail
    }
    assert len(looking) > 10
    assert plans == set()


def test_the_file_is_for_the_hub_alone(store: SqliteStore, path: Path) -> None:
    """Whoever isn't the hub reads nothing, and nothing of the WAL beside it."""
    beside = [path.with_name(path.name + suffix) for suffix in ("-wal", "-shm")]
    assert {each.stat().st_mode & 0o777 for each in (path, *beside)} == {0o600}


def test_events_of_one_instant_are_in_the_order_of_their_epochs(tmp_path: Path) -> None:
    """By name, whichever came first; then by number."""
    with closing(SqliteStore.open(tmp_path / "hub.db")) as store:
        for epoch in ("f" * 32, "a" * 32, "c" * 32):
            same = [desk(seq).model_copy(update={"at": START}) for seq in (1, 2)]
            store.append([batch(*same, epoch=epoch)], 0)
        with closing(store.open_history()) as history:
            events = list(history.stretch(ADDRESS, 0, 2**62).events)
    assert [(one.epoch[0], one.seq) for one in events] == [
        (name, seq) for name in "acf" for seq in (1, 2)
    ]


def test_the_newest_deletion_is_found_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row of the log is read however long it is: each space asks at every step."""
    path, judged = tmp_path / "hub.db", Counter[str]()

    def counted(*row: object) -> bool:
        judged[str(row[0])] += 1
        return True

    with closing(SqliteStore.open(path)) as store:
        for number in (3, 1, 2):
            store.delete_raw(number, 10 * number)
    monkeypatch.setattr(check_sums, "_require_sound", counted)
    with closing(SqliteStore.open(path)) as store, closing(store.open_history()) as history:
        judged.clear()
        assert history.deleted_until_us() == 3
        assert judged == {"deletion": 1}
        assert store._deleted_us == 30
