"""How many streams may be open: per client address and in all. Pure counting, one owner."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from hub.http.beats import HEARTBEAT_S


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """How many streams, and how patiently each is served."""

    per_address: int = 20
    in_all: int = 1000
    heartbeat_s: float = HEARTBEAT_S
    write_s: float = 10.0
    """A client that takes nothing for so long is cut off."""


class Full(StrEnum):
    """Whose limit is reached."""

    ADDRESS = "address"
    HUB = "hub"


class OpenStreams:
    """The open streams, counted."""

    def __init__(self, limits: StreamLimits) -> None:
        self._limits = limits
        self._by_site: Counter[str] = Counter()
        self._open_count = 0

    def admit(self, site: str) -> Full | None:
        """Count one more stream of `site`, or say whose limit is reached."""
        if self._open_count >= self._limits.in_all:
            return Full.HUB
        if self._by_site[site] >= self._limits.per_address:
            return Full.ADDRESS
        self._by_site[site] += 1
        self._open_count += 1
        return None

    def release(self, site: str) -> None:
        """Count one stream of `site` less."""
        self._open_count -= 1
        self._by_site[site] -= 1
        if self._by_site[site] <= 0:
            del self._by_site[site]
