"""One request to an ASGI application, read message by message: for answers that don't end.

A connection that is handed over is played as well: what is written to it is read like any body.
"""

import asyncio
import json
import re
from types import TracebackType
from typing import Any, Self

from starlette.types import ASGIApp, Message

from hub.http.connection import ABORT
from hub.http.outlet import HAND_OVER, Audience

_PATIENCE_S = 30.0
_CHUNK = re.compile(rb"([0-9a-f]+)\r\n")


def text_of(chunks: bytes) -> bytes:
    """Take whole chunks apart."""
    texts = []
    while chunks:
        head = _CHUNK.match(chunks)
        assert head is not None, chunks
        end = head.end() + int(head[1], 16)
        assert chunks[end : end + 2] == b"\r\n"
        texts.append(chunks[head.end() : end])
        chunks = chunks[end + 2 :]
    return b"".join(texts)


class PlayedWay:
    """The way to a client after it was handed over: it is full once something isn't read."""

    def __init__(self, exchange: "Exchange", audience: Audience) -> None:
        self.is_full = False
        self.is_over = asyncio.Event()
        self._exchange = exchange
        self._audience = audience
        self._held = b""

    def write(self, chunk: bytes) -> None:
        """Let it be read, or hold it."""
        assert not self.is_full
        if self._exchange.is_reading:
            self._exchange.read(text_of(chunk), more=True)
        else:
            self._held, self.is_full = chunk, True

    def read_on(self) -> None:
        """Let what is held be read."""
        if self.is_full:
            held, self._held, self.is_full = self._held, b"", False
            self.write(held)
            self._audience.on_room()

    def end(self) -> None:
        """End in good order."""
        self._exchange.read(b"", more=False)
        self.leave()

    def cut(self) -> None:
        """Cut the connection."""
        self._exchange.state.get(ABORT, lambda: None)()
        self.leave()

    def leave(self) -> None:
        """Be gone."""
        if not self.is_over.is_set():
            self.is_over.set()
            self._audience.on_left()


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
        self.state = {HAND_OVER: self._hand_over, **(state or {})}
        self._way: PlayedWay | None = None
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
            "state": self.state,
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

    def _hand_over(self, audience: Audience) -> PlayedWay | None:
        if not self._left.is_set():
            self._way = PlayedWay(self, audience)
        return self._way

    @property
    def is_reading(self) -> bool:
        """Whether the client takes what is sent."""
        return self._reading.is_set()

    def read(self, body: bytes, *, more: bool) -> None:
        """Take a part of the body."""
        self._sent.put_nowait({"type": "http.response.body", "body": body, "more_body": more})

    def leave(self) -> None:
        """Close the connection."""
        self._left.set()
        if self._way is not None:
            self._way.leave()

    def stop_reading(self) -> None:
        """Keep the connection, but take nothing from it."""
        self._reading.clear()

    def read_on(self) -> None:
        """Take from it again."""
        self._reading.set()
        if self._way is not None:
            self._way.read_on()

    async def end(self) -> None:
        """Wait until the application is done with this request."""
        assert self._task is not None
        async with asyncio.timeout(_PATIENCE_S):
            await self._task
            if self._way is not None:
                await self._way.is_over.wait()

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
