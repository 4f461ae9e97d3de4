"""Security headers on every answer, and the size limit."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request

from hub.http.middleware import MAX_BODY_BYTES

pytestmark = pytest.mark.anyio

ANSWERS = [
    ("GET", "/", 200),
    ("GET", "/spaces/gutshof", 200),
    ("GET", "/spaces/nowhere", 404),
    ("GET", "/api/v1/spaces", 200),
    ("HEAD", "/api/v1/spaces", 200),
    ("HEAD", "/api/v1/stream", 200),
    ("OPTIONS", "/api/v1/spaces", 204),
    ("GET", "/api/v1/spaces/nowhere/availability", 404),
    ("GET", "/openapi.json", 200),
    ("GET", "/health/live", 200),
    ("GET", "/metrics", 200),
    ("POST", "/", 405),
]


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
async def test_security_headers(
    client: httpx.AsyncClient, method: str, path: str, status: int, accept: str
) -> None:
    """Every answer, errors too, forbids framing, sniffing, referrers and foreign content."""
    answer = await client.request(method, path, headers={"Accept": accept})
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not [rule for rule in policy if "unsafe" in rule or "http" in rule or "*" in rule]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert "server" not in answer.headers
    assert "set-cookie" not in answer.headers


async def test_an_announced_large_body_is_refused(client: httpx.AsyncClient) -> None:
    """More than 64 KiB by Content-Length get 413."""
    answer = await client.post("/api/v1/spaces", content=b"x" * (MAX_BODY_BYTES + 1))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    allowed = await client.post("/api/v1/spaces", content=b"x" * MAX_BODY_BYTES)
    assert allowed.status_code == 405


async def test_an_unannounced_large_body_is_refused(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    """A body in chunks is counted as it is read."""
    taken: list[int] = []

    async def reading(request: Request) -> int:
        taken.append(len(await request.body()))
        return taken[-1]

    async def chunks(count: int) -> AsyncIterator[bytes]:
        for _ in range(count):
            yield b"x" * 1024

    app.add_api_route("/api/v1/reading", reading, methods=["POST"])
    answer = await client.post("/api/v1/reading", content=chunks(65))
    assert answer.status_code == 413
    assert taken == []
    assert (await client.post("/api/v1/reading", content=chunks(64))).json() == MAX_BODY_BYTES


@pytest.mark.parametrize("length", ["-1", "1e9", "99999999999999999999999", "x", "٣"])
async def test_odd_lengths_are_survived(client: httpx.AsyncClient, length: str) -> None:
    """A Content-Length that is no number is no crash."""
    answer = await client.get("/api/v1/spaces", headers=[(b"Content-Length", length.encode())])
    assert answer.status_code in (200, 413)
