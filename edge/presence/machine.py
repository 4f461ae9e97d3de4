"""The agent's own condition, read from the kernel. What a machine doesn't tell is None."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TEMPERATURE: Final = Path("/sys/class/thermal/thermal_zone0/temp")
_THROTTLED: Final = Path("/sys/devices/platform/soc/soc:firmware/get_throttled")
_THROTTLED_NOW: Final = 0xF
"""Raspberry Pi firmware, get_throttled: bits 0-3 tell of now, 16-19 of since boot."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What the machine says of itself."""

    cpu_c: float | None
    disk_free_bytes: int | None
    throttled: bool | None


def read_condition(folder: Path) -> Condition:
    """Read it now; `folder` is on the disk that counts."""
    millidegrees = _number(_TEMPERATURE, 10)
    throttled = _number(_THROTTLED, 16)
    return Condition(
        cpu_c=None if millidegrees is None else millidegrees / 1000,
        disk_free_bytes=_free_bytes(folder),
        throttled=None if throttled is None else bool(throttled & _THROTTLED_NOW),
    )


def _number(path: Path, base: int) -> int | None:
    try:
        return int(path.read_text(), base)
    except (OSError, ValueError):
        return None


def _free_bytes(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
