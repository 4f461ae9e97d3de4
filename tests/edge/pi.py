"""One agent on a table: all is real but pins, transport and time, which a test scripts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from contract.events import EVENT, Event, Record
from contract.messages import BatchEnvelope, EventBatch, Receipt, State, Status, encode, parse
from contract.topics import Channel
from edge.agent import Agent, Inbox, Item, Parts, new_inbox
from edge.configuration.config import EdgeConfig
from edge.decisions.readings import Level, ReadFailed, Reading
from edge.delivery.batch import event_json
from edge.delivery.outbox_opening import open_or_wait
from edge.delivery.outbox_rows import Position, Row
from edge.transport import Connected, Disconnected, ReceiptReceived
from tests.edge.scripted import ScriptedClock

STORE, OTHER_STORE = "5" * 32, "6" * 32
CHECKED = date(2026, 2, 27)
"""Somebody has seen the usual sensors change, a few days before the scripted time."""
ROOMY = 64 * 1024 * 1024
M = TypeVar("M", bound=Record)


def desk(name: str, pin: int, **keys: object) -> Mapping[str, object]:
    """Return the table of a desk's sensor, which tells every change at once and was checked."""
    usual = {"id": f"seat-{name}", "kind": "digital", "desk": name, "pin": pin, "debounce_s": 0.0}
    return usual | {"checked": CHECKED} | keys


def door(name: str, pin: int) -> Mapping[str, object]:
    """Return the table of a door's contact, which tells every change at once and was checked."""
    usual = {"id": f"reed-{name}", "kind": "contact", "door": name, "pin": pin, "debounce_s": 0.0}
    return usual | {"checked": CHECKED}


USUAL = (desk("d1", 17), desk("d2", 27), door("main", 22))


@dataclass
class ScriptedPins:
    """Levels as the test says, by sensor."""

    clock: ScriptedClock
    levels: dict[str, bool]
    broken: set[str] = field(default_factory=set)
    is_closed: bool = False

    def read_all(self) -> list[Reading]:
        now_us = self.clock.now_us
        return [
            ReadFailed(sensor, "bus error", now_us)
            if sensor in self.broken
            else Level(sensor, 0, is_active, now_us)
            for sensor, is_active in self.levels.items()
        ]

    def close(self) -> None:
        self.is_closed = True


@dataclass
class ScriptedTransport:
    """Notes what it is told; `on_publish` may answer."""

    silence_s: float = 0.0
    takes: bool = True
    said: list[tuple[Channel, bytes]] = field(default_factory=list)
    wills: list[bytes] = field(default_factory=list)
    stopped_within_s: float | None = None
    on_start: Callable[[], None] = lambda: None
    on_publish: Callable[[Channel, bytes], None] = lambda _, __: None

    def silent_s(self) -> float:
        return self.silence_s

    def start(self, will: bytes) -> None:
        self.wills.append(will)
        self.on_start()

    def rebuild(self, will: bytes) -> None:
        self.wills.append(will)

    def publish(self, channel: Channel, payload: bytes) -> bool:
        if self.takes:
            self.said.append((channel, payload))
            self.on_publish(channel, payload)
        return self.takes

    def stop(self, timeout_s: float) -> None:
        self.stopped_within_s = timeout_s


class Pi:
    """An agent and everything around it."""

    def __init__(
        self,
        folder: Path,
        clock: ScriptedClock | None = None,
        sensors: tuple[Mapping[str, object], ...] = USUAL,
        **keys: object,
    ) -> None:
        self.clock = clock or ScriptedClock()
        self.config = EdgeConfig.model_validate(
            {
                "space": "hof",
                "agent": "pi-1",
                "outbox": folder / "outbox.db",
                "mqtt": {"host": "broker.example"},
                "sensor": sensors,
                **keys,
            }
        )
        self.transport = ScriptedTransport()
        self.pins = ScriptedPins(self.clock, {sensor.id: False for sensor in self.config.sensors})
        self.outbox = open_or_wait(self.config.outbox, ROOMY)
        self.inbox: Inbox = new_inbox()
        parts = Parts(self.clock, self.outbox, self.pins, self.transport, lambda: 0.5)
        self.agent = Agent(self.config, self.inbox, parts, "1.2.3")

    # What happens

    def begin(self, *, connected: bool = True) -> "Pi":
        """Let the agent begin, and usually find its broker."""
        self.agent.begin()
        self.agent.turn(Connected(65_536) if connected else None)
        return self

    def pass_s(self, seconds: float, step_s: float = 1.0) -> None:
        """Let time pass in steps, with a turn after each."""
        for _ in range(round(seconds / step_s)):
            self.clock.pass_s(step_s)
            self.agent.turn(None)

    def sit(self, name: str, *, active: bool = True) -> None:
        """Let somebody sit down at a desk, or get up."""
        self.change(f"seat-{name}", active=active)

    def change(self, sensor: str, *, active: bool) -> None:
        """Let a level change, with the callback that tells of it."""
        self.pins.levels[sensor] = active
        self.agent.turn(Level(sensor, 0, active, self.clock.now_us))

    def take(self, *items: Item) -> None:
        """Let items wait in the inbox, and give the agent a turn."""
        for item in items:
            self.inbox.put(item)
        self.agent.turn(self.inbox.get())

    def settle(self, store: str = STORE) -> None:
        """Answer the newest batch as the hub does."""
        batch = parse(BatchEnvelope, self.payloads(Channel.EVENTS)[-1])
        self.answer(Receipt(store=store, epoch=batch.epoch, first=batch.first, last=batch.last))

    def answer(self, receipt: Receipt) -> None:
        self.agent.turn(ReceiptReceived(encode(receipt)))

    def lose_link(self, reason: str = "lost") -> None:
        self.agent.turn(Disconnected(reason))

    # What came of it

    @property
    def epoch(self) -> str:
        return self.agent._journal.epoch

    def events(self, *kinds: str) -> list[Event]:
        """Return the events on the card, as the hub would read them; of some kinds, or all."""
        rows = [
            Row(Position(no, seq), epoch, at_us or 0, bool(estimated), body)
            for no, seq, epoch, at_us, estimated, body in self.outbox._file.rows(
                "SELECT no, seq, epoch, at_us, estimated, body FROM entry"
                " JOIN epoch ON no = epoch_no ORDER BY no, seq"
            )
        ]
        read = [EVENT.validate_json(event_json(row)) for row in rows]
        return [event for event in read if not kinds or event.kind in kinds]

    def payloads(self, channel: Channel) -> list[bytes]:
        return [payload for said_on, payload in self.transport.said if said_on is channel]

    def states(self) -> list[State]:
        return [parse(State, payload) for payload in self.payloads(Channel.STATE)]

    def statuses(self) -> list[Status]:
        return [parse(Status, payload) for payload in self.payloads(Channel.STATUS)]

    def wills(self) -> list[Status]:
        return [parse(Status, will) for will in self.transport.wills]

    def sent(self) -> list[int]:
        """Return the numbers of all events that were sent, in order."""
        batches = [parse(EventBatch, payload) for payload in self.payloads(Channel.EVENTS)]
        return [event.seq for batch in batches for event in batch.events]
