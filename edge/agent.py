"""The agent: one inbox, one owner, one thread that decides.

    pins ───────┐                       ┌─▶ journal ─▶ outbox ─▶ sender ─┐
                ├─▶ inbox ─▶ decisions ─┤                                ├─▶ transport ─▶ broker
    transport ──┘     ▲                 └─▶ announcer (present state) ───┘
                      └──────────────────── receipts ◀───────────────────────

Callbacks of pins and network only put into the inbox. Nothing here blocks but the inbox and the
disk; no network is needed for anything but sending. What is seen is said before the disk is asked,
which may take its time; events are sent from the disk alone.
"""

import logging
import queue
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Protocol

from contract.limits import ALIVE_EVENT_S
from contract.messages import MalformedMessage, Receipt, parse
from contract.topics import Channel
from edge.clock import Clock
from edge.configuration.config import EdgeConfig
from edge.decisions import watch
from edge.decisions.facts import Fact, FaultFact
from edge.decisions.past import Past
from edge.decisions.progress import Cure, Progress, watch_progress
from edge.decisions.readings import Distance, Level, ReadFailed, Reading
from edge.decisions.sync import Sync, SyncNews, judge_sync
from edge.delivery import event_body
from edge.delivery.disk_news import DiskNews
from edge.delivery.earlier_signs import earlier_signs
from edge.delivery.event_body import Draft, Snapshot
from edge.delivery.journal import Journal
from edge.delivery.outbox import Outbox, Settled
from edge.delivery.retention import apply_retention
from edge.delivery.sender import Sender
from edge.errors import OutboxUnavailable
from edge.presence.announcer import Announcer
from edge.presence.state import NONE_DATED, Changes, changes_of
from edge.schedule import PeriodicTimer
from edge.sensing.signs_file import Signs
from edge.transport import (
    Connected,
    Disconnected,
    HealthHeard,
    PublishRefused,
    ReceiptReceived,
    Transport,
    TransportEvent,
)
from edge.trusted_clock import TrustedClock, path_beside

log = logging.getLogger(__name__)

_SECOND_US: Final = 1_000_000
READ_AGAIN_US: Final = _SECOND_US
HEALTH_US: Final = 60 * _SECOND_US
PRUNE_US: Final = 3600 * _SECOND_US
KEEP_SIGNS_US: Final = 600 * _SECOND_US
"""So much of the watching a power cut may take; what it proved is kept at once."""
KEEP_DOUBTS_US: Final = 60 * _SECOND_US
EVENTS_THAT_PROVE: Final = 20_000
"""So many of the newest are looked at once, at the first start that keeps signs."""
FAREWELL_US: Final = 2 * _SECOND_US
STOP_WITHIN_S: Final = 5.0
INBOX_SIZE: Final = 10_000
ITEMS_A_TURN: Final = 1_000


class Stop(Enum):
    """Ends the agent: what goes into the inbox to stop it."""

    NOW = "now"


Item = Reading | TransportEvent | Stop
Inbox = queue.Queue[Item]


class Ending(Enum):
    """Why an agent ended."""

    ASKED = "asked to"
    STANDSTILL = "nothing got through for 15 minutes, and the network thread gave no sign of life"
    DAMAGED = "the outbox is damaged; the next start moves it aside and keeps what can be read"


class Pins(Protocol):
    """What the agent needs of the sensors."""

    def read_all(self) -> list[Reading]:
        """Read every level now."""
        ...

    def close(self) -> None:
        """Let go of the pins."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What an agent is put together from."""

    clock: Clock
    outbox: Outbox
    pins: Pins
    transport: Transport
    jitter: Callable[[], float]
    """Random numbers from 0 to 1."""


def new_inbox() -> Inbox:
    """Make the bounded inbox: what it can't hold is read again a second later."""
    return queue.Queue(INBOX_SIZE)


