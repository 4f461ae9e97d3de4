"""The metric dictionary over HTTP."""

import httpx
import pytest

from hub.api.openapi import DICTIONARY_EXAMPLE
from hub.domain.indicators import Indicator
from hub.reports.payload.metrics import Dictionary

pytestmark = pytest.mark.anyio
PATH = "/api/v1/metrics"


async def test_it_explains_every_indicator(client: httpx.AsyncClient) -> None:
    """Open to everybody, in the order of tables, and what its schema says."""
    answer = await client.get(PATH)
    read = Dictionary.model_validate_json(answer.content)
    assert [one.id for one in read.metrics] == [*Indicator, "typical_week"]


async def test_it_is_kept_by_its_tag(client: httpx.AsyncClient) -> None:
    """Whoever holds it gets 304."""
    tag = (await client.get(PATH)).headers["etag"]
    again = await client.get(PATH, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_the_example_is_a_dictionary() -> None:
    """The example in the interface's description has the shape of the answer."""
    read = Dictionary.model_validate(DICTIONARY_EXAMPLE)
    assert read.model_dump(mode="json") == DICTIONARY_EXAMPLE
