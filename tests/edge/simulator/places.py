"""Small regions for tests of the simulator, and what their agents would say."""

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile
from zoneinfo import ZoneInfo

from contract.times import to_us
from contract.topics import AgentAddress
from edge.configuration.config import EdgeConfig
from edge.simulator.crowds import NATURAL, Crowd, Custom, Pace
from edge.simulator.fittings import fittings_of
from edge.simulator.hours import Closure, Minutes, Timetable, Week
from edge.simulator.life import Life
from edge.simulator.region import Door, Seat, Space
from edge.simulator.traces import Change
from edge.simulator.wiring import Site, configure

BERLIN = ZoneInfo("Europe/Berlin")
PI = AgentAddress("hof", "pi-1")
WORKDAY: Minutes = ((9 * 60, 17 * 60),)
OFFICE_WEEK: Week = (WORKDAY, WORKDAY, WORKDAY, WORKDAY, WORKDAY, (), ())
ALL_DAY: Minutes = ((0, 24 * 60),)
NONSTOP: Week = (ALL_DAY, ALL_DAY, ALL_DAY, ALL_DAY, ALL_DAY, ALL_DAY, ALL_DAY)
MONDAY = "2026-03-02T00:00+01:00"
WEEK_H = 7 * 24
BUSY = Custom(Crowd.OFFICE, 1.2)


def instant(text: str) -> int:
    """Return microseconds of a written instant."""
    return to_us(datetime.fromisoformat(text))


def hours_us(hours: float) -> int:
    """Return microseconds."""
    return round(hours * 3600 * 1_000_000)


def a_timetable(
    week: Week = OFFICE_WEEK, closures: tuple[Closure, ...] = (), *, keeps_holidays: bool = True
) -> Timetable:
    """Make the hours of a space in Berlin."""
    return Timetable(BERLIN, week, keeps_holidays, closures)


def a_space(
    desk_count: int = 6,
    week: Week = OFFICE_WEEK,
    space_id: str = "hof",
    closures: tuple[Closure, ...] = (),
) -> Space:
    """Make a space with desks, a room, a booth and a counting door, watched by one agent."""
    agent = AgentAddress(space_id, "pi-1")
    desks = [Seat(f"d{number}", agent, "desk") for number in range(1, desk_count + 1)]
    others = [Seat("saal", agent, "room"), Seat("zelle", agent, "booth")]
    door = Door("tor", agent, counts=True)
    return Space(space_id, a_timetable(week, closures), (*desks, *others), (door,))


def configs_of(space: Space) -> list[EdgeConfig]:
    """Configure every agent of a space."""
    return [configure(space, agent, Site()) for agent in space.agents]


def a_life(space: Space, custom: Custom = BUSY, seed: str = "1", pace: Pace = NATURAL) -> Life:
    """Let people live in a space."""
    return Life(space, fittings_of(configs_of(space)), custom, seed, pace)


def lived(life: Life, start: str = MONDAY, hours: float = WEEK_H) -> list[Change]:
    """Return the line changes of so many hours."""
    from_us = instant(start)
    changes: Iterable[Change] = life.changes(from_us)
    return list(takewhile(lambda change: change.at_us < from_us + hours_us(hours), changes))
