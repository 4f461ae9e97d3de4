"""A number as it is printed: its own exact value, and all that decides the digits. Pure; no word.

    Figure ─▶ Number ─▶ WrittenNumber (typography.py, catalogue.py) ─▶ cell, sentence

What is a lower bound is rounded down, so that "at least" stays true; so is a coverage, so that what
misses a limit isn't printed as having reached it. A public coverage was made coarse by steps that
are larger than its digits: so it is a lower bound, unless it is whole or nothing. All else is
rounded to the nearest, halves up.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Final, assert_never

from hub.domain.indicators import Coverage, Figure, Indicator, Standing, Unit

WHOLE_FROM: Final = 100
"""Hours from here on are written without a decimal."""
_HALF: Final = Fraction(1, 2)


class Bound(StrEnum):
    """On which side of a number the truth may be."""

    LOWER = "lower"
    """It is at least that."""
    UPPER = "upper"
    """It is at most that."""

    @property
    def sign(self) -> str:
        """Return the sign that says so before a number."""
        return "≥" if self is Bound.LOWER else "≤"


@dataclass(frozen=True, slots=True)
class Number:
    """A value with the precision in which it is printed."""

    value: Fraction
    """Exact; shares from 0 to 1."""
    unit: Unit
    decimals: int = 0
    """As printed, of percent where it is a share."""
    bound: Bound | None = None
    is_rounded_down: bool = False

    @property
    def is_measured_bound(self) -> bool:
        """Whether what wasn't seen may have made it more; a target's bound is agreed."""
        return self.bound is Bound.LOWER and self.is_rounded_down

    @property
    def is_share(self) -> bool:
        """Whether it is printed in percent."""
        return self.unit is Unit.RATIO

    @property
    def step(self) -> Fraction:
        """What one more in the last digit adds to the value."""
        return Fraction(1, 10**self.decimals * (100 if self.is_share else 1))

    @property
    def shown(self) -> Fraction:
        """What the printed digits say."""
        steps = self.value / self.step
        return floor(steps if self.is_rounded_down else steps + _HALF) * self.step

    @property
    def computable(self) -> Fraction:
        """What programs go on calculating with, whose rounding is to the nearest.

        That is the exact value, but where rounding it would say more than the report does.
        """
        return self.value if self.is_shown_by(self.value) else self.shown

    def is_shown_by(self, value: Fraction) -> bool:
        """Tell whether a value has the printed digits when it is rounded to the nearest."""
        return floor(value / self.step + _HALF) * self.step == self.shown


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number in a language, in pieces: `mindestens `, `1 234`, `,5`, ` %`, and what follows."""

    before: str
    whole: str
    fraction: str
    """With the decimal mark; empty without decimals."""
    sign: str
    """Of percent; empty where it is no share."""
    after: str = ""

    def __str__(self) -> str:
        """Put the pieces together."""
        return f"{self.before}{self.whole}{self.fraction}{self.sign}{self.after}"


def amount_of(value: Fraction, unit: Unit, bound: Bound | None = None) -> Number:
    """Print an amount of a unit, such as a target: hours below a hundred with a decimal."""
    return Number(value, unit, _decimals(value, unit), bound)


def number_of(figure: Figure) -> Number | None:
    """Print a figure; None where it has no value that may be printed."""
    value = figure.value
    if value is None:
        return None
    is_coverage = figure.indicator is Indicator.COVERAGE
    is_bound = figure.standing is Standing.AT_LEAST or (
        is_coverage and figure.is_rounded and _is_part(value)
    )
    return Number(
        value,
        figure.unit,
        decimals=0 if figure.is_rounded else _decimals(value, figure.unit),
        bound=Bound.LOWER if is_bound else None,
        is_rounded_down=is_bound or is_coverage,
    )


def coverage_of(coverage: Coverage | None, *, is_public: bool = False) -> Number | None:
    """Print a coverage; None of nothing. In public it is in whole percents."""
    ratio = coverage.ratio if coverage else None
    if ratio is None:
        return None
    bound = Bound.LOWER if is_public and _is_part(ratio) else None
    return Number(ratio, Unit.RATIO, 0 if is_public else 1, bound, is_rounded_down=True)


def _is_part(share: Fraction) -> bool:
    return 0 < share < 1


def _decimals(value: Fraction, unit: Unit) -> int:
    match unit:
        case Unit.HOURS:
            return 0 if value >= WHOLE_FROM else 1
        case Unit.COUNT:
            return 0
        case Unit.RATIO:
            return 1
        case _:
            assert_never(unit)
