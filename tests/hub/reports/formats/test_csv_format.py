"""The report as CSV: one line per figure, two dialects, and nothing that a spreadsheet runs."""

import csv
import io
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from hub.reports.formats.csv_format import COLUMNS, GERMAN_EXCEL, PLAIN, Dialect, inert, report_csv
from hub.reports.layout.document import Cell, Column, Document, Kind, Section, Table
from hub.reports.layout.layout import document_of
from hub.reports.text.language import Language
from tests.hub.reports.region import documents, region_report

AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
SMALL = Document(
    language=Language.GERMAN,
    title="Bericht",
    subtitle="",
    subject="",
    keywords=(),
    sections=(
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
                        Column("Stunden", Kind.HOURS, "Stunden"),
                        Column("Anteil", Kind.RATIO),
                        Column("Spitze", Kind.INSTANT),
                    ),
                    (
                        (
                            Cell("Mo 02.03.2026", date(2026, 3, 2)),
                            Cell("mindestens 1\u202f234", Fraction("1234.5"), is_lower_bound=True),
                            Cell("keine belastbare Angabe"),
                            Cell("2. März, 9:30", AT),
                        ),
                    ),
                ),
            ),
        ),
    ),
    fingerprint=None,
    dated=date(2026, 3, 2),
)


def rows(document: Document, dialect: Dialect) -> list[list[str]]:
    text = report_csv(document, dialect).decode(dialect.encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter))


def test_german_excel_opens_it_by_a_double_click() -> None:
    """Byte order mark, semicolons, decimal commas, German days, line ends as on Windows."""
    assert (
        report_csv(SMALL, GERMAN_EXCEL)
        == (
            "\ufeffTabelle;Titel der Tabelle;Zeilennummer;Zeile;Spalte;Wert;Einheit;In Worten\r\n"
            'days;"Je Tag; mit Zeichen";1;02.03.2026;Stunden;1234;Stunden;mindestens\r\n'
            'days;"Je Tag; mit Zeichen";1;02.03.2026;Anteil;;;keine belastbare Angabe\r\n'
            'days;"Je Tag; mit Zeichen";1;02.03.2026;Spitze;02.03.2026 08:30:00;;\r\n'
        ).encode()
    )


def test_plain_csv_follows_rfc_4180() -> None:
    """Commas, decimal points, days and instants as in ISO 8601, no byte order mark."""
    assert report_csv(SMALL, PLAIN) == (
        b"table,caption,row_number,row,column,value,unit,words\r\n"
        b"days,Je Tag; mit Zeichen,1,2026-03-02,Stunden,1234,Stunden,mindestens\r\n"
        b"days,Je Tag; mit Zeichen,1,2026-03-02,Anteil,,,keine belastbare Angabe\r\n"
        b"days,Je Tag; mit Zeichen,1,2026-03-02,Spitze,2026-03-02T08:30:00Z,,\r\n"
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
    cells = (Cell("x"), Cell("-1,5", Fraction(-3, 2)))
    table = Table("t", "T", (Column("A", Kind.TEXT), Column("B", Kind.NUMBER)), (cells,))
    document = Document(
        Language.GERMAN, "", "", "", (), (Section("s", "S", 1, (table,)),), None, date(2026, 1, 1)
    )
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
    for one, other in zip(documents(), documents(), strict=True):
        assert report_csv(one, PLAIN) == report_csv(other, PLAIN)


def test_every_column_is_documented() -> None:
    """In the order in which they stand in the file."""
    page = Path(__file__).parents[4] / "deploy" / "report-formats.md"
    lines = [line for line in page.read_text().splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in lines] == list(COLUMNS)
