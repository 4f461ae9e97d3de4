"""The agent: what it notes, what it says, and that nothing stops it from watching."""

import json
import logging
import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contract.events import Alive, DeskChanged, DeskState, Fault, Started
from contract.messages import (
    BatchEnvelope,
    ClockReason,
    Health,
    Quarantined,
    Receipt,
    StateClock,
    encode,
    parse,
)
from contract.times import from_us
from contract.topics import Channel
from edge.agent import FAREWELL_US, ITEMS_A_TURN, Ending, Inbox, Item, Stop
from edge.decisions.readings import Level, ReadFailed
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_file import OutboxFile
from edge.errors import OutboxUnavailable
from edge.transport import Connected, Disconnected, PublishRefused, ReceiptReceived
from tests.edge.pi import OTHER_STORE, STORE, Pi, desk
from tests.edge.scripted import SECOND_US, ScriptedClock

FREE, OCCUPIED, UNKNOWN = DeskState.FREE, DeskState.OCCUPIED, DeskState.UNKNOWN
MINUTE_S, HOUR_S = 60, 3600

NewPi = Callable[..., Pi]


@pytest.fixture
def new_pi(tmp_path: Path) -> Iterator[NewPi]:
    made: list[Pi] = []

    def make(*arguments: object, **keys: object) -> Pi:
        made.append(Pi(tmp_path, *arguments, **keys))  # type: ignore[arg-type]  # as Pi takes them
        return made[-1]

    yield make
    for pi in made:
        pi.outbox.close()


@pytest.fixture
def pi(new_pi: NewPi) -> Pi:
    return new_pi()


# The beginning


def test_what_is_seen_first_stands_in_started(pi: Pi) -> None:
    """Every sensor is read before the epoch begins: nobody has to wait for a change."""
    pi.pins.levels |= {"seat-d1": True, "reed-main": True}
    pi.begin()
    (started,) = pi.events()
    assert isinstance(started, Started)
    assert started.desks == {"d1": OCCUPIED, "d2": FREE}
    assert started.doors == {"main": True}
    assert started.boot == pi.clock.boot


def test_nobody_connects_before_the_epoch_is_on_disk(pi: Pi) -> None:
    """The will names an epoch that exists."""
    rows_at_start: list[int] = []
    pi.transport.on_start = lambda: rows_at_start.append(pi.outbox.row_count())
    pi.begin(connected=False)
    assert rows_at_start == [1]


def test_a_sensor_that_is_broken_from_the_start_is_told_after_started(pi: Pi) -> None:
    """Its desk is unknown in `started`, and the fault says why."""
    pi.pins.broken = {"seat-d2"}
    pi.begin()
    started, fault = pi.events()
    assert isinstance(started, Started)
    assert started.desks == {"d1": FREE, "d2": UNKNOWN}
    assert isinstance(fault, Fault)
    assert (fault.sensor, fault.problem) == ("seat-d2", "unreadable")


