"""Near or far: a distance judged with two thresholds and several measurements in a row.

Up to `near_m` is near, from `far_m` is far, and between them nothing changes. Only so many equal
answers in a row count. As many without a distance in a row, be it no echo or one that cannot be,
mean that the sensor is lost: it is no evidence until as many distances in a row have come back.
"""

import math
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

SHORTEST_M: Final = 0.02
LONGEST_M: Final = 4.5
"""What an ultrasonic sensor can measure; anything else is no distance. HC-SR04, data sheet."""


class Zone(Enum):
    """Where one measurement lies."""

    NEAR = auto()
    BETWEEN = auto()
    FAR = auto()
    SILENT = auto()
    IMPOSSIBLE = auto()

    @property
    def is_distance(self) -> bool:
        """Whether it is an answer at all."""
        return self is not Zone.SILENT and self is not Zone.IMPOSSIBLE


@dataclass(frozen=True, slots=True)
class Range:
    """The judgement so far: `near` is None until it is known, and while the sensor is lost."""

    near: bool | None = None
    lost: Zone | None = None
    """By what the sensor is lost: no echo, or impossible ones."""
    zone: Zone = Zone.BETWEEN
    zone_count: int = 0
    echo_count: int = 0
    miss_count: int = 0

    @property
    def silent(self) -> bool:
        """Whether no echo comes back."""
        return self.lost is Zone.SILENT


UNMEASURED: Final = Range()


def zone_of(metres: float | None, near_m: float, far_m: float) -> Zone:
    """Place one measurement."""
    if metres is None:
        return Zone.SILENT
    if not (math.isfinite(metres) and SHORTEST_M <= metres <= LONGEST_M):
        return Zone.IMPOSSIBLE
    if metres <= near_m:
        return Zone.NEAR
    return Zone.FAR if metres >= far_m else Zone.BETWEEN


def measure(before: Range, zone: Zone, confirmation_count: int) -> Range:
    """Take one measurement. Counts stop at `confirmation_count`: equal answers become equal."""
    zone_count = before.zone_count + 1 if zone is before.zone else 1
    echo_count = before.echo_count + 1 if zone.is_distance else 0
    miss_count = 0 if zone.is_distance else before.miss_count + 1
    after = Range(
        before.near,
        before.lost if echo_count < confirmation_count else None,
        zone,
        min(zone_count, confirmation_count),
        min(echo_count, confirmation_count),
        min(miss_count, confirmation_count),
    )
    if after.miss_count == confirmation_count:
        return replace(after, near=None, lost=after.lost or zone)
    if after.zone_count < confirmation_count or zone is Zone.BETWEEN:
        return after
    return replace(after, near=zone is Zone.NEAR)


def is_settled(seen: Range, confirmation_count: int) -> bool:
    """Tell whether the newest answers are equal, or as many are none."""
    return confirmation_count in (seen.zone_count, seen.miss_count)


def is_decided(seen: Range, confirmation_count: int) -> bool:
    """Tell whether the newest answers say near or far, or that the sensor is lost."""
    return is_settled(seen, confirmation_count) and seen.zone is not Zone.BETWEEN
