"""Findings as sentences: which words of the language belong to which finding. Pure."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from hub.domain.indicators import Figure, Indicator, Unit
from hub.reports.finding import Finding, FindingKind, Named, WeekTimes
from hub.reports.layout.cells import Setting
from hub.reports.layout.summary import doubtful
from hub.reports.model import Wanted
from hub.reports.text.findings_words import FindingWords, ListWords
from hub.reports.text.number import Bound, Number, amount_of, number_of

_HALF: Final = Fraction(1, 2)


def sentences(setting: Setting) -> tuple[str, ...]:
    """Say each finding of a report, in its order."""
    return tuple(_SAID[finding.kind](setting, finding) for finding in setting.report.findings)


def _words(setting: Setting) -> FindingWords:
    return setting.words.first_page.findings


def _lists(setting: Setting) -> ListWords:
    return setting.words.first_page.lists


def _items(
    setting: Setting, finding: Finding, item: Callable[[Named], str], first: str | None = None
) -> str:
    """List the spaces that a finding names; `first` says in full what the others' figures are."""
    items = [item(named) for named in finding.named]
    if first is not None:
        items[0] = _item(setting, finding.named[0], first)
    return _listed(setting, items, finding.more_count)


def _listed(setting: Setting, items: Sequence[str], more_count: int) -> str:
    lists = _lists(setting)
    more = [] if not more_count else [lists.more_one if more_count == 1 else lists.more]
    write = setting.words.typography.count
    return lists.joined([*items, *(each.format(n=write(more_count)) for each in more)])


def _item(setting: Setting, named: Named, form: str) -> str:
    figure = "" if named.figure is None else setting.words.figure(named.figure)
    return form.format(t=setting.name(named.space), s=figure)


def _named(setting: Setting, finding: Finding, forms: tuple[str, str], first: str) -> str:
    """Say what is true of one space, or of several."""
    item = _words(setting).item
    listed = _items(setting, finding, lambda named: _item(setting, named, item), first)
    is_one = len(finding.named) == 1 and not finding.more_count
    return forms[not is_one].format(t=listed)


def _never_open(setting: Setting, finding: Finding) -> str:
    del finding
    words = _words(setting)
    return words.never_open_one if _is_one(setting) else words.never_open


def _is_one(setting: Setting) -> bool:
    return len(setting.report.places) == 1


def _unreliable(setting: Setting, finding: Finding) -> str:
    return _words(setting).unreliable.format(c=_coverage(setting, finding))


def _full_unknown(setting: Setting, finding: Finding) -> str:
    return _words(setting).full_unknown.format(c=_coverage(setting, finding))


def _coverage(setting: Setting, finding: Finding) -> str:
    (figure,) = finding.figures
    return setting.words.coverage(figure.coverage, is_public=figure.is_rounded)


def _silent(setting: Setting, finding: Finding) -> str:
    words = _words(setting)
    if len(finding.named) == 1 and not finding.more_count:
        (named,) = finding.named
        form = words.silent_one if named.days else words.silent_whole
        return form.format(t=setting.name(named.space), a=_since(setting, named))

    def item(named: Named) -> str:
        form = words.silent_item if named.days else words.silent_item_whole
        return form.format(t=setting.name(named.space), a=_since(setting, named))

    return words.silent_many.format(t=_items(setting, finding, item))


def _since(setting: Setting, named: Named) -> str:
    return setting.words.typography.in_full(named.days.first) if named.days else ""


def _missed(setting: Setting, finding: Finding) -> str:
    words = _words(setting)
    return _goals(setting, finding, (words.missed_one, words.missed_one_of, words.missed))


def _reached(setting: Setting, finding: Finding) -> str:
    words = _words(setting)
    return _goals(setting, finding, (words.reached_one, words.reached_one_of, words.reached))


