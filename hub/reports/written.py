"""A request for a report as an address has it: texts, read and checked before anything is built."""

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from hub.errors import Reason, ReportRefused
from hub.reports.model import Request

LONGEST_DAYS: Final = 1_096
"""Three years, the longest that funders usually ask about at once."""
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_day(text: str) -> date:
    """Read a date such as 2026-03-01. Raises ValueError."""
    if _DATE.fullmatch(text):
        return date.fromisoformat(text)
    raise ValueError("expected a date such as 2026-03-01")


def read_request(
    spaces: Sequence[str], first: str, last: str, known: Collection[str], *, is_public: bool
) -> Request:
    """Read what is asked of the spaces `known`; of a time that one computer may work on.

    Raises ReportRefused, which repeats nothing of what was sent.
    """
    if not set(spaces) <= set(known):
        raise ReportRefused("space", "ids that GET /api/v1/spaces lists", Reason.UNKNOWN_SPACE)
    request = Request(tuple(spaces), _day("from", first), _day("to", last), is_public)
    if (request.last - request.first).days >= LONGEST_DAYS:
        raise ReportRefused(
            "to", f"at most {LONGEST_DAYS} days, the first included", Reason.TOO_LONG
        )
    return request


def _day(name: str, text: str) -> date:
    try:
        return read_day(text)
    except ValueError:
        raise ReportRefused(name, "a local date such as 2026-03-01", Reason.NO_DATE) from None
