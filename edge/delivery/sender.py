"""Sending: batches in order, a few in flight, again what has no receipt. No network here.

Nothing is deleted and nothing assumed: only a receipt takes a row out of the unsettled ones, and
everything else (PUBACKs, connections, this object itself) may vanish at any moment. Rows become
sendable in order: the journal dates none before an older one.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from contract.limits import MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from edge.delivery.batch import cut_batch
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_rows import Position, Row

log = logging.getLogger(__name__)

WINDOW: Final = 4
MOST_UNANSWERED: Final = 3 * WINDOW
"""After so many batches without any receipt nobody seems to listen: small probes must do."""
PROBE_BYTES: Final = 8 * 1024
"""A hub in maintenance must not cost an agent on a metered uplink hundreds of MB a day."""
_MANY_TRIES: Final = 8
PARKED_AFTER_TRIES: Final = 3
"""A batch that was sent again so often, while others were answered, leaves the window."""
PARKED_WAIT_US: Final = 300 * 1_000_000
"""So long it waits until it is sent again: a hub may hold back what is dated later than can be."""
_START: Final = Position(0, 0)
_SECOND_US: Final = 1_000_000


def resend_wait_us(tries: int, jitter: float) -> int:
    """Return how long to wait for a receipt: 5 s, doubled with each try up to 30 s, jittered."""
    return int(min(30.0, 5.0 * 2 ** min(tries, _MANY_TRIES)) * (1 + jitter / 3) * _SECOND_US)


@dataclass(frozen=True, slots=True)
class InFlightBatch:
    """A batch on its way: numbers first to last of one epoch, sent `tries` times before."""

    epoch: str
    first: Position
    last: Position
    due_us: int
    tries: int


@dataclass(frozen=True, slots=True)
class Parked:
    """What has no receipt of one epoch, though others have: numbers first to last at most."""

    first: Position
    last: Position
    sent_to: Position
    due_us: int


class Sender:
    """The window of unsettled batches. `publish` tells whether the client took the payload."""

    def __init__(
        self, outbox: Outbox, publish: Callable[[bytes], bool], jitter: Callable[[], float]
    ) -> None:
        self._outbox = outbox
        self._publish = publish
        self._jitter = jitter
        self._in_flight: list[InFlightBatch] = []
        self._parked: dict[str, Parked] = {}
        self._given_up: list[InFlightBatch] = []
        """What was in flight when patience ended."""
        self._sent_to = _START
        self._max_bytes: int | None = None
        self._unanswered_count = 0

    def connected(self, max_bytes: int) -> None:
        """Begin again from the oldest unsettled row; no payload may exceed `max_bytes`."""
        self._max_bytes = min(max_bytes, MAX_BATCH_BYTES)
        self.begin_again()

    def disconnected(self) -> None:
        """Send nothing until connected again."""
        self._max_bytes = None

    def begin_again(self) -> None:
        """Forget what is in flight, as a new store needs everything."""
        self._in_flight.clear()
        self._parked.clear()
        self._given_up.clear()
        self._sent_to = _START

    def received(self, epoch: str, first: int, last: int) -> None:
        """Take the batches that a receipt covers out of the window.

        Those that were sent again and again are parked: somebody answers, but not for them.
        """
        self._hasten(epoch, first, last)
        passed_over = list(self._given_up)
        if self._is_unanswered:
            self._in_flight.clear()
            self._given_up.clear()
            self._sent_to = _START
        self._unanswered_count = 0
        passed_over += [batch for batch in self._in_flight if batch.tries >= PARKED_AFTER_TRIES]
        self._in_flight = [
            batch
            for batch in self._in_flight
            if batch not in passed_over and not _covers(epoch, first, last, batch)
        ]
        for flight in passed_over:
            if not _covers(epoch, first, last, flight):
                self._park(flight)

    def pump(self, now_us: int) -> None:
        """Send what is due and what fits the window. Raises OutboxUnavailable."""
        if self._max_bytes is None:
            return
        due = [batch for batch in self._in_flight if batch.due_us <= now_us]
        if due and self._is_unanswered:
            self._given_up = self._given_up or list(self._in_flight)
            self._in_flight.clear()
            due = []
        for flight in due:
            self._send_again(flight, self._max_bytes, now_us)
        for epoch, parked in list(self._parked.items()):
            if parked.due_us <= now_us and not self._is_unanswered:
                self._send_parked(epoch, parked, self._max_bytes, now_us)
        while len(self._in_flight) < (1 if self._is_unanswered else WINDOW):
            if not self._send_next(self._max_bytes, now_us):
                break

    @property
    def _is_unanswered(self) -> bool:
        return self._unanswered_count >= MOST_UNANSWERED

    def _send_again(self, flight: InFlightBatch, max_bytes: int, now_us: int) -> None:
        """Send what of it has no receipt, in as many batches as that takes by now."""
        before = Position(flight.first.epoch_no, flight.first.seq - 1)
        rows: Sequence[Row] = self._outbox.unsettled(before, MAX_BATCH_EVENTS)
        rows = [row for row in rows if row.place <= flight.last]
        self._in_flight.remove(flight)
        while rows:
            payload, carried = cut_batch(rows, max_bytes)
            if not self._publish(payload):
                soon_us = now_us + _SECOND_US
                rest = InFlightBatch(
                    flight.epoch, rows[0].place, flight.last, soon_us, flight.tries
                )
                self._in_flight.append(rest)
                return
            self._note_sent(carried, flight.tries + 1, now_us)
            rows = rows[len(carried) :]

    def _hasten(self, epoch: str, first: int, last: int) -> None:
        """Go on with what is parked as long as somebody answers for it."""
        parked = self._parked.get(epoch)
        if parked is not None and first <= parked.last.seq and parked.first.seq <= last:
            self._parked[epoch] = replace(parked, due_us=0)

    def _park(self, flight: InFlightBatch) -> None:
        """Take a batch out of the window, so that nothing behind it waits; one range an epoch."""
        before = Position(flight.first.epoch_no, flight.first.seq - 1)
        held = self._parked.get(flight.epoch)
        if held is None:
            parked = Parked(flight.first, flight.last, before, flight.due_us)
        else:
            first, last = min(held.first, flight.first), max(held.last, flight.last)
            parked = replace(held, first=first, last=last, sent_to=min(held.sent_to, before))
        self._parked[flight.epoch] = parked

    def _send_parked(self, epoch: str, parked: Parked, max_bytes: int, now_us: int) -> None:
        """Send some of it again, from where it was left off; what was settled is done with."""
        rows: Sequence[Row] = self._outbox.unsettled(parked.sent_to, MAX_BATCH_EVENTS)
        rows = [row for row in rows if row.place <= parked.last]
        start = Position(parked.first.epoch_no, parked.first.seq - 1)
        if not rows and parked.sent_to == start:
            del self._parked[epoch]
            return
        sent_to = start
        for _ in range(WINDOW if rows else 0):
            payload, carried = cut_batch(rows, max_bytes)
            if not self._publish(payload):
                break
            self._unanswered_count += 1
            sent_to, rows = carried[-1].place, rows[len(carried) :]
            if not rows:
                break
        due_us = now_us + PARKED_WAIT_US
        self._parked[epoch] = replace(parked, sent_to=sent_to, due_us=due_us)

    def _send_next(self, max_bytes: int, now_us: int) -> bool:
        """Send the batch after the last one; false if there is none, or the client takes none."""
        rows = self._next_rows()
        if not rows and self._is_unanswered and self._sent_to != _START:
            self._sent_to = _START
            rows = self._next_rows()
        if not rows:
            return False
        wanted_bytes = min(max_bytes, PROBE_BYTES) if self._is_unanswered else max_bytes
        payload, carried = cut_batch(rows, wanted_bytes)
        if len(payload) > max_bytes:
            log.error("event %s is larger than the broker takes; it waits", carried[0].place)
        elif self._publish(payload):
            self._note_sent(carried, _MANY_TRIES if self._is_unanswered else 0, now_us)
        else:
            return False
        self._sent_to = carried[-1].place
        return True

    def _next_rows(self) -> Sequence[Row]:
        """Return what follows what was sent, up to the next that is parked."""
        while True:
            rows = self._outbox.unsettled(self._sent_to, MAX_BATCH_EVENTS)
            parked = self._parked.get(rows[0].epoch) if rows else None
            if parked is None or rows[0].place > parked.last:
                return rows
            if rows[0].place < parked.first:
                return [row for row in rows if row.place < parked.first]
            self._sent_to = parked.last

    def _note_sent(self, carried: Sequence[Row], tries: int, now_us: int) -> None:
        self._unanswered_count += 1
        first, last = carried[0], carried[-1]
        due_us = now_us + resend_wait_us(tries, self._jitter())
        self._in_flight.append(InFlightBatch(first.epoch, first.place, last.place, due_us, tries))


def _covers(epoch: str, first: int, last: int, batch: InFlightBatch) -> bool:
    return batch.epoch == epoch and first <= batch.first.seq and batch.last.seq <= last
