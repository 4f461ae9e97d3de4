"""One change told to 5,000 streams, and what each of them costs, beside sse-starlette.

    python -m tests.bench.bench_streams

The hub's server with its limits raised, and a server of the usual kind, in turns, each a process of
its own; whoever listens is one more, so that two cores do. Counted is from just before the change
is asked for until the last stream has read something of it. Memory is what the kernel counts as
resident (proc(5), statm), with all streams open less before any was, divided by their number.
"""

import resource
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from statistics import median
from typing import Final

import psutil

from tests.bench.measuring import ROUNDS_WITH_A_PEER, show_median, show_ratio
from tests.bench.stream_server import HUB, PEER, SPACE
from tests.parts.mosquitto import HOST
from tests.system.region import REPOSITORY

STREAMS: Final = 5_000
CHANGES: Final = 5
_PATIENCE_S: Final = 60.0
_REQUEST: Final = f"GET /api/v1/stream?space={SPACE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
_KB: Final = 1000
MISSING: Final = "sse-starlette isn't installed: pip install sse-starlette"


class Server:
    """A process that serves streams."""

    def __init__(self, kind: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.stream_server", kind],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    @property
    def memory_bytes(self) -> int:
        """What it holds in memory."""
        return int(psutil.Process(self._process.pid).memory_info().rss)

    def change(self) -> None:
        """Let a desk move."""
        assert self._process.stdin is not None
        self._process.stdin.write("move\n")
        self._process.stdin.flush()

    def end(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait(30)


class Audience:
    """All streams, and what they read."""

    def __init__(self, port: int) -> None:
        self._poll = select.epoll()
        self._streams: dict[int, socket.socket] = {}
        for _ in range(STREAMS):
            stream = socket.create_connection((HOST, port), _PATIENCE_S)
            stream.sendall(_REQUEST)
            stream.setblocking(False)
            self._streams[stream.fileno()] = stream
            self._poll.register(stream, select.EPOLLIN)
        self.until_all_read()
        self.rest()

    def until_all_read(self) -> float:
        """Wait until each stream has read something; return when the last had."""
        waiting = set(self._streams)
        deadline_s = time.monotonic() + _PATIENCE_S
        while waiting:
            for number in self._read():
                waiting.discard(number)
            assert time.monotonic() < deadline_s, f"{len(waiting)} streams were told nothing"
        return time.monotonic()

    def rest(self) -> None:
        """Read until nothing has come for a moment."""
        while any(self._read(0.3)):
            pass

    def _read(self, wait_s: float = 1.0) -> Iterator[int]:
        for number, _ in self._poll.poll(wait_s):
            assert self._streams[number].recv(65_536), "a stream was closed"
            yield number

    def close(self) -> None:
        """Close all."""
        for stream in self._streams.values():
            stream.close()
        self._poll.close()


@contextmanager
def all_listening(server: Server) -> Iterator[Audience]:
    """Open all streams, and close them."""
    audience = Audience(server.port)
    try:
        yield audience
    finally:
        audience.close()
        server.end()


def one_round(kind: str) -> tuple[float, float]:
    """Return until when the last stream was told, in ms, and the memory of one, in kB."""
    server = Server(kind)
    before = server.memory_bytes
    took = []
    with all_listening(server) as audience:
        for _ in range(CHANGES):
            began = time.monotonic()
            server.change()
            took.append(1000 * (audience.until_all_read() - began))
            audience.rest()
        of_one_kb = (server.memory_bytes - before) / STREAMS / _KB
    return median(took), of_one_kb


def main() -> None:
    """Measure both in turns."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # inherited by the servers
    kinds = [HUB, PEER] if find_spec("sse_starlette") else [HUB]
    if PEER not in kinds:
        print(MISSING)
    rounds: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
    for _ in range(ROUNDS_WITH_A_PEER):
        for kind in kinds:
            rounds[kind].append(one_round(kind))
    for kind, measured in rounds.items():
        last, memory = zip(*measured, strict=True)
        show_median(f"one change to the last of {STREAMS} streams, {kind}", last, "ms", 1)
        show_median(f"memory of one of {STREAMS} streams, {kind}", memory, "kB", 1)
    if len(kinds) > 1:
        ours, theirs = (list(zip(*rounds[kind], strict=True)) for kind in kinds)
        what = f"of {STREAMS} streams, hub to {PEER}"
        show_ratio(f"one change to the last {what}", median(ours[0]), median(theirs[0]))
        show_ratio(f"memory of one {what}", median(ours[1]), median(theirs[1]))


if __name__ == "__main__":
    main()
