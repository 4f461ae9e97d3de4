"""Which sensors need a person: by their faults, and by a week of opening hours without a sign."""

from datetime import datetime, timedelta

import pytest

from contract.messages import Health, LifeSign, StateClock
from contract.series import CareKind
from contract.topics import AgentAddress
from edge.decisions.facts import Problem
from hub.domain.calendar import Calendar
from hub.domain.care import Instant
from hub.domain.live import AgentNow, Proof
from hub.domain.sensor_care import (
    PROBLEMS,
    is_sign_overdue,
    judge_faults,
    judge_signs,
)
from tests.hub.spaces import WEEK, a_space, utc

PI = AgentAddress("hof", "pi")
CALENDAR = Calendar(a_space(opening=WEEK, desk=[{"id": "d1", "agent": "pi"}]))
WITHOUT_HOURS = Calendar(a_space(desk=[{"id": "d1", "agent": "pi"}]))
MONDAY = utc(2026, 3, 2, 11)
DAY = timedelta(days=1)


def test_every_problem_of_the_edge_has_its_kind() -> None:
    """What the edge can say, the hub has words for."""
    assert set(PROBLEMS) == set(Problem)


@pytest.mark.parametrize("problem", [*PROBLEMS, "of_a_newer_version"])
def test_each_problem_is_a_kind_of_its_own(problem: str) -> None:
    """It names its sensors, and all other kinds are well; what isn't known is a fault."""
    faulty = {"pir-2": problem, "pir-1": problem}
    found = {each.kind: each for each in judge_faults(PI, faulty, quiet=False)}
    kind = PROBLEMS.get(problem, CareKind.SENSOR_FAULT)
    assert found[kind].subjects == ("pir-1", "pir-2")
    assert [each.kind for each in found.values() if each.needs_care] == [kind]
    assert not any(each.needs_care for each in judge_faults(PI, faulty, quiet=True))
    assert not any(each.is_so for each in judge_faults(PI, {}, quiet=False))


def test_an_outbox_and_a_clock_are_no_sensors() -> None:
    """Though their agent tells of them in the same way."""
    faulty = {"outbox": "damaged", "clock": "unsynced"}
    found = [each for each in judge_faults(PI, faulty, quiet=False) if each.needs_care]
    assert [(each.kind, each.subjects) for each in found] == [(CareKind.OUTBOX_DAMAGED, ())]


@pytest.mark.parametrize(
    ("calendar", "wall", "at", "is_overdue"),
    [
        (CALENDAR, MONDAY, MONDAY - 7 * DAY, True),
        (CALENDAR, MONDAY, MONDAY - 7 * DAY + timedelta(microseconds=1), False),
        (CALENDAR, utc(2026, 4, 7, 11), utc(2026, 3, 31, 11), False),  # Good Friday, Easter Monday
        (CALENDAR, utc(2026, 4, 9, 11), utc(2026, 3, 31, 11), True),
        (CALENDAR, MONDAY, None, False),
        (CALENDAR, MONDAY, MONDAY - 400 * DAY, True),
        (WITHOUT_HOURS, MONDAY, MONDAY - 7 * DAY, True),
        (Calendar(a_space(opening={"mon": "closed"})), MONDAY, MONDAY - 30 * DAY, False),
    ],
)
def test_a_sign_is_overdue_after_a_week_of_opening_hours(
    calendar: Calendar, wall: datetime, at: datetime | None, *, is_overdue: bool
) -> None:
    """A holiday is no day on which somebody could have come; what never opens is never overdue."""
    assert is_sign_overdue(LifeSign(at=at), calendar, wall) is is_overdue


def test_what_is_overdue_is_named() -> None:
    """Not while its agent is away, and not if its fault is told already."""
    signs = {
        "late": LifeSign(at=MONDAY - 9 * DAY, desk="d1"),
        "silent": LifeSign(at=MONDAY - 99 * DAY, desk="d1"),
        "well": LifeSign(at=MONDAY - DAY, desk="d1"),
    }
    health = Health(
        at=MONDAY, epoch="a" * 32, cpu_c=None, disk_free_bytes=None, outbox_rows=9,
        oldest_unsettled_s=None, clock=StateClock.SYNCED, uptime_s=1.0, throttled=None,
        signs=signs,
    )  # fmt: skip
    proof = Proof(4990.0, MONDAY)
    here = AgentNow(epoch="a" * 32, ttl_s=150, proof=proof, health=health)
    away = AgentNow(health=health)
    now = Instant(MONDAY, 5000.0, 0.0)
    found = [
        judge_signs(PI, each, {"silent": "silent"}, CALENDAR, now, quiet=False)
        for each in (here, away)
    ]
    assert [each.subjects for each in found] == [("late",), ()]
    assert found[0].kind is CareKind.SENSOR_WITHOUT_SIGN
