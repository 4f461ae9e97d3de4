"""Time as a test says, and drafts to record."""

from dataclasses import dataclass

from edge.delivery.event_body import Draft

START_US = 1_772_434_800_000_000  # 2026-03-02T07:00Z
SECOND_US = 1_000_000
BOOT = "b" * 32


@dataclass
class ScriptedClock:
    """A clock that only moves when told to."""

    boot: str = BOOT
    now_us: int = 60 * SECOND_US
    offset_us: int = START_US
    synced: bool = True

    def boot_us(self) -> int:
        return self.now_us

    def wall_us(self) -> int:
        return self.now_us + self.offset_us

    def is_synced(self) -> bool:
        return self.synced

    def pass_s(self, seconds: float) -> None:
        self.now_us += int(seconds * SECOND_US)


def seen(clock: ScriptedClock, text: str = "x") -> Draft:
    """Write down that something was seen now."""
    body = f'{{"kind":"desk","desk":"d1","state":"free","evidence":"{text}"}}'
    return Draft(clock.now_us, body)
