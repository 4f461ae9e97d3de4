"""The agent: one inbox, one owner, one thread that decides.

    pins ──┐                       ┌─▶ journal ─▶ outbox ─▶ sender ─┐
           ├─▶ inbox ─▶ decisions ─┤                                ├─▶ link ─▶ broker
    link ──┘     ▲                 └─▶ present state ───────────────┘
                 └──────────────────── receipts ◀──────────────────────

Callbacks of pins and network only put into the inbox. Nothing here blocks but the inbox and the
disk; no network is needed for anything but sending.
"""

import logging
import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final, Protocol

from contract.limits import ALIVE_EVENT_S
from contract.messages import (
    Health,
    MalformedMessage,
    Receipt,
    StateClock,
    Status,
    encode,
    parse,
)
from contract.times import from_us
from contract.topics import Channel
from edge import drafts
from edge.clock import Clock
from edge.config import EdgeConfig
from edge.decisions import watch
from edge.decisions.facts import Fact, FaultFact
from edge.decisions.progress import Cure, Progress, judge_progress
from edge.decisions.readings import Distance, Level, ReadFailed, Reading
from edge.drafts import Draft, Snapshot
from edge.errors import OutboxUnavailable
from edge.health import read_condition
from edge.journal import Journal
from edge.mqtt import LinkDown, LinkEvent, LinkUp, PublishRefused, ReceiptCame
from edge.outbox import Outbox, Settled
from edge.present import Present
from edge.sender import Sender
from edge.timetable import Every

log = logging.getLogger(__name__)

_SECOND_US: Final = 1_000_000
_DAY_US: Final = 24 * 3600 * _SECOND_US
READ_AGAIN_US: Final = _SECOND_US
HEALTH_US: Final = 60 * _SECOND_US
PRUNE_US: Final = 3600 * _SECOND_US
UNSYNCED_FAULT_US: Final = 3600 * _SECOND_US
FAREWELL_US: Final = 2 * _SECOND_US
INBOX_SIZE: Final = 10_000


class Stop(Enum):
    """Ends the agent: what goes into the inbox to stop it."""

    NOW = "now"


Item = Reading | LinkEvent | Stop
Inbox = queue.Queue[Item]


class Ending(Enum):
    """Why an agent ended."""

    ASKED = "asked to"
    STANDSTILL = "nothing got through for 15 minutes, and the network thread gave no sign of life"


