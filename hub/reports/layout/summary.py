"""The summary in plain sentences. It chooses sentences; their words are the language's."""

from collections.abc import Iterator, Sequence

from hub.domain.indicators import Figure, Indicator, Standing
from hub.domain.sign_doubt import WithoutSign
from hub.reports.model import Comparison, Report, Told
from hub.reports.text.catalogue import ReportWords


def summary(report: Report, words: ReportWords) -> tuple[str, ...]:
    """Say the main figures of all spaces together, one sentence each."""
    return tuple(_sentences(report, words))


def _sentences(report: Report, words: ReportWords) -> Iterator[str]:
    yield _about(report, words)
    yield from doubtful(report.quality.without_sign, words)
    if report.request.is_public:
        yield words.summary.public
    if report.together.told is not None:
        yield told(report.together.told, words)
    offered = report.together.figure(Indicator.DESK_HOURS_OFFERED)
    if not offered.value:
        yield words.summary.no_opening
        return
    hours = words.figure(report.together.figure(Indicator.OPEN_HOURS))
    yield words.summary.offered.format(n=hours, t=words.figure(offered))
    yield from _use(report, words)
    yield from _full(report, words)
    yield from _doors(report, words)
    yield _coverage(report, words)


def told(counts: Told, words: ReportWords) -> str:
    """Say of how many spaces and months the figures of use are."""
    write = words.typography.count
    is_one = counts.of_space_count == 1
    return (words.summary.told_of_one if is_one else words.summary.told).format(
        a=write(counts.space_count),
        b=write(counts.of_space_count),
        n=write(counts.month_count),
        m=write(counts.of_month_count),
    )


def doubtful(found: Sequence[WithoutSign], words: ReportWords) -> Iterator[str]:
    """Say how many desks were without a sign of life, and since when; of none nothing."""
    if not found:
        return
    count, since = sum(each.desk_count for each in found), min(each.since for each in found)
    sentence = words.summary.without_sign
    if count == 1:
        sentence = words.summary.one_without_sign
    elif any(each.since != since for each in found):
        sentence = words.summary.without_sign_or_later
    typography = words.typography
    yield sentence.format(n=typography.count(count), a=typography.in_full(since))


def _about(report: Report, words: ReportWords) -> str:
    first, last = words.typography.ends(report.period)
    if len(report.places) == 1:
        return words.summary.about_one.format(t=report.places[0].name, a=first, b=last)
    count = words.typography.count(len(report.places))
    return words.summary.about_many.format(n=count, a=first, b=last)


def _use(report: Report, words: ReportWords) -> Iterator[str]:
    occupied = report.together.figure(Indicator.DESK_HOURS_OCCUPIED)
    utilisation = report.together.figure(Indicator.UTILISATION)
    yield from _told(
        occupied, words, words.summary.occupied, unreliable=words.summary.occupied_unreliable
    )
    if utilisation.value is None:
        return
    yield words.summary.utilisation.format(t=words.figure(utilisation))
    yield from _compared(report.together.previous, words, words.summary.previous)
    yield from _compared(report.together.year_before, words, words.summary.year_before)


def _compared(comparison: Comparison | None, words: ReportWords, sentence: str) -> Iterator[str]:
    if comparison is None:
        return
    figure = comparison.figure(Indicator.UTILISATION)
    if figure.value is None:
        return
    first, last = words.typography.ends(comparison.period)
    yield sentence.format(a=first, b=last, t=words.figure(figure))
    if not comparison.is_like_for_like:
        yield words.summary.then_fewer


def _full(report: Report, words: ReportWords) -> Iterator[str]:
    full = report.together.figure(Indicator.FULL_HOURS)
    sentence = words.summary.never_full if full.value == 0 else words.summary.full
    of_which = words.summary.of_a_space if len(report.places) > 1 else ""
    yield from _told(
        full, words, sentence, unreliable=words.summary.full_unreliable, of_which=of_which
    )


def _doors(report: Report, words: ReportWords) -> Iterator[str]:
    visits = report.together.figure(Indicator.VISITS)
    sentence = words.summary.visit if visits.value == 1 else words.summary.visits
    yield from _told(visits, words, sentence, unreliable=words.summary.visits_unreliable)
    turned = report.together.figure(Indicator.TURN_BACKS_FULL)
    sentence = words.summary.never_turned if turned.value == 0 else words.summary.turned
    yield from _told(turned, words, sentence, unreliable=words.summary.turned_unreliable)


def _told(
    figure: Figure, words: ReportWords, sentence: str, *, unreliable: str, of_which: str = ""
) -> Iterator[str]:
    """Say a figure, or why there is none; of what doesn't count or is withheld say nothing."""
    if figure.is_rounded and figure.value == 0:
        return  # it may have been a little
    if figure.value is not None:
        yield sentence.format(t=words.figure(figure), b=of_which)
    elif figure.standing is Standing.NOT_RELIABLE:
        written = words.coverage(figure.coverage, is_public=figure.is_rounded)
        yield unreliable.format(c=written, b=of_which)


def _coverage(report: Report, words: ReportWords) -> str:
    coverage = report.together.figure(Indicator.UTILISATION).coverage
    if coverage is not None and coverage.is_whole:
        return words.summary.whole_coverage
    written = words.coverage(coverage, is_public=report.request.is_public)
    return words.summary.coverage.format(c=written)
