"""Sending: batches in order, a few in flight, again what has no receipt. No network here.

Nothing is deleted and nothing assumed: only a receipt takes a row out of the unsettled ones, and
everything else (PUBACKs, connections, this object itself) may vanish at any moment.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from contract.limits import MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from edge.outbox import Outbox, Place
from edge.wire import cut_batch

log = logging.getLogger(__name__)

WINDOW: Final = 4
_START: Final = Place(0, 0)
_SECOND_US: Final = 1_000_000


def resend_wait_us(tries: int, jitter: float) -> int:
    """Return how long to wait for a receipt: 5 s, doubled with each try up to 30 s, jittered."""
    return int(min(30.0, 5.0 * 2 ** min(tries, 8)) * (1 + jitter / 3) * _SECOND_US)


@dataclass(frozen=True, slots=True)
class Flight:
    """A batch on its way: numbers first to last of one epoch, sent `tries` times before."""

    epoch: str
    first: Place
    last: Place
    due_us: int
    tries: int


class Sender:
    """The window of unsettled batches. `publish` tells whether the client took the payload."""

    def __init__(
        self, outbox: Outbox, publish: Callable[[bytes], bool], jitter: Callable[[], float]
    ) -> None:
        self._outbox = outbox
        self._publish = publish
        self._jitter = jitter
        self._flights: list[Flight] = []
        self._sent_to = _START
        self._max_bytes: int | None = None

    def connected(self, max_bytes: int) -> None:
        """Begin again from the oldest unsettled row; no payload may exceed `max_bytes`."""
        self._max_bytes = min(max_bytes, MAX_BATCH_BYTES)
        self.begin_again()

    def disconnected(self) -> None:
        """Send nothing until connected again."""
        self._max_bytes = None

    def begin_again(self) -> None:
        """Forget what is in flight, as a new store needs everything."""
        self._flights.clear()
        self._sent_to = _START

    def received(self, epoch: str, first: int, last: int) -> None:
        """Take the batches that a receipt covers out of the window."""
        self._flights = [
            one
            for one in self._flights
            if one.epoch != epoch or one.first.seq < first or one.last.seq > last
        ]

    def pump(self, now_us: int) -> int | None:
        """Send what is due and what fits the window; return when to come again, if at all."""
        if self._max_bytes is None:
            return None
        for flight in [one for one in self._flights if one.due_us <= now_us]:
            self._flights.remove(flight)
            self._send(flight.first, flight.last, flight.tries + 1, now_us)
        while len(self._flights) < WINDOW:
            sent_to = self._send(self._sent_to, None, 0, now_us)
            if sent_to is None:
                break
            self._sent_to = Place(sent_to.epoch_no, sent_to.seq + 1)
        return min((one.due_us for one in self._flights), default=None)

    def _send(self, first: Place, last: Place | None, tries: int, now_us: int) -> Place | None:
        """Send the next batch from `first` on; return its last place, None if there is none."""
        rows = self._outbox.unsettled(Place(first.epoch_no, first.seq - 1), MAX_BATCH_EVENTS)
        rows = [row for row in rows if last is None or row.place <= last]
        if not rows or self._max_bytes is None:
            return None
        payload, carried = cut_batch(rows, self._max_bytes)
        if len(payload) > self._max_bytes:
            log.error("event %s is larger than the broker takes", carried[0].place)
        elif not self._publish(payload):
            if last is not None:
                again_us = now_us + _SECOND_US
                self._flights.append(Flight(rows[0].epoch, first, last, again_us, tries))
            return None
        due_us = now_us + resend_wait_us(tries, self._jitter())
        end = carried[-1].place
        self._flights.append(Flight(carried[0].epoch, carried[0].place, end, due_us, tries))
        if last is not None and end < last:
            self._send(Place(end.epoch_no, end.seq + 1), last, tries, now_us)
        return end
