"""The sender: whatever has no receipt is sent, and sent again, within its limits."""

import itertools
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.limits import MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from contract.messages import BatchEnvelope, parse
from edge.delivery.check_sums import summed
from edge.delivery.outbox import Outbox, Settled
from edge.delivery.outbox_rows import Entry, Position, Row
from edge.delivery.sender import MOST_UNANSWERED, PROBE_BYTES, WINDOW, Sender, resend_wait_us
from edge.errors import OutboxDamaged, OutboxUnavailable
from tests.edge.scripted import SECOND_US

ROOMY = 64 * 1024 * 1024
FIRST, SECOND = "1" * 32, "2" * 32
STORE, OTHER = "5" * 32, "6" * 32
LONG_S = 60.0
Numbers = tuple[str, int, int]
"""A batch: its epoch, first and last number."""


class FlakyOutbox(Outbox):
    """The real outbox, on a disk that can't be read when told so."""

    is_unreadable = False

    def unsettled(self, after: Position, limit: int) -> list[Row]:
        if self.is_unreadable:
            raise OutboxUnavailable("disk I/O error")
        return super().unsettled(after, limit)


@dataclass
class Desk:
    """A sender at its outbox, on a clock of its own; everything published is noted."""

    path: Path
    jitter: float = 0.0
    now_us: int = 0
    takes: bool = True
    payloads: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.outbox = FlakyOutbox.open(self.path, ROOMY)
        self.sender = Sender(self.outbox, self.publish, lambda: self.jitter)
        self.sender.connected(MAX_BATCH_BYTES)

    def publish(self, payload: bytes) -> bool:
        if self.takes:
            self.payloads.append(payload)
        return self.takes

    def keep(self, count: int, epoch: str = FIRST, body: str = '{"kind":"stopped"}') -> None:
        """Append events to an epoch, which begins with the first of them."""
        rows = self.outbox._file.rows("SELECT last_seq FROM epoch WHERE epoch = ?", (epoch,))
        next_seq = 1 + (rows[0][0] if rows else 0)
        entries = [Entry(seq, seq, seq, body) for seq in range(next_seq, next_seq + count)]
        if not rows:
            self.outbox.begin(epoch, "b" * 32, entries.pop(0))
        if entries:
            self.outbox.append(epoch, entries, lose_nothing)

    def pump(self, after_s: float = 0) -> list[Numbers]:
        """Let time pass, pump, and return what was published."""
        self.now_us += int(after_s * SECOND_US)
        self.payloads.clear()
        self.sender.pump(self.now_us)
        return [numbers(payload) for payload in self.payloads]

    def receive(self, epoch: str, first: int, last: int, store: str = STORE) -> Settled:
        """Take a receipt as the agent does."""
        done = self.outbox.settle(store, epoch, first, last, self.now_us)
        if done is Settled.NEW_STORE:
            self.sender.begin_again()
        elif done is Settled.ROWS:
            self.sender.received(epoch, first, last)
        return done


def lose_nothing(_: object) -> Entry:
    raise AssertionError("the outbox is roomy")


def numbers(payload: bytes) -> Numbers:
    batch = parse(BatchEnvelope, payload)
    return (batch.epoch, batch.first, batch.last)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "outbox.db")
    yield made
    made.outbox.close()


@pytest.fixture
def known(desk: Desk) -> Desk:
    """Return a desk whose outbox knows its store: receipts begin nothing again."""
    desk.keep(1, "0" * 32)
    desk.receive("0" * 32, 1, 1)
    return desk


# Cutting


def test_events_go_out_in_order_and_once(desk: Desk) -> None:
    """One batch carries what is there; the next pump has nothing new to say."""
    desk.keep(3)
    assert desk.pump() == [(FIRST, 1, 3)]
    assert desk.pump() == []
    desk.keep(2)
    assert desk.pump() == [(FIRST, 4, 5)]


def test_a_batch_is_of_one_epoch(desk: Desk) -> None:
    """Older epochs go first, each in batches of its own."""
    desk.keep(2, FIRST)
    desk.keep(2, SECOND)
    assert desk.pump() == [(FIRST, 1, 2), (SECOND, 1, 2)]