def _goals(setting: Setting, finding: Finding, forms: tuple[str, str, str]) -> str:
    """Say what became of targets: the only one, one of several, or several."""
    goals, lists = setting.report.goals, _lists(setting)
    items = [_goal(setting, place) for place in finding.goals]
    count = len(items) + finding.more_count
    if finding.more_count:
        more = lists.more_target if finding.more_count == 1 else lists.more_targets
        items.append(more.format(n=finding.more_count))
    only, one_of, many = forms
    form = many if count > 1 else only if len(goals) == 1 else one_of
    return form.format(n=count, m=len(goals), t=lists.joined(items))


def _goal(setting: Setting, place: int) -> str:
    goal, words = setting.report.goals[place], _words(setting)
    wanted = goal.target.wanted
    bound = Bound.LOWER if wanted is Wanted.AT_LEAST else Bound.UPPER
    target = setting.words.written(amount_of(goal.target.target, goal.actual.unit, bound))
    form = words.target if goal.target.space is None else words.target_of
    return form.format(
        t=setting.metric(goal.target.indicator),
        n=setting.name(goal.target.space),
        a=setting.words.figure(goal.actual),
        b=target,
    )


def _full(setting: Setting, finding: Finding) -> str:
    words = _words(setting)
    parts = []
    if finding.times is not None:
        parts.append(_full_times(setting, finding.times))
    if finding.named and len(setting.report.spaces) > 1:
        forms = words.scarce_one, words.scarce_many
        parts.append(_named(setting, finding, forms, words.scarce_first))
    elif finding.times is None:
        parts.append(_named(setting, finding, (words.scarce_one,) * 2, words.scarce_first))
    said = words.joint.join(parts)
    return f"{said[0].upper()}{said[1:]}."


def _full_times(setting: Setting, times: WeekTimes) -> str:
    words = _words(setting)
    share = _share(setting, times.share, is_bound=times.is_bound)
    form = words.full if times.share >= _HALF else words.full_most
    detail = words.full_times_of_one if _is_one(setting) else words.full_times_of_many
    return f"{form.format(t=_when(setting, times))}{detail.format(s=share)}"


def _when(setting: Setting, times: WeekTimes) -> str:
    lists = _lists(setting)
    hours = lists.hours.format(a=times.first_hour, b=times.end_hour)
    return f"{lists.days(times.weekdays)} {hours}"


def _share(setting: Setting, share: Fraction, *, is_bound: bool = False) -> str:
    bound = Bound.LOWER if is_bound else None
    return str(setting.words.written(Number(share, Unit.RATIO, 0, bound, is_rounded_down=is_bound)))


def _change(setting: Setting, finding: Finding) -> str:
    words, change = _words(setting), finding.change
    if change is None:
        raise ValueError("a change without figures")
    if finding.kind is FindingKind.STEADY:
        form = words.steady
    elif change.is_certain:
        form = words.rose if change.difference > 0 else words.fell
    else:
        form = words.rose_maybe if change.difference > 0 else words.fell_maybe
    return form.format(
        t=words.year_before if change.is_year_before else words.before,
        a=setting.words.figure(change.before),
        b=setting.words.figure(change.now),
    )


def _little(setting: Setting, finding: Finding) -> str:
    words = _words(setting)
    return _named(setting, finding, (words.little_one, words.little_many), words.little_first)


def _unreliable_spaces(setting: Setting, finding: Finding) -> str:
    words = _words(setting)

    def item(named: Named) -> str:
        coverage = named.figure.coverage if named.figure else None
        is_public = setting.report.request.is_public
        said = setting.words.coverage(coverage, is_public=is_public)
        return words.unreliable_item.format(t=setting.name(named.space), s=said)

    listed = _items(setting, finding, item)
    is_one = len(finding.named) == 1 and not finding.more_count
    return (words.unreliable_one if is_one else words.unreliable_many).format(t=listed)


