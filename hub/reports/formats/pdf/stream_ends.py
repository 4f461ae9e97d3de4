"""The ends of streams in a PDF, so written that nobody counts them one byte too short. Pure.

ISO 19005-2, 6.1.7.1: a stream's length is counted up to the end-of-line marker before `endstream`.
typst writes LF there. Where compressed bytes happen to end in CR, checkers take both for one CR LF
and find the length wrong: of some reports, for no reason that anybody could see.
"""

import re
from typing import Final

from hub.reports.formats.pdf.cross_references import Replacement, replaced

_AMBIGUOUS: Final = re.compile(rb"\r\nendstream\nendobj\n")


def with_clear_ends(printed: bytes) -> bytes:
    """Write CR LF after streams that end in CR.

    Raises ValueError if `printed` has such a stream and no table of cross-references at its end.
    """
    ends = [found.start() + 1 for found in _AMBIGUOUS.finditer(printed)]
    return replaced(printed, [Replacement(at, at, b"\r") for at in ends])
