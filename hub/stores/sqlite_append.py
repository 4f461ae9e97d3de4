"""Keeping batches in the embedded store: what one transaction of `append` does.

Which numbers are stored is read from the spans in `seqs`, which outlive the events: one look at
them tells what of a batch is fresh and where its numbers join.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from contract.events import Event, EventClock, Lost, Started
from contract.limits import LARGEST_INT
from contract.messages import Quarantined
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.intake import Batch, QuarantinedEvent
from hub.domain.seq_ranges import Span, seqs_within, spans_of, union
from hub.stores.protocol import Outcome
from hub.stores.sqlite_file import SqliteFile
from hub.stores.sqlite_schema import Fate

MAX_QUARANTINE_ROWS: Final = 10_000
"""The newest stay. Which numbers were quarantined is remembered for ever, apart from them."""
_ENVELOPE_FIELDS: Final = {"seq", "at", "clock"}


@dataclass(frozen=True, slots=True)
class _Epoch:
    """Where the rows of one epoch belong."""

    id: int
    agent_id: int
    address: AgentAddress
    name: str


class Appending:
    """One transaction: what it looked up once holds until the commit."""

    def __init__(self, file: SqliteFile, received_us: int) -> None:
        self._file = file
        self._received_us = received_us
        self._epochs: dict[tuple[AgentAddress, str], _Epoch] = {}

    def keep(self, batch: Batch) -> Outcome:
        """Keep what is fresh of one batch."""
        epoch = self._epoch(batch.address, batch.epoch)
        limits = Span(batch.first, batch.last)
        near = self._spans_near(epoch, Fate.STORED, limits)
        known = seqs_within(near, limits)
        fresh = [event for event in batch.events if event.seq not in known]
        self._insert(epoch, fresh + self._redated(epoch, batch, known))
        self._join(epoch, Fate.STORED, near, spans_of(event.seq for event in fresh))
        self._remember(epoch, fresh)
        rejected = [one for one in batch.quarantined if one.seq not in known]
        self._set_aside(epoch, rejected)
        return Outcome(
            stored_count=len(fresh),
            repeated_count=len(limits) - len(fresh) - len(rejected),
            quarantined=tuple(Quarantined(seq=one.seq, reason=one.reason) for one in rejected),
        )

    def _redated(self, epoch: _Epoch, batch: Batch, known: frozenset[int]) -> list[Event]:
        """Return the synced copies of events that are stored with an estimated date."""
        synced = {
            event.seq: event
            for event in batch.events
            if event.seq in known and event.clock is EventClock.SYNCED
        }
        if not synced:
            return []
        rows = self._file.rows(
            "SELECT seq FROM event WHERE epoch_id = ? AND seq BETWEEN ? AND ? AND estimated",
            (epoch.id, batch.first, batch.last),
        )
        return [synced[seq] for (seq,) in rows if seq in synced]

    def _insert(self, epoch: _Epoch, events: Iterable[Event]) -> None:
        self._file.change_many(
            "INSERT OR REPLACE INTO event VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    epoch.id,
                    event.seq,
                    epoch.agent_id,
                    to_us(event.at),
                    event.clock is EventClock.ESTIMATED,
                    event.model_dump_json(exclude=_ENVELOPE_FIELDS),
                )
                for event in events
            ],
        )

    def _remember(self, epoch: _Epoch, events: Iterable[Event]) -> None:
        """Keep for ever what else outlives the events: ends of epochs and declared losses."""
        for event in events:
            match event:
                case Started(previous=previous) if previous is not None:
                    self._file.change(
                        "UPDATE epoch SET previous = ?, previous_last = ? WHERE id = ?",
                        (previous.epoch, previous.last, epoch.id),
                    )
                case Lost(ranges=ranges):
                    for one in ranges:
                        lost = self._epoch(epoch.address, one.epoch)
                        self._add(lost, Fate.LOST, Span(one.first, one.last))
                case _:
                    pass

    def _set_aside(self, epoch: _Epoch, rejected: Sequence[QuarantinedEvent]) -> None:
        if not rejected:
            return
        rows = [
            (
                str(epoch.address),
                f"{epoch.address}/{epoch.name}/{one.seq}".encode(),
                epoch.id,
                one.seq,
                one.reason,
                one.raw,
                self._received_us,
            )
            for one in rejected
        ]
        insert_quarantine(self._file, rows)
        for span in spans_of(one.seq for one in rejected):
            self._add(epoch, Fate.QUARANTINED, span)

    # Epochs and spans

    def _epoch(self, address: AgentAddress, name: str) -> _Epoch:
        epoch = self._epochs.get((address, name))
        if epoch is None:
            epoch = self._find_epoch(address, name) or self._new_epoch(address, name)
            self._epochs[address, name] = epoch
        return epoch

    def _find_epoch(self, address: AgentAddress, name: str) -> _Epoch | None:
        rows = self._file.rows(
            "SELECT epoch.id, agent.id FROM agent JOIN epoch ON agent.id = agent_id"
            " WHERE space = ? AND agent = ? AND epoch = ?",
            (address.space, address.agent, name),
        )
        return next((_Epoch(one, agent, address, name) for one, agent in rows), None)

    def _new_epoch(self, address: AgentAddress, name: str) -> _Epoch:
        names = (address.space, address.agent)
        self._file.change("INSERT OR IGNORE INTO agent (space, agent) VALUES (?, ?)", names)
        ((epoch_id, agent_id),) = self._file.rows(
            "INSERT INTO epoch (agent_id, epoch)"
            " SELECT id, ? FROM agent WHERE space = ? AND agent = ? RETURNING id, agent_id",
            (name, *names),
        )
        return _Epoch(epoch_id, agent_id, address, name)

    def _add(self, epoch: _Epoch, fate: Fate, span: Span) -> None:
        self._join(epoch, fate, self._spans_near(epoch, fate, span), (span,))

    def _join(self, epoch: _Epoch, fate: Fate, near: Sequence[Span], added: Sequence[Span]) -> None:
        """Put `added` in, joined with the kept spans `near` it."""
        before = {span.first: span for span in near}
        after = {span.first: span for span in union([*near, *added])}
        self._file.change_many(
            "DELETE FROM seqs WHERE epoch_id = ? AND fate = ? AND first = ?",
            [(epoch.id, fate, first) for first in before if first not in after],
        )
        self._file.change_many(
            "INSERT OR REPLACE INTO seqs VALUES (?, ?, ?, ?)",
            [
                (epoch.id, fate, first, span.last)
                for first, span in after.items()
                if before.get(first) != span
            ],
        )

    def _spans_near(self, epoch: _Epoch, fate: Fate, span: Span) -> list[Span]:
        """Return the kept spans that overlap or touch `span`."""
        rows = self._file.rows(
            "SELECT first, last FROM seqs WHERE epoch_id = ? AND fate = ? AND first <= ?"
            " ORDER BY first DESC",
            (epoch.id, fate, min(span.last, LARGEST_INT - 1) + 1),
        )
        near: list[Span] = []
        for first, last in rows:
            if last < span.first - 1:
                break
            near.append(Span(first, last))
        return near


def insert_quarantine(file: SqliteFile, rows: Sequence[Sequence[object]]) -> int:
    """Set rows aside that aren't there yet, count them, and let the oldest go when full."""
    added = file.change_many(
        "INSERT OR IGNORE INTO quarantine"
        " (source, identity, epoch_id, seq, reason, raw, received_us)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    if added:
        file.change(
            "DELETE FROM quarantine WHERE id <= (SELECT max(id) FROM quarantine) - ?",
            (MAX_QUARANTINE_ROWS,),
        )
    return added
