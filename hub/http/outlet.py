"""What is left of a connection whose answer doesn't end: bytes go out, nothing comes in.

    Connection ── head sent ──▶ hand over ──▶ Outlet ◀── write, cut ── whoever tells something
    (parser, request, task)     all gone         └────── on_room, on_left ──▶ its Audience

A request costs a parser, a head, a task and its frames; a visitor who only listens needs none of
them. Owns the way out and its end. It knows no route and not what is said.

The kernel takes what it has room for; what is beyond waits here, and then the outlet is full: who
writes on all the same lets memory grow, and must not.
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

HAND_OVER: Final = "platzfrei.hand_over"
"""Under this key of the ASGI state the server leaves what hands the connection over: `HandOver`."""

_AT_ONCE: Final = struct.pack("ii", 1, 0)
_LAST_CHUNK: Final = b"0\r\n\r\n"


class Way(Protocol):
    """The way to one client. After `end` or `cut` nothing more is written."""

    @property
    def is_full(self) -> bool:
        """Whether the client doesn't keep up: nothing may be written until it has taken all."""
        ...

    def write(self, chunk: bytes) -> None:
        """Send a chunk, as `chunk_of` makes it."""
        ...

    def end(self) -> None:
        """End the answer in good order, or cut it if the client doesn't keep up."""
        ...

    def cut(self) -> None:
        """Cut the connection; the kernel forgets what is still to be sent."""
        ...


class Audience(Protocol):
    """Who is told of the client."""

    def on_room(self) -> None:
        """Hear that a client that was behind has taken all."""
        ...

    def on_left(self) -> None:
        """Hear that the client is gone, whoever ended it."""
        ...


HandOver = Callable[[Audience], Way | None]
"""Takes the connection from the request whose head has been sent; the request then just returns.

None: the client has left, and nobody is told of it any more.
"""


def chunk_of(text: bytes) -> bytes:
    """Write a piece of an answer of unknown length (RFC 9112, section 7.1); not an empty one."""
    return b"%x\r\n%b\r\n" % (len(text), text)


def abort(transport: asyncio.Transport) -> None:
    """Cut a connection at once."""
    open_socket = transport.get_extra_info("socket")
    with suppress(OSError):  # it has ended by itself
        open_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    transport.abort()


class Outlet(asyncio.Protocol):
    """The protocol of a connection that was handed over."""

    __slots__ = ("_audience", "_forget", "_transport", "is_full")

    def __init__(
        self,
        transport: asyncio.Transport,
        audience: Audience,
        forget: Callable[["Outlet"], object],
    ) -> None:
        """Take the connection; `forget` is called once it is gone."""
        self._transport = transport
        self._audience = audience
        self._forget = forget
        self.is_full = transport.get_write_buffer_size() > 0
        transport.set_protocol(self)
        transport.set_write_buffer_limits(high=0)
        transport.resume_reading()  # or nobody would notice that the client leaves

    def write(self, chunk: bytes) -> None:
        """Send a chunk."""
        self._transport.write(chunk)

    def end(self) -> None:
        """End the answer in good order, or cut it if the client doesn't keep up."""
        if self.is_full:
            self.cut()
        else:
            self._transport.write(_LAST_CHUNK)
            self._transport.close()

    def cut(self) -> None:
        """Cut the connection."""
        abort(self._transport)

    abort = cut

    def shutdown(self) -> None:
        """End with the server, which calls this."""
        self.end()

    def pause_writing(self) -> None:
        """Note that the kernel takes no more."""
        self.is_full = True

    def resume_writing(self) -> None:
        """Note that all is on its way."""
        self.is_full = False
        if not self._transport.is_closing():
            self._audience.on_room()

    def data_received(self, data: bytes) -> None:
        """Take no notice of what is asked behind an answer that doesn't end."""

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's signature
        """Forget the connection."""
        self._forget(self)
        self._audience.on_left()
