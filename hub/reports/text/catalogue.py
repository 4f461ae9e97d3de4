"""What a report can say, as names; the words are in german.py and english.py.

Layouts ask here for a figure or a heading in words and decide nothing about numbers themselves.
In the words, `{t}` is a text, `{n}` a number, `{a}` and `{b}` are two of a kind.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from hub.domain.indicators import Coverage, Figure, Standing, Unit
from hub.reports.text.findings_words import FirstPageWords
from hub.reports.text.number import Bound, Number, WrittenNumber, coverage_of, number_of
from hub.reports.text.typography import DASH, NARROW, Typography


@dataclass(frozen=True, slots=True)
class MetricWords:
    """What people read of one entry of the metric dictionary."""

    name: str
    meaning: str
    not_to_be_read_as: str
    formula: str
    """In words that the meanings use, with Σ, ×, ÷ and ≥ as signs."""
    coverage: str | None
    """The formula of its coverage; None where the calendar alone gives the figure."""


@dataclass(frozen=True, slots=True)
class FigureWords:
    """How a figure is told. `{t}` is the number with its unit, `{c}` a coverage."""

    at_least: str
    at_most: str
    not_reliable: str
    """In the place of the figure, alone."""
    not_reliable_because: str
    withheld: str


@dataclass(frozen=True, slots=True)
class SummaryWords:
    """Sentences. `{t}` is a figure, `{c}` a coverage, `{a}` and `{b}` are days, `{n}` a number."""

    about_one: str
    about_many: str
    offered: str
    occupied: str
    occupied_unreliable: str
    utilisation: str
    previous: str
    year_before: str
    then_fewer: str
    full: str
    """`{b}` is `of_a_space` where there are several, here and in the next two."""
    never_full: str
    full_unreliable: str
    of_a_space: str
    visit: str
    visits: str
    visits_unreliable: str
    turned: str
    turned_unreliable: str
    never_turned: str
    coverage: str
    whole_coverage: str
    no_opening: str
    public: str
    told: str
    """Of a public edition: `{n}` of `{m}` months are told, `{a}` of `{b}` spaces."""
    told_of_one: str
    one_without_sign: str
    """A desk in doubt: `{n}` is 1, `{a}` the day of its last sign. Of many, `without_sign`."""
    without_sign: str
    without_sign_or_later: str
    """Of many with several days, of which `{a}` is the first."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Headings and column titles."""

    title: str
    public_title: str
    summary: str
    indicators: str
    indicator: str
    value: str
    unit: str
    period: str
    previous: str
    year_before: str
    goals: str
    baseline: str
    target: str
    actual: str
    reached: str
    yes: str
    no: str
    undecided: str
    coverage: str
    told_months: str
    """Heads a column that says how many months of a space are told."""
    space: str
    all_spaces: str
    per_space: str
    daily: str
    day: str
    weekday: str
    hour: str
    typical_week: str
    ranking: str
    place: str
    desks: str
    counted_from: str
    unmet_demand: str
    unmet_demand_caveat: str
    quality: str
    closed_coverage: str
    doors_coverage: str
    absent_slots: str
    unreliable_days: str
    frozen_days: str
    corrections_from: str
    corrections_none: str
    calendar_not_applied: str
    calendar_corrected: str
    """`{t}` is a space, `{a}` the day of the correction, `{b}` the first day that it is about."""
    agent: str
    missing: str
    lost: str
    quarantined: str
    too_late: str
    alarms: str
    without_sign: str
    """Heads a column of how many desks gave no sign of life."""
    last_sign: str
    """Heads the day since when."""
    method: str
    method_text: str
    method_of_several: str
    version: str
    formula: str
    meaning: str
    not_to_be_read_as: str
    software: str
    fingerprint: str
    origin: str


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands around the blocks of every format."""

    contents: str
    page: str
    """With `{n}` for the page and `{m}` for how many there are."""
    table: str
    chart: str
    annex: str
    values_in: str
    """Where the values of a chart are, with `{t}` for the table."""
    values_in_workbook: str
    """The same of a table that isn't printed."""
    fingerprint: str
    public: str
    """What the title page says of a report without a fingerprint."""


@dataclass(frozen=True, slots=True)
class Captions:
    """Titles of tables and charts."""

    indicators: str
    indicators_compared: str
    indicators_of: str
    goals: str
    places: str
    per_space: str
    ranking: str
    typical_week: str
    daily: str
    demand: str
    full_week: str
    full_by_space: str
    dictionary: str
    origin: str
    quality: str
    agents: str
    without_sign: str


@dataclass(frozen=True, slots=True)
class ChartWords:
    """Alternative texts and what the signs in charts mean."""

    week: str
    week_highest: str
    week_empty: str
    week_note: str
    full_week: str
    full_week_highest: str
    full_week_empty: str
    full_week_note: str
    days: str
    days_highest: str
    days_empty: str
    days_unreliable: str
    days_note: str
    ranking: str
    ranking_ends: str
    full_by_space: str
    at_least_meaning: str
    unreliable_sign: str
    unreliable_meaning: str
    see_workbook: str
    """Says in which table of the workbook all values are, `{t}`."""
    clock: str
    """A full hour, with `{n}`."""
    moment: str
    """A day and a time of day, `{a}` and `{b}`."""


