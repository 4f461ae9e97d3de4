"""One HTTP connection: uvicorn's, with bounds of our own and errors of our own form.

uvicorn waits without limit for the rest of a request, and takes a head of any length. Here the
whole request, from its first byte (or from the connection, whichever came first), has `request_s`
seconds (RFC 9112, section 9.5), its head has bounds, and so has what is asked before its turn.
Of the parser's words nothing reaches a client, and nothing of a client reaches the log.

    waiting ── request whole ─▶ serving ── answered ─▶ waiting
       │                           └─ takes nothing for stall_s: cut
       ├─ request_s, idle_s, or no room: cut
       └─ a plain read of what fast_reads.py has at hand: answered at once ─▶ waiting
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from hub.http.address_limits import LOOPBACK, ConnectionTable, Network, is_within, site_of
from hub.http.fast_reads import FastReads, HeaderLines
from hub.http.middleware import SECURITY_HEADERS
from hub.http.outlet import HAND_OVER, Audience, Outlet, abort
from hub.http.problems import MEDIA_TYPE, encode, of_status

ABORT: Final = "platzfrei.abort"
"""Under this key of the ASGI state the server may leave a function that cuts the connection."""

_MOST_HEAD_BYTES: Final = 16 * 1024
_MOST_TARGET_BYTES: Final = 8 * 1024  # RFC 9112, section 3: 8000 octets at least
_MOST_HEADERS: Final = 100
_MOST_PIPELINED: Final = 16
_MOST_AT_ONCE: Final = 16
"""So many reads that came together are answered before other connections have their turn."""
_VERSIONS: Final = ("1.0", "1.1")


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How long and how often anybody may hold a connection."""

    request_s: float = 20.0
    idle_s: int = 5
    stall_s: float = 30.0
    """Who takes nothing of an answer for so long is cut off."""
    per_address: int = 128
    in_all: int = 2000
    spared: tuple[Network, ...] = LOOPBACK
    """Addresses that are bounded only in all: this machine, and proxies, who speak for many."""


Connections = ConnectionTable["Connection | Outlet"]
ClientOf = Callable[[tuple[str, int] | None, HeaderLines], str]
"""Names the address that asks, by the one that is connected and the header lines."""


class _Unfit(ValueError):
    """The head of a request is beyond a bound, or no HTTP/1; the parser ends."""


