"""Ends of streams: clear to whoever counts bytes, and every object still where the table says."""

import re

import pytest

from hub.reports.formats.pdf.stream_ends import with_clear_ends


def a_pdf(*streams: bytes) -> bytes:
    """Write streams as typst does: LF after each, then the table of cross-references."""
    body, table = b"%PDF-1.7\n", b""
    for number, stream in enumerate(streams, 1):
        table += b"%010d 00000 n\r\n" % len(body)
        head = b"%d 0 obj\n<</Length %d>>\nstream\n" % (number, len(stream))
        body += head + stream + b"\nendstream\nendobj\n"
    return body + b"xref\n0 1\n%btrailer\n<<>>\nstartxref\n%d\n%%%%EOF" % (table, len(body))


def counted(printed: bytes) -> list[tuple[int, int]]:
    """Return the stated length of each stream, and that up to the end-of-line before its end."""
    found = re.finditer(rb"/Length (\d+)>>\nstream\n(.*?)\r?\nendstream", printed, re.DOTALL)
    return [(int(one[1]), len(one[2])) for one in found]


def pointed_at(printed: bytes) -> list[bytes]:
    """Return what begins where the table points to."""
    offsets = [int(offset) for offset in re.findall(rb"(\d{10}) \d{5} n\r\n", printed)]
    return [printed[offset : offset + 7] for offset in offsets]


STREAMS = (b"ab", b"cd\r", b"ef", b"\r", b"gh\r", b"ij")


def test_a_stream_that_ends_in_cr_is_counted_right() -> None:
    """As it comes from typst it seems one byte too short; the streams themselves stay."""
    printed = a_pdf(*STREAMS)
    assert any(stated != seen for stated, seen in counted(printed))
    cleared = with_clear_ends(printed)
    assert [stated for stated, _ in counted(cleared)] == [len(stream) for stream in STREAMS]
    assert all(stated == seen for stated, seen in counted(cleared))


def test_the_table_points_at_every_object() -> None:
    """Also at those behind the bytes that were put in, and at the table itself."""
    cleared = with_clear_ends(a_pdf(*STREAMS))
    assert pointed_at(cleared) == [b"%d 0 obj" % n for n in range(1, len(STREAMS) + 1)]
    start = re.search(rb"startxref\n(\d+)\n%%EOF\Z", cleared)
    assert start is not None
    assert cleared[int(start[1]) :].startswith(b"xref\n")


def test_what_is_clear_is_left_alone() -> None:
    """Byte for byte."""
    assert with_clear_ends(a_pdf(b"ab", b"cd")) == a_pdf(b"ab", b"cd")


def test_without_a_table_nothing_is_guessed() -> None:
    """Offsets that aren't known can't be moved."""
    with pytest.raises(ValueError, match="cross-references"):
        with_clear_ends(b"x\r\nendstream\nendobj\n")
