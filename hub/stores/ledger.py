"""What several batches add to one epoch. Pure: for any store, whatever it is made of.

The rules of identity (hub/stores/protocol.py): the first of two copies stands, but a synced one
replaces an estimated one, and a readable one counts where a malformed one came before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from contract.events import Event, EventClock
from contract.messages import Quarantined
from contract.times import to_us
from hub.domain.intake import Batch, QuarantinedEvent
from hub.domain.seq_ranges import Span, seqs_within
from hub.stores.protocol import Outcome


@dataclass(slots=True)
class Ledger:
    """One epoch during one commit."""

    stored: Sequence[Span]
    """The numbers that are stored already, as far as they overlap or touch the batches."""
    too_late: Sequence[Span] = ()
    """The numbers that came too late already, likewise."""
    deleted_until_us: int = -(2**62)
    """Raw events before this were deleted for their age: what comes late is only counted."""
    fresh: dict[int, Event] = field(default_factory=dict)
    """Events to store."""
    repeated: dict[int, Event] = field(default_factory=dict)
    """Synced copies of stored events: they replace those that are only estimated."""
    again: dict[int, Event] = field(default_factory=dict)
    """All copies of stored events: where the event itself is gone, it is stored anew."""
    rejected: dict[int, QuarantinedEvent] = field(default_factory=dict)
    """Events to quarantine."""
    late: set[int] = field(default_factory=set)
    """Numbers that come too late in these batches."""

    def enter(self, batch: Batch) -> Outcome:
        """Take one batch of this epoch, after those that came before it."""
        limits = Span(batch.first, batch.last)
        stored = seqs_within(self.stored, limits)
        was_late = seqs_within(self.too_late, limits)
        before, late_before = len(self.fresh), len(self.late)
        for event in batch.events:
            self._enter(event, is_stored=event.seq in stored, was_late=event.seq in was_late)
        settled = {*stored, *was_late}
        rejected = [
            refused
            for refused in batch.quarantined
            if refused.seq not in settled and refused.seq not in self.fresh
        ]
        for refused in rejected:
            self.rejected.setdefault(refused.seq, refused)
        fresh_count = len(self.fresh) - before
        late_count = len(self.late) - late_before
        return Outcome(
            stored_count=fresh_count,
            repeated_count=len(limits) - fresh_count - late_count - len(rejected),
            too_late_count=late_count,
            quarantined=tuple(
                Quarantined(seq=refused.seq, reason=refused.reason) for refused in rejected
            ),
        )

    def _enter(self, event: Event, *, is_stored: bool, was_late: bool) -> None:
        """Take one event. What came too late once is stored where nothing is deleted any more."""
        is_late = to_us(event.at) < self.deleted_until_us
        if is_late and not (is_stored or was_late):
            self.late.add(event.seq)
        if is_late:
            return
        if is_stored:
            self._repeat(event)
            return
        known = self.fresh.setdefault(event.seq, event)
        if known.clock is EventClock.ESTIMATED and event.clock is EventClock.SYNCED:
            self.fresh[event.seq] = event

    def _repeat(self, event: Event) -> None:
        self.again.setdefault(event.seq, event)
        if event.clock is EventClock.SYNCED:
            self.repeated.setdefault(event.seq, event)