class Connection(HttpToolsProtocol):
    """Refuses what isn't HTTP with a problem document, and cuts whoever holds it for nothing."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        limits: ConnectionLimits,
        table: Connections,
        reads: FastReads | None = None,
        client_of: ClientOf | None = None,
    ) -> None:
        offered = {ABORT: self.abort, HAND_OVER: self.hand_over}
        super().__init__(config, server_state, app_state | offered, _loop)
        self._limits = limits
        self._table = table
        self._reads = reads
        self._client_of = client_of
        self._at_once = 0
        """How many reads of those that came together were answered at once."""
        self._is_answered = False
        """Whether the last of them was."""
        self._deadline: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._in_head = False
        self._is_whole = False
        self._is_refused = False
        self._head_bytes = 0
        self._unread_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin to wait for a request, if there is room or somebody else makes way."""
        super().connection_made(transport)
        cut = self._table.admit(self, self._site())
        if cut is self:
            self._refuse(503)
            return
        if cut is not None:
            cut.abort()
        self._watch_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection and its deadlines."""
        self._table.forget(self)
        self._stop_watching()
        self._stop_watching_client()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes, and see whether the request is whole by now."""
        if self._is_refused:
            return
        self._unread_bytes = len(data)
        self._at_once, self._is_answered = 0, False
        super().data_received(data)
        if self._is_head_too_long():
            self.send_400_response("")
        elif not self._is_refused:
            self._watch_or_serve()

    def on_message_begin(self) -> None:
        """Count from here."""
        self._in_head, self._is_whole, self._head_bytes = True, False, 0
        self._is_answered = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Look at the whole head, and pass it on. Raises _Unfit, which ends the parser."""
        self._in_head = False
        self._require_fit_head()
        if self._answer_at_once():
            return
        super().on_headers_complete()
        if self.parser.should_upgrade():
            self.cycle.keep_alive = False  # what follows on this connection isn't HTTP

    def on_message_complete(self) -> None:
        """Note that the client owes nothing."""
        self._is_whole, self._unread_bytes = True, 0
        if not self._is_answered:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request, or for the client to take the last bytes of this answer."""
        super().on_response_complete()
        if not self._is_owed():
            self._table.wait(self)
        if self.transport.is_closing():
            self._watch_client()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection; whoever doesn't take what was sent is cut off."""
        super().timeout_keep_alive_handler()
        self._watch_client()

    def pause_writing(self) -> None:
        """Begin to watch a client that doesn't keep up."""
        super().pause_writing()
        self._watch_client()

    def resume_writing(self) -> None:
        """Stop watching it: it has taken nearly all."""
        super().resume_writing()
        if not self.transport.is_closing():
            self._stop_watching_client()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  uvicorn's signature
        """Answer what isn't HTTP, in words that don't repeat it."""
        self._refuse(400)

    def abort(self) -> None:
        """Cut the connection; the kernel forgets what is still to be sent."""
        abort(self.transport)

    def hand_over(self, audience: Audience) -> Outlet | None:
        """Leave the client to whoever has begun an answer that doesn't end; None: it has left."""
        if self.cycle.disconnected:
            return None
        self._stop_watching()
        self._stop_watching_client()
        self._unset_keepalive_if_required()
        forget = partial(_forget, self._table, self.connections)
        outlet = Outlet(self.transport, audience, forget)
        self._table.hand_over(self, outlet)
        self.connections.discard(self)
        self.connections.add(outlet)  # type: ignore[arg-type]  # shutdown() is all that is asked
        self.cycle.response_complete = True  # as far as this protocol is concerned
        self.parser = None  # type: ignore[assignment]  # as uvicorn's own at the end
        self.pipeline.clear()
        return outlet

    def _site(self) -> str | None:
        if not self.client or is_within(self.client[0], self._limits.spared):
            return None
        return site_of(self.client[0])

    def _answer_at_once(self) -> bool:
        """Answer without the framework, if the read is one of those and nothing is owed before."""
        if self._reads is None or not self._may_answer_at_once():
            return False
        dates = self.server_state.default_headers
        answer = self._reads.answer(self.url, self.headers, self._asking(), dates)
        if answer is None:
            return False
        self._at_once += 1
        self._is_answered = True
        self._stop_watching()
        self.transport.write(answer)
        self._table.serve(self)  # from now on it waits anew
        self.on_response_complete()
        return True

    def _may_answer_at_once(self) -> bool:
        return (
            self._at_once < _MOST_AT_ONCE
            and (self.cycle is None or self.cycle.response_complete)
            and not self.flow.write_paused
            and not self.transport.is_closing()
            and self.parser.get_method() == b"GET"
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
            and not self.parser.should_upgrade()
        )

    def _asking(self) -> str:
        """Return the address of who asks, which a trusted proxy may name."""
        if self._client_of is not None:
            return self._client_of(self.client, self.headers)
        return self.client[0] if self.client else ""

    def _require_fit_head(self) -> None:
        names = [name for name, _ in self.headers]
        version, hosts = self.parser.get_http_version(), names.count(b"host")
        length = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if (
            length > _MOST_HEAD_BYTES
            or len(self.url) > _MOST_TARGET_BYTES
            or len(names) > _MOST_HEADERS
            or len(self.pipeline) >= _MOST_PIPELINED
            or version not in _VERSIONS
            or hosts > 1
            or (hosts == 0 and version == "1.1")  # RFC 9112, section 3.2
        ):
            raise _Unfit

    def _is_head_too_long(self) -> bool:
        """Count what has come of a head: the parser would keep any length of it."""
        if self._in_head:
            self._head_bytes += self._unread_bytes
        return self._in_head and self._head_bytes > _MOST_HEAD_BYTES

    def _is_owed(self) -> bool:
        """Tell whether the client has asked for something and waits for the answer."""
        return self._is_whole and self.cycle is not None and not self.cycle.response_complete

    def _watch_or_serve(self) -> None:
        if self._is_owed():
            self._stop_watching()
            self._table.serve(self)
        elif not self._is_answered:  # uvicorn bounds how long a connection is idle
            self._watch_request()

    def _watch_request(self) -> None:
        self._table.wait(self)
        if self._deadline is None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(self._limits.request_s, self.abort)

    def _stop_watching(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _watch_client(self) -> None:
        if self._stall is None:
            self._stall = self.loop.call_later(self._limits.stall_s, self.abort)

    def _stop_watching_client(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None

    def _refuse(self, status: int) -> None:
        """Say so and close; what was asked before is answered first."""
        self._is_refused = True
        self._stop_watching()
        self._watch_client()
        cycle = self.cycle
        if cycle is None or cycle.response_complete:
            self.transport.write(_raw_problem(status))
            self.transport.close()
        elif cycle.more_body:  # the rest of this one's body never comes
            self.transport.close()
        else:
            cycle.keep_alive = False


def _forget(table: Connections, connections: set[Any], outlet: Outlet) -> None:
    table.forget(outlet)
    connections.discard(outlet)


def connection_type(
    limits: ConnectionLimits, reads: FastReads | None = None, client_of: ClientOf | None = None
) -> Any:  # uvicorn's annotation wants a class
    """Return what uvicorn calls for every new connection.

    `client_of` tells who asks, where that may be somebody behind a trusted proxy.
    """
    table: Connections = ConnectionTable(limits.per_address, limits.in_all)
    return partial(Connection, limits=limits, table=table, reads=reads, client_of=client_of)


def _raw_problem(status: int) -> bytes:
    problem = of_status(status)
    body = encode(problem)
    headers = (
        ("Content-Type", MEDIA_TYPE),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
        *SECURITY_HEADERS,
    )
    lines = (f"HTTP/1.1 {status} {problem.title}", *(f"{name}: {value}" for name, value in headers))
    return "\r\n".join((*lines, "", "")).encode("ascii") + body
