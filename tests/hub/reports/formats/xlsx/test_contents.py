"""What stands on which sheet: everything somewhere, once, and never more than a few sheets."""

from collections import Counter
from functools import cache

from hub.reports.formats.xlsx.contents import SHEETS, sheets_of
from hub.reports.formats.xlsx.sheets import LONGEST
from hub.reports.layout.document import Cell, Column, Document, Kind, Section, Table, TextCell
from hub.reports.layout.layout import document_of
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in
from tests.hub.reports import documents as made
from tests.hub.reports.documents import bare, cell_of
from tests.hub.reports.region import charts_of, documents, tables_of

COLUMNS = (Column("Kennzahl", Kind.TEXT), Column("Wert", Kind.NUMBER))


def a_table(id_: str, *columns: Column, note: str | None = None) -> Table:
    heads = (*COLUMNS, *columns)
    row: tuple[Cell, ...] = (TextCell("Auslastung"), *(cell_of(1) for _ in heads[1:]))
    return Table(id_, id_, heads, (row,), note)


@cache
def every_kind() -> list[Document]:
    reports = made.three_spaces(), made.public(), made.never_open(), made.a_year()
    return [*documents(), *(document_of(report, Language.GERMAN) for report in reports)]


def test_every_table_and_chart_has_a_sheet() -> None:
    """Once, and of all sorts of reports on at most seven behind the cover."""
    for document in every_kind():
        sheets = sheets_of(document)
        assert 0 < len(sheets) <= len(SHEETS) == 7
        placed = [table.id for sheet in sheets for table in sheet.tables]
        singles = [t.id for t in tables_of(document) if t.id.startswith("indicators-")]
        joined = ["each-space"] * bool(singles)
        others = [table.id for table in tables_of(document) if table.id not in singles]
        assert Counter(placed) == Counter(others + joined)
        drawn = [chart.id for sheet in sheets for chart in sheet.charts]
        assert Counter(drawn) == Counter(chart.id for chart in charts_of(document))


def test_every_table_of_a_report_has_a_place_of_its_own() -> None:
    """None comes to stand wherever there is room: whoever adds one says where it belongs."""
    known = {id_ for ids in SHEETS.values() for id_ in ids}
    for document in every_kind():
        found = {t.id for t in tables_of(document) if not t.id.startswith("indicators-")}
        assert found <= known


def test_a_sheet_has_a_whole_name_in_every_language() -> None:
    """No longer than a spreadsheet allows."""
    for language in Language:
        titles = words_in(language).office.sheet_titles
        assert titles.keys() == SHEETS.keys()
        assert all(0 < len(title) <= LONGEST for title in titles.values())
        assert len(set(titles.values())) == len(titles)


def test_what_has_no_place_stands_with_what_is_before_it() -> None:
    """Nothing is left out."""
    tables = a_table("new-first"), a_table("days"), a_table("new-last")
    sheets = sheets_of(bare(Section("s", "S", 1, tables)))
    assert [[table.id for table in sheet.tables] for sheet in sheets] == [
        ["new-first"],
        ["days", "new-last"],
    ]


def test_tables_of_single_spaces_become_one() -> None:
    """The space in its first column; what one hasn't is blank there, and notes are kept."""
    more = Column("Zeitraum davor", Kind.NUMBER)
    hof, cafe = a_table("indicators-hof", more, note="Spitze"), a_table("indicators-cafe")
    document = bare(Section("a", "Hof", 2, (hof,)), Section("b", "Café", 2, (cafe,)))
    ((table,),) = (sheet.tables for sheet in sheets_of(document))
    assert [column.title for column in table.columns] == [
        "Ort",
        "Kennzahl",
        "Wert",
        "Zeitraum davor",
    ]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Hof", "Auslastung", "1", "1"],
        ["Café", "Auslastung", "1", ""],
    ]
    assert table.note == "Hof: Spitze"
