"""A world in which everything lies but a commit. One seed is one history.

Real are the outbox, journal and sender of several cards, the archivist and the store; between them
a transport loses, repeats, reorders and keeps old messages for later.

The world knows the truth: every event that a card has committed. `check` compares at the end.
"""

import json
import random
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from contract.messages import Receipt, parse
from contract.topics import AgentAddress, Channel
from edge.delivery.check_sums import summed
from edge.delivery.event_body import Draft, Snapshot
from edge.delivery.journal import Journal
from edge.delivery.outbox import Outbox, Settled
from edge.delivery.outbox_rows import Position
from edge.delivery.sender import Sender
from hub.domain.assignment import Own
from hub.domain.intake import Batch
from hub.domain.seq_ranges import Span
from hub.metrics import HubMetrics
from hub.mqtt import Incoming
from hub.stores.protocol import EpochRecord, Outcome
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore
from hub.workers.archive import Archivist, Reply

ADDRESS = AgentAddress("bahnhof", "pi-1")
SCOPE = Own(frozenset({"d1"}), frozenset({"main"}))
START_US = 1_772_434_800_000_000  # 2026-03-02T07:00Z
SECOND_US = 1_000_000
ROOMY, TIGHT = 64 * 1024 * 1024, 96 * 1024
_START = Position(0, 0)
_SUM = f"check_sum = {summed('entry')}"
_GARBLED = ("{}", "\x00", '{"kind":"desk","desk":"d9"}', "{]")
Key = tuple[str, int]
"""An event's identity within the one agent of this world: (epoch, seq)."""


class Crash(Exception):
    """The process dies here."""


class Violation(AssertionError):
    """An invariant does not hold."""


@dataclass
class ScriptedClock:
    """Time as the history says."""

    boot: str
    now_us: int = 60 * SECOND_US
    offset_us: int = START_US
    synced: bool = True

    def boot_us(self) -> int:
        return self.now_us

    def wall_us(self) -> int:
        return self.now_us + self.offset_us

    def is_synced(self) -> bool:
        return self.synced


@dataclass
class Parts:
    """The classes under test; a mutant replaces one."""

    outbox: type[Outbox] = Outbox
    journal: type[Journal] = Journal
    sender: type[Sender] = Sender
    archivist: type[Archivist] = Archivist


@dataclass
class Card:
    """One SD card and the agent that runs on it."""

    path: Path
    clock: ScriptedClock
    quota: int
    outbox: Outbox = field(init=False)
    journal: Journal = field(init=False)
    sender: Sender = field(init=False)
    proven: set[tuple[str, Key]] = field(default_factory=set)
    """(store, event) that a receipt has confirmed to this card."""
    newest: str | None = None


