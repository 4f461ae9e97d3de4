"""Cells and columns of laid-out tables: how a figure, a coverage or a day stands in one. Pure."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from hub.domain.indicators import Coverage, Figure, Indicator, Standing, Unit
from hub.reports.layout.document import Cell, Column, Kind
from hub.reports.model import Report
from hub.reports.text.catalogue import LayoutWords, ReportWords
from hub.reports.text.typography import DASH

KINDS: Final = {Unit.HOURS: Kind.HOURS, Unit.COUNT: Kind.COUNT, Unit.RATIO: Kind.RATIO}


@dataclass(frozen=True, slots=True)
class Setting:
    """A report and the language it is laid out in."""

    report: Report
    words: ReportWords
    text: LayoutWords
    origin: str
    """The line that says what the report was made of."""

    def name(self, space: str | None) -> str:
        """Name a space, or all together."""
        return self.words.labels.all_spaces if space is None else self.report.place(space).name

    def metric(self, indicator: Indicator) -> str:
        """Name an indicator."""
        return self.words.metrics[indicator].name

    def span(self) -> str:
        """Write the period."""
        return self.words.typography.span(self.report.period)

    def figure(self, figure: Figure, beside: Coverage | None = None) -> Cell:
        """Set a figure; `beside` is a coverage that stands in the same row and isn't repeated."""
        text = self.words.figure(figure)
        if figure.standing is Standing.NOT_RELIABLE and figure.coverage == beside:
            text = self.words.figures.not_reliable
        return Cell(
            text,
            _typed(figure.value, figure.unit),
            KINDS[figure.unit],
            is_lower_bound=figure.standing is Standing.AT_LEAST,
        )

    def amount(self, value: Fraction | None, unit: Unit, form: str = "{t}") -> Cell:
        """Set an amount that was agreed, not measured; `form` has `{t}` for it."""
        if value is None:
            return Cell(DASH)
        text = form.format(t=self.words.amount(value, unit))
        return Cell(text, _typed(value, unit), KINDS[unit])

    def coverage(self, coverage: Coverage | None) -> Cell:
        """Set a coverage; one that is rounded has no decimals."""
        ratio = coverage.ratio if coverage else None
        if ratio is None or not self.report.request.is_public:
            return Cell(self.words.coverage(coverage), ratio)
        whole = self.words.typography.decimal(ratio * 100, 0, down=True)
        return Cell(self.words.typography.percent.format(n=whole), ratio)

    def count(self, count: int) -> Cell:
        """Set a whole number."""
        return Cell(self.words.typography.count(count), count)

    def day(self, day: date) -> Cell:
        """Set a day."""
        return Cell(self.words.typography.in_figures(day), day)

    def column_of(self, indicator: Indicator, unit: Unit) -> Column:
        """Head a column with an indicator."""
        return Column(self.metric(indicator), KINDS[unit], self.words.units[unit])


def _typed(value: Fraction | None, unit: Unit) -> Fraction | int | None:
    return int(value) if value is not None and unit is Unit.COUNT else value