def test_a_salvaged_outbox_is_told(
    pi: Pi, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An operator hears that the card was damaged, and where the remains are."""
    pi.outbox.salvaged_from = tmp_path / "outbox.db.damaged-1"
    pi.begin()
    (fault,) = pi.events("fault")
    assert isinstance(fault, Fault)
    assert (fault.sensor, fault.problem) == ("outbox", "damaged")
    assert "outbox.db.damaged-1" in caplog.text


# Readings


def test_a_reading_becomes_an_event_and_a_state(pi: Pi) -> None:
    """What changes goes to the card and, with all other places, to the broker, in one turn."""
    pi.begin()
    pi.clock.pass_s(5)
    pi.sit("d1")
    (changed,) = pi.events("desk")
    assert isinstance(changed, DeskChanged)
    assert (changed.desk, changed.state, changed.evidence) == ("d1", OCCUPIED, "digital")
    assert changed.at == from_us(pi.clock.wall_us())
    state = pi.states()[-1]
    assert {name: now.state for name, now in state.desks.items()} == {"d1": OCCUPIED, "d2": FREE}
    assert state.desks["d1"].since == from_us(pi.clock.wall_us())
    assert state.epoch == pi.epoch
    assert pi.sent()[-1] == changed.seq


def test_the_state_is_said_before_the_disk_is_asked_and_the_event_after(pi: Pi) -> None:
    """Visitors don't wait for the card; what must not be lost stands on it before it travels."""
    pi.begin()
    kept_at: list[tuple[Channel, int]] = []
    before = pi.outbox.row_count()
    pi.transport.on_publish = lambda channel, _: kept_at.append((channel, len(pi.events())))
    pi.sit("d1")
    assert kept_at == [(Channel.STATE, before), (Channel.EVENTS, before + 1)]


def test_all_of_one_turn_goes_to_the_disk_together(pi: Pi) -> None:
    """However many events it brought: one commit."""
    pi.begin()
    said: list[str] = []
    assert isinstance(pi.outbox._file, OutboxFile)
    pi.outbox._file._connection.set_trace_callback(said.append)
    now_us, before = pi.clock.now_us, len(pi.events())
    pi.take(*(Level("seat-d1", 0, number % 2 == 0, now_us + number) for number in range(5)))
    assert said.count("COMMIT") == 1
    assert len(pi.events()) == before + 5


def test_a_reading_without_news_says_nothing(pi: Pi) -> None:
    """Levels are read every second; what is known already is no event."""
    pi.begin()
    pi.settle()
    pi.pass_s(5)  # until the desks are whole
    before = len(pi.transport.said)
    pi.pass_s(10)
    pi.sit("d1", active=False)
    assert len(pi.events()) == 1
    assert len(pi.transport.said) == before


def test_a_hold_that_runs_out_is_told_at_once(new_pi: NewPi) -> None:
    """The agent wakes up for it, and dates it with its own instant."""
    pi = new_pi(sensors=(desk("d1", 17, hold_s=0.5),))
    pi.begin()
    pi.sit("d1")
    pi.pass_s(1)
    pi.sit("d1", active=False)
    idle_us = pi.clock.now_us
    timeouts: list[float] = []
    pi.agent._inbox = NeverAnything(timeouts)
    assert pi.agent._next_item() is None
    assert timeouts == [0.5]
    pi.clock.pass_s(0.6)
    pi.agent.turn(None)
    freed = pi.events("desk")[-1]
    assert isinstance(freed, DeskChanged)
    assert freed.state is FREE
    assert freed.at == from_us(idle_us + SECOND_US // 2 + pi.clock.offset_us)


class NeverAnything(Inbox):
    """An inbox that notes for how long somebody would have waited."""

    def __init__(self, timeouts: list[float]) -> None:
        super().__init__()
        self._timeouts = timeouts

    def get(self, block: bool = True, timeout: float | None = None) -> Item:
        self._timeouts.append(-1.0 if timeout is None else timeout)
        raise queue.Empty


def test_an_edge_that_the_callback_missed_is_seen_within_a_second(pi: Pi) -> None:
    """Debounce can swallow a change; the next look does not."""
    pi.begin()
    pi.pins.levels["seat-d1"] = True
    pi.pass_s(1)
    assert [event.kind for event in pi.events()] == ["started", "desk"]


def test_a_sensor_that_can_not_be_read_makes_its_desk_unknown(pi: Pi) -> None:
    """At once, and the fault is told beside it."""
    pi.begin()
    pi.pins.broken = {"seat-d1"}
    pi.pass_s(1)
    assert {event.kind for event in pi.events("desk", "fault")} == {"desk", "fault"}
    assert pi.states()[-1].desks["d1"].state is UNKNOWN


def test_one_turn_says_one_state(pi: Pi) -> None:
    """However many readings waited: only the last state is worth sending."""
    pi.begin()
    before = len(pi.states())
    now_us = pi.clock.now_us
    pi.take(
        Level("seat-d1", 0, True, now_us),
        Level("seat-d2", 0, True, now_us),
        Level("reed-main", 0, True, now_us),
    )
    assert len(pi.events()) == 4
    assert len(pi.states()) == before + 1


def test_a_slow_disk_does_not_turn_a_glitch_into_a_fact(new_pi: NewPi) -> None:
    """Readings that waited are taken in before time is let pass up to now."""
    pi = new_pi(sensors=(desk("d1", 17, debounce_s=0.05),))
    pi.begin()
    pi.pass_s(1, step_s=0.1)
    glitch_us = pi.clock.now_us
    pi.clock.pass_s(3)
    pi.take(Level("seat-d1", 0, True, glitch_us), Level("seat-d1", 0, False, glitch_us + 10_000))
    pi.pass_s(1)
    assert [event.kind for event in pi.events("desk", "started")] == ["started", "desk"]
    assert [event.state for event in pi.events("desk") if isinstance(event, DeskChanged)] == [FREE]


def test_a_flood_does_not_keep_it_from_its_duties(pi: Pi) -> None:
    """A turn takes a bounded number of readings, and then looks at everything else."""
    pi.begin()
    before = len(pi.states())
    for _ in range(2 * ITEMS_A_TURN):
        pi.inbox.put(Level("seat-d1", 0, False, pi.clock.now_us))
    pi.clock.pass_s(61)
    pi.agent.turn(pi.inbox.get())
    assert pi.inbox.qsize() == ITEMS_A_TURN
    assert len(pi.states()) == before + 1


# What comes round


def test_a_state_is_said_again_every_alive_s(new_pi: NewPi) -> None:
    """Also when nothing changes: the newest one is never older than that."""
    pi = new_pi(alive_s=20.0)
    pi.begin()
    before = len(pi.states())
    pi.pass_s(100)
    assert len(pi.states()) == before + 5
    assert all(state.ttl_s == 150 for state in pi.states())


def test_a_change_lets_the_next_state_wait(pi: Pi) -> None:
    """After a state that was said for a change, a whole interval passes."""
    pi.begin()
    pi.pass_s(50)
    pi.sit("d1")
    before = len(pi.states())
    pi.pass_s(59)
    assert len(pi.states()) == before
    pi.pass_s(1)
    assert len(pi.states()) == before + 1


def test_an_alive_event_comes_every_300_s(pi: Pi) -> None:
    """Whatever else was sent, with all states in full."""
    pi.begin()
    pi.pass_s(200)
    pi.sit("d2")
    pi.pass_s(400)
    alives = pi.events("alive")
    started = pi.events("started")[0].at
    assert [(event.at - started).total_seconds() for event in alives] == [300, 600]
    last = alives[-1]
    assert isinstance(last, Alive)
    assert last.desks == {"d1": FREE, "d2": OCCUPIED}
    assert last.doors == {"main": False}


def test_health_is_said_every_minute(pi: Pi) -> None:
    """Rows, age of the oldest unsettled event, clock and uptime."""
    pi.begin()
    pi.pass_s(120)
    healths = [parse(Health, payload) for payload in pi.payloads(Channel.HEALTH)]
    assert [round(health.uptime_s) for health in healths] == [0, 60, 120]
    last = healths[-1]
    assert last.epoch == pi.epoch
    assert last.outbox_rows == 1
    assert last.oldest_unsettled_s == 120
    assert last.clock is StateClock.SYNCED
    assert last.disk_free_bytes
    pi.settle()
    pi.pass_s(60)
    assert parse(Health, pi.payloads(Channel.HEALTH)[-1]).oldest_unsettled_s is None


@pytest.mark.parametrize(("synced", "gone"), [(True, True), (False, False)])
def test_old_rows_are_pruned_every_hour(new_pi: NewPi, *, synced: bool, gone: bool) -> None:
    """Settled rows beyond `keep_days` go, but only by a clock that can be trusted."""
    pi = new_pi(keep_days=1)
    pi.begin()
    pi.settle()
    pi.clock.synced = synced
    pi.clock.offset_us += 2 * 24 * HOUR_S * SECOND_US
    pi.pass_s(HOUR_S + 60, step_s=60)
    assert ("started" not in [event.kind for event in pi.events()]) is gone


# The transport


def test_a_new_connection_begins_with_birth_and_state(pi: Pi) -> None:
    """First that it is there, then what it sees, what it has seen, and how it fares."""
    pi.begin(connected=False)
    pi.transport.said.clear()
    pi.agent.turn(Connected(65_536))
    channels = [channel for channel, _ in pi.transport.said]
    assert channels == [Channel.STATUS, Channel.STATE, Channel.EVENTS, Channel.HEALTH]
    assert set(pi.states()[0].desks) == {"d1", "d2"}
    (status,) = pi.statuses()
    assert (status.online, status.epoch, status.version) == (True, pi.epoch, "1.2.3")


def test_the_will_names_the_epoch(pi: Pi) -> None:
    """What the broker says when the connection dies counts against this epoch only."""
    pi.begin()
    (will,) = pi.wills()
    assert (will.online, will.epoch) == (False, pi.epoch)


def test_no_payload_exceeds_what_the_broker_takes(pi: Pi) -> None:
    """The limit of the connection holds for every batch on it."""
    pi.begin(connected=False)
    for _ in range(40):
        pi.sit("d1")
        pi.sit("d1", active=False)
    pi.agent.turn(Connected(1_000))
    batches = pi.payloads(Channel.EVENTS)
    assert len(batches) == 4
    assert all(len(payload) <= 1_000 for payload in batches)
    pi.answer(Receipt(store=STORE, epoch=pi.epoch, first=1, last=1))
    again = pi.payloads(Channel.EVENTS)[4:]
    assert len(again) == 4, "a new store gets everything again"
    batch = parse(BatchEnvelope, again[0])
    pi.answer(Receipt(store=STORE, epoch=pi.epoch, first=batch.first, last=batch.last))
    assert len(pi.payloads(Channel.EVENTS)) == 9, "a receipt makes room for the next"


def test_while_the_link_is_down_events_are_kept(pi: Pi) -> None:
    """Nothing is sent, nothing is lost; on reconnection all of it goes."""
    pi.begin()
    pi.lose_link()
    sent = pi.sent()
    pi.sit("d1")
    pi.pass_s(60)
    assert pi.sent() == sent
    pi.agent.turn(Connected(65_536))
    assert pi.sent()[len(sent) :] == [1, 2]


def test_a_lasting_outage_is_logged_once(pi: Pi, caplog: pytest.LogCaptureFixture) -> None:
    """A day without a broker is one line, and the next outage another."""
    caplog.set_level(logging.INFO)
    pi.begin(connected=False)
    for _ in range(100):
        pi.lose_link("refused")
    assert caplog.text.count("refused") == 1
    pi.agent.turn(Connected(65_536, "broker.example:1883"))
    pi.lose_link("refused")
    assert caplog.text.count("refused") == 2
    assert caplog.text.count("connected to broker broker.example:1883") == 1


def test_a_refusal_of_the_broker_is_an_alarm(pi: Pi, caplog: pytest.LogCaptureFixture) -> None:
    """What it throws away is said aloud, and sent again later."""
    pi.begin()
    pi.agent.turn(PublishRefused("Not authorized"))
    assert "refuses what this agent sends: Not authorized" in caplog.text
    pi.pass_s(10)
    assert pi.sent() == [1, 1]


# Receipts


def test_a_receipt_settles(pi: Pi) -> None:
    """What the store has is sent no more."""
    pi.begin()
    pi.settle()
    pi.pass_s(120)
    assert pi.sent() == [1]


def test_a_new_store_gets_everything_again(pi: Pi) -> None:
    """A hub that was restored has another store id, and may lack what an earlier one had."""
    pi.begin()
    pi.settle()
    pi.sit("d1")
    pi.settle(OTHER_STORE)
    assert pi.sent() == [1, 2, 1]


def test_a_quarantined_event_is_told(pi: Pi, caplog: pytest.LogCaptureFixture) -> None:
    """The operator of the edge reads why the hub keeps it aside."""
    pi.begin()
    aside = Quarantined(seq=1, reason="desk: not of this agent")
    pi.answer(Receipt(store=STORE, epoch=pi.epoch, first=1, last=1, quarantined=(aside,)))
    assert "event 1 was quarantined: desk: not of this agent" in caplog.text


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff\x00",
        b"null",
        b"[]",
        b"{}",
        b'{"schema":2}',
        encode(Receipt(store=STORE, epoch="f" * 32, first=1, last=9))[:-1],
        encode(Receipt(store=STORE, epoch="f" * 32, first=1, last=9)).replace(b"9", b"0"),
        b'{"schema":1,"store":"5","epoch":"e","first":1,"last":1,"quarantined":[]}',
        b"[" * 100_000,
    ],
    ids=range(10),
)
def test_an_unreadable_receipt_changes_nothing(pi: Pi, payload: bytes) -> None:
    """It is logged; the events stay unsettled and the watch goes on."""
    pi.begin()
    pi.agent.turn(ReceiptReceived(payload))
    assert pi.outbox.oldest_unsettled_us() is not None
    pi.sit("d1")
    assert len(pi.events("desk")) == 1


