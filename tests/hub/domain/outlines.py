"""Epochs outlined from whole histories in memory, as a store's queries give them."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from contract.events import Started, Stopped
from hub.domain.gaps import EpochOutline, Run
from hub.domain.order import PlacedEvent


def outlines_of(events: Iterable[PlacedEvent]) -> tuple[EpochOutline, ...]:
    """Outline every epoch of one agent's events, whose numbers must be unique."""
    by_epoch = sorted(events, key=lambda one: (one.epoch, one.seq))
    return tuple(
        _outline(list(numbered)) for _, numbered in groupby(by_epoch, key=lambda one: one.epoch)
    )


def _outline(numbered: Sequence[PlacedEvent]) -> EpochOutline:
    cuts = [i for i, (a, b) in enumerate(pairwise(numbered), 1) if b.seq != a.seq + 1]
    edges = pairwise([0, *cuts, len(numbered)])
    stops = [one.position for one in numbered if isinstance(one.event, Stopped)]
    begin = numbered[0].event
    return EpochOutline(
        runs=tuple(Run(numbered[i].position, numbered[j - 1].position) for i, j in edges),
        stopped=stops[-1] if stops else None,
        previous=begin.previous if isinstance(begin, Started) else None,
    )
