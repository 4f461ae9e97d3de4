"""Sets of event numbers as ranges: small, however many events there were. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The numbers from first to last, both included."""

    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1


def spans_of(seqs: Iterable[int]) -> tuple[Span, ...]:
    """Gather numbers into the fewest spans, in order."""
    return union(Span(seq, seq) for seq in seqs)


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join overlapping and neighbouring spans."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.first <= joined[-1].last + 1:
            joined[-1] = Span(joined[-1].first, max(joined[-1].last, span.last))
        else:
            joined.append(span)
    return tuple(joined)


def difference(spans: Iterable[Span], without: Iterable[Span]) -> tuple[Span, ...]:
    """Return what is in `spans` and not in `without`."""
    holes = union(without)
    rest: list[Span] = []
    for span in union(spans):
        start = span.first
        for hole in holes:
            if hole.last < start or hole.first > span.last:
                continue
            if hole.first > start:
                rest.append(Span(start, hole.first - 1))
            start = hole.last + 1
        if start <= span.last:
            rest.append(Span(start, span.last))
    return tuple(rest)


def count(spans: Iterable[Span]) -> int:
    """Count the numbers in spans that don't overlap."""
    return sum(len(span) for span in spans)
