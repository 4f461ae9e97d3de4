"""The two clocks: one that says what time it is, one that only says how much has passed.

The first may be wrong, and jump either way; whether the kernel takes it for right is said beside
it. What is made of all that is decided in hub/domain/trusted_time.py.
"""

import ctypes
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
_MAX_ERROR_US: Final = 16_000_000
"""timedatectl's own limit (systemd, src/basic/time-util.c, ntp_synced): above it nothing has set
the clock, or not for hours. The flag STA_UNSYNC is no sign: chrony sets it to keep the kernel
from the battery clock."""


LATEST: Final = datetime(9998, 1, 1, tzinfo=UTC)
"""Later than this a day has no day after it (datetime.MAXYEAR)."""


class Clock(Protocol):
    """Time as an argument: programs take the system's, tests a scripted one."""

    def wall(self) -> datetime:
        """Return the time of day, aware, in UTC. It may jump either way."""
        ...

    def monotonic(self) -> float:
        """Return seconds since some instant, sleep included. It never goes back."""
        ...


class MachineClock(Clock, Protocol):
    """A clock that also says how far its time of day may be trusted."""

    @property
    def boot(self) -> str:
        """The name of this boot: within it `monotonic` goes on, from one process to the next."""
        ...

    def is_disciplined(self) -> bool:
        """Tell whether the kernel takes the time of day for right, as timedatectl judges it."""
        ...


class SystemClock:
    """The clocks of this machine (clock_gettime(2), adjtimex(2))."""

    def __init__(self) -> None:
        self.boot = _boot()
        self._adjtimex = ctypes.CDLL(None).adjtimex

    def wall(self) -> datetime:
        """Return the time of day, in UTC; after the last year that has a next day, its begin."""
        try:
            return min(datetime.now(UTC), LATEST)
        except (OverflowError, ValueError):
            return LATEST

    def monotonic(self) -> float:
        """Return seconds since boot, sleep included."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def is_disciplined(self) -> bool:
        """Tell whether the kernel knows of an error below 16 s."""
        timex = _Timex()
        answer = int(self._adjtimex(ctypes.byref(timex)))
        return answer >= 0 and 0 <= int(timex.maxerror) < _MAX_ERROR_US


class _Timex(ctypes.Structure):
    """The head of struct timex; adjtimex(2) with modes 0 only reads."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 512),
    )


def _boot() -> str:
    try:
        return _BOOT_ID.read_text().strip().replace("-", "")
    except OSError:
        return ""
