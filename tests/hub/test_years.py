"""A hub whose clock says a strange year goes on showing what its agents say."""

import asyncio
from datetime import UTC, datetime
from typing import Final

import pytest

from hub.clock import LATEST
from tests.hub.pages.region import Region, a_client_of

YEARS = {
    "1970": datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC),
    "2199": datetime(2199, 12, 31, 23, 58, tzinfo=UTC),
    "2262": datetime(2262, 4, 11, 23, 47, tzinfo=UTC),
    "2300": datetime(2300, 1, 1, tzinfo=UTC),
    "9998": LATEST,
}
PATHS: Final = (
    "/",
    "/?lang=en",
    "/spaces/drahtfabrik",
    "/spaces/kodorf",
    "/api/v1/spaces",
    "/api/v1/spaces/bahnhof-wiesenburg/availability",
    "/health/live",
    "/health/ready",
)


@pytest.mark.parametrize("start", YEARS.values(), ids=YEARS)
def test_every_page_answers(start: datetime) -> None:
    """From the first year that a machine may begin in to the last that there is."""
    region = Region(start=start)

    async def ask() -> dict[str, int]:
        async with a_client_of(region) as client:
            return {path: (await client.get(path)).status_code for path in PATHS}

    assert set(asyncio.run(ask()).values()) == {200}


@pytest.mark.parametrize("start", YEARS.values(), ids=YEARS)
def test_a_step_from_there_to_the_truth_and_back(start: datetime) -> None:
    """Snapshots follow, and nothing is dated after now."""
    region = Region(start=start)
    truth = datetime(2026, 3, 2, 9, 41, tzinfo=UTC)
    for at in (truth, start, truth):
        region.clock._wall = at
        region.live.tick()
        region.pass_minute()
        published = region.live.availability("kodorf")
        assert published is not None
        observed = published.body.observed_at
        assert observed is None or observed <= region.clock.wall()
