"""The embedded store: one SQLite file, one writing connection, any number of readers.

The only file of the hub that knows SQLite. WAL with synchronous=FULL, so that what was committed
survives a power cut; SQLite before 3.51.3 can corrupt a WAL that several connections write or
checkpoint, therefore a lock file admits one writer and readers open with mode=ro.
"""

import fcntl
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from hashlib import sha256
from pathlib import Path
from typing import Final, Self, TextIO, TypeVar

from contract.events import EVENT, Event, EventClock, Lost, Started
from contract.messages import Quarantined
from contract.times import from_us, to_us, to_wire
from contract.topics import AgentAddress
from hub.domain.intake import Batch, QuarantinedEvent
from hub.domain.seq_ranges import Span, spans_of, union
from hub.errors import StoreUnavailable
from hub.stores.protocol import EpochRecord, IgnoredAgent, Outcome, StoredEvent

T = TypeVar("T")

APPLICATION_ID: Final = 0x506C7A66  # "Plzf"
SCHEMA_VERSION: Final = 1
MAX_QUARANTINE_ROWS: Final = 100_000
MAX_IGNORED_AGENTS: Final = 1_000

_SCHEMA: Final = """
CREATE TABLE store (id TEXT NOT NULL);
CREATE TABLE agent (
    id INTEGER PRIMARY KEY, space TEXT NOT NULL, agent TEXT NOT NULL, UNIQUE (space, agent)
);
CREATE TABLE epoch (
    id INTEGER PRIMARY KEY, agent_id INTEGER NOT NULL REFERENCES agent, epoch TEXT NOT NULL,
    previous TEXT, previous_last INTEGER,
    UNIQUE (agent_id, epoch)
);
CREATE TABLE seqs (
    epoch_id INTEGER NOT NULL, fate INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (epoch_id, fate, first)
) WITHOUT ROWID;
CREATE TABLE event (
    epoch_id INTEGER NOT NULL, seq INTEGER NOT NULL, agent_id INTEGER NOT NULL,
    at_us INTEGER NOT NULL, estimated INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (epoch_id, seq)
) WITHOUT ROWID;
CREATE INDEX event_by_time ON event (agent_id, at_us);
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, identity BLOB NOT NULL UNIQUE,
    epoch_id INTEGER, seq INTEGER, reason TEXT NOT NULL, raw BLOB NOT NULL,
    received_us INTEGER NOT NULL
);
CREATE TABLE ignored (
    space TEXT NOT NULL, agent TEXT NOT NULL, message_count INTEGER NOT NULL,
    last_us INTEGER NOT NULL, PRIMARY KEY (space, agent)
) WITHOUT ROWID;
"""


class Fate(IntEnum):
    """What became of an event number."""

    STORED = 1
    QUARANTINED = 2
    LOST = 3


def new_store_id() -> str:
    """Name a new life of a store: 128 random bits."""
    return secrets.token_hex(16)


