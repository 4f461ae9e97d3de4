"""The server on a real socket: binding, limits, and how fast it ends."""

import asyncio
import json
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI, Request

from hub.api.stream_limits import StreamLimits
from hub.app import create_app
from hub.http.connection import ConnectionLimits
from hub.http.server import AddressUnavailable, serve_http
from tests.hub.pages.region import Region

pytestmark = pytest.mark.anyio

GET = b"GET /health/live HTTP/1.1\r\nHost: hub\r\n\r\n"


@asynccontextmanager
async def served(
    region: Region,
    *,
    limits: ConnectionLimits | None = None,
    streams: StreamLimits | None = None,
    trusted_proxies: tuple[str, ...] = (),
) -> AsyncIterator[tuple[FastAPI, int, asyncio.Event]]:
    """Serve the region on a free port; end it if the test hasn't."""
    shutdown = asyncio.Event()
    app = create_app(
        region.config, region.live, region.metrics, region.clock,
        checks={}, shutdown=shutdown, stream_limits=streams,
    )  # fmt: skip
    bound: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    server = asyncio.create_task(
        serve_http(
            app, "127.0.0.1", 0, shutdown, bound.set_result,
            limits=limits, trusted_proxies=trusted_proxies,
        )
    )  # fmt: skip
    try:
        async with asyncio.timeout(10):
            address = await bound
        yield app, int(address.rpartition(":")[2]), shutdown
    finally:
        shutdown.set()
        async with asyncio.timeout(10):
            await server


async def talk(port: int, *parts: bytes, pause_s: float = 0.0) -> bytes:
    """Send parts with a pause in between; return all that comes until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause_s)
        async with asyncio.timeout(10):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def test_a_free_port_is_reported(region: Region) -> None:
    """Port 0 takes a free one, and the address says which; nothing names the server."""
    async with served(region) as (_, port, _):
        answer = await talk(port, GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"uvicorn" not in head
    assert b"\r\nserver:" not in head.lower()
    assert json.loads(body) == {"alive": True}


async def test_no_answer_waits_for_an_acknowledgement(region: Region) -> None:
    """Head and body leave at once: with Nagle's algorithm each further answer took 40 ms."""
    waited_s: list[float] = []
    async with served(region) as (_, port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(20):
            asked = time.monotonic()
            writer.write(GET)
            await reader.readuntil(b'{"alive":true}')
            waited_s.append(time.monotonic() - asked)
        writer.close()
    assert min(waited_s[5:]) < 0.03


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", None), ("203.0.113.7", 0), ("no.such.host.invalid", 0)]
)
async def test_an_address_that_cannot_be_had(region: Region, host: str, port: int | None) -> None:
    """A busy port, a foreign address or an unknown name is one clear message naming both."""
    with socket.create_server(("127.0.0.1", 0)) as busy:
        wanted = busy.getsockname()[1] if port is None else port
        shutdown = asyncio.Event()
        with pytest.raises(AddressUnavailable, match=f"{host}:{wanted}"):
            await serve_http(FastAPI(), host, wanted, shutdown, lambda _: None)


async def test_shutdown_is_prompt_with_open_streams(region: Region) -> None:
    """With streams open and idle connections waiting, the server ends in well under a second."""
    async with served(region) as (_, port, shutdown):
        idle = await asyncio.open_connection("127.0.0.1", port)
        streams = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
        for reader, writer in streams:
            writer.write(b"GET /api/v1/stream HTTP/1.1\r\nHost: hub\r\n\r\n")
            assert b"event: availability" in await reader.readuntil(b"event: availability")
        began = time.monotonic()
        shutdown.set()
        rests = [await reader.read() for reader, _ in streams]
        assert time.monotonic() - began < 1.5
        assert all(rest.endswith(b"0\r\n\r\n") for rest in rests)
        for _, writer in [idle, *streams]:
            writer.close()


async def test_signals_stay_the_programs_own(region: Region) -> None:
    """The server installs no signal handler."""
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    async with served(region):
        assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


