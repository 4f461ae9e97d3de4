"""Whether a desk is whole: a function of hardware and time, in which nobody can be seen.

The attacker drives sensors, failed reads, starts and stops; not states.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.configuration.sensors import DistanceSensor, MotionSensor, Sensor, SwitchSensor
from edge.decisions import wholeness
from edge.decisions.deadlines import NEVER_US
from edge.decisions.past import NOTHING, Past
from edge.decisions.plan import Kind
from edge.decisions.readings import Distance, Level, ReadFailed, Reading
from edge.decisions.watch import (
    WatchState,
    desks_of,
    doubts_of,
    initial,
    look_at_clock,
    past_of,
    step,
    whole_of,
)
from edge.decisions.wholeness import DAY_US
from tests.edge.decisions.script import SECOND_US, failed, level, proven, unhurried, us

TODAY = 20_515
PIR = MotionSensor(id="pir", desk="d1", pin=1, hold_s=100, warm_up_s=20, stuck_s=900)
PAD = SwitchSensor(id="pad", desk="d1", pin=4, hold_s=5, stuck_s=600, flapping_per_minute=8)
SEAT = SwitchSensor(id="seat", desk="d2", pin=5, hold_s=5, stuck_s=600, silent_days=0.02)
SONAR = DistanceSensor(
    id="sonar", desk="d3", trigger=6, echo=7, hold_s=5, stuck_s=600, confirmations=2
)
ALL: tuple[Sensor, ...] = (PIR, PAD, SEAT, SONAR)
LEVELS = ("pir", "pad", "seat")


def whole(state: WatchState, at_s: float) -> dict[str, bool]:
    """Return what is whole, at a time in seconds since boot."""
    return whole_of(state, us(at_s))


def started(past: Past, at_s: float = 0, into_s: float = 40_000) -> WatchState:
    """Start at a time since boot at which so much of today has passed."""
    state = initial(ALL, past, us(at_s))
    return look_at_clock(state, us(at_s), TODAY * DAY_US + us(into_s))


# By example


def test_a_start_is_whole_again_after_a_fixed_time() -> None:
    """After the longest warm-up and hold of a desk's sensors, whatever was seen meanwhile."""
    for is_there in (False, True):
        state = started(proven(ALL))
        state, _ = step(state, level("pir", is_there, 1), us(1))
        state, _ = step(state, level("pad", is_there, 1), us(1))
        state, _ = step(state, level("seat", is_there, 1), us(1))
        assert whole(state, 7) == {"d1": False, "d2": False, "d3": False}
        assert whole(state, 10) == {"d1": False, "d2": True, "d3": True}
        assert whole(state, 121.9) == {"d1": False, "d2": True, "d3": True}
        assert whole(state, 122) == {"d1": True, "d2": True, "d3": True}


def test_a_failed_read_counts_at_once_and_until_it_was_watched_anew() -> None:
    """Ten good seconds and the hold: as long as it takes until free can be said again."""
    state, _ = step(started(proven(ALL)), failed("seat", 50), us(50))
    assert whole(state, 50)["d2"] is False
    assert whole(state, 67)["d2"] is False
    assert whole(state, 67.1)["d2"] is True


def test_another_sensor_of_the_desk_makes_it_no_more_whole() -> None:
    """One dead sensor of two: not whole, whoever sits before the other."""
    state, _ = step(started(proven(ALL)), level("pad", True, 1), us(1))
    state, _ = step(state, failed("pir", 500), us(500))
    assert str(desks_of(state)["d1"]) == "occupied"
    assert whole(state, 501)["d1"] is False


def test_what_sitting_brings_about_counts_from_midnight_on() -> None:
    """A seat that is stuck is unknown at once, and its desk not whole from 00:00 UTC to 00:00."""
    state = started(proven(ALL), 0, 86_400 - 2000)
    state, _ = step(state, level("seat", True, 1), us(1))
    state, _ = step(state, None, us(1999))
    assert str(desks_of(state)["d2"]) == "unknown"
    assert whole(state, 1999)["d2"] is True
    state, _ = step(state, None, us(2000))
    assert whole(state, 2000)["d2"] is False
    state, _ = step(state, level("seat", False, 2500), us(2500))
    state, _ = step(state, None, us(2000 + 86_399))
    assert whole(state, 2000 + 86_399)["d2"] is False
    assert state.wholeness.day == TODAY + 1


def test_the_day_ends_between_two_readings_that_come_together() -> None:
    """What was seen after midnight is of the next day, however late the agent looks."""
    state = started(proven(ALL), 0, 86_400 - 2000)
    state, _ = step(state, level("seat", True, 1), us(1))
    state, _ = step(state, level("seat", False, 2000.001), us(2500))
    assert whole(state, 2500)["d2"] is False


