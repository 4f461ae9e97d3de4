"""Every figure is the same in the workbook, in CSV and in the text document."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell import Cell as Shown

from hub.domain.indicators import Coverage, Figure, Indicator, Standing, Unit
from hub.reports.formats.csv_long import long_csv
from hub.reports.formats.csv_text import PLAIN
from hub.reports.formats.docx_format import report_docx
from hub.reports.layout.cells import Setting
from hub.reports.layout.document import (
    Cell,
    Column,
    DayCell,
    Document,
    Kind,
    NumberCell,
    Section,
    Table,
    TextCell,
)
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in
from hub.reports.text.number import Bound, Number
from hub.reports.text.typography import Typography
from tests.hub.reports.documents import bare
from tests.hub.reports.region import documents, printed_tables_of, region_report, tables_of
from tests.hub.reports.sheet_rows import rows_of_tables

FORM = re.compile(r'(?:"(.*?)")?#,##0(?:\.(0+))?(?:"(\s)")?(%)?(?:"(.*?)")?')
CASES = ("de", "en", "de-public", "en-public")


@pytest.fixture(params=range(len(CASES)), ids=CASES)
def document(request: pytest.FixtureRequest) -> Document:
    chosen: int = request.param
    return documents()[chosen]


def pairs(document: Document) -> Iterator[tuple[Cell, Shown]]:
    """Yield each cell of the report beside that of the workbook."""
    for table, rows in rows_of_tables(document):
        for row, shown in zip(table.rows, rows, strict=True):
            yield from zip(row, shown, strict=True)


def as_shown(cell: Shown, typography: Typography) -> str:
    """Do what a spreadsheet does: round the number as its format says, put the words around it."""
    found = FORM.fullmatch(cell.number_format)
    assert found, cell.number_format
    before, places, space, percent, after = (part or "" for part in found.groups())
    value = Decimal(repr(cell.value)) * (100 if percent else 1)
    digits = value.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    number = typography.decimal(Fraction(digits), len(places))
    return f"{before}{number}{space}{percent}{after}"


def test_a_spreadsheet_shows_what_is_printed(document: Document) -> None:
    """To the last digit and word; a day is the same day, and words are words."""
    typography = words_in(document.language).typography
    number_count = 0
    for cell, shown in pairs(document):
        match cell:
            case DayCell():
                assert isinstance(shown.value, datetime)
                assert shown.value.date() == cell.day
            case TextCell():
                assert (shown.value or "", shown.data_type) == (
                    cell.text,
                    "s" if cell.text else "n",
                )
            case NumberCell():
                number_count += 1
                assert as_shown(shown, typography) == cell.text
                value = float(cell.number.value)
                assert value - float(cell.number.step) <= shown.value <= value * (1 + 1e-14)
    assert number_count > 100


def named(document: Document) -> Iterator[tuple[str, int, str, Cell, Shown]]:
    """Yield each cell with the table of the report, the row and the column that it belongs to."""
    singles = [
        (table.id, number)
        for table in tables_of(document)
        if table.id.startswith("indicators-")
        for number in range(1, len(table.rows) + 1)
    ]
    for table, rows in rows_of_tables(document):
        owners = [(table.id, number) for number in range(1, len(rows) + 1)]
        if table.id == "each-space":
            owners = singles
        for owner, row, shown in zip(owners, table.rows, rows, strict=True):
            for column, cell, found in zip(table.columns, row, shown, strict=True):
                yield *owner, column.title, cell, found


def test_csv_has_the_workbooks_values(document: Document) -> None:
    """Each figure once, the same number, and what was said about it."""
    lines = csv.DictReader(io.StringIO(long_csv(document, PLAIN).decode(), newline=""))
    figures = {(line["table"], int(line["row_number"]), line["column"]): line for line in lines}
    seen = set()
    for table, number, title, cell, shown in named(document):
        line = figures.get((table, number, title))
        if line is None:
            assert isinstance(cell, (TextCell, DayCell))  # it heads its row
            continue
        seen.add((table, number, title))
        match cell:
            case TextCell(text):
                told = line["value"], line["words"].lstrip("'")
                assert told == ("", text.lstrip("'"))
            case DayCell():
                assert line["value"] == cell.day.isoformat()
            case NumberCell():
                assert float(line["value"]) == shown.value
                assert bool(line["words"]) is (cell.number.bound is not None)
    assert seen == figures.keys()


def test_the_text_document_prints_every_cell(document: Document) -> None:
    """Word for word, of the tables that are printed."""
    word = docx.Document(io.BytesIO(report_docx(document)))
    for table, made in zip(printed_tables_of(document), word.tables, strict=True):
        rows = [[column.title for column in table.columns]]
        rows += [[cell.text for cell in row] for row in table.rows]
        printed = [
            ["".join(each.text or "" for each in cell.xpath(".//w:t")) for cell in row.tc_lst]
            for row in made._tbl.tr_lst
        ]
        assert printed == rows


KNOWN = st.integers(0, 10**9)
FIGURES = st.builds(
    Figure,
    st.sampled_from(Indicator),
    KNOWN,
    st.integers(1, 10**9),
    st.builds(Coverage, KNOWN, KNOWN),
    st.sampled_from(Standing),
)
AMOUNTS = st.tuples(
    st.fractions(min_value=0, max_value=10**6),
    st.sampled_from(Unit),
    st.sampled_from([None, *Bound]),
)


def cells_of(
    setting: Setting, figures: list[Figure], amounts: list[tuple[Fraction, Unit, Bound | None]]
) -> list[Cell]:
    """Set every kind of cell that has a number, or stands in the place of one."""
    return [
        *(setting.figure(figure) for figure in figures),
        *(setting.coverage(figure.coverage) for figure in figures),
        *(setting.amount(*amount) for amount in amounts),
        *(setting.count(figure.numerator) for figure in figures),
        setting.amount(None, Unit.HOURS),
    ]


def digits_of(number: Number) -> Decimal:
    """Round a number's own value anew, in percent where it is a share."""
    exact = number.value * (100 if number.is_share else 1)
    how = ROUND_FLOOR if number.is_rounded_down else ROUND_HALF_UP
    with localcontext(prec=60):
        value = Decimal(exact.numerator) / Decimal(exact.denominator)
        return value.quantize(Decimal(1).scaleb(-number.decimals), how)


