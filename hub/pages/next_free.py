"""Where else a desk is free, for whoever reads of a space that is full or closed. Pure.

Free comes first, then what is nearest. It follows from the public snapshots alone, so where small
counts are protected it moves at full minutes only.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from hub.domain.availability import Availability
from hub.pages.answer import Tone, tone_of
from hub.pages.nearby import Neighbour

LOOKED_AT: Final = 24
"""So many of the nearest others are looked at: nobody drives past more."""
_NEEDED_AT: Final = frozenset((Tone.FULL, Tone.CLOSED, Tone.UNKNOWN))
_RANKS: Final = {Tone.FREE: 0, Tone.MAYBE: 1}


def is_needed(available: Availability) -> bool:
    """Tell whether whoever reads of this space wants to know where else a desk is free."""
    return tone_of(available) in _NEEDED_AT


def next_free(
    others: Sequence[Neighbour], snapshots: Mapping[str, Availability]
) -> Neighbour | None:
    """Return the nearest of the others, nearest first, with a free desk, or perhaps one."""
    ranked = [
        (rank, index)
        for index, other in enumerate(others)
        if (rank := _RANKS.get(tone_of(snapshots[other.space.id]))) is not None
    ]
    return others[min(ranked)[1]] if ranked else None