class Agent:
    """One run of one agent."""

    def __init__(self, config: EdgeConfig, inbox: Inbox, parts: Parts, version: str) -> None:
        self._config = config
        self._inbox = inbox
        self._clock = TrustedClock(parts.clock, path_beside(config.outbox))
        self._outbox = parts.outbox
        self._pins = parts.pins
        self._transport = parts.transport
        self._signs = self._signs_on_card()
        self._watch = watch.initial(config.sensors, self._signs.past(), self._clock.boot_us())
        self._journal = Journal(parts.outbox, self._clock)
        self._disk_news = DiskNews(self._journal)
        self._announcer = Announcer(config, self._clock, self._journal, parts.transport, version)
        self._sender = Sender(
            parts.outbox,
            lambda payload: self._transport.publish(Channel.EVENTS, payload),
            parts.jitter,
        )
        now_us = self._clock.boot_us()
        self._reads = PeriodicTimer(READ_AGAIN_US, now_us)
        self._alives = PeriodicTimer(
            ALIVE_EVENT_S * _SECOND_US, now_us + ALIVE_EVENT_S * _SECOND_US
        )
        self._states = PeriodicTimer(int(config.alive_s * _SECOND_US), now_us)
        self._healths = PeriodicTimer(HEALTH_US, now_us)
        self._prunes = PeriodicTimer(PRUNE_US, now_us)
        self._keeps = PeriodicTimer(KEEP_SIGNS_US, now_us)
        self._kept = Past()
        self._progress = Progress(now_us, now_us, now_us)
        self._sync = Sync()
        self._complaint = ""
        self._is_connected = False
        self._ending: Ending | None = None
        self.turn_count = 0
        """How often it has done what was due; other threads see by it that the watch goes on."""

    def run(self) -> Ending:
        """Watch until asked to stop, and let go of everything, whatever happens."""
        with ExitStack() as closing:
            closing.callback(self._outbox.close)
            closing.callback(self._pins.close)
            closing.callback(self._transport.stop, STOP_WITHIN_S)
            self.begin()
            closing.callback(self._farewell)
            while self._ending is None:
                self.turn(self._next_item())
        return self._ending

    def begin(self) -> None:
        """Read every sensor once, open the epoch, and only then begin to connect."""
        now_us = self._clock.boot_us()
        self._look_at_clock(now_us)
        seen = [fact for reading in self._pins.read_all() for fact in self._step(reading, now_us)]
        self._journal.begin(self._snapshot(), now_us, may_wait=True)
        self._record([event_body.of_fact(fact) for fact in seen if isinstance(fact, FaultFact)])
        self._tell_of_salvage(now_us)
        self._announcer.see(self._snapshot(), now_us)
        self._transport.start(self._announcer.will())

    def turn(self, item: Item | None) -> None:
        """Take what waits in the inbox, `item` first, and then do what is due.

        What came before now must be decided before time is let pass up to now.
        """
        if item is not None:
            self._take(item, self._clock.boot_us())
            for other in self._waiting_items(ITEMS_A_TURN - 1):
                self._take(other, self._clock.boot_us())
        self._do_what_is_due(self._clock.boot_us())
        self.turn_count += 1

    # What comes in

    def _next_item(self) -> Item | None:
        due = [self._reads.due_us, watch.next_deadline_us(self._watch)]
        wake_us = min(due_us for due_us in due if due_us is not None)
        wait_s = max(0, wake_us - self._clock.boot_us()) / _SECOND_US
        try:
            return self._inbox.get(timeout=wait_s)
        except queue.Empty:
            return None

    def _waiting_items(self, at_most: int) -> Iterator[Item]:
        with suppress(queue.Empty):
            for _ in range(at_most):
                yield self._inbox.get_nowait()

    def _take(self, item: Item, now_us: int) -> None:
        match item:
            case Level() | Distance() | ReadFailed():
                self._decide(item, now_us)
            case Connected():
                self._on_connected(item, now_us)
            case Disconnected(reason):
                self._on_disconnected(reason)
            case ReceiptReceived(payload):
                self._settle(payload, now_us)
            case HealthHeard(payload):
                self._disk_news.inherit(payload)
            case PublishRefused(reason):
                log.error("the broker refuses what this agent sends: %s", reason)
            case Stop():
                self._ending = Ending.ASKED

    def _decide(self, reading: Reading | None, now_us: int) -> None:
        """Give what happened its number; `keep_numbered` asks the disk, after the state is said."""
        facts = self._step(reading, now_us)
        if facts:
            self._require_rising_time()
            dates = self._journal.number([event_body.of_fact(fact) for fact in facts])
            self._see(now_us, changes_of(facts, dates))

    def _see(self, now_us: int, changes: Changes = NONE_DATED) -> None:
        if self._announcer.see(self._snapshot(), now_us, changes):
            self._states.fire_now(now_us)

    def _step(self, reading: Reading | None, now_us: int) -> tuple[Fact, ...]:
        if reading is not None:
            now_us = max(now_us, reading.at_us)
        self._watch, facts = watch.step(self._watch, reading, now_us)
        for fact in facts:
            if isinstance(fact, FaultFact):
                log.warning("sensor %s: %s %s", fact.sensor, fact.problem, fact.reason)
        return facts

    def _on_connected(self, connected: Connected, now_us: int) -> None:
        log.info("connected to broker %s", connected.broker)
        self._is_connected, self._complaint = True, ""
        self._announcer.publish_online()
        self._states.fire_now(now_us)
        self._sender.connected(connected.max_payload_bytes)

    def _on_disconnected(self, reason: str) -> None:
        self._complain(f"broker: {reason}; trying again, events are kept")
        self._is_connected = False
        self._sender.disconnected()

    def _settle(self, payload: bytes, now_us: int) -> None:
        try:
            receipt = parse(Receipt, payload)
            done = self._outbox.settle(
                receipt.store, receipt.epoch, receipt.first, receipt.last, now_us
            )
        except MalformedMessage as error:
            log.warning("unreadable receipt: %s", error)
            return
        except OutboxUnavailable as error:
            self._complain(f"outbox: {error}; what a receipt settled will be sent again")
            return
        for quarantined in receipt.quarantined:
            log.error("event %d was quarantined: %s", quarantined.seq, quarantined.reason)
        self._settled(done, receipt, now_us)

    def _settled(self, done: Settled, receipt: Receipt, now_us: int) -> None:
        match done:
            case Settled.STALE:
                return
            case Settled.NEW_STORE:
                log.info("store %s: sending everything again", receipt.store[:8])
                self._sender.begin_again()
            case Settled.ROWS:
                self._sender.received(receipt.epoch, receipt.first, receipt.last)
        self._progress = replace(self._progress, progress_us=now_us)

    # What time brings

    def _do_what_is_due(self, now_us: int) -> None:
        self._decide(None, now_us)
        is_new_second = self._reads.fires(now_us)
        if is_new_second:
            self._read_again(now_us)
            self._look_at_clock(now_us)
            self._see(now_us)
        self._publish_state(now_us)
        self._journal.keep_numbered()
        if is_new_second:
            self._every_second(now_us)
        if self._alives.fires(now_us):
            self._record([event_body.alive(now_us, self._snapshot())])
        self._send(now_us)
        if self._is_connected and self._healths.fires(now_us):
            self._say_health(now_us)
        if self._prunes.fires(now_us):
            self._with_outbox(self._prune)

    def _say_health(self, now_us: int) -> None:
        self._disk_news.tell()
        past = watch.past_of(self._watch, now_us)
        self._announcer.publish_health(
            self._outbox, self._signs.last(past, now_us, self._sure_wall_us())
        )

    def _look_at_disk(self, now_us: int) -> None:
        if self._journal.look_at_disk(now_us):
            log.warning("outbox: opened anew")
            self._sender.begin_again()
            self._tell_of_salvage(now_us)
        if self._disk_news.is_urgent:
            self._healths.fire_now(now_us)

    def _sure_wall_us(self) -> int | None:
        return self._clock.wall_us() if self._clock.is_synced() else None

    def _look_at_clock(self, now_us: int) -> None:
        wall_us = self._sure_wall_us()
        if wall_us is not None:
            self._watch = watch.look_at_clock(self._watch, now_us, wall_us)

    def _signs_on_card(self) -> Signs:
        """Read what earlier runs saw of the sensors; before there was a file, their events tell."""
        signs = Signs(self._config.outbox, self._config.sensors, self._clock.boot_us())
        if signs.is_new:
            with suppress(OutboxUnavailable):
                plans = [sensor.plan for sensor in self._config.sensors]
                signs.learn(earlier_signs(self._outbox.newest(EVENTS_THAT_PROVE), plans))
        return signs

    def _keep_signs(self, now_us: int) -> None:
        """Keep what is known of the sensors: a proof and a new day at once, the rest now and then.

        The file is small, but a card doesn't like to be written every second.
        """
        past = watch.past_of(self._watch, now_us)
        if _is_news(self._kept, past):
            self._keeps.fire_now(now_us)
        elif past.doubts != self._kept.doubts:
            self._keeps.due_us = min(self._keeps.due_us, now_us + KEEP_DOUBTS_US)
            self._kept = replace(self._kept, doubts=past.doubts)
        if self._keeps.fires(now_us):
            self._kept = past
            self._signs.keep(past, now_us, self._sure_wall_us())

    def _read_again(self, now_us: int) -> None:
        for reading in self._pins.read_all():
            self._decide(reading, now_us)

    def _every_second(self, now_us: int) -> None:
        self._journal.flush()
        self._with_outbox(self._outbox.settle_noted)
        self._look_at_disk(now_us)
        self._journal.date()
        self._keep_signs(now_us)
        self._watch_clock(now_us)
        self._watch_progress(now_us)
        if self._journal.runs_backwards():
            self._begin_again(now_us)
        if self._outbox.is_damaged:
            self._ending = Ending.DAMAGED

    def _begin_again(self, now_us: int) -> None:
        """Open a new epoch, and connect anew so that the will names it."""
        if self._with_outbox(lambda: self._journal.begin(self._snapshot(), now_us)):
            log.warning("the clock stepped back: a new epoch begins")
            faults = watch.faults_of(self._watch, now_us)  # whoever reads it begins with none
            self._journal.record([event_body.of_fact(fact) for fact in faults])
            self._alives.restart(now_us)
            self._transport.rebuild(self._announcer.will())

    def _watch_clock(self, now_us: int) -> None:
        self._sync, news = judge_sync(self._sync, now_us, is_synced=self._clock.is_synced())
        match news:
            case SyncNews.FAULT:
                self._record([event_body.fault(now_us, "clock", "unsynced")])
            case SyncNews.RECOVERED:
                self._record([event_body.recovered(now_us, "clock")])
            case SyncNews.NONE:
                pass

    def _watch_progress(self, now_us: int) -> None:
        alive_us = now_us - int(self._transport.silent_s() * _SECOND_US)
        self._progress, cure = watch_progress(
            self._progress, now_us, is_waiting=self._is_waiting(), alive_us=alive_us
        )
        match cure:
            case Cure.REBUILD:
                if self._is_connected:
                    log.warning("nothing settled for 5 minutes: connecting anew")
                self._transport.rebuild(self._announcer.will())
            case Cure.END:
                self._ending = Ending.STANDSTILL
            case Cure.NONE:
                pass

    def _is_waiting(self) -> bool:
        """Tell whether an event waits for its receipt; what can't be read is no progress."""
        try:
            return self._outbox.oldest_unsettled_us() is not None
        except OutboxUnavailable:
            return True

    def _prune(self) -> None:
        if self._clock.is_synced():
            path, keep_days = self._config.outbox, self._config.keep_days
            apply_retention(self._outbox, path, keep_days, self._clock.wall_us())

    # What goes out

    def _publish_state(self, now_us: int) -> None:
        """Say what is seen if that is due, in an epoch whose states it is newer than."""
        if self._is_connected and self._states.fires(now_us):  # birth goes first
            if self._journal.runs_backwards():
                self._begin_again(now_us)
            self._announcer.publish_state()

    def _record(self, new: Sequence[Draft]) -> list[int | None]:
        self._require_rising_time()
        return self._journal.record(new)

    def _require_rising_time(self) -> None:
        if self._journal.runs_backwards():
            self._begin_again(self._clock.boot_us())

    def _send(self, now_us: int) -> None:
        self._with_outbox(lambda: self._sender.pump(now_us))

    def _snapshot(self) -> Snapshot:
        whole = watch.whole_of(self._watch, self._clock.boot_us())
        return Snapshot(watch.desks_of(self._watch), watch.doors_of(self._watch), whole)

    def _tell_of_salvage(self, now_us: int) -> None:
        if self._outbox.salvaged_from is not None:
            log.error(
                "the outbox was damaged: what can be read of it is kept; the file itself is %s"
                " until its oldest event is %d days old",
                self._outbox.salvaged_from,
                self._config.keep_days,
            )
            self._record([event_body.fault(now_us, "outbox", "damaged")])

    def _with_outbox(self, work: Callable[[], None]) -> bool:
        """Do what needs the disk; while that fails it is left for later, and the watch goes on."""
        try:
            work()
        except OutboxUnavailable as error:
            self._complain(f"outbox: {error}; trying again")
            return False
        return True

    def _complain(self, text: str) -> None:
        """Log a trouble when it comes, not every second that it lasts."""
        if text != self._complaint:
            log.warning("%s", text)
        self._complaint = text

    def _farewell(self) -> None:
        """Say that the watch ends, and give the hub a moment to answer."""
        now_us = self._clock.boot_us()
        self._journal.record([event_body.stopped(now_us)])
        self._signs.keep(watch.past_of(self._watch, now_us), now_us, self._sure_wall_us())
        while self._is_connected and self._is_waiting():
            if self._clock.boot_us() - now_us >= FAREWELL_US:
                break
            self._send(self._clock.boot_us())
            try:
                item = self._inbox.get(timeout=0.1)
            except queue.Empty:
                continue
            if isinstance(item, ReceiptReceived | Disconnected):
                self._take(item, self._clock.boot_us())
        if self._journal.trouble is not None:
            self._say_health(self._clock.boot_us())
        self._announcer.publish_offline()


def _is_news(kept: Past, past: Past) -> bool:
    """Tell whether something was proven, or a day has begun, since it was last kept."""
    return (kept.day, kept.doubted, kept.watched_us.keys()) != (
        past.day,
        past.doubted,
        past.watched_us.keys(),
    )
