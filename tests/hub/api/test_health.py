"""Health and metrics."""

import asyncio
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from hub.app import create_app
from tests.hub.conftest import TOKEN
from tests.hub.pages.region import Region

pytestmark = pytest.mark.anyio


async def test_live_needs_nothing(client: httpx.AsyncClient, ready: dict[str, bool]) -> None:
    """The process is alive even when nothing is connected."""
    ready.update(live=False, archive=False, store=False)
    assert (await client.get("/health/live")).json() == {"alive": True}


async def test_ready_asks_everything(client: httpx.AsyncClient, ready: dict[str, bool]) -> None:
    """Ready while both readers and the store are there; else 503 that names what is missing."""
    good = await client.get("/health/ready")
    assert (good.status_code, good.json()["ready"]) == (200, True)
    ready["store"] = False
    bad = await client.get("/health/ready")
    assert bad.status_code == 503
    assert bad.headers["content-type"] == "application/problem+json"
    assert bad.json()["checks"] == {"live": True, "archive": True, "store": False}
    assert "store" in bad.json()["detail"]


async def test_metrics_for_this_machine(client: httpx.AsyncClient) -> None:
    """A program on this machine reads the counters in Prometheus' text form, if it may."""
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "platzfrei_stream_clients 0.0" in answer.text


async def test_answers_are_timed(client: httpx.AsyncClient) -> None:
    """Every answer before this one, refusals too."""
    await client.get("/api/v1/spaces")
    await client.get("/api/v1/no-such-path")
    counted = (await client.get("/metrics")).text
    assert "platzfrei_http_answer_seconds_count 2.0" in counted


def _from(app: FastAPI, host: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(host, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


@pytest.mark.parametrize("http", [{}, {"metrics": "token"}])
async def test_metrics_want_the_token_here_too(
    http: dict[str, str], shutdown: asyncio.Event
) -> None:
    """Unless hub.toml says otherwise: a proxy on this machine may not say that it is one."""
    region = Region(http=http)
    app = create_app(
        region.config, region.live, region.metrics, region.clock, checks={}, shutdown=shutdown
    )
    async with _from(app, "127.0.0.1") as client:
        assert (await client.get("/metrics")).status_code == 403


async def test_metrics_are_closed_to_others(app: FastAPI) -> None:
    """Without a configured token others get 403, whatever they claim."""
    async with _from(app, "192.0.2.1") as client:
        for headers in ({}, {"X-Forwarded-For": "127.0.0.1"}, {"Authorization": "Bearer "}):
            assert (await client.get("/metrics", headers=headers)).status_code == 403


async def test_metrics_open_with_the_token(region: Region, token_hash_file: Path) -> None:
    """With a configured token others get 401 without it and the counters with it."""
    http = region.config.http.model_copy(update={"token_hash_file": token_hash_file})
    app = create_app(
        region.config.model_copy(update={"http": http}),
        region.live,
        region.metrics,
        region.clock,
        checks={},
        shutdown=asyncio.Event(),
    )
    async with _from(app, "192.0.2.1") as client:
        refused = await client.get("/metrics")
        assert refused.status_code == 401
        assert refused.headers.get_list("www-authenticate") == [
            'Basic realm="platzfrei", charset="UTF-8"',
            'Bearer realm="platzfrei"',
        ]
        bearer = await client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert bearer.status_code == 200
        basic = await client.get("/metrics", auth=("office", TOKEN))
        assert basic.status_code == 200
