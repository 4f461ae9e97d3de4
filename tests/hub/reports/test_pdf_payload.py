"""What the paper template reads: numbers cut at the decimal mark, widths, runs of missing days."""

import json
from datetime import date, timedelta

import pytest

from hub.reports.document import Cell, Column, DayBars, Document, Kind, Language, Section, Table
from hub.reports.pdf_payload import hatched_runs, payload

CUT = [
    (Language.GERMAN, Cell("1\u202f234,5", 1), ["", "1\u202f234", ",5"]),
    (Language.GERMAN, Cell("mindestens 12", 1), ["mindestens ", "12", ""]),
    (Language.GERMAN, Cell("33,3\xa0%", 1), ["", "33", ",3\xa0%"]),
    (Language.GERMAN, Cell("höchstens 5\xa0%", 1), ["höchstens ", "5", "\xa0%"]),
    (Language.ENGLISH, Cell("at least 1,234.5", 1), ["at least ", "1,234", ".5"]),
    (Language.ENGLISH, Cell("33.3%", 1), ["", "33", ".3%"]),
    (Language.GERMAN, Cell("–"), "–"),
    (Language.GERMAN, Cell("keine belastbare Angabe"), "keine belastbare Angabe"),
]


def document(language: Language, *tables: Table) -> Document:
    section = Section("s", "S", 1, tables)
    return Document(language, "T", "U", "V", (), (section,), None, date(2026, 3, 1))


@pytest.mark.parametrize(("language", "cell", "cut"), CUT)
def test_a_number_is_cut_at_its_decimal_mark(
    language: Language, cell: Cell, cut: list[str] | str
) -> None:
    """Nothing of the text is lost, and what is no number stays whole."""
    table = Table("t", "T", (Column("C", Kind.NUMBER),), ((cell,),))
    (block,) = json.loads(payload(document(language, table)))["sections"][0]["blocks"]
    assert block["rows"] == [[cut]]
    assert "".join(cut) == cell.text


def test_a_text_column_is_never_cut() -> None:
    """A date or a name with digits is no number."""
    table = Table("t", "T", (Column("C", Kind.DATE),), ((Cell("01.03.2026", date(2026, 3, 1)),),))
    (block,) = json.loads(payload(document(Language.GERMAN, table)))["sections"][0]["blocks"]
    assert block["rows"] == [["01.03.2026"]]


def test_days_that_were_open_and_have_no_value_are_joined() -> None:
    """A closed day ends a run, and so does one with a value."""
    values = (0.5, None, None, None, 0.1, None)
    opened = (True, True, True, False, True, True)
    days = tuple(date(2026, 3, 1) + timedelta(days=n) for n in range(6))
    bars = DayBars(days, values, ("",) * 6, ((0.0, "0"),), opened)
    assert list(hatched_runs(bars)) == [(1, 2), (5, 1)]
