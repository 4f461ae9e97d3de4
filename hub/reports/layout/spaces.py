"""Chapters on several spaces: side by side, ranked, and one by one. Pure."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from hub.domain.indicators import Figure, Indicator, Standing
from hub.reports.layout.cells import NOTHING, Setting
from hub.reports.layout.document import (
    Block,
    Cell,
    Chart,
    Column,
    Kind,
    Paragraph,
    RankBars,
    Section,
    Table,
    TextCell,
)
from hub.reports.layout.indicators import doubts, indicator_table
from hub.reports.model import Part, Place, Rank

BARS: Final = 20
"""More bars are drawn in several charts, of which two fit on one page."""
_OFFERED: Final = (Indicator.OPEN_HOURS, Indicator.DESK_HOURS_OFFERED, Indicator.COVERAGE)
_USED: Final = (
    Indicator.DESK_HOURS_OCCUPIED,
    Indicator.UTILISATION,
    Indicator.FULL_HOURS,
    Indicator.DESK_DAYS,
)


def side_by_side(setting: Setting) -> Section:
    """Lay out what each space offered and how it was used."""
    report, captions = setting.report, setting.text.captions
    used = (*_USED, Indicator.VISITS) if _has_doors(setting) else _USED
    blocks: list[Block] = [
        _places(setting),
        _by_space(setting, "spaces", captions.per_space, used),
        Paragraph(setting.text.notes.per_space),
    ]
    closed = [place.name for place in report.places if not place.has_opening_hours]
    if closed:
        blocks.append(Paragraph(setting.text.notes.no_opening_hours.format(t=", ".join(closed))))
    return Section("spaces", setting.words.labels.per_space, 1, tuple(blocks))


def _has_doors(setting: Setting) -> bool:
    return any(place.counts_visits for place in setting.report.places)


def _places(setting: Setting) -> Table:
    labels = setting.words.labels
    return setting.table(
        "places",
        setting.text.captions.places,
        (
            Column(labels.space, Kind.TEXT),
            Column(labels.desks, Kind.NUMBER),
            Column(labels.counted_from, Kind.DATE),
            *(setting.column_of(indicator) for indicator in _OFFERED),
        ),
        [*(_place(setting, place) for place in setting.report.places), _all_places(setting)],
    )


def _place(setting: Setting, place: Place) -> tuple[Cell, ...]:
    part = setting.report.part(place.id)
    return (
        TextCell(place.name),
        setting.count(place.desk_count),
        setting.day(place.counted_from),
        *(setting.figure(part.figure(indicator)) for indicator in _OFFERED),
    )


def _all_places(setting: Setting) -> tuple[Cell, ...]:
    places, together = setting.report.places, setting.report.together
    return (
        TextCell(setting.words.labels.all_spaces),
        setting.count(sum(place.desk_count for place in places)),
        setting.day(min(place.counted_from for place in places)),
        *(setting.figure(together.figure(indicator)) for indicator in _OFFERED),
    )


def _by_space(setting: Setting, id_: str, caption: str, shown: Sequence[Indicator]) -> Table:
    parts = (*setting.report.spaces, setting.report.together)
    return setting.table(
        id_,
        caption,
        (
            Column(setting.words.labels.space, Kind.TEXT),
            *(setting.column_of(indicator) for indicator in shown),
            *_told_columns(setting),
        ),
        [_use(setting, part, shown) for part in parts],
    )


def _use(setting: Setting, part: Part, shown: Sequence[Indicator]) -> tuple[Cell, ...]:
    told = (setting.told(part.told) for _ in _told_columns(setting))
    figures = [part.figure(indicator) for indicator in shown]
    return (TextCell(setting.name(part.space)), *_figures(setting, figures), *told)


def _figures(setting: Setting, figures: Sequence[Figure]) -> Iterator[Cell]:
    """Set a row of figures; a coverage for which there are none stands there once."""
    said: set[str] = set()
    for figure in figures:
        coverage = setting.coverage(figure.coverage).text
        yield setting.figure(figure, figure.coverage if coverage in said else None)
        if figure.standing is Standing.NOT_RELIABLE:
            said.add(coverage)


def _told_columns(setting: Setting) -> tuple[Column, ...]:
    """Head the column that a public edition has besides."""
    is_public = setting.report.request.is_public
    return (Column(setting.words.labels.told_months, Kind.TEXT),) if is_public else ()


def ranking(setting: Setting) -> Section:
    """Lay out the spaces by utilisation."""
    labels, notes = setting.words.labels, setting.text.notes
    table = setting.table(
        "ranking",
        setting.text.captions.ranking,
        (
            Column(labels.space, Kind.TEXT),
            Column(labels.place, Kind.NUMBER),
            setting.column_of(Indicator.UTILISATION),
            Column(labels.coverage, Kind.NUMBER),
        ),
        [_rank(setting, rank) for rank in setting.report.ranking],
        notes.ranking_public if setting.report.request.is_public else notes.ranking,
        is_printed=False,
    )
    return Section("ranking", labels.ranking, 1, (*_bars(setting, table), table))


def _rank(setting: Setting, rank: Rank) -> tuple[Cell, ...]:
    return (
        TextCell(setting.name(rank.space)),
        NOTHING if rank.place is None else setting.count(rank.place),
        setting.figure(rank.figure, rank.figure.coverage),
        setting.coverage(rank.figure.coverage),
    )


def _bars(setting: Setting, table: Table) -> Iterator[Chart]:
    words = setting.text.charts
    ranks = setting.report.ranking
    values = [rank.figure.value for rank in ranks]
    alt = [words.ranking]
    if ranks and values[0] is not None:
        best = f"{setting.name(ranks[0].space)} ({setting.words.figure(ranks[0].figure)})"
        alt.append(words.ranking_ends.format(a=best))
    bars = rank_bars(setting, [(rank.space, rank.figure) for rank in ranks])
    note = setting.text.notes.of_rounded if setting.report.request.is_public else None
    yield from charts_of(setting, table, " ".join(alt), bars, note)


def rank_bars(setting: Setting, figures: Sequence[tuple[str | None, Figure]]) -> RankBars:
    """Draw bars whose longest fills the width."""
    values = [figure.value for _, figure in figures]
    longest = max((value for value in values if value is not None), default=Fraction(0)) or 1
    cells = setting.alike([setting.figure(figure) for _, figure in figures])
    return RankBars(
        names=tuple(setting.name(space) for space, _ in figures),
        values=tuple(None if value is None else float(value / longest) for value in values),
        texts=tuple(cell.text for cell in cells),
        cells=tuple(cells),
    )


def charts_of(
    setting: Setting, table: Table, alt: str, bars: RankBars, note: str | None = None
) -> Iterator[Chart]:
    """Draw bars, in several charts of about the same size if they are many."""
    words = setting.text.charts
    count = len(bars.names)
    chart_count = -(-count // BARS)
    for number in range(chart_count):
        start, end = (count * n // chart_count for n in (number, number + 1))
        part = slice(start, end)
        which = f" ({start + 1}\N{EN DASH}{end})" if chart_count > 1 else ""
        yield Chart(
            id=f"{table.id}-chart-{number + 1}",
            title=f"{table.caption}{which}",
            alt=f"{alt} {words.see_workbook.format(t=table.caption)}",
            table=table.id,
            drawing=RankBars(
                bars.names[part], bars.values[part], bars.texts[part], bars.cells[part]
            ),
            note=note,
        )


def one_by_one(setting: Setting) -> Iterator[Section]:
    """Lay out every indicator of each space."""
    yield Section("each-space", setting.text.annex_spaces, 1, (), is_annex=True, is_printed=False)
    for part in setting.report.spaces:
        name = setting.name(part.space)
        caption = setting.text.captions.indicators_of.format(t=name)
        table = indicator_table(setting, part, f"indicators-{part.space}", caption)
        said = map(Paragraph, doubts(setting, part.space))
        yield Section(
            f"space-{part.space}", name, 2, (table, *said), is_annex=True, is_printed=False
        )
