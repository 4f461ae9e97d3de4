"""The path in front of all others: taken off, left alone where it isn't ours, and redirected to."""

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from hub.http.base_path import BasePath

pytestmark = pytest.mark.anyio


async def seen(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with what reaches the application."""
    request = Request(scope, receive)
    body = [scope["path"], (scope["raw_path"] or b"").decode(), request.url.path]
    await JSONResponse(body)(scope, receive, send)


def a_client(path: str) -> httpx.AsyncClient:
    """Make a client of an application below a path."""
    transport = httpx.ASGITransport(BasePath(seen, path))
    return httpx.AsyncClient(transport=transport, base_url="http://hub.example")


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/amt/", "/"),
        ("/amt/spaces/hof?lang=de", "/spaces/hof"),
        ("/spaces/hof", "/spaces/hof"),
        ("/", "/"),
        ("/amtshof", "/amtshof"),
        ("/amt/amt/", "/amt/"),
        ("/other/amt/", "/other/amt/"),
    ],
)
async def test_a_path_is_taken_off_once(asked: str, reached: str) -> None:
    """Whole segments count, once, and only in front."""
    async with a_client("/amt") as client:
        assert (await client.get(asked)).json() == [reached, reached, reached]


async def test_escapes_in_it_mean_the_same() -> None:
    """Some clients write letters as escapes."""
    async with a_client("/amt") as client:
        path, raw, url_path = (await client.get("/%61mt/spaces/hof")).json()
        assert (path, raw, url_path) == ("/spaces/hof", "", "/spaces/hof")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_without_a_slash_it_leads_to_the_first_page(method: str) -> None:
    """The redirect repeats nothing that a stranger may have written into Host."""
    async with a_client("/amt") as client:
        headers = {"Host": "evil.example"}
        answer = await client.request(method, "/amt?lang=de", headers=headers)
        assert (answer.status_code, answer.headers["location"]) == (308, "/amt/?lang=de")


async def test_no_path_changes_nothing() -> None:
    """A site at the root of its host is passed on as it is."""
    async with a_client("") as client:
        assert (await client.get("/amt/")).json()[0] == "/amt/"
