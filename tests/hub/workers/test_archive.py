"""The archive: first the commit, then the receipt; what is bad is set aside and holds up nobody."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from contract.events import DeskChanged, DeskState, Event, Lost, SeqRange
from contract.limits import LARGEST_INT, MAX_REASON_CHARS
from contract.messages import EventBatch, Receipt, encode, parse
from contract.times import from_us, to_us
from contract.topics import AgentAddress, Channel
from hub.domain.assignment import Own
from hub.domain.intake import Batch
from hub.errors import StoreUnavailable
from hub.metrics import HubMetrics
from hub.mqtt import Incoming
from hub.stores.protocol import IgnoredAgent, Outcome
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore
from hub.workers.archive import MAX_BATCHES_PER_COMMIT, MAX_IGNORED_NAMES, Archive, Archivist, Reply
from tests.hub.scripted import trusted
from tests.hub.spaces import utc

ADDRESS, OTHER = AgentAddress("bahnhof", "pi-1"), AgentAddress("hof", "pi-2")
SCOPE = Own(frozenset({"d1"}), frozenset({"main"}))
SCOPES = {ADDRESS: SCOPE, OTHER: SCOPE}
EPOCH = "a" * 32
START = utc(2026, 3, 2, 7)
NOW_US = to_us(START)


class Poison(Exception):
    """What nobody foresaw."""


class Hold:
    """Lets a test stop a commit in the middle."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def wait(self) -> None:
        self.begun.set()
        assert self.go_on.wait(20)


class IllStore(SqliteStore):
    """The real store, which fails as the test says."""

    refuses = False
    poisoned: AgentAddress | None = None
    hold: Hold | None = None

    def append(self, batches: Sequence[Batch], received_us: int) -> list[Outcome]:
        if any(batch.address == self.poisoned for batch in batches):
            raise Poison
        if self.hold is not None:
            self.hold.wait()
        outcomes = super().append(batches, received_us)
        self._fail_if_ill()  # the worst moment: everything is done, and nobody may hear of it
        return outcomes

    def quarantine_payload(self, topic: str, payload: bytes, reason: str, at_us: int) -> bool:
        self._fail_if_ill()
        return super().quarantine_payload(topic, payload, reason, at_us)

    def note_ignored(self, ignored: Sequence[IgnoredAgent]) -> None:
        self._fail_if_ill()
        super().note_ignored(ignored)

    def _fail_if_ill(self) -> None:
        if self.refuses:
            raise StoreUnavailable("disk full")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[IllStore]:
    """Open an empty store."""
    opened = IllStore.open(tmp_path / "store.db")
    yield opened
    opened.close()


@pytest.fixture
def reader(store: IllStore, tmp_path: Path) -> Iterator[SqliteReader]:
    """Open a reader beside it."""
    opened = SqliteReader.open(tmp_path / "store.db")
    yield opened
    opened.close()


@pytest.fixture
def metrics() -> HubMetrics:
    return HubMetrics()


@pytest.fixture
def archivist(store: IllStore, metrics: HubMetrics) -> Archivist:
    return Archivist(SCOPES, store, metrics)


def counted(metrics: HubMetrics, name: str, **labels: str) -> float:
    return metrics.registry.get_sample_value(f"platzfrei_{name}_total", labels) or 0


def desk(seq: int, desk: str = "d1") -> DeskChanged:
    at = from_us(NOW_US + seq % 1000)
    return DeskChanged(seq=seq, at=at, desk=desk, state=DeskState.FREE, evidence="")


def message(*events: Event, address: AgentAddress = ADDRESS) -> Incoming:
    batch = EventBatch(epoch=EPOCH, first=events[0].seq, events=events)
    return raw(encode(batch), address.topic(Channel.EVENTS))


def raw(payload: bytes, topic: str = ADDRESS.topic(Channel.EVENTS)) -> Incoming:
    return Incoming(topic, payload, retained=False)


def stored_seqs(reader: SqliteReader, address: AgentAddress = ADDRESS) -> list[int]:
    return [one.event.seq for one in reader.events(address, 0, 2**62)]


def read(reply: Reply) -> Receipt:
    return parse(Receipt, reply.payload)


