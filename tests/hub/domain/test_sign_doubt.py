"""Desks in doubt for want of a sign: when it begins, when it is over, and which period has it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from contract.messages import Health, LifeSign, StateClock
from contract.times import to_us
from hub.domain.calendar import Calendar
from hub.domain.care import Instant
from hub.domain.live import AgentNow, Proof
from hub.domain.sign_doubt import SignDoubt, WithoutSign, doubts_after, without_sign
from tests.hub.spaces import WEEK, a_space, utc

DESKS = [
    {"id": "d1", "agent": "pi"},
    {"id": "d2", "agent": "pi"},
    {"id": "d3", "agent": "other"},
    {"id": "booth", "agent": "pi", "kind": "booth"},
]
CALENDAR = Calendar(a_space(opening=WEEK, desk=DESKS))
DAY = timedelta(days=1)
MONDAY = utc(2026, 3, 16, 11)
SIGN = MONDAY - 7 * DAY
NEVER_ENDS = SignDoubt("hof", "pi", "pir", SIGN.date(), "d1", to_us(MONDAY))


def agents(
    signs: Mapping[str, LifeSign], *, name: str = "pi", is_here: bool = True
) -> Mapping[str, AgentNow]:
    """Let an agent tell the signs of its sensors, 5,000 seconds after the start."""
    health = Health(
        at=MONDAY, epoch="a" * 32, cpu_c=None, disk_free_bytes=None, outbox_rows=9,
        oldest_unsettled_s=None, clock=StateClock.SYNCED, uptime_s=1.0, throttled=None,
        signs=dict(signs),
    )  # fmt: skip
    proof = Proof(4990.0, MONDAY) if is_here else None
    return {name: AgentNow(epoch="a" * 32, ttl_s=150, proof=proof, health=health)}


def after(
    *lasting: SignDoubt,
    told: Mapping[str, AgentNow],
    wall: datetime = MONDAY,
    calendar: Calendar = CALENDAR,
) -> list[SignDoubt]:
    """Return what begins or ends."""
    return list(doubts_after(lasting, "hof", calendar, told, Instant(wall, 5000.0, 0.0)))


def test_a_doubt_begins_after_a_week_of_opening_hours() -> None:
    """And a microsecond earlier it doesn't."""
    told = agents({"pir": LifeSign(at=SIGN, desk="d1")})
    assert after(told=told) == [NEVER_ENDS]
    assert after(told=told, wall=MONDAY - timedelta(microseconds=1)) == []
    assert after(NEVER_ENDS, told=told) == []


@pytest.mark.parametrize(
    "sign",
    [
        LifeSign(at=SIGN, desk="d3"),
        LifeSign(at=SIGN, desk="booth"),
        LifeSign(at=SIGN, desk="d9"),
        LifeSign(at=SIGN, door="front"),
        LifeSign(at=SIGN),
        LifeSign(at=None, desk="d1"),
    ],
)
def test_only_desks_of_its_own_that_were_seen_alive_are_doubted(sign: LifeSign) -> None:
    """Not another agent's, no booth, no door; what was never seen to change is unknown anyway."""
    assert after(told=agents({"pir": sign})) == []


def test_who_is_away_says_nothing() -> None:
    """A doubt neither begins nor ends by that."""
    late, early = LifeSign(at=SIGN, desk="d1"), LifeSign(at=MONDAY - DAY, desk="d1")
    assert after(told=agents({"pir": late}, is_here=False)) == []
    assert after(NEVER_ENDS, told=agents({"pir": early}, is_here=False)) == []
    assert after(NEVER_ENDS, told={}) == []


@pytest.mark.parametrize(
    "signs",
    [
        {"pir": LifeSign(at=MONDAY - DAY, desk="d1")},
        {"pir": LifeSign(at=MONDAY - DAY, desk="d2")},
        {"new": LifeSign(at=MONDAY - DAY, desk="d1")},
        {},
    ],
)
def test_a_doubt_ends_with_a_sign_or_with_the_sensor(signs: Mapping[str, LifeSign]) -> None:
    """Also if the sensor watches another desk now."""
    (ended,) = after(NEVER_ENDS, told=agents(signs))
    assert (ended.sensor, ended.until_us) == ("pir", to_us(MONDAY))


def test_a_doubt_ends_with_the_desk() -> None:
    """One that is out of service, or another agent's."""
    told = agents({"pir": LifeSign(at=SIGN, desk="d1")})
    for desks in (DESKS[1:], [{"id": "d1", "agent": "other"}]):
        calendar = Calendar(a_space(opening=WEEK, desk=desks))
        assert [each.until_us for each in after(NEVER_ENDS, told=told, calendar=calendar)] == [
            to_us(MONDAY)
        ]


def test_what_a_wrong_clock_has_found_was_no_doubt() -> None:
    """Set back, the clock ends it at its own beginning, so that no period has it."""
    told = agents({"pir": LifeSign(at=SIGN, desk="d1")})
    (ended,) = after(NEVER_ENDS, told=told, wall=MONDAY - DAY)
    assert ended.until_us == ended.since_us
    assert without_sign([ended], "hof", 0, 2**62) == []


def test_a_desk_counts_once_with_its_earliest_sign() -> None:
    """However many sensors it has; other spaces and other times don't count."""
    hour = 3_600_000_000
    first, second = date(2026, 3, 2), date(2026, 3, 5)
    doubts = [
        SignDoubt("hof", "pi", "seat", second, "d1", 10 * hour, 20 * hour),
        SignDoubt("hof", "pi", "pir", first, "d1", 12 * hour, 20 * hour),
        SignDoubt("hof", "pi", "pir-2", second, "d2", 15 * hour),
        SignDoubt("hof", "pi", "pir-3", second, "d4", 15 * hour),
        SignDoubt("cafe", "pi", "pir", first, "d1", 0),
    ]
    both = [WithoutSign("hof", first, 1), WithoutSign("hof", second, 2)]
    assert without_sign(doubts, "hof", 11 * hour, 30 * hour) == both
    assert without_sign(doubts, "hof", 10 * hour, 12 * hour) == [WithoutSign("hof", second, 1)]
    assert without_sign(doubts, "hof", 20 * hour, 21 * hour) == [WithoutSign("hof", second, 2)]
    assert without_sign(doubts, "hof", 0, 10 * hour) == []
