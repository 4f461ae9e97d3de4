"""Which troubles with time need a person."""

from dataclasses import replace

import pytest

from contract.messages import ClockReason, Health, State, StateClock
from contract.series import CareKind
from contract.topics import AgentAddress
from hub.domain.clock_care import (
    UNEXPLAINED,
    UNSYNCED_S,
    judge_clock,
    judge_held_back,
    judge_hub_clock,
)
from hub.domain.held_back import SHOWN_US, held_after
from hub.domain.live import AgentNow, Arrival, hear_health, hear_state
from hub.domain.trusted_time import ClockDoubt
from tests.hub.spaces import utc

PI, OTHER = AgentAddress("hof", "pi-1"), AgentAddress("hof", "pi-2")
NOW = utc(2026, 11, 28, 12)
HEALTH = Health(
    at=NOW,
    epoch="a" * 32,
    cpu_c=None,
    disk_free_bytes=None,
    outbox_rows=9,
    oldest_unsettled_s=None,
    clock=StateClock.UNSYNCED,
    uptime_s=UNSYNCED_S,
    throttled=None,
    clock_reason=ClockReason.DRIFTING,
)
STATE = State(epoch="a" * 32, at=NOW, ttl_s=150, clock=StateClock.UNSYNCED, desks={}, doors={})


@pytest.mark.parametrize("doubt", [None, *ClockDoubt])
def test_a_doubted_hub_needs_care(doubt: ClockDoubt | None) -> None:
    """With its reason, whichever it is."""
    judged = judge_hub_clock(doubt)
    assert judged.kind is CareKind.HUB_CLOCK_DOUBTED
    assert (judged.needs_care, judged.subjects) == (doubt is not None, (doubt,) if doubt else ())


@pytest.mark.parametrize(
    ("uptime_s", "clock", "age_s", "needs_care"),
    [
        (UNSYNCED_S, StateClock.UNSYNCED, 0, True),
        (UNSYNCED_S - 1, StateClock.UNSYNCED, 0, False),
        (UNSYNCED_S, StateClock.SYNCED, 0, False),
        (UNSYNCED_S, StateClock.UNSYNCED, 151, False),
    ],
)
def test_an_agent_without_a_clock_for_an_hour_needs_care(
    uptime_s: float, clock: StateClock, age_s: float, *, needs_care: bool
) -> None:
    """As it says itself; one that is gone is cared for as silent."""
    agent = hear_state(AgentNow(), STATE, Arrival(1000.0, NOW, retained=False))
    health = HEALTH.model_copy(update={"uptime_s": uptime_s, "clock": clock})
    judged = judge_clock(PI, hear_health(agent, health), 1000.0 + age_s)
    assert (judged.kind, judged.agent) == (CareKind.AGENT_CLOCK_UNSYNCED, "pi-1")
    assert (judged.needs_care, judged.subjects) == (needs_care, ("drifting",) * needs_care)


def test_an_older_agent_gives_no_reason() -> None:
    """Then it is said that there is none."""
    agent = hear_state(AgentNow(), STATE, Arrival(1000.0, NOW, retained=False))
    health = HEALTH.model_copy(update={"clock_reason": None})
    assert judge_clock(PI, hear_health(agent, health), 1000.0).subjects == (UNEXPLAINED,)


def test_events_from_the_future_need_care_while_they_come() -> None:
    """An edge sends again what has no receipt; when it stops, so does the care."""
    held = {PI: held_after(None, 3, 10**18, 5)}
    assert [judge_held_back(each, held, 5).needs_care for each in (PI, OTHER)] == [True, False]
    assert not judge_held_back(PI, held, 6 + SHOWN_US).needs_care
    at_night = judge_held_back(PI, held, 5, quiet=True)
    assert (at_night.needs_care, at_night.is_so) == (False, True)


def test_the_furthest_date_is_kept() -> None:
    """The newest message may hold less of it."""
    held = held_after(held_after(None, 3, 900, 5), 1, 800, 6)
    assert held == replace(held, event_count=1, furthest_us=900, heard_us=6)
