"""A clock whose word on being synced has been checked, and the file in which it is remembered.

The file stands beside the outbox and holds the last known good time alone: a start on a machine
without a battery clock never dates anything before it, whatever the kernel believes.
"""

import hashlib
import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from contract.messages import ClockReason
from contract.times import to_us
from edge.clock import Clock
from edge.decisions.clock_trust import LAST_US, GoodTime, judge_clock, remembered

log = logging.getLogger(__name__)

_LATEST_US: Final = to_us(datetime(2199, 12, 31, tzinfo=UTC))
WRITE_EVERY_US: Final = 3600 * 1_000_000
"""A card lives by what is not written to it."""


class TrustedClock:
    """The machine's clock, trusted only where nothing contradicts it. One thread looks."""

    def __init__(self, clock: Clock, path: Path) -> None:
        self._clock = clock
        self._path = path
        self._trust = remembered(_read(path))
        self._written_us: int | None = None
        self.is_synced()

    @property
    def boot(self) -> str:
        """The name of this boot: 32 lower-case hex digits."""
        return self._clock.boot

    @property
    def reason(self) -> ClockReason | None:
        """Why wall time can't be trusted; None if it can."""
        return self._trust.reason

    def boot_us(self) -> int:
        """Return microseconds since boot, sleep included."""
        return self._clock.boot_us()

    def wall_us(self) -> int:
        """Return microseconds since 1970-01-01T00:00Z, right or wrong, as far as the wire goes."""
        return min(max(self._clock.wall_us(), 0), _LATEST_US)

    def is_synced(self) -> bool:
        """Tell whether wall time can be trusted now."""
        self._trust = judge_clock(
            self._trust,
            self._clock.boot,
            self._clock.boot_us(),
            self._clock.wall_us(),
            is_synced=self._clock.is_synced(),
        )
        self._remember()
        return self._trust.reason is None

    def _remember(self) -> None:
        """Write the last known good time down, once an hour; without a disk it is left."""
        good = self._trust.good
        if self._trust.reason is not None or good is None:
            return
        if self._written_us is not None and good.boot_us - self._written_us < WRITE_EVERY_US:
            return
        self._written_us = good.boot_us
        try:
            _write(self._path, good)
        except OSError as error:
            log.warning("%s: %s; the next start may not know what time it was", self._path, error)


def path_beside(outbox: Path) -> Path:
    """Return where the last known good time of an outbox's agent is kept."""
    return outbox.with_name(outbox.name + ".clock")


def _read(path: Path) -> GoodTime | None:
    """Read what is there; a file that can't be read is as good as none."""
    try:
        held = json.loads(_sound(path.read_text(encoding="ascii")))
        good = GoodTime(int(held["wall_us"]), str(held["boot"]), int(held["boot_us"]))
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    return good if 0 <= good.wall_us <= LAST_US and good.boot_us >= 0 else None


def _sound(content: str) -> str:
    """Return what a file says. Raises ValueError for one in which a bit has changed.

    Those of earlier versions have no check sum behind it.
    """
    body, *rest = content.split("\n")
    if rest and rest != [_check_sum(body), ""]:
        raise ValueError("damaged")
    return body


def _check_sum(body: str) -> str:
    return hashlib.sha256(body.encode("ascii")).hexdigest()


def _write(path: Path, good: GoodTime) -> None:
    """Put it in the place of what was there, so that a power cut leaves one or the other."""
    fresh = path.with_name(path.name + ".new")
    body = json.dumps({"wall_us": good.wall_us, "boot": good.boot, "boot_us": good.boot_us})
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:  # all of it, or an error
        file.write(f"{body}\n{_check_sum(body)}\n")
        file.flush()
        os.fsync(descriptor)
    fresh.replace(path)
