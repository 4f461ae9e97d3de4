"""What earlier runs of the agent leave to this one: which sensors were seen alive, which in doubt.

Whatever is not there was never seen: a sensor that is new is not proven, and its desk not whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Past:
    """What is kept between two runs. Sensors are named by their ids.

    `watched_us`: for how long every sensor that was seen to change has been watched since then.
    `doubted`: who was in doubt at 00:00 UTC of `day` (days since 1970-01-01; None: never known).
    `doubts`: who was in doubt when the last run ended.
    """

    watched_us: Mapping[str, int] = field(default_factory=dict)
    day: int | None = None
    doubted: frozenset[str] = frozenset()
    doubts: frozenset[str] = frozenset()


NOTHING: Final = Past()
