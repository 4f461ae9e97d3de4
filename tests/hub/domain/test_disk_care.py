"""What agents say of their cards, as people are told."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contract.examples import health
from contract.messages import DiskState, DiskTrouble, State, StateClock
from contract.series import CareKind
from contract.topics import AgentAddress
from hub.domain.disk_care import judge_disk
from hub.domain.live import AgentNow, Arrival, hear_health, hear_state

PI = AgentAddress("hof", "pi-1")
AT = datetime(2026, 3, 2, 7, tzinfo=UTC)
TTL_S = 150
STATE = State(epoch="a" * 32, at=AT, ttl_s=TTL_S, clock=StateClock.SYNCED, desks={}, doors={})
FULL = DiskTrouble(state=DiskState.FULL, since=AT)


def agent_saying(trouble: DiskTrouble | None) -> AgentNow:
    heard = hear_state(AgentNow(), STATE, Arrival(100.0, AT, False))
    return hear_health(heard, health().model_copy(update={"disk": trouble}))


def needed(agent: AgentNow, now_s: float = 101.0) -> list[CareKind]:
    return [judged.kind for judged in judge_disk(PI, agent, now_s) if judged.needs_care]


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (DiskState.READ_ONLY, CareKind.CARD_FAILING),
        (DiskState.FAILING, CareKind.CARD_FAILING),
        (DiskState.GONE, CareKind.CARD_FAILING),
        (DiskState.FULL, CareKind.CARD_FULL),
    ],
)
def test_each_trouble_with_a_card_is_told(state: DiskState, kind: CareKind) -> None:
    """Of its agent, and the other kind is judged as well."""
    judged = list(judge_disk(PI, agent_saying(DiskTrouble(state=state, since=AT)), 101.0))
    assert {each.kind: each.needs_care for each in judged} == {
        each: each is kind for each in (CareKind.CARD_FAILING, CareKind.CARD_FULL)
    }
    assert {(each.space, each.agent) for each in judged} == {("hof", "pi-1")}


def test_a_card_that_is_well_again_ends_it() -> None:
    """As soon as the agent says nothing of it any more."""
    ill = agent_saying(FULL)
    assert needed(ill) == [CareKind.CARD_FULL]
    assert needed(hear_health(ill, health().model_copy(update={"disk": None}))) == []


def test_a_well_card_and_a_silent_agent_say_nothing() -> None:
    """Nobody knows what a card is like whose agent isn't there."""
    assert needed(agent_saying(None)) == []
    assert needed(agent_saying(FULL)) == [CareKind.CARD_FULL]
    assert needed(agent_saying(FULL), now_s=101.0 + TTL_S) == []
    assert needed(replace(agent_saying(FULL), health=None)) == []
