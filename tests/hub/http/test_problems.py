"""Errors as problem documents, or as pages for people."""

import httpx
import pytest
from fastapi import FastAPI

pytestmark = pytest.mark.anyio

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v2/spaces", 404),
        ("GET", "/health/nothing", 404),
        ("GET", "/static/style.css", 404),
        ("GET", "/nothing", 404),
        ("GET", "/docs", 404),
        ("GET", "/redoc", 404),
        ("GET", "/api/v1/spaces/", 404),
        ("GET", "/api/v1/stream?space=nowhere", 404),
        ("GET", "/api/v1/stream?space=gutshof&space=", 404),
        ("POST", "/api/v1/spaces", 405),
        ("DELETE", "/", 405),
        ("PUT", "/health/live", 405),
        ("BREW", "/api/v1/stream", 405),
        ("OPTIONS", "/metrics", 405),
    ],
)
async def test_every_error_is_a_problem_document(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    """A program that errs gets a document whose status is the answer's own."""
    answer = await client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert body["status"] == status
    assert {"type", "title"} <= body.keys()


async def test_405_says_what_is_allowed(client: httpx.AsyncClient) -> None:
    """A wrong method learns the right ones."""
    assert (await client.post("/api/v1/spaces")).headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Diese Seite gibt es nicht"), ("en", "There is no such page")]
)
@pytest.mark.parametrize("path", ["/spaces/nowhere", "/nothing"])
async def test_people_get_a_page(
    client: httpx.AsyncClient, path: str, language: str, words: str
) -> None:
    """A browser gets a 404 page in its language, with a way back."""
    answer = await client.get(path, headers=BROWSER | {"Accept-Language": language})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert words in answer.text
    assert 'href="/"' in answer.text


async def test_programs_never_get_a_page(client: httpx.AsyncClient) -> None:
    """Under /api even a browser gets the document."""
    answer = await client.get("/api/v1/spaces/nowhere/availability", headers=BROWSER)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:platzfrei:problem:unknown-space"


async def test_pages_repeat_nothing_that_was_asked_for(client: httpx.AsyncClient) -> None:
    """Markup in a path or query doesn't come back."""
    answer = await client.get("/spaces/<img src=x onerror=alert(1)>?lang=<b>hello", headers=BROWSER)
    assert answer.status_code == 404
    assert "onerror" not in answer.text
    assert "hello" not in answer.text


async def test_a_crash_is_a_plain_500(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    """A fault of ours says nothing about itself, keeps its headers, and stands in the log."""

    async def broken() -> None:
        raise RuntimeError("the secret reason")

    app.add_api_route("/api/v1/broken", broken)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.get("/api/v1/broken")
    assert answer.status_code == 500
    assert answer.json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
    }
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "the secret reason" in caplog.text


async def test_422_names_the_field(app: FastAPI) -> None:
    """A parameter of the wrong type is named; what was sent isn't repeated."""

    async def counted(count: int) -> int:
        return count

    app.add_api_route("/api/v1/counted", counted)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.get("/api/v1/counted?count=<script>")
    assert answer.status_code == 422
    body = answer.json()
    assert body["type"] == "urn:platzfrei:problem:invalid-request"
    assert [each["field"] for each in body["errors"]] == ["query.count"]
    assert "script" not in answer.text
