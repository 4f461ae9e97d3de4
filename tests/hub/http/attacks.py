"""What strangers do to a web server: each attack holds for as long as its context is open.

All of it is raw sockets from addresses of loopback, so that it fits any server.
"""

import resource
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from typing import Final

ATTACKER: Final = "127.66.0.1"
PAGE: Final = b"GET /spaces/drahtfabrik HTTP/1.1\r\nHost: hub\r\n\r\n"
_TOO_FEW_FILES: Final = 8192


def many(count: int) -> list[str]:
    """Name so many addresses of attackers."""
    return [f"127.{66 + number // 250}.1.{1 + number % 250}" for number in range(count)]


def connect(port: int, source: str = ATTACKER) -> socket.socket:
    """Open a connection from an address; what isn't answered within seconds is an error."""
    client = socket.socket()
    client.settimeout(10)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    client.bind((source, 0))
    client.connect(("127.0.0.1", port))
    return client


def answer_to(port: int, request: bytes, source: str = ATTACKER) -> bytes:
    """Send a request that asks for the end of the connection; return all that comes."""
    with connect(port, source) as client:
        with suppress(ConnectionError):
            client.sendall(request)
        return rest_of(client)


def rest_of(client: socket.socket) -> bytes:
    """Read until the server hangs up."""
    taken = b""
    with suppress(ConnectionError):
        while piece := client.recv(65536):
            taken += piece
    return taken


def allow_open_files() -> None:
    """An attacker of one process needs many of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _TOO_FEW_FILES if hard == resource.RLIM_INFINITY else min(_TOO_FEW_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@contextmanager
def _held(port: int, sources: list[str], begin: bytes = b"") -> Iterator[None]:
    """Open a connection from each source, send what begins a request, and say no more."""
    allow_open_files()
    with ExitStack() as held:
        for source in sources:
            client = held.enter_context(connect(port, source))
            with suppress(ConnectionError):
                client.sendall(begin)
        yield


@contextmanager
def _again_and_again(
    port: int, sources: list[str], act: Callable[[int, str], None]
) -> Iterator[None]:
    """Do something from each source, in a thread of its own, until the context ends."""
    over = threading.Event()

    def attack(source: str) -> None:
        while not over.is_set():
            with suppress(OSError):
                act(port, source)

    threads = [threading.Thread(target=attack, args=(source,)) for source in sources]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _ask_on(port: int, source: str) -> None:
    """Ask two hundred times on one connection, each time before the answer has come."""
    with connect(port, source) as client:
        for _ in range(200):
            client.sendall(PAGE)
            client.recv(65536)


def _ask_many_at_once(port: int, source: str) -> None:
    with connect(port, source) as client:
        client.sendall(PAGE * 500)
        rest_of(client)


def _come_and_go(port: int, source: str) -> None:
    connect(port, source).close()
    threading.Event().wait(0.004)  # faster, the kernel's queue is full whoever serves


def _guess(port: int, source: str) -> None:
    answer_to(
        port,
        b"GET /metrics HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer guess\r\n"
        b"Connection: close\r\n\r\n",
        source,
    )


def _deaf(port: int, source: str) -> None:
    """Ask for more than fits into the kernel's buffers, and take nothing of it."""
    with connect(port, source) as client:
        client.sendall(PAGE * 16)
        client.settimeout(1)
        threading.Event().wait(0.5)


_HEAD: Final = b"GET / HTTP/1.1\r\nHost: hub\r\nX-Slow: "
_STREAM: Final = b"GET /api/v1/stream HTTP/1.1\r\nHost: hub\r\n\r\n"
_BODY: Final = b"POST /reports HTTP/1.1\r\nHost: hub\r\nContent-Length: 1000\r\n\r\na"

Attack = Callable[[int], AbstractContextManager[None]]

ATTACKS: Final[dict[str, Attack]] = {
    "2,100 silent connections of one address": lambda port: _held(port, [ATTACKER] * 2100),
    "2,100 silent connections of 300 addresses": lambda port: _held(port, many(300) * 7),
    "400 heads that never end": lambda port: _held(port, many(40) * 10, _HEAD),
    "400 bodies that never end": lambda port: _held(port, many(40) * 10, _BODY),
    "a flood of one address": lambda port: _again_and_again(port, [ATTACKER] * 4, _ask_on),
    "a flood of many addresses": lambda port: _again_and_again(port, many(8), _ask_on),
    "requests five hundred at once": lambda port: _again_and_again(
        port, [ATTACKER] * 2, _ask_many_at_once
    ),
    "a thousand connections a second": lambda port: _again_and_again(port, many(4), _come_and_go),
    "guesses at the token": lambda port: _again_and_again(port, many(4), _guess),
    "pages that nobody takes": lambda port: _again_and_again(port, many(8), _deaf),
    "streams that nobody reads": lambda port: _held(port, many(40) * 5, _STREAM),
}
