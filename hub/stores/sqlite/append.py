"""Keeping batches in the embedded store: what one transaction of `append` does.

    look   at the stored numbers near the batches    ─▶ one ledger for each epoch
    enter  each batch in its ledger (pure)           ─▶ outcomes
    write  all events, each epoch's numbers, what outlives the events, the quarantine

Few statements, however many batches: during each one another thread may take the interpreter.
Which numbers are stored is read from the spans in `seqs`, which outlive the events.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from contract.events import Event, EventClock, Lost, Started, Stopped
from contract.limits import LARGEST_INT
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.intake import Batch, QuarantinedEvent
from hub.domain.seq_ranges import Span, spans_of, union
from hub.stores.event_bodies import body_of
from hub.stores.ledger import Ledger
from hub.stores.protocol import Outcome
from hub.stores.sqlite.check_sums import check_sum, sound, summed, with_sum
from hub.stores.sqlite.file import SqliteFile
from hub.stores.sqlite.schema import Fate

MAX_QUARANTINE_ROWS: Final = 10_000
"""Which numbers were quarantined is remembered for ever, apart from them."""
_EXCESS: Final = """
DELETE FROM quarantine WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY source ORDER BY id DESC) AS place
        FROM quarantine
    ) ORDER BY place DESC, id LIMIT max(0, (SELECT count(*) FROM quarantine) - ?)
)
"""
"""The newest of each source stay: whoever has most set aside loses, and nobody else."""

_Name = tuple[AgentAddress, str]

_THERE: Final = "SELECT seq FROM event WHERE epoch_id = ? AND seq BETWEEN ? AND ?"
_ESTIMATED: Final = f"""
SELECT seq, at_us FROM event WHERE epoch_id = ? AND seq BETWEEN ? AND ? AND estimated
AND {sound("event")}
"""
_TOUCHED: Final = "INSERT INTO touched (epoch_id, first, last, from_us, to_us, turns, check_sum)"
_NAMED: Final = f"""
UPDATE epoch SET previous = ?, previous_last = ? WHERE id = ? AND {sound("epoch")}
"""
_STOPPED: Final = f"UPDATE epoch SET stopped_seq = ? WHERE id = ? AND {sound('epoch')}"
_SUM_OF_EPOCH: Final = f"UPDATE epoch SET check_sum = {summed('epoch')} WHERE id = ?"
_SUM_OF_AGENT: Final = f"UPDATE agent SET check_sum = {summed('agent')} WHERE id = ?"
_EPOCH: Final = f"""
SELECT epoch.id, agent.id FROM agent JOIN epoch ON agent.id = agent_id
WHERE space = ? AND agent = ? AND epoch = ? AND {sound("agent")} AND {sound("epoch")}
"""
_AGENT: Final = f"SELECT id FROM agent WHERE space = ? AND agent = ? AND {sound('agent')}"
_NEW_AGENT: Final = """
INSERT INTO agent (space, agent, check_sum) VALUES (?, ?, 0) RETURNING id
"""
_NEW_EPOCH: Final = """
INSERT INTO epoch (agent_id, epoch, check_sum) VALUES (?, ?, 0) RETURNING id
"""
_SPANS: Final = f"""
SELECT first, last FROM seqs WHERE epoch_id = ? AND fate = ? AND first <= ? AND {sound("seqs")}
ORDER BY first DESC
"""


@dataclass(frozen=True, slots=True)
class _Epoch:
    """Where the rows of one epoch belong."""

    id: int
    agent_id: int
    address: AgentAddress
    name: str


class Appending:
    """One transaction: what it looked up once holds until the commit."""

    def __init__(self, file: SqliteFile, received_us: int, deleted_until_us: int) -> None:
        self._file = file
        self._received_us = received_us
        self._deleted_until_us = deleted_until_us
        self._epochs: dict[_Name, _Epoch] = {}

    def keep(self, batches: Sequence[Batch]) -> list[Outcome]:
        """Keep what is fresh of the batches."""
        ledgers = self._look(batches)
        outcomes = [ledgers[batch.address, batch.epoch].enter(batch) for batch in batches]
        written = [(self._epoch(*name), ledger) for name, ledger in ledgers.items()]
        self._write_events(written)
        for epoch, ledger in written:
            self._join(epoch, Fate.STORED, ledger.stored, spans_of(ledger.fresh))
            self._join(epoch, Fate.TOO_LATE, ledger.too_late, spans_of(ledger.late))
            self._remember(epoch, ledger.fresh.values())
            self._set_aside(epoch, ledger.rejected.values())
        return outcomes

    def _look(self, batches: Iterable[Batch]) -> dict[_Name, Ledger]:
        ranges: dict[_Name, list[Span]] = {}
        for batch in batches:
            ranges.setdefault((batch.address, batch.epoch), []).append(
                Span(batch.first, batch.last)
            )
        return {name: self._ledger(self._epoch(*name), spans) for name, spans in ranges.items()}

    def _ledger(self, epoch: _Epoch, ranges: Iterable[Span]) -> Ledger:
        spans = union(ranges)
        stored, too_late = (
            union(chain.from_iterable(self._spans_near(epoch, fate, span) for span in spans))
            for fate in (Fate.STORED, Fate.TOO_LATE)
        )
        return Ledger(stored, too_late, self._deleted_until_us)

    def _write_events(self, written: Iterable[tuple[_Epoch, Ledger]]) -> None:
        rows: list[tuple[object, ...]] = []
        for epoch, ledger in written:
            estimated = self._estimated(epoch, ledger)
            redated = [ledger.repeated[seq] for seq in estimated]
            changed = [*ledger.fresh.values(), *redated, *self._absent(epoch, ledger)]
            self._touch(epoch, changed, estimated.values())
            rows += [_row(epoch, event) for event in changed]
        self._file.insert("INSERT OR REPLACE INTO event", rows)

    def _estimated(self, epoch: _Epoch, ledger: Ledger) -> dict[int, int]:
        """Find the repeated events that are stored with an estimated date: number to that date."""
        return {
            seq: at_us
            for span in spans_of(ledger.repeated)
            for seq, at_us in self._file.rows(_ESTIMATED, (epoch.id, span.first, span.last))
        }

    def _absent(self, epoch: _Epoch, ledger: Ledger) -> list[Event]:
        """Choose the events that were stored, are not too old, and whose rows are gone.

        They were damaged, or deleted by a clock that was wrong.
        """
        copies = ledger.again | ledger.repeated
        there = {
            seq
            for span in spans_of(copies)
            for (seq,) in self._file.rows(_THERE, (epoch.id, span.first, span.last))
        }
        return [event for seq, event in copies.items() if seq not in there]

    def _touch(self, epoch: _Epoch, changed: Sequence[Event], was_us: Iterable[int]) -> None:
        """Note for the roll-up where the history changes; `was_us` is where redated events were."""
        if not changed:
            return
        times = [*was_us, *(to_us(event.at) for event in changed)]
        seqs = [event.seq for event in changed]
        turns = 1 in seqs or any(isinstance(event, Started | Stopped) for event in changed)
        row = (epoch.id, min(seqs), max(seqs), min(times), max(times), turns)
        self._file.insert(_TOUCHED, [with_sum("touched", row)])

    def _remember(self, epoch: _Epoch, events: Iterable[Event]) -> None:
        """Keep for ever what else outlives the events: ends of epochs and declared losses."""
        for event in events:
            match event:
                case Started(previous=previous) if previous is not None:
                    self._file.change(_NAMED, (previous.epoch, previous.last, epoch.id))
                    self._file.change(_SUM_OF_EPOCH, (epoch.id,))
                case Stopped(seq=seq):
                    self._file.change(_STOPPED, (seq, epoch.id))
                    self._file.change(_SUM_OF_EPOCH, (epoch.id,))
                case Lost(ranges=ranges):
                    for lost_range in ranges:
                        lost = self._epoch(epoch.address, lost_range.epoch)
                        self._add(lost, Fate.LOST, Span(lost_range.first, lost_range.last))
                case _:
                    pass

    def _set_aside(self, epoch: _Epoch, rejected: Iterable[QuarantinedEvent]) -> None:
        rows = [
            (
                str(epoch.address),
                f"{epoch.address}/{epoch.name}/{event.seq}".encode(),
                epoch.id,
                event.seq,
                event.reason,
                event.raw,
                self._received_us,
            )
            for event in rejected
        ]
        insert_quarantine(self._file, rows)
        for span in spans_of(event.seq for event in rejected):
            self._add(epoch, Fate.QUARANTINED, span)

    # Epochs and spans

    def _epoch(self, address: AgentAddress, name: str) -> _Epoch:
        epoch = self._epochs.get((address, name))
        if epoch is None:
            epoch = self._find_epoch(address, name) or self._new_epoch(address, name)
            self._epochs[address, name] = epoch
        return epoch

    def _find_epoch(self, address: AgentAddress, name: str) -> _Epoch | None:
        rows = self._file.rows(_EPOCH, (address.space, address.agent, name))
        return next((_Epoch(number, agent, address, name) for number, agent in rows), None)

    def _new_epoch(self, address: AgentAddress, name: str) -> _Epoch:
        agent_id = self._agent_id(address)
        ((epoch_id,),) = self._file.rows(_NEW_EPOCH, (agent_id, name))
        self._file.change(_SUM_OF_EPOCH, (epoch_id,))
        return _Epoch(epoch_id, agent_id, address, name)

    def _agent_id(self, address: AgentAddress) -> int:
        names = (address.space, address.agent)
        known = self._file.number(_AGENT, names)
        if known is not None:
            return known
        ((agent_id,),) = self._file.rows(_NEW_AGENT, names)
        self._file.change(_SUM_OF_AGENT, (agent_id,))
        return int(agent_id)

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
        self._file.insert(
            "INSERT OR REPLACE INTO seqs",
            [
                with_sum("seqs", (epoch.id, fate, first, span.last))
                for first, span in after.items()
                if before.get(first) != span
            ],
        )

    def _spans_near(self, epoch: _Epoch, fate: Fate, span: Span) -> list[Span]:
        """Return the kept spans that overlap or touch `span`."""
        rows = self._file.rows(_SPANS, (epoch.id, fate, min(span.last, LARGEST_INT - 1) + 1))
        near: list[Span] = []
        for first, last in rows:
            if last < span.first - 1:
                break
            near.append(Span(first, last))
        return near


def _row(epoch: _Epoch, event: Event) -> tuple[object, ...]:
    estimated = int(event.clock is EventClock.ESTIMATED)
    row = (epoch.id, event.seq, epoch.agent_id, to_us(event.at), estimated, body_of(event))
    return (*row, check_sum("event", *row))


def insert_quarantine(file: SqliteFile, rows: Sequence[Sequence[object]]) -> int:
    """Set rows aside that aren't there yet, count them, and let the oldest go when full."""
    added = file.insert(
        "INSERT OR IGNORE INTO quarantine"
        " (source, identity, epoch_id, seq, reason, raw, received_us, check_sum)",
        [with_sum("quarantine", row) for row in rows],
    )
    newest = (file.number("SELECT max(id) FROM quarantine") or 0) if added else 0
    at_once = max(1, MAX_QUARANTINE_ROWS // 20)  # it looks through all, so not for each row
    if newest > MAX_QUARANTINE_ROWS and newest // at_once > (newest - added) // at_once:
        file.change(_EXCESS, (MAX_QUARANTINE_ROWS,))
    return added
