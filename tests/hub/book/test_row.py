"""Check sums of the book's rows: what they find, and what they don't take for damage."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hub.book.care import CARE
from hub.book.file import BookFile
from hub.book.row import check_sum, whole, with_check

VALUE = st.none() | st.integers(-(2**63), 2**63 - 1) | st.text() | st.binary()
ROWS = st.dictionaries(st.text(min_size=1), VALUE, min_size=1, max_size=4)


@given(row=ROWS, other=ROWS)
def test_rows_that_differ_have_other_sums(row: dict[str, object], other: dict[str, object]) -> None:
    """Any change of a value, its type or its column is another sum; the order is none."""
    turned = dict(reversed(row.items()))
    assert check_sum(turned) == check_sum(row)
    assert (check_sum(row) == check_sum(other)) == (row == other)


def test_a_number_is_no_text() -> None:
    """1, '1' and b'1' differ, and so do nothing and an empty text."""
    sums = {check_sum({"a": value}) for value in (1, "1", b"1", None, "", b"", 0)}
    assert len(sums) == 7


def test_damaged_rows_are_left_out(tmp_path: Path) -> None:
    """A row of which anything was changed past its sum isn't read as another row."""
    row = {"kind": "k", "space": "", "subject": "s", "since_us": 1, "seen_us": 2, "until_us": None}
    book = BookFile.own(tmp_path / "book.db")
    with book.transaction() as db:
        db.executemany(CARE.insert, [with_check(row), with_check({**row, "kind": "other"})])
        for change in (
            "UPDATE care SET seen_us = 3 WHERE kind = 'k'",
            "UPDATE care SET subject = 't' WHERE kind = 'k'",
            "UPDATE care SET until_us = 9 WHERE kind = 'k'",
            "UPDATE care SET check_sum = x'' WHERE kind = 'k'",
        ):
            db.execute(change)
            assert [each["kind"] for each in whole(db.execute(CARE.select))] == ["other"]
    book.close()
