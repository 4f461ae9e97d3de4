"""What the paper template reads: numbers cut at the decimal mark, widths, runs of missing days."""

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from hub.domain.indicators import Unit
from hub.reports.formats.pdf.charts import hatched_runs
from hub.reports.formats.pdf.template_input import payload
from hub.reports.layout.document import (
    Cell,
    Column,
    DayBars,
    DayCell,
    Document,
    Gap,
    Kind,
    Section,
    Table,
    TextCell,
)
from hub.reports.text.language import Language
from hub.reports.text.number import Bound
from tests.hub.reports.documents import bare, cell_of

CUT = [
    (cell_of(Fraction("1234.5"), decimals=1), ["", "1\u202f234", ",5"]),
    (cell_of(12, bound=Bound.LOWER), ["≥\u202f", "12", ""]),
    (cell_of(Fraction(1, 3), Unit.RATIO, 1), ["", "33", ",3\xa0%"]),
    (cell_of(Fraction(1, 20), Unit.RATIO, bound=Bound.UPPER), ["≤\u202f", "5", "\xa0%"]),
    (
        cell_of(Fraction("1234.5"), Unit.HOURS, 1, Bound.LOWER, Language.ENGLISH),
        ["≥\u202f", "1,234", ".5"],
    ),
    (cell_of(Fraction(1, 3), Unit.RATIO, 1, None, Language.ENGLISH), ["", "33", ".3%"]),
    (TextCell("–", Gap.NONE), "–"),
    (TextCell("keine belastbare Angabe", Gap.NOT_RELIABLE), "keine belastbare Angabe"),
]


def document(*tables: Table) -> Document:
    return bare(Section("s", "S", 1, tables))


def never(character: str) -> bool:
    """Print nothing but what is common."""
    return False


def blocks(made: Document) -> list[dict[str, Any]]:
    """Return the blocks of the only chapter as the template reads them."""
    (section,) = json.loads(payload(made, never))["groups"][0]["sections"]
    return list(section["blocks"])


@pytest.mark.parametrize(("cell", "cut"), CUT)
def test_a_number_is_cut_at_its_decimal_mark(cell: Cell, cut: list[str] | str) -> None:
    """Nothing of the text is lost, and what is no number stays whole."""
    table = Table("t", "T", (Column("C", Kind.NUMBER),), ((cell,),))
    (block,) = blocks(document(table))
    assert block["rows"] == [[cut]]
    assert "".join(cut) == cell.text


def test_what_follows_whole_parts_is_measured_once_for_each_width() -> None:
    """Figures are tabular, so that one digit is as wide as another."""
    shares = [cell_of(Fraction(n, 7), Unit.RATIO, 1) for n in range(7)]
    cells: list[Cell] = [*shares, cell_of(12), TextCell("–", Gap.NONE)]
    columns = (Column("C", Kind.NUMBER),)
    (block,) = blocks(document(Table("t", "T", columns, tuple((cell,) for cell in cells))))
    assert block["columns"][0]["tails"] == ["", ",0\xa0%"]


def test_a_text_column_is_never_cut() -> None:
    """A date or a name with digits is no number."""
    table = Table(
        "t", "T", (Column("C", Kind.DATE),), ((DayCell("01.03.2026", date(2026, 3, 1)),),)
    )
    (block,) = blocks(document(table))
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
    narrow = Table("n", "N", columns, ((TextCell("x"),) * 6,))
    wide = Table("w", "W", columns, ((TextCell("x" * 40),) * 6,))
    sections = (
        Section("a", "A", 1, (narrow,)),
        Section("b", "B", 1, ()),
        Section("c", "C", 2, (wide,)),
        Section("d", "D", 1, (narrow,)),
    )
    made = replace(document(), sections=sections)
    groups = json.loads(payload(made, never))["groups"]
    titles = [[section["title"] for section in group["sections"]] for group in groups]
    assert titles == [["A"], ["B", "C"], ["D"]]
    assert [group["is_turned"] for group in groups] == [False, True, False]


def test_a_table_of_many_long_texts_becomes_cards() -> None:
    """As the dictionary does: it would fit on no page."""
    columns = tuple(Column(f"C{n}", Kind.TEXT) for n in range(8))
    wordy = Table("w", "W", columns, ((*(TextCell("x"),) * 7, TextCell("x" * 90)),))
    (block,) = blocks(document(wordy))
    assert block["type"] == "cards"
    assert [column["is_short"] for column in block["columns"]] == [True] * 7 + [False]


def test_what_no_font_has_is_replaced_and_nothing_else() -> None:
    """Common letters aren't asked about; controls are, wherever they stand."""
    asked: list[str] = []

    def only_cyrillic(character: str) -> bool:
        asked.append(character)
        return "\u0400" <= character <= "\u04ff"

    told = "Grün & Łódź „9–17“, 1\u202f234 Кафе 咖\x00"
    table = Table("t", told, (Column("C", Kind.TEXT),), ((TextCell(told),),))
    made = document(table)
    (block,) = json.loads(payload(made, only_cyrillic))["groups"][0]["sections"][0]["blocks"]
    assert block["caption"] == block["rows"][0][0] == told[:-2] + "\ufffd\ufffd"
    assert set(asked) == set("Кафе咖\x00")
