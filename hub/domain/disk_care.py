"""Which cards need a person, by what agents say of them. Pure: it has no words for it.

    health of an agent that is there ──▶ a judgement for each trouble with its card

A card's trouble hurts no visitor at once: the page stays live, and events wait in memory. It hurts
history as soon as the agent ends, and so nobody waits for opening hours to be told.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from contract.messages import DiskState
from contract.series import CareKind
from contract.topics import AgentAddress
from hub.domain.care import Judgement, of_agent
from hub.domain.live import AgentNow, is_online

_STATES: Final[Mapping[CareKind, frozenset[DiskState]]] = MappingProxyType(
    {
        CareKind.CARD_FAILING: frozenset(DiskState) - {DiskState.FULL},
        CareKind.CARD_FULL: frozenset({DiskState.FULL}),
    }
)


def judge_disk(address: AgentAddress, agent: AgentNow, now_s: float) -> Iterator[Judgement]:
    """Judge an agent's card, as it says itself, as long as it is there to say it."""
    said = agent.health.disk if agent.health and is_online(agent, now_s) else None
    for kind, states in _STATES.items():
        is_so = said is not None and said.state in states
        yield of_agent(address, kind, is_so, quiet=False)
