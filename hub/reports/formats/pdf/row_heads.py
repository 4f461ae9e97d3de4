"""The first cell of each row of a PDF's tables, tagged as what heads the row. Pure.

typst tags the heads of columns, and lets every cell below name its own; it has no way yet to say
that a cell heads its row (`pdf.header-cell` is behind a feature that its Python package can't turn
on). So this is said here, in the tags of what typst printed:

    <</Type/StructElem/S/TD …/A[<</O/Table/Headers[(U1x0y0)]>> …   first of a row below the heads
    <</Type/StructElem/S/TH …/A[<</O/Table/Scope/Row>> …           the same, heading its row
    <</Type/StructElem/S/TD …/A[<<…>>]                             its neighbours: heads by scope

ISO 32000-1, 14.8.5.7: a cell that names its heads has no others, so the names must go; from then on
the scopes say which cells head it, the column's and the row's.
"""

import re
from collections.abc import Iterator
from typing import Final

from hub.reports.formats.pdf.cross_references import Replacement, replaced

_OBJECT: Final = re.compile(rb"^(\d+) 0 obj\n<</Type/StructElem/S/(T[DR])(/.*)$", re.MULTILINE)
_KIDS: Final = re.compile(rb"/K\[(\d+) 0 R")
_HEADS: Final = re.compile(rb"<</O/Table/Headers\[[^\]]*\]>>")
_TAG: Final = b"/S/TD"


def with_row_heads(printed: bytes) -> bytes:
    """Tag the first cell of each row as its head.

    Raises ValueError if `printed` has a table and no table of cross-references at its end.
    """
    return replaced(printed, list(_replacements(printed)))


def _replacements(printed: bytes) -> Iterator[Replacement]:
    elements = list(_OBJECT.finditer(printed))
    firsts = {
        first[1]
        for element in elements
        if element[2] == b"TR" and (first := _KIDS.search(element[3]))
    }
    for element in elements:
        named = _HEADS.search(printed, element.start(), element.end())
        if element[2] != b"TD" or named is None:
            continue
        is_head = element[1] in firsts
        if is_head:
            at = printed.index(_TAG, element.start())
            yield Replacement(at, at + len(_TAG), b"/S/TH")
        yield Replacement(*named.span(), b"<</O/Table/Scope/Row>>" if is_head else b"")
