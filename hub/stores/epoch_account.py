"""What a store remembers for ever of one epoch, as a value that can be written as text. Pure.

For stores that have no tables of their own for it. It knows what was received and where its runs
begin and end, and so where a batch changes what is proven; it holds no event.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from contract.events import Event, EventClock, Previous, Started, Stopped
from contract.times import to_us
from hub.domain.gaps import EpochOutline, Run
from hub.domain.order import Position
from hub.domain.seq_ranges import Span, difference, spans_of, union


@dataclass(frozen=True, slots=True)
class EpochAccount:
    """One epoch: the numbers received, by what became of them, and how it hangs together."""

    epoch: str
    number: int
    """The place in the order of first arrivals in this store."""
    runs: tuple[Run, ...] = ()
    """Stored numbers without a gap, by number, with the places of each first and last event."""
    estimated: tuple[Span, ...] = ()
    """Stored numbers whose date is estimated."""
    quarantined: tuple[Span, ...] = ()
    lost: tuple[Span, ...] = ()
    too_late: tuple[Span, ...] = ()
    gone: tuple[Span, ...] = ()
    """Numbers that were stored, and are no more: the bucket with the events was emptied. They are
    waited for as if they had never come."""
    previous: Previous | None = None
    stopped: Position | None = None

    @property
    def stored(self) -> tuple[Span, ...]:
        """The stored numbers."""
        return tuple(Span(run.first.seq, run.last.seq) for run in self.runs)

    @property
    def received(self) -> tuple[Span, ...]:
        """The numbers that were ever stored."""
        return union([*self.stored, *self.gone])

    def emptied(self, deleted_until_us: int, until_us: int = 2**62) -> Self:
        """Give up what is stored, but for the memory that it was.

        Of what ends before `deleted_until_us` the events were deleted for their age anyway, and
        what begins at `until_us` or later stays.
        """
        runs = tuple(
            run
            for run in self.runs
            if run.last.at_us < deleted_until_us or run.first.at_us >= until_us
        )
        deleted = [Span(run.first.seq, run.last.seq) for run in runs]
        gone = difference(self.received, deleted)
        return replace(self, runs=runs, estimated=difference(self.estimated, gone), gone=gone)

    @property
    def outline(self) -> EpochOutline | None:
        """What the timeline must know of the epoch; None if nothing of it is stored."""
        return EpochOutline(self.runs, self.stopped, self.previous) if self.runs else None

    def reaches_into(self, from_us: int, to_us: int) -> bool:
        """Tell whether stored events may lie in [from_us, to_us)."""
        return any(run.first.at_us < to_us and run.last.at_us >= from_us for run in self.runs)

    def with_events(self, fresh: Iterable[Event], redated: Iterable[Event] = ()) -> Self:
        """Add events that were not stored before, and synced copies of estimated ones."""
        fresh, redated = list(fresh), list(redated)
        events = [*fresh, *redated]
        estimated = [event.seq for event in fresh if event.clock is EventClock.ESTIMATED]
        synced = spans_of(event.seq for event in redated)
        account = replace(
            self,
            runs=self._runs({event.seq: to_us(event.at) for event in events}),
            estimated=difference(union([*self.estimated, *spans_of(estimated)]), synced),
            gone=difference(self.gone, spans_of(event.seq for event in fresh)),
        )
        for event in events:
            account = account._with_turn(event)
        return account

    def _with_turn(self, event: Event) -> Self:
        if isinstance(event, Started) and event.previous is not None:
            return replace(self, previous=event.previous)
        if isinstance(event, Stopped):
            return replace(self, stopped=Position(to_us(event.at), self.epoch, event.seq))
        return self

    def _runs(self, at_us: Mapping[int, int]) -> tuple[Run, ...]:
        """Join what is stored with new numbers; the ends of the result are known from either."""
        known = {end.seq: end.at_us for run in self.runs for end in (run.first, run.last)}
        known.update(at_us)
        return tuple(
            Run(*(Position(known[seq], self.epoch, seq) for seq in (span.first, span.last)))
            for span in union([*self.stored, *spans_of(at_us)])
        )

    def with_fates(
        self,
        *,
        quarantined: Iterable[Span] = (),
        lost: Iterable[Span] = (),
        too_late: Iterable[Span] = (),
    ) -> Self:
        """Add numbers that were set aside, declared lost, or came too late."""
        return replace(
            self,
            quarantined=union([*self.quarantined, *quarantined]),
            lost=union([*self.lost, *lost]),
            too_late=union([*self.too_late, *too_late]),
        )

    def neighbours_us(self, seqs: Iterable[int]) -> list[int]:
        """Return the instants of the stored events right before and after new numbers."""
        numbers = sorted(seqs)
        before = [run.last for run in self.runs if run.last.seq < numbers[0]]
        after = [run.first for run in self.runs if run.first.seq > numbers[-1]]
        return [place.at_us for place in (*before[-1:], *after[:1])]

    def to_json(self) -> str:
        """Write it as text, all but its name and number."""
        return json.dumps(
            {
                "runs": [[*run.first[::2], *run.last[::2]] for run in self.runs],
                **{name: _pairs(getattr(self, name)) for name in _FATES},
                "previous": self.previous and [self.previous.epoch, self.previous.last],
                "stopped": self.stopped and self.stopped[::2],
            },
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, epoch: str, number: int, text: str) -> Self:
        """Read what `to_json` wrote."""
        read: dict[str, Any] = json.loads(text)
        previous, stopped = read["previous"], read["stopped"]
        return cls(
            epoch=epoch,
            number=number,
            runs=tuple(
                Run(Position(from_us, epoch, first), Position(to_us_, epoch, last))
                for from_us, first, to_us_, last in read["runs"]
            ),
            **{name: tuple(Span(*pair) for pair in read.get(name, ())) for name in _FATES},
            previous=previous and Previous(epoch=previous[0], last=previous[1]),
            stopped=stopped and Position(stopped[0], epoch, stopped[1]),
        )


_FATES = ("estimated", "quarantined", "lost", "too_late", "gone")


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.first, span.last] for span in spans]