class Link(Protocol):
    """What the agent needs of a connection."""

    def silent_s(self) -> float:
        """Return for how many seconds the network thread gave no sign of life."""
        ...

    def start(self, will: bytes) -> None:
        """Begin to connect."""
        ...

    def rebuild(self, will: bytes) -> None:
        """Connect anew, with another will."""
        ...

    def publish(self, channel: Channel, payload: bytes) -> bool:
        """Hand a message over; False if none is taken."""
        ...

    def stop(self, timeout_s: float) -> None:
        """Disconnect in good order."""
        ...


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
    link: Link
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
        self._clock = parts.clock
        self._outbox = parts.outbox
        self._pins = parts.pins
        self._link = parts.link
        self._version = version
        self._watch = watch.initial(config.sensors)
        self._journal = Journal(parts.outbox, parts.clock)
        self._present = Present()
        self._sender = Sender(
            parts.outbox, lambda payload: self._link.publish(Channel.EVENTS, payload), parts.jitter
        )
        now_us = self._clock.boot_us()
        self._began_us = now_us
        self._reads = Every(READ_AGAIN_US, now_us)
        self._alives = Every(ALIVE_EVENT_S * _SECOND_US, now_us + ALIVE_EVENT_S * _SECOND_US)
        self._states = Every(int(config.alive_s * _SECOND_US), now_us)
        self._healths = Every(HEALTH_US, now_us)
        self._prunes = Every(PRUNE_US, now_us)
        self._progress = Progress(now_us, now_us, now_us)
        self._unsynced_since_us: int | None = None
        self._clock_is_faulty = False
        self._is_linked = False
        self._ending: Ending | None = None

    def run(self) -> Ending:
        """Watch until asked to stop."""
        self.begin()
        try:
            while self._ending is None:
                self.turn(self._next_item())
        finally:
            self._farewell()
        return self._ending

    def begin(self) -> None:
        """Read every sensor once, open the epoch, and only then begin to connect."""
        now_us = self._clock.boot_us()
        seen = [fact for reading in self._pins.read_all() for fact in self._step(reading, now_us)]
        self._journal.begin(self._snapshot(), now_us)
        self._record([drafts.of_fact(fact) for fact in seen if isinstance(fact, FaultFact)])
        self._tell_of_salvage(now_us)
        self._present.see(self._snapshot(), now_us)
        self._link.start(self._status(online=False))

    def turn(self, item: Item | None) -> None:
        """Take one item of the inbox, or None if only time has passed, and do what is due."""
        now_us = self._clock.boot_us()
        if item is not None:
            self._take(item, now_us)
        self._do_what_is_due(now_us)
        self._sender.pump(now_us)

    # What comes in

    def _next_item(self) -> Item | None:
        due = [self._reads.due_us, watch.next_deadline_us(self._watch)]
        wake_us = min(one for one in due if one is not None)
        wait_s = max(0, wake_us - self._clock.boot_us()) / _SECOND_US
        try:
            return self._inbox.get(timeout=wait_s)
        except queue.Empty:
            return None

    def _take(self, item: Item, now_us: int) -> None:
        match item:
            case Level() | Distance() | ReadFailed():
                self._decide(item, now_us)
            case LinkUp(max_payload_bytes):
                self._linked(max_payload_bytes, now_us)
            case LinkDown(reason):
                self._unlinked(reason)
            case ReceiptCame(payload):
                self._settle(payload, now_us)
            case PublishRefused(reason):
                log.error("the broker refuses what this agent sends: %s", reason)
            case Stop():
                self._ending = Ending.ASKED

    def _decide(self, reading: Reading | None, now_us: int) -> None:
        facts = self._step(reading, now_us)
        if facts:
            self._record([drafts.of_fact(fact) for fact in facts])
            if self._present.see(self._snapshot(), now_us):
                self._send_state(now_us)

    def _step(self, reading: Reading | None, now_us: int) -> tuple[Fact, ...]:
        if reading is not None:
            now_us = max(now_us, reading.at_us)
        self._watch, facts = watch.step(self._watch, reading, now_us)
        return facts

    def _linked(self, max_payload_bytes: int, now_us: int) -> None:
        log.info("connected to broker %s:%s", self._config.mqtt.host, self._config.mqtt.port)
        self._is_linked = True
        self._link.publish(Channel.STATUS, self._status(online=True))
        self._send_state(now_us)
        self._sender.connected(max_payload_bytes)

    def _unlinked(self, reason: str) -> None:
        log.warning("broker: %s; trying again, events are kept", reason)
        self._is_linked = False
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
            log.warning("outbox: %s; the batch will be sent again", error)
            return
        for one in receipt.quarantined:
            log.error("event %d was quarantined: %s", one.seq, one.reason)
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
        self._progress = Progress(now_us, self._progress.rebuilt_us, self._progress.alive_us)

    # What time brings

    def _do_what_is_due(self, now_us: int) -> None:
        self._decide(None, now_us)
        if self._reads.comes(now_us):
            self._read_again(now_us)
            self._every_second(now_us)
        if self._alives.comes(now_us):
            self._record([drafts.alive(now_us, self._snapshot())])
        if self._states.comes(now_us):
            self._send_state(now_us)
        if self._healths.comes(now_us):
            self._link.publish(Channel.HEALTH, self._health(now_us))
        if self._prunes.comes(now_us):
            self._prune()

    def _read_again(self, now_us: int) -> None:
        for reading in self._pins.read_all():
            self._decide(reading, now_us)

    def _every_second(self, now_us: int) -> None:
        self._journal.flush()
        self._journal.date()
        self._watch_clock(now_us)
        self._watch_progress(now_us)
        if self._journal.runs_backwards():
            self._begin_again(now_us)

    def _begin_again(self, now_us: int) -> None:
        """Open a new epoch, and connect anew so that the will names it."""
        log.warning("the clock stepped back: a new epoch begins")
        self._journal.begin(self._snapshot(), now_us)
        self._alives.restart(now_us)
        self._link.rebuild(self._status(online=False))

    def _watch_clock(self, now_us: int) -> None:
        if self._clock.is_synced():
            self._unsynced_since_us = None
            if self._clock_is_faulty:
                self._clock_is_faulty = False
                self._record([drafts.recovered(now_us, "clock")])
            return
        if self._unsynced_since_us is None:
            self._unsynced_since_us = now_us
        if now_us - self._unsynced_since_us >= UNSYNCED_FAULT_US and not self._clock_is_faulty:
            self._clock_is_faulty = True
            self._record([drafts.fault(now_us, "clock", "unsynced")])

    def _watch_progress(self, now_us: int) -> None:
        seen = self._progress
        if self._outbox.oldest_unsettled_us() is None:
            self._progress = Progress(now_us, seen.rebuilt_us, seen.alive_us)
            return
        alive_us = now_us - int(self._link.silent_s() * _SECOND_US)
        match judge_progress(Progress(seen.progress_us, seen.rebuilt_us, alive_us), now_us):
            case Cure.REBUILD:
                log.warning("nothing settled for 5 minutes: connecting anew")
                self._link.rebuild(self._status(online=False))
                self._progress = Progress(seen.progress_us, now_us, alive_us)
            case Cure.END:
                self._ending = Ending.STANDSTILL
            case Cure.NONE:
                pass

    def _prune(self) -> None:
        if not self._clock.is_synced():
            return
        try:
            self._outbox.prune(self._clock.wall_us() - self._config.keep_days * _DAY_US)
        except OutboxUnavailable as error:
            log.warning("outbox: %s; nothing pruned", error)

    # What goes out

    def _record(self, new: Sequence[Draft]) -> None:
        if self._journal.runs_backwards():
            self._begin_again(self._clock.boot_us())
        self._journal.record(new)

    def _snapshot(self) -> Snapshot:
        return Snapshot(watch.desks_of(self._watch), watch.doors_of(self._watch))

    def _send_state(self, now_us: int) -> None:
        wall_us = self._clock.wall_us()
        message = self._present.message(
            self._journal.epoch,
            wall_us,
            wall_us - now_us,
            self._config.ttl_s,
            is_synced=self._clock.is_synced(),
        )
        self._states.restart(now_us)
        self._link.publish(Channel.STATE, encode(message))

    def _status(self, *, online: bool) -> bytes:
        at = from_us(self._clock.wall_us())
        status = Status(online=online, epoch=self._journal.epoch, version=self._version, at=at)
        return encode(status)

    def _health(self, now_us: int) -> bytes:
        condition = read_condition(Path(self._config.outbox).parent)
        oldest_us = self._outbox.oldest_unsettled_us()
        wall_us = self._clock.wall_us()
        synced = self._clock.is_synced()
        return encode(
            Health(
                at=from_us(wall_us),
                epoch=self._journal.epoch,
                cpu_c=condition.cpu_c,
                disk_free_bytes=condition.disk_free_bytes,
                outbox_rows=self._outbox.row_count(),
                oldest_unsettled_s=None if oldest_us is None else max(0, wall_us - oldest_us) / 1e6,
                clock=StateClock.SYNCED if synced else StateClock.UNSYNCED,
                uptime_s=(now_us - self._began_us) / 1e6,
                throttled=condition.throttled,
            )
        )

    def _tell_of_salvage(self, now_us: int) -> None:
        if self._outbox.salvaged_from is not None:
            log.error("the outbox was damaged; it is kept as %s", self._outbox.salvaged_from)
            self._record([drafts.fault(now_us, "outbox", "damaged")])

    def _farewell(self) -> None:
        """Say that the watch ends, give the hub a moment to answer, and let go of everything."""
        now_us = self._clock.boot_us()
        self._journal.record([drafts.stopped(now_us)])
        while self._is_linked and self._clock.boot_us() - now_us < FAREWELL_US:
            self._sender.pump(self._clock.boot_us())
            if self._outbox.oldest_unsettled_us() is None:
                break
            try:
                item = self._inbox.get(timeout=0.1)
            except queue.Empty:
                continue
            if isinstance(item, ReceiptCame | LinkDown):
                self._take(item, self._clock.boot_us())
        self._link.publish(Channel.STATUS, self._status(online=False))
        self._link.stop(timeout_s=5.0)
        self._pins.close()
        self._outbox.close()
