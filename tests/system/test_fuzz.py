"""Payloads that hypothesis makes up, thrown at the archive, the live reader and the agent.

`PLATZFREI_EXAMPLES=5000 make test ARGS="-k test_fuzz"` throws more of them.
"""

import logging
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contract.deliveries import DELIVERIES
from contract.events import DeskState, Record
from contract.examples import health, state, status
from contract.messages import (
    BatchEnvelope,
    DeskNow,
    MalformedMessage,
    Receipt,
    State,
    StateClock,
    encode,
    parse,
)
from contract.times import to_us
from contract.topics import AgentAddress, Channel, Topic
from edge.agent import Agent, Parts, new_inbox
from edge.configuration.config import load
from edge.decisions.readings import Reading
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_rows import Position
from edge.transport import Connected, ReceiptReceived
from hub.domain.assignment import Own
from hub.domain.seq_ranges import Span, difference, spans_of, union
from hub.metrics import HubMetrics
from hub.mqtt import Incoming
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore
from hub.workers.archive import Archivist, Reply
from tests.edge.scripted import ScriptedClock
from tests.hub.small_hub import TWO_DESKS, Hub
from tests.hub.spaces import a_space
from tests.system.hostile import EPOCH, START, a_batch, payloads, topics

ADDRESS = AgentAddress("hof", "pi")
KNOWN = (ADDRESS, AgentAddress("two", "pi"))
SCOPE = Own(frozenset({"d1", "d2"}), frozenset({"main"}))
NOW_US = to_us(START)
EXAMPLES = settings(deadline=None, max_examples=int(os.environ.get("PLATZFREI_EXAMPLES", "200")))


def readable(model: type[Record], payload: bytes) -> bool:
    """Tell whether a payload is a message."""
    try:
        parse(model, payload)
    except MalformedMessage:
        return False
    return True


