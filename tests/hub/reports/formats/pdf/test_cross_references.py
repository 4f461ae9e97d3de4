"""Bytes put in the place of others, with every object still where the table says."""

import re

import pytest

from hub.reports.formats.pdf.cross_references import Replacement, replaced

OBJECTS = (b"1 0 obj\naa\nendobj\n", b"2 0 obj\nbb\nendobj\n", b"3 0 obj\ncc\nendobj\n")


def a_pdf(*objects: bytes) -> bytes:
    """Write objects and their table as typst does."""
    body, table = b"%PDF-1.7\n", b"0000000000 65535 f\r\n"
    for each in objects:
        table += b"%010d 00000 n\r\n" % len(body)
        body += each
    return body + b"xref\n0 4\n%btrailer\n<<>>\nstartxref\n%d\n%%%%EOF" % (table, len(body))


def replacement_of(printed: bytes, text: bytes, by: bytes) -> Replacement:
    at = printed.index(text)
    return Replacement(at, at + len(text), by)


@pytest.mark.parametrize("by", [b"", b"x", b"xy", b"much longer than before"])
def test_the_table_follows(by: bytes) -> None:
    """Whether there are more bytes or fewer, objects behind them and the table are found."""
    printed = a_pdf(*OBJECTS)
    made = replaced(printed, [replacement_of(printed, text, by) for text in (b"aa", b"cc")])
    assert made == a_pdf(*(each.replace(b"aa", by).replace(b"cc", by) for each in OBJECTS))
    offsets = [int(offset) for offset in re.findall(rb"(\d{10}) 00000 n\r\n", made)]
    assert [made[at : at + 7] for at in offsets] == [b"1 0 obj", b"2 0 obj", b"3 0 obj"]


def test_nothing_to_replace_is_nothing_to_find() -> None:
    """What has no table is left alone, and refused only if it must be moved."""
    assert replaced(b"x", []) == b"x"
    with pytest.raises(ValueError, match="cross-references"):
        replaced(b"x", [Replacement(0, 1, b"yy")])