def test_a_receipt_covers_what_was_stored(
    archivist: Archivist, store: IllStore, reader: SqliteReader
) -> None:
    """It goes to the agent's own topic and names store, epoch, first and last."""
    (reply,) = archivist.take([message(desk(3), desk(4))], NOW_US)
    assert reply.topic == ADDRESS.topic(Channel.RECEIPTS)
    assert read(reply) == Receipt(store=store.store_id, epoch=EPOCH, first=3, last=4)
    assert stored_seqs(reader) == [3, 4]


def test_batches_that_go_on_have_one_receipt(archivist: Archivist) -> None:
    """Those of one epoch in one commit; after a hole, or back again, comes another one."""
    numbers = (1, 2, 1, 4, 5)
    replies = archivist.take([message(desk(number)) for number in numbers], NOW_US)
    assert [(read(one).first, read(one).last) for one in replies] == [(1, 2), (1, 1), (4, 5)]


def test_a_joined_receipt_names_every_quarantined_event(archivist: Archivist) -> None:
    """Whichever message it was in."""
    messages = [message(desk(1, "d9")), message(desk(2)), message(desk(3, "d9"))]
    (reply,) = archivist.take(messages, NOW_US)
    assert [one.seq for one in read(reply).quarantined] == [1, 3]


def test_a_receipt_names_what_was_quarantined(archivist: Archivist, metrics: HubMetrics) -> None:
    """A malformed event is settled all the same, under its number and with the reason."""
    (reply,) = archivist.take([message(desk(1), desk(2, "d9"), desk(3))], NOW_US)
    (aside,) = read(reply).quarantined
    assert (aside.seq, aside.reason) == (2, "desk: not this agent's: d9")
    assert (read(reply).first, read(reply).last) == (1, 3)
    assert counted(metrics, "events_quarantined") == 1
    assert counted(metrics, "events_stored") == 2


