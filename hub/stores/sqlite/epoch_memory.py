"""What the writer of the embedded store remembers of epochs from one commit to the next.

Most batches go on where the one before of their epoch ends: of these nothing need be looked up. It
remembers only what was committed, and forgets all when rows change otherwise. It knows no file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contract.topics import AgentAddress
from hub.domain.seq_ranges import Span

MOST_REMEMBERED: Final = 10_000

EpochName = tuple[AgentAddress, str]


@dataclass(frozen=True, slots=True)
class Epoch:
    """Where the rows of one epoch belong."""

    id: int
    agent_id: int
    address: AgentAddress
    name: str


class EpochMemory:
    """Epochs, and the last span of stored numbers of those of which nothing came too late."""

    def __init__(self) -> None:
        self._epochs: dict[EpochName, Epoch] = {}
        self._ends: dict[int, Span | None] = {}

    def epoch(self, name: EpochName) -> Epoch | None:
        """Return where an epoch's rows belong; None: it isn't remembered."""
        return self._epochs.get(name)

    def knows_end(self, epoch_id: int) -> bool:
        """Tell whether the end of an epoch is remembered."""
        return epoch_id in self._ends

    def end(self, epoch_id: int) -> tuple[Span, ...]:
        """Return the last span of an epoch whose end is remembered; none if none is stored."""
        end = self._ends[epoch_id]
        return () if end is None else (end,)

    def near(self, epoch_id: int, span: Span) -> tuple[Span, ...] | None:
        """Return the stored spans that overlap or touch `span`; None: they must be looked up."""
        if epoch_id not in self._ends:
            return None
        end = self._ends[epoch_id]
        if end is None or span.first > end.last + 1:
            return ()
        return (end,) if span.first == end.last + 1 else None

    def learn(self, epochs: Mapping[EpochName, Epoch], ends: Mapping[int, Span | None]) -> None:
        """Remember what was committed."""
        if len(self._epochs) + len(epochs) > MOST_REMEMBERED:
            self.forget()
        self._epochs.update(epochs)
        self._ends.update(ends)

    def forget_end(self, epoch_id: int) -> None:
        """Have the spans of an epoch looked up from now on."""
        self._ends.pop(epoch_id, None)

    def forget(self) -> None:
        """Have everything looked up anew."""
        self._epochs.clear()
        self._ends.clear()
