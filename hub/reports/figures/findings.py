"""What page one says first: findings that figures give by rules. Pure; docs/findings.md has them.

A rule looks at the figures of a report and at nothing else, so that a public edition's findings
follow from what is published. None compares what can't be compared, or says more than is known.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from hub.domain.indicators import Figure, Indicator, Standing
from hub.reports.figures.findings_times import busiest_times, full_times
from hub.reports.figures.silences import gaps_of, silence_of
from hub.reports.figures.trend import trend_of
from hub.reports.finding import Change, Finding, FindingKind, Named
from hub.reports.model import Comparison, Part, Report
from hub.reports.period import Period

MOST: Final = 5
ENOUGH: Final = 3
"""Rules that only fill the page are asked until there are so many."""
MOST_NAMED: Final = 3
CHANGE: Final = Fraction(1, 50)
"""A change is told from two percentage points on,"""
RELATIVE_CHANGE: Final = Fraction(1, 10)
"""if it is also a tenth of what it was."""
SCARCE: Final = Fraction(1, 20)
"""Spaces are scarce that are full for so much of their opening time."""
LITTLE: Final = Fraction(1, 20)
"""Spaces are little used whose utilisation is below this."""
OUTSIDE: Final = Fraction(1, 10)
"""Use outside of opening hours is told if it is so much of that within,"""
OUTSIDE_HOURS: Final = 5
"""and so many hours."""

Rule = Callable[[Report], Iterator[Finding]]


def with_findings(report: Report) -> Report:
    """Add the findings of a report, and how its figures went on from week to week."""
    together = report.together
    told = replace(report, change=change_of(together), trend=trend_of(report.period, together.days))
    return replace(told, findings=findings_of(told))


def findings_of(report: Report) -> tuple[Finding, ...]:
    """Return what matters most, at most five; fewer than three only where no more is known."""
    found = [finding for rule in _FIRST for finding in rule(report)][:MOST]
    for rule in _ELSE:
        if len(found) < ENOUGH:
            found += rule(report)
    return tuple(sorted(found[:MOST], key=lambda each: list(FindingKind).index(each.kind)))


def _use(part: Part) -> Figure:
    return part.figure(Indicator.UTILISATION)


def _never_open(report: Report) -> Iterator[Finding]:
    if not report.together.figure(Indicator.DESK_HOURS_OFFERED).value:
        yield Finding(FindingKind.NEVER_OPEN)


def _silent(report: Report) -> Iterator[Finding]:
    found = [
        Named(part.space or "", days=None if silence == _whole(part) else silence)
        for part in report.spaces
        if (silence := silence_of(part.days))
    ]
    found.sort(key=lambda each: each.days.first if each.days else report.period.first)
    yield from _naming(FindingKind.SILENT, found)


def _whole(part: Part) -> Period:
    opened = [point.day for point in part.days if point.totals.open.desk_us]
    return Period(opened[0], part.days[-1].day)


def _silent_spaces(report: Report) -> set[str]:
    return {named.space for found in _silent(report) for named in found.named}


def _unreliable(report: Report) -> Iterator[Finding]:
    figure = _use(report.together)
    is_silence = len(report.spaces) == 1 and any(_silent(report))
    if figure.standing is Standing.NOT_RELIABLE and not is_silence:
        yield Finding(FindingKind.UNRELIABLE, (figure,))


def _unreliable_spaces(report: Report) -> Iterator[Finding]:
    """Name those that have no figure of use, though they told something to the end."""
    told = _silent_spaces(report)
    found = [
        Named(part.space or "", _use(part))
        for part in report.spaces
        if _use(part).standing is Standing.NOT_RELIABLE and part.space not in told
    ]
    if len(report.spaces) > 1:
        yield from _naming(FindingKind.UNRELIABLE_SPACES, found)


def _gap(report: Report) -> Iterator[Finding]:
    """Name the longest silence that ended within the period."""
    gaps = [(gap, part) for part in report.spaces for gap in gaps_of(part.days)]
    if gaps:
        gap, part = max(gaps, key=lambda pair: pair[0].day_count)
        yield Finding(FindingKind.GAP, named=(Named(part.space or "", days=gap),))


def _missed(report: Report) -> Iterator[Finding]:
    yield from _of_goals(report, FindingKind.TARGET_MISSED, is_reached=False)


def _reached(report: Report) -> Iterator[Finding]:
    yield from _of_goals(report, FindingKind.TARGET_REACHED, is_reached=True)


def _of_goals(report: Report, kind: FindingKind, *, is_reached: bool) -> Iterator[Finding]:
    goals = report.goals
    found = [place for place, goal in enumerate(goals) if goal.is_reached is is_reached]
    found.sort(key=lambda place: goals[place].target.space is not None)
    if found:
        more = max(0, len(found) - MOST_NAMED)
        yield Finding(kind, goals=tuple(found[:MOST_NAMED]), more_count=more)


def _full(report: Report) -> Iterator[Finding]:
    times = full_times(report.together.week)
    scarce = [
        (value, Named(part.space or "", figure))
        for part in report.spaces
        if (value := (figure := part.figure(Indicator.FULL_SHARE)).value) and value >= SCARCE
    ]
    if times is None and not scarce:
        return
    named = [each for _, each in sorted(scarce, key=lambda pair: -pair[0])][:MOST_NAMED]
    yield Finding(FindingKind.FULL, named=tuple(named), times=times)


def change_of(part: Part) -> Change | None:
    """Compare utilisation with a year before, or else the period before, of the same spaces."""
    for comparison in (part.year_before, part.previous):
        change = _change(part, comparison, is_year_before=comparison is part.year_before)
        if change is not None:
            return change
    return None


def _change(part: Part, comparison: Comparison | None, *, is_year_before: bool) -> Change | None:
    if comparison is None or not comparison.is_like_for_like:
        return None
    before, now = comparison.figure(Indicator.UTILISATION), _use(part)
    if before.value is None or now.value is None:
        return None
    return Change(before, now, comparison.period, is_year_before)


def _is_much(change: Change) -> bool:
    difference = abs(change.difference)
    return difference >= CHANGE and difference >= RELATIVE_CHANGE * (change.before.value or 0)


def _changed(report: Report) -> Iterator[Finding]:
    change = report.change
    if change and _is_much(change):
        yield Finding(FindingKind.CHANGED, change=change)


def _steady(report: Report) -> Iterator[Finding]:
    change = report.change
    if change and not _is_much(change):
        yield Finding(FindingKind.STEADY, change=change)


def _little_used(report: Report) -> Iterator[Finding]:
    """Name the spaces that are used least; of one alone the figure says it."""
    silent = _silent_spaces(report)
    found = [
        (value, Named(part.space or "", _use(part)))
        for part in report.spaces
        if (value := _use(part).value) is not None and value < LITTLE and part.space not in silent
    ]
    found.sort(key=lambda pair: pair[0])
    yield from _naming(FindingKind.LITTLE_USED, [each for _, each in found])


def _naming(kind: FindingKind, found: Sequence[Named]) -> Iterator[Finding]:
    if found:
        more = max(0, len(found) - MOST_NAMED)
        yield Finding(kind, named=tuple(found[:MOST_NAMED]), more_count=more)


def _turned_back(report: Report) -> Iterator[Finding]:
    figure = report.together.figure(Indicator.TURN_BACKS_FULL)
    if figure.value:
        yield Finding(FindingKind.TURNED_BACK, (figure,))


def _out_of_hours(report: Report) -> Iterator[Finding]:
    outside = report.together.figure(Indicator.OUT_OF_HOURS_DESK_HOURS)
    within = report.together.figure(Indicator.DESK_HOURS_OCCUPIED).value or 0
    if outside.value and outside.value >= max(Fraction(OUTSIDE_HOURS), OUTSIDE * within):
        yield Finding(FindingKind.OUT_OF_HOURS, (outside,))


def _without_sign(report: Report) -> Iterator[Finding]:
    if report.quality.without_sign:
        yield Finding(FindingKind.WITHOUT_SIGN)


def _used(report: Report) -> Iterator[Finding]:
    together = report.together
    wanted = (
        Indicator.DESK_HOURS_OCCUPIED,
        Indicator.DESK_HOURS_OFFERED,
        Indicator.UTILISATION,
    )
    figures = tuple(together.figure(indicator) for indicator in wanted)
    if all(figure.value is not None for figure in figures):
        yield Finding(FindingKind.USED, figures)


def _most_used(report: Report) -> Iterator[Finding]:
    valued = [rank for rank in report.ranking if rank.figure.value is not None]
    if len(valued) > 1 and valued[0].figure.value != valued[-1].figure.value:
        ends = (valued[0], valued[-1])
        named = tuple(Named(rank.space, rank.figure) for rank in ends)
        yield Finding(FindingKind.MOST_USED, named=named)


def _busiest(report: Report) -> Iterator[Finding]:
    times = busiest_times(report.together.week)
    if times is not None:
        yield Finding(FindingKind.BUSIEST, times=times)


def _full_hours(report: Report) -> Iterator[Finding]:
    wanted = (Indicator.FULL_HOURS, Indicator.FULL_SHARE)
    figures = tuple(report.together.figure(indicator) for indicator in wanted)
    if all(figure.value for figure in figures) and not any(_full(report)):
        yield Finding(FindingKind.FULL_HOURS, figures)


def _never_full(report: Report) -> Iterator[Finding]:
    figure = report.together.figure(Indicator.FULL_HOURS)
    is_open = bool(report.together.figure(Indicator.OPEN_HOURS).value)
    if is_open and figure.value == 0 and not figure.is_rounded:
        yield Finding(FindingKind.NEVER_FULL, (figure,))


def _full_unknown(report: Report) -> Iterator[Finding]:
    figure = report.together.figure(Indicator.FULL_HOURS)
    if figure.standing is Standing.NOT_RELIABLE:
        yield Finding(FindingKind.FULL_UNKNOWN, (figure,))


def _visited(report: Report) -> Iterator[Finding]:
    figure = report.together.figure(Indicator.VISITS)
    if figure.value:
        yield Finding(FindingKind.VISITED, (figure,))


def _offered(report: Report) -> Iterator[Finding]:
    """Say what the calendar gave, where no figure of use says it already."""
    wanted = (Indicator.OPEN_HOURS, Indicator.DESK_HOURS_OFFERED)
    figures = tuple(report.together.figure(indicator) for indicator in wanted)
    if figures[1].value and not any(_used(report)):
        yield Finding(FindingKind.OFFERED, figures)


_FIRST: Final[Iterable[Rule]] = (
    _never_open,
    _silent,
    _unreliable,
    _missed,
    _full,
    _changed,
    _little_used,
    _turned_back,
    _unreliable_spaces,
    _gap,
    _out_of_hours,
    _without_sign,
    _reached,
)
_ELSE: Final[Iterable[Rule]] = (
    _used,
    _most_used,
    _busiest,
    _steady,
    _full_hours,
    _never_full,
    _full_unknown,
    _visited,
    _offered,
)
