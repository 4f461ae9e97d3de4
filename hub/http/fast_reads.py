"""Reads that are answered before the framework sees them: finished bytes for exact targets.

    request ─▶ connection.py ─▶ FastReads ─ a known target, plainly asked ─▶ bytes, at once
                                   └─ anything else ─▶ None: the framework answers

Owns which requests may be answered so, and which headers stand around a body: those that
caching.py and middleware.py put there, worked out once for each entity tag by the same code. A
throttled address, a request with a body or with a header twice, HEAD and whatever fails is left to
the framework. It knows no route and no socket, and asks nothing that could wait.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders

from hub.clock import Clock
from hub.http.caching import headers_with, is_known, shared, weak
from hub.http.compression import WORTH_IT_BYTES, accepts_gzip, gzipped
from hub.http.middleware import CORS_OF_READS, SECURITY_HEADERS, PathRule, add_missing
from hub.http.throttle import AddressThrottle
from hub.metrics import HubMetrics

HeaderLines = Sequence[tuple[bytes, bytes]]
"""As they came, names in lower case."""

_FOR_THE_FRAMEWORK: Final = frozenset(
    (b"content-length", b"transfer-encoding", b"expect", b"upgrade")
)
_LENGTH: Final = b"content-length"
_MOST_HEADS: Final = 8

_log: Final = logging.getLogger(__name__)


def not_kept() -> int:
    """Stand in where no cache in front may keep an answer by the second."""
    return 0


class Representation:
    """What a resource looks like as long as its entity tag stands (RFC 9110, section 3.2)."""

    def __init__(
        self,
        write: Callable[[], bytes],
        etag: str,
        media_type: str,
        headers: Mapping[str, str] | None = None,
        kept_s: Callable[[], int] = not_kept,
    ) -> None:
        """`write` returns the body of one answer; its age may differ from answer to answer.

        `kept_s` says for how many seconds a cache in front may keep it now; `headers` may say more.
        """
        self.write = write
        self.etag = etag
        self.media_type = media_type
        self._headers = headers or {}
        self._kept_s = kept_s
        self._heads: dict[tuple[int, bool], _Heads] = {}
        self._plain = self._packed = b""

    def headers(self, kept_s: int, *, is_packed: bool) -> dict[str, str]:
        """Return what stands around the body, compressed or not."""
        varying = ", ".join(filter(None, (self._headers.get("Vary"), "Accept-Encoding")))
        sent = {"Cache-Control": shared(kept_s), **self._headers, "Vary": varying}
        if is_packed:
            sent["Content-Encoding"] = "gzip"
        return headers_with(weak(self.etag), sent)

    def heads(self, *, is_public: bool, is_packed: bool) -> "_Heads":
        """Return what stands before the body; `is_public`: scripts of other sites may read it."""
        kept_s = self._kept_s()
        heads = self._heads.get((kept_s, is_packed))
        if heads is None:
            whole = self.response(b"", kept_s, is_packed=is_packed)
            heads = _Heads(_lines_of(whole, is_public), _lines_of(self.known(kept_s), is_public))
            if len(self._heads) > _MOST_HEADS:
                self._heads.clear()
            self._heads[kept_s, is_packed] = heads
        return heads

    def response(self, body: bytes, kept_s: int, *, is_packed: bool) -> Response:
        """Make the whole answer."""
        headers = self.headers(kept_s, is_packed=is_packed)
        return Response(body, media_type=self.media_type, headers=headers)

    def known(self, kept_s: int) -> Response:
        """Make the answer to who holds it."""
        return Response(
            status_code=HTTPStatus.NOT_MODIFIED, headers=self.headers(kept_s, is_packed=False)
        )

    def body_for(self, accept_encoding: str) -> tuple[bytes, bool]:
        """Write a body, compressed if that is taken and worth it; tell whether it is."""
        body = self.write()
        if len(body) < WORTH_IT_BYTES or not accept_encoding or not accepts_gzip(accept_encoding):
            return body, False
        if body != self._plain:
            self._plain, self._packed = body, gzipped(body)
        return self._packed, True

    def answer(self, request: Request) -> Response:
        """Answer by the framework's way: the same bytes."""
        kept_s = self._kept_s()
        if is_known(request.headers.get("if-none-match"), self.etag):
            return self.known(kept_s)
        body, is_packed = self.body_for(request.headers.get("accept-encoding", ""))
        response = self.response(body, kept_s, is_packed=is_packed)
        if request.method == "HEAD":
            response.body = b""
        return response


class Resource(Protocol):
    """What can be read at a target."""

    def __call__(self, accept_language: str, /) -> Representation:
        """Return what it looks like now, at once."""
        ...


ReadQuery = Callable[[str], Resource | None]
"""Finds what a query asks for, as it was sent and whatever it is; None leaves it to others."""


