"""The end of the hub has a bound, whatever hangs."""

import re
import subprocess
import sys
import threading
from pathlib import Path
from queue import SimpleQueue

import pytest

from hub.stop_bound import STOP_WITHIN_S, StopBound
from hub.workers import periodic
from tests.system.region import REPOSITORY

PATIENCE_S = 30.0
UNIT = Path(__file__).parents[2] / "deploy" / "systemd" / "platzfrei-hub.service"

HANGING = """
import threading
from concurrent.futures import ThreadPoolExecutor
from hub.stop_bound import StopBound

bound = StopBound(0.2)
ThreadPoolExecutor(1, thread_name_prefix="disk").submit(threading.Event().wait)
bound.begin()
bound.close()
"""


def test_a_thread_that_hangs_does_not_hold_up_the_end() -> None:
    """Python would wait for it for ever; the log names it."""
    done = subprocess.run(
        [sys.executable, "-c", HANGING],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 1
    assert "not ended within 0.2 s (disk_0): the hub is cut off" in done.stderr


def test_an_end_in_order_is_not_cut_off() -> None:
    """Nothing is left that would hold it up, and the timer goes with it."""
    cut = threading.Event()
    before = threading.active_count()
    bound = StopBound(3600.0, lambda _: cut.set())
    bound.begin()
    bound.begin()
    assert threading.active_count() == before + 1
    bound.close()
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join(PATIENCE_S)
    assert threading.active_count() == before
    assert not cut.is_set()


def test_a_loop_that_hangs_is_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    """It never comes to the end."""
    statuses = SimpleQueue[int]()
    bound = StopBound(0.01, statuses.put)
    bound.begin()
    assert statuses.get(timeout=PATIENCE_S) == 1
    bound.close()
    assert caplog.messages == ["not ended within 0.01 s (the loop hangs): the hub is cut off"]


def test_the_hub_ends_before_systemd_kills_it() -> None:
    """And its threads, which end side by side, before it is cut off."""
    allowed = re.search(r"^TimeoutStopSec=(\d+)$", UNIT.read_text(), re.MULTILINE)
    assert allowed
    assert int(allowed[1]) > STOP_WITHIN_S > 2 * periodic.STOP_WITHIN_S
