"""Numbers as they are printed: digits by a second way of rounding, and never too much said."""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.indicators import Coverage, Figure, Indicator, Standing, Unit
from hub.reports.text.english import ENGLISH
from hub.reports.text.german import GERMAN
from hub.reports.text.number import Bound, Number, amount_of, coverage_of, number_of

VALUES = st.fractions(min_value=0, max_value=10**7)
NUMBERS = st.builds(
    Number, VALUES, st.sampled_from(Unit), st.integers(0, 3), st.none(), st.booleans()
)

WRITTEN = [
    (Number(Fraction(25, 2), Unit.HOURS, 1), "12,5", "12.5"),
    (Number(Fraction(1234), Unit.COUNT), "1\u202f234", "1,234"),
    (Number(Fraction(424, 1000), Unit.RATIO, 1), "42,4\xa0%", "42.4%"),
    (Number(Fraction(45, 100), Unit.RATIO), "45\xa0%", "45%"),
    (Number(Fraction(2, 5), Unit.RATIO, 1, Bound.LOWER), "mindestens 40,0\xa0%", "at least 40.0%"),
    (Number(Fraction(5), Unit.COUNT, 0, Bound.UPPER), "höchstens 5", "at most 5"),
    (Number(Fraction(1, 3), Unit.RATIO, 1), "33,3\xa0%", "33.3%"),
    (Number(Fraction("12.45"), Unit.HOURS, 1), "12,5", "12.5"),
    (Number(Fraction("12.49"), Unit.HOURS, 1, None, True), "12,4", "12.4"),
    (Number(Fraction("0.7996"), Unit.RATIO, 1, None, True), "79,9\xa0%", "79.9%"),
]


@pytest.mark.parametrize(("number", "german", "english"), WRITTEN)
def test_a_number_is_written_with_its_words(number: Number, german: str, english: str) -> None:
    """With the language's marks, and before it what its bound says."""
    assert str(GERMAN.written(number)) == german
    assert str(ENGLISH.written(number)) == english


@given(NUMBERS)
def test_the_digits_are_those_of_decimal_arithmetic(number: Number) -> None:
    """Down where it is said, else to the nearest, halves up."""
    with localcontext(prec=60):
        factor = 100 if number.is_share else 1
        exact = number.value * factor
        value = Decimal(exact.numerator) / Decimal(exact.denominator)
        how = ROUND_FLOOR if number.is_rounded_down else ROUND_HALF_UP
        expected = value.quantize(Decimal(1).scaleb(-number.decimals), how)
        assert number.shown * factor == Fraction(expected)
        assert str(ENGLISH.written(number)).rstrip("%") == f"{expected:,}"


@given(NUMBERS)
def test_what_is_calculated_with_rounds_to_what_is_printed(number: Number) -> None:
    """It is the exact value wherever that has the same digits."""
    assert number.is_shown_by(number.computable)
    if not number.is_rounded_down:
        assert number.computable == number.value
    assert number.computable <= number.value


@pytest.mark.parametrize(
    ("value", "kept"),
    [("12.49", "12.4"), ("12.44", "12.44"), ("12.45", "12.4")],
)
def test_what_is_rounded_down_is_kept_as_printed(value: str, kept: str) -> None:
    """Shown to the nearest it would claim more than the report does."""
    number = Number(Fraction(value), Unit.HOURS, 1, Bound.LOWER, is_rounded_down=True)
    assert number.computable == Fraction(kept)


def test_a_figure_says_how_it_is_printed() -> None:
    """A lower bound is rounded down, a coverage too; what is coarse has no decimals."""
    figure = Figure(Indicator.FULL_HOURS, 25, 2, Coverage(9, 10), Standing.AT_LEAST)
    assert number_of(figure) == Number(Fraction(25, 2), Unit.HOURS, 1, Bound.LOWER, True)
    coverage = Figure(Indicator.COVERAGE, 1, 3, None, Standing.FIGURE)
    assert number_of(coverage) == Number(Fraction(1, 3), Unit.RATIO, 1, None, True)
    coarse = Figure(Indicator.UTILISATION, 7, 20, None, Standing.FIGURE, is_rounded=True)
    assert number_of(coarse) == Number(Fraction(7, 20), Unit.RATIO, 0)
    assert coverage_of(Coverage(7, 20)) == Number(Fraction(7, 20), Unit.RATIO, 1, None, True)


@pytest.mark.parametrize(
    ("known", "german"),
    [(0, "0\xa0%"), (19, "≥\u202f95\xa0%"), (20, "100\xa0%")],
)
def test_a_public_coverage_is_a_lower_bound_unless_it_is_whole(known: int, german: str) -> None:
    """It was rounded down by steps of its cells: what is 99.6 % isn't printed as 95 %."""
    coverage = Figure(Indicator.COVERAGE, known, 20, None, Standing.FIGURE, is_rounded=True)
    for number in (coverage_of(Coverage(known, 20), is_public=True), number_of(coverage)):
        assert number is not None
        assert str(GERMAN.in_cell(number)) == german


@pytest.mark.parametrize(
    ("number", "cell"),
    [
        (Number(Fraction(5), Unit.COUNT, 0, Bound.LOWER, True), "≥\u202f5"),
        (Number(Fraction(5), Unit.COUNT, 0, Bound.UPPER), "≤\u202f5"),
        (Number(Fraction(0), Unit.COUNT, 0, Bound.LOWER, True), "0"),
        (Number(Fraction("0.04"), Unit.HOURS, 1, Bound.LOWER, True), "0,0"),
    ],
)
def test_in_a_cell_a_bound_is_a_sign(number: Number, cell: str) -> None:
    """None stands before a printed zero, of which it would say nothing."""
    assert str(GERMAN.in_cell(number)) == cell


@pytest.mark.parametrize("standing", [Standing.NONE, Standing.NOT_RELIABLE, Standing.WITHHELD])
def test_what_has_no_value_is_no_number(standing: Standing) -> None:
    """Not even zero; nor is a coverage of nothing."""
    assert number_of(Figure(Indicator.VISITS, 3, 1, Coverage(1, 2), standing)) is None
    assert coverage_of(Coverage(0, 0)) is None
    assert coverage_of(None) is None


@pytest.mark.parametrize(
    ("value", "unit", "decimals"),
    [
        (Fraction("99.99"), Unit.HOURS, 1),
        (Fraction(100), Unit.HOURS, 0),
        (Fraction(1, 3), Unit.RATIO, 1),
        (Fraction(7), Unit.COUNT, 0),
    ],
)
def test_an_amount_has_the_decimals_of_its_unit(value: Fraction, unit: Unit, decimals: int) -> None:
    """From a hundred on nobody needs tenths of an hour."""
    assert amount_of(value, unit).decimals == decimals
