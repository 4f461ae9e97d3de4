"""What the overview of a region weighs on its way to a browser."""

import re

import httpx
import pytest

from tests.hub.pages.every_page import fourteen
from tests.hub.pages.region import Region, a_client_of

pytestmark = pytest.mark.anyio

MOST_BYTES = 30_000


async def sent(client: httpx.AsyncClient, path: str) -> tuple[int, str]:
    """Return how many bytes are sent for a path, and the text that they are."""
    async with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200, path
        size = sum([len(piece) async for piece in answer.aiter_raw()])
    plain = await client.get(path)
    return size, "" if plain.headers["content-type"].startswith("image") else plain.text


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_region_of_fourteen_weighs_30_kb_in_all(language: str) -> None:
    """All that the page names of this site, each as it is sent; icons for every device."""
    async with a_client_of(Region(*fourteen())) as client:
        size, text = await sent(client, f"/?lang={language}")
        assert len(re.findall(r"<li class=\"card\"", text)) == 14
        names = r'(?:<link rel="(?:icon|stylesheet|manifest|apple-touch-icon)" href|src)="(/[^"]+)"'
        files = set(re.findall(names, text))
        kinds = {re.sub(r"\.[0-9a-f]{12}|\?.*", "", file) for file in files}
        assert kinds >= {"/static/style.css", "/static/region.css", "/static/live.js",
                         "/static/stream.js", "/static/mark.svg", "/favicon.ico",
                         "/manifest.webmanifest"}  # fmt: skip
        sizes = {file: (await sent(client, file))[0] for file in files}
    assert size + sum(sizes.values()) <= MOST_BYTES, (size, sizes)
