"""What the page of a week shows: figures beside the usual, a heat map, and what they rest on. Pure.

    WeekReview, calendar, what needed care ─▶ week_view ─▶ WeekView ─▶ templates/week.html

Figures are written as reports write them. Hours are levels, and so few people that somebody could
be recognised are told as few.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from hub.console.week.view_reasons import DaysOf, Reasons
from hub.console.week.words import WeekWords
from hub.domain.calendar import Calendar
from hub.domain.indicators import Coverage, Indicator, Standing, Unit
from hub.domain.iso_week import Week
from hub.domain.opening import Hours
from hub.domain.typical_week import cell_of
from hub.domain.week_bands import (
    FEWEST_WEEKS,
    OUT_OF_HOURS_LIMITS,
    Level,
    band_of,
    verdict_of,
)
from hub.reports.layout.week import WEEKDAYS, open_hours
from hub.reports.model import DayPoint
from hub.reports.period import Period
from hub.reports.text.catalogue import ReportWords
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in as report_words_in
from hub.reports.text.number import amount_of
from hub.reports.week.review import COMPARED, WeekReview
from hub.reports.week.text import basis_of, said, week_text_in

SIGNS: Final = {
    Level.CLOSED: "",
    Level.UNKNOWN: "?",
    Level.QUIET: "1",
    Level.SOME: "2",
    Level.BUSY: "3",
    Level.FULL: "4",
}
"""What stands in a field, so that nobody needs its colour."""
_MINUTES: Final = 60
_NEARLY_ALL: Final = Fraction(95, 100)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure."""

    name: str
    value: str
    usual: str
    compared: str


@dataclass(frozen=True, slots=True)
class Field:
    """One hour of one day."""

    level: Level
    sign: str
    word: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One hour, over the days."""

    hour: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class HeatDay:
    """The head of a column."""

    short: str
    weekday: str
    day: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the legend."""

    level: Level
    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class WeekView:
    """All that is shown."""

    span: str
    sentences: tuple[str, ...]
    """In place of figures, where there are none."""
    rows: tuple[Row, ...]
    basis: str
    heat_days: tuple[HeatDay, ...]
    heat: tuple[HeatRow, ...]
    legend: tuple[Step, ...]
    opening: tuple[str, ...]
    quality: tuple[str, ...]
    days: tuple[str, ...]
    reasons: tuple[str, ...]
    version: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a page, its own and those of reports."""

    own: WeekWords
    reports: ReportWords
    language: Language


def week_view(
    review: WeekReview, calendar: Calendar, reasons: Reasons, own: WeekWords, language: Language
) -> WeekView:
    """Describe a week in a language."""
    words = Said(own, report_words_in(language), language)
    is_open = review.figure(Indicator.UTILISATION).standing is not Standing.NONE
    is_told = is_open and review.is_told
    usual = review.usual[Indicator.UTILISATION]
    method = review.report.method
    return WeekView(
        span=span_of(review.week, words.reports),
        sentences=tuple(_instead(review, words, is_open=is_open)),
        rows=tuple(_rows(review, words)) if is_told else (),
        basis=basis_of(usual, FEWEST_WEEKS, week_text_in(language)) if is_told else "",
        heat_days=tuple(_heat_days(review.week, words)),
        heat=tuple(_heat(review, words)),
        legend=tuple(_legend(review, words)),
        opening=tuple(_opening(review, calendar, words)),
        quality=tuple(_quality(review, words)),
        days=tuple(_days(review, words)),
        reasons=tuple(_reasons(review, reasons, words)),
        version=method.software_version,
        fingerprint=method.fingerprint or "",
    )


def span_of(week: Week, words: ReportWords) -> str:
    """Write a week's days: `16.–22. November 2026`."""
    return words.typography.span(Period(week.first, week.last))


def _instead(review: WeekReview, words: Said, *, is_open: bool) -> Iterator[str]:
    if not review.place.has_opening_hours:
        yield words.own.no_hours
    elif not is_open:
        yield words.own.closed_all_week
    elif not review.is_told and review.figure(Indicator.UTILISATION).value is None:
        yield words.own.too_little
    elif not review.is_told:
        yield words.own.few.format(n=review.place.small_count)


def _rows(review: WeekReview, words: Said) -> Iterator[Row]:
    text = week_text_in(words.language)
    for indicator in COMPARED:
        if indicator is Indicator.VISITS and not review.place.counts_visits:
            continue
        figure, usual = review.figure(indicator), review.usual[indicator]
        median = usual.median if usual.is_enough else None
        yield Row(
            words.reports.metrics[indicator].name,
            words.reports.figure(figure),
            "–" if median is None else _amount(median, figure.unit, words),
            text.verdicts[verdict_of(figure, usual)],
        )


def _amount(value: Fraction, unit: Unit, words: Said) -> str:
    return str(words.reports.written(amount_of(value, unit)))


def _heat_days(week: Week, words: Said) -> Iterator[HeatDay]:
    typography = words.reports.typography
    for weekday, day in enumerate(Period(week.first, week.last).days()):
        yield HeatDay(
            typography.short_weekdays[weekday],
            typography.weekdays[weekday],
            typography.day_number.format(n=day.day),
        )


