"""The OpenAPI document: complete, with examples that are true."""

import json
import re

import httpx
import pytest
from fastapi import FastAPI

from hub.api.openapi import AVAILABILITY_EXAMPLE
from hub.domain.availability import Availability
from tests.hub.pages.region import Region, a_client_of

pytestmark = pytest.mark.anyio

PATHS = {
    "/api/v1/spaces",
    "/api/v1/spaces/{space}/availability",
    "/api/v1/spaces/{space}/slots",
    "/api/v1/spaces/{space}/desks",
    "/api/v1/care",
    "/api/v1/metrics",
    "/api/v1/reports.{format}",
    "/api/v1/stream",
    "/api/v1/typical-days",
    "/api/v1/region-changes",
    "/health/live",
    "/health/ready",
    "/metrics",
}

FOR_A_TOKEN = {"/api/v1/care", "/api/v1/region-changes"}


async def test_every_path_is_described(client: httpx.AsyncClient) -> None:
    """Each public path has a summary, a description, a tag and an example of its answer."""
    document = (await client.get("/openapi.json")).json()
    assert document["paths"].keys() == PATHS
    for path, methods in document["paths"].items():
        assert methods.keys() == {"get"}, path
        assert methods["get"]["description"], path
        assert methods["get"]["tags"], path
    for path in PATHS - {"/metrics", "/health/live", "/health/ready"}:
        content = document["paths"][path]["get"]["responses"]["200"]["content"]
        assert all("example" in each for each in content.values()), path


async def test_every_error_is_described_as_a_problem(client: httpx.AsyncClient) -> None:
    """Errors refer to the problem document and to nothing of FastAPI's own."""
    document = (await client.get("/openapi.json")).json()
    for methods in document["paths"].values():
        for status, response in methods["get"]["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]
    assert "HTTPValidationError" not in document["components"]["schemas"]
    references = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert references <= document["components"]["schemas"].keys()


async def test_the_document_does_not_repeat_the_host(client: httpx.AsyncClient) -> None:
    """A forged Host header leaves no trace."""
    answer = await client.get("/openapi.json", headers={"Host": "evil.example"})
    assert "evil" not in answer.text


def test_the_example_is_an_availability() -> None:
    """The example in the document is what the model would write."""
    read = Availability.model_validate(AVAILABILITY_EXAMPLE)
    assert json.loads(read.model_dump_json()) == AVAILABILITY_EXAMPLE


async def test_head_is_answered_wherever_get_is(app: FastAPI, client: httpx.AsyncClient) -> None:
    """Every read answers HEAD, and refuses it as it refuses GET."""
    for path in [*(path for path in PATHS if "{" not in path), "/", "/openapi.json"]:
        expected = 403 if path in FOR_A_TOKEN else 200  # none is configured
        assert (await client.head(path)).status_code == expected, path


async def test_the_document_names_the_address_that_people_use() -> None:
    """Who makes a client of it reaches the hub through its proxy."""
    region = Region(http={"public_url": "https://amt.example/platzfrei/"})
    async with a_client_of(region) as client:
        document = (await client.get("/platzfrei/openapi.json")).json()
    assert document["servers"] == [{"url": "https://amt.example/platzfrei"}]
