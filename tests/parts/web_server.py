"""A server of any manners, on a free port of this machine: it says what a test lets it say.

It speaks bytes, so that it can also be rude: drip, go on for ever, hang up, speak something else.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from tests.parts.certificates import Pair
from tests.parts.mosquitto import HOST

_PATIENCE_S: Final = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    """By their names in lower case."""
    body: bytes


Say = Callable[[bytes], None]
Serve = Callable[[Asked, Say], None]
"""Answers a request; `Say` raises OSError once nobody listens any more."""


@dataclass(slots=True)
class WebServer:
    """Where it listens, and what it was asked."""

    port: int
    scheme: str
    asked: list[Asked] = field(default_factory=list)

    def url(self, target: str = "/", host: str = HOST) -> str:
        """Return the address of something on it."""
        return f"{self.scheme}://{host}:{self.port}{target}"


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """Write a whole answer; `_` in a header's name stands for `-`."""
    said = {"Content-Length": str(len(body))}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


@contextmanager
def web_server(serve: Serve, pair: Pair | None = None) -> Iterator[WebServer]:
    """Run it, with TLS if there is a certificate; it ends with all of its connections."""
    context = None
    if pair is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.cert, pair.key)
    with socket.create_server((HOST, 0)) as listening:
        running = WebServer(listening.getsockname()[1], "http" if context is None else "https")
        guests: list[socket.socket] = []
        threads: list[threading.Thread] = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    guest, _ = listening.accept()
                    guests.append(guest)
                    threads.append(threading.Thread(target=attend, args=(guest,), daemon=True))
                    threads[-1].start()

        def attend(guest: socket.socket) -> None:
            with guest, suppress(OSError):
                guest.settimeout(_PATIENCE_S)
                if context is not None:
                    with context.wrap_socket(guest, server_side=True) as encrypted:
                        _converse(encrypted, running, serve)
                else:
                    _converse(guest, running, serve)

        waiting = threading.Thread(target=accept, daemon=True)
        waiting.start()
        try:
            yield running
        finally:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            for guest in guests:
                with suppress(OSError):
                    guest.shutdown(socket.SHUT_RDWR)
            for thread in (waiting, *threads):
                thread.join(_PATIENCE_S)


def _converse(guest: socket.socket, running: WebServer, serve: Serve) -> None:
    with guest.makefile("rb") as reading:
        first = reading.readline().decode("latin-1").split()
        if len(first) < 2:
            return
        headers: dict[str, str] = {}
        while line := reading.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        body = reading.read(int(headers.get("content-length", "0")))
    running.asked.append(Asked(first[0], first[1], headers, body))
    serve(running.asked[-1], guest.sendall)