class SqliteStore:
    """The writer. Use it from one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, lock: TextIO | None = None) -> None:
        self._db = connection
        self._lock = lock
        self._store_id: str = self._db.execute("SELECT id FROM store").fetchone()[0]

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file, or make it.

        Raises StoreUnavailable if another hub writes it, or if it can't be read or isn't ours.
        """
        lock = _lock(path)
        try:
            return cls(_open_for_writing(path), lock)
        except sqlite3.Error as error:
            lock.close()
            raise StoreUnavailable(f"{path}: {error}") from error

    @property
    def store_id(self) -> str:
        """The name of this life of the store."""
        return self._store_id

    def renew(self) -> str:
        """Begin a new life after a restore: every edge will send again what it still holds."""
        self._store_id = new_store_id()
        self._transact(lambda: self._db.execute("UPDATE store SET id = ?", (self._store_id,)))
        return self._store_id

    def append(self, batches: Sequence[Batch], received_us: int) -> list[Outcome]:
        """Commit the batches in one transaction.

        Raises StoreUnavailable; then nothing of them is stored.
        """
        return self._transact(lambda: [self._append(batch, received_us) for batch in batches])

    def quarantine_payload(self, topic: str, payload: bytes, reason: str, at_us: int) -> bool:
        """Keep an unreadable payload aside, once; False if it already was."""
        identity = sha256(b"\0".join((topic.encode(), payload))).digest()
        row = (topic, identity, None, None, reason, payload, at_us)
        return self._transact(lambda: self._quarantine([row])) > 0

    def note_ignored(self, ignored: Sequence[IgnoredAgent]) -> None:
        """Add to the counts of ignored agents; only so many different ones are remembered."""
        rows = [
            (one.space, one.agent, one.message_count, one.last_us, MAX_IGNORED_AGENTS)
            for one in ignored
        ]
        self._transact(
            lambda: self._db.executemany(
                "INSERT INTO ignored SELECT ?1, ?2, ?3, ?4 WHERE"
                " (SELECT count(*) FROM ignored) < ?5"
                " OR EXISTS (SELECT 1 FROM ignored WHERE space = ?1 AND agent = ?2)"
                " ON CONFLICT DO UPDATE SET last_us = excluded.last_us,"
                " message_count = message_count + excluded.message_count",
                rows,
            )
        )

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
        if self._lock:
            self._lock.close()

    def _transact(self, work: Callable[[], T]) -> T:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            result = work()
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise StoreUnavailable(str(error)) from error
            raise
        return result

    def _append(self, batch: Batch, received_us: int) -> Outcome:
        agent_id, epoch_id = self._epoch_id(batch.address, batch.epoch)
        known = self._known(epoch_id, batch)
        fresh = [event for event in batch.events if event.seq not in known]
        redated = [
            event
            for event in batch.events
            if known.get(event.seq) and event.clock is EventClock.SYNCED
        ]
        self._insert(agent_id, epoch_id, fresh + redated)
        self._remember(epoch_id, fresh)
        rejected = [one for one in batch.quarantined if one.seq not in known]
        self._quarantine(_quarantine_row(batch, epoch_id, one, received_us) for one in rejected)
        self._add_seqs(epoch_id, Fate.QUARANTINED, spans_of(one.seq for one in rejected))
        return Outcome(
            stored_count=len(fresh),
            repeated_count=len(batch.events) - len(fresh),
            quarantined=tuple(Quarantined(seq=one.seq, reason=one.reason) for one in rejected),
        )

    def _known(self, epoch_id: int, batch: Batch) -> dict[int, bool]:
        """Map the batch's numbers that are stored to whether they are only estimated."""
        rows = self._db.execute(
            "SELECT seq, estimated FROM event WHERE epoch_id = ? AND seq BETWEEN ? AND ?",
            (epoch_id, batch.first, batch.last),
        )
        return {seq: bool(estimated) for seq, estimated in rows}

    def _insert(self, agent_id: int, epoch_id: int, events: Iterable[Event]) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO event VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    epoch_id,
                    event.seq,
                    agent_id,
                    to_us(event.at),
                    event.clock is EventClock.ESTIMATED,
                    event.model_dump_json(exclude={"seq", "at", "clock"}),
                )
                for event in events
            ],
        )

    def _remember(self, epoch_id: int, events: Sequence[Event]) -> None:
        """Keep for ever what outlives the events: numbers, epoch ends, declared losses."""
        self._add_seqs(epoch_id, Fate.STORED, spans_of(event.seq for event in events))
        for event in events:
            match event:
                case Started():
                    self._remember_previous(epoch_id, event)
                case Lost():
                    self._remember_lost(epoch_id, event)

    def _remember_previous(self, epoch_id: int, started: Started) -> None:
        previous = started.previous
        if previous is not None:
            self._db.execute(
                "UPDATE epoch SET previous = ?, previous_last = ? WHERE id = ?",
                (previous.epoch, previous.last, epoch_id),
            )

    def _remember_lost(self, epoch_id: int, lost: Lost) -> None:
        address = self._address(epoch_id)
        for one in lost.ranges:
            _, lost_epoch_id = self._epoch_id(address, one.epoch)
            self._add_seqs(lost_epoch_id, Fate.LOST, (Span(one.first, one.last),))

    def _address(self, epoch_id: int) -> AgentAddress:
        row = self._db.execute(
            "SELECT space, agent FROM agent JOIN epoch ON agent.id = agent_id WHERE epoch.id = ?",
            (epoch_id,),
        ).fetchone()
        return AgentAddress(*row)

    def _epoch_id(self, address: AgentAddress, epoch: str) -> tuple[int, int]:
        row = self._db.execute(
            "SELECT agent.id, epoch.id FROM agent JOIN epoch ON agent.id = agent_id"
            " WHERE space = ? AND agent = ? AND epoch = ?",
            (address.space, address.agent, epoch),
        ).fetchone()
        return row or self._new_epoch(address, epoch)

    def _new_epoch(self, address: AgentAddress, epoch: str) -> tuple[int, int]:
        names = (address.space, address.agent)
        self._db.execute("INSERT OR IGNORE INTO agent (space, agent) VALUES (?, ?)", names)
        agent_id: int = self._db.execute(
            "SELECT id FROM agent WHERE space = ? AND agent = ?", names
        ).fetchone()[0]
        epoch_id: int = self._db.execute(
            "INSERT INTO epoch (agent_id, epoch) VALUES (?, ?) RETURNING id", (agent_id, epoch)
        ).fetchone()[0]
        return agent_id, epoch_id

    def _add_seqs(self, epoch_id: int, fate: Fate, spans: Iterable[Span]) -> None:
        for span in spans:
            near = self._spans_near(epoch_id, fate, span)
            (joined,) = union([span, *near])
            self._db.executemany(
                "DELETE FROM seqs WHERE epoch_id = ? AND fate = ? AND first = ?",
                [(epoch_id, fate, one.first) for one in near],
            )
            self._db.execute(
                "INSERT INTO seqs VALUES (?, ?, ?, ?)", (epoch_id, fate, joined.first, joined.last)
            )

    def _spans_near(self, epoch_id: int, fate: Fate, span: Span) -> list[Span]:
        """Return the kept spans that overlap or touch `span`."""
        rows = self._db.execute(
            "SELECT first, last FROM seqs WHERE epoch_id = ? AND fate = ? AND first <= ?"
            " ORDER BY first DESC",
            (epoch_id, fate, span.last + 1),
        )
        near: list[Span] = []
        for first, last in rows:
            if last < span.first - 1:
                break
            near.append(Span(first, last))
        return near

    def _quarantine(self, rows: Iterable[tuple[object, ...]]) -> int:
        before = self._db.total_changes
        self._db.executemany(
            "INSERT OR IGNORE INTO quarantine"
            " (source, identity, epoch_id, seq, reason, raw, received_us)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        added = self._db.total_changes - before
        if added:
            self._db.execute(
                "DELETE FROM quarantine WHERE id <= (SELECT max(id) FROM quarantine) - ?",
                (MAX_QUARANTINE_ROWS,),
            )
        return added


class SqliteReader:
    """A reader beside the writer; it never writes, not even a checkpoint."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing store. Raises StoreUnavailable if there is none that can be read."""
        try:
            connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
            _check_ours(connection, path)
        except sqlite3.Error as error:
            raise StoreUnavailable(f"{path}: {error}") from error
        return cls(connection)

    def epochs(self) -> Iterator[EpochRecord]:
        """Yield every epoch ever heard of, by agent, in the order of their first arrival."""
        spans = self._all_spans()
        named = self._all_names()
        rows = self._db.execute(
            "SELECT epoch.id, space, agent, epoch FROM epoch JOIN agent ON agent.id = agent_id"
            " ORDER BY space, agent, epoch.id"
        )
        for epoch_id, space, agent, epoch in rows.fetchall():
            names = named.get((space, agent, epoch), [])
            yield EpochRecord(
                address=AgentAddress(space, agent),
                epoch=epoch,
                named_last=min((last for _, last in names), default=None),
                named_by=tuple(by for by, _ in names),
                stored=spans.get((epoch_id, Fate.STORED), ()),
                quarantined=spans.get((epoch_id, Fate.QUARANTINED), ()),
                lost=spans.get((epoch_id, Fate.LOST), ()),
            )

    def events(self, address: AgentAddress, from_us: int, to_us: int) -> Iterator[StoredEvent]:
        """Yield one agent's events with from_us <= at < to_us, by (at, epoch, seq)."""
        rows = self._db.execute(
            "SELECT epoch, seq, at_us, estimated, body FROM event"
            " JOIN epoch ON epoch.id = epoch_id JOIN agent ON agent.id = event.agent_id"
            " WHERE event.agent_id = (SELECT id FROM agent WHERE space = ? AND agent = ?)"
            " AND at_us >= ? AND at_us < ? ORDER BY at_us, epoch, seq",
            (address.space, address.agent, from_us, to_us),
        )
        for epoch, seq, at_us, estimated, body in rows:
            yield StoredEvent(address, epoch, _event(seq, at_us, estimated, body))

    def ignored_agents(self) -> list[IgnoredAgent]:
        """Return the agents that were ignored, by name."""
        rows = self._db.execute("SELECT * FROM ignored ORDER BY space, agent")
        return [IgnoredAgent(*row) for row in rows]

    def unreadable_count(self) -> int:
        """Count the payloads whose envelope could not be read."""
        row = self._db.execute("SELECT count(*) FROM quarantine WHERE seq IS NULL").fetchone()
        return int(row[0])

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _all_spans(self) -> dict[tuple[int, int], tuple[Span, ...]]:
        spans: dict[tuple[int, int], tuple[Span, ...]] = {}
        for epoch_id, fate, first, last in self._db.execute("SELECT * FROM seqs"):
            key = (epoch_id, fate)
            spans[key] = (*spans.get(key, ()), Span(first, last))
        return spans

    def _all_names(self) -> dict[tuple[str, str, str], list[tuple[str, int]]]:
        named: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
        rows = self._db.execute(
            "SELECT space, agent, previous, epoch, previous_last FROM epoch"
            " JOIN agent ON agent.id = agent_id WHERE previous IS NOT NULL ORDER BY epoch.id"
        )
        for space, agent, previous, by, last in rows:
            named.setdefault((space, agent, previous), []).append((by, last))
        return named


def _event(seq: int, at_us: int, estimated: int, body: str) -> Event:
    clock = EventClock.ESTIMATED if estimated else EventClock.SYNCED
    head = f'{{"seq":{seq},"at":"{to_wire(from_us(at_us))}","clock":"{clock}",'
    return EVENT.validate_json(head + body[1:])


def _quarantine_row(
    batch: Batch, epoch_id: int, one: QuarantinedEvent, received_us: int
) -> tuple[object, ...]:
    source = str(batch.address)
    identity = f"{source}/{batch.epoch}/{one.seq}".encode()
    return (source, identity, epoch_id, one.seq, one.reason, one.raw, received_us)


def _lock(path: Path) -> TextIO:
    try:
        lock = path.with_name(path.name + ".lock").open("w")
    except OSError as error:
        raise StoreUnavailable(f"{path}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise StoreUnavailable(f"{path}: another hub is writing this store") from None
    return lock


def _open_for_writing(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA journal_size_limit = 67108864")
        if db.execute("PRAGMA schema_version").fetchone()[0] == 0:
            _create(db)
        _check_ours(db, path)
        _check_sound(db, path)
    except BaseException:
        db.close()
        raise
    path.chmod(0o640)
    return db


def _create(db: sqlite3.Connection) -> None:
    db.executescript(f"BEGIN; {_SCHEMA}")
    db.execute("INSERT INTO store VALUES (?)", (new_store_id(),))
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    db.execute("COMMIT")


def _check_ours(db: sqlite3.Connection, path: Path) -> None:
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreUnavailable(f"{path}: not a Platzfrei store")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version != SCHEMA_VERSION:
        raise StoreUnavailable(f"{path}: schema {version}, this version reads {SCHEMA_VERSION}")


def _check_sound(db: sqlite3.Connection, path: Path) -> None:
    found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise StoreUnavailable(f"{path}: damaged ({found}); restore a copy, see the runbook")