# The clock


def test_a_clock_that_steps_back_begins_a_new_epoch(pi: Pi) -> None:
    """The old one ends where it is; the will names the new one, and `alive` counts from there."""
    pi.begin()
    old = pi.epoch
    pi.pass_s(100)
    pi.clock.offset_us -= HOUR_S * SECOND_US
    pi.sit("d1")
    assert pi.epoch != old
    first, second = pi.events("started")
    assert isinstance(second, Started)
    assert second.previous is not None
    assert (second.previous.epoch, second.previous.last) == (old, first.seq)
    assert second.at < first.at
    assert [will.epoch for will in pi.wills()] == [old, pi.epoch]
    (changed,) = pi.events("desk")
    assert (changed.seq, changed.at) == (2, second.at.replace(microsecond=1))
    pi.pass_s(299)
    assert pi.events("alive") == []
    pi.pass_s(1)
    assert len(pi.events("alive")) == 1


def test_it_is_noticed_within_a_second(pi: Pi) -> None:
    """Nobody needs to sit down for it."""
    pi.begin()
    pi.clock.offset_us -= HOUR_S * SECOND_US
    pi.pass_s(1)
    assert len(pi.events("started")) == 2


def test_an_unsynced_clock_holds_up_events_but_no_states(new_pi: NewPi) -> None:
    """The page is live at once; history waits for NTP, and is then dated rightly."""
    pi = new_pi(ScriptedClock(synced=False, offset_us=0))
    pi.begin()
    pi.sit("d1")
    seen_us = pi.clock.now_us
    pi.pass_s(30)
    assert pi.states()[-1].clock is StateClock.UNSYNCED
    assert pi.states()[-1].desks["d1"].state is OCCUPIED
    assert pi.sent() == []
    pi.clock.synced, pi.clock.offset_us = True, 1_772_434_800 * SECOND_US
    pi.pass_s(1)
    assert pi.sent() == [1, 2]
    assert pi.events("desk")[0].at == from_us(pi.clock.offset_us + seen_us + 1)
    assert len(pi.events("started")) == 1


