"""Figures, days and the summary in words, German and English."""

import re
from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from string import Formatter

import pytest

from hub.domain.indicators import Coverage, Figure, Indicator, Standing
from hub.domain.metric_dictionary import METRICS
from hub.reports.figures.build import Sources, build_report
from hub.reports.layout.summary import summary
from hub.reports.model import Report
from hub.reports.period import Period
from hub.reports.request import ReportRequest
from hub.reports.text.catalogue import (
    Captions,
    ChartWords,
    FigureWords,
    Labels,
    LayoutWords,
    NoteWords,
    OfficeWords,
    ReportWords,
    SummaryWords,
)
from hub.reports.text.english import ENGLISH
from hub.reports.text.findings_words import (
    FactWords,
    FindingWords,
    FirstPageWords,
    ListWords,
    TileWords,
    TrustWords,
)
from hub.reports.text.german import GERMAN
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in
from hub.reports.text.number import Bound, amount_of
from tests.house.tree import modules
from tests.hub.reports import reference

H = 3_600_000_000
LANGUAGES = pytest.mark.parametrize(
    "words", [words_in(language) for language in Language], ids=list(Language)
)


def hours(us: int, known: int = 9, standing: Standing = Standing.AT_LEAST) -> Figure:
    return Figure(Indicator.DESK_HOURS_OCCUPIED, us, H, Coverage(known, 10), standing)


def share(above: int, below: int, standing: Standing = Standing.FIGURE) -> Figure:
    return Figure(Indicator.UTILISATION, above, below, Coverage(700, 1001), standing)


