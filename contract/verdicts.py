"""What `check` says, line by line, and the exit status that all lines together give. Pure.

Status 0: all is well; 1: something outside of the configuration is in the way; 2: the configuration
is wrong. It knows neither what is checked nor how.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Weight(IntEnum):
    """How much a finding weighs: the exit status that it alone would give."""

    FINE = 0
    OUTSIDE = 1
    """Broker, InfluxDB, disk or wiring: the configuration may be right."""
    CONFIGURATION = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check."""

    weight: Weight
    text: str
    is_warning: bool = False
    """It works, and somebody has to do something all the same."""

    @property
    def line(self) -> str:
        """The line as it is printed: it begins with `ok`, `warn` or `wrong`."""
        fine = "warn" if self.is_warning else "ok"
        return f"{'wrong' if self.weight else fine:<5}  {self.text}"


def ok(text: str) -> Finding:
    """Say that something was tried, and works."""
    return Finding(Weight.FINE, text)


def warning(text: str) -> Finding:
    """Say that something works, and that somebody has to do something all the same."""
    return Finding(Weight.FINE, text, is_warning=True)


def outside(text: str) -> Finding:
    """Say that something outside of the configuration is in the way."""
    return Finding(Weight.OUTSIDE, text)


def wrong(text: str) -> Finding:
    """Say that the configuration has to change."""
    return Finding(Weight.CONFIGURATION, text)


def exit_status(findings: Iterable[Finding]) -> int:
    """Return the status that the worst finding gives."""
    return max((int(finding.weight) for finding in findings), default=0)