def to_digits(text: str, number: Number) -> Decimal:
    """Round what a program was given as it shows it."""
    with localcontext(prec=60):
        value = Decimal(text) * (100 if number.is_share else 1)
        return value.quantize(Decimal(1).scaleb(-number.decimals), ROUND_HALF_UP)


def sorted_by(text: str, typography: Typography) -> Decimal:
    """Read a printed number as Word does when it sorts a column."""
    bare = text.replace(typography.thousands, "").replace(typography.decimal_mark, ".")
    return Decimal("".join(re.findall(r"[\d.]", bare)))


@settings(max_examples=40)
@given(
    st.lists(FIGURES, min_size=1, max_size=8),
    st.lists(AMOUNTS, max_size=4),
    st.sampled_from(Language),
)
def test_every_format_has_the_figures_own_number(
    figures: list[Figure], amounts: list[tuple[Fraction, Unit, Bound | None]], language: Language
) -> None:
    """Workbook, CSV and the text document say the same digits as the exact value, for each cell."""
    setting = Setting(region_report(), words_in(language), "")
    cells = cells_of(setting, figures, amounts)
    columns = (Column("Name", Kind.TEXT), Column("Wert", Kind.NUMBER))
    rows = tuple((TextCell(str(place)), cell) for place, cell in enumerate(cells))
    document = bare(Section("s", "S", 1, (Table("t", "T", columns, rows),)), language=language)
    ((_, rows_shown),) = rows_of_tables(document)
    lines = list(csv.reader(io.StringIO(long_csv(document, PLAIN).decode(), newline="")))[1:]
    printed = docx.Document(io.BytesIO(report_docx(document))).tables[0].columns[1].cells[1:]
    for cell, (_, shown), line, word in zip(cells, rows_shown, lines, printed, strict=True):
        assert word.text == cell.text
        if not isinstance(cell, NumberCell):
            assert (shown.value, line[5], line[7]) == (cell.text, "", cell.text)
            continue
        number = cell.number
        own = digits_of(number)
        assert to_digits(repr(shown.value), number) == own
        assert to_digits(line[5], number) == own
        assert sorted_by(word.text, setting.words.typography) == own
        assert float(line[5]) == shown.value
        assert bool(line[7]) is (number.bound is not None)
        if number.computable == number.value and number.is_shown_by(Fraction(repr(shown.value))):
            assert shown.value == pytest.approx(float(number.value), rel=1e-14)