def _heat(review: WeekReview, words: Said) -> Iterator[HeatRow]:
    levels, clock = review.levels(), words.reports.layout.charts.clock
    for hour in open_hours(review.part.week):
        fields = (_field(levels[cell_of(weekday, hour)], words) for weekday in WEEKDAYS)
        yield HeatRow(clock.format(n=hour), tuple(fields))


def _field(level: Level, words: Said) -> Field:
    return Field(level, SIGNS[level], words.own.levels[level])


def _legend(review: WeekReview, words: Said) -> Iterator[Step]:
    """Explain the levels; what isn't known and what is closed only where it is so."""
    levels = set(review.levels())
    for level, text in words.own.legend.items():
        is_always = level not in (Level.UNKNOWN, Level.CLOSED)
        if is_always or (level in levels and review.part.week):
            yield Step(level, SIGNS[level], _meaning(level, text, review, words))


def _meaning(level: Level, text: str, review: WeekReview, words: Said) -> str:
    small_count = review.place.small_count
    is_protected = level is Level.QUIET and small_count
    return words.own.quiet_protected.format(n=small_count) if is_protected else text


def _opening(review: WeekReview, calendar: Calendar, words: Said) -> Iterator[str]:
    own, open_figure = words.own, review.figure(Indicator.OPEN_HOURS)
    if not review.place.has_opening_hours:
        return
    yield own.open_hours.format(t=words.reports.figure(open_figure))
    changes = list(_changes(review.week, calendar, words))
    yield from changes or [own.no_closures]
    if less := _closed_hours(review.week, calendar):
        yield own.closed_hours.format(t=_amount(less, Unit.HOURS, words))
    if review.place.small_count:  # outside opening hours somebody is often alone
        return
    outside = band_of(review.figure(Indicator.OUT_OF_HOURS_DESK_HOURS), OUT_OF_HOURS_LIMITS)
    if outside is not None and outside.low:
        text = said(outside, Unit.HOURS, week_text_in(words.language))
        yield own.out_of_hours.format(t=text)


def _changes(week: Week, calendar: Calendar, words: Said) -> Iterator[str]:
    """Say each day whose hours aren't those of the week, with the calendar's reason."""
    for day in Period(week.first, week.last).days():
        hours, reason = calendar.hours_on(day)
        if hours != calendar.usual_hours_on(day):
            form = words.own.other_hours if hours else words.own.closed_day
            yield form.format(t=_day(day, words), b=reason or "–")


def _closed_hours(week: Week, calendar: Calendar) -> Fraction:
    """Return for how much less the space was open than in a usual week, in hours; at least 0."""
    days = list(Period(week.first, week.last).days())
    usual = sum(_minutes(calendar.usual_hours_on(day)) for day in days)
    actual = sum(_minutes(calendar.hours_on(day)[0]) for day in days)
    return Fraction(max(0, usual - actual), _MINUTES)


def _minutes(hours: Iterable[Hours]) -> int:
    return sum(each.end_min - each.start_min for each in hours)


def _quality(review: WeekReview, words: Said) -> Iterator[str]:
    quality = review.quality
    if quality.coverage.whole:
        coverage = words.reports.coverage(quality.coverage)
        yield words.own.coverage.format(t=coverage)
    if quality.doors_coverage is not None:
        yield words.own.doors.format(t=words.reports.coverage(quality.doors_coverage))
    if quality.coverage.whole and _is_whole(review):
        yield words.own.whole


def _is_whole(review: WeekReview) -> bool:
    doors = review.quality.doors_coverage
    return review.quality.coverage.is_whole and (doors is None or doors.is_whole)


def _days(review: WeekReview, words: Said) -> Iterator[str]:
    """Say the days of which much is unknown, in the share that is known."""
    for point in review.part.days:
        coverage = _of_day(point)
        if coverage.whole and (coverage.ratio or 0) < _NEARLY_ALL:
            share = words.reports.coverage(coverage)
            yield words.own.day.format(t=_day(point.day, words), b=share)


def _of_day(point: DayPoint) -> Coverage:
    return Coverage(point.totals.open.known_us, point.totals.open.desk_us)


def _reasons(review: WeekReview, reasons: Reasons, words: Said) -> Iterator[str]:
    """Say what the report and the book know of why something is unknown."""
    found = [*_of_report(review, words.own), *reasons.lines(words.own, _days_of(words))]
    coverage = review.quality.coverage
    is_asked = coverage.whole and (coverage.ratio or 0) < _NEARLY_ALL
    if found or not is_asked:
        yield from found
    else:
        yield words.own.no_reason


def _of_report(review: WeekReview, own: WeekWords) -> Iterator[str]:
    quality = review.quality
    if review.report.quality.unsettled:
        yield own.unsettled
    if not quality.is_calendar_applied:
        yield own.calendar_changed
    if quality.absent_slot_count:
        yield own.absent.format(n=quality.absent_slot_count)
    count = sum(each.desk_count for each in review.report.quality.without_sign)
    if count:
        yield own.without_sign_one if count == 1 else own.without_sign.format(n=count)


def _days_of(words: Said) -> DaysOf:
    short = words.reports.typography.short_weekdays

    def days(found: Sequence[date]) -> str:
        return ", ".join(short[day.weekday()] for day in found)

    return days


def _day(day: date, words: Said) -> str:
    typography = words.reports.typography
    weekday = typography.weekdays[day.weekday()]
    return f"{weekday}, {typography.in_figures(day)}"
