"""What stands in the head of a page."""

import html
import io
import json
import re
from pathlib import Path

import httpx
import pytest
from PIL import Image

from hub.pages.head import address_of, alternates_of
from hub.reports.text.language import Language
from tests.hub.pages.every_page import a_picture
from tests.hub.pages.region import Region, a_client_of, space
from tests.hub.pages.sited import SITE, URL, SitedRegion

pytestmark = pytest.mark.anyio
PATHS = ("/", "/spaces/bahnhof-wiesenburg", "/imprint", "/privacy", "/accessibility")


def meta(page: httpx.Response) -> dict[str, str]:
    """Return what a page says of itself, by name or property."""
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page.text)
    return {name: html.unescape(content) for name, content in found}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", ["", "?lang=en", "?lang=de"])
async def test_a_page_is_named_to_others(path: str, query: str) -> None:
    """Title, description, address and picture; the description of its own language."""
    async with a_client_of(SitedRegion()) as client:
        page = await client.get(f"{path}{query}")
        said = meta(page)
        picture = await client.get(said["og:image"].removeprefix(URL))
    title = re.search("<title>(.*)</title>", page.text)
    assert title is not None
    assert said["og:title"] == html.unescape(title[1])
    assert said["og:title"].endswith("Platzfrei Hoher Fläming")
    assert said["og:url"] == f"{URL}{path}{query}"
    assert said["og:description"] == said["description"]
    assert 40 <= len(said["description"]) <= 170
    assert said["og:locale"] == ("en_GB" if "en" in query else "de_DE")
    assert picture.headers["content-type"] == "image/png"


@pytest.mark.parametrize("path", PATHS)
async def test_all_languages_of_a_page_name_each_other(path: str) -> None:
    """The same three links on each, its own address among them."""
    links = {
        f'<link rel="alternate" hreflang="{tag}" href="{URL}{path}{query}">'
        for tag, query in (("de", "?lang=de"), ("en", "?lang=en"), ("x-default", ""))
    }
    async with a_client_of(SitedRegion()) as client:
        for query in ("", "?lang=de", "?lang=en"):
            text = (await client.get(f"{path}{query}")).text
            assert set(re.findall(r'<link rel="alternate"[^>]+>', text)) == links
            assert text.count('rel="canonical"') == 1


async def test_no_address_is_taken_from_a_request() -> None:
    """Without one of the site's own, nothing absolute is said."""
    async with a_client_of(Region()) as client:
        for path in PATHS:
            text = (await client.get(path, headers={"Host": "evil.example"})).text
            assert not re.search('og:|canonical|rel="alternate"|evil', text)


async def test_errors_and_locked_pages_are_not_listed() -> None:
    """And everything else is."""
    async with a_client_of(SitedRegion()) as client:
        for path in ("/spaces/nowhere", "/reports"):
            page = await client.get(path, headers={"Accept": "text/html"})
            assert meta(page)["robots"] == "noindex"
        for path in PATHS:
            assert "robots" not in meta(await client.get(path))


async def test_structured_data_stands_on_the_page() -> None:
    """As JSON that names the schema; of the texts there is none."""
    async with a_client_of(SitedRegion()) as client:
        pages = [(await client.get(path)).text for path in PATHS]
    found = [
        re.findall(r'<script type="application/ld\+json">(.*?)</script>', each) for each in pages
    ]
    region, place = (json.loads(each[0]) for each in found[:2])
    assert (region["@type"], region["inLanguage"]) == ("WebSite", "de")
    assert (place["@type"], place["name"]) == ("LocalBusiness", "Bahnhof Wiesenburg")
    assert found[2:] == [[], [], []]


async def test_nothing_in_a_head_follows_what_is_live() -> None:
    """Others keep it for days, so it is the same whoever sits there."""
    region = SitedRegion()
    async with a_client_of(region) as client:
        heads = []
        for states in ("ffofuu", "oooooo", "uuuuuu"):
            region.say("gutshof", states)
            region.live.tick()
            pages = [await client.get(path) for path in ("/", "/spaces/gutshof")]
            heads.append([page.text.partition("</head>")[0] for page in pages])
    assert heads[0] == heads[1] == heads[2]


async def test_the_region_is_named() -> None:
    """In title, heading and description."""
    async with a_client_of(SitedRegion()) as client:
        text = (await client.get("/")).text
        assert "<h1>Freie Arbeitsplätze in der Region Hoher Fläming</h1>" in text
    async with a_client_of(SitedRegion(dict(SITE) | {"name": "Ämter & Plätze"})) as client:
        text = (await client.get("/?lang=en")).text
        assert "<span>Ämter &amp; Plätze</span>" in text
        assert 'aria-label="Ämter &amp; Plätze, all places"' in text


def test_addresses() -> None:
    """Absolute, or none."""
    assert address_of("", "/", Language.GERMAN) == ""
    assert alternates_of("", "/") == ()
    assert address_of(URL, "/spaces/hof", Language.ENGLISH) == f"{URL}/spaces/hof?lang=en"


async def test_a_space_is_shared_with_its_own_picture(tmp_path: Path) -> None:
    """The large one, whole addresses, its text in the page's language; without an address none."""
    hof, other = space("hof", "Hof", "f", picture=a_picture(tmp_path)), space("gut", "Gut", "f")
    for url in (URL, ""):
        region = Region((hof, "f"), (other, "f"), http={"public_url": url} if url else None)
        async with a_client_of(region) as client:
            english, german = [
                await client.get(f"/spaces/hof?lang={each}") for each in ("en", "de")
            ]
            said = meta(english)
            structured = json.loads(re.findall(r'ld\+json">(.*?)</script>', german.text)[0])
            plain = meta(await client.get("/spaces/gut"))
            if not url:
                assert "og:image" not in said
                assert "image" not in structured
                continue
            picture = await client.get(said["og:image"].removeprefix(URL))
        shown = Image.open(io.BytesIO(picture.content))
        assert said["og:image"].startswith(f"{URL}/static/hof.")
        assert structured["image"] == [said["og:image"]]
        assert shown.size == (int(said["og:image:width"]), int(said["og:image:height"]))
        assert (said["og:image:alt"], meta(german)["og:image:alt"]) == (
            "A green yard",
            "Ein grüner Hof",
        )
        assert said["twitter:card"] == "summary_large_image"
        assert plain["og:image"].startswith(f"{URL}/static/share.")
        assert (plain["twitter:card"], plain["og:image:width"]) == ("summary", "1200")