def test_a_sensor_that_is_new_is_not_whole_on_its_first_day() -> None:
    """Whoever tries it on that day proves it, and is not seen doing so."""
    fresh = frozenset(LEVELS)
    state = started(Past(doubted=fresh, doubts=fresh))
    state, _ = step(state, level("seat", False, 1), us(1))
    state, _ = step(state, level("seat", True, 100), us(100))
    state, _ = step(state, None, us(101))
    assert str(desks_of(state)["d2"]) == "occupied"
    assert whole(state, 500) == {"d1": False, "d2": False, "d3": True}
    state, _ = step(state, level("seat", False, 46_000), us(46_000))
    state, _ = step(state, None, us(46_400))
    assert whole(state, 46_400) == {"d1": False, "d2": True, "d3": True}


def test_the_first_known_day_is_judged_by_what_the_last_run_left() -> None:
    """What was seen since the start may have been people: it waits for the next midnight."""
    past = replace(
        proven(ALL), day=TODAY - 1, doubted=frozenset({"pir"}), doubts=frozenset({"pad"})
    )
    state, _ = step(initial(ALL, past), level("seat", True, 1), us(1))
    state, _ = step(state, None, us(5000))
    assert doubts_of(state) == {"seat"}
    assert state.wholeness.doubted == {"pir"}
    state = look_at_clock(state, us(5000), TODAY * DAY_US + us(40_000))
    assert state.wholeness.doubted == {"pad"}


def test_doubts_of_a_day_that_nobody_knows_are_not_handed_on() -> None:
    """A run without a clock leaves the doubts that it found."""
    past = replace(proven(ALL), day=TODAY - 1, doubts=frozenset({"pad"}))
    state, _ = step(initial(ALL, past), level("seat", True, 1), us(1))
    state, _ = step(state, None, us(5000))
    left = past_of(state, us(5000))
    assert (left.day, left.doubts) == (TODAY - 1, frozenset({"pad"}))


@pytest.mark.parametrize("ahead_s", [-1.9, -0.001, 0.0])
def test_a_clock_that_crosses_midnight_a_moment_later_is_no_step(ahead_s: float) -> None:
    """NTP slews: the same midnight doesn't come twice."""
    state = started(proven(ALL), 0, 86_400 - 100)
    state, _ = step(state, level("seat", True, 1), us(1))
    state, _ = step(state, None, us(100))
    again = look_at_clock(state, us(100), (TODAY + 1) * DAY_US + us(ahead_s))
    assert again.wholeness.day == TODAY + 1
    assert again.wholeness.midnight_us == us(100) + DAY_US - us(ahead_s)


def test_a_clock_that_is_set_to_another_day_begins_that_day() -> None:
    """A step is no person: the doubts of that moment count."""
    state = started(proven(ALL))
    state, _ = step(state, level("seat", True, 1), us(1))
    state, _ = step(state, None, us(1000))
    state = look_at_clock(state, us(1000), (TODAY - 30) * DAY_US + us(5))
    assert (state.wholeness.day, state.wholeness.doubted) == (TODAY - 30, frozenset({"seat"}))


def test_without_a_clock_no_midnight_comes() -> None:
    """Then the last known doubts stand."""
    begun = wholeness.begin(NOTHING)
    assert begun.midnight_us == NEVER_US


# As a law


@dataclass(frozen=True)
class Hardware:
    """What happens to the machine: failed reads, and stops with their starts."""

    fails: tuple[tuple[int, str], ...]
    stops: tuple[tuple[int, int, bool], ...]
    """When it stops, for how long, and whether its clock is right at once afterwards."""


AT_S = st.integers(1, 20_000)
HARDWARE = st.builds(
    Hardware,
    st.lists(st.tuples(AT_S, st.sampled_from([one.id for one in ALL])), max_size=6).map(tuple),
    st.lists(st.tuples(AT_S, st.integers(1, 2000), st.booleans()), max_size=3).map(tuple),
)
DEEDS = st.lists(st.tuples(AT_S, st.sampled_from(LEVELS), st.booleans()), max_size=40)
DISTANCES = st.lists(st.tuples(AT_S, st.sampled_from([0.5, 0.9, 2.0, None, -1.0])), max_size=25)
PASTS = st.builds(
    Past,
    st.dictionaries(st.sampled_from(LEVELS), st.integers(0, us(3000))),
    st.sampled_from([None, TODAY - 1, TODAY]),
    st.frozensets(st.sampled_from([one.id for one in ALL])),
    st.frozensets(st.sampled_from([one.id for one in ALL])),
)


