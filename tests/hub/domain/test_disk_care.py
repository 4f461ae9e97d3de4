"""What agents say of their cards, as people are told."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contract.events import SeqRange
from contract.examples import health
from contract.messages import DiskState, DiskTrouble, State, StateClock
from contract.topics import AgentAddress
from hub.domain.disk_care import CardTrouble, judge_cards
from hub.domain.live import AgentNow, Arrival, hear_health, hear_state

PI = AgentAddress("hof", "pi-1")
AT = datetime(2026, 3, 2, 7, tzinfo=UTC)
TTL_S = 150
STATE = State(epoch="a" * 32, at=AT, ttl_s=TTL_S, clock=StateClock.SYNCED, desks={}, doors={})


def agent_saying(trouble: DiskTrouble | None) -> AgentNow:
    heard = hear_state(AgentNow(), STATE, Arrival(100.0, AT, False))
    return hear_health(heard, health().model_copy(update={"disk": trouble}))


def troubles(agent: AgentNow, now_s: float = 101.0) -> list[CardTrouble]:
    return [judged.trouble for judged in judge_cards({PI: agent}, now_s) if judged.needs_care]


@pytest.mark.parametrize(
    ("state", "trouble"),
    [
        (DiskState.READ_ONLY, CardTrouble.CARD_FAILING),
        (DiskState.FAILING, CardTrouble.CARD_FAILING),
        (DiskState.GONE, CardTrouble.CARD_FAILING),
        (DiskState.FULL, CardTrouble.CARD_FULL),
    ],
)
def test_each_trouble_with_a_card_is_told(state: DiskState, trouble: CardTrouble) -> None:
    """With what the machine said, and how many events are on no disk."""
    spans = (
        SeqRange(epoch="a" * 32, first=3, last=7),
        SeqRange(epoch="b" * 32, first=1, last=1),
    )
    said = DiskTrouble(state=state, since=AT, reason="I/O error", waiting=spans)
    (judged,) = [one for one in judge_cards({PI: agent_saying(said)}, 101.0) if one.needs_care]
    assert (judged.trouble, judged.waiting_count, judged.reason) == (trouble, 6, "I/O error")


def test_a_well_card_and_a_silent_agent_say_nothing() -> None:
    """Nobody knows what a card is like whose agent isn't there."""
    said = DiskTrouble(state=DiskState.FULL, since=AT)
    assert troubles(agent_saying(None)) == []
    assert troubles(agent_saying(said)) == [CardTrouble.CARD_FULL]
    assert troubles(agent_saying(said), now_s=101.0 + TTL_S) == []
    assert troubles(replace(agent_saying(said), health=None)) == []
