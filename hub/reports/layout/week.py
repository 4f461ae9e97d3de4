"""The typical week: when spaces are used, and when they are full. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from operator import itemgetter

from hub.domain.indicators import Indicator, Standing
from hub.domain.typical_week import cell_of
from hub.reports.layout.cells import Setting
from hub.reports.layout.document import Cell, Chart, Column, Gap, Kind, Table, TextCell, WeekHeat
from hub.reports.model import HourPoint
from hub.reports.text.number import number_of

WEEKDAYS = range(7)
_SHOWN = (
    Indicator.OPEN_HOURS,
    Indicator.COVERAGE,
    Indicator.UTILISATION,
    Indicator.FULL_HOURS,
)


def open_hours(week: Sequence[HourPoint]) -> range:
    """Return the hours of the day from the first to the last in which any space was ever open."""
    hours = [point.hour for point in week if is_open(point)]
    return range(min(hours), max(hours) + 1) if hours else range(0)


def is_open(point: HourPoint) -> bool:
    """Tell whether desks were ever offered in this hour of the week."""
    return point.figure(Indicator.UTILISATION).standing is not Standing.NONE


def week_table(setting: Setting) -> Table:
    """Set a row per hour of the week in which desks were offered."""
    labels = setting.words.labels
    return setting.table(
        "typical-week",
        setting.text.captions.typical_week,
        (
            Column(labels.weekday, Kind.TEXT),
            Column(labels.hour, Kind.TEXT),
            *(setting.column_of(indicator) for indicator in _SHOWN),
        ),
        [_row(setting, point) for point in setting.report.together.week if is_open(point)],
        is_printed=False,
    )


def _row(setting: Setting, point: HourPoint) -> tuple[Cell, ...]:
    coverage = point.figure(Indicator.UTILISATION).coverage
    return (
        TextCell(setting.words.typography.weekdays[point.weekday]),
        TextCell(setting.text.charts.clock.format(n=point.hour)),
        *(setting.figure(point.figure(indicator), coverage) for indicator in _SHOWN),
    )


def use_chart(setting: Setting) -> Chart:
    """Draw utilisation per hour of the week."""
    words = setting.text.charts
    week = setting.report.together.week
    highest = _highest(week, Indicator.UTILISATION)
    said = words.week_empty
    if highest is not None:
        share = setting.words.figure(highest.figure(Indicator.UTILISATION))
        said = words.week_highest.format(a=_when(setting, highest), b=share)
    see = words.see_workbook.format(t=setting.text.captions.typical_week)
    return Chart(
        id="typical-week-chart",
        title=setting.text.captions.typical_week,
        alt=f"{words.week} {said} {see}",
        table="typical-week",
        drawing=_heat(setting, Indicator.UTILISATION),
        note=_note(setting, words.week_note, Indicator.UTILISATION),
    )


def full_chart(setting: Setting) -> Chart | None:
    """Draw full hours per hour of the week; of none there is nothing to see."""
    words = setting.text.charts
    week = setting.report.together.week
    highest = _highest(week, Indicator.FULL_HOURS)
    if highest is None or not highest.figure(Indicator.FULL_HOURS).value:
        return None
    hours = setting.words.figure(highest.figure(Indicator.FULL_HOURS))
    said = words.full_week_highest.format(a=_when(setting, highest), b=hours)
    see = words.see_workbook.format(t=setting.text.captions.typical_week)
    return Chart(
        id="full-hours-chart",
        title=setting.text.captions.full_week,
        alt=f"{words.full_week} {said} {see}",
        table="typical-week",
        drawing=_heat(setting, Indicator.FULL_HOURS),
        note=_note(setting, words.full_week_note, Indicator.FULL_HOURS),
    )


def _highest(week: Sequence[HourPoint], indicator: Indicator) -> HourPoint | None:
    valued = [
        (value, point)
        for point in week
        if is_open(point) and (value := point.figure(indicator).value) is not None
    ]
    return max(valued, key=itemgetter(0))[1] if valued else None


def _when(setting: Setting, point: HourPoint) -> str:
    weekday = setting.words.typography.weekdays[point.weekday]
    return f"{weekday}, {setting.text.charts.clock.format(n=point.hour)}"


def _heat(setting: Setting, indicator: Indicator) -> WeekHeat:
    """Shade each field by its part of the highest, on a scale of the chart's own."""
    week = setting.report.together.week
    highest = _highest(week, indicator)
    top = highest.figure(indicator).value if highest else None
    hours = open_hours(week)
    rows = [[week[cell_of(weekday, hour)] for hour in hours] for weekday in WEEKDAYS]
    return WeekHeat(
        weekdays=setting.words.typography.weekdays,
        hours=tuple(hours),
        shares=tuple(tuple(_shade(point, indicator, top) for point in row) for row in rows),
        texts=tuple(tuple(_sign(setting, point, indicator) for point in row) for row in rows),
        cells=tuple(tuple(_cell(setting, point, indicator) for point in row) for row in rows),
    )


def _cell(setting: Setting, point: HourPoint, indicator: Indicator) -> Cell | None:
    """Set a field as a cell: a share in whole percent, and no bound, which the note tells."""
    if not is_open(point):
        return None
    number = number_of(point.figure(indicator))
    if number is None:
        return TextCell(setting.text.charts.unreliable_sign, Gap.NOT_RELIABLE)
    decimals = 0 if number.is_share else number.decimals
    return setting.number(replace(number, bound=None, decimals=decimals))


def _shade(point: HourPoint, indicator: Indicator, top: Fraction | None) -> float | None:
    value = point.figure(indicator).value if is_open(point) else None
    return None if value is None else float(value / (top or 1))


def _sign(setting: Setting, point: HourPoint, indicator: Indicator) -> str:
    """Write what stands in a field: its value, nothing of 0, or a sign for why there is none."""
    figure = point.figure(indicator)
    if not is_open(point):
        return ""
    number = number_of(figure)
    if number is None:
        return setting.text.charts.unreliable_sign
    bare = replace(number, bound=None, decimals=0 if number.is_share else 1)
    if not bare.shown:
        return ""
    written = replace(setting.words.typography.write(bare), before="", sign="")
    return str(written)


def _note(setting: Setting, note: str, indicator: Indicator) -> str:
    """Explain those signs that the chart has."""
    words = setting.text.charts
    standings = {
        point.figure(indicator).standing for point in setting.report.together.week if is_open(point)
    }
    meanings = [note]
    if Standing.AT_LEAST in standings:
        meanings.append(words.at_least_meaning)
    if Standing.NOT_RELIABLE in standings:
        meanings.append(words.unreliable_meaning)
    return " ".join(meanings)