def test_an_hour_without_sync_is_a_fault(new_pi: NewPi) -> None:
    """Told once, and taken back when NTP answers."""
    pi = new_pi(ScriptedClock(synced=False))
    pi.begin()
    pi.pass_s(HOUR_S - 10, step_s=10)
    assert pi.events("fault") == []
    pi.pass_s(2 * HOUR_S, step_s=10)
    (fault,) = pi.events("fault")
    assert isinstance(fault, Fault)
    assert (fault.sensor, fault.problem) == ("clock", "unsynced")
    pi.clock.synced = True
    pi.pass_s(60)
    assert len(pi.events("recovered")) == 1


def test_a_sync_at_boot_alone_is_enough_for_days(new_pi: NewPi) -> None:
    """The kernel gives up after hours; events go out all the same, with the right date."""
    pi = new_pi()
    pi.begin()
    pi.settle()
    pi.clock.synced = False
    for _ in range(20 * 12):
        pi.pass_s(300, step_s=60)
        pi.settle()
    pi.sit("d1")
    pi.pass_s(1)
    assert pi.states()[-1].clock is StateClock.SYNCED
    assert len(pi.events("desk")) == 1
    assert pi.sent()[-1] == pi.events("desk")[0].seq


def test_the_hub_is_told_why_the_clock_is_not_trusted(new_pi: NewPi) -> None:
    """Events wait undated; health says for how long, and why."""
    pi = new_pi(ScriptedClock(synced=False))
    pi.begin()
    pi.pass_s(HOUR_S, step_s=60)
    health = parse(Health, pi.payloads(Channel.HEALTH)[-1])
    assert (health.clock, health.clock_reason) == (StateClock.UNSYNCED, ClockReason.NEVER_SET)
    assert health.oldest_unsettled_s == pytest.approx(HOUR_S, abs=61)
    pi.clock.synced = True
    pi.pass_s(60)
    assert b"clock_reason" not in pi.payloads(Channel.HEALTH)[-1]


