"""What every store does, whatever it is made of.

A store keeps each event exactly once. Its identity is (space, agent, epoch, seq): of two copies
that differ the first stands, but a synced one replaces an estimated one, and a readable one counts
where an unreadable one was quarantined before. So any repetition or reordering of batches folds
to the same content.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from contract.events import Event
from contract.messages import Quarantined
from contract.topics import AgentAddress
from hub.domain.intake import Batch
from hub.domain.seq_ranges import Span
from hub.stores.care_log import CareLog
from hub.stores.history_protocol import HistoryStore


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one batch; the three parts add up to its numbers.

    Repeated are the numbers that were stored before, whatever this copy says. `quarantined` names
    every number of the batch that is in quarantine and not stored.
    """

    stored_count: int
    repeated_count: int
    too_late_count: int
    """Events of before the last deletion: settled and counted, but not stored."""
    quarantined: tuple[Quarantined, ...]


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """What the store remembers for ever of one epoch, apart from its events."""

    address: AgentAddress
    epoch: str
    named_last: int | None
    """The last number that the next `started` named; None while nobody named it."""
    named_by: tuple[str, ...]
    """Epochs whose `started` named this one as the previous: more than one means a clone."""
    stored: tuple[Span, ...]
    quarantined: tuple[Span, ...]
    lost: tuple[Span, ...]
    too_late: tuple[Span, ...] = ()
    gone: tuple[Span, ...] = ()
    """Of the stored ones: those that were in a bucket which was emptied, and may come again."""


@dataclass(frozen=True, slots=True)
class IgnoredAgent:
    """An agent that hub.toml doesn't name, and how much it sent."""

    space: str
    agent: str
    message_count: int
    last_us: int


@dataclass(frozen=True, slots=True)
class Damage:
    """A store in which something was found damaged: what was said, and what became of it."""

    found_us: int
    aside: str
    """The name of the file in which it was set aside, whole."""
    said: str
    kept_count: int
    """Rows that were sound, and are in the store that took its place."""
    aside_count: int
    """Rows that are known not to be."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event as history reads it."""

    address: AgentAddress
    epoch: str
    event: Event


class StoreReader(Protocol):
    """Reading, beside the one writer."""

    def epochs(self) -> Iterator[EpochRecord]:
        """Yield every epoch ever heard of, by agent, in the order of their first arrival."""
        ...

    def events(self, address: AgentAddress, from_us: int, to_us: int) -> Iterator[StoredEvent]:
        """Yield one agent's events with from_us <= at < to_us, by (at, epoch, seq)."""
        ...

    def ignored_agents(self) -> Sequence[IgnoredAgent]:
        """Return the agents that were ignored."""
        ...

    def unreadable_count(self) -> int:
        """Count the payloads whose envelope could not be read."""
        ...

    def damages(self) -> Sequence[Damage]:
        """Return what was found damaged and set aside, oldest first, as long as raw events."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...


class Store(HistoryStore, Protocol):
    """Writing. One writer per store; every call raises StoreUnavailable or is durable."""

    @property
    def store_id(self) -> str:
        """The name of this life of the store."""
        ...

    def renew(self) -> str:
        """Begin a new life after a restore: every edge will send again what it still holds."""
        ...

    def append(self, batches: Sequence[Batch], received_us: int) -> list[Outcome]:
        """Commit the batches together: all are durable on return, none after an error."""
        ...

    def quarantine_payload(self, topic: str, payload: bytes, reason: str, at_us: int) -> bool:
        """Quarantine an unreadable payload; False if it already was."""
        ...

    def note_ignored(self, ignored: Sequence[IgnoredAgent]) -> None:
        """Add to the counts of ignored agents."""
        ...

    def open_reader(self) -> StoreReader:
        """Open a reader beside this writer, for the thread that calls."""
        ...

    def open_care_log(self) -> CareLog:
        """Open what care asks of the store, and where it is recorded, for the thread that calls."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...
