"""The form behind "Stimmt nicht?": without a name, a script or a cookie."""

import asyncio

import httpx
import pytest
from fastapi import Request

from hub.app import create_app
from hub.domain.visitor_doubt import DoubtReason, VisitorDoubts
from hub.pages.assets import load_assets
from hub.pages.beyond.doubt_page import PER_ADDRESS, DoubtPage
from hub.pages.site import Site
from tests.hub.pages.region import Region

pytestmark = pytest.mark.anyio
PATH = "/spaces/gutshof/doubt"


class Visited:
    """An application whose hints can be looked at, for visitors from several addresses."""

    def __init__(self) -> None:
        self.region = Region()
        self.doubts = VisitorDoubts(space.id for space in self.region.config.spaces)
        self._app = create_app(
            self.region.config, self.region.live, self.region.metrics, self.region.clock,
            checks={}, shutdown=asyncio.Event(), visitor_doubts=self.doubts,
        )  # fmt: skip

    async def post(
        self, content: str, path: str = PATH, host: str = "192.0.2.1", **headers: str
    ) -> httpx.Response:
        """Send the form from an address."""
        transport = httpx.ASGITransport(self._app, client=(host, 1))
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
        async with httpx.AsyncClient(transport=transport, base_url="http://hub.example") as client:
            return await client.post(path, content=content, headers=sent | headers)

    def counts(self) -> dict[str, dict[DoubtReason, int]]:
        """Return what is counted now."""
        return self.doubts.counts(self.region.clock.monotonic())


async def test_a_hint_is_counted_and_thanked_for() -> None:
    """By space and reason, and nothing else of it is kept."""
    visited = Visited()
    answer = await visited.post("reason=shown_free", f"{PATH}?lang=en")
    assert answer.status_code == 200
    assert "Thank you" in answer.text
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert visited.counts() == {"gutshof": {DoubtReason.SHOWN_FREE: 1}}


@pytest.mark.parametrize(
    "content", ["", "reason=", "reason=nonsense", "reason=other&reason=hours", "reason=%FF", "ä"]
)
async def test_what_can_t_be_chosen_isn_t_counted(content: str) -> None:
    """The form comes again and says what to do."""
    visited = Visited()
    answer = await visited.post(content)
    assert answer.status_code == 422
    assert "Bitte wählen Sie" in answer.text
    assert visited.counts() == {}


async def test_one_address_gives_a_few_and_others_still_can() -> None:
    """Who sends many is asked to wait, and holds up nobody."""
    visited = Visited()
    answers = [await visited.post("reason=other") for _ in range(PER_ADDRESS.burst + 1)]
    assert [each.status_code for each in answers] == [200] * PER_ADDRESS.burst + [429]
    assert "retry-after" in answers[-1].headers
    assert (await visited.post("reason=other", host="192.0.2.2")).status_code == 200
    assert visited.counts() == {"gutshof": {DoubtReason.OTHER: PER_ADDRESS.burst + 1}}


async def test_other_sites_can_t_send_it() -> None:
    """A form elsewhere counts nothing, and of no space there is none."""
    visited = Visited()
    answer = await visited.post("reason=other", **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert (await visited.post("reason=other", "/spaces/nowhere/doubt")).status_code == 404
    assert visited.counts() == {}


async def test_no_address_is_kept() -> None:
    """Not even for the limit: what is remembered there is no address."""
    region = Region()
    doubts = VisitorDoubts(["gutshof"])
    site = Site(region.config, region.live, region.clock, load_assets())
    page = DoubtPage(site, region.config, doubts, region.clock)
    scope = {
        "type": "http", "method": "POST", "path": PATH, "headers": [],
        "query_string": b"", "client": ("198.51.100.77", 1),
    }  # fmt: skip
    assert page.take(Request(scope), "gutshof", b"reason=other").status_code == 200
    kept = [*page._of_address._buckets]
    assert len(kept) == 1
    assert "198.51.100.77" not in repr(kept)
