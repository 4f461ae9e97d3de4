"""The chapter on unmet demand: full hours and turned backs, with what they don't prove. Pure."""

from collections.abc import Iterator
from typing import Final

from hub.domain.indicators import Figure, Indicator
from hub.reports.layout.cells import Setting
from hub.reports.layout.document import (
    Block,
    Cell,
    Chart,
    Column,
    Kind,
    Paragraph,
    Section,
    Table,
    TextCell,
)
from hub.reports.layout.spaces import charts_of, rank_bars
from hub.reports.layout.week import full_chart, open_hours

_SIGNS: Final = (
    Indicator.FULL_HOURS,
    Indicator.FULL_SHARE,
    Indicator.TURN_BACKS_FULL,
    Indicator.TURN_BACKS_PARTLY_FULL,
    Indicator.TURN_BACKS,
)
_OF_DOORS: Final = _SIGNS[2:]


def demand(setting: Setting) -> Section:
    """Lay out the signs of unmet demand; first of all that they are no more than signs."""
    report, labels = setting.report, setting.words.labels
    blocks: list[Block] = [Paragraph(labels.unmet_demand_caveat), _signs(setting)]
    if open_hours(report.together.week):
        blocks.append(full_chart(setting) or Paragraph(setting.text.charts.full_week_empty))
    if len(report.spaces) > 1:
        table = _by_space(setting)
        blocks += [*_bars(setting, table), table]
    return Section("demand", labels.unmet_demand, 1, tuple(blocks))


def _signs(setting: Setting) -> Table:
    labels, together = setting.words.labels, setting.report.together
    has_doors = any(place.counts_visits for place in setting.report.places)
    shown = [indicator for indicator in _SIGNS if has_doors or indicator not in _OF_DOORS]
    return setting.table(
        "demand",
        setting.text.captions.demand,
        (
            Column(labels.indicator, Kind.TEXT),
            Column(labels.unit, Kind.TEXT),
            Column(labels.value, Kind.NUMBER),
            Column(labels.coverage, Kind.NUMBER),
        ),
        [_sign(setting, together.figure(indicator)) for indicator in shown],
        setting.text.notes.demand,
        is_by_unit=True,
    )


def _sign(setting: Setting, figure: Figure) -> tuple[Cell, ...]:
    return (
        TextCell(setting.metric(figure.indicator)),
        TextCell(setting.words.units[figure.unit]),
        setting.figure(figure, figure.coverage),
        setting.coverage(figure.coverage),
    )


def _by_space(setting: Setting) -> Table:
    labels = setting.words.labels
    shown = (Indicator.FULL_HOURS, Indicator.FULL_SHARE)
    figures = {
        part.space: [part.figure(indicator) for indicator in shown]
        for part in setting.report.spaces
    }
    return setting.table(
        "full-by-space",
        setting.text.captions.full_by_space,
        (
            Column(labels.space, Kind.TEXT),
            *(setting.column_of(indicator) for indicator in shown),
            Column(labels.coverage, Kind.NUMBER),
        ),
        [
            (
                TextCell(setting.name(space)),
                *(setting.figure(figure, row[0].coverage) for figure in row),
                setting.coverage(row[0].coverage),
            )
            for space, row in figures.items()
        ],
        is_printed=False,
    )


def _bars(setting: Setting, table: Table) -> Iterator[Chart]:
    """Draw full hours, most first; spaces without a value come last."""
    figures = [(part.space, part.figure(Indicator.FULL_HOURS)) for part in setting.report.spaces]
    figures.sort(key=lambda pair: (pair[1].value is None, -(pair[1].value or 0)))
    bars = rank_bars(setting, figures)
    yield from charts_of(setting, table, setting.text.charts.full_by_space, bars)
