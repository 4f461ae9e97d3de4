"""What became of each thing that provisioning looked at: one line of the report each. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one thing."""

    MADE = "made"
    CHANGED = "changed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    ALTERED = "altered by hand, left so"
    """Its place, its name or its receiver: what comes from us still reaches it."""
    EDITED = "edited by hand, left alone"
    FROM_FILES = "comes from files, left alone"
    DEAD = "does not answer"
    IN_USE = "no longer ours to use, but something left alone may ask it: remove it by hand"
    REACHES_NOBODY = "reaches nobody"


TO_DO: frozenset[Outcome] = frozenset({Outcome.EDITED, Outcome.DEAD})
"""What leaves somebody something to do, and the exit status 1."""
DONE: frozenset[Outcome] = frozenset({Outcome.MADE, Outcome.CHANGED, Outcome.REMOVED})


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the report."""

    what: str
    name: str
    outcome: Outcome
    difference: str = ""
    """Of what was edited by hand: from Grafana's to ours."""
    note: str = ""
    """Said behind the outcome."""