def test_a_batch_is_contiguous(known: Desk) -> None:
    """What was settled in between is a gap, and a gap parts batches."""
    known.keep(5)
    known.receive(FIRST, 3, 3)
    assert known.pump() == [(FIRST, 1, 2), (FIRST, 4, 5)]


def test_a_batch_has_at_most_500_events(desk: Desk) -> None:
    """A backlog is cut by number."""
    desk.keep(MAX_BATCH_EVENTS + 1)
    assert desk.pump() == [(FIRST, 1, 500), (FIRST, 501, 501)]


@pytest.mark.parametrize("broker_bytes", [4_000, MAX_BATCH_BYTES, 10 * MAX_BATCH_BYTES])
def test_a_batch_has_at_most_64_kib_and_what_the_broker_takes(
    desk: Desk, broker_bytes: int
) -> None:
    """It is also cut by size: ours, or the broker's if that is smaller."""
    desk.keep(400, body='{"kind":"fault","sensor":"s","problem":"' + "x" * 600 + '"}')
    desk.sender.connected(broker_bytes)
    desk.pump()
    assert len(desk.payloads) == WINDOW
    limit = min(broker_bytes, MAX_BATCH_BYTES)
    assert all(limit * 0.6 < len(payload) <= limit for payload in desk.payloads)