@dataclass
class World:
    """One Pi with its people, over a part of one UTC day, or over a midnight."""

    hardware: Hardware
    people: Sequence[tuple[int, str, bool]]
    distances: Sequence[tuple[int, float | None]]
    starts_at_s: int

    def whole_by_time(self, past: Past) -> list[dict[str, bool]]:
        """Return what is whole every 30 seconds, and the doubts that it ends with."""
        self._begin(past, 0, is_dated=True)
        seen = list[dict[str, bool]]()
        for at_s in self._moments():
            self._live(at_s)
            if at_s % 30 == 0 and self.state is not None:
                seen.append(whole(self.state, at_s))
        return seen

    def _moments(self) -> list[int]:
        """Return every second at which something may happen or is looked at."""
        lists = (self.people, self.distances, self.hardware.fails, self.hardware.stops)
        moments = {one[0] for each in lists for one in each}
        moments |= {stops_s + for_s for stops_s, for_s, _ in self.hardware.stops}
        return sorted(moments | set(range(0, 20_000, 30)))

    def _begin(self, past: Past, at_s: int, *, is_dated: bool) -> None:
        self.state: WatchState | None = initial(ALL, past, us(at_s))
        self.is_dated = is_dated
        self.back_s = 0
        self.left = past
        self._date(at_s)

    def _date(self, at_s: int) -> None:
        if self.state is not None and self.is_dated:
            wall_us = TODAY * DAY_US + us(self.starts_at_s + at_s)
            self.state = look_at_clock(self.state, us(at_s), wall_us)

    def _live(self, at_s: int) -> None:
        for stops_s, for_s, is_dated in self.hardware.stops:
            if stops_s == at_s and self.state is not None:
                self.left, self.state = past_of(self.state, us(at_s)), None
                self.back_s, self.comes_dated = at_s + for_s, is_dated
        if self.state is None and at_s >= self.back_s:
            self._begin(self.left, at_s, is_dated=self.comes_dated)
        if self.state is None:
            return
        if at_s % 60 == 0:
            self.is_dated = self.is_dated or at_s % 600 == 0
            self._date(at_s)
        for reading in self._readings(at_s):
            self.state, _ = step(self.state, reading, reading.at_us)

    def _readings(self, at_s: int) -> list[Reading]:
        """What people do comes before the failed read of the same second."""
        deeds: list[Reading] = [
            Level(of, 0, active, us(at_s) + 1) for when, of, active in self.people if when == at_s
        ]
        deeds += [
            Distance("sonar", of, us(at_s) + number)
            for when, of in self.distances
            if when == at_s
            for number in range(2)
        ]
        return deeds + [
            ReadFailed(of, "x", us(at_s) + 5) for when, of in self.hardware.fails if when == at_s
        ]


def same_for_all(
    hardware: Hardware,
    people: tuple[list[tuple[int, str, bool]], ...],
    distances: tuple[list[tuple[int, float | None]], ...],
    past: Past,
) -> None:
    """Live the day in worlds with equal hardware and other people, and find no difference."""
    here, there = (
        World(hardware, deeds, answers, starts_at_s=1000).whole_by_time(past)
        for deeds, answers in zip(people, distances, strict=True)
    )
    assert here == there


WORLDS = (HARDWARE, st.tuples(DEEDS, DEEDS), st.tuples(DISTANCES, DISTANCES), PASTS)


def test_people_change_nothing_of_what_is_whole_within_a_day() -> None:
    """Equal hardware, starts, stops and days, other people: the same, at every moment."""
    settings(unhurried, max_examples=100)(given(*WORLDS)(same_for_all))()


@pytest.mark.faults
@pytest.mark.timeout(0)
def test_many_people_change_nothing_of_what_is_whole_within_a_day() -> None:
    """The same law against an attacker with time: 2,000 pairs of worlds."""
    settings(unhurried, max_examples=2000)(given(*WORLDS)(same_for_all))()


def test_the_law_can_fail() -> None:
    """The same two worlds differ on the day after: the doubts of midnight are those of people."""
    visit = [(9_500, "seat", True), (9_600, "seat", False)]
    nobody = World(Hardware((), ()), [], [], starts_at_s=86_400 - 10_000)
    someone = World(Hardware((), ()), visit, [], starts_at_s=86_400 - 10_000)
    assert nobody.whole_by_time(proven(ALL)) != someone.whole_by_time(proven(ALL))


def test_each_kind_of_signal_is_attacked() -> None:
    """The sensors of the law are of the kinds whose faults people can bring about."""
    assert {one.plan.kind for one in ALL} == {Kind.MOTION, Kind.SWITCH, Kind.DISTANCE}
    assert us(1) == SECOND_US
