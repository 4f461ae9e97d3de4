"""Which paths scripts of other sites may read."""

import httpx
import pytest
from fastapi import FastAPI

from tests.hub.exchange import Exchange

pytestmark = pytest.mark.anyio

ORIGIN = {"Origin": "https://elsewhere.example"}
PUBLIC = ["/api/v1/spaces", "/api/v1/spaces/gutshof/availability", "/openapi.json"]
PRIVATE = [
    "/metrics",
    "/health/ready",
    "/",
    "/spaces/gutshof",
    "/api/v1/spaces/gutshof/slots",
    "/api/v1/other",
]


@pytest.mark.parametrize("path", [*PUBLIC, "/api/v1/spaces/nowhere/availability"])
async def test_public_paths_may_be_read(client: httpx.AsyncClient, path: str) -> None:
    """Anybody's script may read, without credentials; errors and 304 too."""
    answer = await client.get(path, headers=ORIGIN)
    again = await client.get(path, headers=ORIGIN | {"If-None-Match": "*"})
    for each in (answer, again):
        assert each.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in each.headers


@pytest.mark.parametrize("path", PRIVATE)
async def test_other_paths_may_not(client: httpx.AsyncClient, path: str) -> None:
    """What isn't public interface stays with its own site."""
    preflight = ORIGIN | {"Access-Control-Request-Method": "GET"}
    answers = [
        await client.get(path, headers=ORIGIN),
        await client.options(path, headers=preflight),
    ]
    for answer in answers:
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", [*PUBLIC, "/api/v1/stream"])
async def test_preflight(client: httpx.AsyncClient, path: str) -> None:
    """A preflight allows reading and the headers of reading, and no token."""
    answer = await client.options(
        path,
        headers=ORIGIN
        | {
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match, authorization",
        },
    )
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD"
    allowed = answer.headers["access-control-allow-headers"].lower()
    assert "if-none-match" in allowed
    assert "last-event-id" in allowed
    assert "authorization" not in allowed
    assert "access-control-allow-credentials" not in answer.headers


async def test_the_stream_may_be_read(app: FastAPI) -> None:
    """The stream carries the header as well."""
    async with Exchange(app, "/api/v1/stream") as stream:
        _, headers = await stream.start()
        assert headers["access-control-allow-origin"] == "*"
