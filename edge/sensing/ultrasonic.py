"""One ultrasonic measurement: a pulse on the trigger, and the length of the echo that answers.

It knows no pin: it is given what pulses, and is told of the echo's edges by another thread.
"""

import queue
import time
from collections.abc import Callable
from typing import Final

_SOUND_M_PER_S: Final = 343.0
_PULSE_S: Final = 10e-6
_ECHO_WITHIN_S: Final = 0.060
_SHORTEST_M: Final = 0.02
_LONGEST_M: Final = 4.5  # an HC-SR04 that hears nothing ends its echo by itself, after about 6.5 m


class Sonar:
    """One sensor. `elapsed_s` gives the seconds between two times of the echo, later one first."""

    def __init__(
        self,
        begin_pulse: Callable[[], None],
        end_pulse: Callable[[], None],
        elapsed_s: Callable[[float, float], float],
    ) -> None:
        self._begin_pulse = begin_pulse
        self._end_pulse = end_pulse
        self._elapsed_s = elapsed_s
        self._rose_ticks: float | None = None
        self._echoes_s = queue.SimpleQueue[float]()

    def measure_m(self) -> float | None:
        """Return the distance in metres; None without an echo within 60 ms, or out of range."""
        self._forget_echoes()
        self._begin_pulse()
        time.sleep(_PULSE_S)
        self._end_pulse()
        try:
            metres = self._echoes_s.get(timeout=_ECHO_WITHIN_S) * _SOUND_M_PER_S / 2
        except queue.Empty:
            return None
        return metres if _SHORTEST_M <= metres <= _LONGEST_M else None

    def echo_changed(self, ticks: float, state: bool) -> None:
        """Take one edge of the echo at the time of the backend, which on a Pi is the kernel's."""
        if state:
            self._rose_ticks = ticks
        elif self._rose_ticks is not None:
            self._echoes_s.put(self._elapsed_s(ticks, self._rose_ticks))

    def _forget_echoes(self) -> None:
        """Drop what the last measurement left: a late echo must not answer this one."""
        self._rose_ticks = None
        while not self._echoes_s.empty():
            self._echoes_s.get_nowait()
