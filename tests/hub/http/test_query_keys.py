"""What a query says is read or refused, whatever the route; pages let foreign keys pass."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from hub.app import create_app, fast_reads_of
from hub.http.query_keys import QueryKeys
from tests.hub.conftest import TOKEN
from tests.hub.pages.region import Region

pytestmark = pytest.mark.anyio

MACHINES: tuple[str, ...] = ("/api/", "/health/", "/metrics", "/openapi.json")
FORMS: tuple[str, ...] = ("/reports", "/reports/targets")
FOREIGN = "utm_source=newsletter&fbclid=x"
FILLED = {"space": "muehle", "format": "json", "name": "none.css"}


@pytest.fixture
def app(token_hash_file: Path) -> FastAPI:
    """Make the application, with a token."""
    region = Region(http={"token_hash_file": token_hash_file})
    return create_app(
        region.config,
        region.live,
        region.metrics,
        region.clock,
        checks={},
        shutdown=asyncio.Event(),
    )


@pytest.fixture
async def office(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Make a client that has the token."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1", headers=headers
    ) as client:
        yield client


def paths_of(routes: Iterable[BaseRoute]) -> Iterator[str]:
    """Yield the path of every route that answers GET."""
    for route in routes:
        inner: Any = getattr(route, "original_router", None)
        if inner is not None:
            yield from paths_of(inner.routes)
        elif isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            yield route.path


def is_strict(path: str) -> bool:
    """Tell whether what asks for a path knows what it asks for."""
    return path.startswith(MACHINES) or path in FORMS


def named_in(answer: httpx.Response) -> set[str]:
    """Return the keys that a refusal names."""
    (problem,) = answer.json()["errors"]
    assert problem["field"] == "query"
    _, _, names = problem["expected"].partition("only these keys: ")
    return set(names.split(", ")) - {""}


async def test_every_route_of_machines_and_every_form_refuses_what_it_does_not_read(
    app: FastAPI, office: httpx.AsyncClient
) -> None:
    """422 to GET and HEAD, naming the keys that the description of the interface names."""
    described = app.openapi()["paths"]
    strict = [path for path in paths_of(app.routes) if is_strict(path)]
    assert described.keys() | {"/openapi.json", *FORMS} == set(strict)
    for path in strict:
        address = f"{path.format(**FILLED)}?{FOREIGN}"
        answer = await office.get(address)
        assert answer.status_code == 422, path
        assert (await office.head(address)).status_code == 422, path
        assert "utm" not in answer.text
        if path in described:
            listed = described[path]["get"].get("parameters", ())
            assert named_in(answer) == {each["name"] for each in listed if each["in"] == "query"}


async def test_pages_let_foreign_keys_pass(app: FastAPI, office: httpx.AsyncClient) -> None:
    """A link out of a newsletter opens the same page."""
    pages = [path for path in paths_of(app.routes) if not is_strict(path)]
    assert {"/", "/spaces/{space}"} <= set(pages)
    for path in pages:
        plain = await office.get(path.format(**FILLED))
        tracked = await office.get(f"{path.format(**FILLED)}?{FOREIGN}")
        assert (tracked.status_code, tracked.content) == (plain.status_code, plain.content), path


async def test_what_is_answered_before_the_framework_has_no_foreign_keys(app: FastAPI) -> None:
    """Such a read is left to the framework, which refuses it."""
    reads = fast_reads_of(app)
    assert reads.answer(b"/api/v1/spaces", (), "192.0.2.1", ()) is not None
    for path in (b"/api/v1/spaces", b"/api/v1/spaces/muehle/availability"):
        assert reads.answer(path + b"?x", (), "192.0.2.1", ()) is None


@pytest.mark.parametrize(
    "query",
    ["edition=public", "Public", "public=true&pubilc", "publik=true", "=", "space=muehle&x=1"],
)
async def test_a_misspelt_key_never_gives_another_report(
    office: httpx.AsyncClient, query: str
) -> None:
    """Who asks for a public report is never given an internal one."""
    answer = await office.get(f"/api/v1/reports.json?from=2026-01-01&to=2026-01-31&{query}")
    assert answer.status_code == 422
    assert named_in(answer) == {"from", "to", "space", "public", "lang", "csv"}


async def test_one_of_two_values_is_never_chosen_in_silence(office: httpx.AsyncClient) -> None:
    """A key twice is refused by name, where only one value would count."""
    asked = "from=2026-01-01&to=2026-01-31&public=true&public=false&space=muehle&space=hof"
    answer = await office.get(f"/api/v1/reports.json?{asked}")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "query.public", "expected": "once"}]


async def test_a_form_says_it_to_people(office: httpx.AsyncClient) -> None:
    """In words, in their language."""
    asked = {"from": "2026-01-01", "to": "2026-01-31", "public": "true", "lang": "en"}
    answer = await office.get("/reports", params=asked, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "This address isn’t right" in answer.text


@pytest.mark.parametrize("path", ["/api/v1/care", "/reports", "/api/v1/reports.json"])
async def test_who_has_no_token_is_told_of_the_token_first(app: FastAPI, path: str) -> None:
    """And that counts as a failure like any other."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        assert (await client.get(f"{path}?x=1")).status_code == 401


def test_keys_that_are_right_pass() -> None:
    """Also several values of what may come more than once, and nothing at all."""
    keys = QueryKeys(("from", "to"), ("space",))
    assert list(keys.mistakes_in(["from", "space", "space"])) == []
    assert list(keys.mistakes_in([])) == []
