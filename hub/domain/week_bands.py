"""A week in bands: how full an hour was, and how much of something there was, roughly. Pure.

What is told of a week goes to walls and mailboxes, so that it is coarse where it is fine in time:
an hour has one of four levels, and the lowest of them never tells nobody from few. A band of a
lower bound is open at its top, and one of which too little is known isn't there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from hub.domain.indicators import Figure, Standing

_HALF: Final = Fraction(1, 2)
_QUARTER: Final = Fraction(1, 4)


class Level(StrEnum):
    """How full a space was in an hour of the week."""

    CLOSED = "closed"
    UNKNOWN = "unknown"
    """Less is known than figures need."""
    QUIET = "quiet"
    """Fewer desks in use than are protected, or less than a quarter."""
    SOME = "some"
    """From a quarter to a half."""
    BUSY = "busy"
    """A half or more."""
    FULL = "full"
    """Every desk in use for at least half of the time."""


@dataclass(frozen=True, slots=True)
class Hour:
    """The figures of one hour of a week, as a report has them."""

    open_hours: Figure
    coverage: Figure
    utilisation: Figure
    full_hours: Figure


def level_of(hour: Hour, small_count: int) -> Level:
    """Say how full an hour was; below `small_count` desks in use it is never more than quiet."""
    if hour.utilisation.standing is Standing.NONE:
        return Level.CLOSED
    share = hour.utilisation.value
    if share is None:
        return Level.UNKNOWN
    desks = Fraction(hour.coverage.denominator, hour.open_hours.numerator)
    if share * desks < small_count or share < _QUARTER:
        return Level.QUIET
    full = hour.full_hours.value
    if full is not None and full * hour.open_hours.denominator >= hour.open_hours.numerator * _HALF:
        return Level.FULL
    return Level.BUSY if share >= _HALF else Level.SOME


def is_told(peak: Figure, small_count: int) -> bool:
    """Tell whether a week's use may be told: `small_count` desks were in use at once, or more."""
    return peak.numerator >= small_count


@dataclass(frozen=True, slots=True)
class Band:
    """From a limit, inclusive, to another, exclusive; None: no limit above."""

    low: Fraction
    high: Fraction | None


UTILISATION_LIMITS: Final = tuple(Fraction(n, 100) for n in (10, 25, 50, 75))
COVERAGE_LIMITS: Final = tuple(Fraction(n, 100) for n in (80, 95))
FULL_HOURS_LIMITS: Final = tuple(map(Fraction, (1, 5, 10, 20)))
VISITS_LIMITS: Final = tuple(map(Fraction, (20, 50, 100, 200, 500)))
OUT_OF_HOURS_LIMITS: Final = tuple(map(Fraction, (3, 10, 30)))


def band_of(figure: Figure, limits: Sequence[Fraction]) -> Band | None:
    """Return the band that a figure is in, between ascending limits above 0.

    None: too little is known. Of a lower bound nothing but where it begins is known.
    """
    value = figure.value
    if value is None:
        return None
    low = max((limit for limit in limits if limit <= value), default=Fraction())
    high = min((limit for limit in limits if limit > value), default=None)
    if figure.standing is not Standing.AT_LEAST:
        return Band(low, high)
    return Band(low, None) if low else None


FEWEST_WEEKS: Final = 4
"""Fewer can't say what is usual."""
MOST_WEEKS: Final = 8


class Verdict(StrEnum):
    """How a figure compares with what is usual."""

    MORE = "more"
    LESS = "less"
    USUAL = "usual"
    TOO_FEW = "too_few"
    """So few weeks can't say what is usual."""
    UNSURE = "unsure"
    """Too little is known of this week."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual: the median of some weeks, in the unit of the figure."""

    median: Fraction | None
    """None: of no week is anything known."""
    week_count: int

    @property
    def is_enough(self) -> bool:
        """Whether it rests on enough weeks."""
        return self.median is not None and self.week_count >= FEWEST_WEEKS


_ABOUT: Final = Fraction(1, 10)
"""So much above or below counts as usual."""
_NEARLY_ALL: Final = Fraction(95, 100)


def usual_of(figures: Sequence[Figure]) -> Usual:
    """Return the median of those figures that have a value."""
    values = sorted(figure.value for figure in figures if figure.value is not None)
    if not values:
        return Usual(None, 0)
    middle = len(values) // 2
    is_odd = len(values) % 2
    median = values[middle] if is_odd else (values[middle - 1] + values[middle]) / 2
    return Usual(median, len(values))


def verdict_of(figure: Figure, usual: Usual) -> Verdict:
    """Compare a figure with what is usual; a lower bound is called no more than it surely is."""
    value, median = figure.value, usual.median
    if not usual.is_enough or median is None:
        return Verdict.TOO_FEW
    if value is None:
        return Verdict.UNSURE
    if value > median * (1 + _ABOUT):
        return Verdict.MORE
    if not _is_nearly_all_known(figure):
        return Verdict.UNSURE
    return Verdict.LESS if value < median * (1 - _ABOUT) else Verdict.USUAL


def _is_nearly_all_known(figure: Figure) -> bool:
    coverage = figure.coverage
    is_bound = figure.standing is Standing.AT_LEAST and coverage is not None
    return not is_bound or (coverage is not None and (coverage.ratio or 0) >= _NEARLY_ALL)
