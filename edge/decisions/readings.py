"""Readings: what a pin or a measurement showed at one instant since boot.

A reading may repeat what is known already: every level is read again once a second.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One line of a sensor was seen active or inactive; polarity is settled already."""

    sensor: str
    line: int
    active: bool
    at_us: int


@dataclass(frozen=True, slots=True)
class Distance:
    """One measurement in metres; None is no echo."""

    sensor: str
    metres: float | None
    at_us: int


@dataclass(frozen=True, slots=True)
class ReadFailed:
    """A sensor could not be read. `problem` is for the log."""

    sensor: str
    problem: str
    at_us: int


Reading = Level | Distance | ReadFailed
"""What the pins hand on."""