def test_a_clock_behind_the_last_state_begins_a_new_epoch(new_pi: NewPi) -> None:
    """Four minutes after the last event it steps back by three; then somebody sits down."""
    pi = new_pi()
    pi.begin()
    pi.pass_s(240)
    before = pi.states()[-1]
    pi.clock.offset_us -= 180 * SECOND_US
    pi.sit("d1")
    pi.pass_s(2)
    after = pi.states()[-1]
    assert after.desks["d1"].state is OCCUPIED
    assert after.epoch != before.epoch
    dates = [one.at for one in pi.states() if one.epoch == after.epoch]
    assert dates == sorted(set(dates))


# Standing still


def test_a_standstill_rebuilds_the_connection_every_five_minutes(pi: Pi) -> None:
    """The present epoch is its will again; events go on being kept."""
    pi.begin()
    pi.pass_s(299)
    assert len(pi.wills()) == 1
    pi.pass_s(1)
    assert [will.epoch for will in pi.wills()] == [pi.epoch] * 2
    pi.pass_s(300)
    assert len(pi.wills()) == 3


def test_a_day_without_the_hub_is_no_reason_to_end(pi: Pi) -> None:
    """While the network thread gives signs of life, a restart would only cut the timeline."""
    pi.begin()
    pi.transport.silence_s = 30
    pi.pass_s(24 * HOUR_S, step_s=60)
    assert pi.agent._ending is None
    assert len(pi.events("alive")) == 24 * 12


