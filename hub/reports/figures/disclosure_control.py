"""Figures that may leave the office: nobody can tell from them what a single person did. Pure.

Nobody is watched (README.md, promise 3; docs/figures.md, "What may be printed"): in a space of four
desks one occupied desk is a person. Each cell of a public table is made so that one person's day
more or less changes it by at most one step of its rounding, or leaves it out:

1. A cell behind which fewer than `small_count` desks were ever used at once is left out. If that is
   one space's cell alone, that of the smallest other space is left out with it: else the total
   would tell it.
2. Amounts are rounded to a step: the smallest multiple of 5 that is no less than what one person
   can add in one local day (the longest opening, every desk once, PASSAGES through a door). Lower
   bounds are rounded down, because "at least" must stay true.
3. Ratios are rounded to 5 %, and left out where one person's day could move them by more.
4. What has no such bound is left out altogether: peaks, and turn-backs while full.

Totals are worked out of the exact sums and rounded on their own. What the calendar alone gives is
rounded, too, so that no quotient of two cells is sharper than its parts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from hub.domain.indicators import (
    HOUR_US,
    OF_ONE_SPACE,
    Coverage,
    Figure,
    Indicator,
    Standing,
    Unit,
    figure_of,
)
from hub.domain.slots import SLOT_US
from hub.domain.tally import Tally, Totals
from hub.reports.figures.tables import Cells, Space, Table, fitting

STEP: Final = 5
"""Amounts are multiples of this."""
RATIO_STEPS: Final = 20
"""Ratios are multiples of a twentieth: 5 %."""
PASSAGES: Final = 5
"""So often a day one person may come in, or turn round, without being told apart."""


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far one person's day reaches: what it can add to a numerator, and among how many."""

    numerator: Callable[[Totals], int]
    used_at_once: Callable[[Totals], int]


def _day_us(tally: Tally) -> int:
    return tally.longest_day_slots * SLOT_US


def _most_open(totals: Totals) -> int:
    return totals.open.most_occupied


def _most_ever(totals: Totals) -> int:
    return max(totals.open.most_occupied, totals.closed.most_occupied)


_OPEN_DAY: Final = _Reach(lambda all_: _day_us(all_.open), _most_open)
_OPEN_DAY_OF_ALL_DESKS: Final = _Reach(
    lambda all_: _day_us(all_.open) * all_.open.most_desks, _most_open
)
_DOOR: Final = _Reach(lambda _: PASSAGES, _most_ever)
_REACHES: Final[dict[Indicator, _Reach]] = {
    Indicator.DESK_HOURS_OCCUPIED: _OPEN_DAY,
    Indicator.UTILISATION: _OPEN_DAY,
    Indicator.FREQUENCY: _OPEN_DAY_OF_ALL_DESKS,
    Indicator.FULLNESS: _OPEN_DAY_OF_ALL_DESKS,
    Indicator.FULL_HOURS: _OPEN_DAY,
    Indicator.FULL_SHARE: _OPEN_DAY,
    Indicator.DESK_DAYS: _Reach(lambda all_: all_.open.most_desks, _most_open),
    Indicator.VISITS: _DOOR,
    Indicator.TURN_BACKS: _DOOR,
    Indicator.OUT_OF_HOURS_DESK_HOURS: _Reach(
        lambda all_: _day_us(all_.closed), lambda all_: all_.closed.most_occupied
    ),
}
_OF_NOBODY: Final = (Indicator.OPEN_HOURS, Indicator.DESK_HOURS_OFFERED, Indicator.COVERAGE)
"""No person changes these."""
_OF_FULLNESS: Final = (Indicator.FULL_HOURS, Indicator.FULL_SHARE)
"""Their own coverage depends on who sits where; that of the desks doesn't."""


