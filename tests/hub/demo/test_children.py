"""Programs that end with the demo."""

import os
import sys
from pathlib import Path

from hub.demo.children import Child

OBEDIENT = "import sys; print('here', flush=True); sys.stdin.read()"
STUBBORN = "import time; time.sleep(600)"


def child(code: str, folder: Path) -> Child:
    """Start a Python program."""
    return Child("program", [sys.executable, "-c", code], folder / "log")


def test_a_child_ends_when_its_input_closes(tmp_path: Path) -> None:
    """In good order, and what it printed is in its log."""
    obedient = child(OBEDIENT, tmp_path)
    assert not obedient.has_ended()
    obedient.end(within_s=30.0)
    assert obedient.has_ended()
    assert (tmp_path / "log").read_text() == "here\n"


def test_a_child_that_does_not_is_killed(tmp_path: Path) -> None:
    """The demo's end never hangs."""
    stubborn = child(STUBBORN, tmp_path)
    stubborn.end(within_s=0.1)
    assert stubborn.has_ended()


def test_a_child_that_ended_can_be_ended_again(tmp_path: Path) -> None:
    """Whoever cleans up needn't know who did before."""
    quick = child("", tmp_path)
    quick.end(within_s=30.0)
    quick.end(within_s=30.0)
    assert quick.has_ended()


def test_ctrl_c_in_a_terminal_reaches_the_demo_alone(tmp_path: Path) -> None:
    """A child is in a session of its own."""
    obedient = child("import os; print(os.getsid(0)); input()", tmp_path)
    obedient.end(within_s=30.0)
    assert int((tmp_path / "log").read_text().split()[0]) != os.getsid(0)
