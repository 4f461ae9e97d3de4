"""Chapters of figures: indicators beside earlier periods, and what became of targets. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from hub.domain.indicators import PEAKS, Figure, Indicator
from hub.reports.layout.cells import NOTHING, Setting
from hub.reports.layout.document import (
    Block,
    Cell,
    Column,
    Kind,
    Paragraph,
    Section,
    Table,
    TextCell,
)
from hub.reports.layout.summary import doubtful, told
from hub.reports.model import Comparison, Goal, Part, Wanted
from hub.reports.text.number import Bound

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def indicators(setting: Setting) -> Section:
    """Lay out the figures of all spaces together."""
    labels, notes = setting.words.labels, setting.text.notes
    part = setting.report.together
    captions = setting.text.captions
    is_compared = part.previous or part.year_before or _agreed(setting, part)
    caption = captions.indicators_compared if is_compared else captions.indicators
    blocks: list[Block] = [indicator_table(setting, part, "indicators", caption)]
    blocks += map(Paragraph, doubts(setting, None))
    blocks += map(Paragraph, _on_comparisons(setting, part))
    if any(place.counts_visits for place in setting.report.places):
        blocks.append(Paragraph(notes.days_are_local))
    return Section("indicators", labels.indicators, 1, tuple(blocks))


def indicator_table(setting: Setting, part: Part, id_: str, caption: str) -> Table:
    """Set every indicator of a part in a row, beside what it was earlier and shall be."""
    labels = setting.words.labels
    earlier = [
        (title, comparison)
        for title, comparison in (
            (labels.previous, part.previous),
            (labels.year_before, part.year_before),
        )
        if comparison is not None
    ]
    agreed = _agreed(setting, part)
    return setting.table(
        id_,
        caption,
        (
            Column(labels.indicator, Kind.TEXT),
            Column(labels.unit, Kind.TEXT),
            Column(labels.value, Kind.NUMBER),
            Column(labels.coverage, Kind.NUMBER),
            *(Column(title, Kind.NUMBER) for title, _ in earlier),
            *((Column(labels.target, Kind.NUMBER),) if agreed else ()),
        ),
        [
            (
                *_row(setting, figure, [comparison for _, comparison in earlier]),
                *((agreed.get(figure.indicator, NOTHING),) if agreed else ()),
            )
            for figure in part.figures
        ],
        _on_peak(setting, part) if part.told is None else told(part.told, setting.words),
        is_by_unit=True,
    )


def _agreed(setting: Setting, part: Part) -> dict[Indicator, Cell]:
    """Return what was agreed of a part, by indicator; of the only space for all together, too."""
    is_all = part.space is None or len(setting.report.places) == 1
    return {
        goal.target.indicator: _wanted(setting, goal)
        for goal in setting.report.goals
        if goal.target.space == part.space or (is_all and goal.target.space is None)
    }


def _wanted(setting: Setting, goal: Goal) -> Cell:
    bound = Bound.LOWER if goal.target.wanted is Wanted.AT_LEAST else Bound.UPPER
    return setting.amount(goal.target.target, goal.actual.unit, bound)


def doubts(setting: Setting, space: str | None) -> Iterator[str]:
    """Say which desks of a space, or of all, were without a sign of life."""
    return doubtful(setting.report.quality.without_sign_in(space), setting.words)


def _row(setting: Setting, figure: Figure, earlier: list[Comparison]) -> tuple[Cell, ...]:
    return (
        TextCell(setting.metric(figure.indicator)),
        TextCell(setting.words.units[figure.unit]),
        setting.figure(figure, figure.coverage),
        setting.coverage(figure.coverage),
        *(_figure_then(setting, comparison, figure.indicator) for comparison in earlier),
    )


def _figure_then(setting: Setting, comparison: Comparison, indicator: Indicator) -> Cell:
    for figure in comparison.figures:
        if figure.indicator is indicator:
            return setting.figure(figure)
    return NOTHING


def _on_comparisons(setting: Setting, part: Part) -> Iterator[str]:
    """Say which periods are compared, and what is missing there."""
    notes, typography = setting.text.notes, setting.words.typography
    labels = setting.words.labels
    periods = [
        f"{title}: {typography.span(comparison.period)}."
        for title, comparison in (
            (labels.previous, part.previous),
            (labels.year_before, part.year_before),
        )
        if comparison is not None
    ]
    if periods:
        yield " ".join(periods)
    if part.previous is None:
        yield notes.no_previous
    if part.year_before is None:
        yield notes.no_year_before
    compared = (part.previous, part.year_before)
    if not all(comparison.is_like_for_like for comparison in compared if comparison is not None):
        yield notes.not_like_for_like


def _on_peak(setting: Setting, part: Part) -> str | None:
    space = part.space or setting.report.request.spaces[0]
    for figure in part.figures:
        if figure.indicator in PEAKS and figure.slot_us is not None and figure.value:
            return setting.text.notes.peak.format(t=_moment(setting, space, figure.slot_us))
    return None


def _moment(setting: Setting, space: str, at_us: int) -> str:
    """Write an instant in the space's local time."""
    zone = ZoneInfo(setting.report.place(space).timezone)
    at = (_EPOCH + timedelta(microseconds=at_us)).astimezone(zone)
    day = setting.words.typography.in_figures(at.date())
    return setting.text.charts.moment.format(a=day, b=f"{at:%H:%M}")


def goals(setting: Setting) -> Section:
    """Lay out baseline, target and result of what was agreed."""
    labels = setting.words.labels
    table = setting.table(
        "goals",
        setting.text.captions.goals,
        (
            Column(labels.indicator, Kind.TEXT),
            Column(labels.space, Kind.TEXT),
            Column(labels.baseline, Kind.NUMBER),
            Column(labels.target, Kind.NUMBER),
            Column(labels.actual, Kind.NUMBER),
            Column(labels.reached, Kind.TEXT),
        ),
        [_goal(setting, goal) for goal in setting.report.goals],
        setting.text.notes.goals_public if setting.report.request.is_public else None,
        is_by_unit=True,
    )
    return Section("goals", labels.goals, 1, (table,))


def _goal(setting: Setting, goal: Goal) -> tuple[Cell, ...]:
    labels = setting.words.labels
    target = goal.target
    reached = {True: labels.yes, False: labels.no, None: labels.undecided}[goal.is_reached]
    return (
        TextCell(setting.metric(target.indicator)),
        TextCell(setting.name(target.space)),
        setting.amount(target.baseline, goal.actual.unit),
        _wanted(setting, goal),
        setting.figure(goal.actual),
        TextCell(reached),
    )
