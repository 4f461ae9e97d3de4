"""Asks a server that somebody has named, by HTTP, and says in which way that went wrong.

    address ─▶ rule ─▶ resolved once ─▶ each result judged ─▶ connected to one of these, by number
                 ▲                                              │ TLS for the name that was typed
                 └────────── redirect, of GET, three times ─────┘

The name is never resolved a second time, so that an answer that changes meanwhile changes nothing.
No proxy of the environment is used, no cookie kept, nothing unpacked. One deadline holds for all of
it. It knows no calendar and no alarm. Only who asks imports this: it takes memory.
"""

import socket
import ssl
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final
from urllib.parse import urljoin

import httpcore

from hub.domain.outside_address import (
    OutsideAddress,
    OutsideReason,
    OutsideRefused,
    outside_address,
    require_reachable,
)
from hub.release import release

MOST_REDIRECTS: Final = 3
_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))
_AGENT: Final = f"Platzfrei/{release() or 0}"

Resolve = Callable[[str], Sequence[str]]
"""Returns the IP addresses of a host's name; raises OSError where there are none."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken, and how long it may take."""

    total_s: float = 20.0
    body_bytes: int = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server has said in the end."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """By their names in lower case; of several of a name the first."""


def resolved(host: str) -> Sequence[str]:
    """Ask this machine for a host's addresses. Raises OSError."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))


