"""What events from before there were signs prove of sensors."""

import json

import pytest

from edge.configuration.sensors import (
    BeamsSensor,
    ContactSensor,
    DigitalSensor,
    MotionSensor,
    SwitchSensor,
)
from edge.delivery.earlier_signs import earlier_signs

PLANS = [
    one.plan
    for one in (
        MotionSensor(id="pir", desk="d1", pin=4),
        SwitchSensor(id="seat", desk="d1", pin=5),
        MotionSensor(id="left", desk="d2", pin=6),
        MotionSensor(id="right", desk="d2", pin=7),
        ContactSensor(id="reed", door="main", pin=8),
        BeamsSensor(id="beams", door="main", pins=(9, 10)),
        DigitalSensor(id="lock", door="back", pin=11),
    )
]
Event = dict[str, object]


def desk(name: str, state: str, evidence: str) -> Event:
    return {"kind": "desk", "desk": name, "state": state, "evidence": evidence}


def door(name: str, *, is_open: bool) -> Event:
    return {"kind": "door", "door": name, "open": is_open}


PASSAGE: Event = {"kind": "passage", "door": "main", "direction": "back"}


def signs(*events: Event) -> dict[str, int]:
    """Return the signs in events, of which the last is the newest, one a microsecond."""
    rows = [(at_us, json.dumps(one, separators=(",", ":"))) for at_us, one in enumerate(events)]
    return dict(earlier_signs(reversed(rows), PLANS))


@pytest.mark.parametrize(
    ("events", "proven"),
    [
        ([], {}),
        ([desk("d1", "occupied", "motion")], {}),
        ([desk("d1", "occupied", "motion"), desk("d1", "occupied", "motion")], {}),
        ([desk("d1", "occupied", "motion"), desk("d1", "unknown", "watching")], {}),
        (
            [desk("d1", "occupied", "motion"), desk("d1", "free", "motion+switch")],
            {"pir": 1},
        ),
        (
            [
                desk("d1", "free", "motion+switch"),
                desk("d1", "occupied", "switch"),
                desk("d1", "occupied", "motion+switch"),
            ],
            {"pir": 2, "seat": 2},
        ),
        ([desk("d2", "occupied", "motion"), desk("d2", "free", "motion")], {}),
        ([door("main", is_open=True)], {}),
        ([door("main", is_open=True), door("main", is_open=False)], {"reed": 1}),
        ([door("back", is_open=True), door("back", is_open=False)], {"lock": 1}),
        ([PASSAGE], {"beams": 0}),
        ([desk("gone", "occupied", "motion"), desk("gone", "free", "motion")], {}),
    ],
)
def test_signs(events: list[Event], proven: dict[str, int]) -> None:
    """Whoever was evidence for both states changed; two of a kind can't be told apart."""
    assert signs(*events) == proven


@pytest.mark.parametrize(
    "body", ['{"kind":"desk"', '{"kind":"desk"}', '{"kind":"door","door":5,"open":true}', ""]
)
def test_a_damaged_event_proves_nothing(body: str) -> None:
    """And stops nobody."""
    assert dict(earlier_signs([(1, body)], PLANS)) == {}
