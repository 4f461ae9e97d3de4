"""Simulated sensors under the real pins of the edge."""

import queue
import time
from collections.abc import Iterator

import pytest

from edge.decisions.readings import Distance, Level, ReadFailed, Reading
from edge.sensing.gpio import Pins
from edge.simulator.pins import Board
from edge.simulator.recorder import FAR_M, NEAR_M
from tests.edge.simulator.places import a_space, configs_of

(CONFIG,) = configs_of(a_space(8))
PATIENCE_S = 10.0
Wired = tuple[Board, Pins, "queue.Queue[Reading]"]


@pytest.fixture
def wired() -> Iterator[Wired]:
    """A board, the pins above it, and what they say."""
    board, heard = Board(CONFIG.sensors), queue.Queue[Reading]()
    pins = Pins(CONFIG.sensors, heard.put, lambda: 0, board.factory)
    yield board, pins, heard
    pins.close()


def levels(pins: Pins) -> dict[tuple[str, int], bool]:
    """Read every level."""
    return {
        (reading.sensor, reading.line): reading.active
        for reading in pins.read_all()
        if isinstance(reading, Level)
    }


def next_distance(heard: "queue.Queue[Reading]", metres: float) -> Distance:
    """Wait for a measurement of about so many metres."""
    deadline_s = time.monotonic() + PATIENCE_S
    while (left_s := deadline_s - time.monotonic()) > 0:
        reading = heard.get(timeout=left_s)
        if isinstance(reading, Distance) and reading.metres == pytest.approx(metres):
            return reading
    raise AssertionError(f"no measurement of {metres} m")


def test_what_is_put_on_a_line_is_read_there(wired: Wired) -> None:
    """Whatever the polarity of the sensor, and nowhere else."""
    board, pins, _ = wired
    for name in levels(pins):
        board.put(*name, active=False)
    assert set(levels(pins).values()) == {False}
    for name in levels(pins):
        board.put(*name, active=True)
        assert [each for each, active in levels(pins).items() if active] == [name]
        board.put(*name, active=False)


def test_a_change_is_told_at_once(wired: Wired) -> None:
    """Through gpiozero's callback, as on a Pi."""
    board, _, heard = wired
    board.put("motion-d1", 0, active=True)
    told = [reading for reading in list(heard.queue) if isinstance(reading, Level)]
    assert [(one.sensor, one.active) for one in told] == [("motion-d1", True)]


def test_a_distance_is_measured_by_its_echo(wired: Wired) -> None:
    """Trigger, pulse, and the time that sound takes."""
    board, _, heard = wired
    next_distance(heard, FAR_M)
    board.put("distance-d5", 0, active=True)
    assert next_distance(heard, NEAR_M).sensor == "distance-d5"


def test_a_silent_sensor_fails_to_be_read(wired: Wired) -> None:
    """And what is put on it is not told either."""
    board, pins, heard = wired
    board.silence("motion-d1")
    board.put("motion-d1", 0, active=True)
    failed = [reading.sensor for reading in pins.read_all() if isinstance(reading, ReadFailed)]
    assert failed == ["motion-d1"]
    assert not any(isinstance(reading, Level) for reading in list(heard.queue))


def test_a_silent_ranger_sends_no_echo(wired: Wired) -> None:
    """Its measurements go unanswered."""
    board, _, heard = wired
    board.silence("distance-d5")
    deadline_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline_s:
        reading = heard.get(timeout=PATIENCE_S)
        if isinstance(reading, Distance) and reading.metres is None:
            return
    raise AssertionError("it still answers")


def test_a_pin_remembers_only_its_present_state(wired: Wired) -> None:
    """A demo may run for days."""
    board, _, _ = wired
    for number in range(100):
        board.put("motion-d1", 0, active=number % 2 == 0)
    sensor = next(each for each in CONFIG.sensors if each.id == "motion-d1")
    assert len(board.factory.pin(sensor.lines[0]).states) == 1
