"""The region behind a real server in a thread of its own, so that a browser can visit it."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

from hub.app import create_app, fast_reads_of
from hub.console.recognition import Recognition
from hub.http.server import serve_http
from tests.hub.pages.region import Region

ResultT = TypeVar("ResultT")
_PATIENCE_S = 20.0


class ServedRegion:
    """A region on a free port of this machine. What changes it runs in the server's own loop."""

    def __init__(
        self, region: Region, port: int = 0, recognition: Recognition | None = None
    ) -> None:
        """`recognition` is of a book, where people sign in."""
        self.region = region
        self._recognition = recognition
        self.url = ""
        self._port = port
        self._bound = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._shutdown = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._bound.wait(_PATIENCE_S)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        region = self.region
        app = create_app(
            region.config, region.live, region.metrics, region.clock,
            checks={}, shutdown=self._shutdown, typical_day_of=region.typical_day_of,
            open_history=region.open_history, open_reader=region.open_reader,
            targets=region.targets, read_published=region.read_published,
            recognition=self._recognition, spaces=region.spaces,
        )  # fmt: skip
        reads = fast_reads_of(app)
        await serve_http(app, "127.0.0.1", self._port, self._shutdown, self._note, reads=reads)

    def _note(self, url: str) -> None:
        self.url = url
        self._bound.set()

    @property
    def port(self) -> int:
        """Return the port that was taken."""
        return int(self.url.rpartition(":")[2])

    def change(self, change: Callable[[Region], ResultT]) -> ResultT:
        """Let `change` act on the region where the server runs."""

        async def act() -> ResultT:
            return change(self.region)

        return asyncio.run_coroutine_threadsafe(act(), self._loop).result(_PATIENCE_S)

    def stop(self) -> None:
        """End the server, and its open streams with it."""
        self._loop.call_soon_threadsafe(self._shutdown.set)
        self._thread.join(_PATIENCE_S)
        assert not self._thread.is_alive()
