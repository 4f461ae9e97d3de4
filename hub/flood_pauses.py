"""How long flooded topics aren't heard, and what is asked for when a flood was cut off.

    a flood ─▶ begin ─┬─ ASK_AGAIN_S later ─▶ ask for what the flood pushed out
                      └─ at its end        ─▶ hear the topic again

Owns the timers on the event loop; the lengths are those of domain/fair_intake.py. It knows no MQTT.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final

from hub.domain.fair_intake import Pause, pause_after

log = logging.getLogger(__name__)

ASK_AGAIN_S: Final = 2.0
"""So long after a flood was cut off the broker's queue is empty again."""


class FloodPauses:
    """The pauses of one connection. One owner, in the event loop."""

    def __init__(
        self, name: str, resume: Callable[[str], object], ask_again: Callable[[], object]
    ) -> None:
        self._name = name
        self._resume = resume
        self._ask_again = ask_again
        self._last: dict[str, Pause] = {}
        self._timers: set[asyncio.TimerHandle] = set()

    def begin(self, topic: str) -> None:
        """Don't hear a flooded topic for a while, and then ask for what the flood pushed out."""
        now_s = time.monotonic()
        pause = self._last[topic] = pause_after(self._last.get(topic), now_s)
        pause_s = pause.until_s - now_s
        log.warning("%s: %s is flooded: not heard for %.0f s", self._name, topic, pause_s)
        self._later(ASK_AGAIN_S, self._ask_again)
        self._later(pause_s, self._resume, topic)

    def close(self) -> None:
        """Forget what was to come."""
        for timer in self._timers:
            timer.cancel()

    def _later(self, wait_s: float, call: Callable[..., object], *arguments: object) -> None:
        def due() -> None:
            self._timers.discard(timer)
            call(*arguments)

        timer = asyncio.get_running_loop().call_later(wait_s, due)
        self._timers.add(timer)
