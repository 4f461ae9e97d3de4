"""How long a cache in front may keep an answer that anybody may read. Pure.

A second; and what protects small counts, and so is renewed at full minutes only, until the next.
Never past the instant at which something that it says becomes unknown by its `ttl_s`. All of that
follows from what is public and from the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.domain.availability import Published, Quality

_SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is known of one answer until it changes."""

    expires_us: int | None
    """The first instant at which something that it says is too old; None: nothing is."""

    def kept_s(self, now_us: int, renewed_us: int | None) -> int:
        """Return whole seconds, 0 for not at all.

        `renewed_us` is before when nothing new can be said; None: at any time.
        """
        left_us = _SECOND_US if renewed_us is None else renewed_us - now_us
        whole_s = max(1, left_us // _SECOND_US)
        if self.expires_us is None:
            return whole_s
        return max(0, min(whole_s, (self.expires_us - now_us) // _SECOND_US))


def keeping_of(published: Iterable[Published]) -> Keeping:
    """Look at all snapshots that an answer is made of."""
    ends = (
        each.observed_us + each.body.ttl_s * _SECOND_US
        for each in published
        if each.observed_us is not None and each.body.quality is not Quality.STALE
    )
    return Keeping(min(ends, default=None))
