"""Stopping has a bound: what hasn't ended by then ends with the process, as in a power cut.

A disk or a name server that hangs holds a thread for as long as it likes, and Python waits for its
threads. The store bears to be cut off (docs/promises/nothing-is-lost.md). It knows no part of the
hub.
"""

import logging
import os
import threading
from collections.abc import Callable
from typing import Final

log = logging.getLogger(__name__)

STOP_WITHIN_S: Final = 20.0
"""Below `TimeoutStopSec` of the hub's service, so that the log says what held it up."""


class StopBound:
    """Ends the process if it doesn't end by itself after `begin`."""

    def __init__(
        self, within_s: float = STOP_WITHIN_S, end: Callable[[int], object] = os._exit
    ) -> None:
        self._before = set(threading.enumerate())
        self._end = end
        self._within_s = within_s
        self._timer: threading.Timer | None = None

    def begin(self) -> None:
        """Count from now; a second call changes nothing."""
        if self._timer is None:
            self._timer = threading.Timer(self._within_s, self._cut_off)
            self._timer.daemon = True
            self._timer.start()

    def close(self) -> None:
        """Stop counting, unless a thread is left that Python would wait for."""
        if self._timer is not None and not self._left():
            self._timer.cancel()

    def _left(self) -> list[str]:
        threads = (thread for thread in threading.enumerate() if not thread.daemon)
        return sorted(thread.name for thread in threads if thread not in self._before)

    def _cut_off(self) -> None:
        log.error(
            "not ended within %g s (%s): the hub is cut off",
            self._within_s,
            ", ".join(self._left()) or "the loop hangs",
        )
        self._end(1)
