"""When the next party comes to a space, what it wants, and for how long. Pure.

Arrivals are a Poisson process whose rate follows the hour, drawn by thinning (Lewis and Shedler,
1979): candidates come at the highest rate, and each is taken with the share of its hour.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random
from typing import Final

from edge.simulator.crowds import HABITS, Custom, Habits, Pace
from edge.simulator.region import Seat, SeatKind, Space
from edge.simulator.traces import MINUTE_US, SECOND_US

SHORTEST_STAY_US: Final = 20 * SECOND_US
_HIGHEST_WISH: Final = 1.6
_LUNCH: Final = (11.6, 13.6)
_LATE_SHARE: Final = 0.03
_PARTY: Final[dict[SeatKind, tuple[int, int]]] = {"desk": (1, 1), "room": (2, 4), "booth": (1, 1)}
_ROOM_SHARE: Final = 0.05
_BOOTH_SHARE: Final = 0.06
_MEETING_MIN: Final[dict[SeatKind, tuple[int, int]]] = {"room": (30, 120), "booth": (10, 45)}


@dataclass(frozen=True, slots=True)
class Demand:
    """What people want of one space."""

    space: Space
    custom: Custom
    pace: Pace
    seed: str

    @property
    def habits(self) -> Habits:
        """Those of the space's crowd."""
        return HABITS[self.custom.crowd]

    def candidate_us(self, now_us: int, rng: Random) -> tuple[int, bool] | None:
        """Return when somebody might come, and whether they do; None if it never opens again.

        A candidate that comes too late is the closing time, at which nobody comes.
        """
        opens_us = self.space.hours.opens_us(now_us)
        if opens_us is None:
            return None
        at_us = opens_us + 1 + round(rng.expovariate(self._highest_rate))
        closes_us = self.space.hours.closes_us(opens_us)
        if closes_us is not None and at_us >= closes_us:
            return closes_us, False
        return at_us, rng.random() * _HIGHEST_WISH < self._wish(at_us)

    def draw_kind(self, rng: Random) -> SeatKind:
        """Choose between a desk, and a room or booth where there are some."""
        drawn = rng.random()
        kinds = {seat.kind for seat in self.space.seats}
        if "room" in kinds and drawn < _ROOM_SHARE:
            return "room"
        return "booth" if "booth" in kinds and drawn > 1 - _BOOTH_SHARE else "desk"

    def draw_party(self, kind: SeatKind, rng: Random) -> int:
        """Choose how many come together."""
        return rng.randint(*_PARTY[kind])

    def draw_leaving_us(self, seat: Seat, now_us: int, rng: Random) -> int:
        """Choose when a visit ends: mostly before closing, a few stay on."""
        leaves_us = now_us + self._draw_stay_us(seat.kind, rng)
        ends = (
            self.space.hours.closes_us(now_us),
            seat.in_service_until_us(now_us, self._day(now_us)),
        )
        end_us = min((end for end in ends if end is not None), default=leaves_us)
        if leaves_us < end_us or rng.random() < _LATE_SHARE:
            return leaves_us
        early_us = round(rng.triangular(-3, 20, 4) * MINUTE_US)
        return max(now_us + SHORTEST_STAY_US, end_us - early_us)

    def draw_lunch_us(self, now_us: int, leaves_us: int, rng: Random) -> int | None:
        """Choose when to go for lunch, if noon lies in the middle of the visit."""
        quarter_us = (leaves_us - now_us) // 4
        first, last = (self.space.hours.at_us(self._day(now_us), hour) for hour in _LUNCH)
        earliest, latest = max(first, now_us + quarter_us), min(last, leaves_us - quarter_us)
        if earliest >= latest or rng.random() >= self.habits.lunch_share:
            return None
        return rng.randint(earliest, latest)

    def draw_break_us(self, rng: Random) -> int:
        """Choose how long lunch takes."""
        return MINUTE_US + round(rng.triangular(15, 60, 35) * MINUTE_US / self.pace.speed)

    def _day(self, at_us: int) -> date:
        return self.space.hours.day_of(at_us)

    @property
    def _highest_rate(self) -> float:
        """Candidates per microsecond."""
        desk_count = sum(seat.kind == "desk" for seat in self.space.seats)
        mean_us = self.habits.mean_visit_min * MINUTE_US / self.pace.speed
        return _HIGHEST_WISH * max(1, desk_count) / mean_us

    def _wish(self, at_us: int) -> float:
        """Return the share of the desks that is wanted at an instant."""
        local = self.space.hours.local(at_us)
        mood = _mood(f"{self.seed}/{self.space.id}", local.date())
        return self.habits.wish(local) * self.custom.demand * mood

    def _draw_stay_us(self, kind: SeatKind, rng: Random) -> int:
        shortest, longest, usual = self.habits.visit_min
        if kind == "desk":
            minutes = rng.triangular(shortest, longest, usual)
        else:
            minutes = rng.uniform(*_MEETING_MIN[kind])
        return max(SHORTEST_STAY_US, round(minutes * MINUTE_US / self.pace.speed))


@lru_cache(maxsize=1024)
def _mood(seed: str, day: date) -> float:
    """Return a day's own factor: the weather, a deadline, a fair in town."""
    return Random(f"{seed}/{day}").triangular(0.55, 1.45, 1.0)  # noqa: S311 - by seed, no secret
