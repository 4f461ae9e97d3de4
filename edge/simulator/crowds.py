"""Who comes to a space, when, and for how long: what kinds of people there are. Pure.

A wish is the share of a space's desks that people would take if there were always room: with the
length of a visit it becomes a rate of arrivals (Little's law). Nobody here is anybody: a visit has
no name, and no two visits belong together.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

Curve = tuple[int, ...]
"""Percent per hour of the day, from midnight."""


class Crowd(StrEnum):
    """The kinds of people, by what brings them."""

    OFFICE = "office"
    COMMUTERS = "commuters"
    CAFE = "cafe"
    FARM = "farm"
    MAKERS = "makers"
    STUDENTS = "students"


@dataclass(frozen=True, slots=True)
class Custom:
    """How one space is used; `demand` is a factor on its crowd's wishes."""

    crowd: Crowd = Crowd.OFFICE
    demand: float = 1.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a simulated day is lived.

    `speed` makes visits and breaks shorter and as many more; walking takes its time all the same.
    How many desks people want at an hour is the same at any speed.
    """

    speed: float = 1.0


NATURAL: Final = Pace()
DEMO_DAY: Final = Pace(speed=60.0)
"""What a demo shows: an hour of a visit lasts a minute; hours are as full as they usually are."""


@dataclass(frozen=True, slots=True)
class Habits:
    """When they come (percent of the desks by hour, per weekday a factor) and how long they stay.

    Minutes of a visit: the shortest, the longest, the most usual.
    """

    by_hour: Curve
    by_weekday: tuple[float, float, float, float, float, float, float]
    visit_min: tuple[int, int, int]
    lunch_share: float

    @property
    def mean_visit_min(self) -> float:
        """The mean of the triangular distribution of visits."""
        return sum(self.visit_min) / 3

    def wish(self, local: datetime) -> float:
        """Return the share of the desks that would be taken, between the full hours in a line."""
        after = self.by_hour[(local.hour + 1) % 24]
        before = self.by_hour[local.hour]
        percent = before + (after - before) * local.minute / 60
        return percent / 100 * self.by_weekday[local.weekday()]


_WEEK: Final = (0.95, 1.05, 1.0, 1.05, 0.75, 0.4, 0.25)

_NIGHT: Final = (0,) * 6

HABITS: Final = {
    Crowd.OFFICE: Habits(
        (*_NIGHT, 5, 30, 60, 80, 88, 82, 66, 70, 80, 74, 55, 32, 16, 8, 4, 2, 0, 0),
        _WEEK,
        (60, 480, 200),
        0.55,
    ),
    Crowd.COMMUTERS: Habits(
        (*_NIGHT, 55, 85, 78, 52, 42, 40, 38, 42, 46, 58, 80, 84, 58, 32, 18, 10, 5, 2),
        (1.05, 1.1, 1.05, 1.1, 0.9, 0.35, 0.3),
        (20, 210, 70),
        0.15,
    ),
    Crowd.CAFE: Habits(
        (*_NIGHT, 0, 10, 40, 66, 84, 70, 42, 44, 72, 86, 80, 60, 42, 20, 0, 0, 0, 0),
        (0.6, 0.8, 0.85, 0.95, 1.0, 1.15, 1.1),
        (45, 240, 100),
        0.1,
    ),
    Crowd.FARM: Habits(
        (*_NIGHT, 0, 5, 20, 45, 70, 82, 68, 62, 76, 84, 72, 45, 18, 5, 0, 0, 0, 0),
        (0.4, 0.45, 0.5, 0.65, 0.9, 1.2, 1.1),
        (45, 300, 130),
        0.4,
    ),
    Crowd.MAKERS: Habits(
        (16, 10, 7, 5, 4, 5, 8, 15, 30, 48, 60, 62, 50, 55, 64, 70, 76, 82, 86, 84, 74, 58, 40, 26),
        (0.85, 0.95, 1.0, 1.0, 1.0, 0.9, 0.75),
        (50, 420, 150),
        0.3,
    ),
    Crowd.STUDENTS: Habits(
        (8, 4, 2, 0, 0, 0, 4, 12, 30, 52, 66, 64, 50, 60, 76, 84, 86, 78, 66, 58, 50, 40, 28, 16),
        (0.95, 1.0, 1.05, 1.0, 0.8, 0.75, 0.9),
        (60, 360, 170),
        0.45,
    ),
}
