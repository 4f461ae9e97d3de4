"""Runs the simulator until a signal, or the end of standard input, ends it."""

import os
import signal
import sys
import threading
from types import FrameType
from typing import Final

from edge.simulator.live import Ensemble

_LOOK_EVERY_S: Final = 0.25


def play_until_stopped(ensemble: Ensemble, *, with_stdin: bool) -> None:
    """Play; SIGTERM and SIGINT end all agents cleanly.

    `with_stdin`: so does the end of standard input, which a parent holds open while it lives.
    """
    ending = threading.Event()

    def end(_: int, __: FrameType | None) -> None:
        ending.set()

    # The handler runs in this thread, which never waits for the event: it can't block itself.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    if with_stdin:
        threading.Thread(target=_end_with_stdin, args=(ending,), daemon=True).start()
    done = threading.Event()

    def run() -> None:
        ensemble.run(ending)
        done.set()

    playing = threading.Thread(target=run, name="scene")
    playing.start()
    while playing.is_alive():
        playing.join(_LOOK_EVERY_S)
    if not done.is_set():
        raise SystemExit(1)  # the thread has already printed why


def _end_with_stdin(ending: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 4096):  # unbuffered: no lock is held when the program ends
        pass
    ending.set()
