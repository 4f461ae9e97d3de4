"""Which agents need a person: each kind's begin and end."""

from dataclasses import replace
from typing import Any

import pytest

from contract.messages import DiskState, DiskTrouble, Health, StateClock
from contract.series import CareKind
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.agent_care import (
    DISK_LOW_BYTES,
    Account,
    Audited,
    Heard,
    judge_accounts,
    judge_agents,
)
from hub.domain.calendar import Calendar
from hub.domain.care import Instant, Judgement, Stored
from hub.domain.held_back import held_after
from hub.domain.live import CONFLICT_SHOWN_S, RESTARTS, AgentNow, Proof
from tests.hub.spaces import WEEK, a_space, utc

SPACE = a_space(desk=[{"id": "d1", "agent": "pi"}], opening=WEEK)
PI = AgentAddress("hof", "pi")
OPEN, NIGHT = utc(2026, 3, 2, 12), utc(2026, 3, 2, 20)
HEALTH = Health(
    at=OPEN, epoch="a" * 32, cpu_c=None, disk_free_bytes=None, outbox_rows=9,
    oldest_unsettled_s=None, clock=StateClock.SYNCED, uptime_s=1.0, throttled=None,
)  # fmt: skip


def agent(**keys: Any) -> AgentNow:
    """Make an agent that is there at 5000 s."""
    return AgentNow(epoch="a" * 32, ttl_s=150, proof=Proof(4990.0, OPEN), **keys)


def judged(
    now_pi: AgentNow,
    *,
    heard: Heard = Heard(),  # noqa: B008 - frozen
    stored: Stored = Stored(),  # noqa: B008 - frozen
    is_open: bool = True,
) -> dict[CareKind, Judgement]:
    """Judge the one agent."""
    now = Instant(OPEN if is_open else NIGHT, 5000.0, 0.0)
    found = judge_agents(SPACE, Calendar(SPACE), {"pi": now_pi}, now, stored=stored, heard=heard)
    return {each.kind: each for each in found}


def needed(now_pi: AgentNow, **keys: Any) -> set[CareKind]:
    """Return what needs care of it."""
    return {kind for kind, each in judged(now_pi, **keys).items() if each.needs_care}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, set()),
        ({"conflict_at_s": 5000.0 - CONFLICT_SHOWN_S}, {CareKind.AGENT_DUPLICATED}),
        ({"conflict_at_s": 4999.0 - CONFLICT_SHOWN_S}, set()),
        ({"is_unordered": True}, {CareKind.AGENT_UNORDERED}),
        ({"begun_s": (4990.0,) * RESTARTS}, {CareKind.AGENT_RESTARTING}),
        ({"begun_s": (4990.0,) * (RESTARTS - 1)}, set()),
    ],
)
def test_an_agent_that_isnt_believed_needs_care(
    keys: dict[str, Any], expected: set[CareKind]
) -> None:
    """For each reason its own kind, and no longer than the reason lasts."""
    assert needed(agent(**keys)) == expected


@pytest.mark.parametrize(
    ("free", "is_low"), [(None, False), (DISK_LOW_BYTES, False), (DISK_LOW_BYTES - 1, True)]
)
def test_a_card_that_is_nearly_full_needs_care(free: int | None, *, is_low: bool) -> None:
    """As the agent measures it; of one that is away nothing is known."""
    health = HEALTH.model_copy(update={"disk_free_bytes": free})
    assert (CareKind.AGENT_DISK_LOW in needed(agent(health=health))) is is_low
    away = replace(agent(health=health), proof=None)
    assert CareKind.AGENT_DISK_LOW not in needed(away)


def test_an_unset_clock_and_events_of_the_future_need_care() -> None:
    """The reason is what it is about."""
    health = HEALTH.model_copy(update={"clock": StateClock.UNSYNCED, "uptime_s": 3600.0})
    held = {PI: held_after(None, 3, 10**18, to_us(OPEN))}
    found = judged(agent(health=health), heard=Heard(held))
    assert found[CareKind.AGENT_CLOCK_UNSYNCED].subjects == ("unsynced",)
    assert found[CareKind.EVENTS_FROM_THE_FUTURE].needs_care


@pytest.mark.parametrize("is_open", [True, False])
def test_an_ill_card_needs_care_at_night_too(*, is_open: bool) -> None:
    """Whoever pulls the plug then loses what is in memory alone."""
    trouble = DiskTrouble(state=DiskState.READ_ONLY, since=OPEN)
    health = HEALTH.model_copy(update={"disk": trouble})
    assert needed(agent(health=health), is_open=is_open) == {CareKind.CARD_FAILING}
    assert needed(agent(health=HEALTH), is_open=is_open) == set()


def test_claims_need_care() -> None:
    """Of the agent that makes them."""
    assert needed(agent(), heard=Heard(claiming={PI})) == {CareKind.FOREIGN_CLAIM}
    other = AgentAddress("hof", "other")
    assert needed(agent(), heard=Heard(claiming={other})) == set()


def test_a_flood_needs_care_while_it_is_one() -> None:
    """Of the agent that sends it; nobody hurries to a closed space, but there it still is."""
    assert needed(agent(), heard=Heard(flooding={PI})) == {CareKind.AGENT_FLOODING}
    assert needed(agent(), heard=Heard(flooding={AgentAddress("hof", "other")})) == set()
    found = judged(agent(), heard=Heard(flooding={PI}), is_open=False)[CareKind.AGENT_FLOODING]
    assert (found.needs_care, found.is_so) == (False, True)


def test_nobody_has_to_hurry_to_a_closed_space() -> None:
    """But what is so still is: it neither begins nor ends by that."""
    found = judged(agent(is_unordered=True), is_open=False)[CareKind.AGENT_UNORDERED]
    assert (found.needs_care, found.is_so) == (False, True)


def test_the_audit_names_the_run() -> None:
    """One judgement for each kind and agent, on holidays too."""
    audited = Audited({PI: Account(missing="a", lost="b", too_late="c", copied="d")})
    found = {each.kind: each.subjects for each in judge_accounts(SPACE, audited)}
    assert found == {
        CareKind.EVENTS_MISSING: ("a",),
        CareKind.EVENTS_LOST: ("b",),
        CareKind.EVENTS_TOO_LATE: ("c",),
        CareKind.CARD_COPIED: ("d",),
    }
    assert not any(each.needs_care for each in judge_accounts(SPACE, Audited()))
