"""What the page of reports shows of a report before it is downloaded. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hub.domain.indicators import Figure, Indicator
from hub.pages.report_charts import ChartView, Grid, chart_view, grid_of
from hub.pages.report_form import Choices
from hub.pages.report_words import ReportPageWords
from hub.reports.formats.registry import Format
from hub.reports.layout.layout import goals_table, pictures_of
from hub.reports.layout.summary import summary
from hub.reports.model import Part, Report
from hub.reports.text.catalogue import ReportWords
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in

SHOWN: Final = (
    Indicator.DESK_HOURS_OFFERED,
    Indicator.DESK_HOURS_OCCUPIED,
    Indicator.UTILISATION,
    Indicator.FULL_HOURS,
    Indicator.DESK_DAYS,
    Indicator.VISITS,
    Indicator.TURN_BACKS_FULL,
)
_BEFORE_YEAR: Final = re.compile(r"(?<=[^\W\d])\u00a0(?=\d{4}\b)")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    head: str
    value: str
    coverage: str


@dataclass(frozen=True, slots=True)
class Download:
    """A link to a file."""

    href: str
    name: str
    good_for: str
    written_as: Format


@dataclass(frozen=True, slots=True)
class ResultView:
    """All that is shown of a report."""

    subtitle: str
    sentences: tuple[str, ...]
    figures: tuple[Row, ...]
    utilisation: str
    spaces: tuple[Row, ...]
    """Utilisation of each; none where there is one."""
    charts: tuple[ChartView, ...]
    goals: Grid | None
    """What was agreed beside what became of it."""


def result_view(report: Report, language: Language) -> ResultView:
    """Describe a report in the language of the page."""
    report_words = words_in(language)
    has_several = len(report.spaces) > 1
    return ResultView(
        subtitle=_foldable(report_words.typography.span(report.period)),
        sentences=tuple(map(_foldable, summary(report, report_words))),
        figures=tuple(_figures(report.together, report_words)),
        utilisation=report_words.metrics[Indicator.UTILISATION].name,
        spaces=tuple(_spaces(report, report_words)) if has_several else (),
        charts=tuple(_charts(report, language)),
        goals=_goals(report, language),
    )


def _charts(report: Report, language: Language) -> Iterator[ChartView]:
    words = words_in(language)
    for chart, table in pictures_of(report, language):
        yield chart_view(chart, table, words.labels.weekday, words.layout.charts.clock)


def _goals(report: Report, language: Language) -> Grid | None:
    table = goals_table(report, language)
    return None if table is None else grid_of(table)


def downloads_of(choices: Choices, words: ReportPageWords) -> tuple[Download, ...]:
    """Return a link to each file. Raises ReportRefused."""
    return tuple(
        Download(choices.download(written_as), *words.formats.of(written_as), written_as)
        for written_as in Format
    )


def _foldable(text: str) -> str:
    """Let a line end before a year: a date in one piece is wider than a phone with large text."""
    return _BEFORE_YEAR.sub(" ", text)


def _figures(part: Part, words: ReportWords) -> Iterator[Row]:
    for indicator in SHOWN:
        figure = part.figure(indicator)
        yield _row(words.metrics[indicator].name, figure, words)


def _spaces(report: Report, words: ReportWords) -> Iterator[Row]:
    for rank in report.ranking:
        yield _row(report.place(rank.space).name, rank.figure, words)


def _row(head: str, figure: Figure, words: ReportWords) -> Row:
    coverage = words.coverage(figure.coverage, is_public=figure.is_rounded)
    return Row(head, words.figure(figure), coverage)
