"""The two clocks: one that says what time it is, one that only says how much has passed."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Time as an argument: programs take the system's, tests a scripted one."""

    def wall(self) -> datetime:
        """Return the time of day, aware, in UTC. It may jump either way."""
        ...

    def monotonic(self) -> float:
        """Return seconds since some instant. It never goes back."""
        ...


class SystemClock:
    """The clocks of this machine."""

    def wall(self) -> datetime:
        """Return the time of day, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds on the monotonic clock."""
        return time.monotonic()