@dataclass(frozen=True, slots=True)
class _Heads:
    """The header lines of 200 and of 304; around the body's length, where there is one."""

    whole: tuple[bytes, bytes]
    known: tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class _Place:
    resource: Resource
    is_public: bool


class FastReads:
    """Answers GET for the targets that were added, as the framework would."""

    def __init__(
        self,
        metrics: HubMetrics,
        clock: Clock,
        throttle: AddressThrottle,
        is_public: PathRule,
        base_path: str = "",
    ) -> None:
        """`throttle` is the one that the framework's way asks, too.

        With a `base_path` each target is known with and without it, as base_path.py has it.
        """
        self._metrics = metrics
        self._clock = clock
        self._throttle = throttle
        self._is_public = is_public
        self._bases = {"", base_path}
        self._places: dict[bytes, _Place] = {}
        self._by_query: dict[bytes, tuple[ReadQuery, bool]] = {}
        self._dates: HeaderLines = ()
        self._starts: dict[HTTPStatus, bytes] = {}

    def add(self, target: str, resource: Resource) -> None:
        """Answer `target`, a path with its query as it is sent, by what `resource` returns."""
        place = _Place(resource, self._is_public(target.partition("?")[0]))
        for base in self._bases:
            self._places[f"{base}{target}".encode("ascii")] = place

    def add_queries(self, path: str, read: ReadQuery) -> None:
        """Answer `path` with a query that wasn't added as it is, by what `read` finds for it."""
        for base in self._bases:
            self._by_query[f"{base}{path}".encode("ascii")] = read, self._is_public(path)

    def _place_of(self, target: bytes) -> _Place | None:
        place = self._places.get(target)
        if place is not None or b"?" not in target:
            return place
        path, _, query = target.partition(b"?")
        if path not in self._by_query or not query.isascii():
            return None
        read, is_public = self._by_query[path]
        resource = read(query.decode("ascii"))
        return None if resource is None else _Place(resource, is_public)

    def answer(
        self, target: bytes, headers: HeaderLines, host: str, dates: HeaderLines
    ) -> bytes | None:
        """Return a whole answer to a GET without a body, or None: the framework shall answer.

        `host` is the address that asks, `dates` the header lines that the server puts first.
        """
        began_s = self._clock.monotonic()
        place = self._place_of(target)
        if place is None:
            return None
        asked = dict(headers)
        if len(asked) < len(headers) or not _FOR_THE_FRAMEWORK.isdisjoint(asked):
            return None
        if self._throttle.waiting_s(host):
            return None
        try:
            answer = self._written(place, asked, dates)
        except Exception:  # noqa: BLE001  the framework's way says 500
            _log.exception("a read can't be answered at once")
            return None
        self._metrics.api_s.observe(self._clock.monotonic() - began_s)
        return answer

    def _written(self, place: _Place, asked: Mapping[bytes, bytes], dates: HeaderLines) -> bytes:
        language = asked.get(b"accept-language", b"").decode("latin-1")
        found = place.resource(language)
        held = asked.get(b"if-none-match")
        if held is not None and is_known(held.decode("latin-1"), found.etag):
            known = found.heads(is_public=place.is_public, is_packed=False).known
            return b"".join((self._start(HTTPStatus.NOT_MODIFIED, dates), *known))
        body, is_packed = found.body_for(asked.get(b"accept-encoding", b"").decode("latin-1"))
        before, after = found.heads(is_public=place.is_public, is_packed=is_packed).whole
        start = self._start(HTTPStatus.OK, dates)
        return b"".join((start, before, b"%d" % len(body), after, body))

    def _start(self, status: HTTPStatus, dates: HeaderLines) -> bytes:
        """Write the status line and what the server puts first, which is new every second."""
        if dates is not self._dates:
            self._dates, self._starts = dates, {}
        start = self._starts.get(status)
        if start is None:
            start = f"HTTP/1.1 {status} {status.phrase}\r\n".encode() + _joined(dates)
            self._starts[status] = start
        return start


def _lines_of(response: Response, is_public: bool) -> tuple[bytes, bytes]:
    """Write an answer's header lines, without the value of its length, as they leave the hub."""
    headers = MutableHeaders(raw=list(response.raw_headers))
    if is_public:
        headers.update(CORS_OF_READS)
    add_missing(headers, SECURITY_HEADERS)
    names = [name for name, _ in headers.raw]
    at = names.index(_LENGTH) if _LENGTH in names else None
    if at is None:
        return b"", _joined(headers.raw) + b"\r\n"
    before, after = headers.raw[:at], headers.raw[at + 1 :]
    return _joined(before) + _LENGTH + b": ", b"\r\n" + _joined(after) + b"\r\n"


def _joined(lines: HeaderLines) -> bytes:
    return b"".join(b"%b: %b\r\n" % (name.lower(), value) for name, value in lines)
