"""Why the pins of this machine can't be had, in words that say what to do. It knows no library.

A backend's own reason is always told, after ours: it may know better.
"""

import getpass
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

DEVICES: Final = Path("/dev")
_FALLBACK: Final = "Falling back from "
_MISSING_LIBRARY: Final = "No module named 'lgpio'"


def why_no_pins(reasons: Sequence[str], devices: Path = DEVICES) -> str:
    """Say in one sentence what is wrong and what to do, then what the backends said."""
    chips = sorted(devices.glob("gpiochip*"))
    said = "; ".join(dict.fromkeys(reason.removeprefix(_FALLBACK) for reason in reasons))
    return f"no pin can be had: {_wrong(reasons, chips, devices)} ({said})"


def _wrong(reasons: Sequence[str], chips: Sequence[Path], devices: Path) -> str:
    if not chips:
        return (
            f"there is no {devices}/gpiochip*, so this machine has no pins; is it a Raspberry Pi?"
        )
    if not any(os.access(chip, os.R_OK | os.W_OK) for chip in chips):
        who = getpass.getuser()
        return (
            f"the user {who} may not use {chips[0]}; add it to the group of that file"
            f' with "sudo usermod --append --groups {_group_of(chips[0])} {who}", and log in again'
        )
    if any(_MISSING_LIBRARY in reason for reason in reasons):
        return 'lgpio is not installed; on Raspberry Pi OS "sudo apt-get install python3-lgpio"'
    return "the library for them doesn't start"


def _group_of(chip: Path) -> str:
    try:
        group = chip.group()
    except KeyError:
        return "gpio"
    return "gpio" if group == "root" else group


@contextmanager
def folder_for_pipes() -> Iterator[None]:
    """Stand in an empty folder of our own, and go back: lgpio puts a pipe where it is imported.

    Raises OSError where no temporary folder can be made. The pipe works on without its name.
    """
    with TemporaryDirectory(prefix="platzfrei-pins-") as folder, _back_again():
        os.chdir(folder)
        yield


@contextmanager
def _back_again() -> Iterator[None]:
    try:
        here = os.open(".", os.O_PATH)
    except PermissionError:  # somebody else's folder: there is no way back into it
        here = os.open("/", os.O_PATH)
    try:
        yield
    finally:
        os.fchdir(here)
        os.close(here)
