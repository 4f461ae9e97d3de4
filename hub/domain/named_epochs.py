"""How many epochs an agent may name, each of which a store remembers for ever. Pure.

An agent in order names one with each start, and those in which an overflow took events. Counted is
what a batch names that wasn't named lately, and each range that it declares lost. An agent that
named too many gets no receipt for what names more, and sends it again.
"""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Final

from contract.events import Lost, Started
from contract.topics import AgentAddress
from hub.domain.fair_intake import NAMED_BURST, NAMED_PER_S, Allowance, Credit, full, spent
from hub.domain.intake import Batch

REMEMBERED: Final = 4_096
"""So many epochs of an agent cost nothing when they are named again."""
_NAMING: Final = frozenset({Started, Lost})
_ALLOWANCE: Final = Allowance(NAMED_PER_S, NAMED_BURST)


class NamedEpochs:
    """What each agent named lately, and how many more it may name."""

    def __init__(self) -> None:
        self._named: dict[AgentAddress, OrderedDict[str, None]] = {}
        self._credits: dict[AgentAddress, Credit] = {}

    def admit(self, batch: Batch, now_s: float) -> bool:
        """Tell whether the agent may name what this batch names, and count it if so."""
        named = self._named.setdefault(batch.address, OrderedDict())
        if batch.epoch in named and not any(type(event) in _NAMING for event in batch.events):
            named.move_to_end(batch.epoch)
            return True
        epochs = set(_epochs_of(batch))
        cost = len(epochs - named.keys()) + _lost_count(batch)
        if cost:
            credit = self._credits.get(batch.address, full(_ALLOWANCE, now_s))
            left = spent(credit, _ALLOWANCE, cost, now_s)
            if left is None:
                return False
            self._credits[batch.address] = left
        _remember(named, epochs)
        return True


def _epochs_of(batch: Batch) -> Iterator[str]:
    yield batch.epoch
    for event in batch.events:
        match event:
            case Started(previous=previous) if previous is not None:
                yield previous.epoch
            case Lost(ranges=ranges):
                yield from (lost.epoch for lost in ranges)
            case _:
                pass


def _lost_count(batch: Batch) -> int:
    return sum(len(event.ranges) for event in batch.events if isinstance(event, Lost))


def _remember(named: OrderedDict[str, None], epochs: set[str]) -> None:
    """Keep the epochs that were named last."""
    for epoch in epochs:
        named[epoch] = None
        named.move_to_end(epoch)
    while len(named) > REMEMBERED:
        named.popitem(last=False)