class World:
    """One history, step by step."""

    def __init__(self, seed: int, folder: Path, parts: Parts | None = None) -> None:
        self.random = random.Random(seed)
        self.folder = folder
        self.parts = parts or Parts()
        self.truth: dict[Key, str] = {}
        self.destroyed: set[Key] = set()
        self.declared: set[Key] = set()
        self.used_twice: set[Key] = set()
        self.may_overflow = False
        self.to_hub: list[bytes] = []
        self.to_edge: list[bytes] = []
        self.archive_of_lies: list[tuple[Channel, bytes]] = []
        self.cards: list[Card] = []
        self.serial = 0
        self.store_path = folder / "store.db"
        self._open_hub()
        self._insert_card(self.random.choice((ROOMY, ROOMY, TIGHT)))

    # What may happen

    def run(self, steps: int) -> None:
        """Let random things happen, then let everything heal, and check."""
        happenings: list[tuple[int, Callable[[], None]]] = [
            (30, self.see_something),
            (20, self.send),
            (30, self.deliver_to_hub),
            (25, self.deliver_to_edge),
            (8, self.tell_an_old_lie),
            (4, self.restart_edge),
            (3, self.restart_hub),
            (2, self.roll_back_card),
            (1, self.re_image_card),
            (1, self.clone_card),
            (3, self.back_up_hub),
            (2, self.restore_hub),
            (3, self.lose_connection),
            (2, self.garble_row),
            (2, self.step_clock),
            (2, self.toggle_sync),
            (2, self.prune),
        ]
        weights, calls = zip(*happenings, strict=True)
        for _ in range(steps):
            self.pass_time(self.random.choice((0, 1, 7, 40)))
            self.random.choices(calls, weights)[0]()
        self.heal()
        self.check()

    def see_something(self) -> None:
        """A card sees events, now and then very many."""
        card = self.random.choice(self.cards)
        burst = self.random.random() < 0.1 and card.quota == TIGHT
        self._record(card, 300 if burst else self.random.randint(1, 5))

    def send(self) -> None:
        """A sender sends what is due."""
        card = self.random.choice(self.cards)
        card.sender.pump(card.clock.now_us)

    def deliver_to_hub(self) -> None:
        """Some messages reach the hub: in any order, some twice, some never."""
        payloads = self._pick(self.to_hub)
        if not payloads:
            return
        self.archive_of_lies += [(Channel.EVENTS, payload) for payload in payloads]
        crash = self.random.choice((None, None, None, "before commit", "after commit"))
        self._hub_takes(payloads, crash)

    def deliver_to_edge(self) -> None:
        """Some receipts reach the cards; clones share a topic and hear each other's."""
        payloads = self._pick(self.to_edge)
        self.archive_of_lies += [(Channel.RECEIPTS, one) for one in payloads]
        for payload in payloads:
            for card in self.cards:
                self._settle(card, payload)

    def tell_an_old_lie(self) -> None:
        """A message of long ago arrives once more."""
        if not self.archive_of_lies:
            return
        channel, payload = self.random.choice(self.archive_of_lies)
        (self.to_hub if channel is Channel.EVENTS else self.to_edge).append(payload)

    def restart_edge(self) -> None:
        """An agent is killed and starts again, sometimes after a power cut."""
        card = self.random.choice(self.cards)
        self._start(card, new_boot=self.random.random() < 0.5)

    def restart_hub(self) -> None:
        """The hub is killed and starts again."""
        self.store.close()
        self._open_hub()

    def roll_back_card(self) -> None:
        """A lying card forgets its newest commits in a power cut."""
        card = self.random.choice(self.cards)
        copy = card.path.with_suffix(".copy")
        card.outbox.close()
        if copy.exists():
            shutil.copy(copy, card.path)
        else:
            shutil.copy(card.path, copy)
        self._start(card, new_boot=True, reopen_only=True)
        self._excuse_what_is_gone()

    def re_image_card(self) -> None:
        """A card is thrown away and a fresh one put in."""
        card = self.random.choice(self.cards)
        card.outbox.close()
        for part in card.path.parent.glob(card.path.name + "*"):
            part.unlink()
        card.path.with_suffix(".copy").unlink(missing_ok=True)
        self.cards.remove(card)
        self._insert_card(card.quota)
        self._excuse_what_is_gone()

    def clone_card(self) -> None:
        """Somebody copies a card and runs both."""
        if len(self.cards) > 2:
            return
        card = self.random.choice(self.cards)
        path = self._new_path()
        card.outbox.close()
        shutil.copy(card.path, path)
        self._start(card, new_boot=True, reopen_only=True)
        self._insert_card(card.quota, path)
        self.cards[-1].proven = set(card.proven)
        self.cards[-1].newest = card.newest

    def back_up_hub(self) -> None:
        """Somebody copies the store."""
        self.store.close()
        shutil.copy(self.store_path, self.store_path.with_suffix(".copy"))
        self._open_hub()

    def restore_hub(self) -> None:
        """Somebody puts an old copy back, and renews the store id."""
        copy = self.store_path.with_suffix(".copy")
        if not copy.exists():
            return
        self.store.close()
        shutil.copy(copy, self.store_path)
        self._open_hub()
        self.store.renew()
        self._excuse_what_no_card_keeps()

    def lose_connection(self) -> None:
        """The broker dies with all that it holds."""
        self.to_hub.clear()
        self.to_edge.clear()
        for card in self.cards:
            card.sender.connected(self.random.choice((2_000, 65_536)))

    def garble_row(self) -> None:
        """A bit flips in a Pi's memory, before the row has its check sum."""
        card = self.random.choice(self.cards)
        row = self.random.choice(card.outbox.unsettled(_START, 50) or [None])
        if row is not None and '"kind":"desk"' in row.body:
            body = self.random.choice(_GARBLED)
            place = (row.place.epoch_no, row.place.seq)
            for change, values in (("body = ?", (body, *place)), (_SUM, place)):
                card.outbox._file.execute(
                    f"UPDATE entry SET {change} WHERE epoch_no = ? AND seq = ?",  # noqa: S608 - ours
                    values,
                )

    def step_clock(self) -> None:
        """NTP moves the wall clock."""
        card = self.random.choice(self.cards)
        card.clock.offset_us += self.random.choice((-3600, -2, -1, 1, 3600)) * SECOND_US
        if card.journal.runs_backwards():
            self._begin_epoch(card)

    def toggle_sync(self) -> None:
        """NTP comes or goes."""
        card = self.random.choice(self.cards)
        card.clock.synced = not card.clock.synced
        card.journal.date()

    def prune(self) -> None:
        """A card deletes what it has kept long enough."""
        card = self.random.choice(self.cards)
        before = self._kept(card)
        card.outbox.prune(2**62)
        self._all_gone_rows_were_proven(card, before)

    def pass_time(self, seconds: int) -> None:
        """Let time pass on every card."""
        for card in self.cards:
            card.clock.now_us += seconds * SECOND_US

    # The end

    def heal(self) -> None:
        """Stop all faults and let everything drain; standing still is a violation of L1."""
        self.lose_connection()
        for card in self.cards:
            card.clock.synced = True
            if card.journal.runs_backwards():
                self._begin_epoch(card)
            card.journal.date()
        for _ in range(600):
            if all(card.outbox.oldest_unsettled_us() is None for card in self.cards):
                return
            # Under one topic every card hears all receipts, but a clone's new store may be
            # heard late: a minute is enough for each resend, ten for a replaced store id.
            self.pass_time(40)
            for card in self.cards:
                card.sender.pump(card.clock.now_us)
            payloads, self.to_hub = self.to_hub, []
            self._hub_takes(payloads, None)
            receipts, self.to_edge = self.to_edge, []
            for receipt in receipts:
                for card in self.cards:
                    self._settle(card, receipt)
        raise Violation("L1: something never settles")

    def check(self) -> None:
        """I1, I2, I5, I8 and the audit against the truth."""
        reader = SqliteReader.open(self.store_path)
        stored: dict[Key, str] = {}
        for event in reader.events(ADDRESS, -(2**62), 2**62):
            key = (event.epoch, event.event.seq)
            if key in stored:
                raise Violation(f"I2: {key} counts twice")
            stored[key] = event.event.model_dump_json(exclude={"seq", "at", "clock"})
        records = list(reader.epochs())
        reader.close()
        quarantined = _keys((record.epoch, record.quarantined) for record in records)
        lost = _keys((record.epoch, record.lost) for record in records)
        if self.used_twice:
            raise Violation(f"I1: two events under one number, only one counts: {self.used_twice}")
        for key, body in self.truth.items():
            if key not in stored and key not in quarantined | lost | self.destroyed:
                raise Violation(f"I1: {key} {body} is nowhere")
            if key in stored and body not in ("garbled", stored[key]):
                raise Violation(f"I2: {key} was {body}, stored is {stored[key]}")
        if lost and not self.may_overflow:
            raise Violation("I8: loss was declared without an overflow")
        self._check_named_ends(records, quarantined | lost | set(stored))

    def _check_named_ends(self, records: list[EpochRecord], accounted: set[Key]) -> None:
        for record in records:
            for seq in range(1, (record.named_last or 0) + 1):
                key = (record.epoch, seq)
                if key not in accounted and key not in self.destroyed:
                    raise Violation(f"audit: {key} is missing")

    def close(self) -> None:
        """Let go of all files."""
        self.store.close()
        for card in self.cards:
            card.outbox.close()

    # How it happens

    def _record(self, card: Card, count: int) -> None:
        before = self._kept(card)
        drafts = [self._draft(card) for _ in range(count)]
        if card.quota == TIGHT:
            self.may_overflow = True
        card.journal.record(drafts)
        self._note_truth(card)
        self._all_gone_rows_were_proven(card, before)

    def _draft(self, card: Card) -> Draft:
        self.serial += 1
        foreign = self.random.random() < 0.02
        desk = "d7" if foreign else "d1"
        state = self.random.choice(("free", "occupied", "unknown"))
        body = f'{{"kind":"desk","desk":"{desk}","state":"{state}","evidence":"no-{self.serial}"}}'
        return Draft(card.clock.now_us, body)

    def _note_truth(self, card: Card) -> None:
        """Whatever stands on the card now has been committed."""
        for key, body in self._bodies(card).items():
            known = self.truth.setdefault(key, body)
            if _is_garbled(body):
                self.truth[key] = "garbled"
            elif known not in (body, "garbled"):
                self.used_twice.add(key)

    def _bodies(self, card: Card) -> dict[Key, str]:
        rows = card.outbox._file.execute(
            "SELECT epoch, seq, body FROM entry JOIN epoch ON no = epoch_no"
        )
        return {(epoch, seq): body for epoch, seq, body in rows}

    def _kept(self, card: Card) -> set[Key]:
        return set(self._bodies(card))

    def _all_gone_rows_were_proven(self, card: Card, before: set[Key]) -> None:
        """I4: a row leaves by a receipt of the newest store or by a declared loss."""
        bodies = self._bodies(card)
        for body in bodies.values():
            if body.startswith('{"kind":"lost"'):
                self.declared |= _declared_in(body)
        for key in before - set(bodies):
            if (card.newest, key) not in card.proven and key not in self.declared:
                raise Violation(f"I4: {key} left the card without proof")
            if card.newest != self.store.store_id and key not in self.declared:
                self.destroyed.add(key)  # a restore took it, and the card kept it long enough

    def _settle(self, card: Card, payload: bytes) -> None:
        receipt = parse(Receipt, payload)
        done = card.outbox.settle(
            receipt.store, receipt.epoch, receipt.first, receipt.last, card.clock.now_us
        )
        if done is Settled.STALE:
            return
        card.newest = receipt.store
        seqs = range(receipt.first, receipt.last + 1)
        card.proven |= {(receipt.store, (receipt.epoch, seq)) for seq in seqs}
        if done is Settled.NEW_STORE:
            card.sender.begin_again()
        else:
            card.sender.received(receipt.epoch, receipt.first, receipt.last)

    def _hub_takes(self, payloads: list[bytes], crash: str | None) -> None:
        topic = ADDRESS.topic(Channel.EVENTS)
        messages = [Incoming(topic, payload, retained=False) for payload in payloads]
        self.store.crash = crash
        try:
            replies = self.archivist.take(messages, START_US)
        except Crash:
            self.restart_hub()
            return
        finally:
            self.store.crash = None
        for reply in replies:
            self._receipt_is_sound(reply)
            self.to_edge.append(reply.payload)

    def _receipt_is_sound(self, reply: Reply) -> None:
        """I3: what a receipt names can be read by somebody else at that instant."""
        receipt = parse(Receipt, reply.payload)
        reader = SqliteReader.open(self.store_path)
        kept = {
            seq
            for record in reader.epochs()
            if record.epoch == receipt.epoch
            for span in (*record.stored, *record.quarantined)
            for seq in range(span.first, span.last + 1)
        }
        reader.close()
        if not kept.issuperset(range(receipt.first, receipt.last + 1)):
            raise Violation(f"I3: a receipt for {receipt.first}-{receipt.last} before the commit")

    def _pick(self, queue: list[bytes]) -> list[bytes]:
        """Take some out; leave some for later, lose some, take some twice."""
        chosen = [one for one in queue if self.random.random() < 0.6]
        rest = [one for one in queue if one not in chosen]
        queue[:] = [one for one in rest if self.random.random() < 0.9]
        chosen += [one for one in chosen if self.random.random() < 0.2]
        self.random.shuffle(chosen)
        return chosen

    def _excuse_what_is_gone(self) -> None:
        """The test destroyed a card: what stands on no card any more may be gone for good."""
        kept = set[Key]().union(*(self._kept(card) for card in self.cards))
        self.destroyed |= set(self.truth) - kept

    def _excuse_what_no_card_keeps(self) -> None:
        """A restore can only bring back what the edges still hold (I8: beyond keep_days)."""
        self._excuse_what_is_gone()

    # Making things

    def _open_hub(self) -> None:
        self.store = CrashingStore.open(self.store_path)
        self.archivist = self.parts.archivist({ADDRESS: SCOPE}, self.store, HubMetrics())

    def _new_path(self) -> Path:
        self.serial += 1
        return self.folder / f"card-{self.serial}.db"

    def _insert_card(self, quota: int, path: Path | None = None) -> None:
        clock = ScriptedClock(self._hex())
        card = Card(path or self._new_path(), clock, quota)
        self._start(card, new_boot=True, reopen_only=True)
        self.cards.append(card)

    def _start(self, card: Card, *, new_boot: bool, reopen_only: bool = False) -> None:
        if not reopen_only:
            card.outbox.close()
        if new_boot:
            card.clock.boot = self._hex()
            card.clock.offset_us += card.clock.now_us
            card.clock.now_us = self.random.randint(10, 90) * SECOND_US
            card.clock.synced = self.random.random() < 0.7
        card.outbox = self.parts.outbox.open(card.path, card.quota)
        card.journal = self.parts.journal(card.outbox, card.clock, self._hex)
        card.sender = self.parts.sender(card.outbox, self._publish, lambda: 0.5)
        card.sender.connected(65_536)
        self._begin_epoch(card)

    def _begin_epoch(self, card: Card) -> None:
        card.journal.begin(Snapshot({}, {}), card.clock.now_us)
        self._note_truth(card)

    def _publish(self, payload: bytes) -> bool:
        if self.random.random() < 0.1:
            return False
        self.to_hub.append(payload)
        return True

    def _hex(self) -> str:
        return f"{self.random.getrandbits(128):032x}"


class CrashingStore(SqliteStore):
    """The real store, killed where the history says."""

    crash: str | None = None

    def append(self, batches: Sequence[Batch], received_us: int) -> list[Outcome]:
        if self.crash == "before commit":
            raise Crash
        outcomes = super().append(batches, received_us)
        if self.crash == "after commit":
            raise Crash
        return outcomes


def _keys(records: Iterable[tuple[str, Iterable[Span]]]) -> set[Key]:
    return {
        (epoch, seq)
        for epoch, spans in records
        for span in spans
        for seq in range(span.first, span.last + 1)
    }


def _declared_in(body: str) -> set[Key]:
    return {
        (lost_range["epoch"], seq)
        for lost_range in json.loads(body)["ranges"]
        for seq in range(lost_range["first"], lost_range["last"] + 1)
    }


def _is_garbled(body: str) -> bool:
    return body in _GARBLED
