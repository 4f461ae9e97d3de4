"""`platzfrei-hub serve` in a process whose clocks a test moves on; and agents that go by them.

    python -m tests.system.timed_hub SHIFT_FILE serve --config HUB_TOML

Both clocks of the hub, the one that tells the time and the one that counts, are ahead of the
machine's by the seconds in a file: nobody has to wait for a full minute, or for Monday.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from unittest.mock import patch

from edge.clock import SystemClock as EdgeClock
from hub import serving
from hub.__main__ import main
from hub.clock import SystemClock as HubClock
from hub.domain import trusted_time
from tests.system.region import Hub, Process

_US: Final = 1_000_000


class Shift:
    """By how much the clocks are ahead, in whole seconds: as a file has it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read_s(self) -> int:
        """Return it."""
        return int(self._file.read_text()) if self._file.exists() else 0

    def now(self) -> datetime:
        """Return what time it is by the moved clocks."""
        return datetime.now(UTC) + timedelta(seconds=self.read_s())

    def pass_s(self, seconds: int) -> None:
        """Let time pass."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{self.read_s() + seconds}")
        new.replace(self._file)

    def pass_to_second(self, second: int, at_least_s: int = 0) -> None:
        """Let time pass until so many seconds after a full minute."""
        then = self.now() + timedelta(seconds=at_least_s)
        self.pass_s(at_least_s + (second - then.second) % 60)


class MovedHubClock(HubClock):
    """The machine's clocks, moved on; NTP calls them right."""

    def __init__(self, shift: Shift) -> None:
        super().__init__()
        self._shift = shift

    def wall(self) -> datetime:
        """Return the time of day, moved on."""
        return super().wall() + timedelta(seconds=self._shift.read_s())

    def monotonic(self) -> float:
        """Return seconds since boot, moved on likewise."""
        return super().monotonic() + self._shift.read_s()

    def is_disciplined(self) -> bool:
        """Tell that the time is right."""
        return True


class MovedEdgeClock(EdgeClock):
    """Those of an agent beside it."""

    def __init__(self, shift: Shift) -> None:
        super().__init__("rtc")
        self._shift = shift

    def boot_us(self) -> int:
        """Return microseconds since boot, moved on."""
        return super().boot_us() + self._shift.read_s() * _US

    def wall_us(self) -> int:
        """Return what time it is, moved on likewise."""
        return super().wall_us() + self._shift.read_s() * _US


class TimedHub(Hub):
    """The process that this file is."""

    def __init__(self, config: Path, shift_file: Path) -> None:
        words = ("-m", "tests.system.timed_hub", shift_file, "serve", "--config", config)
        Process.__init__(self, words, config.with_name("hub.log"))
        self.config = config


if __name__ == "__main__":
    shift = Shift(Path(sys.argv.pop(1)))
    with (
        patch.object(serving, "SystemClock", lambda: MovedHubClock(shift)),
        patch.object(trusted_time, "TRIAL_US", 0),
    ):
        sys.exit(main())
