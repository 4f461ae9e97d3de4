"""The record of one minute, and where it is kept. Hints, not facts: they may be dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from contract.topics import AgentAddress
from hub.domain.agents import AgentView
from hub.domain.care import Judgement, LiveCount, Stored
from hub.domain.facts import Fact


@dataclass(frozen=True, slots=True)
class SpaceName:
    """What people call a space, and where its days begin."""

    space: str
    name: str
    timezone: str


@dataclass(frozen=True, slots=True)
class CareRecord:
    """All that is written for one minute."""

    at_us: int
    """The full minute."""
    judgements: Sequence[Judgement]
    agents: Sequence[AgentView]
    counts: Sequence[LiveCount]
    figures: Mapping[str, int | float]
    """By the names of contract.series.HUB."""
    names: Sequence[SpaceName] = ()
    facts: Sequence[Fact] = ()
    """What holds now; those that are new are kept."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a record needs of the store."""

    yesterdays: Mapping[str, date]
    """Which local day was yesterday, by space."""
    agents: Sequence[AgentAddress]
    now_us: int


class CareLog(Protocol):
    """Where records are written, beside the one writer. Each call raises StoreUnavailable."""

    def read(self, wanted: Wanted) -> Stored:
        """Return what the store knows that a record needs."""
        ...

    def write(self, record: CareRecord) -> None:
        """Write the record of a minute."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...
