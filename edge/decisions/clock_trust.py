"""Whether the wall clock may date events: what the kernel says, and what contradicts it. Pure.

  synced      the kernel says so, and the clock isn't behind what this agent knew before
  holdover    the kernel said so in this boot, the clock wasn't set since, and quartz can't have
              drifted by more than a minute: 100 ppm for some days, and what NTP left
  never set   nothing has set the clock since this boot
  drifting    it was set once, too long ago
  stepped     it was set once, and moved since without NTP
  behind      the kernel says synced, but the clock is behind the last known good time: believed
              only after it has been so for hours
  ahead       it says a year in which nobody runs this version any more

Times are microseconds: boot-time, and wall time since 1970.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from contract.messages import ClockReason
from contract.times import to_us

_SECOND_US: Final = 1_000_000
_HOUR_US: Final = 3600 * _SECOND_US
HOLDOVER_US: Final = 120 * _HOUR_US
"""Five days: at 100 ppm, more than a Pi's quartz drifts, 43 s; NTP left less than 16 s."""
STEP_US: Final = 2 * _SECOND_US
"""A clock that moved by more against boot-time between two looks was set."""
BEHIND_US: Final = 120 * _SECOND_US
"""What the last known good time may have been ahead: a holdover's drift, and NTP's error."""
BELIEVED_US: Final = 6 * _HOUR_US
"""So long a clock that is behind must say the same until the last known good time was wrong."""
FIRST_US: Final = to_us(datetime(2026, 1, 1, tzinfo=UTC))
"""There was no agent before this: a clock that says so is behind, whatever the kernel thinks."""
LAST_US: Final = to_us(datetime(2046, 1, 1, tzinfo=UTC))
"""Nobody runs this version twenty years from now: a clock that says so is ahead."""


@dataclass(frozen=True, slots=True)
class GoodTime:
    """A moment at which the clock was synced: what outlives a start."""

    wall_us: int
    boot: str
    boot_us: int


@dataclass(frozen=True, slots=True)
class ClockTrust:
    """What is known of the clock from one look to the next."""

    good: GoodTime | None = None
    """The last known good time, in this boot or an earlier one."""
    floor_us: int = FIRST_US
    """What the clock must not be behind of, as long as it wasn't synced since the start."""
    behind_since_us: int | None = None
    reason: ClockReason | None = ClockReason.NEVER_SET
    """Why it isn't trusted; None: it is."""


def remembered(good: GoodTime | None) -> ClockTrust:
    """Begin with what an earlier run of the agent left."""
    return ClockTrust(good, FIRST_US if good is None else max(FIRST_US, good.wall_us - BEHIND_US))


def judge_clock(
    seen: ClockTrust, boot: str, boot_us: int, wall_us: int, *, is_synced: bool
) -> ClockTrust:
    """Take a look at the clock."""
    if is_synced:
        return _judge_synced(seen, boot, boot_us, wall_us)
    return replace(seen, behind_since_us=None, reason=_reason(seen, boot, boot_us, wall_us))


def _judge_synced(seen: ClockTrust, boot: str, boot_us: int, wall_us: int) -> ClockTrust:
    since_us = boot_us if seen.behind_since_us is None else seen.behind_since_us
    is_behind = wall_us < seen.floor_us
    if wall_us > LAST_US:
        return replace(seen, behind_since_us=None, reason=ClockReason.AHEAD)
    if wall_us < FIRST_US or (is_behind and boot_us - since_us < BELIEVED_US):
        return replace(seen, behind_since_us=since_us, reason=ClockReason.BEHIND)
    return ClockTrust(GoodTime(wall_us, boot, boot_us), FIRST_US, None, None)


def _reason(seen: ClockTrust, boot: str, boot_us: int, wall_us: int) -> ClockReason | None:
    """Say why a clock that the kernel doesn't call synced can't be trusted, if it can't."""
    good = seen.good
    if good is None or good.boot != boot or boot_us < good.boot_us:
        return ClockReason.NEVER_SET
    passed_us = boot_us - good.boot_us
    if abs(wall_us - good.wall_us - passed_us) > STEP_US:
        return ClockReason.STEPPED
    return ClockReason.DRIFTING if passed_us > HOLDOVER_US else None
