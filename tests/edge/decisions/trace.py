"""Reads traces of a doorway; README.md beside them says what their lines mean."""

from dataclasses import dataclass
from pathlib import Path

from contract.events import Direction
from edge.decisions.readings import Level

FOLDER = Path(__file__).parent / "traces"
_BEGINS_US = 2_000_000
_LINES = {"outer": 0, "inner": 1}


@dataclass(frozen=True)
class Trace:
    """What the beams showed, and what must be counted."""

    name: str
    edges: tuple[Level, ...]
    expected: tuple[Direction, ...]


def traces() -> list[Trace]:
    """Read every trace."""
    return [_read(file) for file in sorted(FOLDER.glob("*.trace"))]


def _read(file: Path) -> Trace:
    rows = [row.split() for row in file.read_text().splitlines() if not row.startswith("#")]
    expected = tuple(Direction(word) for word in rows[0][1:])
    return Trace(file.stem, tuple(_edge(*row) for row in rows[1:]), expected)


def _edge(at_ms: str, beam: str, interrupted: str) -> Level:
    at_us = _BEGINS_US + round(float(at_ms) * 1000)
    return Level("beams", _LINES[beam], interrupted == "1", at_us)
