"""What the paper template reads: numbers cut at the decimal mark, widths, runs of missing days."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hub.reports.formats.pdf.charts import hatched_runs
from hub.reports.formats.pdf.template_input import payload
from hub.reports.layout.document import Cell, Column, DayBars, Document, Kind, Section, Table
from hub.reports.text.language import Language

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


def never(character: str) -> bool:
    """Print nothing but what is common."""
    return False


def blocks(made: Document) -> list[dict[str, Any]]:
    """Return the blocks of the only chapter as the template reads them."""
    (section,) = json.loads(payload(made, never))["groups"][0]["sections"]
    return list(section["blocks"])


@pytest.mark.parametrize(("language", "cell", "cut"), CUT)
def test_a_number_is_cut_at_its_decimal_mark(
    language: Language, cell: Cell, cut: list[str] | str
) -> None:
    """Nothing of the text is lost, and what is no number stays whole."""
    table = Table("t", "T", (Column("C", Kind.NUMBER),), ((cell,),))
    (block,) = blocks(document(language, table))
    assert block["rows"] == [[cut]]
    assert "".join(cut) == cell.text


def test_a_text_column_is_never_cut() -> None:
    """A date or a name with digits is no number."""
    table = Table("t", "T", (Column("C", Kind.DATE),), ((Cell("01.03.2026", date(2026, 3, 1)),),))
    (block,) = blocks(document(Language.GERMAN, table))
    assert block["rows"] == [["01.03.2026"]]


def test_days_that_were_open_and_have_no_value_are_joined() -> None:
    """A closed day ends a run, and so does one with a value."""
    values = (0.5, None, None, None, 0.1, None)
    opened = (True, True, True, False, True, True)
    days = tuple(date(2026, 3, 1) + timedelta(days=n) for n in range(6))
    bars = DayBars(days, values, ("",) * 6, ((0.0, "0"),), opened)
    assert list(hatched_runs(bars)) == [(1, 2), (5, 1)]


def test_a_wide_table_turns_its_pages_and_its_chapters_heading_with_them() -> None:
    """A heading without blocks of its own goes with the chapter that follows it."""
    columns = tuple(Column(f"C{n}", Kind.TEXT) for n in range(6))
    narrow = Table("n", "N", columns, ((Cell("x"),) * 6,))
    wide = Table("w", "W", columns, ((Cell("x" * 40),) * 6,))
    sections = (
        Section("a", "A", 1, (narrow,)),
        Section("b", "B", 1, ()),
        Section("c", "C", 2, (wide,)),
        Section("d", "D", 1, (narrow,)),
    )
    made = replace(document(Language.GERMAN), sections=sections)
    groups = json.loads(payload(made, never))["groups"]
    titles = [[section["title"] for section in group["sections"]] for group in groups]
    assert titles == [["A"], ["B", "C"], ["D"]]
    assert [group["is_turned"] for group in groups] == [False, True, False]


def test_a_table_of_many_long_texts_becomes_cards() -> None:
    """As the dictionary does: it would fit on no page."""
    columns = tuple(Column(f"C{n}", Kind.TEXT) for n in range(8))
    wordy = Table("w", "W", columns, ((*(Cell("x"),) * 7, Cell("x" * 90)),))
    (block,) = blocks(document(Language.GERMAN, wordy))
    assert block["type"] == "cards"
    assert [column["is_short"] for column in block["columns"]] == [True] * 7 + [False]


def test_what_no_font_has_is_replaced_and_nothing_else() -> None:
    """Common letters aren't asked about; controls are, wherever they stand."""
    asked: list[str] = []

    def only_cyrillic(character: str) -> bool:
        asked.append(character)
        return "\u0400" <= character <= "\u04ff"

    told = "Grün & Łódź „9–17“, 1\u202f234 Кафе 咖\x00"
    table = Table("t", told, (Column("C", Kind.TEXT),), ((Cell(told),),))
    made = document(Language.GERMAN, table)
    (block,) = json.loads(payload(made, only_cyrillic))["groups"][0]["sections"][0]["blocks"]
    assert block["caption"] == block["rows"][0][0] == told[:-2] + "\ufffd\ufffd"
    assert set(asked) == set("Кафе咖\x00")