@pytest.fixture
def _silence() -> Iterator[None]:
    """Every refusal is logged, thousands of times."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def counted(metrics: HubMetrics, name: str) -> float:
    """Add up a counter over its labels."""
    samples = (sample for family in metrics.registry.collect() for sample in family.samples)
    return sum(one.value for one in samples if one.name == f"platzfrei_{name}_total")


@pytest.mark.usefixtures("_silence")
def test_the_archive_settles_every_event_of_every_readable_envelope(tmp_path: Path) -> None:
    """Whatever comes: no error, and each number is stored or quarantined, counted and receipted."""
    known = [
        a_batch(1, 3),
        a_batch(2, 9),
        a_batch(5, 5, desk="d" * 63),
        a_batch(2**63 - 2, 2**63 - 1),
    ]
    incoming = st.builds(Incoming, topics([ADDRESS]), payloads(known), st.booleans())
    ours = st.builds(
        Incoming, st.just(ADDRESS.topic(Channel.EVENTS)), payloads(known), st.just(False)
    )

    as_it_should_be = Incoming(ADDRESS.topic(Channel.EVENTS), known[0], retained=False)

    @EXAMPLES
    @example([as_it_should_be])
    @given(st.lists(ours | incoming, min_size=1, max_size=5))
    def law(messages: list[Incoming]) -> None:
        metrics = HubMetrics()
        replies = Archivist({ADDRESS: SCOPE}, store, metrics).take(messages, NOW_US)
        for_us = [message for message in messages if message.topic == ADDRESS.topic(Channel.EVENTS)]
        good = [for_u.payload for for_u in for_us if readable(BatchEnvelope, for_u.payload)]
        envelopes = [parse(BatchEnvelope, payload) for payload in good]
        assert [(one.epoch, one.first, one.last) for one in map(read, replies)] == [
            (envelope.epoch, envelope.first, envelope.last) for envelope in envelopes
        ]
        for reply in replies:
            assert_sound(reply, tmp_path / "store.db")
        fates = ("events_stored", "events_repeated", "events_quarantined")
        assert sum(counted(metrics, fate) for fate in fates) == sum(
            len(envelope.events) for envelope in envelopes
        )
        assert counted(metrics, "payloads_unreadable") == len(for_us) - len(good)
        assert counted(metrics, "messages_ignored") == len(messages) - len(for_us)

    with closing(SqliteStore.open(tmp_path / "store.db")) as store:
        law()
    with closing(SqliteReader.open(tmp_path / "store.db")) as reader:
        assert reader.unreadable_count() > 0, "nothing unreadable was tried"
        assert len(list(reader.events(ADDRESS, 0, 2**62))) > 0, "nothing good was tried"


def read(reply: Reply) -> Receipt:
    """Read a receipt as an edge does."""
    return parse(Receipt, reply.payload)


def assert_sound(reply: Reply, path: Path) -> None:
    """Whatever a receipt settles is stored, or quarantined and named."""
    receipt = read(reply)
    with closing(SqliteReader.open(path)) as reader:
        record = next(epoch for epoch in reader.epochs() if epoch.epoch == receipt.epoch)
    named = spans_of(quarantined.seq for quarantined in receipt.quarantined)
    assert difference(named, record.quarantined) == ()
    settled = union([*record.stored, *named])
    assert difference([Span(receipt.first, receipt.last)], settled) == ()


@pytest.mark.usefixtures("_silence")
def test_the_live_reader_believes_nothing_unreadable() -> None:
    """Whatever comes: no error, what is no message changes nothing, and all of it is counted."""
    hub = Hub(a_space(small_count=0, desk=TWO_DESKS), a_space(id="two", desk=TWO_DESKS))
    two_desks = {name: DeskNow(state=DeskState.OCCUPIED, since=START) for name in ("d1", "d2")}
    fresh = State(
        epoch=EPOCH, at=START, ttl_s=9, clock=StateClock.SYNCED, desks=two_desks, doors={}
    )
    good = {
        Channel.STATUS: encode(status(online=False)),
        Channel.STATE: encode(fresh),
        Channel.HEALTH: encode(health()),
    }
    spoken = [(agent.topic(channel), good[channel]) for agent in KNOWN for channel in good]
    hostile = st.tuples(
        topics(KNOWN) | st.sampled_from([topic for topic, _ in spoken]),
        payloads([*good.values(), encode(state())]),
    )
    believed: Counter[bool] = Counter()

    @EXAMPLES
    @given(st.sampled_from(spoken) | hostile, st.booleans(), st.sampled_from([0, 1, 70]))
    def law(message: tuple[str, bytes], retained: bool, later_s: int) -> None:
        topic, payload = message
        hub.run(later_s)
        before = [hub.published(space) for space in ("hof", "two")]
        refused = (
            counted(hub.metrics, "messages_ignored"),
            counted(hub.metrics, "payloads_unreadable"),
        )
        hub.live.on_message(topic, payload, retained)
        parsed = Topic.parse(topic)
        is_ours = parsed is not None and parsed.address in KNOWN and parsed.channel in good
        if parsed is not None and is_ours and readable(DELIVERIES[parsed.channel].model, payload):
            believed[True] += 1
        else:
            believed[False] += 1
            more = (0, 1) if is_ours and payload else (1, 0)
            now = (
                counted(hub.metrics, "messages_ignored"),
                counted(hub.metrics, "payloads_unreadable"),
            )
            assert now == (refused[0] + more[0], refused[1] + more[1])
            assert [hub.published(space) for space in ("hof", "two")] == before
        hub.live.tick()
        for space in ("hof", "two"):
            assert hub.published(space).payload(hub.clock.now).model_dump_json()

    law()
    assert min(believed[True], believed[False]) > 0, believed


class Silent:
    """Pins that see nothing, and a transport that takes everything."""

    def read_all(self) -> list[Reading]:
        return []

    def close(self) -> None: ...

    def start(self, will: bytes) -> None: ...

    def rebuild(self, will: bytes) -> None: ...

    def stop(self, timeout_s: float) -> None: ...

    def publish(self, channel: Channel, payload: bytes) -> bool:
        return True

    def silent_s(self) -> float:
        return 0


EDGE_TOML = """
space = "hof"
agent = "pi"
outbox = "outbox.db"
[mqtt]
host = "127.0.0.1"
port = 1
[[sensor]]
id = "reed"
kind = "contact"
door = "main"
pin = 5
"""


@pytest.mark.usefixtures("_silence")
def test_no_receipt_harms_the_agent(tmp_path: Path) -> None:
    """Whatever comes: no error, only a receipt settles anything, and a true one always does."""
    (tmp_path / "edge.toml").write_text(EDGE_TOML)
    outbox = Outbox.open(tmp_path / "outbox.db", 64 * 1024 * 1024)
    clock, silent = ScriptedClock(), Silent()
    parts = Parts(clock, outbox, silent, silent, lambda: 0.5)
    agent = Agent(load(tmp_path / "edge.toml"), new_inbox(), parts, "1")
    agent.begin()
    agent.turn(Connected(65_536))
    (row,) = outbox.unsettled(Position(0, 0), 10)
    known = [
        encode(Receipt(store=store * 32, epoch=epoch, first=first, last=last))
        for store in "12"
        for epoch in (row.epoch, EPOCH)
        for first, last in ((1, 1), (2, 2**63 - 1))
    ]

    @EXAMPLES
    @given(payloads(known), st.sampled_from([1, 5, 700]))
    def law(payload: bytes, later_s: int) -> None:
        before = outbox.unsettled(Position(0, 0), 10_000)
        clock.pass_s(later_s)
        agent.turn(ReceiptReceived(payload))
        after = outbox.unsettled(Position(0, 0), 10_000)
        if not readable(Receipt, payload):
            assert set(before) <= set(after)

    law()
    true = Receipt(store="f" * 32, epoch=row.epoch, first=1, last=10_000)
    agent.turn(ReceiptReceived(encode(true)))
    assert outbox.unsettled(Position(0, 0), 10_000) == []
    outbox.close()
