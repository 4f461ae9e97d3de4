"""Numbers that programs get: they show the digits that are printed, and none is read from text."""

import ast
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given

from hub.domain.indicators import Unit
from hub.reports.formats.numeric_cell import value_of
from hub.reports.layout.document import NumberCell
from hub.reports.text.german import GERMAN
from hub.reports.text.number import Bound, Number
from tests.house.tree import modules
from tests.hub.reports.text.test_number import NUMBERS

NEAR_A_TIE = Number(Fraction(4244999999999999999, 10**19), Unit.RATIO, 1)
"""Its 15 digits are a tie, which rounds up to 42.5 %; printed is 42.4 %."""


def cell_of(number: Number) -> NumberCell:
    return NumberCell(number, GERMAN.written(number), GERMAN.units[number.unit])


@pytest.mark.parametrize(
    ("number", "value"),
    [
        (Number(Fraction(25, 2), Unit.HOURS, 1), 12.5),
        (Number(Fraction(1234), Unit.COUNT), 1234),
        (Number(Fraction(1, 3), Unit.RATIO, 1), 0.333333333333333),
        (Number(Fraction("12.45"), Unit.HOURS, 1), 12.45),
        (Number(Fraction("12.49"), Unit.HOURS, 1, Bound.LOWER, True), 12.4),
        (Number(Fraction("1234.9"), Unit.HOURS, 0, Bound.LOWER, True), 1234),
        (Number(Fraction("0.7996"), Unit.RATIO, 1, None, True), 0.799),
        (NEAR_A_TIE, 0.424),
    ],
)
def test_a_number_is_given_as_exactly_as_it_can_be(number: Number, value: float) -> None:
    """With 15 digits; as printed where its own would show others."""
    assert value_of(cell_of(number)) == value


@given(NUMBERS)
@example(NEAR_A_TIE)
def test_a_program_shows_the_digits_that_are_printed(number: Number) -> None:
    """Rounded to the nearest, whatever it was rounded to before."""
    value = value_of(cell_of(number))
    assert number.is_shown_by(Fraction(repr(value)))
    assert value <= float(number.value) * (1 + 1e-14)


PARSERS = ("float", "int", "Decimal", "Fraction", "literal_eval")
QUESTIONS = ("isdigit", "isdecimal", "isnumeric")
DIGITS = (r"\d", r"\D", "0-9")
OTHERS = ("stream_ends.py", "csv_text.py")
"""One counts bytes of a finished PDF, one asks what a name looks like; neither reads a cell."""


def readings(source: str) -> list[str]:
    """Return where a module reads digits out of words."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name), args=args) if name in PARSERS:
                parts = [part for each in args for part in ast.walk(each)]
                attributes = {part.attr for part in parts if isinstance(part, ast.Attribute)}
                if attributes & {"text", "written", "whole", "fraction"}:
                    found.append(f"line {node.lineno}: {name}() of a text")
            case ast.Attribute(attr=name) if name in QUESTIONS:
                found.append(f"line {node.lineno}: asks {name}()")
            case ast.Constant(value=str(text)) if any(digits in text for digits in DIGITS):
                found.append(f"line {node.lineno}: a pattern of digits")
    return found


WRITERS = [
    (path, source)
    for path, source in modules()
    if path.is_relative_to("hub/reports/formats") and path.name not in OTHERS
]


@pytest.mark.parametrize(("path", "source"), WRITERS, ids=[str(path) for path, _ in WRITERS])
def test_no_writer_reads_digits_out_of_a_text(path: Path, source: str) -> None:
    """Every figure comes to it as a number."""
    assert readings(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "int(cell.text)",
        "value = float(cell.text.replace(',', '.'))",
        "Decimal(cell.written.whole)",
        "Fraction(str(cell.written))",
        r"re.compile(r'(\d+)')",
        "re.search('[0-9]+', text)",
        "text[0].isdigit()",
    ],
)
def test_a_reading_is_found(source: str) -> None:
    """The rule above can fail."""
    assert readings(source)
