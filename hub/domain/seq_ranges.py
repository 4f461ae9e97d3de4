"""Sets of event numbers as ranges: small, however many events there were. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The numbers from first to last, both included."""

    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1

    def seqs(self) -> range:
        """Return the numbers one by one: for short spans only."""
        return range(self.first, self.last + 1)


def spans_of(seqs: Iterable[int]) -> tuple[Span, ...]:
    """Gather numbers into the fewest spans, in order."""
    # Within a run of neighbours a number and its place in the row rise together.
    runs = groupby(enumerate(sorted(set(seqs))), key=lambda placed: placed[1] - placed[0])
    gathered = [[seq for _, seq in run] for _, run in runs]
    return tuple(Span(run[0], run[-1]) for run in gathered)


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
    """Return what is in `spans` and not in `without`, in one pass over both."""
    holes = union(without)
    passed = 0
    rest: list[Span] = []
    for span in union(spans):
        while passed < len(holes) and holes[passed].last < span.first:
            passed += 1
        start, at = span.first, passed
        while at < len(holes) and holes[at].first <= span.last:
            if holes[at].first > start:
                rest.append(Span(start, holes[at].first - 1))
            start = holes[at].last + 1
            at += 1
        if start <= span.last:
            rest.append(Span(start, span.last))
    return tuple(rest)


def intersection(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """Return what is in `spans` and in `others`."""
    kept = union(spans)
    return difference(kept, difference(kept, others))


def count(spans: Iterable[Span]) -> int:
    """Count the numbers in spans that don't overlap."""
    return sum(len(span) for span in spans)


def seqs_within(spans: Iterable[Span], limits: Span) -> frozenset[int]:
    """Return the numbers of `spans` that lie in `limits`, one by one: for short limits only."""
    return frozenset(
        seq
        for span in spans
        for seq in range(max(span.first, limits.first), min(span.last, limits.last) + 1)
    )
