"""The daily series: a bar and a row for each local day. Pure."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from operator import itemgetter
from typing import Final

from hub.domain.indicators import Figure, Indicator, Standing
from hub.reports.layout.cells import Setting
from hub.reports.layout.document import Cell, Chart, Column, DayBars, DayCell, Kind, Table
from hub.reports.model import DAILY, DayPoint
from hub.reports.text.typography import NO_BREAK

_WEEKLY_UP_TO: Final = 93
"""So many days have a mark every Monday; more have one every month, or every year."""
_MONTHLY_UP_TO: Final = 750
_TOPS: Final = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))
_STEPS: Final = 5


def day_table(setting: Setting) -> Table:
    """Set a row per day."""
    has_doors = any(place.counts_visits for place in setting.report.places)
    shown = [indicator for indicator in DAILY if has_doors or indicator is not Indicator.VISITS]
    return setting.table(
        "days",
        setting.text.captions.daily,
        (
            Column(setting.words.labels.day, Kind.DATE),
            *(setting.column_of(indicator) for indicator in shown),
        ),
        [_row(setting, point, shown) for point in setting.report.together.days],
        is_printed=False,
    )


def _row(setting: Setting, point: DayPoint, shown: Sequence[Indicator]) -> tuple[Cell, ...]:
    coverage = point.figure(Indicator.UTILISATION).coverage
    typography = setting.words.typography
    weekday = typography.short_weekdays[point.day.weekday()]
    return (
        DayCell(f"{weekday}{NO_BREAK}{typography.in_figures(point.day)}", point.day),
        *(setting.figure(point.figure(indicator), coverage) for indicator in shown),
    )


def day_chart(setting: Setting) -> Chart:
    """Draw the utilisation of every day."""
    words = setting.text.charts
    points = setting.report.together.days
    figures = [point.figure(Indicator.UTILISATION) for point in points]
    see = words.see_workbook.format(t=setting.text.captions.daily)
    return Chart(
        id="days-chart",
        title=setting.text.captions.daily,
        alt=" ".join([words.days, *_said(setting, points, figures), see]),
        table="days",
        drawing=_bars(setting, points, figures),
        note=words.days_note,
    )


def _said(setting: Setting, points: Sequence[DayPoint], figures: Sequence[Figure]) -> Sequence[str]:
    words, typography = setting.text.charts, setting.words.typography
    valued = [
        (figure.value, figure, point.day)
        for figure, point in zip(figures, points, strict=True)
        if figure.value is not None
    ]
    unreliable = sum(figure.standing is Standing.NOT_RELIABLE for figure in figures)
    said = [words.days_empty]
    if valued:
        _, figure, day = max(valued, key=itemgetter(0))
        said = [
            words.days_highest.format(a=typography.in_figures(day), b=setting.words.figure(figure))
        ]
    if unreliable:
        said.append(words.days_unreliable.format(n=typography.count(unreliable)))
    return said


def _bars(setting: Setting, points: Sequence[DayPoint], figures: Sequence[Figure]) -> DayBars:
    values = [figure.value for figure in figures]
    highest = max((value for value in values if value is not None), default=Fraction(0))
    top = next((top for top in _TOPS if top >= highest), Fraction(1))
    days = tuple(point.day for point in points)
    return DayBars(
        days=days,
        values=tuple(None if value is None else float(value / top) for value in values),
        labels=tuple(_label(setting, day, len(days)) for day in days),
        ticks=_ticks(setting, top),
        is_open=tuple(figure.standing is not Standing.NONE for figure in figures),
        cells=tuple(map(setting.figure, figures)),
        top=float(top),
    )


def _ticks(setting: Setting, top: Fraction) -> tuple[tuple[float, str], ...]:
    typography = setting.words.typography
    marks = [Fraction(n, _STEPS) for n in range(_STEPS + 1)]
    return tuple(
        (float(mark), typography.percent.format(n=typography.decimal(mark * top * 100, 0)))
        for mark in marks
    )


def _label(setting: Setting, day: date, day_count: int) -> str:
    """Write a mark of the axis under some days."""
    month = setting.text.short_months[day.month - 1]
    if day_count <= _WEEKLY_UP_TO:
        mark = setting.text.short_day.format(d=day.day, m=day.month, s=month)
        return mark if day.weekday() == 0 else ""
    if day.day != 1:
        return ""
    if day_count <= _MONTHLY_UP_TO:
        return month
    return str(day.year) if day.month == 1 else ""
