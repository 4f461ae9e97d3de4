"""How long the clock may go without NTP before somebody should know. Pure."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

UNSYNCED_FAULT_US: Final = 3600 * 1_000_000


class SyncNews(Enum):
    """What there is to say about the clock."""

    NONE = "nothing"
    FAULT = "it was unsynced for an hour"
    RECOVERED = "it is synced again, after a fault"


@dataclass(frozen=True, slots=True)
class Sync:
    """Since when the clock is unsynced, in boot-time microseconds, and whether that was told."""

    unsynced_since_us: int | None = None
    is_faulty: bool = False


def judge_sync(seen: Sync, now_us: int, *, is_synced: bool) -> tuple[Sync, SyncNews]:
    """Take a look at the clock and conclude what is new."""
    if is_synced:
        return Sync(), SyncNews.RECOVERED if seen.is_faulty else SyncNews.NONE
    if seen.unsynced_since_us is None:
        return replace(seen, unsynced_since_us=now_us), SyncNews.NONE
    if not seen.is_faulty and now_us - seen.unsynced_since_us >= UNSYNCED_FAULT_US:
        return replace(seen, is_faulty=True), SyncNews.FAULT
    return seen, SyncNews.NONE
