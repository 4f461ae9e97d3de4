"""What explains a step in a curve: starts, versions, a new calendar, a special day. Pure.

A fact is told from the one before by its mark. Who keeps facts writes those whose mark is new; so
what changed while the hub was down is seen when it starts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from contract.series import NOWHERE, ChangeKind
from hub.domain.calendar import Calendar
from hub.domain.live import AgentNow
from hub.domain.space import SpaceConfig


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that holds now; `NOWHERE` where it belongs to no single space or agent."""

    kind: ChangeKind
    mark: str
    text: str = ""
    """What people read of it, in no language; empty: nothing."""
    space: str = NOWHERE
    agent: str = NOWHERE

    @property
    def place(self) -> tuple[str, str, str]:
        """What a later fact replaces: space, agent and kind."""
        return self.space, self.agent, self.kind.value


def fact_of_hub(version: str, began: datetime) -> Fact:
    """Tell of the hub's start: every start is another one."""
    return Fact(ChangeKind.HUB_STARTED, began.isoformat(), version)


def facts_of_space(
    space: SpaceConfig,
    calendar: Calendar,
    calendar_id: str,
    agents: Mapping[str, AgentNow],
    at: datetime,
) -> Iterator[Fact]:
    """Tell of a space's calendar, of its present day, and of the starts of its agents."""
    yield Fact(ChangeKind.CALENDAR, calendar_id, space=space.id)
    reason = calendar.opening_at(at).reason or ""
    yield Fact(ChangeKind.SPECIAL_DAY, reason, reason, space.id)
    for name, agent in agents.items():
        if agent.epoch is not None:
            text = agent.version or ""
            yield Fact(ChangeKind.AGENT_STARTED, agent.epoch, text, space.id, name)
