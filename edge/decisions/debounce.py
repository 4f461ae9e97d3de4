"""Debounce of one line: a level counts once it has been quiet for the debounce time.

Changes that follow each other faster are one burst. A burst that ends on the other level is one
change, dated at the burst's first edge for whoever compares two lines; a burst that ends where it
began is none. Readings that repeat the known level cost nothing, so that a level which is read
again every second repairs what a callback missed.
"""

from dataclasses import dataclass
from typing import Final

from edge.decisions.deadlines import NEVER_US


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `level` is settled, `raw` is the newest; None is not known yet."""

    level: bool | None = None
    raw: bool | None = None
    burst_us: int | None = None
    """The first edge of the burst that has not settled; None while the line is quiet."""
    edge_us: int = 0
    """The newest edge."""


UNREAD: Final = Line()


def hear(line: Line, active: bool, at_us: int) -> Line:
    """Take one reading of the line. The same object comes back if it says nothing new."""
    if active is line.raw:
        return _date_earlier(line, at_us)
    if line.raw is not None and at_us < line.edge_us:
        return line  # older than what is known: the line has moved on since
    burst_us = at_us if line.burst_us is None else line.burst_us
    return Line(line.level, active, burst_us, at_us)


def settles_us(line: Line, debounce_us: int) -> int:
    """Return when the line will have been quiet for long enough."""
    return NEVER_US if line.burst_us is None else line.edge_us + debounce_us


def settle(line: Line, debounce_us: int, now_us: int) -> Line:
    """Let the newest level count if it has been quiet for long enough."""
    if now_us < settles_us(line, debounce_us):
        return line
    return line if line.burst_us is None else Line(line.raw, line.raw, None, line.edge_us)


def _date_earlier(line: Line, at_us: int) -> Line:
    """Trust a late callback's time over that of the repeated reading that came before it."""
    if line.burst_us is None or at_us >= line.edge_us:
        return line
    return Line(line.level, line.raw, min(line.burst_us, at_us), at_us)