@pytest.mark.parametrize(
    "request_",
    [b"\x00\x01\x02\r\n\r\n", b"GET /\r\n\r\n", b"<script>\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 70_000],
)  # fmt: skip
async def test_what_is_not_http_gets_a_problem(region: Region, request_: bytes) -> None:
    """Garbage and oversized headers get 400 as a problem document with all security headers."""
    async with served(region) as (_, port, _):
        answer = await talk(port, request_)
        assert (await talk(port, GET.replace(b"Host", b"Connection: close\r\nHost"))).endswith(b"}")
    if answer:  # the kernel may have dropped it together with what we still sent
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert b"Content-Security-Policy: default-src 'none'" in head
        assert json.loads(body)["status"] == 400
        assert b"script" not in body


@pytest.mark.parametrize(
    "parts",
    [
        (b"",),
        (b"G", b"E", b"T", b" ", b"/", b" "),
        (b"GET / HTTP/1.1\r\n", b"Host: a\r\n", b"A: b\r\n", b"C: d\r\n", b"E: f\r\n"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n", b"1", b"2", b"3", b"4", b"5"),
        (GET, b"GET", b" /", b" HT", b"TP", b"/1"),
    ],
)
async def test_slow_requests_are_cut_off(region: Region, parts: tuple[bytes, ...]) -> None:
    """Who drips a request, byte by byte, loses the connection at the deadline."""
    limits = ConnectionLimits(request_s=0.15, idle_s=5)
    async with served(region, limits=limits) as (_, port, _):
        began = time.monotonic()
        await talk(port, *parts, pause_s=0.05)
        assert time.monotonic() - began < 2


async def test_a_request_in_time_is_not_cut_off(region: Region) -> None:
    """The deadline is for the request alone: a stream lives on after it."""
    limits = ConnectionLimits(request_s=0.1)
    async with served(region, limits=limits) as (_, port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /api/v1/stream?space=gutshof HTTP/1.1\r\nHost: hub\r\n\r\n")
        await reader.readuntil(b"retry: 3000")
        await asyncio.sleep(0.3)
        region.say("gutshof", "oooooo")
        async with asyncio.timeout(5):
            await reader.readuntil(b'"occupied":6')
        writer.close()


async def test_too_many_connections_are_turned_away(region: Region) -> None:
    """Where every connection is being answered a new one gets 503 at once; the others go on."""
    async with served(region, limits=ConnectionLimits(in_all=2)) as (_, port, _):
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        for reader, writer in held:
            writer.write(b"GET /api/v1/stream?space=gutshof HTTP/1.1\r\nHost: hub\r\n\r\n")
            await reader.readuntil(b"retry: 3000")
        refused = await talk(port)
        assert refused.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
        assert json.loads(refused.partition(b"\r\n\r\n")[2])["status"] == 503
        region.say("gutshof", "oooooo")
        for reader, writer in held:
            async with asyncio.timeout(5):
                await reader.readuntil(b'"occupied":6')
            writer.close()


@pytest.mark.parametrize(("trusted", "seen"), [((), "127.0.0.1"), (("127.0.0.1",), "192.0.2.9")])
async def test_forwarded_addresses_count_only_behind_a_trusted_proxy(
    region: Region, trusted: tuple[str, ...], seen: str
) -> None:
    """X-Forwarded-For is what anybody writes into it, unless a trusted proxy did."""

    async def who(request: Request) -> str:
        assert request.client is not None
        return request.client.host

    async with served(region, trusted_proxies=trusted) as (app, port, _):
        app.add_api_route("/api/v1/who", who)
        answer = await talk(
            port,
            b"GET /api/v1/who HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n"
            b"X-Forwarded-For: 192.0.2.9\r\n\r\n",
        )
    assert seen.encode() in answer


async def test_who_never_reads_is_cut_off_and_the_others_go_on(region: Region) -> None:
    """Readers get every last state while clients that never read lose their connection."""
    streams = StreamLimits(write_s=0.2)
    async with served(region, streams=streams) as (_, port, _):
        stuck = []
        for _ in range(4):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.setblocking(False)
            await asyncio.get_running_loop().sock_connect(client, ("127.0.0.1", port))
            client.send(b"GET /api/v1/stream HTTP/1.1\r\nHost: hub\r\n\r\n")
            stuck.append(client)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /api/v1/stream?space=gutshof HTTP/1.1\r\nHost: hub\r\n\r\n")
        async with asyncio.timeout(30):
            await reader.readuntil(b'"space":"gutshof"')
            gauge = "platzfrei_stream_clients"
            for turn in range(20_000):
                for space, states in (("gutshof", "oooooo"), ("drahtfabrik", "o" * 12)):
                    region.say(space, states if turn % 2 else states.replace("o", "f"))
                await reader.readuntil(b'"space":"gutshof"')
                if region.metrics.registry.get_sample_value(gauge) == 1:
                    break
        assert region.metrics.registry.get_sample_value(gauge) == 1
        writer.close()
        for client in stuck:
            client.close()
