"""The laid-out report: chapters that fit together, and cells that say what figures say."""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction

import pytest

from hub.domain.indicators import Indicator, Standing, Unit
from hub.reports.layout.annex import runs_of
from hub.reports.layout.document import (
    Chart,
    DayBars,
    Document,
    Gap,
    Kind,
    NumberCell,
    Paragraph,
    RankBars,
    Table,
    TextCell,
    WeekHeat,
)
from hub.reports.layout.layout import document_of
from hub.reports.layout.spaces import BARS
from hub.reports.model import Report
from hub.reports.text.german import GERMAN
from hub.reports.text.language import Language
from hub.reports.text.number import Bound
from tests.hub.reports import documents

MADE: list[Callable[[], Report]] = [
    documents.three_spaces,
    documents.public,
    documents.never_open,
    documents.nothing_known,
    documents.a_year,
]
EVERY = pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
LANGUAGES = pytest.mark.parametrize("language", list(Language))


def tables(document: Document) -> dict[str, Table]:
    return {
        block.id: block
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Table)
    }


def charts(document: Document) -> Iterator[Chart]:
    for section in document.sections:
        yield from (block for block in section.blocks if isinstance(block, Chart))


def texts(document: Document) -> list[str]:
    return [
        block.text
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Paragraph)
    ]


@EVERY
@LANGUAGES
def test_a_document_fits_together(make: Callable[[], Report], language: Language) -> None:
    """Ids are unique, rows as wide as their heads, no text empty, each chart has its table."""
    document = document_of(make(), language)
    by_id = tables(document)
    blocks = [block for section in document.sections for block in section.blocks]
    assert len(by_id) == sum(isinstance(block, Table) for block in blocks)
    assert len({section.id for section in document.sections}) == len(document.sections)
    for table in by_id.values():
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.columns)}
        assert all(cell.text for row in table.rows for cell in row)
    for chart in charts(document):
        assert chart.table in by_id
        assert by_id[chart.table].caption in chart.alt


@EVERY
def test_drawings_are_complete(make: Callable[[], Report]) -> None:
    """Every list of a drawing is as long as its axis, every share from 0 to 1."""
    for chart in charts(documents.german(make())):
        drawing = chart.drawing
        match drawing:
            case WeekHeat():
                assert len(drawing.weekdays) == len(drawing.shares) == len(drawing.texts) == 7
                assert {len(row) for row in (*drawing.shares, *drawing.texts)} == {
                    len(drawing.hours)
                }
                shares = [share for row in drawing.shares for share in row]
            case DayBars():
                assert len(drawing.days) == len(drawing.labels) == len(drawing.is_open)
                shares = list(drawing.values)
            case RankBars():
                assert len(drawing.names) == len(drawing.texts) == len(drawing.values)
                shares = list(drawing.values)
        assert all(0 <= share <= 1 for share in shares if share is not None)


def test_indicators_are_told_as_the_words_tell_them() -> None:
    """Value, coverage and the period before, typed beside the text."""
    report = documents.three_spaces()
    rows = tables(documents.german(report))["indicators"].rows
    for figure, row in zip(report.together.figures, rows, strict=True):
        assert row[0].text == GERMAN.metrics[figure.indicator].name
        number = row[2].number if isinstance(row[2], NumberCell) else None
        assert (number.value if number else None) == figure.value
        is_bound = number is not None and number.bound is Bound.LOWER
        assert is_bound is (figure.standing is Standing.AT_LEAST)
        assert row[3].text == GERMAN.coverage(figure.coverage)
        if number is None and figure.standing is not Standing.NOT_RELIABLE:
            assert row[2].text == GERMAN.figure(figure)


def test_a_gated_figure_says_so_with_its_coverage() -> None:
    """No number stands in its cell, and the coverage in the cell or the one beside it."""
    by_id = tables(documents.german(documents.nothing_known()))
    row = next(row for row in by_id["indicators"].rows if row[0].text == "Auslastung")
    assert row[2] == TextCell("keine belastbare Angabe", Gap.NOT_RELIABLE)
    assert isinstance(row[3], NumberCell)
    assert (row[3].text, row[3].number.value) == ("0,0\xa0%", Fraction(0))
    mute = tables(documents.german(documents.three_spaces()))["spaces"].rows[2]
    assert mute[1].text == "keine belastbare Angabe (Abdeckung 0,0\xa0%)"
    assert mute[2].text == "keine belastbare Angabe"


def test_counts_are_whole_numbers_and_ratios_are_not() -> None:
    """So that a sheet gets 12 and 0.333, each in its own form."""
    rows = tables(documents.german(documents.three_spaces()))["indicators"].rows
    numbers = {row[0].text: row[2].number for row in rows if isinstance(row[2], NumberCell)}
    told = {name: (number.unit, number.decimals) for name, number in numbers.items()}
    assert told["Platztage"] == (Unit.COUNT, 0)
    assert numbers["Platztage"].value.denominator == 1
    assert told["Auslastung"] == (Unit.RATIO, 1)
    assert told["Öffnungsstunden"] == (Unit.HOURS, 1)