def test_an_event_too_large_for_the_broker_holds_up_nobody(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """It waits on the card for a better broker; what comes after it goes out."""
    for _ in range(2 * WINDOW):
        desk.keep(1, body='{"kind":"lost","ranges":"' + "x" * 5000 + '"}')
    desk.keep(2)
    desk.sender.connected(2_000)
    assert desk.pump() == [(FIRST, 9, 10)]
    assert desk.pump(LONG_S) == [(FIRST, 9, 10)]
    assert len(caplog.records) == 2 * WINDOW
    desk.sender.connected(MAX_BATCH_BYTES)
    assert desk.pump() == [(FIRST, 1, 10)]


# The window


def test_four_batches_are_in_flight(known: Desk) -> None:
    """A receipt makes room for the next one, whichever of them it is for."""
    known.keep(6 * MAX_BATCH_EVENTS)
    assert [first for _, first, _ in known.pump()] == [1, 501, 1001, 1501]
    assert known.pump() == []
    known.receive(FIRST, 501, 1000)
    assert known.pump() == [(FIRST, 2001, 2500)]
    known.receive(FIRST, 1, 500)
    known.receive(FIRST, 1001, 1500)
    assert known.pump() == [(FIRST, 2501, 3000)]


@pytest.mark.parametrize(
    ("receipt", "frees"),
    [
        ((FIRST, 1, 500), True),
        ((FIRST, 1, 2000), True),
        ((FIRST, 1, 499), False),
        ((FIRST, 2, 500), False),
        ((SECOND, 1, 500), False),
    ],
)
def test_only_a_receipt_for_all_of_a_batch_takes_it_out(
    known: Desk, receipt: Numbers, *, frees: bool
) -> None:
    """A partial or foreign receipt leaves it in the window until its time is up."""
    known.keep(5 * MAX_BATCH_EVENTS)
    known.pump()
    known.receive(*receipt)
    assert bool(known.pump()) is frees


def test_of_a_partly_settled_batch_only_the_rest_is_sent_again(known: Desk) -> None:
    """The receipt settled what it named; the remainder goes in as many batches as it takes."""
    known.keep(10)
    known.pump()
    known.receive(FIRST, 4, 6)
    assert known.pump(LONG_S) == [(FIRST, 1, 3), (FIRST, 7, 10)]


def test_what_was_settled_meanwhile_is_not_sent_again(known: Desk) -> None:
    """A receipt for a batch in two halves leaves nothing to say when its time is up."""
    known.keep(10)
    known.pump()
    known.receive(FIRST, 1, 5)
    known.receive(FIRST, 6, 10)
    assert known.pump(LONG_S) == []


def test_a_receipt_that_comes_twice_changes_nothing(known: Desk) -> None:
    """The window does not grow by it."""
    known.keep(7 * MAX_BATCH_EVENTS)
    known.pump()
    for _ in range(3):
        known.receive(FIRST, 1, 500)
    assert [first for _, first, _ in known.pump()] == [2001]


# Again


def test_the_wait_for_a_receipt_doubles_and_is_capped() -> None:
    """5, 10, 20, then 30 seconds, and up to a third longer by jitter."""
    waits_s = [resend_wait_us(tries, 0.0) / SECOND_US for tries in range(6)]
    assert waits_s == [5, 10, 20, 30, 30, 30]
    assert resend_wait_us(10**9, 0.0) == 30 * SECOND_US
    assert [resend_wait_us(tries, 1.0) / SECOND_US for tries in (0, 9)] == pytest.approx(
        [5 * 4 / 3, 40]
    )


@pytest.mark.parametrize(("jitter", "stretch"), [(0.0, 1.0), (1.0, 4 / 3)])
def test_a_batch_without_receipt_is_sent_again_after_the_wait(
    desk: Desk, jitter: float, stretch: float
) -> None:
    """Not a moment before, and each time it waits longer."""
    desk.jitter = jitter
    desk.keep(3)
    desk.pump()
    for wait_s in (5, 10, 20, 30, 30):
        assert desk.pump(wait_s * stretch - 0.01) == []
        assert desk.pump(0.02) == [(FIRST, 1, 3)]


def test_what_is_sent_again_may_be_cut_anew(known: Desk) -> None:
    """After a connection to a smaller broker the same events go in smaller batches."""
    known.keep(100)
    assert known.pump() == [(FIRST, 1, 100)]
    known.sender.connected(2_000)
    again = known.pump()
    assert len(again) == WINDOW
    assert again[0][:2] == (FIRST, 1)
    assert all(one[2] + 1 == other[1] for one, other in itertools.pairwise(again))


def test_a_reconnection_begins_from_the_oldest(known: Desk) -> None:
    """Nothing that was in flight on the old connection is assumed to have arrived."""
    known.keep(10)
    known.pump()
    known.receive(FIRST, 1, 4)
    known.sender.disconnected()
    known.sender.connected(MAX_BATCH_BYTES)
    assert known.pump() == [(FIRST, 5, 10)]


def test_nothing_is_sent_while_disconnected(desk: Desk) -> None:
    """Neither what is new nor what is due."""
    desk.keep(2)
    desk.pump()
    desk.sender.disconnected()
    desk.keep(2)
    assert desk.pump(LONG_S) == []


def test_nothing_is_sent_before_the_first_connection(tmp_path: Path) -> None:
    """A sender that was never told of a connection keeps quiet."""
    desk = Desk(tmp_path / "outbox.db")
    desk.keep(1)
    Sender(desk.outbox, desk.publish, lambda: 0.0).pump(0)
    desk.outbox.close()
    assert desk.payloads == []


def test_a_new_store_gets_everything_again(known: Desk) -> None:
    """What was settled and what is in flight goes out to a store that has neither."""
    known.keep(3)
    known.pump()
    known.receive(FIRST, 1, 2)
    assert known.receive(FIRST, 3, 3, store=OTHER) is Settled.NEW_STORE
    assert known.pump() == [("0" * 32, 1, 1), (FIRST, 1, 2)]


def test_a_refused_batch_is_tried_with_the_next_pump(desk: Desk) -> None:
    """A client whose queue is full takes nothing; that is no reason to wait for a receipt."""
    desk.keep(2)
    desk.takes = False
    assert desk.pump() == []
    desk.takes = True
    assert desk.pump() == [(FIRST, 1, 2)]


def test_a_refused_repetition_is_tried_a_second_later(known: Desk) -> None:
    """It keeps its place in the window and is not forgotten."""
    known.keep(2)
    known.pump()
    known.takes = False
    assert known.pump(LONG_S) == []
    known.takes = True
    assert known.pump(0.5) == []
    assert known.pump(0.5) == [(FIRST, 1, 2)]


def test_an_unreadable_card_takes_no_batch_out_of_the_window(desk: Desk) -> None:
    """What was due when it could not be read is due when it can be read again."""
    desk.keep(2)
    desk.pump()
    desk.outbox.is_unreadable = True
    with pytest.raises(OutboxUnavailable):
        desk.pump(LONG_S)
    desk.outbox.is_unreadable = False
    assert desk.pump() == [(FIRST, 1, 2)]


def test_rows_that_left_the_card_are_forgotten(known: Desk) -> None:
    """An overflow may take what is in flight; its `lost` goes out in its stead."""
    known.keep(3)
    known.pump()
    known.outbox._file.execute("DELETE FROM entry WHERE epoch_no = 2")
    known.keep(1, SECOND)
    assert known.pump(LONG_S) == [(SECOND, 1, 1)]


def test_a_garbled_row_travels_in_its_place(desk: Desk) -> None:
    """One that was garbled before it had a sum: the hub can quarantine it by its number."""
    desk.keep(3)
    desk.outbox._file.execute("UPDATE entry SET body = x'ff7b' WHERE seq = 2")
    with pytest.raises(OutboxDamaged):
        desk.pump()
    assert desk.payloads == []
    desk.outbox._file.execute("UPDATE entry SET body = '\u00ff{'")
    desk.outbox._file.execute(f"UPDATE entry SET check_sum = {summed('entry')}")  # noqa: S608 - ours
    desk.pump()
    (payload,) = desk.payloads
    assert [event["kind"] for event in parse(BatchEnvelope, payload).events] == ["damaged"] * 3


# Nobody listens


def silent_day(desk: Desk, reconnect_s: int | None = None) -> list[int]:
    """Pump for an hour without any receipt, and return the size of each payload."""
    sizes: list[int] = []
    for second in range(3600):
        if reconnect_s is not None and second % reconnect_s == 0:
            desk.sender.connected(MAX_BATCH_BYTES)
        desk.pump(1)
        sizes += [len(payload) for payload in desk.payloads]
    return sizes


@pytest.mark.parametrize("reconnect_s", [None, 300])
def test_a_hub_that_is_down_costs_little(known: Desk, reconnect_s: int | None) -> None:
    """After three rounds without a receipt only small probes go out, reconnected or not."""
    known.keep(10 * MAX_BATCH_EVENTS)
    sizes = silent_day(known, reconnect_s)
    full = [size for size in sizes if size > PROBE_BYTES]
    assert len(full) == MOST_UNANSWERED
    assert 90 <= len(sizes) - len(full) <= 160


def test_the_first_receipt_opens_the_window_again(known: Desk) -> None:
    """Who answers a probe gets the backlog at full speed, what was given up first."""
    known.keep(10 * MAX_BATCH_EVENTS)
    silent_day(known)
    (probe,) = known.pump(40)
    known.receive(*probe)
    _, _, last = probe
    assert [size for _, first, end in known.pump() if (size := end - first + 1)] == [500] * (
        WINDOW + 1
    )
    known.receive(FIRST, last + 1, last + 500)
    assert len(known.pump()) >= 1


# A law

Step = tuple[str, int]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), st.integers(1, 40)),
        st.tuples(st.just("begin"), st.integers(1, 5)),
        st.tuples(st.just("pass"), st.integers(0, 45)),
        st.tuples(st.just("receipt"), st.integers(0, 30)),
        st.tuples(st.just("half a receipt"), st.integers(0, 30)),
        st.tuples(st.just("disconnect"), st.just(0)),
        st.tuples(st.just("connect"), st.sampled_from([600, 3_000, MAX_BATCH_BYTES])),
        st.tuples(st.just("refuse"), st.integers(0, 1)),
        st.tuples(st.just("new store"), st.integers(0, 30)),
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_whatever_happens_each_unsettled_row_is_sent_and_no_settled_one(steps: list[Step]) -> None:
    """Under any interleaving no payload carries a settled row, and in the end all are settled."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "outbox.db", jitter=0.5)
        try:
            _live(desk, steps)
            _drain(desk)
        finally:
            desk.outbox.close()


def _live(desk: Desk, steps: list[Step]) -> None:
    sent: list[Numbers] = []
    epochs, stores = 0, 0
    for step, number in [("begin", 1), *steps]:
        match step:
            case "begin":
                epochs += 1
                desk.keep(number, f"{epochs:032x}")
            case "keep":
                desk.keep(number, f"{epochs:032x}")
            case "receipt" | "half a receipt" | "new store" if sent:
                epoch, first, last = sent[number % len(sent)]
                stores += step == "new store"
                half = (last - first + 1) // 2 if step == "half a receipt" else 0
                desk.receive(epoch, first, last - half, f"{stores:032x}")
            case "disconnect":
                desk.sender.disconnected()
            case "connect":
                desk.sender.connected(number)
            case "refuse":
                desk.takes = not number
        sent += _pump_soundly(desk, number if step == "pass" else 0)


def _pump_soundly(desk: Desk, after_s: float = 0) -> list[Numbers]:
    rows = desk.outbox.unsettled(Position(0, 0), 100_000)
    unsettled = {(row.epoch, row.place.seq) for row in rows}
    batches = desk.pump(after_s)
    for epoch, first, last in batches:
        assert unsettled.issuperset((epoch, seq) for seq in range(first, last + 1))
    return batches


def _drain(desk: Desk) -> None:
    """Heal everything; a hub that answers must get all of it."""
    store = desk.outbox._newest or STORE
    desk.takes = True
    desk.sender.connected(3_000)
    for _ in range(200):
        if desk.outbox.oldest_unsettled_us() is None:
            return
        for epoch, first, last in _pump_soundly(desk, 41):
            desk.receive(epoch, first, last, store)
    raise AssertionError("something was never sent")


# What the hub holds back


def wait(desk: Desk, seconds: float) -> list[Numbers]:
    """Let time pass in steps of five seconds, and return all that was published."""
    return [one for _ in range(int(seconds / 5)) for one in desk.pump(after_s=5)]


def test_what_is_held_back_leaves_the_window(known: Desk) -> None:
    """Six single events never get a receipt: those behind them go out, and are settled."""
    for _ in range(6):
        known.keep(1)
        known.pump()
    known.keep(3, SECOND)
    for _ in range(30):
        for epoch, first, last in wait(known, 5):
            if epoch == SECOND:
                known.receive(epoch, first, last)
        known.keep(1, SECOND)
    assert {row.epoch for row in known.outbox.unsettled(Position(0, 0), 500)} == {FIRST, SECOND}
    sent = wait(known, 60)
    assert (SECOND, 33, 33) in sent


def test_two_that_are_held_back_take_no_place_for_ever(known: Desk) -> None:
    """Others are answered all the while; after a minute the whole window is theirs."""
    for _ in range(2):
        known.keep(1)
        known.pump()
    for _ in range(60):
        known.keep(1, SECOND)
        for epoch, first, last in known.pump(after_s=2):
            if epoch == SECOND:
                known.receive(epoch, first, last)
    for number in range(5):
        known.keep(1, f"{number + 3}" * 32)
    assert len(known.pump()) == WINDOW


def test_what_left_the_window_is_sent_again_now_and_then(known: Desk) -> None:
    """All of an epoch together, every few minutes, until a receipt comes; then never again."""
    for _ in range(4):
        known.keep(1)
        known.pump()
    wait(known, 120)
    known.keep(1, SECOND)
    known.pump()
    known.receive(SECOND, 1, 1)
    parked = [one for one in wait(known, 700) if one[0] == FIRST]
    assert 1 <= len(parked) <= 4
    assert set(parked) == {(FIRST, 1, 4)}
    known.receive(FIRST, 1, 4)
    assert wait(known, 1300) == []


def test_a_new_store_gets_all_at_once(known: Desk) -> None:
    """Nothing stays parked when everything is sent again."""
    for _ in range(4):
        known.keep(1)
        known.pump()
    wait(known, 120)
    known.keep(1, SECOND)
    known.pump()
    known.receive(SECOND, 1, 1)
    known.receive(SECOND, 1, 1, OTHER)
    assert known.pump()[:2] == [("0" * 32, 1, 1), (FIRST, 1, 4)]
