"""The region as the pages' tests have it, on a site that knows its address and may be embedded."""

from collections.abc import AsyncIterator

import httpx
import pytest

from hub.config import EmbedConfig
from tests.hub.pages.conftest import (  # noqa: F401  fixtures of the pages next door
    anyio_backend,
    chromium,
    font,
    playwright,
    served,
)
from tests.hub.pages.region import Region, a_client_of

BASE = "/platzfrei"
HTTP = {"public_url": f"https://amt.example{BASE}"}
EMBEDDING = ("https://gemeinde.example", "https://*.amt.example")


class EmbeddedRegion(Region):
    """The twelve spaces with an address, and two sites that may show them."""

    def __init__(self) -> None:
        super().__init__(http=HTTP)
        embed = EmbedConfig(frame_ancestors=EMBEDDING)
        self.config = self.config.model_copy(update={"embed": embed})


@pytest.fixture
def region() -> Region:
    """Make the twelve spaces."""
    return EmbeddedRegion()


@pytest.fixture
async def client(region: Region) -> AsyncIterator[httpx.AsyncClient]:
    """Make a client of the region."""
    async with a_client_of(region) as client:
        yield client
