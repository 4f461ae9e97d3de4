"""What a handful of batches adds to one epoch. Pure: for any store, whatever it is made of.

The rules of identity (hub/stores/protocol.py): the first of two copies stands, but a synced one
replaces an estimated one, and a readable one counts where a malformed one came before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from contract.events import Event, EventClock
from contract.messages import Quarantined
from hub.domain.intake import Batch, QuarantinedEvent
from hub.domain.seq_ranges import Span, seqs_within
from hub.stores.protocol import Outcome


@dataclass(slots=True)
class Ledger:
    """One epoch during one commit."""

    stored: Sequence[Span]
    """The numbers that are stored already, as far as they overlap or touch the batches."""
    fresh: dict[int, Event] = field(default_factory=dict)
    """Events to store."""
    repeated: dict[int, Event] = field(default_factory=dict)
    """Synced copies of stored events: they replace those that are only estimated."""
    rejected: dict[int, QuarantinedEvent] = field(default_factory=dict)
    """Events to set aside."""

    def enter(self, batch: Batch) -> Outcome:
        """Take one batch of this epoch, after those that came before it."""
        limits = Span(batch.first, batch.last)
        stored = seqs_within(self.stored, limits)
        before = len(self.fresh)
        for event in batch.events:
            self._enter(event, is_stored=event.seq in stored)
        rejected = [
            one for one in batch.quarantined if one.seq not in stored and one.seq not in self.fresh
        ]
        for one in rejected:
            self.rejected.setdefault(one.seq, one)
        fresh_count = len(self.fresh) - before
        return Outcome(
            stored_count=fresh_count,
            repeated_count=len(limits) - fresh_count - len(rejected),
            quarantined=tuple(Quarantined(seq=one.seq, reason=one.reason) for one in rejected),
        )

    def _enter(self, event: Event, *, is_stored: bool) -> None:
        if is_stored:
            if event.clock is EventClock.SYNCED:
                self.repeated.setdefault(event.seq, event)
            return
        known = self.fresh.setdefault(event.seq, event)
        if known.clock is EventClock.ESTIMATED and event.clock is EventClock.SYNCED:
            self.fresh[event.seq] = event
