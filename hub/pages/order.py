"""Which space comes first on the overview: the one that answers the question. Pure."""

from datetime import datetime
from typing import Final

from hub.domain.availability import Availability
from hub.pages.answer import Tone, tone_of

_RANK: Final = {Tone.FREE: 0, Tone.MAYBE: 1, Tone.UNKNOWN: 2, Tone.FULL: 3, Tone.CLOSED: 4}


def usefulness(available: Availability) -> tuple[int, float]:
    """Return a sort key: free before perhaps, unknown, full, closed; these by who opens first.

    Among equals distance and name decide, so that the list stays put while counts change.
    """
    tone = tone_of(available)
    return _RANK[tone], _seconds(available.opening.until) if tone is Tone.CLOSED else 0.0


def _seconds(at: datetime | None) -> float:
    return at.timestamp() if at else float("inf")
