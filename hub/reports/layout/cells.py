"""Cells and columns of laid-out tables: how a figure, a coverage or a day stands in one. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from hub.domain.indicators import Coverage, Figure, Indicator, Standing, Unit
from hub.reports.layout.document import (
    Cell,
    Column,
    DayCell,
    Gap,
    Kind,
    NumberCell,
    Table,
    TextCell,
)
from hub.reports.model import Report, Told
from hub.reports.text.catalogue import LayoutWords, ReportWords
from hub.reports.text.number import Bound, Number, amount_of, coverage_of, number_of
from hub.reports.text.typography import DASH

_GAPS: Final = {Standing.NOT_RELIABLE: Gap.NOT_RELIABLE, Standing.WITHHELD: Gap.WITHHELD}
NOTHING: Final = TextCell(DASH, Gap.NONE)
"""Stands where there is nothing to count."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A report and the language it is laid out in."""

    report: Report
    words: ReportWords
    origin: str
    """The line that says what the report was made of."""

    @property
    def text(self) -> LayoutWords:
        """What chapters, tables and charts say."""
        return self.words.layout

    def name(self, space: str | None) -> str:
        """Name a space, or all together; the only one is all there are."""
        if space is not None:
            return self.report.place(space).name
        is_one = len(self.report.places) == 1
        return self.report.places[0].name if is_one else self.words.labels.all_spaces

    def metric(self, indicator: Indicator) -> str:
        """Name an indicator."""
        return self.words.metrics[indicator].name

    def span(self) -> str:
        """Write the period."""
        return self.words.typography.span(self.report.period)

    def number(self, number: Number) -> NumberCell:
        """Set a number that was counted or measured."""
        return NumberCell(number, self.words.in_cell(number), self.words.units[number.unit])

    def figure(self, figure: Figure, beside: Coverage | None = None) -> Cell:
        """Set a figure; `beside` is a coverage that stands in the same row and isn't repeated."""
        number = number_of(figure)
        if number is not None:
            return self.number(number)
        is_repeated = figure.standing is Standing.NOT_RELIABLE and figure.coverage == beside
        text = self.words.figures.not_reliable if is_repeated else self.words.gap(figure)
        return TextCell(text, _GAPS.get(figure.standing, Gap.NONE))

    def amount(self, value: Fraction | None, unit: Unit, bound: Bound | None = None) -> Cell:
        """Set an amount that was agreed, not measured."""
        if value is None:
            return NOTHING
        number = amount_of(value, unit, bound)
        return NumberCell(number, self.words.written(number), self.words.units[unit])

    def coverage(self, coverage: Coverage | None) -> Cell:
        """Set a coverage; one that is rounded has no decimals."""
        number = coverage_of(coverage, is_public=self.report.request.is_public)
        return NOTHING if number is None else self.number(number)

    def count(self, count: int) -> Cell:
        """Set a whole number."""
        return self.number(Number(Fraction(count), Unit.COUNT))

    def day(self, day: date) -> Cell:
        """Set a day."""
        return DayCell(self.words.typography.in_figures(day), day)

    def told(self, told: Told | None) -> Cell:
        """Set of how many months the figures of use are."""
        if told is None:
            return NOTHING
        write = self.words.typography.count
        some_of = self.text.some_of
        return TextCell(some_of.format(n=write(told.month_count), m=write(told.of_month_count)))

    def alike(self, cells: Sequence[Cell]) -> list[Cell]:
        """Give all numbers of one unit as many decimals as the one that needs most.

        In public as few as the one that may have least: what is coarse has no decimals.
        """
        decimals = {
            unit: (min if self.report.request.is_public else max)(found)
            for unit, found in _decimals(cells).items()
        }
        return [self._with_decimals(cell, decimals) for cell in cells]

    def _with_decimals(self, cell: Cell, decimals: Mapping[Unit, int]) -> Cell:
        if not isinstance(cell, NumberCell) or cell.number.decimals == decimals[cell.number.unit]:
            return cell
        number = replace(cell.number, decimals=decimals[cell.number.unit])
        is_agreed = number.bound is not None and not number.is_measured_bound
        write = self.words.written if is_agreed else self.words.in_cell
        return replace(cell, number=number, written=write(number))

    def table(
        self,
        id_: str,
        caption: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        note: str | None = None,
        *,
        is_by_unit: bool = False,
        is_printed: bool = True,
    ) -> Table:
        """Make a table with one number of decimals in each column, and say what its signs mean.

        With `is_by_unit` rows are of several units, and columns are to be compared.
        """
        groups: dict[Hashable, list[tuple[int, int]]] = defaultdict(list)
        for row in range(len(rows)):
            for column in range(len(columns)):
                groups[None if is_by_unit else column].append((row, column))
        made = [list(row) for row in rows]
        for places in groups.values():
            cells = self.alike([made[row][column] for row, column in places])
            for (row, column), cell in zip(places, cells, strict=True):
                made[row][column] = cell
        notes = [note] if note else []
        return Table(
            id=id_,
            caption=caption,
            columns=tuple(columns),
            rows=tuple(map(tuple, made)),
            note=" ".join([*notes, *self._on_bounds(made)]) or None,
            is_printed=is_printed,
        )

    def _on_bounds(self, rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
        """Say of lower bounds that they are, once below the table."""
        bounds = [
            cell.number
            for row in rows
            for cell in row
            if isinstance(cell, NumberCell) and cell.number.is_measured_bound
        ]
        if any(number.shown for number in bounds):
            yield self.text.notes.lower_bounds
        if any(not number.shown for number in bounds):
            yield self.text.notes.lower_bounds_of_nothing

    def column_of(self, indicator: Indicator) -> Column:
        """Head a column with an indicator."""
        return Column(self.metric(indicator), Kind.NUMBER)


def _decimals(cells: Sequence[Cell]) -> Mapping[Unit, set[int]]:
    """Return how many decimals the numbers of each unit want; 0 wants none, but among others."""
    numbers = [cell.number for cell in cells if isinstance(cell, NumberCell)]
    found: dict[Unit, set[int]] = defaultdict(set)
    for unit in {number.unit for number in numbers}:
        own = [number for number in numbers if number.unit is unit]
        found[unit] = {each.decimals for each in own if each.value} or {own[0].decimals}
    return found
