"""What was agreed with a funder of one indicator. It knows no report and no file."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from hub.domain.indicators import PEAKS, UNITS, Indicator, Unit


class Wanted(StrEnum):
    """Which way a target points."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Target:
    """What was agreed of one indicator, in its unit (ratios from 0 to 1)."""

    indicator: Indicator
    space: str | None
    """None: all spaces together."""
    baseline: Fraction | None
    target: Fraction
    wanted: Wanted = Wanted.AT_LEAST


def is_of_one_space(indicator: Indicator) -> bool:
    """Tell whether it says nothing of several spaces: peaks have nothing in common."""
    return indicator in PEAKS


def is_share(indicator: Indicator) -> bool:
    """Tell whether it is a ratio, so that no more than all of it can be agreed."""
    return UNITS[indicator] is Unit.RATIO
