"""One request to an ASGI application, read message by message: for answers that don't end."""

import asyncio
import json
from types import TracebackType
from typing import Any, Self

from starlette.types import ASGIApp, Message

_PATIENCE_S = 30.0


class Exchange:
    """A client that sees what is sent as it is sent; it may stop reading, or leave."""

    def __init__(
        self,
        app: ASGIApp,
        path: str,
        query: str = "",
        *,
        method: str = "GET",
        host: str = "192.0.2.1",
        headers: tuple[tuple[bytes, bytes], ...] = (),
        state: dict[str, Any] | None = None,
    ) -> None:
        self._app = app
        self._scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": list(headers),
            "client": (host, 40000),
            "server": ("127.0.0.1", 80),
            "state": state or {},
        }
        self._sent: asyncio.Queue[Message] = asyncio.Queue()
        self._left = asyncio.Event()
        self._reading = asyncio.Event()
        self._reading.set()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()
        self._reading.set()
        await self.end()

    async def _run(self) -> None:
        await self._app(self._scope, self._receive, self._send)

    async def _receive(self) -> Message:
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        await self._reading.wait()
        self._sent.put_nowait(message)

    def leave(self) -> None:
        """Close the connection."""
        self._left.set()

    def stop_reading(self) -> None:
        """Keep the connection, but take nothing from it."""
        self._reading.clear()

    def read_on(self) -> None:
        """Take from it again."""
        self._reading.set()

    async def end(self) -> None:
        """Wait until the application is done with this request."""
        assert self._task is not None
        async with asyncio.timeout(_PATIENCE_S):
            await self._task

    async def message(self) -> Message:
        """Return the next thing that was sent."""
        async with asyncio.timeout(_PATIENCE_S):
            return await self._sent.get()

    async def start(self) -> tuple[int, dict[str, str]]:
        """Return status and headers."""
        message = await self.message()
        headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        return message["status"], headers

    async def body(self) -> bytes:
        """Return the next part of the body."""
        return bytes((await self.message())["body"])

    async def events(self) -> list[dict[str, Any]]:
        """Return the data of the events in the next part of the body."""
        blocks = (await self.body()).decode().split("\n\n")
        lines = [line for block in blocks for line in block.split("\n")]
        return [json.loads(line.removeprefix("data: ")) for line in lines if line[:5] == "data:"]

    def has_more(self) -> bool:
        """Tell whether something was sent that nobody has looked at."""
        return not self._sent.empty()
