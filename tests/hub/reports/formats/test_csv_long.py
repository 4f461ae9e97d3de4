"""The report as long CSV: a line per figure, two dialects, nothing that a spreadsheet runs."""

import csv
import io
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from hub.reports.formats.csv_long import COLUMNS, long_csv
from hub.reports.formats.csv_text import GERMAN_EXCEL, PLAIN, Dialect, as_name, inert
from hub.reports.layout.document import (
    Column,
    DayCell,
    Document,
    Gap,
    Kind,
    Section,
    Table,
    TextCell,
)
from hub.reports.layout.layout import document_of
from hub.reports.text.language import Language
from hub.reports.text.number import Bound
from tests.hub.reports.documents import bare, cell_of
from tests.hub.reports.region import documents, region_report

SMALL = bare(
    Section(
        "days",
        "Tage",
        1,
        (
            Table(
                "days",
                "Je Tag; mit Zeichen",
                (
                    Column("Tag", Kind.DATE),
                    Column("Stunden", Kind.NUMBER),
                    Column("Anteil", Kind.NUMBER),
                    Column("Bis", Kind.DATE),
                ),
                (
                    (
                        DayCell("Mo 02.03.2026", date(2026, 3, 2)),
                        cell_of(Fraction("1234.5"), bound=Bound.LOWER),
                        TextCell("keine belastbare Angabe", Gap.NOT_RELIABLE),
                        DayCell("03.03.2026", date(2026, 3, 3)),
                    ),
                ),
            ),
        ),
    ),
)


def rows(document: Document, dialect: Dialect) -> list[list[str]]:
    text = long_csv(document, dialect).decode(dialect.encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter))


def test_german_excel_opens_it_by_a_double_click() -> None:
    """Byte order mark, semicolons, decimal commas, German days, line ends as on Windows."""
    assert (
        long_csv(SMALL, GERMAN_EXCEL)
        == (
            "\ufeffTabelle;Titel der Tabelle;Zeilennummer;Zeile;Spalte;Wert;Einheit;In Worten\r\n"
            'days;"Je Tag; mit Zeichen";1;02.03.2026;Stunden;1234;Stunden;≥\r\n'
            'days;"Je Tag; mit Zeichen";1;02.03.2026;Anteil;;;keine belastbare Angabe\r\n'
            'days;"Je Tag; mit Zeichen";1;02.03.2026;Bis;03.03.2026;;\r\n'
        ).encode()
    )


def test_plain_csv_follows_rfc_4180() -> None:
    """Commas, decimal points, days as in ISO 8601, no byte order mark."""
    assert long_csv(SMALL, PLAIN) == (
        b"table,caption,row_number,row,column,value,unit,words\r\n"
        b"days,Je Tag; mit Zeichen,1,2026-03-02,Stunden,1234,Stunden,\xe2\x89\xa5\r\n"
        b"days,Je Tag; mit Zeichen,1,2026-03-02,Anteil,,,keine belastbare Angabe\r\n"
        b"days,Je Tag; mit Zeichen,1,2026-03-02,Bis,2026-03-03,,\r\n"
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_what_looks_like_a_formula_becomes_inert(text: str) -> None:
    """An apostrophe in front makes it a text."""
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Hof", "'Hof'", "–", "1-2", "", "mindestens"])
def test_what_is_no_formula_is_left_alone(text: str) -> None:
    """Also a dash, which stands where there is nothing."""
    assert inert(text) == text


def test_negative_numbers_are_not_damaged() -> None:
    """They are values, not texts that begin with a minus."""
    cells = (TextCell("x"), cell_of(Fraction(-3, 2), decimals=1))
    table = Table("t", "T", (Column("A", Kind.TEXT), Column("B", Kind.NUMBER)), (cells,))
    document = bare(Section("s", "S", 1, (table,)))
    assert rows(document, GERMAN_EXCEL)[1][5] == "-1,5"
    assert rows(document, PLAIN)[1][5] == "-1.5"


@pytest.mark.parametrize("dialect", [GERMAN_EXCEL, PLAIN])
def test_harmful_names_are_inert(dialect: Dialect) -> None:
    """Whatever a space is called, no cell of any language begins like a formula."""
    for document in documents():
        for line in rows(document, dialect)[1:]:
            assert len(line) == len(COLUMNS)
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line)


def test_a_weekday_and_its_hour_are_one_head() -> None:
    """A line can be told from the others without its number."""
    lines = rows(document_of(region_report(), Language.GERMAN), PLAIN)
    week = [line[3] for line in lines if line[0] == "typical-week"]
    assert "Montag, 9\xa0Uhr" in week
    keys = [(line[0], line[3], line[4]) for line in lines]
    assert len(set(keys)) == len(keys)


def test_the_same_report_gives_the_same_bytes() -> None:
    """In every language, for the office and for the public."""
    for document, other in zip(documents(), documents(), strict=True):
        assert long_csv(document, PLAIN) == long_csv(other, PLAIN)


def test_every_column_is_documented() -> None:
    """In the order in which they stand in the file."""
    page = Path(__file__).parents[4] / "deploy" / "report-formats.md"
    part = page.read_text().partition("## Long CSV")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in lines] == list(COLUMNS)


@pytest.mark.parametrize(
    "name", ["0012", "1e5", "3-4", "2026-03", "12.5", "1,000", "7:30", "50 %", "TRUE", "1 2"]
)
def test_a_name_that_looks_like_a_number_stays_a_name(name: str) -> None:
    """A spreadsheet would make 100000 of 1e5, and a day of 3-4; one beside it stays as it is."""
    table = Table(
        "agents",
        "",
        (Column("", Kind.TEXT), Column("", Kind.NUMBER)),
        ((TextCell(name), cell_of(1)),),
    )
    (_, line) = rows(bare(Section("s", "", 1, (table,))), GERMAN_EXCEL)
    assert line[3] == as_name(name) == f"'{name}"


@pytest.mark.parametrize("name", ["d1", "pi-2", "Hof 12", "e5", "", "Halle 3-4", "12er"])
def test_other_names_are_as_they_are(name: str) -> None:
    """Nothing is put before what no spreadsheet takes for a number."""
    assert as_name(name) == name
