"""A connection that was handed over: bytes go out, and who is told what."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest

from hub.http.outlet import Outlet, chunk_of

pytestmark = pytest.mark.anyio


@pytest.fixture(params=[False, True], ids=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    """Run on both loops that the hub may run on."""
    if request.param:
        pytest.importorskip("uvloop", reason="uvloop isn't made for this processor")
    return "asyncio", {"use_uvloop": request.param}


_TOO_MUCH = chunk_of(b"x" * 8 * 1024 * 1024)


class Heard:
    """Notes what an outlet tells."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.news = asyncio.Event()

    def on_room(self) -> None:
        self._note("room")

    def on_left(self) -> None:
        self._note("left")

    def forget(self, _: Outlet) -> None:
        self._note("forgotten")

    def _note(self, what: str) -> None:
        self.told.append(what)
        self.news.set()

    async def wait_for(self, what: str) -> None:
        """Wait until it was told."""
        async with asyncio.timeout(20):
            while what not in self.told:
                self.news.clear()
                await self.news.wait()


@asynccontextmanager
async def handed_over(
    first: bytes = b"",
) -> AsyncIterator[tuple[Outlet, Heard, asyncio.StreamReader, asyncio.StreamWriter]]:
    """Open a connection, write `first` to it and hand it over."""
    loop, heard = asyncio.get_running_loop(), Heard()
    outlets: asyncio.Future[Outlet] = loop.create_future()

    class Former(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            taken = cast("asyncio.Transport", transport)  # uvloop's are like it, but no heirs of it
            if first:
                taken.write(first)
            taken.pause_reading()  # as for a request that waits for its turn
            outlets.set_result(Outlet(taken, heard, heard.forget))

    server = await loop.create_server(Former, "127.0.0.1", 0, family=socket.AF_INET)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        yield await outlets, heard, reader, writer
    finally:
        writer.close()
        server.close()


def test_a_chunk_says_how_long_it_is() -> None:
    """In hexadecimal digits, before and after which a line ends."""
    assert chunk_of(b"a" * 26) == b"1a\r\n" + b"a" * 26 + b"\r\n"


async def test_what_is_written_comes_and_the_end_is_an_end() -> None:
    """A client reads the chunks, the last one, and the end of the connection."""
    async with handed_over() as (outlet, heard, reader, _):
        outlet.write(chunk_of(b"one"))
        outlet.write(chunk_of(b"two"))
        outlet.end()
        assert await reader.read() == b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"
        await heard.wait_for("left")
    assert heard.told == ["forgotten", "left"]


async def test_who_leaves_is_noticed_whatever_it_asked_for_last() -> None:
    """What comes in is read and passed over, so that the end of it is seen."""
    async with handed_over() as (outlet, heard, _, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: hub\r\n\r\n" * 100)
        writer.close()
        await heard.wait_for("left")
        assert outlet.is_full is False
    assert heard.told == ["forgotten", "left"]


@pytest.mark.parametrize("first", [b"", _TOO_MUCH], ids=["handed over idle", "handed over full"])
async def test_who_does_not_read_is_full_until_all_is_taken(first: bytes) -> None:
    """From the first byte that the kernel doesn't take, also of what was written before."""
    async with handed_over(first) as (outlet, heard, reader, _):
        if not first:
            outlet.write(_TOO_MUCH)
        was_full = outlet.is_full
        await reader.readexactly(len(_TOO_MUCH))
        await heard.wait_for("room")
        assert (was_full, outlet.is_full) == (True, False)
        outlet.write(chunk_of(b"more"))
        assert await reader.readexactly(9) == b"4\r\nmore\r\n"


async def test_the_end_waits_for_nobody() -> None:
    """A client that is behind is cut, not waited for; one that keeps up hears the end."""
    async with handed_over() as (outlet, heard, reader, _):
        outlet.write(_TOO_MUCH)
        outlet.shutdown()
        await heard.wait_for("left")
        with pytest.raises(ConnectionError):
            await reader.readexactly(len(_TOO_MUCH))
    assert heard.told == ["forgotten", "left"]
