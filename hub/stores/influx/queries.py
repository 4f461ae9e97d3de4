"""Questions in InfluxQL, and the cells that answer them. Pure: whatever is a text stays a text."""

from collections.abc import Mapping
from typing import Any, Final

from contract.series import Series

Cells = list[Any]
"""Of one row: its time in nanoseconds, then what was selected, in the order of the query."""

_EARLIEST_NS: Final = -(2**63) + 2
_LATEST_NS: Final = 2**63 - 2


def select(of: Series, columns: tuple[str, ...]) -> str:
    """Begin a query for these columns of a series."""
    return f'SELECT {", ".join(columns)} FROM "{of.measurement}"'  # noqa: S608 - names of ours


def text(value: str) -> str:
    """Write a text as InfluxQL does, in quotes, so that it stays a text."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def where(tags: Mapping[str, str], *, from_ns: int | None = None, to_ns: int | None = None) -> str:
    """Write a WHERE of tags and a half-open time [from_ns, to_ns)."""
    terms = [f"{name} = {text(value)}" for name, value in tags.items()]
    if from_ns is not None:
        terms.append(f"time >= {_clipped(from_ns)}")
    if to_ns is not None:
        terms.append(f"time < {_clipped(to_ns)}")
    return " WHERE " + " AND ".join(terms) if terms else ""


def _clipped(time_ns: int) -> int:
    return max(_EARLIEST_NS, min(_LATEST_NS, time_ns))
