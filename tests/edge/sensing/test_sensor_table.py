"""The table that an installer compares with the room."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory

from edge.configuration.config import load
from edge.configuration.sensors import (
    BeamsSensor,
    ContactSensor,
    DistanceSensor,
    MotionSensor,
    Sensor,
)
from edge.decisions.life_signs import LifeSign
from edge.decisions.readings import ReadFailed
from edge.sensing.sensor_table import print_table
from edge.sensing.signs_file import fitting_of
from tests.edge.board import answering

EXAMPLE = Path(__file__).parents[3] / "deploy/examples/edge.toml"
MOTION = MotionSensor(id="pir", desk="d1", pin=17)


def checked(sensors: Sequence[Sensor], board: MockFactory) -> tuple[int, list[str]]:
    """Return status and lines of a check on a board."""
    out = io.StringIO()
    status = print_table(sensors, out, board)
    return status, out.getvalue().splitlines()


def test_example_has_a_row_per_sensor() -> None:
    """Each sensor has one row, in the order of the file, under aligned headings."""
    example = load(EXAMPLE)
    status, lines = checked(example.sensors, MockFactory())
    assert status == 0
    assert [line.split()[0] for line in lines[1:]] == [one.id for one in example.sensors]
    column = lines[0].index("proves that it lives")
    assert all(line[column - 1] == " " and line[column] != " " for line in lines)


def test_row_shows_what_is_seen() -> None:
    """A row names place, pins and present levels, and whether the sensor proves its life."""
    board = MockFactory()
    beams = BeamsSensor(id="beams", door="main", pins=(23, 24), pull="none", active_high=False)
    board.pin(23).drive_high()
    _, lines = checked((MOTION, beams), board)
    assert " ".join(lines[1].split()) == (
        "pir motion desk d1 17 inactive only by a change: none seen yet, so it is unknown"
    )
    assert "door main  23, 24  inactive, active" in lines[2]


def test_distance_is_measured_once() -> None:
    """A distance is shown in metres and proves that the sensor lives."""
    board = MockFactory()
    answering(board, 5, 6, ((0.0, True), (0.01003, False)))
    status, lines = checked((DistanceSensor(id="u", desk="d1", trigger=5, echo=6),), board)
    assert status == 0
    assert "1.72 m" in lines[1]
    assert "yes: every echo" in lines[1]


def test_no_echo_is_a_reading() -> None:
    """A sensor that hears nothing was read, and says so."""
    sonar = DistanceSensor(id="u", desk="d1", trigger=5, echo=6)
    status, lines = checked((sonar,), MockFactory())
    assert status == 0
    assert "no echo" in lines[1]


def test_unreadable_sensor_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sensor that can't be read is named with its reason, and the exit status tells."""
    failure = ReadFailed("pir", "I/O error", 0)
    monkeypatch.setattr("edge.sensing.sensor_table.Pins.read_all", lambda _: [failure])
    status, lines = checked((MOTION,), MockFactory())
    assert status == 1
    assert "unreadable" in lines[1]
    assert lines[2:] == ["pir is unreadable: I/O error"]


def test_pin_that_cannot_be_had_leaves_the_others_checked() -> None:
    """A busy pin is one row's problem."""
    board = MockFactory()
    board.reserve_pins(board, 17)
    status, lines = checked((MOTION, MotionSensor(id="ok", desk="d2", pin=4)), board)
    assert status == 1
    assert "unreadable" in lines[1]
    assert "inactive" in lines[2]
    assert lines[3].startswith("pir is unreadable: GPIO 17: ")


def test_a_machine_without_pins_is_told_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row is unreadable, and one sentence says why."""
    monkeypatch.setattr(Device, "pin_factory", None)
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "nonsense")
    out = io.StringIO()
    assert print_table((MOTION, MotionSensor(id="ok", desk="d2", pin=4)), out) == 1
    *rows, said = out.getvalue().splitlines()
    assert [row.split()[5] for row in rows[1:]] == ["unreadable"] * 2
    assert said.startswith("no pin can be had: ")
    assert "nonsense" in said


def test_pins_are_free_after_the_check() -> None:
    """The check leaves nothing open: the agent can start right after it."""
    board = MockFactory()
    assert checked((MOTION,), board) == checked((MOTION,), board)


@pytest.mark.parametrize(
    ("sensor", "sign", "said"),
    [
        (MOTION, None, "only by a change: none seen yet, so it is unknown"),
        (MOTION, (False, None), "only by a change: none seen yet, so it is unknown"),
        (MOTION, (True, None), "only by a change: one was seen, without a date"),
        (MOTION, (True, 1_772_434_800_000_000), "only by a change: last 2026-03-02"),
        (
            ContactSensor(id="pir", door="main", pin=17),
            (True, 1_772_434_800_000_000),
            "its wire at rest, itself only by a change: last 2026-03-02",
        ),
        (
            BeamsSensor(id="pir", door="main", pins=(17, 18)),
            None,
            "only by a passage: none seen yet, so it is unknown",
        ),
    ],
)
def test_what_proves_a_sensor_is_said_with_its_last_sign(
    sensor: Sensor, sign: tuple[bool, int | None] | None, said: str
) -> None:
    """How it can prove that it lives, and when it last did."""
    signs = dict[str, LifeSign]()
    if sign is not None:
        signs["pir"] = LifeSign(fitting_of(sensor), is_proven=sign[0], at_us=sign[1])
    out = io.StringIO()
    print_table((sensor,), out, MockFactory(), signs)
    assert out.getvalue().splitlines()[1].endswith("  " + said)
