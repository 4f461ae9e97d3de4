"""Is anything still getting through? Pure.

A client's own opinion is worth nothing: a dead network thread still says connected. So progress
is a settled event, and a sign of life is any callback of the network thread, a refused
connection included. An unreachable broker or a stopped hub is not this process's fault:
restarting would only cut the timeline. See docs/decisions.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

_MINUTE_US: Final = 60 * 1_000_000
REBUILD_AFTER_US: Final = 5 * _MINUTE_US
END_AFTER_US: Final = 15 * _MINUTE_US


class Cure(Enum):
    """What to do about standing still."""

    NONE = "nothing"
    REBUILD = "rebuild the client"
    END = "end the process, for systemd to start it again"


@dataclass(frozen=True, slots=True)
class Progress:
    """Boot-time microseconds of the last settled (or no) event, rebuild and sign of life."""

    progress_us: int
    rebuilt_us: int
    alive_us: int


def watch_progress(
    seen: Progress, now_us: int, *, is_waiting: bool, alive_us: int
) -> tuple[Progress, Cure]:
    """Look whether events wait for their receipt, and decide what standing still needs."""
    if not is_waiting:
        return Progress(now_us, seen.rebuilt_us, alive_us), Cure.NONE
    seen = replace(seen, alive_us=alive_us)
    cure = judge_progress(seen, now_us)
    return (replace(seen, rebuilt_us=now_us) if cure is Cure.REBUILD else seen), cure


def judge_progress(seen: Progress, now_us: int) -> Cure:
    """Decide what standing still since `seen` needs."""
    still_us = now_us - seen.progress_us
    if still_us >= END_AFTER_US and now_us - seen.alive_us >= END_AFTER_US:
        return Cure.END
    if still_us >= REBUILD_AFTER_US and now_us - seen.rebuilt_us >= REBUILD_AFTER_US:
        return Cure.REBUILD
    return Cure.NONE