def test_the_log_says_once_what_is_quarantined_and_who_is_unknown(
    archivist: Archivist, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever reads the log learns why nothing arrives; a thousand messages are no flood.

    What an event says isn't told: the log is kept for longer than single events may be.
    """
    ghost = AgentAddress("bahnhof", "ghost")
    for seq in range(1, 20):
        archivist.take([message(desk(seq, f"chair-{seq}")), raw(b"x" * seq)], NOW_US)
        archivist.take([message(desk(seq), address=ghost)], NOW_US)
    told = [record.getMessage() for record in caplog.records]
    said = (
        "quarantined: desk: not this agent's",
        "unreadable payload on",
        "bahnhof/ghost isn't in hub.toml",
    )
    assert [sum(words in line for line in told) for words in said] == [1, 1, 1]
    assert len(told) == 3
    assert not any("chair" in line for line in told)


def test_a_whole_batch_of_bad_events_has_its_receipt(archivist: Archivist) -> None:
    """Five hundred quarantined events of the longest reason still fit one receipt."""
    first = LARGEST_INT - 499
    bad = ",".join(['{"kind":"x"}'] * 500)
    batch = f'{{"schema":1,"epoch":"{EPOCH}","first":{first},"events":[{bad}]}}'
    (reply,) = archivist.take([raw(batch.encode())], NOW_US)
    assert {len(one.reason) for one in read(reply).quarantined} == {MAX_REASON_CHARS}
    assert (read(reply).first, read(reply).last) == (first, LARGEST_INT)


def test_the_last_number_there_is_can_be_stored(archivist: Archivist, reader: SqliteReader) -> None:
    """The largest event number is settled as any other."""
    last = LARGEST_INT
    (reply,) = archivist.take([message(desk(last - 1), desk(last))], NOW_US)
    assert read(reply).last == last
    assert stored_seqs(reader) == [last - 1, last]


def test_no_receipt_after_a_failed_commit(archivist: Archivist, store: IllStore) -> None:
    """While the store takes nothing, nobody is told otherwise; later everything is."""
    store.refuses = True
    with pytest.raises(StoreUnavailable):
        archivist.take([message(desk(1))], NOW_US)
    store.refuses = False
    (reply,) = archivist.take([message(desk(1))], NOW_US)
    assert read(reply).last == 1


@pytest.mark.parametrize(
    "bad", [raw(b"no JSON"), message(desk(1), address=AgentAddress("s", "ghost"))]
)
def test_no_receipt_while_nothing_can_be_noted(
    archivist: Archivist, store: IllStore, bad: Incoming
) -> None:
    """A store that can't set a bad message aside keeps the good ones from being settled too."""
    store.refuses = True
    with pytest.raises(StoreUnavailable):
        archivist.take([bad, message(desk(1))], NOW_US)


def test_an_unreadable_payload_is_kept_once_and_counted_each_time(
    archivist: Archivist, reader: SqliteReader, metrics: HubMetrics
) -> None:
    """It gets no receipt, takes one place in quarantine and holds up nobody."""
    messages = [raw(b"\xff"), message(desk(1)), raw(b"\xff"), raw(b"{}"), raw(b"")]
    assert len(archivist.take(messages, NOW_US)) == 1
    assert reader.unreadable_count() == 3
    assert counted(metrics, "payloads_unreadable", channel="events") == 4


@pytest.mark.parametrize(
    "topic",
    [
        "platzfrei/v1/bahnhof/pi-1/state",
        "platzfrei/v1/bahnhof/pi-1/receipts",
        "platzfrei/v1/bahnhof/events",
        "platzfrei/v2/bahnhof/pi-1/events",
        "platzfrei/v1/bahnhof/pi 1/events",
        "",
    ],
)
def test_a_foreign_topic_is_ignored(archivist: Archivist, metrics: HubMetrics, topic: str) -> None:
    """What isn't an events topic is counted and not kept."""
    assert archivist.take([raw(b"x", topic)], NOW_US) == []
    assert counted(metrics, "messages_ignored", reason="foreign_topic") == 1


def test_an_unknown_agent_is_ignored_counted_and_shown(
    archivist: Archivist, reader: SqliteReader, metrics: HubMetrics
) -> None:
    """It gets no receipt; the audit will name it with its number of messages."""
    ghost = AgentAddress("bahnhof", "ghost")
    for _ in range(2):
        assert archivist.take([message(desk(1), address=ghost)] * 3, NOW_US) == []
    assert reader.ignored_agents() == [IgnoredAgent("bahnhof", "ghost", 6, NOW_US)]
    assert counted(metrics, "messages_ignored", reason="unknown_agent") == 6
    assert stored_seqs(reader, ghost) == []


def test_ten_thousand_made_up_agents_are_counted_but_not_all_remembered(
    archivist: Archivist, reader: SqliteReader, metrics: HubMetrics
) -> None:
    """Names that anybody may invent fill neither memory nor disk."""
    flood = [message(desk(1), address=AgentAddress("s", f"ghost-{n}")) for n in range(10_000)]
    for start in range(0, len(flood), 3_000):
        archivist.take(flood[start : start + 3_000], NOW_US)
    assert counted(metrics, "messages_ignored", reason="unknown_agent") == 10_000
    assert len(reader.ignored_agents()) == MAX_IGNORED_NAMES


def test_strangers_that_were_looked_for_are_shown(
    archivist: Archivist, reader: SqliteReader, metrics: HubMetrics
) -> None:
    """As if their events had come."""
    ghost = AgentAddress("bahnhof", "ghost")
    for _ in range(2):
        archivist.ignore({ghost: 3}, NOW_US)
    assert reader.ignored_agents() == [IgnoredAgent("bahnhof", "ghost", 6, NOW_US)]
    assert counted(metrics, "messages_ignored", reason="unknown_agent") == 6


def test_an_inventor_of_epochs_waits(
    archivist: Archivist, reader: SqliteReader, metrics: HubMetrics
) -> None:
    """What names too many gets no receipt and leaves no trace; its neighbour and time go on."""
    inventions = [lost_message(start) for start in range(0, 3_000, 500)]
    assert len(archivist.take(inventions, NOW_US)) == 2
    assert len(list(reader.epochs())) == 2 + 2 * 500
    assert counted(metrics, "batches_held", space=ADDRESS.space, agent=ADDRESS.agent) == 4
    assert archivist.naming_too_much(NOW_US) == {ADDRESS}
    assert len(archivist.take([message(desk(1), address=OTHER)], NOW_US)) == 1
    hour_us = 3600 * 1_000_000
    assert len(archivist.take(inventions[2:3], NOW_US + hour_us)) == 1
    assert archivist.naming_too_much(NOW_US + hour_us) == frozenset()


def lost_message(start: int) -> Incoming:
    """Declare events of 500 invented epochs lost, in an epoch of its own."""
    ranges = tuple(
        SeqRange(epoch=f"{number:032x}", first=1, last=9) for number in range(start, start + 500)
    )
    lost = Lost(seq=1, at=START, ranges=ranges)
    batch = EventBatch(epoch=f"{start + 10**6:032x}", first=1, events=(lost,))
    return raw(encode(batch))


def test_repetition_is_counted_apart(archivist: Archivist, metrics: HubMetrics) -> None:
    """Only what is stored for the first time counts as stored, and tells how late it came."""
    for later_us in (2_000_000, 9_000_000):
        archivist.take([message(desk(1))], NOW_US + later_us)
    assert counted(metrics, "events_stored") == 1
    assert counted(metrics, "events_repeated") == 1
    assert counted(metrics, "receipts_sent") == 2
    lag = metrics.registry.get_sample_value("platzfrei_observed_to_stored_seconds_sum")
    assert lag == pytest.approx(2, abs=0.01)


# The archive around it: handfuls from a mailbox, one thread, replies.


class Mailbox:
    """Hands out handfuls, then waits for ever; remembers what was published."""

    def __init__(self, *handfuls: list[Incoming]) -> None:
        self._handfuls = list(handfuls)
        self.is_empty = asyncio.Event()
        self.sent: list[Reply] = []

    async def messages(self, at_most: int) -> list[Incoming]:
        assert at_most == MAX_BATCHES_PER_COMMIT
        if not self._handfuls:
            self.is_empty.set()
            await asyncio.Event().wait()
        return self._handfuls.pop(0)

    def publish(self, topic: str, payload: bytes) -> None:
        self.sent.append(Reply(topic, payload))

    def receipts(self) -> list[tuple[str, int, int]]:
        return [(one.topic, read(one).first, read(one).last) for one in self.sent]


def run_archive(
    archivist: Archivist, metrics: HubMetrics, mailbox: Mailbox
) -> tuple[Archive, Mailbox]:
    """Let the archive take every handful, and end it."""

    async def run() -> Archive:
        archive = Archive(archivist, mailbox, metrics, lambda: trusted(START))
        running = asyncio.create_task(archive.run())
        async with asyncio.timeout(20):
            await mailbox.is_empty.wait()
        running.cancel()
        await asyncio.wait([running])
        assert running.cancelled()
        return archive

    return asyncio.run(run()), mailbox


def test_the_archive_answers_what_it_has_stored(archivist: Archivist, metrics: HubMetrics) -> None:
    """Each message of each handful is in a receipt."""
    mailbox = Mailbox([message(desk(1)), message(desk(2))], [message(desk(1), address=OTHER)])
    archive, _ = run_archive(archivist, metrics, mailbox)
    topic, other = ADDRESS.topic(Channel.RECEIPTS), OTHER.topic(Channel.RECEIPTS)
    assert mailbox.receipts() == [(topic, 1, 2), (other, 1, 1)]
    assert archive.is_storing


@pytest.fixture
def prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the archive try again at once."""
    monkeypatch.setattr("hub.workers.archive.STORE_RETRY_S", 0)


@pytest.mark.usefixtures("prompt")
def test_an_ill_store_is_said_and_gets_no_receipt(
    archivist: Archivist, metrics: HubMetrics, store: IllStore
) -> None:
    """The hub isn't ready, counts the failure and keeps silent towards the edge."""
    store.refuses = True
    archive, mailbox = run_archive(archivist, metrics, Mailbox([message(desk(1))]))
    assert mailbox.sent == []
    assert not archive.is_storing
    assert counted(metrics, "store_failures") == 1


@pytest.mark.usefixtures("prompt")
def test_a_healed_store_is_said(archivist: Archivist, metrics: HubMetrics, store: IllStore) -> None:
    """The first commit that succeeds again makes the hub ready."""
    store.refuses = True
    healing = Healing(store, [message(desk(1))], [message(desk(1))])
    archive, mailbox = run_archive(archivist, metrics, healing)
    assert len(mailbox.sent) == 1
    assert archive.is_storing


class Healing(Mailbox):
    """A mailbox during whose second handful the store is well again."""

    def __init__(self, store: IllStore, *handfuls: list[Incoming]) -> None:
        super().__init__(*handfuls)
        self._store = store

    async def messages(self, at_most: int) -> list[Incoming]:
        self._store.refuses = len(self._handfuls) > 1
        return await super().messages(at_most)


def test_one_poisoned_message_does_not_hold_up_its_neighbours(
    archivist: Archivist, metrics: HubMetrics, store: IllStore, reader: SqliteReader
) -> None:
    """What nobody foresaw is set aside with the message that brought it; the store is well."""
    store.poisoned = OTHER
    handful = [message(desk(1)), message(desk(1), address=OTHER), message(desk(2))]
    archive, mailbox = run_archive(archivist, metrics, Mailbox(handful))
    topic = ADDRESS.topic(Channel.RECEIPTS)
    assert mailbox.receipts() == [(topic, 1, 1), (topic, 2, 2)]
    assert stored_seqs(reader) == [1, 2]
    assert reader.unreadable_count() == 1
    assert archive.is_storing
    assert counted(metrics, "store_failures") == 0


def test_a_poisoned_message_that_comes_last_leaves_the_store_well(
    archivist: Archivist, metrics: HubMetrics, store: IllStore
) -> None:
    """In a quiet region nothing follows that would say so."""
    store.poisoned = OTHER
    archive, _ = run_archive(archivist, metrics, Mailbox([message(desk(1), address=OTHER)]))
    assert archive.is_storing


def test_events_of_the_future_get_no_receipt(
    archivist: Archivist, metrics: HubMetrics, reader: SqliteReader
) -> None:
    """Those before and after them in the same message do; what is held back is counted."""
    later = desk(2).model_copy(update={"at": START + timedelta(hours=1, seconds=1)})
    _, mailbox = run_archive(archivist, metrics, Mailbox([message(desk(1), later, desk(3))]))
    topic = ADDRESS.topic(Channel.RECEIPTS)
    assert mailbox.receipts() == [(topic, 1, 1), (topic, 3, 3)]
    assert stored_seqs(reader) == [1, 3]
    assert counted(metrics, "events_held_back") == 1
    assert archivist.held_back[ADDRESS].furthest_us == to_us(later.at)


def test_a_commit_under_way_is_finished(
    archivist: Archivist, metrics: HubMetrics, store: IllStore, reader: SqliteReader
) -> None:
    """Ending the hub waits for the commit that has begun, so that the file is left whole."""
    store.hold = hold = Hold()

    async def run() -> None:
        archive = Archive(archivist, Mailbox([message(desk(1))]), metrics, lambda: trusted(START))
        running = asyncio.create_task(archive.run())
        await asyncio.to_thread(hold.begun.wait)
        running.cancel()
        threading.Timer(0.05, hold.go_on.set).start()
        await asyncio.wait([running])

    asyncio.run(run())
    assert stored_seqs(reader) == [1]


def test_it_goes_by_what_is_whose_now(
    archivist: Archivist, reader: SqliteReader, metrics: HubMetrics
) -> None:
    """Who was a stranger gets no receipt, and sends again; once it is named, all of it is kept."""
    new = AgentAddress("bahnhof", "pi-9")
    said = message(desk(1), address=new)
    assert archivist.take([said], NOW_US) == []
    assert counted(metrics, "messages_ignored", reason="unknown_agent") == 1
    archivist.follow({**SCOPES, new: SCOPE})
    (receipt,) = archivist.take([said], NOW_US)
    assert receipt.topic == new.topic(Channel.RECEIPTS)
    assert stored_seqs(reader, new) == [1]
    archivist.follow(SCOPES)
    assert archivist.take([said], NOW_US) == []
