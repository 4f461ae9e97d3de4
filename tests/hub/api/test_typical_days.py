"""Typical days for other hubs: what a page shows here, a replica's page shows as well."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from hub.app import create_app
from hub.workers.typical_day_copies import PATH, TypicalDayCopies
from hub.workers.typical_days import Origin
from tests.hub.pages.region import Region, a_client_of
from tests.hub.pages.serving import ServedRegion

pytestmark = pytest.mark.anyio


@pytest.fixture
def archive() -> Iterator[ServedRegion]:
    """Serve the region, as the hub with the archive."""
    served = ServedRegion(Region())
    yield served
    served.stop()


def replica_of(url: str, region: Region) -> tuple[TypicalDayCopies, httpx.AsyncClient]:
    """Make a replica's copies, taken once, and a client of its pages."""
    small_counts = {space.id: space.small_count for space in region.config.spaces}
    copies = TypicalDayCopies(dict.fromkeys(small_counts, url), small_counts, region.clock)
    work = copies.due()
    assert work is not None
    work(lambda: False)
    app = create_app(
        region.config,
        region.live,
        region.metrics,
        region.clock,
        checks={},
        shutdown=asyncio.Event(),
        typical_day_of=copies.of,
        typical_day_origin=copies.origin,
        is_replica=True,
    )
    transport = httpx.ASGITransport(app)
    return copies, httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


async def test_a_replica_shows_byte_for_byte_what_the_archive_shows(archive: ServedRegion) -> None:
    """Every page of a space, in both languages; and it tells other replicas the same."""
    region = Region()
    copies, client = replica_of(archive.url, region)
    shown = archive.region.typical_days
    assert {space for space in shown if copies.of(space) == shown[space]} == set(shown) != set()
    async with client, a_client_of(Region()) as hub:
        for space in region.config.spaces:
            for language in ("de", "en"):
                path = f"/spaces/{space.id}?lang={language}"
                assert (await client.get(path)).text == (await hub.get(path)).text
        told, first = [(await each.get(PATH)).json()["spaces"] for each in (client, hub)]
    assert [each.pop("copied_at") for each in told] == ["2026-03-02T09:42:12.000000Z"] * len(told)
    assert [each.pop("copied_at") for each in first] == [None] * len(first)
    assert told == first


async def test_an_old_copy_says_how_old_it_is(archive: ServedRegion) -> None:
    """After a quarter of an hour without the archive; the figures stay."""
    region = Region()
    _, client = replica_of(archive.url, region)
    space = next(iter(region.typical_days))
    region.clock.pass_s(14 * 60)
    async with client:
        before = (await client.get(f"/spaces/{space}?lang=de")).text
        region.clock.pass_s(120)
        after = (await client.get(f"/spaces/{space}?lang=de")).text
    assert "Diese Angaben sind von" not in before
    assert "Diese Angaben sind von 10:42 Uhr. Neuere sind gerade nicht zu erreichen." in after
    assert 'class="typical-day"' in after


async def test_where_nobody_has_answered_the_page_says_so() -> None:
    """Never as if there were nothing to say; and other replicas aren't told anything."""
    region = Region()
    region.typical_days.clear()
    app = create_app(
        region.config, region.live, region.metrics, region.clock, checks={},
        shutdown=asyncio.Event(), typical_day_origin=lambda _: Origin(has_answered=False),
        is_replica=True,
    )  # fmt: skip
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        page = (await client.get("/spaces/muehle?lang=de")).text
        assert "lässt sich gerade nicht sagen" in page
        assert (await client.get(PATH)).json() == {"spaces": []}


async def test_it_is_kept_by_its_tag(client: httpx.AsyncClient) -> None:
    """A replica that asks each minute is told in a line that nothing has changed."""
    first = await client.get(PATH)
    again = await client.get(PATH, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert first.headers["access-control-allow-origin"] == "*"
