"""What is printed: the essence, in words and numbers that an office can hand on."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from hub.domain.metric_dictionary import METRICS
from hub.reports.layout.document import (
    Chart,
    Document,
    NumberCell,
    Paragraph,
    Table,
    TextCell,
    WeekHeat,
)
from hub.reports.layout.layout import document_of
from hub.reports.model import AgentQuality, Report
from hub.reports.text.german import GERMAN
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in
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
LONG = {"typical-week", "days", "ranking", "full-by-space", "agents"}


def tables(document: Document) -> dict[str, Table]:
    return {block.id: block for block in _blocks(document) if isinstance(block, Table)}


def _blocks(document: Document) -> Iterator[Paragraph | Table | Chart]:
    for section in document.sections:
        yield from section.blocks


def texts(document: Document) -> Iterator[str]:
    """Yield every text that people read, but for the line for programs."""
    yield from (document.title, document.subtitle)
    for section in document.sections:
        yield section.title
    for block in _blocks(document):
        match block:
            case Paragraph(text):
                yield text
            case Chart():
                yield from (block.title, block.alt, block.note or "")
            case Table():
                yield from (block.caption, block.note or "")
                yield from (column.title for column in block.columns)
                cells = (cell.text for row in block.rows for cell in row)
                yield from (text for text in cells if text != document.origin)


@EVERY
@LANGUAGES
def test_a_column_has_one_number_of_decimals(
    make: Callable[[], Report], language: Language
) -> None:
    """In each unit, so that marks stand below marks; where rows have units, in the whole table."""
    for table in tables(document_of(make(), language)).values():
        for index in range(len(table.columns)):
            numbers = [
                cell.number for row in table.rows if isinstance(cell := row[index], NumberCell)
            ]
            told = {(number.unit, number.decimals) for number in numbers if number.value}
            assert len(told) == len({unit for unit, _ in told}), (table.id, index)


@EVERY
@LANGUAGES
def test_a_bound_is_a_sign_that_the_note_explains(
    make: Callable[[], Report], language: Language
) -> None:
    """Once below the table, and never before a zero; a target says in words which way it points."""
    words = words_in(language)
    notes = words.layout.notes
    for table in tables(document_of(make(), language)).values():
        numbers = [cell for row in table.rows for cell in row if isinstance(cell, NumberCell)]
        bounds = [cell for cell in numbers if cell.number.is_measured_bound]
        signed = [cell for cell in bounds if cell.text.startswith("≥")]
        assert signed == [cell for cell in bounds if cell.number.shown]
        said = (table.note or "").count(notes.lower_bounds)
        said_of_nothing = (table.note or "").count(notes.lower_bounds_of_nothing)
        assert (said, said_of_nothing) == (bool(signed), len(signed) < len(bounds))
        spoken = [cell for cell in numbers if cell not in bounds and cell.number.bound]
        assert not any(cell.text.startswith("≥") for cell in spoken)


@EVERY
def test_long_tables_are_for_the_workbook(make: Callable[[], Report]) -> None:
    """Paper has the essence, and says where the rest is; nothing is lost."""
    document = documents.german(make())
    printed = {
        block.id
        for section in document.printed
        for block in section.blocks
        if isinstance(block, Table)
    }
    left_out = set(tables(document)) - printed
    assert printed.isdisjoint(LONG)
    assert {id_ for id_ in left_out if not id_.startswith("indicators-")} <= LONG
    assert GERMAN.layout.notes.printed in set(texts(document))
    for block in _blocks(document):
        if isinstance(block, Chart):
            assert (block.table in left_out) is ("Arbeitsmappe (XLSX)" in block.alt)


@pytest.mark.parametrize("make", [documents.never_open, documents.nothing_known])
def test_one_place_is_one(make: Callable[[], Report]) -> None:
    """Nothing is told of all its places, nor of one among them."""
    several = re.compile(
        r"\balle[rn]? Orte\b|\bAlle Orte\b|eines Ortes|\bje Ort\b|kein Ort\b|Orte waren"
    )
    assert [text for text in texts(documents.german(make())) if several.search(text)] == []


@EVERY
@LANGUAGES
def test_no_code_is_printed(make: Callable[[], Report], language: Language) -> None:
    """Ids of indicators and fields of programs are for JSON."""
    ids = {metric.id for metric in METRICS if "_" in metric.id}
    for text in texts(document_of(make(), language)):
        assert not any(id_ in text for id_ in ids), text
        assert not re.search(r"\b[a-z]+_(?:s|us)\b", text), text


def test_a_table_that_compares_nothing_has_another_name() -> None:
    """With a target or an earlier period beside its values it is a comparison."""
    captions = GERMAN.layout.captions
    alone = tables(documents.german(documents.nothing_known()))["indicators"]
    assert (alone.caption, len(alone.columns)) == (captions.indicators, 4)
    agreed = tables(documents.german(documents.three_spaces()))["indicators"]
    assert (agreed.caption, agreed.columns[-1].title) == (captions.indicators_compared, "Ziel")
    targets = {row[0].text: row[-1].text for row in agreed.rows if row[-1].text != "–"}
    assert targets == {
        "Auslastung": "mindestens 25,0\xa0%",
        "Besuche": "mindestens 10",
    }


def test_an_hour_of_nothing_is_blank() -> None:
    """The darkest field is the highest of the chart; a zero is a field without a number."""
    for chart in _blocks(documents.german(documents.three_spaces())):
        if isinstance(chart, Chart) and isinstance(chart.drawing, WeekHeat):
            shares = [share for row in chart.drawing.shares for share in row]
            texts_ = [text for row in chart.drawing.texts for text in row]
            assert max(share for share in shares if share is not None) == 1
            assert not {"0", "0,0"} & set(texts_)
            assert all(text == "" for text, share in zip(texts_, shares, strict=True) if share == 0)


def test_hours_that_were_never_full_are_not_drawn() -> None:
    """A sentence says more than an empty grid."""
    document = documents.german(documents.nothing_known())
    assert not any(
        isinstance(block, Chart) and block.id == "full-hours-chart" for block in _blocks(document)
    )
    assert GERMAN.layout.charts.full_week_empty in set(texts(document))


def test_lost_events_are_told_in_a_sentence() -> None:
    """Devices are listed in the workbook; of nothing lost there is a sentence, too."""
    report = documents.nothing_known()
    agents = (AgentQuality("hof", "pi", 3, 1, 0, 2, 4), AgentQuality("hof", "pi-2", 4, 0, 0, 0, 0))
    whole = tuple(replace(each, missing_count=0, lost_count=0, too_late_count=0) for each in agents)
    for found, said in (
        (agents, "7 fehlend, 1 verloren, 0 unlesbar, 2 zu spät"),
        (whole, "kein Ereignis der Sensoren verloren"),
    ):
        told = replace(report, quality=replace(report.quality, agents=found))
        document = documents.german(told)
        assert sum(said in text for text in texts(document)) == 1
        assert tables(document)["agents"].rows[0][0] == TextCell("pi")
