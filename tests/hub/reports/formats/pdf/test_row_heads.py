"""Heads of rows in a PDF's tags: the first cell of each row below the columns' heads."""

from hub.reports.formats.pdf.row_heads import with_row_heads
from tests.hub.reports.formats.pdf.test_cross_references import a_pdf

HEADS = b"/A[<</O/Table/Headers[(U1x0y0)]>><</O/Layout>>]/K[1]>>\nendobj\n"
FIRST = b"1 0 obj\n<</Type/StructElem/S/TD/P 3 0 R" + HEADS
SECOND = b"2 0 obj\n<</Type/StructElem/S/TD/P 3 0 R" + HEADS
ROW = b"3 0 obj\n<</Type/StructElem/S/TR/P 9 0 R/K[1 0 R 2 0 R]>>\nendobj\n"


def test_the_first_cell_of_a_row_is_its_head() -> None:
    """By its scope; its neighbours name no heads any more, so that all scopes hold."""
    first = b"1 0 obj\n<</Type/StructElem/S/TH/P 3 0 R" + HEADS.replace(
        b"Headers[(U1x0y0)]", b"Scope/Row"
    )
    second = b"2 0 obj\n<</Type/StructElem/S/TD/P 3 0 R" + HEADS.replace(
        b"<</O/Table/Headers[(U1x0y0)]>>", b""
    )
    assert with_row_heads(a_pdf(FIRST, SECOND, ROW)) == a_pdf(first, second, ROW)


def test_heads_of_columns_stay() -> None:
    """They have their scope already."""
    head = b"1 0 obj\n<</Type/StructElem/S/TH/P 3 0 R/ID(U1x0y0)/A[<</O/Table/Scope/Column>>]>>\n"
    printed = a_pdf(head, ROW)
    assert with_row_heads(printed) == printed