def test_a_silent_network_thread_ends_the_process(pi: Pi) -> None:
    """After 15 minutes without progress or any sign of life only a new process can help."""
    pi.begin()
    for second in range(15 * MINUTE_S):
        assert pi.agent._ending is None, second
        pi.transport.silence_s = second + 1
        pi.pass_s(1)
    assert pi.agent._ending is Ending.STANDSTILL


def test_an_unreadable_card_is_no_progress(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether something waits can't be seen: with a silent network too, the process ends."""
    pi.begin()
    pi.settle()
    monkeypatch.setattr(pi.outbox, "oldest_unsettled_us", _groan)
    pi.transport.silence_s = 10_000
    pi.pass_s(15 * MINUTE_S)
    assert pi.agent._ending is Ending.STANDSTILL


def test_receipts_are_progress(pi: Pi) -> None:
    """As long as some come in, nothing is rebuilt, however many events still wait."""
    pi.begin()
    for minute in range(30):
        pi.transport.silence_s = 10_000
        pi.sit("d1", active=not minute % 2)
        pi.sit("d2", active=not minute % 2)
        pi.answer(Receipt(store=STORE, epoch=pi.epoch, first=minute + 1, last=minute + 1))
        pi.pass_s(60)
    assert len(pi.wills()) == 1
    assert pi.agent._ending is None


def test_what_a_replaced_store_says_is_no_progress(pi: Pi) -> None:
    """Its receipts settle nothing."""
    pi.begin()
    pi.settle()
    pi.settle(OTHER_STORE)
    pi.sit("d1")
    for _ in range(6):
        pi.pass_s(60)
        pi.settle(STORE)
    assert len(pi.wills()) == 2


def test_nothing_to_settle_is_no_standstill(pi: Pi) -> None:
    """A quiet hour with a silent network is as it should be; the clock starts with an event."""
    pi.begin()
    pi.settle()
    pi.transport.silence_s = HOUR_S
    pi.pass_s(290)
    assert len(pi.wills()) == 1
    pi.sit("d1")
    pi.pass_s(299)
    assert len(pi.wills()) == 1


# A disk that fails


def _groan(*_: object) -> object:
    raise OutboxUnavailable("disk I/O error")


READS = ["unsettled", "oldest_unsettled_us", "row_count", "previous", "undated", "prune", "settle"]


@pytest.mark.parametrize("broken", [*([one] for one in READS), READS, [*READS, "append", "begin"]])
def test_a_failing_disk_stops_no_state(
    pi: Pi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, broken: list[str]
) -> None:
    """The page stays live, the log short; and what was seen is kept once the disk is well."""
    pi.begin()
    with monkeypatch.context() as patch:
        for method in broken:
            patch.setattr(pi.outbox, method, _groan)
        before = len(pi.states())
        pi.sit("d1")
        pi.answer(Receipt(store=STORE, epoch=pi.epoch, first=1, last=1))
        pi.pass_s(HOUR_S + 1, step_s=10)
        assert len(pi.states()) >= before + 60
        assert pi.states()[-1].desks["d1"].state is OCCUPIED
        assert len([one for one in caplog.records if "I/O" in one.getMessage()]) <= 4
    pi.pass_s(90)
    assert len(pi.events("desk")) == 1
    assert set(pi.sent()) >= {event.seq for event in pi.events()}


def test_a_failing_disk_puts_off_a_new_epoch(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of the old one can't be read: dates creep on until it can."""
    pi.begin()
    with monkeypatch.context() as patch:
        patch.setattr(pi.outbox, "previous", _groan)
        pi.clock.offset_us -= HOUR_S * SECOND_US
        pi.sit("d1")
        pi.pass_s(5)
        assert len(pi.wills()) == 1
    pi.pass_s(1)
    assert [event.seq for event in pi.events()] == [1, 2, 1]
    assert len(pi.wills()) == 2


def test_damage_ends_the_process(pi: Pi) -> None:
    """Only opening the outbox anew can salvage what it holds."""
    pi.begin()
    assert pi.agent._ending is None
    pi.outbox._file.is_damaged = True
    pi.pass_s(1)
    assert pi.agent._ending is Ending.DAMAGED


# The end


class Ticking(ScriptedClock):
    """A clock that goes on by itself, or a farewell would take for ever."""

    def boot_us(self) -> int:
        self.now_us += SECOND_US // 20
        return self.now_us


@pytest.fixture
def running(new_pi: NewPi) -> Pi:
    """Return an agent on a clock that goes on by itself, not begun."""
    return new_pi(Ticking())


def on_card(path: Path) -> list[str]:
    """Return the kinds of all events that a closed outbox holds."""
    outbox = Outbox.open(path, 1 << 26)
    rows = outbox._file.rows("SELECT body FROM entry ORDER BY epoch_no, seq")
    outbox.close()
    return [json.loads(body)["kind"] for (body,) in rows]


def everything_is_let_go(pi: Pi) -> bool:
    with pytest.raises(Exception, match="closed"):
        pi.outbox.row_count()
    return pi.pins.is_closed and pi.transport.stopped_within_s is not None


def test_a_stop_is_written_down_and_said(running: Pi) -> None:
    """`stopped` goes to the card and out; an offline status of this epoch stays behind."""
    running.transport.on_publish = _answering(running)
    running.inbox.put(Connected(65_536))
    running.inbox.put(Stop.NOW)
    assert running.agent.run() is Ending.ASKED
    assert everything_is_let_go(running)
    assert on_card(running.config.outbox) == ["started", "stopped"]
    assert set(running.sent()) == {1, 2}
    birth, farewell = running.statuses()
    assert (birth.online, farewell.online) == (True, False)
    assert farewell.epoch == running.epoch
    assert running.transport.said[-1][0] is Channel.STATUS


def _answering(pi: Pi) -> Callable[[Channel, bytes], None]:
    """Return a hub that answers every batch at once."""

    def answer(channel: Channel, payload: bytes) -> None:
        if channel is Channel.EVENTS:
            batch = json.loads(payload)
            last = batch["first"] + len(batch["events"]) - 1
            receipt = Receipt(store=STORE, epoch=batch["epoch"], first=batch["first"], last=last)
            pi.inbox.put(ReceiptReceived(encode(receipt)))

    return answer


def test_the_end_waits_for_the_last_receipt(running: Pi) -> None:
    """A hub that answers in time has nothing to receive after the restart."""
    running.transport.on_publish = _answering(running)
    running.inbox.put(Connected(65_536))
    running.inbox.put(Stop.NOW)
    began_us = running.clock.now_us
    running.agent.run()
    assert running.clock.now_us - began_us < FAREWELL_US
    again = Outbox.open(running.config.outbox, 1 << 26)
    waiting = again.oldest_unsettled_us()
    again.close()
    assert waiting is None


@pytest.mark.parametrize(
    "items", [[], [Connected(65_536)], [Connected(65_536), Disconnected("lost")]]
)
def test_the_end_comes_soon_without_an_answer(
    running: Pi, items: list[Connected | Disconnected]
) -> None:
    """With no broker at once; with one that is silent within seconds."""
    for item in (*items, Stop.NOW):
        running.inbox.put(item)
    began_us = running.clock.now_us
    assert running.agent.run() is Ending.ASKED
    assert running.clock.now_us - began_us < 5 * SECOND_US
    assert on_card(running.config.outbox)[-1] == "stopped"
    assert everything_is_let_go(running)


def test_a_broker_lost_during_the_farewell_ends_it(running: Pi) -> None:
    """Nobody is left to wait for."""
    running.transport.on_publish = lambda channel, _: (
        running.inbox.put(Disconnected("lost")) if channel is Channel.EVENTS else None
    )
    running.inbox.put(Connected(65_536))
    running.inbox.put(Stop.NOW)
    began_us = running.clock.now_us
    running.agent.run()
    assert running.clock.now_us - began_us < 2 * SECOND_US


def test_an_error_of_ours_lets_go_of_everything(
    running: Pi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends for systemd, but not without a farewell."""
    running.inbox.put(Connected(65_536))
    running.inbox.put(ReadFailed("nobody's", "?", 0))
    with pytest.raises(KeyError):
        running.agent.run()
    assert on_card(running.config.outbox)[-1] == "stopped"
    assert not running.statuses()[-1].online
    assert everything_is_let_go(running)


def test_a_beginning_that_fails_leaves_no_trace(
    running: Pi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an epoch there is nothing to end: no event, no status, and all is let go."""
    monkeypatch.setattr(running.pins, "read_all", _groan)
    with pytest.raises(OutboxUnavailable):
        running.agent.run()
    assert on_card(running.config.outbox) == []
    assert running.transport.said == []
    assert everything_is_let_go(running)
