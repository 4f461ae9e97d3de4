"""A request as an address has it."""

from datetime import date

import pytest

from hub.errors import Reason, ReportRefused
from hub.reports.model import Request
from hub.reports.request import LONGEST_DAYS, read_request

KNOWN = ("a", "b")


def test_what_is_asked_is_read() -> None:
    """Spaces in the order of the address; the longest period is three years."""
    read = read_request(["b", "a"], "2025-01-01", "2028-01-01", KNOWN, is_public=True)
    assert read == Request(("b", "a"), date(2025, 1, 1), date(2028, 1, 1), is_public=True)
    assert (read.last - read.first).days + 1 == LONGEST_DAYS


@pytest.mark.parametrize(
    ("spaces", "first", "last", "field", "reason"),
    [
        (["<b>"], "2026-01-01", "2026-01-02", "space", Reason.UNKNOWN_SPACE),
        ([], "", "2026-01-02", "from", Reason.NO_DATE),
        ([], "20260101", "2026-01-02", "from", Reason.NO_DATE),
        ([], "2026-01-01", "2026-02-30", "to", Reason.NO_DATE),
        ([], "2026-01-01", "2026-01-02T00:00:00Z", "to", Reason.NO_DATE),
        ([], "2025-01-01", "2028-01-02", "to", Reason.TOO_LONG),
    ],
)
def test_what_makes_no_sense_is_refused(
    spaces: list[str], first: str, last: str, field: str, reason: Reason
) -> None:
    """With its field and a reason; and nothing of what was sent comes back."""
    with pytest.raises(ReportRefused) as refused:
        read_request(spaces, first, last, KNOWN, is_public=False)
    assert (refused.value.field, refused.value.reason) == (field, reason)
    assert not any(sent in refused.value.message for sent in (*spaces, first, last) if sent)
