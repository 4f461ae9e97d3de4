"""Nobody is watched, from the pin to the public bytes: the attacker drives sensors, not states.

Two worlds have the same hardware, faults, starts and stops; in each, fewer than `small_count` desks
are ever used, other ones and in another way. Whatever those persons do to the sensors, leaving them
stuck, flapping or without an echo, the public reads the same within a UTC day, at every moment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.configuration.sensors import DistanceSensor, MotionSensor, Sensor, SwitchSensor
from edge.decisions.past import Past
from edge.decisions.readings import Distance, Level, ReadFailed, Reading
from edge.decisions.watch import (
    WatchState,
    desks_of,
    initial,
    look_at_clock,
    past_of,
    step,
    whole_of,
)
from hub.live.live import Live
from hub.metrics import HubMetrics
from tests.edge.decisions.script import proven, unhurried, us
from tests.hub.scripted import ScriptedAgent, ScriptedClock
from tests.hub.spaces import a_region, a_space, utc

SMALL_COUNT: Final = 3
LASTS_S: Final = 1200
MORNING: Final = utc(2026, 3, 2, 8, 30)
SINCE_MIDNIGHT_S: Final = 8 * 3600 + 30 * 60
DAY: Final = 20_514  # days since 1970

SENSORS: Final[tuple[Sensor, ...]] = (
    MotionSensor(id="pir", desk="d1", pin=1, hold_s=100, warm_up_s=20, stuck_s=200),
    SwitchSensor(id="pad", desk="d1", pin=4, hold_s=5, stuck_s=200, flapping_per_minute=8),
    SwitchSensor(id="seat", desk="d2", pin=5, hold_s=5, stuck_s=200),
    DistanceSensor(id="sonar", desk="d3", trigger=6, echo=7, hold_s=5, stuck_s=200),
    SwitchSensor(id="stool", desk="d4", pin=8, hold_s=5, stuck_s=200, flapping_per_minute=8),
    MotionSensor(id="eye", desk="d5", pin=9, hold_s=60, warm_up_s=20, stuck_s=200),
)
DESK_OF: Final = {sensor.id: str(sensor.desk) for sensor in SENSORS}
DESKS: Final = tuple(sorted(set(DESK_OF.values())))

Deed = tuple[int, str, bool]
"""Somebody comes or goes at a second, at a sensor."""


@dataclass(frozen=True)
class Hardware:
    """What happens to the machine in both worlds."""

    fails: Sequence[tuple[int, str]] = ()
    stops: Sequence[tuple[int, int]] = ()
    """When it loses its power, and for how long."""


class Place:
    """A Pi with its sensors and the hub that hears it, second by second."""

    def __init__(self, hardware: Hardware, deeds: Sequence[Deed]) -> None:
        desks = [{"id": desk, "agent": "pi"} for desk in DESKS]
        space = a_space(small_count=SMALL_COUNT, opening={"mon": "00:00-24:00"}, desk=desks)
        self._hardware, self._deeds = hardware, deeds
        self._clock = ScriptedClock(MORNING)
        self._live = Live(a_region(space), HubMetrics(), self._clock)
        self._agent = ScriptedAgent(self._live, self._clock)
        self._starts = 0
        self._watch: WatchState | None = None
        self._left = proven(SENSORS)
        self._said: object = None
        self._present = dict.fromkeys(DESK_OF, False)

    def public_by_time(self) -> list[tuple[str, int, str]]:
        """Return what anybody can read, every ten seconds."""
        self._start(0, self._left)
        seen = []
        for at_s in range(LASTS_S):
            self._live_on(at_s)
            self._live.tick()
            if at_s % 10 == 0:
                seen.append(self._public())
            self._clock.pass_by(1)
        return seen

    def _public(self) -> tuple[str, int, str]:
        published = self._live.availability("hof")
        assert published is not None
        body = published.payload(self._clock.now).model_dump_json()
        return body, published.version, published.etag

    def _start(self, at_s: int, past: Past) -> None:
        state = initial(SENSORS, past, us(at_s))
        self._watch = look_at_clock(state, us(at_s), self._wall_us(at_s))
        self._starts += 1
        self._agent.epoch = f"{self._starts:032x}"
        self._agent.is_born()

    def _live_on(self, at_s: int) -> None:
        for stops_s, for_s in self._hardware.stops:
            if stops_s == at_s and self._watch is not None:
                self._left, self._watch = past_of(self._watch, us(at_s)), None
                self._agent.dies()
            if self._watch is None and at_s == stops_s + for_s:
                self._start(at_s, self._left)
        if self._watch is None:
            return
        for reading in self._readings(at_s):
            self._watch, _ = step(self._watch, reading, reading.at_us)
        self._watch, _ = step(self._watch, None, us(at_s) + 900_000)
        if at_s % 60 == 0:
            self._watch = look_at_clock(self._watch, us(at_s), self._wall_us(at_s))
        self._say(self._watch, at_s)

    def _say(self, watch: WatchState, at_s: int) -> None:
        """Publish what changed at once, and all of it every half minute."""
        said = (desks_of(watch), whole_of(watch, us(at_s)))
        if said != self._said or at_s % 30 == 0:
            self._said = said
            self._agent.says({desk: state.value for desk, state in said[0].items()}, whole=said[1])

    def _readings(self, at_s: int) -> Iterator[Reading]:
        """What people do comes before the failed read of the same second."""
        for when, of, present in self._deeds:
            if when == at_s:
                self._present[of] = present
        yield from (self._look(of, at_s) for of in DESK_OF)  # every second, whoever is there
        for when, of in self._hardware.fails:
            if when == at_s:
                yield ReadFailed(of, "bus error", us(at_s) + 500_000)

    def _look(self, sensor: str, at_s: int) -> Reading:
        is_there, at_us = self._present[sensor], us(at_s) + 1
        if sensor == "sonar":
            return Distance(sensor, 0.5 if is_there else 2.0, at_us)
        return Level(sensor, 0, is_there, at_us)

    def _wall_us(self, at_s: int) -> int:
        return us(DAY * 86_400 + SINCE_MIDNIGHT_S + at_s)


AT_S = st.integers(1, LASTS_S - 1)
HARDWARE = st.builds(
    Hardware,
    st.lists(st.tuples(AT_S, st.sampled_from(sorted(DESK_OF))), max_size=5),
    st.lists(st.tuples(AT_S, st.integers(1, 900)), max_size=2),
)


@st.composite
def few_persons(draw: st.DrawFn) -> list[Deed]:
    """Draw what happens at fewer than `small_count` desks."""
    used = draw(st.sets(st.sampled_from(DESKS), max_size=SMALL_COUNT - 1))
    at_hand = sorted(sensor for sensor, desk in DESK_OF.items() if desk in used)
    if not at_hand:
        return []
    deeds = draw(st.lists(st.tuples(AT_S, st.sampled_from(at_hand), st.booleans()), max_size=30))
    flaps = draw(st.lists(st.tuples(AT_S, st.sampled_from(at_hand)), max_size=2))
    deeds += [(at_s + n, of, n % 2 == 0) for at_s, of in flaps for n in range(12)]
    return sorted(deeds, key=lambda deed: deed[0])


def nobody_is_seen(hardware: Hardware, one: list[Deed], other: list[Deed]) -> None:
    """Let 20 minutes pass in both worlds, and find no difference in public."""
    assert Place(hardware, one).public_by_time() == Place(hardware, other).public_by_time()


WORLDS = (HARDWARE, few_persons(), few_persons())


def test_few_persons_are_not_seen_whatever_they_do_to_sensors() -> None:
    """Body, version and entity tag are the same at every moment of 20 minutes."""
    settings(unhurried, max_examples=20)(given(*WORLDS)(nobody_is_seen))()


@pytest.mark.faults
@pytest.mark.timeout(0)
def test_few_persons_are_not_seen_by_an_attacker_with_time() -> None:
    """The same law over 2,000 pairs of worlds."""
    settings(unhurried, max_examples=2000)(given(*WORLDS)(nobody_is_seen))()


def test_the_law_can_fail() -> None:
    """Three persons at once are `small_count`, and are seen."""
    three: list[Deed] = [(100, "pad", True), (101, "seat", True), (102, "stool", True)]
    with pytest.raises(AssertionError):
        nobody_is_seen(Hardware(), [], three)


def test_a_sensor_left_stuck_changes_nothing_before_midnight() -> None:
    """One person who jams a seat is as unseen as one who sits, or nobody."""
    jammed: list[Deed] = [(60, "seat", True)]
    sits: list[Deed] = [(60, "seat", True), (200, "seat", False)]
    nobody_is_seen(Hardware(), jammed, sits)
    nobody_is_seen(Hardware(), jammed, [])


def test_a_broken_sensor_is_seen_by_all() -> None:
    """Unknown in public follows the hardware: the same two worlds with and without a fault."""
    broken, sound = (
        Place(Hardware(fails=fails), []).public_by_time() for fails in ([(600, "seat")], [])
    )
    assert broken != sound