class Outside:
    """Asks what hub.toml allows."""

    def __init__(
        self,
        allowed_networks: Iterable[str] = (),
        ca_file: Path | None = None,
        *,
        resolve: Resolve = resolved,
        limits: Limits = Limits(),
    ) -> None:
        self._allowed = tuple(map(ip_network, allowed_networks))
        self._ca_file = ca_file
        self._resolve = resolve
        self._limits = limits

    def get(
        self, typed: str, headers: Mapping[str, str] | None = None, kinds: Collection[str] = ()
    ) -> Answer:
        """Read what is at an address: 200, or 304 where a header asks for it.

        `kinds` are the media types that will do; none: any. Raises OutsideRefused.
        """
        deadline = _Deadline(self._limits.total_s)
        address = outside_address(typed)
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(deadline, "GET", address, headers or {})
            if answer.status not in _REDIRECTS:
                return _taken(answer, kinds)
            address = _led_to(address, answer)
        raise OutsideRefused(OutsideReason.TOO_MANY_REDIRECTS)

    def post(self, typed: str, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
        """Send something; a redirect isn't followed, and any other than 2xx is refused.

        Raises OutsideRefused.
        """
        deadline = _Deadline(self._limits.total_s)
        answer = self._ask(deadline, "POST", outside_address(typed), headers or {}, body)
        if not 200 <= answer.status < 300:
            raise _refused(answer.status)
        return answer

    def checked(self, typed: str) -> tuple[OutsideAddress, Sequence[str]]:
        """Return an address, and the IP addresses that may be connected to for it, and ask nothing.

        Whoever connects takes one of these, and doesn't resolve the name again. Raises
        OutsideRefused.
        """
        address = outside_address(typed)
        return address, self._found(_Deadline(self._limits.total_s), address.host)

    def _found(self, deadline: "_Deadline", host: str) -> Sequence[str]:
        addresses = deadline.waited_for(lambda: self._resolve(host))
        if not addresses:
            raise OutsideRefused(OutsideReason.UNKNOWN_HOST)
        require_reachable(addresses, self._allowed)
        return addresses

    def _ask(
        self,
        deadline: "_Deadline",
        method: str,
        address: OutsideAddress,
        headers: Mapping[str, str],
        body: bytes = b"",
    ) -> Answer:
        """Ask once. Raises OutsideRefused."""
        numbers = self._found(deadline, address.host)
        context = self._trust() if address.scheme == "https" else None
        origin = httpcore.Origin(address.scheme.encode(), address.host.encode(), address.port)
        url = httpcore.URL(
            scheme=origin.scheme, host=origin.host, port=origin.port, target=address.target.encode()
        )
        said = {
            "Host": address.netloc,
            "User-Agent": _AGENT,
            "Accept-Encoding": "identity",
            "Connection": "close",
            **headers,
        }
        if method == "POST":
            said["Content-Length"] = str(len(body))
        backend = _Pinned(numbers, deadline)
        try:
            with (
                httpcore.HTTPConnection(origin, context, network_backend=backend) as connection,
                connection.stream(method, url, headers=list(said.items()), content=body) as answer,
            ):
                return self._read(answer)
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise _translated(error, deadline) from None

    def _read(self, answer: httpcore.Response) -> Answer:
        headers: dict[str, str] = {}
        for name, value in answer.headers:
            headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
        if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise OutsideRefused(OutsideReason.COMPRESSED)
        body = bytearray()
        for piece in answer.iter_stream():
            body += piece
            if len(body) > self._limits.body_bytes:
                raise OutsideRefused(OutsideReason.TOO_LARGE)
        return Answer(answer.status, bytes(body), headers)

    def _trust(self) -> ssl.SSLContext:
        try:
            cafile = None if self._ca_file is None else str(self._ca_file)
            return ssl.create_default_context(cafile=cafile)
        except OSError as error:
            said = f"{self._ca_file} can't be used: {error.strerror or error}"
            raise OutsideRefused(OutsideReason.NOT_TRUSTED, said) from None


class _Deadline:
    """Until when all of it is over."""

    def __init__(self, total_s: float) -> None:
        self._ends_s = time.monotonic() + total_s

    @property
    def left_s(self) -> float:
        """How long is left; at least a little, as 0 would mean for ever to some."""
        return max(0.001, self._ends_s - time.monotonic())

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more may be waited for."""
        return time.monotonic() >= self._ends_s

    def waited_for(self, resolve: Callable[[], Sequence[str]]) -> Sequence[str]:
        """Return a host's addresses, or refuse: what resolves names knows no deadline."""
        told: SimpleQueue[Sequence[str]] = SimpleQueue()

        def look() -> None:
            try:
                told.put(resolve())
            except (OSError, UnicodeError):
                told.put(())

        Thread(target=look, name="resolver", daemon=True).start()
        try:
            return told.get(timeout=self.left_s)
        except Empty:
            raise OutsideRefused(OutsideReason.TOO_SLOW, "resolving the name") from None


class _Pinned(httpcore.NetworkBackend):
    """Connects to addresses that were judged, whatever the name would resolve to by now."""

    def __init__(self, numbers: Sequence[str], deadline: _Deadline) -> None:
        self._numbers = numbers
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the name, which isn't asked for again
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline's is shorter
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Try one after the other. Raises httpcore.ConnectError or ConnectTimeout."""
        last: Exception = httpcore.ConnectTimeout("no time is left")
        for number in self._numbers:
            if self._deadline.is_over:
                break
            try:
                stream = self._backend.connect_tcp(
                    number, port, self._deadline.left_s, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
            else:
                return _Bounded(stream, self._deadline)
        raise last


class _Bounded(httpcore.NetworkStream):
    """A connection on which nothing is waited for beyond the deadline, however it drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Read what is there."""
        if self._deadline.is_over:
            raise httpcore.ReadTimeout
        return self._stream.read(max_bytes, self._deadline.left_s)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Write all of it."""
        if self._deadline.is_over:
            raise httpcore.WriteTimeout
        self._stream.write(buffer, self._deadline.left_s)

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Encrypt, and make sure who answers."""
        encrypted = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left_s)
        return _Bounded(encrypted, self._deadline)

    def get_extra_info(self, info: str) -> object:
        """Return what the connection knows of itself."""
        return self._stream.get_extra_info(info)


def _led_to(address: OutsideAddress, answer: Answer) -> OutsideAddress:
    """Return where a redirect leads. Raises OutsideRefused."""
    location = answer.headers.get("location")
    if not location:
        raise OutsideRefused(OutsideReason.FAILED, f"HTTP {answer.status} that leads nowhere")
    try:
        following = outside_address(urljoin(address.text, location))
    except OutsideRefused:
        raise
    except ValueError:  # urljoin's, of brackets that don't fit
        raise OutsideRefused(OutsideReason.NO_ADDRESS) from None
    if address.scheme == "https" and following.scheme == "http":
        raise OutsideRefused(OutsideReason.LEAVES_TLS)
    return following


def _taken(answer: Answer, kinds: Collection[str]) -> Answer:
    """Return an answer that will do. Raises OutsideRefused."""
    if answer.status == 304:
        return answer
    if answer.status != 200:
        raise _refused(answer.status)
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kinds and kind and kind not in kinds:
        raise OutsideRefused(OutsideReason.OTHER_KIND)
    return answer


def _refused(status: int) -> OutsideRefused:
    reasons = {
        401: OutsideReason.LOCKED,
        403: OutsideReason.LOCKED,
        404: OutsideReason.NOT_FOUND,
        410: OutsideReason.NOT_FOUND,
    }
    return OutsideRefused(reasons.get(status, OutsideReason.FAILED), f"HTTP {status}")


def _translated(error: Exception, deadline: _Deadline) -> OutsideRefused:
    """Say in words of ours how asking has failed."""
    if isinstance(error, httpcore.TimeoutException) or deadline.is_over:
        return OutsideRefused(OutsideReason.TOO_SLOW)
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLError) or isinstance(error, ssl.SSLError):
        said = getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or ""
        return OutsideRefused(OutsideReason.NOT_TRUSTED, str(said))
    if isinstance(error, httpcore.ProtocolError):
        return OutsideRefused(OutsideReason.FAILED, "no HTTP")
    return OutsideRefused(OutsideReason.UNREACHABLE, _plain(cause or error))


def _plain(error: BaseException) -> str:
    said = getattr(error, "strerror", None) or type(error).__name__
    return " ".join(str(said).split())
