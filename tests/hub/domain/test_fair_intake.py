"""What one agent may send: agents in order never meet a bound, floods do, and are let in again."""

import pytest

from contract.limits import MAX_BATCH_BYTES, MAX_MESSAGE_BYTES
from contract.topics import AgentAddress, Channel
from hub.domain.fair_intake import (
    FORGIVEN_S,
    LONGEST_PAUSE_S,
    PAUSE_S,
    SHOWN_S,
    Allowance,
    Credit,
    Dropped,
    Pause,
    bytes_waiting,
    due_in_s,
    flooding,
    full,
    needs_care,
    pause_after,
    rules_of,
    spent,
)

ENEMY, OTHER = AgentAddress("hof", "pi-1"), AgentAddress("hof", "pi-2")
ALLOWANCE = Allowance(per_s=10.0, burst=100.0, least=5.0)


def passed(allowance: Allowance, size: int, every_s: float, seconds: float) -> bool:
    """Tell whether an even stream of messages passes for so long."""
    credit: Credit | None = full(allowance, 0.0)
    for number in range(int(seconds / every_s)):
        if credit is None:
            return False
        credit = spent(credit, allowance, size, number * every_s)
    return credit is not None


def test_a_credit_is_spent_and_grows_again() -> None:
    """By the size of a message or the least that one costs, and with time up to the burst."""
    credit = spent(full(ALLOWANCE, 0.0), ALLOWANCE, 60.0, 0.0)
    assert credit == Credit(40.0, 0.0)
    credit = spent(credit, ALLOWANCE, 1.0, 1.0)
    assert credit == Credit(45.0, 1.0)
    assert spent(credit, ALLOWANCE, 20.0, 1000.0) == Credit(80.0, 1000.0)


def test_a_large_message_takes_more_than_there_is() -> None:
    """And what comes next waits until that is made up for."""
    credit = spent(Credit(1.0, 0.0), ALLOWANCE, 61.0, 0.0)
    assert credit == Credit(-60.0, 0.0)
    assert spent(credit, ALLOWANCE, 1.0, 5.0) is None
    assert due_in_s(credit, ALLOWANCE, 2.0) == 4.0
    assert spent(credit, ALLOWANCE, 5.0, 7.0) == Credit(5.0, 7.0)


def test_a_clock_that_goes_back_gives_nothing() -> None:
    """Nor does it take anything."""
    assert spent(Credit(50.0, 100.0), ALLOWANCE, 10.0, 40.0) == Credit(40.0, 40.0)


@pytest.mark.parametrize(
    ("channel", "size", "per_s", "seconds"),
    [
        (Channel.STATE, MAX_MESSAGE_BYTES, 40, 3600),
        (Channel.STATUS, 200, 2, 3600),
        (Channel.HEALTH, 1000, 1, 3600),
        (Channel.EVENTS, 200, 40, 3600),
        (Channel.EVENTS, MAX_BATCH_BYTES, 16, 3600),
    ],
)
def test_an_agent_in_order_is_no_flood(
    channel: Channel, size: int, per_s: float, seconds: float
) -> None:
    """Busy sensors for an hour, and a backlog as fast as it is ever taken."""
    assert passed(rules_of(channel).arrival, size, 1 / per_s, seconds)


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("size", [0, 100, MAX_BATCH_BYTES])
def test_a_thousand_messages_at_once_are_a_flood(channel: Channel, size: int) -> None:
    """On every channel, however small they are."""
    assert not passed(rules_of(channel).arrival, size, 0.0001, 0.1)


def test_a_month_of_events_passes_at_full_speed() -> None:
    """What an outbox holds after a month offline is taken in two minutes, and never slower."""
    speed, backlog = rules_of(Channel.EVENTS).passing
    month_count = 30 * 8_000 // 500
    assert passed(speed, MAX_BATCH_BYTES, 1 / 4, month_count / 4)
    assert passed(backlog, MAX_BATCH_BYTES, 1 / 4, month_count / 4)


def test_what_may_pass_is_no_flood() -> None:
    """A sender that goes on only when receipts come is slowed down, and never cut off."""
    rules = rules_of(Channel.EVENTS)
    for allowance in rules.passing:
        assert allowance.per_s <= rules.arrival.per_s / 2
    speed = rules.passing[0]
    assert speed.per_s / speed.least < rules.arrival.per_s / rules.arrival.least


def test_pauses_grow_with_each_flood_and_are_forgiven() -> None:
    """Ten seconds, twenty, up to ten minutes; after ten minutes in order it begins anew."""
    pause: Pause | None = None
    lengths = []
    for _ in range(9):
        now_s = 0.0 if pause is None else pause.until_s + 1
        pause = pause_after(pause, now_s)
        lengths.append(pause.until_s - now_s)
    assert lengths[:3] == [PAUSE_S, 2 * PAUSE_S, 4 * PAUSE_S]
    assert lengths[-1] == LONGEST_PAUSE_S
    assert pause is not None
    later_s = pause.until_s + FORGIVEN_S
    assert pause_after(pause, later_s) == Pause(1, later_s + PAUSE_S)


def test_the_pause_of_one_that_floods_for_years_can_be_worked_out() -> None:
    """Its number has no bound, its length has."""
    assert pause_after(Pause(5_000_000, 0.0), 1.0).until_s == 1.0 + LONGEST_PAUSE_S


def test_a_flooder_needs_care_while_it_is_paused_and_a_while_after() -> None:
    """One that sends nothing beyond its share does not."""
    assert not needs_care(None, 0.0)
    assert not needs_care(Dropped(1), SHOWN_S), "it was overtaken behind somebody else's flood"
    assert needs_care(Dropped(1, 0.0), SHOWN_S)
    assert not needs_care(Dropped(1, 0.0), SHOWN_S + 1)
    assert needs_care(Dropped(1, 0.0, (Channel.EVENTS,)), SHOWN_S + 1)


def test_those_that_flood_are_named() -> None:
    """And those no more whose last flood is long ago."""
    now_s = SHOWN_S + 1
    dropped = {agent: Dropped(1, at_s) for agent, at_s in ((ENEMY, now_s), (OTHER, 0.0))}
    assert flooding(dropped, now_s) == {ENEMY}


@pytest.mark.parametrize("lanes", [0, 1, 32, 1_000])
def test_all_that_waits_is_bounded(lanes: int) -> None:
    """By the bound of all, but for the few batches that each may have on its way."""
    bound = 64 * 1024 * 1024
    each = bytes_waiting(lanes, bound)
    assert each >= 8 * MAX_BATCH_BYTES
    assert each * lanes <= max(bound, lanes * 8 * MAX_BATCH_BYTES)
