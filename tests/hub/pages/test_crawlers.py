"""What programs of search engines ask for first."""

from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from hub.reports.text.language import Language
from tests.hub.pages.region import SPACES, Region, a_client_of
from tests.hub.pages.sited import SITE, URL, SitedRegion

pytestmark = pytest.mark.anyio

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
BELOW = {"public_url": "https://amt.example/platzfrei/"}


async def test_robots_know_what_is_of_no_use_to_them() -> None:
    """What answers programs, and what needs the token; and where the sitemap is."""
    async with a_client_of(SitedRegion()) as client:
        answer = await client.get("/robots.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == (
        "User-agent: *\nDisallow: /api/\nDisallow: /console\nDisallow: /health/\n"
        "Disallow: /metrics\n"
        f"Disallow: /reports\n\nSitemap: {URL}/sitemap.xml\n"
    )


async def test_a_site_below_a_path() -> None:
    """Every address has it."""
    async with a_client_of(Region(http=BELOW)) as client:
        text = (await client.get("/robots.txt")).text
        assert "Disallow: /platzfrei/api/" in text
        assert "Sitemap: https://amt.example/platzfrei/sitemap.xml" in text
        assert (
            "<loc>https://amt.example/platzfrei/</loc>" in (await client.get("/sitemap.xml")).text
        )


async def test_every_page_is_in_the_sitemap_in_every_language() -> None:
    """Each once, with its other languages, and each is there."""
    async with a_client_of(SitedRegion()) as client:
        answer = await client.get("/sitemap.xml")
        found = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
        places = [str(each.text) for each in found.iter(f"{SITEMAP}loc")]
        paths = ["/", *(f"/spaces/{each['id']}" for each, _ in SPACES)]
        paths += ["/imprint", "/privacy", "/accessibility"]
        queries = ("", *(f"?lang={language}" for language in Language))
        assert sorted(places) == sorted(
            f"{URL}{path}{query}" for path in paths for query in queries
        )
        for place in places:
            parts = urlsplit(place)
            page = await client.get(f"{parts.path}?{parts.query}")
            assert page.status_code == 200
            assert f'<link rel="canonical" href="{place}">' in page.text
    links = found[0].findall(f"{XHTML}link")
    assert [each.get("hreflang") for each in links] == ["de", "en", "x-default"]


async def test_texts_elsewhere_are_not_ours_to_list() -> None:
    """A page that leads on is none of this site."""
    elsewhere = dict(SITE) | {"imprint": {"url": "https://example.org/impressum"}}
    async with a_client_of(SitedRegion(elsewhere)) as client:
        text = (await client.get("/sitemap.xml")).text
    assert "/imprint" not in text
    assert "/privacy" in text


async def test_without_an_address_nothing_is_claimed() -> None:
    """What the Host header says may be anybody's: there is no sitemap then."""
    async with a_client_of(Region()) as client:
        assert (await client.get("/sitemap.xml")).status_code == 404
        robots = await client.get("/robots.txt", headers={"Host": "evil.example"})
        assert "Sitemap" not in robots.text
        assert "evil" not in robots.text
