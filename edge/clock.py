"""The edge's two times: boot-time, which only runs forward, and wall time, which may be wrong.

A Pi has no battery clock: after a power cut it starts somewhere in the past until NTP answers.
Durations and order are counted in boot-time; wall time only dates events, and only once the
kernel says that it is synced.
"""

import ctypes
import time
from pathlib import Path
from typing import Final, Literal, Protocol

from contract.messages import ClockReason

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
_MODEL: Final = Path("/proc/device-tree/model")
_MAX_ERROR_US: Final = 16_000_000
"""timedatectl's own limit (systemd, src/basic/time-util.c, ntp_synced): above it nothing has set
the clock, or not for hours. The flag STA_UNSYNC is no sign: chrony sets it to keep the kernel
from the battery clock."""


class Clock(Protocol):
    """What the edge asks of time."""

    @property
    def boot(self) -> str:
        """The name of this boot: 32 lower-case hex digits."""
        ...

    def boot_us(self) -> int:
        """Return microseconds since boot, sleep included."""
        ...

    def wall_us(self) -> int:
        """Return microseconds since 1970-01-01T00:00Z, right or wrong."""
        ...

    def is_synced(self) -> bool:
        """Tell whether wall time can be trusted."""
        ...


class CheckedClock(Clock, Protocol):
    """A clock that knows why its wall time can't be trusted."""

    @property
    def reason(self) -> ClockReason | None:
        """Why it isn't synced, as of the last look; None: it is."""
        ...


class SystemClock:
    """The machine's own clocks (clock_gettime(2), adjtimex(2))."""

    def __init__(self, trust: Literal["auto", "ntp", "rtc"]) -> None:
        self.boot = _BOOT_ID.read_text().strip().replace("-", "")
        needs_ntp = trust == "ntp" or (trust == "auto" and _is_pi())
        self._adjtimex = ctypes.CDLL(None).adjtimex if needs_ntp else None

    def boot_us(self) -> int:
        """Return microseconds since boot, sleep included."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000

    def wall_us(self) -> int:
        """Return microseconds since 1970-01-01T00:00Z, right or wrong."""
        return time.time_ns() // 1000

    def is_synced(self) -> bool:
        """Tell whether the kernel knows of an error below 16 s; with a battery clock it is."""
        if self._adjtimex is None:
            return True
        timex = _Timex()
        verdict = self._adjtimex(ctypes.byref(timex))
        return int(verdict) >= 0 and 0 <= int(timex.maxerror) < _MAX_ERROR_US


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


def _is_pi() -> bool:
    try:
        return "Raspberry Pi" in _MODEL.read_text()
    except OSError:
        return False
