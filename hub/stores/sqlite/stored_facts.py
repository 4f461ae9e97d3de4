"""Stored rows of `event` as facts in their places: each judged by its sum, few of them parsed.

    row ─▶ sum as of check_sums.py, or UnsoundRow ─▶ fact, parsed when first met ─▶ place

What an event says besides number and date is one of few texts: a year of a desk is some twenty
thousand times "free" or "occupied". So a body is parsed once, and its share of the sum is written
once; the sum itself is worked out for every row. It knows no file and no question.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from contract.events import Event
from hub.domain.order import PlacedEvent
from hub.stores.event_bodies import fact_of
from hub.stores.sqlite.check_sums import SUM_BYTES, UnsoundRow, check_sum

MOST_BODIES: Final = 1_000
_TEXT: Final = b"('event', %a, %a, %a, %a, %a, %b)"
"""What the sum of a row is worked out of, as check_sums.py writes it."""


class _Body(NamedTuple):
    """A body as it stands in the text of a sum, and what it says."""

    in_sum: bytes
    fact: Event


class StoredFacts:
    """Makes placed events of rows; keeps the bodies that it met last."""

    def __init__(self) -> None:
        self._bodies: dict[str, _Body] = {}

    def placed(
        self, rows: Iterable[tuple[Any, ...]], epochs: Mapping[int, str]
    ) -> Iterator[PlacedEvent]:
        """Yield events in the order of their rows: the columns of `event`, and the sum.

        Of an event that it yields the fact is true, its own number and date are not: they are in
        its place. Raises UnsoundRow for a row, or an epoch, that isn't as it was written.
        """
        known = self._bodies.get
        new = tuple.__new__  # half of the time that a named tuple takes
        for row in rows:
            epoch_id, seq, agent_id, at_us, estimated, body, said = row
            held = known(body)
            if held is None:
                held = self._meet(row)
            else:
                text = _TEXT % (epoch_id, seq, agent_id, at_us, estimated, held.in_sum)
                digest = blake2b(text, digest_size=SUM_BYTES).digest()
                if int.from_bytes(digest, "big", signed=True) != said:
                    raise UnsoundRow("event")
            epoch = epochs.get(epoch_id)
            if epoch is None:
                raise UnsoundRow("epoch")
            yield new(PlacedEvent, (at_us, epoch, seq, estimated != 0, held.fact))

    def _meet(self, row: tuple[Any, ...]) -> _Body:
        *columns, body, said = row
        if check_sum("event", *columns, body) != said:
            raise UnsoundRow("event")
        if len(self._bodies) >= MOST_BODIES:
            self._bodies.clear()
        held = self._bodies[body] = _Body(ascii(body).encode(), fact_of(body))
        return held
