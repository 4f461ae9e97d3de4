"""Which space comes first on the overview: the one that answers the question. Pure."""

from datetime import datetime
from typing import Final

from hub.domain.availability import Availability
from hub.pages.answer import Tone, tone_of

_RANK: Final = {Tone.FREE: 0, Tone.MAYBE: 1, Tone.UNKNOWN: 2, Tone.FULL: 3, Tone.CLOSED: 4}


def usefulness(available: Availability) -> tuple[int, float, str]:
    """Return a sort key: free before perhaps, unknown, full, closed; then soonest open; then name.

    Among the open ones the name decides, so that the list stays put while counts change.
    """
    tone = tone_of(available)
    opens = available.opening.until if tone is Tone.CLOSED else None
    return _RANK[tone], _seconds(opens) if tone is Tone.CLOSED else 0.0, available.name.casefold()


def _seconds(at: datetime | None) -> float:
    return at.timestamp() if at else float("inf")
