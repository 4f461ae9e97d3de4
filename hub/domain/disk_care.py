"""Which cards need a person, by what agents say of them. Pure: it has no words for it.

    health of an agent that is there ──▶ CardJudgement, one for each trouble and agent: 1 or 0

A card's trouble hurts no visitor at once: the page stays live, and events wait in memory. It hurts
history as soon as the agent ends, and so nobody waits for opening hours to be told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from contract.messages import DiskState
from contract.topics import AgentAddress
from hub.domain.live import AgentNow, is_online


class CardTrouble(StrEnum):
    """What may be wrong with the card under an agent's outbox."""

    CARD_FAILING = "card_failing"
    CARD_FULL = "card_full"


_STATES: Final[Mapping[CardTrouble, frozenset[DiskState]]] = MappingProxyType(
    {
        CardTrouble.CARD_FAILING: frozenset(DiskState) - {DiskState.FULL},
        CardTrouble.CARD_FULL: frozenset({DiskState.FULL}),
    }
)


@dataclass(frozen=True, slots=True)
class CardJudgement:
    """One trouble, and whose card it is."""

    trouble: CardTrouble
    address: AgentAddress
    needs_care: bool
    waiting_count: int = 0
    """Events that are on no disk, and are lost if the agent ends now."""
    reason: str = ""
    """What the agent's machine said."""


def judge_cards(agents: Mapping[AgentAddress, AgentNow], now_s: float) -> Iterator[CardJudgement]:
    """Judge each agent's card, as it says itself, as long as it is there to say it."""
    for address, agent in sorted(agents.items()):
        said = agent.health.disk if agent.health and is_online(agent, now_s) else None
        for trouble, states in _STATES.items():
            if said is None or said.state not in states:
                yield CardJudgement(trouble, address, needs_care=False)
            else:
                waiting = sum(span.last - span.first + 1 for span in said.waiting)
                yield CardJudgement(trouble, address, True, waiting, said.reason)
