"""Which sensors a simulated Pi has: by convention from the region, as a configuration like any.

Every door has a contact, and one that counts has beams. Desks have in turn motion, seat switch and
the other kinds, now and then two of them; rooms and booths have motion. A sensor is called after
its kind and its place: `motion-d3`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from contract.topics import AgentAddress
from edge.configuration.config import EdgeConfig
from edge.errors import EdgeError
from edge.simulator.region import Door, Seat, Space

_PINS: Final = (4, *range(5, 28), 0, 1)  # 2 and 3 have a fixed pull-up
_KINDS_IN_TURN: Final = (
    ("motion",),
    ("switch",),
    ("motion",),
    ("motion", "switch"),
    ("distance",),
    ("motion",),
    ("switch",),
    ("digital",),
)
_MEASURED_EVERY_S: Final = 1.0
_CHECKED: Final = date(2026, 1, 1)


class TooManySensors(EdgeError):
    """An agent that no single Pi could be."""


Keys = dict[str, str | int | float | list[int]]


@dataclass(frozen=True, slots=True)
class Site:
    """Where agents send to, where their outboxes are, and how long seats hold their state."""

    host: str = "127.0.0.1"
    port: int = 1883
    folder: Path = Path()
    hold_s: Mapping[str, float] | None = None
    """By kind of sensor; None leaves what the edge's configuration sets by default."""


def configure(space: Space, agent: AgentAddress, site: Site) -> EdgeConfig:
    """Write the edge.toml that this agent would have. Raises TooManySensors."""
    pins = iter(_PINS)
    sensors = [
        {**keys, **_hold(str(keys["kind"]), site), **_checked(str(keys["kind"]))}
        for keys in _sensors(space, agent, pins)
    ]
    return EdgeConfig.model_validate(
        {
            "space": agent.space,
            "agent": agent.agent,
            "outbox": site.folder / agent.space / agent.agent / "outbox.db",
            "clock": "rtc",
            "mqtt": {"host": site.host, "port": site.port},
            "sensor": sensors,
        }
    )


def _sensors(space: Space, agent: AgentAddress, pins: Iterator[int]) -> Iterator[Keys]:
    for door in space.doors:
        if door.agent == agent:
            yield from _of_door(door, pins)
    for number, seat in enumerate(space.seats):
        if seat.agent == agent:
            yield from _of_seat(seat, number, pins)


def _of_door(door: Door, pins: Iterator[int]) -> Iterator[Keys]:
    yield {"id": f"contact-{door.id}", "kind": "contact", "door": door.id, "pin": _take(pins)}
    if door.counts:
        both = [_take(pins), _take(pins)]
        yield {"id": f"beams-{door.id}", "kind": "beams", "door": door.id, "pins": both}


def _of_seat(seat: Seat, number: int, pins: Iterator[int]) -> Iterator[Keys]:
    kinds = _KINDS_IN_TURN[number % len(_KINDS_IN_TURN)] if seat.kind == "desk" else ("motion",)
    for kind in kinds:
        keys: Keys = {"id": f"{kind}-{seat.id}", "kind": kind, "desk": seat.id}
        if kind == "motion":
            keys["warm_up_s"] = 0.0  # what is simulated is warm
        if kind == "distance":
            every_s = _MEASURED_EVERY_S
            yield {**keys, "trigger": _take(pins), "echo": _take(pins), "every_s": every_s}
        else:
            yield {**keys, "pin": _take(pins)}


def _hold(kind: str, site: Site) -> Keys:
    holds = site.hold_s or {}
    return {"hold_s": holds[kind]} if kind in holds else {}


def _checked(kind: str) -> dict[str, date]:
    """Say that somebody has seen the sensor change: it is as old as the region."""
    return {} if kind == "distance" else {"checked": _CHECKED}


def _take(pins: Iterator[int]) -> int:
    pin = next(pins, None)
    if pin is None:
        raise TooManySensors("a Pi has no pins for so many sensors: give some to another agent")
    return pin
