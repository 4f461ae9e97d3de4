"""Cells and columns of laid-out tables: how a figure, a coverage or a day stands in one. Pure."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from hub.domain.indicators import Coverage, Figure, Indicator, Standing, Unit
from hub.reports.layout.document import Cell, Column, DayCell, Gap, Kind, NumberCell, TextCell
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
        """Name a space, or all together."""
        return self.words.labels.all_spaces if space is None else self.report.place(space).name

    def metric(self, indicator: Indicator) -> str:
        """Name an indicator."""
        return self.words.metrics[indicator].name

    def span(self) -> str:
        """Write the period."""
        return self.words.typography.span(self.report.period)

    def number(self, number: Number) -> NumberCell:
        """Set a number."""
        return NumberCell(number, self.words.written(number), self.words.units[number.unit])

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
        return NOTHING if value is None else self.number(amount_of(value, unit, bound))

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

    def column_of(self, indicator: Indicator) -> Column:
        """Head a column with an indicator."""
        return Column(self.metric(indicator), Kind.NUMBER)