@EVERY
@LANGUAGES
def test_where_a_number_is_expected_is_one_or_a_reason(
    make: Callable[[], Report], language: Language
) -> None:
    """And nowhere else: no number hides in a text, none is missing without a word."""
    for table in tables(document_of(make(), language)).values():
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                is_gap = isinstance(cell, TextCell) and cell.gap is not None
                is_expected = column.kind is Kind.NUMBER
                assert (isinstance(cell, NumberCell) or is_gap) is is_expected, (table.id, cell)


def test_a_public_document_has_no_days_and_no_fingerprint() -> None:
    """It says why, and marks what is protected."""
    document = documents.german(documents.public())
    assert document.title == GERMAN.labels.public_title
    assert document.fingerprint is None
    assert "days" not in tables(document)
    assert not any(isinstance(chart.drawing, DayBars) for chart in charts(document))
    assert any(
        "weder Werte einzelner Tage noch eine typische Woche" in text for text in texts(document)
    )
    spaces = tables(document)["spaces"].rows
    assert any(cell.text == "geschützt" for row in spaces for cell in row)


def test_a_share_in_public_is_of_whole_percents() -> None:
    """Figures and coverages alike: they are quotients of rounded amounts."""
    cells = [
        cell
        for table in tables(documents.german(documents.public())).values()
        for row in table.rows
        for cell in row
        if isinstance(cell, NumberCell) and cell.number.is_share
    ]
    assert {cell.number.decimals for cell in cells} == {0}


def test_one_space_is_not_ranked() -> None:
    """Nor set beside others, nor told twice."""
    ids = {section.id for section in documents.german(documents.nothing_known()).sections}
    assert ids.isdisjoint({"ranking", "spaces", "each-space"})


def test_targets_come_with_what_became_of_them() -> None:
    """The way a target points is said in words; nothing is reached by a lower bound below it."""
    (utilisation, visits) = tables(documents.german(documents.three_spaces()))["goals"].rows
    assert [cell.text for cell in utilisation[:4]] == [
        "Auslastung",
        "Alle Orte",
        "10,0\xa0%",
        "mindestens 25,0\xa0%",
    ]
    assert utilisation[5].text in ("ja", "nein")
    assert visits[2].text == "–"


def test_without_open_hours_there_is_nothing_to_draw_of_the_week() -> None:
    """And the chapter says so."""
    document = documents.german(documents.never_open())
    assert "typical-week" not in tables(document)
    assert GERMAN.summary.no_opening in texts(document)
    assert not any(isinstance(chart.drawing, WeekHeat) for chart in charts(document))


def test_many_spaces_are_drawn_in_several_charts() -> None:
    """None is left out, and every chart fits on a page."""
    document = documents.german(documents.a_year(2 * BARS + 1))
    drawn = [chart.drawing for chart in charts(document) if chart.table == "ranking"]
    names = [drawing.names for drawing in drawn if isinstance(drawing, RankBars)]
    assert [len(each) for each in names] == [13, 14, 14]
    assert len({name for each in names for name in each}) == 2 * BARS + 1


def test_the_typical_week_is_drawn_as_its_table_tells_it() -> None:
    """Utilisation in percent in every field that was ever open, none elsewhere."""
    report = documents.three_spaces()
    document = documents.german(report)
    heat = next(chart.drawing for chart in charts(document) if chart.id == "typical-week-chart")
    assert isinstance(heat, WeekHeat)
    assert heat.hours == tuple(range(9, 17))
    monday = heat.texts[0]
    point = report.together.week[9]
    value = point.figure(Indicator.UTILISATION).value
    assert value is not None
    assert monday[0] == GERMAN.typography.decimal(value * 100, 0)
    shares = [share for row in heat.shares for share in row if share is not None]
    assert (max(shares), min(shares) < 1) == (1, True)
    values = [each.figure(Indicator.UTILISATION).value for each in report.together.week]
    highest = max(each for each in values if each is not None)
    assert heat.shares[0][0] == float(value / highest)


def test_hours_that_were_never_open_are_empty(report: Report) -> None:
    """The reference's place is open on four days; Tuesday's row has neither shade nor sign."""
    for chart in charts(documents.german(report)):
        if isinstance(chart.drawing, WeekHeat):
            assert set(chart.drawing.texts[1]) == {""}
            assert set(chart.drawing.shares[1]) == {None}


def test_days_that_follow_each_other_are_told_as_one_run() -> None:
    """Over the end of a month, too."""
    days = [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 3)]
    runs = [(run.first.isoformat(), run.last.isoformat()) for run in runs_of(days)]
    assert runs == [("2026-02-27", "2026-03-01"), ("2026-03-03", "2026-03-03")]
    assert list(runs_of([])) == []


def test_the_peak_is_told_in_local_time(report: Report) -> None:
    """Both desks of the reference are first in use on 23 March, from half past nine."""
    note = tables(documents.german(report))["indicators"].note
    assert note == (
        "Die Spitzenbelegung wurde zuerst in der Viertelstunde ab 23.03.2026, 09:30\xa0Uhr "
        f"erreicht. {GERMAN.layout.notes.lower_bounds}"
    )


def test_the_same_report_gives_the_same_document(report: Report) -> None:
    """No clock and no chance is in it."""
    assert documents.german(report) == documents.german(report)
    assert documents.german(report).dated == report.period.last
