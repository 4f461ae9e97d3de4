"""Fusion: what several sensors say together of one desk or door."""

from dataclasses import replace
from itertools import product

import pytest

from contract.events import DeskState
from edge.decisions.fusion import evidence, fuse_desk, fuse_door
from edge.decisions.health import Health
from edge.decisions.plan import Kind, SensorPlan
from edge.decisions.sensor import Sensor, at_start

FREE, OCCUPIED, UNKNOWN = DeskState.FREE, DeskState.OCCUPIED, DeskState.UNKNOWN


@pytest.mark.parametrize("says", list(product(DeskState, repeat=3)))
def test_desk(says: tuple[DeskState, ...]) -> None:
    """Occupied if any says so, free only if every one does, unknown otherwise."""
    strongest = next(state for state in (OCCUPIED, UNKNOWN, FREE) if state in says)
    assert fuse_desk(says) is strongest


def test_desk_without_a_sensor_is_unknown() -> None:
    """Nobody saying anything is no evidence."""
    assert fuse_desk([]) is UNKNOWN


@pytest.mark.parametrize(
    ("opens", "expected"),
    [
        ([], None),
        ([None], None),
        ([True], True),
        ([False], False),
        ([False, None], None),
        ([True, None], True),
        ([True, False], True),
        ([False, False], False),
    ],
)
def test_door(opens: list[bool | None], expected: bool | None) -> None:
    """A door is open if any contact says so, closed only if every one does."""
    assert fuse_door(opens) is expected


PIR = SensorPlan(id="pir", kind=Kind.MOTION)
WATCHING = at_start(PIR, now_us=0, watched_us=0)
UNREADABLE = replace(WATCHING, health=Health(failed_us=0, sign_us=0))


@pytest.mark.parametrize(
    ("sensors", "expected"),
    [
        ([WATCHING], "watching"),
        ([WATCHING, WATCHING], "watching"),
        ([UNREADABLE, WATCHING], "unreadable+watching"),
    ],
)
def test_evidence_of_nothing_known_is_why(sensors: list[Sensor], expected: str) -> None:
    """A sensor without a fault that has said nothing yet is watching; each word comes once."""
    assert evidence(UNKNOWN, [(PIR, sensor) for sensor in sensors]) == expected
