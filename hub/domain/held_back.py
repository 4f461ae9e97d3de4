"""What agents sent that is dated later than can be: it waits, without a receipt. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contract.topics import AgentAddress

SHOWN_US: Final = 900 * 1_000_000
"""So long after it came last it is shown: an edge sends again what has no receipt, far sooner."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Events of one agent that are dated later than can be."""

    event_count: int
    """In the newest message that held any."""
    furthest_us: int
    """The latest date of any since the hub began."""
    heard_us: int
    """When the newest of these messages came."""


HeldByAgent = Mapping[AgentAddress, HeldBack]


def held_after(
    before: HeldBack | None, event_count: int, furthest_us: int, now_us: int
) -> HeldBack:
    """Take in a message that holds such events."""
    if before is not None:
        furthest_us = max(before.furthest_us, furthest_us)
    return HeldBack(event_count, furthest_us, now_us)


def is_held_now(held: HeldBack | None, now_us: int) -> bool:
    """Tell whether an agent still sends such events."""
    return held is not None and abs(now_us - held.heard_us) <= SHOWN_US
