"""Numbers in cells: what a program counts with shows the digits that are printed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.indicators import Unit
from hub.reports.formats.numeric_cell import Number, number_of
from hub.reports.layout.document import Cell, Kind
from hub.reports.text.english import ENGLISH
from hub.reports.text.german import GERMAN

TABLE = [
    ("12,5", Fraction(25, 2), Kind.HOURS, Number(12.5, 1, False, "", "")),
    ("1\u202f234", 1234, Kind.COUNT, Number(1234, 0, False, "", "")),
    ("42,4\xa0%", Fraction(424, 1000), Kind.RATIO, Number(0.424, 1, True, "", "")),
    ("45\xa0%", Fraction(45, 100), Kind.RATIO, Number(0.45, 0, True, "", "")),
    ("mindestens 40,0\xa0%", Fraction(2, 5), Kind.RATIO, Number(0.4, 1, True, "mindestens ", "")),
    ("3 um 9 Uhr", 3, Kind.COUNT, Number(3, 0, False, "", " um 9 Uhr")),
    ("-3,5", Fraction(-7, 2), Kind.NUMBER, Number(-3.5, 1, False, "", "")),
    ("33,3\xa0%", Fraction(1, 3), Kind.RATIO, Number(0.333333333333333, 1, True, "", "")),
    ("12,5", Fraction("12.45"), Kind.HOURS, Number(12.45, 1, False, "", "")),
]


@pytest.mark.parametrize(("text", "value", "kind", "number"), TABLE)
def test_a_number_is_found_with_its_words(
    text: str, value: Fraction | int, kind: Kind, number: Number
) -> None:
    """The value stays exact, the words stand around it."""
    assert number_of(Cell(text, value), kind, GERMAN.typography) == number


@pytest.mark.parametrize(
    ("text", "value", "kept"),
    [
        ("mindestens 12,4", Fraction("12.49"), 12.4),
        ("mindestens 1\u202f234", Fraction("1234.9"), 1234),
        ("79,9\xa0%", Fraction("0.7996"), 0.799),
    ],
)
def test_what_is_rounded_down_is_kept_as_printed(text: str, value: Fraction, kept: float) -> None:
    """Shown to the nearest it would claim more than the report does."""
    kind = Kind.RATIO if text.endswith("%") else Kind.HOURS
    number = number_of(Cell(text, value), kind, GERMAN.typography)
    assert number is not None
    assert number.value == kept


@pytest.mark.parametrize(
    "cell",
    [
        Cell("–"),
        Cell("keine belastbare Angabe (Abdeckung 62,0\xa0%)"),
        Cell("ja", 1),
        Cell("17", 18),
    ],
)
def test_words_are_no_number(cell: Cell) -> None:
    """Neither is a number that says something else than its cell."""
    assert number_of(cell, Kind.COUNT, GERMAN.typography) is None


@given(
    st.fractions(min_value=0, max_value=10**7), st.sampled_from(Unit), st.booleans(), st.booleans()
)
def test_every_amount_is_found_again(
    value: Fraction, unit: Unit, down: bool, is_german: bool
) -> None:
    """In both languages, whichever way it is rounded, and never by a whole digit off."""
    words = GERMAN if is_german else ENGLISH
    kind = {Unit.HOURS: Kind.HOURS, Unit.COUNT: Kind.COUNT, Unit.RATIO: Kind.RATIO}[unit]
    number = number_of(Cell(words.amount(value, unit, down=down), value), kind, words.typography)
    assert number is not None
    step = 10.0**-number.places / (100 if number.is_share else 1)
    assert float(value) - number.value <= step * 1.000001
    assert number.value <= float(value) * (1 + 1e-14)
    assert (number.before, number.after) == ("", "")
