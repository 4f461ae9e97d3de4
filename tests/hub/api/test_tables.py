"""Rows as JSON and CSV."""

import csv
import json
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.api.tables import Column, Format, csv_pieces, json_pieces, seconds, wanted

COLUMNS = (Column("desk", is_text=True), Column("free_s"))


@pytest.mark.parametrize(
    ("us", "text"),
    [
        (0, "0"),
        (1, "0.000001"),
        (100_000, "0.1"),
        (900_000_000, "900"),
        (18_000_000_000, "18000"),
        (1_834_250_000, "1834.25"),
    ],
)
def test_seconds_without_needless_digits(us: int, text: str) -> None:
    """Whole seconds have no decimals, others as many as they need."""
    assert seconds(us) == text


@given(us=st.integers(0, 10**15))
def test_seconds_are_exact(us: int) -> None:
    """Nothing is rounded, and no exponent is written."""
    assert Decimal(seconds(us)) * 1_000_000 == us
    assert set(seconds(us)) <= set("0123456789.")


@given(rows=st.lists(st.tuples(st.text(), st.integers(0).map(str))))
def test_json_reads_as_it_was_written(rows: list[tuple[str, str]]) -> None:
    """Whatever the text, and with no row, one or many."""
    text = "".join(json_pieces({"space": "hof"}, "desks", COLUMNS, rows))
    told = [{"desk": desk, "free_s": int(free)} for desk, free in rows]
    assert json.loads(text) == {"space": "hof", "desks": told}


def test_csv_is_that_of_rfc_4180() -> None:
    """Lines end in CR LF, the header comes first, and what needs quotes has them."""
    rows = [("d1", "900"), ('a "b", c', "0.5")]
    text = "".join(csv_pieces(COLUMNS, rows))
    assert text == 'desk,free_s\r\nd1,900\r\n"a ""b"", c",0.5\r\n'
    assert list(csv.reader(StringIO(text, newline=""))) == [["desk", "free_s"], *map(list, rows)]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", Format.JSON),
        ("*/*", Format.JSON),
        ("text/html,application/xhtml+xml,*/*;q=0.8", Format.JSON),
        ("application/json", Format.JSON),
        ("text/csv", Format.CSV),
        ("TEXT/CSV; charset=utf-8, */*;q=0.1", Format.CSV),
        ("text/csv, application/json", Format.JSON),
        ("text/csv, application/json;q=0.5", Format.CSV),
        ("text/csv;q=0.4, application/json;q=0.5", Format.JSON),
        ("text/csv;q=0", Format.JSON),
        ("text/csv;q=much", Format.CSV),
        (";,;q=,,", Format.JSON),
    ],
)
def test_what_a_client_wants(accept: str, chosen: Format) -> None:
    """CSV where it is named and JSON isn't named as at least as good."""
    assert wanted(accept) == chosen
