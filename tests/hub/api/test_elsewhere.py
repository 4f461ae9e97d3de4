"""What a live replica doesn't know: it sends on, or says so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from hub.api.elsewhere import PATHS
from hub.app import create_app
from tests.hub.pages.region import Region

pytestmark = pytest.mark.anyio

ASKED = [path.format(space="muehle", format="pdf") for path in PATHS]


@asynccontextmanager
async def a_replica(**http: object) -> AsyncIterator[httpx.AsyncClient]:
    """Make a client of a replica."""
    region = Region(http=http)
    app = create_app(
        region.config,
        region.live,
        region.metrics,
        region.clock,
        checks={"live": lambda: True},
        shutdown=asyncio.Event(),
        is_replica=True,
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize("path", ASKED)
async def test_a_replica_says_that_it_does_not_know(path: str) -> None:
    """A problem document, whatever the token; HEAD as GET."""
    async with a_replica() as client:
        answer = await client.get(path, headers={"Authorization": "Bearer no"})
        head = await client.head(path)
    assert (answer.status_code, head.status_code) == (421, 421)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:platzfrei:problem:not-answered-here"


@pytest.mark.parametrize("path", ASKED)
async def test_a_replica_sends_on_to_the_hub_that_knows(path: str) -> None:
    """Path and query stay as they were sent, and nobody keeps the answer."""
    query = "?from=2026-03-02&space=a%26b%2F%C3%A4&lang=de"
    async with a_replica(archive_url="https://hub.example.org/archive/") as client:
        answer = await client.get(path + query)
    assert answer.status_code == 307
    assert answer.headers["location"] == f"https://hub.example.org/archive{path}{query}"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("/api/v1/spaces/schule/slots?from=2026-03-02", "one"),
        ("/api/v1/spaces/rathaus/desks", "two"),
        ("/api/v1/reports.pdf?space=schule&space=gutshof", "one"),
        ("/reports?space=rathaus&lang=de", "two"),
        ("/reports?space=schule&space=rathaus", None),
        ("/reports", None),
        ("/api/v1/care", None),
        ("/api/v1/spaces/nowhere/slots", None),
    ],
)
async def test_a_replica_sends_on_to_the_part_that_knows(path: str, host: str | None) -> None:
    """What is of several parts is answered by none, and it is said why."""
    urls = {"1/2": "http://one", "2/2": "http://two"}
    async with a_replica(archive_urls=urls) as client:
        answer = await client.get(path)
    if host is None:
        assert answer.status_code == 421
        assert "in parts" in answer.json()["detail"]
    else:
        assert answer.headers["location"] == f"http://{host}{path}"


async def test_a_replica_answers_what_is_live() -> None:
    """Pages, availability and dictionary are its own; it has no book."""
    async with a_replica() as client:
        for path in ("/", "/spaces/muehle", "/api/v1/spaces", "/api/v1/metrics"):
            assert (await client.get(path)).status_code == 200
        assert (await client.get("/health/ready")).json()["book"] == "none"


async def test_all_that_needs_a_store_is_answered_elsewhere() -> None:
    """No path of the interface but these would ask a replica for what it hasn't got."""
    async with a_replica() as client:
        described = (await client.get("/openapi.json")).json()["paths"]
        for path in described.keys() - set(PATHS) - {"/api/v1/stream", "/metrics"}:
            answer = await client.get(path.format(space="muehle"))
            assert answer.status_code == 200, path
