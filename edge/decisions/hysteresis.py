"""Near or far: a distance judged with two thresholds and several measurements in a row.

Up to `near_m` is near, from `far_m` is far, and between them nothing changes. Only so many equal
answers in a row count. As many silent ones in a row mean that the sensor has no echo: it is no
evidence until as many echoes in a row have come back.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final


class Zone(Enum):
    """Where one measurement lies."""

    NEAR = auto()
    BETWEEN = auto()
    FAR = auto()
    SILENT = auto()


@dataclass(frozen=True, slots=True)
class Range:
    """The judgement so far: `near` is None until it is known."""

    near: bool | None = None
    silent: bool = False
    zone: Zone = Zone.BETWEEN
    zone_count: int = 0
    echo_count: int = 0


UNMEASURED: Final = Range()


def zone_of(metres: float | None, near_m: float, far_m: float) -> Zone:
    """Place one measurement."""
    if metres is None:
        return Zone.SILENT
    if metres <= near_m:
        return Zone.NEAR
    return Zone.FAR if metres >= far_m else Zone.BETWEEN


def measure(before: Range, zone: Zone, confirmation_count: int) -> Range:
    """Take one measurement. Counts stop at `confirmation_count`: equal answers become equal."""
    zone_count = before.zone_count + 1 if zone is before.zone else 1
    echo_count = 0 if zone is Zone.SILENT else before.echo_count + 1
    after = Range(
        before.near,
        before.silent and echo_count < confirmation_count,
        zone,
        min(zone_count, confirmation_count),
        min(echo_count, confirmation_count),
    )
    if after.zone_count < confirmation_count:
        return after
    match zone:
        case Zone.SILENT:
            return replace(after, near=None, silent=True)
        case Zone.BETWEEN:
            return after
        case _:
            return replace(after, near=zone is Zone.NEAR)
