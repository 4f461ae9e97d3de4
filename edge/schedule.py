"""What is done again and again, in boot-time microseconds. Pure."""

from dataclasses import dataclass


@dataclass(slots=True)
class PeriodicTimer:
    """Something that is due every `interval_us`, first at `due_us`."""

    interval_us: int
    due_us: int

    def fires(self, now_us: int) -> bool:
        """Tell whether it is due, and if so set the next time."""
        if now_us < self.due_us:
            return False
        self.due_us = now_us + self.interval_us
        return True

    def fire_now(self, now_us: int) -> None:
        """Make it due now."""
        self.due_us = now_us

    def restart(self, now_us: int) -> None:
        """Count from now."""
        self.due_us = now_us + self.interval_us