FIGURES = [
    (hours(1234 * H + 1), "mindestens 1\u202f234", "at least 1,234"),
    (hours(1235 * H - 1), "mindestens 1\u202f234", "at least 1,234"),
    (hours(1235 * H - 1, 10, Standing.FIGURE), "1\u202f235", "1,235"),
    (hours(99 * H + H // 2), "mindestens 99,5", "at least 99.5"),
    (hours(0, 10, Standing.FIGURE), "0,0", "0.0"),
    (hours(0, 7, Standing.NOT_RELIABLE), "keine belastbare Angabe (Abdeckung 70,0\xa0%)",
     "no reliable figure (coverage 70.0%)"),
    (share(1, 3), "33,3\xa0%", "33.3%"),
    (share(2, 3), "66,7\xa0%", "66.7%"),
    (share(1, 1), "100,0\xa0%", "100.0%"),
    (share(0, 0, Standing.NONE), "–", "–"),
    (share(0, 0, Standing.WITHHELD), "geschützt", "protected"),
    # A coverage just below the limit is not printed as having reached it.
    (share(1, 3, Standing.NOT_RELIABLE), "keine belastbare Angabe (Abdeckung 69,9\xa0%)",
     "no reliable figure (coverage 69.9%)"),
    (replace(hours(35), denominator=1, is_rounded=True), "mindestens 35", "at least 35"),
    (replace(share(7, 20), is_rounded=True), "35\xa0%", "35%"),
]  # fmt: skip


@pytest.mark.parametrize(("figure", "german", "english"), FIGURES)
def test_a_figure_in_words(figure: Figure, german: str, english: str) -> None:
    """Rounded as its standing demands, with the language's marks."""
    assert GERMAN.figure(figure) == german
    assert ENGLISH.figure(figure) == english


def test_a_coverage_is_never_rounded_up() -> None:
    """What misses the limit, or the whole, by a little is not printed as reaching it."""
    assert GERMAN.coverage(Coverage(79_999, 100_000)) == "79,9\xa0%"
    assert GERMAN.coverage(Coverage(99_999, 100_000)) == "99,9\xa0%"
    assert GERMAN.coverage(Coverage(0, 0)) == GERMAN.coverage(None) == "–"
    figure = Figure(Indicator.COVERAGE, 99_999, 100_000, None, Standing.FIGURE)
    assert GERMAN.figure(figure) == "99,9\xa0%"


SPANS = [
    (date(2026, 1, 1), date(2026, 3, 31), "1.\xa0Januar\xa0– 31.\xa0März\xa02026"),
    (date(2025, 12, 1), date(2026, 3, 31), "1.\xa0Dezember\xa02025\xa0– 31.\xa0März\xa02026"),
    (date(2026, 3, 1), date(2026, 3, 31), "1.–31.\xa0März\xa02026"),
    (date(2025, 3, 1), date(2026, 3, 31), "1.\xa0März\xa02025\xa0– 31.\xa0März\xa02026"),
    (date(2026, 3, 1), date(2026, 3, 1), "1.\xa0März\xa02026"),
]


@pytest.mark.parametrize(("first", "last", "span"), SPANS)
def test_a_period_in_german(first: date, last: date, span: str) -> None:
    """The year stands once if it is the same, and no number is torn from its month."""
    assert GERMAN.typography.span(Period(first, last)) == span
    assert GERMAN.typography.in_figures(date(2026, 3, 1)) == "01.03.2026"
    assert ENGLISH.typography.in_figures(date(2026, 3, 1)) == "2026-03-01"


def plain(sentences: tuple[str, ...]) -> list[str]:
    """Replace what doesn't break by what a test can show."""
    return [each.replace("\xa0", " ").replace("\u202f", " ") for each in sentences]


def test_the_summary_of_the_reference_in_german(report: Report) -> None:
    """Every sentence that the data set allows, as an office would write it."""
    assert plain(summary(report, GERMAN)) == [
        "Dieser Bericht beschreibt die Nutzung des Ortes „Hof“ vom 23. März bis 5. April 2026.",
        "In 12,0 Öffnungsstunden wurden 20,0 Platzstunden angeboten.",
        "Genutzt wurden mindestens 6,0 Platzstunden.",
        "Die Auslastung betrug 33,3 %.",
        "In der Öffnungszeit waren mindestens 1,0 Stunden lang alle Plätze belegt.",
        "Gezählt wurden mindestens 6 Besuche; ein Gast kann mehrmals zählen.",
        "Während alle Plätze belegt waren, kehrte mindestens 2-mal jemand an der Tür um.",
        GERMAN.summary.coverage.format(c="90,0 %"),
    ]


def test_the_summary_in_english(report: Report) -> None:
    """The same, sentence by sentence."""
    told = plain(summary(report, ENGLISH))
    assert told[3] == "Utilisation was 33.3%."
    assert len(told) == len(summary(report, GERMAN))


@LANGUAGES
def test_a_period_without_opening_says_so(sources: Sources, words: ReportWords) -> None:
    """On Holy Saturday nothing is said but that nothing was open."""
    request = ReportRequest((), date(2026, 4, 4), date(2026, 4, 4))
    report = build_report(reference.REGION, sources, request, reference.NOW, version="1")
    assert summary(report, words)[1:] == (words.summary.no_opening,)


@LANGUAGES
def test_what_is_not_reliable_is_said(sources: Sources, words: ReportWords) -> None:
    """On the day of the outage the summary names the coverage and no figure of use."""
    request = ReportRequest((), date(2026, 3, 25), date(2026, 3, 25))
    report = build_report(reference.REGION, sources, request, reference.NOW, version="1")
    half = words.coverage(Coverage(1, 2))
    told = summary(report, words)
    assert words.summary.occupied_unreliable.format(c=half) in told
    assert words.summary.full_unreliable.format(c=half, b="") in told
    assert words.summary.turned_unreliable.format(c=half) in told


@LANGUAGES
def test_templates_name_only_what_they_are_given(words: ReportWords) -> None:
    """Every placeholder of every sentence is one that the code fills in."""
    page_one = words.first_page
    more = (page_one.facts, page_one.findings, page_one.tiles, page_one.trust)
    for table in (words.summary, words.figures, *more):
        for field in fields(table):
            names = {name for _, name, _, _ in Formatter().parse(getattr(table, field.name))}
            assert names <= {"t", "c", "a", "b", "n", "m", "s", None}, field.name


@LANGUAGES
def test_every_label_has_words(words: ReportWords) -> None:
    """No heading is empty or has stray spaces."""
    for field in fields(words.labels):
        text = getattr(words.labels, field.name)
        assert text == text.strip() != "", field.name


def test_german_keeps_numbers_and_signs_together() -> None:
    """No breakable space stands before a percent sign."""
    texts = [getattr(GERMAN.labels, field.name) for field in fields(GERMAN.labels)]
    texts += [getattr(GERMAN.summary, field.name) for field in fields(GERMAN.summary)]
    said = GERMAN.first_page.findings
    texts += [getattr(said, field.name) for field in fields(said)]
    assert [text for text in texts if " %" in text] == []


def test_amounts_of_targets() -> None:
    """A target is written as the figure beside it."""
    number = amount_of(Fraction(1, 4), share(1, 3).unit)
    assert str(GERMAN.written(number)) == "25,0\xa0%"
    assert str(GERMAN.written(replace(number, bound=Bound.UPPER))) == "höchstens 25,0\xa0%"
    assert str(ENGLISH.written(replace(number, bound=Bound.LOWER))) == "at least 25.0%"


@LANGUAGES
def test_every_entry_of_the_dictionary_has_words(words: ReportWords) -> None:
    """Each has a name of its own, a meaning and a warning, as sentences."""
    assert list(words.metrics) == [metric.id for metric in METRICS]
    assert len({entry.name for entry in words.metrics.values()}) == len(METRICS)
    for entry in words.metrics.values():
        assert entry.meaning.endswith(".")
        assert entry.not_to_be_read_as.endswith(".")
        assert "  " not in entry.meaning + entry.not_to_be_read_as


CODE = re.compile(r"_|\bmax\b|\bnumber of \(|/")


@LANGUAGES
def test_formulas_are_written_for_people(words: ReportWords) -> None:
    """In the words of the meanings, with the signs that a school teaches; no field of a program."""
    for metric in METRICS:
        entry = words.metrics[metric.id]
        assert (entry.coverage is None) is (metric.coverage is None)
        for formula in (entry.formula, entry.coverage or ""):
            assert not CODE.search(formula), formula
    coverage = words.metrics[Indicator.UTILISATION].coverage
    assert words.metrics[Indicator.COVERAGE].formula == coverage


USED_AS = {
    FigureWords: "figures",
    SummaryWords: "summary",
    Labels: "labels",
    Captions: "captions",
    ChartWords: "charts|words",
    NoteWords: "notes",
    LayoutWords: "text|layout",
    OfficeWords: "office|words",
    FactWords: "words|facts",
    FindingWords: r"words|findings|_words\(setting\)",
    ListWords: "lists|self",
    TileWords: r"words|_tiles\(setting\)",
    TrustWords: "words|trust",
    FirstPageWords: "words|first_page",
}


@pytest.mark.parametrize("of", USED_AS, ids=lambda of: of.__name__)
def test_every_word_is_said_somewhere(of: type) -> None:
    """A word that nobody prints isn't translated in vain."""
    said = "\n".join(source for path, source in modules() if path.is_relative_to("hub/reports"))
    unsaid = [
        name for name in of.__annotations__ if not re.search(rf"\b({USED_AS[of]})\.{name}\b", said)
    ]
    assert unsaid == []
