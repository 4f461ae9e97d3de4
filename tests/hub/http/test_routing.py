"""Reads are registered once for GET and HEAD, and the room around them knows no route."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request, Response
from starlette.routing import BaseRoute

from hub import http
from hub.http.routing import PUBLIC, read

pytestmark = pytest.mark.anyio

ROOM = Path(http.__file__).parent


def paths_of(routes: Iterable[BaseRoute]) -> Iterator[str]:
    """Yield what stands before the first parameter of each path; "/" alone says nothing."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from paths_of(inner.routes)
        path = getattr(route, "path", "").partition("{")[0]
        if len(path) > 1:
            yield path


def naming_a_route(source: str, paths: set[str]) -> Iterator[str]:
    """Yield the texts in a module that name one of these paths."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value.replace("\\", "")  # as a pattern it is one all the same
            if any(path.rstrip("/") in text for path in paths):
                yield node.value


async def test_nothing_around_the_answers_names_a_route(app: FastAPI) -> None:
    """Whoever adds a route opens no file of this room: which paths are what, it is told."""
    paths = set(paths_of(app.routes))
    assert {"/api/v1/stream", "/metrics", "/static/", "/health/ready"} <= paths
    found = {file.name: list(naming_a_route(file.read_text(), paths)) for file in ROOM.glob("*.py")}
    assert len(found) > 5
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    "source",
    [
        '_ENDLESS = "/api/v1/stream"',
        r'_PUBLIC = re.compile(r"/openapi\.json")',
        '"see GET /metrics"',
    ],
)
async def test_a_route_that_is_named_is_found(app: FastAPI, source: str) -> None:
    """The rule above can fail."""
    assert list(naming_a_route(source, set(paths_of(app.routes))))


async def test_a_read_answers_get_and_head() -> None:
    """It is described once, and other methods are refused."""
    router, app = APIRouter(), FastAPI()

    @read(router, "/told", tag="words", needs=PUBLIC)
    async def told(_: Request) -> Response:
        """Tell."""
        return Response("told")

    app.include_router(router)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        assert (await client.get("/told")).text == "told"
        assert (await client.head("/told")).status_code == 200
        assert (await client.post("/told")).status_code == 405
    assert list(app.openapi()["paths"]["/told"]) == ["get"]
