"""Programs that the demo starts, and that never outlive it.

Each is in a session of its own, so that a terminal's Ctrl-C reaches the demo alone, which ends them
in the right order. Each holds our end of a pipe as its standard input, and ends when that closes:
the kernel closes it even if the demo is killed.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path


class Child:
    """A program that ends when its standard input does."""

    def __init__(self, name: str, command: Sequence[str], log_file: Path) -> None:
        """Start it; what it prints goes into `log_file`."""
        self.name = name
        self.log_file = log_file
        with log_file.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the commands are ours
                command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def has_ended(self) -> bool:
        """Tell whether it ended, asked to or not."""
        return self._process.poll() is not None

    def end(self, within_s: float) -> None:
        """Close its input, give it so many seconds, and kill it if that was not enough."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
