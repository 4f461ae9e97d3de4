"""Walls, frames, badges and texts over HTTP: what they say, in which language, and to whom."""

import re
from xml.etree import ElementTree

import httpx
import pytest

from hub.app import fast_reads_of
from hub.http.caching import FOR_A_SECOND
from tests.hub.http.test_fast_reads import app_of
from tests.hub.pages.beyond.conftest import EMBEDDING, EmbeddedRegion
from tests.hub.pages.region import Region, a_client_of

pytestmark = pytest.mark.anyio

OUTPUTS = (
    "/kiosk",
    "/kiosk/gutshof",
    "/embed",
    "/embed/gutshof",
    "/.txt",
    "/spaces/gutshof.txt",
    "/spaces/gutshof/badge.svg",
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("path", OUTPUTS)
@pytest.mark.parametrize(
    ("language", "free", "as_of"),
    [("de", "3 bis 5 Plätze frei", "Stand 10:41"), ("en", "3 to 5 desks free", "As of 10:41")],
)
async def test_each_says_what_is_free_and_of_when(
    client: httpx.AsyncClient, path: str, language: str, free: str, as_of: str
) -> None:
    """In the language that is asked for, by the address or by the browser; it may be kept."""
    asked = await client.get(f"{path}?lang={language}")
    preferred = await client.get(path, headers={"Accept-Language": language})
    for answer in (asked, preferred):
        assert answer.status_code == 200
        assert free in answer.text
        assert as_of in answer.text
        assert answer.headers["content-language"] == language
        assert answer.headers["vary"] == "Accept-Language, Accept-Encoding"
        assert answer.headers["cache-control"] == FOR_A_SECOND
    known = await client.get(
        f"{path}?lang={language}", headers={"If-None-Match": asked.headers["etag"]}
    )
    assert known.status_code == 304


@pytest.mark.parametrize(
    "path", ["/kiosk/nowhere", "/embed/nowhere", "/spaces/nowhere.txt", "/spaces/nowhere/badge.svg"]
)
async def test_of_no_space_there_is_nothing(client: httpx.AsyncClient, path: str) -> None:
    """An unknown space is a 404 everywhere."""
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/embed", "/embed/gutshof"])
async def test_only_named_sites_may_embed(client: httpx.AsyncClient, path: str) -> None:
    """The policy names them, and no older header contradicts it."""
    answer = await client.get(path)
    policy = answer.headers["content-security-policy"]
    assert f"frame-ancestors {' '.join(EMBEDDING)}" in policy
    assert "x-frame-options" not in answer.headers
    assert 'target="_blank"' in answer.text


@pytest.mark.parametrize("path", ["/", "/spaces/gutshof", "/kiosk", "/spaces/gutshof/doubt"])
async def test_nothing_else_may_be_embedded(client: httpx.AsyncClient, path: str) -> None:
    """Also where some sites may embed something."""
    answer = await client.get(path)
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"


async def test_by_default_nothing_can_be_embedded() -> None:
    """Without a word in hub.toml there is no such page."""
    async with a_client_of(Region()) as client:
        for path in ("/embed", "/embed/gutshof"):
            assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("path", OUTPUTS)
async def test_crowds_are_answered_without_the_framework(path: str) -> None:
    """The same bytes, at once, with the same headers."""
    region = EmbeddedRegion()
    async with a_client_of(region) as client:
        slow = await client.get(path, headers={"Accept-Language": "en"})
    reads = fast_reads_of(app_of(region))
    lines = [(b"host", b"hub"), (b"accept-language", b"en")]
    fast = reads.answer(path.encode(), lines, "127.0.0.1", [])
    assert fast is not None
    head, _, body = fast.partition(b"\r\n\r\n")
    assert body == slow.content
    for name in ("content-security-policy", "content-type", "etag", "vary"):
        assert f"{name}: {slow.headers[name]}".encode() in head
    assert (b"x-frame-options" in head) is ("embed" not in path)


async def test_text_is_whole(client: httpx.AsyncClient) -> None:
    """A space in plain text has name, answer, hours, counts, age, protection and address."""
    text = (await client.get("/spaces/bahnhof-wiesenburg.txt")).text
    assert text.splitlines()[:2] == ["Bahnhof Wiesenburg", "5 Plätze frei"]
    assert re.search(r"^Stand 10:42 Uhr \(vor \d+ Sekunden\)$", text, re.MULTILINE)
    assert "Am Bahnhof 33, 14827 Wiesenburg/Mark" in text
    assert "https://amt.example/platzfrei/spaces/bahnhof-wiesenburg" in text
    assert "<" not in text
    protected = (await client.get("/spaces/hofladen.txt")).text
    assert "Mindestens 2 Plätze frei" in protected
    assert "Zum Schutz Einzelner" in protected


async def test_the_text_of_the_region_names_every_space(
    client: httpx.AsyncClient, region: Region
) -> None:
    """Each with its answer and its age, the useful ones first."""
    text = (await client.get("/.txt")).text
    assert all(f"{space.name}: " in text for space in region.config.spaces)
    assert text.index("Gutshof Glien: ") < text.index("Rathaus Bad Belzig: Geschlossen")


async def test_no_kept_badge_outlives_its_time(client: httpx.AsyncClient, region: Region) -> None:
    """A cache may have kept it for a second before its clock begins, whenever it was written."""
    for _ in range(6):
        region.clock.pass_s(1.0)
        svg = (await client.get("/spaces/gutshof/badge.svg")).text
        known = (await client.get("/api/v1/spaces/gutshof/availability")).json()
        lasts_s = int(svg.partition('begin="')[2].partition("s")[0])
        assert lasts_s + 1 <= known["ttl_s"] - known["age_s"]


async def test_a_badge_grows_old_by_itself(client: httpx.AsyncClient) -> None:
    """What it says is hidden, and that it is outdated shown, when its time is over."""
    svg = (await client.get("/spaces/gutshof/badge.svg?lang=en")).text
    root = ElementTree.fromstring(svg)  # noqa: S314  our own
    fresh, old = root.findall(f"{SVG}g")
    for group, turns in ((fresh, "none"), (old, "inline")):
        turn = group.find(f"{SVG}set")
        assert turn is not None
        assert turn.get("to") == turns
        assert 0 < int(str(turn.get("begin")).rstrip("s")) < 150
    assert old.get("display") == "none"
    assert "free" in "".join(fresh.itertext())
    assert "free" not in "".join(old.itertext())


async def test_a_wall_has_no_link_and_nothing_to_press(client: httpx.AsyncClient) -> None:
    """Nobody can touch it; whoever has a phone finds the page by a code."""
    html = (await client.get("/kiosk/gutshof")).text
    assert not re.search(r"<(a|button|input|form)\b", html)
    assert "QR-Code mit der Adresse https://amt.example/platzfrei/spaces/gutshof" in html


@pytest.mark.parametrize("path", ["/spaces/gutshof/share", "/spaces/gutshof"])
async def test_the_ways_are_found(client: httpx.AsyncClient, path: str) -> None:
    """From the page of a space there is a way to each of them, none into the void."""
    html = (await client.get(path)).text
    links = re.findall(r'href="/platzfrei(/[^"]*)"', html)
    for link in links:
        assert (await client.get(link)).status_code == 200, link
    assert any("share" in link or "poster" in link for link in links)
