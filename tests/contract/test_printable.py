"""Nothing but what can be read is left of a text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.printable import printable, quoted_block


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Straße 5, 20 °C – „gut“ 😀", "Straße 5, 20 °C – „gut“ 😀"),
        ("a\nERROR b", "a\\nERROR b"),
        ("a\r\tb", "a\\r\\tb"),
        ("\x1b[2J\x1b]0;x\x07", "\\x1b[2J\\x1b]0;x\\x07"),
        ("\x9b31m\x85\x7f\x00", "\\x9b31m\\x85\\x7f\\x00"),
        ("\u202eabc\u2066\u200f", "\\u202eabc\\u2066\\u200f"),
        ("\u2028\u2029\u200b\ufeff", "\\u2028\\u2029\\u200b\\ufeff"),
        ("\udc80", "\\udc80"),
        ("\U000e0001", "\\U000e0001"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    """Letters of every language stay; what moves a cursor, turns text or hides is written out."""
    assert printable(text) == shown


@given(st.text(st.characters()))
def test_nothing_else_is_left(text: str) -> None:
    """Of any text at all one line remains, without controls, formats, separators, surrogates."""
    shown = printable(text)
    assert all(unicodedata.category(one)[0] != "C" for one in shown)
    assert all(unicodedata.category(one) not in {"Zl", "Zp"} for one in shown)
    assert len(shown.splitlines()) <= 1
    shown.encode()


def test_lines_of_a_block_are_told_from_records() -> None:
    """Each is indented, whatever kind of line break stands in it."""
    assert quoted_block("Traceback\nValueError: a\rERROR b\u2028ERROR c") == (
        "  | Traceback\n  | ValueError: a\\rERROR b\\u2028ERROR c"
    )
