"""The indicators of a report: each a quotient of two integers, with its coverage. Pure.

The formulas stand in docs/figures.md, "The indicators". Ratios are never averaged: whoever wants a
figure of several days or spaces adds their totals first and asks here. What may be printed follows
from the coverage alone:

    coverage of the calendar's own figures ─────────────────────▶ FIGURE
    below 0.80 ─────────────────────────────────────────────────▶ NOT_RELIABLE
    an amount (hours, counts), below 1 ─────────────────────────▶ AT_LEAST
    a ratio of nothing, visits without a counting door ─────────▶ NONE
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from hub.domain.slots import SLOT_US
from hub.domain.tally import Tally, Totals

ENOUGH_COVERAGE: Final = Fraction(4, 5)
"""A figure whose coverage is below this is not printed."""
HOUR_US: Final = 3_600 * 1_000_000


class Indicator(StrEnum):
    """What a report says, by its id in the metric dictionary; in the order of tables."""

    OPEN_HOURS = "open_hours"
    DESK_HOURS_OFFERED = "desk_hours_offered"
    DESK_HOURS_OCCUPIED = "desk_hours_occupied"
    COVERAGE = "coverage"
    UTILISATION = "utilisation"
    FREQUENCY = "frequency"
    FULLNESS = "fullness"
    PEAK_OCCUPIED = "peak_occupied"
    PEAK_UTILISATION = "peak_utilisation"
    FULL_HOURS = "full_hours"
    FULL_SHARE = "full_share"
    DESK_DAYS = "desk_days"
    VISITS = "visits"
    TURN_BACKS = "turn_backs"
    TURN_BACKS_FULL = "turn_backs_full"
    TURN_BACKS_PARTLY_FULL = "turn_backs_partly_full"
    OUT_OF_HOURS_DESK_HOURS = "out_of_hours_desk_hours"


class Unit(StrEnum):
    """What a value is counted in."""

    HOURS = "h"
    COUNT = "count"
    RATIO = "ratio"


class Standing(StrEnum):
    """How a value may be printed."""

    FIGURE = "figure"
    AT_LEAST = "at_least"
    """A lower bound: what was not seen can only add to it."""
    NOT_RELIABLE = "not_reliable"
    """Too little was known; the coverage is printed in its place."""
    NONE = "none"
    """There is nothing to divide by, or nothing that counts."""
    WITHHELD = "withheld"
    """Left out of a public report, to protect single persons."""


_PRINTED: Final = (Standing.FIGURE, Standing.AT_LEAST)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what a figure is about was known. Microseconds, or counts."""

    known: int
    whole: int

    @property
    def ratio(self) -> Fraction | None:
        """The known share; None of nothing."""
        return Fraction(self.known, self.whole) if self.whole else None

    @property
    def as_float(self) -> float | None:
        """The known share, as the number nearest to it; None of nothing."""
        return self.known / self.whole if self.whole else None

    @property
    def is_enough(self) -> bool:
        """Whether a figure may be printed."""
        return self.known * ENOUGH_COVERAGE.denominator >= self.whole * ENOUGH_COVERAGE.numerator

    @property
    def is_whole(self) -> bool:
        """Whether nothing was missed."""
        return self.known >= self.whole


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator's value, exact: numerator / denominator in the indicator's unit.

    Print it as its `standing` says; both integers are there all the same, but for WITHHELD.
    """

    indicator: Indicator
    numerator: int
    denominator: int
    coverage: Coverage | None
    """None where the calendar alone gives the figure."""
    standing: Standing
    slot_us: int | None = None
    """Of a peak: the start of the earliest slot that has it."""
    is_rounded: bool = False
    """Whether it was made coarse for the public: digits beyond would be invented."""

    @property
    def value(self) -> Fraction | None:
        """What may be printed; None where nothing may."""
        if self.standing in _PRINTED:
            return Fraction(self.numerator, self.denominator)
        return None

    @property
    def as_float(self) -> float | None:
        """The number nearest to what may be printed; None where nothing may."""
        if self.standing in _PRINTED:
            return self.numerator / self.denominator
        return None

    @property
    def unit(self) -> Unit:
        """What the value is counted in."""
        return UNITS[self.indicator]


CoverageOf = Callable[[Totals], Coverage]


@dataclass(frozen=True, slots=True)
class _Formula:
    """One row of the table below."""

    unit: Unit
    numerator: Callable[[Totals], int]
    denominator: Callable[[Totals], int]
    coverage: CoverageOf | None
    is_bound: bool = False
    """Whether what was not seen can only add to it."""
    needs_something: bool = False
    """Whether 0 would be a lie where nothing is there to be covered."""


def _desk_time(tally: Tally) -> Coverage:
    return Coverage(tally.known_us, tally.desk_us)


def _of_open(totals: Totals) -> Coverage:
    return _desk_time(totals.open)


def _of_closed(totals: Totals) -> Coverage:
    return _desk_time(totals.closed)


def _of_fullness(totals: Totals) -> Coverage:
    return Coverage(
        totals.open.full_us + totals.open.not_full_us, totals.open.served_slots * SLOT_US
    )


def _of_doors(totals: Totals) -> Coverage:
    known_us = totals.open.doors_known_us + totals.closed.doors_known_us
    return Coverage(known_us, (totals.open.door_slots + totals.closed.door_slots) * SLOT_US)


def _of_demand(totals: Totals) -> Coverage:
    return Coverage(totals.open.demand_known_us, totals.open.demand_slots * SLOT_US)


def _one(_: Totals) -> int:
    return 1


def _hour_us(_: Totals) -> int:
    return HOUR_US


def _hours(us: Callable[[Totals], int], coverage: CoverageOf | None) -> _Formula:
    return _Formula(Unit.HOURS, us, _hour_us, coverage, is_bound=True)


def _count(counted: Callable[[Totals], int], coverage: CoverageOf) -> _Formula:
    return _Formula(Unit.COUNT, counted, _one, coverage, is_bound=True, needs_something=True)


def _ratio(
    numerator: Callable[[Totals], int],
    denominator: Callable[[Totals], int],
    coverage: CoverageOf | None,
) -> _Formula:
    return _Formula(Unit.RATIO, numerator, denominator, coverage, needs_something=True)


_FORMULAS: Final[dict[Indicator, _Formula]] = {
    Indicator.OPEN_HOURS: _hours(lambda all_: all_.open.slots * SLOT_US, None),
    Indicator.DESK_HOURS_OFFERED: _hours(lambda all_: all_.open.desk_us, None),
    Indicator.DESK_HOURS_OCCUPIED: _hours(lambda all_: all_.open.occupied_us, _of_open),
    Indicator.COVERAGE: _ratio(
        lambda all_: all_.open.known_us, lambda all_: all_.open.desk_us, None
    ),
    Indicator.UTILISATION: _ratio(
        lambda all_: all_.open.occupied_us, lambda all_: all_.open.known_us, _of_open
    ),
    Indicator.FREQUENCY: _ratio(
        lambda all_: all_.open.used_known_us, lambda all_: all_.open.known_us, _of_open
    ),
    Indicator.FULLNESS: _ratio(
        lambda all_: all_.open.occupied_us, lambda all_: all_.open.used_known_us, _of_open
    ),
    Indicator.PEAK_OCCUPIED: _count(lambda all_: all_.peak.occupied if all_.peak else 0, _of_open),
    Indicator.PEAK_UTILISATION: _ratio(
        lambda all_: all_.peak.occupied if all_.peak else 0,
        lambda all_: all_.peak.desks if all_.peak else 0,
        _of_open,
    ),
    Indicator.FULL_HOURS: _hours(lambda all_: all_.open.full_us, _of_fullness),
    Indicator.FULL_SHARE: _ratio(
        lambda all_: all_.open.full_us,
        lambda all_: all_.open.full_us + all_.open.not_full_us,
        _of_fullness,
    ),
    Indicator.DESK_DAYS: _Formula(
        Unit.COUNT, lambda all_: all_.desk_days, _one, _of_open, is_bound=True
    ),
    Indicator.VISITS: _count(lambda all_: all_.open.arrivals + all_.closed.arrivals, _of_doors),
    Indicator.TURN_BACKS: _count(
        lambda all_: all_.open.turn_backs + all_.closed.turn_backs, _of_doors
    ),
    Indicator.TURN_BACKS_FULL: _count(lambda all_: all_.open.turn_backs_full, _of_demand),
    Indicator.TURN_BACKS_PARTLY_FULL: _count(
        lambda all_: all_.open.turn_backs_partly_full, _of_demand
    ),
    Indicator.OUT_OF_HOURS_DESK_HOURS: _hours(lambda all_: all_.closed.occupied_us, _of_closed),
}
UNITS: Final = {indicator: formula.unit for indicator, formula in _FORMULAS.items()}
PEAKS: Final = (Indicator.PEAK_OCCUPIED, Indicator.PEAK_UTILISATION)
OF_ONE_SPACE: Final = tuple(Indicator)
OF_A_WEEK_CELL: Final = (
    Indicator.OPEN_HOURS,
    Indicator.COVERAGE,
    Indicator.UTILISATION,
    Indicator.FULL_HOURS,
)


def figure_of(indicator: Indicator, totals: Totals) -> Figure:
    """Work out one indicator."""
    formula = _FORMULAS[indicator]
    numerator, denominator = formula.numerator(totals), formula.denominator(totals)
    coverage = formula.coverage(totals) if formula.coverage else None
    slot_us = totals.peak.slot_us if indicator in PEAKS and totals.peak else None
    standing = _standing(formula, denominator, coverage)
    return Figure(indicator, numerator, denominator, coverage, standing, slot_us)


def figures_of(totals: Totals, wanted: Sequence[Indicator] = OF_ONE_SPACE) -> tuple[Figure, ...]:
    """Work out several indicators, in the order of `wanted`."""
    return tuple(figure_of(indicator, totals) for indicator in wanted)


def _standing(formula: _Formula, denominator: int, coverage: Coverage | None) -> Standing:
    if coverage is None:
        return Standing.FIGURE if denominator else Standing.NONE
    if not coverage.whole:
        return Standing.NONE if formula.needs_something else Standing.FIGURE
    if not coverage.is_enough:
        return Standing.NOT_RELIABLE
    if not denominator:
        return Standing.NONE
    return Standing.FIGURE if coverage.is_whole or not formula.is_bound else Standing.AT_LEAST