@dataclass(frozen=True, slots=True)
class NoteWords:
    """Sentences below tables and between them."""

    no_previous: str
    no_year_before: str
    not_like_for_like: str
    peak: str
    per_space: str
    lower_bounds: str
    """What the sign before a number means."""
    lower_bounds_of_nothing: str
    """The same of 0, before which there is no sign."""
    ranking: str
    ranking_public: str
    of_rounded: str
    demand: str
    typical_week: str
    daily: str
    daily_public: str
    days_are_local: str
    quality: str
    unreliable_days: str
    agents: str
    every_event: str
    events: str
    """Counts of events: `{a}` missing, `{b}` lost, `{n}` unreadable, `{m}` too late."""
    without_sign: str
    goals_public: str
    verified_by: str
    verified_public: str
    printed: str
    """Where the numbers are that paper doesn't have."""
    accessible: str
    formulas: str
    """How to read them."""
    publication: str
    """By which rule a public edition is made."""
    erratum: str
    """`{t}` is a space, `{m}` a month, `{a}` the day of the correction, `{b}` its reason."""
    published_late: str
    """`{t}` is a space, `{b}` months, `{a}` the day on which they were published."""
    no_opening_hours: str


@dataclass(frozen=True, slots=True)
class LayoutWords:
    """What chapters, tables and charts say."""

    subject: str
    keywords: tuple[str, ...]
    several: str
    """Several spaces, with `{n}` for how many."""
    some_of: str
    """`{n}` of `{m}`."""
    short_months: tuple[str, ...]
    short_day: str
    """A mark of an axis, with `{d}`, `{m}` and `{s}` for the short month."""
    item: str
    """Heads a column of names whose values are texts."""
    annex_tables: str
    annex_spaces: str
    captions: Captions
    charts: ChartWords
    notes: NoteWords


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """What the office's formats say besides."""

    overview: str
    """Name of the first sheet."""
    reading: str
    """Heading above the sentences on how to read the workbook."""
    how_to_read: tuple[str, ...]
    sheets: str
    """Heading above the list of sheets."""
    sheet_titles: dict[str, str]
    """By the keys of hub.reports.formats.xlsx.contents.SHEETS."""
    space: str
    """Heads the column of spaces in a table of all."""
    drawn_values: str
    """Heads the values of a chart; `{t}` is its title."""
    unknown: str
    """What a hatched column stands for."""
    axis_day: str
    """The form of a day on an axis, as spreadsheets write forms."""
    csv_columns: tuple[str, ...]
    """In the order of hub.reports.formats.csv_long.COLUMNS."""
    record_columns: tuple[str, ...]
    """In the order of hub.reports.formats.csv_format.BEFORE and AFTER."""
    record_grains: dict[str, str]
    """What a row of the tidy table is about, by the ids of hub.reports.records."""


@dataclass(frozen=True, slots=True)
class ReportWords:
    """One language."""

    typography: Typography
    units: dict[Unit, str]
    """For column titles."""
    metrics: dict[str, MetricWords]
    figures: FigureWords
    summary: SummaryWords
    labels: Labels
    layout: LayoutWords
    furniture: Furniture
    office: OfficeWords
    first_page: FirstPageWords

    def figure(self, figure: Figure) -> str:
        """Write a figure: its number, or in its place why there is none."""
        number = number_of(figure)
        return self.gap(figure) if number is None else str(self.written(number))

    def gap(self, figure: Figure) -> str:
        """Write what stands in the place of a figure without a value."""
        match figure.standing:
            case Standing.NOT_RELIABLE:
                return self._unreliable(figure)
            case Standing.WITHHELD:
                return self.figures.withheld
            case Standing.NONE | Standing.FIGURE | Standing.AT_LEAST:
                return DASH
            case _:
                assert_never(figure.standing)

    def in_cell(self, number: Number) -> WrittenNumber:
        """Write a number with the sign of its bound; before 0 it would say nothing."""
        written = self.typography.write(number)
        if number.bound is None or not number.shown:
            return written
        return replace(written, before=f"{number.bound.sign}{NARROW}{written.before}")

    def written(self, number: Number) -> WrittenNumber:
        """Write a number with what its bound says, for sentences."""
        written = self.typography.write(number)
        match number.bound:
            case Bound.LOWER:
                return _with_words(self.figures.at_least, written)
            case Bound.UPPER:
                return _with_words(self.figures.at_most, written)
            case None:
                return written
            case _:
                assert_never(number.bound)

    def number(self, figure: Figure) -> str:
        """Write the number alone, without what its bound says, or a dash."""
        number = number_of(figure)
        return DASH if number is None else str(self.written(replace(number, bound=None)))

    def coverage(self, coverage: Coverage | None, *, is_public: bool = False) -> str:
        """Write a coverage, rounded down, or a dash; in public editions in whole percents."""
        number = coverage_of(coverage, is_public=is_public)
        return DASH if number is None else str(self.written(number))

    def _unreliable(self, figure: Figure) -> str:
        coverage = figure.coverage
        if coverage is None or not coverage.whole:
            return self.figures.not_reliable
        written = self.coverage(coverage, is_public=figure.is_rounded)
        return self.figures.not_reliable_because.format(c=written)


def _with_words(form: str, written: WrittenNumber) -> WrittenNumber:
    before, _, after = form.partition("{t}")
    return replace(written, before=before + written.before, after=written.after + after)