def _gap(setting: Setting, finding: Finding) -> str:
    (named,) = finding.named
    if named.days is None:
        raise ValueError("a gap without days")
    first, last = setting.words.typography.ends(named.days)
    return _words(setting).gap.format(t=setting.name(named.space), a=first, b=last)


def _without_sign(setting: Setting, finding: Finding) -> str:
    del finding
    return " ".join(doubtful(setting.report.quality.without_sign, setting.words))


def _counted(setting: Setting, finding: Finding) -> str:
    """Say a single figure in the words of the summary, or of page one."""
    (figure,) = finding.figures
    summary, words = setting.words.summary, _words(setting)
    written = setting.words.figure(figure)
    match figure.indicator:
        case Indicator.TURN_BACKS_FULL:
            return summary.turned.format(t=written)
        case Indicator.VISITS:
            return (summary.visit if figure.value == 1 else summary.visits).format(t=written)
        case _:
            return words.out_of_hours.format(s=written)


def _amount(setting: Setting, figure: Figure) -> str:
    """Write a figure; before 0 a bound would say nothing."""
    number = number_of(figure)
    is_nothing = number is not None and not number.shown
    return setting.words.number(figure) if is_nothing else setting.words.figure(figure)


def _used(setting: Setting, finding: Finding) -> str:
    occupied, offered, utilisation = (_amount(setting, figure) for figure in finding.figures)
    return _words(setting).used.format(a=occupied, b=offered, s=utilisation)


def _most_used(setting: Setting, finding: Finding) -> str:
    words = _words(setting)
    highest, lowest = (_item(setting, named, words.item) for named in finding.named)
    return words.most_used.format(a=highest, b=lowest)


def _busiest(setting: Setting, finding: Finding) -> str:
    times = finding.times
    if times is None:
        raise ValueError("busiest hours without hours")
    share = _share(setting, times.share)
    return _words(setting).busiest.format(t=_when(setting, times), s=share)


def _full_hours(setting: Setting, finding: Finding) -> str:
    words = _words(setting)
    hours, share = map(setting.words.figure, finding.figures)
    form = words.full_hours_of_one if _is_one(setting) else words.full_hours
    return form.format(s=hours, a=share)


def _never_full(setting: Setting, finding: Finding) -> str:
    figure: Figure = finding.figures[0]
    words = _words(setting)
    is_whole = figure.coverage is not None and figure.coverage.is_whole
    so_far = words.never_full_of_one if _is_one(setting) else words.never_full_so_far
    return words.never_full if is_whole else so_far


def _offered(setting: Setting, finding: Finding) -> str:
    opened, offered = map(setting.words.figure, finding.figures)
    return _words(setting).offered.format(a=opened, b=offered)


_Say = Callable[[Setting, Finding], str]
_SAID: Final[dict[FindingKind, _Say]] = {
    FindingKind.NEVER_OPEN: _never_open,
    FindingKind.SILENT: _silent,
    FindingKind.UNRELIABLE: _unreliable,
    FindingKind.TARGET_MISSED: _missed,
    FindingKind.FULL: _full,
    FindingKind.CHANGED: _change,
    FindingKind.LITTLE_USED: _little,
    FindingKind.TURNED_BACK: _counted,
    FindingKind.UNRELIABLE_SPACES: _unreliable_spaces,
    FindingKind.GAP: _gap,
    FindingKind.OUT_OF_HOURS: _counted,
    FindingKind.WITHOUT_SIGN: _without_sign,
    FindingKind.TARGET_REACHED: _reached,
    FindingKind.USED: _used,
    FindingKind.MOST_USED: _most_used,
    FindingKind.BUSIEST: _busiest,
    FindingKind.STEADY: _change,
    FindingKind.FULL_HOURS: _full_hours,
    FindingKind.NEVER_FULL: _never_full,
    FindingKind.FULL_UNKNOWN: _full_unknown,
    FindingKind.VISITED: _counted,
    FindingKind.OFFERED: _offered,
}
