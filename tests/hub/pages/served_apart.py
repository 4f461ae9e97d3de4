"""The region served by a process of its own, which can be stopped as a hung hub is."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class ServedApart:
    """A hub that can hang: its connections stay open, and it does nothing."""

    def __init__(self, process: "subprocess.Popen[str]", url: str) -> None:
        self._process = process
        self.url = url

    def hang(self) -> None:
        """Stop the process where it is."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it run again."""
        self._process.send_signal(signal.SIGCONT)


@contextmanager
def served_apart() -> Iterator[ServedApart]:
    """Serve the region on a free port until the end."""
    command = [sys.executable, "-m", "tests.hub.pages.served_apart"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield ServedApart(process, process.stdout.readline().strip())
        finally:
            process.kill()


def _main() -> None:
    from tests.hub.pages.region import Region
    from tests.hub.pages.serving import ServedRegion

    print(ServedRegion(Region()).url, flush=True)
    signal.pause()


if __name__ == "__main__":
    _main()
