"""Hostile requests: whatever comes, an answer of ours goes, and nothing of it comes back."""

import asyncio
from functools import cache
from urllib.parse import quote_from_bytes

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import Message

from hub.app import create_app
from tests.hub.http.test_server import served, talk
from tests.hub.pages.region import Region

pytestmark = pytest.mark.anyio

ROUTES = [
    "/",
    "/spaces/",
    "/api/v1/spaces",
    "/api/v1/spaces/",
    "/static/",
    "/metrics",
    "/openapi.json",
]
HEADERS = [
    "accept", "accept-language", "authorization", "content-length", "content-type", "cookie",
    "expect", "forwarded", "host", "if-none-match", "if-modified-since", "last-event-id", "origin",
    "range", "transfer-encoding", "upgrade", "x-forwarded-for", "x-forwarded-host",
]  # fmt: skip
MARK = "<x-mark>"
LAST = b"GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"


@cache
def _an_app() -> FastAPI:
    region = Region()
    return create_app(
        region.config, region.live, region.metrics, region.clock,
        checks={}, shutdown=asyncio.Event(),
    )  # fmt: skip


odd_text = st.text(max_size=40) | st.sampled_from([MARK, f"%00{MARK}", "../" * 9, "\r\na: b", "*"])


@settings(max_examples=300, deadline=None)
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "TRACE", "PATCH", "", "get", "\x00"]),
    route=st.sampled_from(ROUTES),
    tail=odd_text,
    query=st.binary(max_size=60)
    | st.just(b"lang=" + MARK.encode())
    | st.just(b"space=&lang=de&" * 50),
    headers=st.lists(st.tuples(st.sampled_from(HEADERS), odd_text), max_size=4),
)
def test_any_request_gets_an_answer_of_ours(
    method: str,
    route: str,
    tail: str,
    query: bytes,
    headers: list[tuple[str, str]],
) -> None:
    """No method, path, query or header makes a 5xx, loses a security header, or is repeated."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    app = _an_app()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": route + tail,
        "raw_path": quote_from_bytes((route + tail).encode("utf-8", "replace")).encode(),
        "query_string": query,
        "root_path": "",
        "headers": [(name.encode(), value.encode("utf-8", "replace")) for name, value in headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    asyncio.run(app(scope, receive, send))
    start, body = sent[0], b"".join(each.get("body", b"") for each in sent[1:])
    answered = {name.lower(): value for name, value in start["headers"]}
    assert start["status"] < 500
    assert answered[b"x-content-type-options"] == b"nosniff"
    assert b"default-src 'none'" in answered[b"content-security-policy"]
    assert MARK.encode() not in body
    assert MARK.encode() not in b"".join(answered.values())


@pytest.mark.parametrize(
    "request_",
    [
        b"GET http://evil.example/ HTTP/1.1\r\nHost: hub\r\n\r\n",
        b"GET //evil.example/%2e%2e HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: hub\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: hub\r\nX: <x-mark>\r\n\r\n",
        b"GET /spaces/" + b"%3Cx-mark%3E" * 900 + b" HTTP/1.1\r\nHost: hub\r\n\r\n",
        b"GET /?lang=" + b"x" * 8000 + b" HTTP/1.1\r\nHost: hub\r\n\r\n",
        b"GET /api/v1/stream?" + b"space=gutshof&" * 500 + b"space=x HTTP/1.1\r\nHost: hub\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: <x-mark>\r\nX-Forwarded-Host: <x-mark>\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: hub\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: hub\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n12345",
        b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n12\r\n0\r\n\r\n",
        b"HEAD /api/v1/stream HTTP/1.1\r\nHost: hub\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\nHost: hub\r\n\r\n" * 20,
    ],
)
async def test_raw_requests(region: Region, request_: bytes) -> None:
    """Odd but valid HTTP on a real socket is answered below 500, with our headers, and no more."""
    async with served(region) as (_, port, _):
        answer = await talk(
            port, request_, b"GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        )
    assert answer.startswith((b"HTTP/1.1 2", b"HTTP/1.1 4"))
    assert b"nosniff" in answer.lower()
    assert b"x-mark" not in answer
    assert b"\r\nlocation:" not in answer.lower()


async def test_the_host_header_decides_nothing(client: httpx.AsyncClient) -> None:
    """The same page comes back under whatever name it is asked for."""
    own = await client.get("/")
    forged = await client.get(
        "/", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    )
    assert own.text == forged.text
    assert own.headers["etag"] == forged.headers["etag"]
