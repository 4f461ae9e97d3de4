"""uvicorn inside the hub's own loop: a bound socket, limits, and an end at once.

Signals belong to the program that calls this; logging does too.
"""

import asyncio
import logging
import resource
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from ipaddress import ip_network
from typing import Any, Final

from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.server import Server

from hub.errors import HubError
from hub.http.connection import ClientOf, ConnectionLimits, connection_type
from hub.http.fast_reads import FastReads, HeaderLines

_GRACE_S: Final = 3
_BACKLOG: Final = 512
_SEND_BUFFER_BYTES: Final = 128 * 1024
_SILENT_PEER_MS: Final = 30_000
_OTHER_FILES: Final = 256

_log: Final = logging.getLogger(__name__)


class AddressUnavailable(HubError):
    """The operator's: the hub can't listen where it was told to."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"can't listen on {host}:{port}: {reason}")


class _Server(Server):
    def __init__(self, config: Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_started()


async def serve_http(
    app: ASGIApp,
    host: str,
    port: int,
    shutdown: asyncio.Event,
    on_bound: Callable[[str], None],
    *,
    limits: ConnectionLimits | None = None,
    trusted_proxies: Sequence[str] = (),
    reads: FastReads | None = None,
) -> None:
    """Serve `app` until `shutdown` is set; `on_bound` is told the address, such as http://[::1]:80.

    Port 0 takes a free one. What a client says in X-Forwarded-For counts only behind one of the
    `trusted_proxies` (addresses or networks). What `reads` has is answered without `app`. Raises
    AddressUnavailable.
    """
    allowed = _with_proxies(limits or ConnectionLimits(), trusted_proxies)
    listening = _listen(host, port)
    allowed = _within_open_files(allowed)
    bound_port = listening.getsockname()[1]
    address = f"http://{f'[{host}]' if ':' in host else host}:{bound_port}"
    connection = connection_type(allowed, reads, client_of(trusted_proxies))
    settings = _settings(app, connection, allowed.idle_s, trusted_proxies)
    server = _Server(settings, lambda: on_bound(address))
    stopping = asyncio.create_task(_stop_when(shutdown, server))
    try:
        await server.serve(sockets=[listening])
    finally:
        stopping.cancel()
        listening.close()
        with suppress(asyncio.CancelledError):
            await stopping


async def _stop_when(shutdown: asyncio.Event, server: Server) -> None:
    await shutdown.wait()
    server.should_exit = True


def client_of(trusted_proxies: Sequence[str]) -> ClientOf | None:
    """Have uvicorn say who asks, as it does for the application; None: who is connected."""
    if not trusted_proxies:
        return None
    forwarded = ProxyHeadersMiddleware(_nothing, list(trusted_proxies))

    def asking(client: tuple[str, int] | None, headers: HeaderLines) -> str:
        scope: Any = {"type": "http", "client": client, "headers": headers, "scheme": "http"}
        with suppress(StopIteration):  # it waits for nothing, and neither does `_nothing`
            forwarded(scope, _never, _never).send(None)
        return scope["client"][0] if scope["client"] else ""

    return asking


async def _nothing(*_: object) -> None:
    pass


_never: Any = None


def _settings(app: ASGIApp, connection: Any, idle_s: int, trusted_proxies: Sequence[str]) -> Config:
    return Config(
        app,
        http=connection,
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="error",  # warnings would let strangers write our log
        access_log=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        server_header=False,
        timeout_keep_alive=idle_s,
        timeout_graceful_shutdown=_GRACE_S,
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named in full, or asyncio leaves Nagle's algorithm on and every answer waits 40 ms for an ACK.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _bound_patience(listening)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise AddressUnavailable(host, port, reason) from None
    return listening


def _bound_patience(listening: socket.socket) -> None:
    """Let the kernel give up silent clients and hold little for slow ones; connections inherit."""
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux only
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _SILENT_PEER_MS)


def _with_proxies(limits: ConnectionLimits, trusted: Sequence[str]) -> ConnectionLimits:
    """Spare proxies the bound per address: their connections are those of many."""
    return replace(limits, spared=(*limits.spared, *map(ip_network, trusted)))


def _within_open_files(limits: ConnectionLimits) -> ConnectionLimits:
    """Raise the soft limit of open files as far as the hard one allows, and keep below it."""
    wanted = limits.in_all + _OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY in (soft, hard) or wanted <= hard:
        enough = wanted
    else:
        enough = hard
        _log.warning("%d open files are allowed: fewer connections at once", hard)
    if soft != resource.RLIM_INFINITY and soft < enough:
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))
    return replace(limits, in_all=max(1, enough - _OTHER_FILES))
