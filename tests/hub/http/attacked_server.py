"""The hub's HTTP server over the made-up region, as a process of its own that a test may attack.

`python -m tests.hub.http.attacked_server LIMITS TOKEN_HASH_FILE` prints its port and serves until
its standard input ends. LIMITS are those of ConnectionLimits as JSON. Every address of loopback is
an address like any other there.
"""

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from hub.app import create_app, fast_reads_of
from hub.clock import SystemClock
from hub.http.connection import ConnectionLimits
from hub.http.server import serve_http
from tests.hub.pages.region import Region


async def _serve(limits: ConnectionLimits, token_hash_file: str) -> None:
    region, shutdown = Region(http={"token_hash_file": token_hash_file}), asyncio.Event()
    app = create_app(
        region.config, region.live, region.metrics, SystemClock(), checks={}, shutdown=shutdown
    )
    loop = asyncio.get_running_loop()

    def until_stdin_ends() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(shutdown.set)

    def told(address: str) -> None:
        print(address.rpartition(":")[2], flush=True)

    threading.Thread(target=until_stdin_ends, daemon=True).start()
    await serve_http(app, "127.0.0.1", 0, shutdown, told, limits=limits, reads=fast_reads_of(app))


class AttackedServer:
    """A running server; `port` is where it listens on 127.0.0.1."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self._process = process
        self.port = int(process.stdout.readline())

    @property
    def memory_bytes(self) -> int:
        """Return what it holds in memory."""
        resident: int = psutil.Process(self._process.pid).memory_info().rss
        return resident


@contextmanager
def attacked_server(token_hash_file: Path, **limits: Any) -> Iterator[AttackedServer]:
    """Run a server with some limits; its end must come by itself, in time and without a word."""
    arguments = [json.dumps(limits), str(token_hash_file)]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.hub.http.attacked_server", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield AttackedServer(process)
            _, said = process.communicate(timeout=30)
            assert (process.returncode, said) == (0, "")
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(_serve(ConnectionLimits(**{"spared": (), **json.loads(sys.argv[1])}), sys.argv[2]))
