"""The figures of a public edition: worked out of published cells, and of nothing else. Pure.

    cells of some spaces and months ─▶ sums ─▶ the formulas of every report ─▶ Figure

Amounts are the sums of what is told, ratios their quotients. Nothing is rounded here, and nothing
withheld that the cells tell: that was decided once, for each cell (domain/published_cells.py).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hub.domain.indicators import (
    OF_ONE_SPACE,
    PEAKS,
    Figure,
    Indicator,
    Standing,
    Unit,
    figure_of,
)
from hub.domain.published_cells import MonthCells, calendar_totals, told_totals
from hub.domain.tally import Totals

OF_THE_CALENDAR: Final = (Indicator.OPEN_HOURS, Indicator.DESK_HOURS_OFFERED)
"""These are always told, and exact."""
NEVER_TOLD: Final = (
    *PEAKS,
    Indicator.TURN_BACKS_FULL,
    Indicator.TURN_BACKS_PARTLY_FULL,
    Indicator.OUT_OF_HOURS_DESK_HOURS,
)
"""No cell is of these: single instants, and what few did."""
_OF_DOORS: Final = (Indicator.VISITS, Indicator.TURN_BACKS)
_OF_FULLNESS: Final = (Indicator.FULL_HOURS, Indicator.FULL_SHARE)
"""They are as sure as the desks: whether fullness was known depends on who sat where."""


def public_figures(months: Sequence[MonthCells], *, is_one_space: bool) -> tuple[Figure, ...]:
    """Work every indicator out, of one space or of several together."""
    every, told = calendar_totals(months), told_totals(months)
    is_any_told = any(cells.is_told for cells in months)
    return tuple(
        _figure(indicator, every, told, is_any_told=is_any_told)
        for indicator in OF_ONE_SPACE
        if is_one_space or indicator not in PEAKS
    )


def _figure(indicator: Indicator, every: Totals, told: Totals, *, is_any_told: bool) -> Figure:
    if indicator in OF_THE_CALENDAR:
        return figure_of(indicator, every)
    if not _is_there(indicator, every):
        return replace(_withheld(indicator), standing=Standing.NONE)
    if indicator in NEVER_TOLD or not is_any_told:
        return _withheld(indicator)
    figure = figure_of(indicator, told)
    if indicator in _OF_FULLNESS:
        figure = _as_sure_as_desks(figure, told)
    return replace(figure, is_rounded=True)


def _is_there(indicator: Indicator, every: Totals) -> bool:
    """Tell whether there was anything of which people could make use."""
    return bool(every.open.door_slots if indicator in _OF_DOORS else every.open.desk_us)


def _withheld(indicator: Indicator) -> Figure:
    return Figure(indicator, 0, 0, None, Standing.WITHHELD)


def _as_sure_as_desks(figure: Figure, told: Totals) -> Figure:
    desks = figure_of(Indicator.DESK_HOURS_OCCUPIED, told)
    if desks.value is None or figure.denominator == 0:
        standing = desks.standing if desks.value is None else Standing.NONE
    else:
        standing = desks.standing if figure.unit is Unit.HOURS else Standing.FIGURE
    return replace(figure, coverage=desks.coverage, standing=standing)
