"""What makes the site installable: manifest and service worker."""

import json

import httpx
import pytest

from hub.pages.assets import load_assets
from hub.pages.beyond.offline import service_worker

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_manifest(client: httpx.AsyncClient, language: str) -> None:
    """Below the site's own path, in the language of the page that names it."""
    answer = await client.get(f"/manifest.webmanifest?lang={language}")
    said = json.loads(answer.text)
    assert answer.headers["content-type"] == "application/manifest+json"
    assert (said["lang"], said["scope"], said["display"]) == (language, "/platzfrei/", "standalone")
    assert said["start_url"] == f"/platzfrei/?lang={language}"
    for icon in said["icons"]:
        assert (await client.get(icon["src"])).status_code == 200
    page = (await client.get(f"/?lang={language}")).text
    assert f'rel="manifest" href="/platzfrei/manifest.webmanifest?lang={language}"' in page


async def test_the_worker_keeps_only_what_is_there(client: httpx.AsyncClient) -> None:
    """And no page that says what is free; it may speak to this site alone."""
    answer = await client.get("/sw.js")
    plan = json.loads(answer.text.partition("const PLAN = ")[2].partition(";\n")[0])
    assert answer.headers["content-security-policy"] == "default-src 'none'; connect-src 'self'"
    for path in plan["files"]:
        found = await client.get(path)
        assert found.status_code == 200
        assert "data-space" not in found.text


def test_the_cache_is_named_after_its_content() -> None:
    """A new version of anything in it is another cache."""
    assets = load_assets()
    names = {service_worker(base, assets).split(b'"')[3] for base in ("", "/x", "/y")}
    assert len(names) == 3