class Protection:
    """Works tables out as `tables.exact` does, but fit for the public."""

    def __init__(self, small_counts: Mapping[str, int]) -> None:
        self._small_counts = small_counts

    def __call__(self, wanted: Sequence[Indicator], cells: Cells) -> Table:
        """Work out every figure that may be told; the others are WITHHELD."""
        columns = {
            indicator: self._column(indicator, cells)
            for indicator in OF_ONE_SPACE
            if indicator in wanted
        }
        return {
            space: tuple(columns[indicator][space] for indicator in fitting(wanted, space, cells))
            for space in cells
        }

    def _column(self, indicator: Indicator, cells: Cells) -> dict[Space, Figure]:
        column = {space: self._cell(indicator, space, cells) for space in cells}
        hidden = [space for space in column if space and _is_withheld(column[space])]
        shown = [space for space in column if space and column[space].value is not None]
        if len(hidden) == 1 and shown and column[None].value is not None:
            smallest = min(shown, key=lambda space: cells[space].open.desk_us)
            column[smallest] = _withheld(column[smallest])
        return column

    def _cell(self, indicator: Indicator, space: Space, cells: Cells) -> Figure:
        totals = cells[space]
        figure = figure_of(indicator, totals)
        if indicator in _OF_FULLNESS:
            figure = _as_sure_as_desks(figure, totals)
        if figure.value is None:
            return _emptied(figure) if _is_of_nobody(figure) else _withheld(figure)
        if indicator in _OF_NOBODY:
            return _rounded(figure, 0)
        reach = _REACHES.get(indicator)
        if reach is None or reach.used_at_once(totals) < self._small_count(space):
            return _withheld(figure)
        return _rounded(figure, reach.numerator(totals))

    def _small_count(self, space: Space) -> int:
        if space is None:
            return max(self._small_counts.values())
        return self._small_counts[space]


def _is_of_nobody(figure: Figure) -> bool:
    """Tell whether a figure is missing for want of coverage or hours, and not of people."""
    has_something = figure.coverage is not None and figure.coverage.whole > 0
    return figure.standing is not Standing.NONE or not has_something


def _as_sure_as_desks(figure: Figure, totals: Totals) -> Figure:
    """Judge what was full by the coverage of desk-time, where no single person can be seen."""
    desks = figure_of(Indicator.DESK_HOURS_OCCUPIED, totals)
    told = replace(figure, coverage=desks.coverage)
    if desks.value is None:
        return replace(told, standing=desks.standing)
    if figure.value is None and totals.open.served_slots:
        return _withheld(told)
    is_bound = figure.unit is Unit.HOURS and desks.standing is Standing.AT_LEAST
    return replace(told, standing=Standing.AT_LEAST if is_bound else figure.standing)


def _rounded(figure: Figure, reach: int) -> Figure:
    """Round to a step that is no less than what `reach` more or less can change."""
    coverage = _rounded_coverage(figure.coverage)
    told = replace(figure, coverage=coverage, slot_us=None, is_rounded=True)
    if figure.unit is Unit.RATIO:
        if figure.denominator < reach * RATIO_STEPS:
            return _withheld(figure)
        return replace(told, numerator=_in_steps(figure, RATIO_STEPS), denominator=RATIO_STEPS)
    unit = HOUR_US if figure.unit is Unit.HOURS else 1
    step = STEP * max(1, -(-reach // (unit * STEP)))
    return replace(told, numerator=_in_steps(figure, Fraction(1, step)) * step, denominator=1)


def _in_steps(figure: Figure, steps_per_unit: Fraction | int) -> int:
    """Count steps to the nearest; down where it must not say too much."""
    steps = Fraction(figure.numerator, figure.denominator) * steps_per_unit
    goes_down = figure.standing is Standing.AT_LEAST or figure.indicator is Indicator.COVERAGE
    return int(steps if goes_down else steps + Fraction(1, 2))


def _rounded_coverage(coverage: Coverage | None) -> Coverage | None:
    if coverage is None or not coverage.whole:
        return None
    return Coverage(coverage.known * RATIO_STEPS // coverage.whole, RATIO_STEPS)


def _withheld(figure: Figure) -> Figure:
    return _emptied(replace(figure, standing=Standing.WITHHELD))


def _emptied(figure: Figure) -> Figure:
    """Leave nothing behind a value that isn't told."""
    coverage = _rounded_coverage(figure.coverage)
    return replace(figure, numerator=0, denominator=0, coverage=coverage, slot_us=None)


def _is_withheld(figure: Figure) -> bool:
    return figure.standing is Standing.WITHHELD
