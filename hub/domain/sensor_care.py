"""Which sensors need a person: by the faults that they tell of, and by their signs of life. Pure.

    problem of a fault ─▶ kind of care          sign, opening hours ─▶ a week without a sign?

A fault makes a desk unknown by itself, on the edge. A week of opening hours without a sign changes
no state: nobody may have come. It is a hint to walk past the sensor once.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from contract.messages import LifeSign
from contract.series import CareKind
from contract.topics import AgentAddress
from hub.domain.calendar import Calendar
from hub.domain.care import Instant, Judgement, of_agent
from hub.domain.live import AgentNow, is_online

OUTBOX: Final = "outbox"
CLOCK: Final = "clock"
"""No sensors, though an agent tells of their faults in the same way."""

PROBLEMS: Final[Mapping[str, CareKind]] = {
    "alternating": CareKind.SENSOR_ALTERNATING,
    "flapping": CareKind.SENSOR_FLAPPING,
    "impossible": CareKind.SENSOR_IMPOSSIBLE,
    "no_echo": CareKind.SENSOR_NO_ECHO,
    "silent": CareKind.SENSOR_SILENT,
    "stuck": CareKind.SENSOR_STUCK,
    "undecided": CareKind.SENSOR_UNDECIDED,
    "unproven": CareKind.SENSOR_UNPROVEN,
    "unreadable": CareKind.SENSOR_UNREADABLE,
}
"""What an agent calls a problem; any other is a SENSOR_FAULT, of a newer version perhaps."""

_OTHER: Final = CareKind.SENSOR_FAULT
_WEEK: Final = timedelta(days=7)
_A_YEAR: Final = timedelta(days=366)
_NO_TIME: Final = timedelta()


def judge_faults(
    address: AgentAddress, faulty: Mapping[str, str], *, quiet: bool
) -> Iterator[Judgement]:
    """Judge an agent's sensors, one judgement for each kind; `faulty` has each with its problem."""
    by_kind: dict[CareKind, list[str]] = {kind: [] for kind in (*PROBLEMS.values(), _OTHER)}
    for sensor, problem in sorted(faulty.items()):
        if sensor not in (OUTBOX, CLOCK):
            by_kind[PROBLEMS.get(problem, _OTHER)].append(sensor)
    for kind, sensors in by_kind.items():
        yield of_agent(address, kind, bool(sensors), quiet=quiet, subjects=sensors)
    is_damaged = OUTBOX in faulty
    yield of_agent(address, CareKind.OUTBOX_DAMAGED, is_damaged, quiet=quiet)


def judge_signs(
    address: AgentAddress,
    agent: AgentNow,
    faulty: Mapping[str, str],
    calendar: Calendar,
    now: Instant,
    *,
    quiet: bool,
) -> Judgement:
    """Judge an agent's sensors by the last sign that each has given.

    What is at fault already is told by its fault; of an agent that is away nothing is known.
    """
    health = agent.health
    signs = health.signs if health is not None and is_online(agent, now.monotonic_s) else {}
    overdue = [
        sensor
        for sensor, sign in sorted(signs.items())
        if sensor not in faulty and is_sign_overdue(sign, calendar, now.wall)
    ]
    return of_agent(
        address, CareKind.SENSOR_WITHOUT_SIGN, bool(overdue), quiet=quiet, subjects=overdue
    )


def is_sign_overdue(sign: LifeSign, calendar: Calendar, wall: datetime) -> bool:
    """Tell whether a sensor has given no sign for as many opening hours as a week has.

    A week is what hub.toml's opening hours make of one, and holidays count for nothing. A sensor
    without any sign is unproven, and its agent says so. Where hub.toml names no hours, all count.
    """
    if sign.at is None or wall - sign.at < _WEEK:
        return False
    if not calendar.names_hours or wall - sign.at >= _A_YEAR:
        return True
    return calendar.open_between(sign.at, wall) >= calendar.open_in_a_week > _NO_TIME
