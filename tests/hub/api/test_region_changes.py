"""What other hubs are told of calendars: by a token, all that holds, once for each change."""

from pathlib import Path

import httpx
import pytest

from hub.spaces_now import set_above
from hub.workers.region_changes_said import read_changes
from tests.hub.conftest import TOKEN
from tests.hub.pages.region import Region, a_client_of, space
from tests.hub.set_calendar import a_change

pytestmark = pytest.mark.anyio
PATH = "/api/v1/region-changes"


async def ask(region: Region, **headers: str) -> httpx.Response:
    """Ask with the token."""
    async with a_client_of(region) as client:
        sent = {"Authorization": f"Bearer {TOKEN}"} | headers
        return await client.get(PATH, headers=sent)


async def test_it_tells_what_holds_and_not_who_set_it(token_hash_file: Path) -> None:
    """Who has it already is told so, until something is another."""
    http = {"token_hash_file": str(token_hash_file)}
    region = Region((space("hof", "Hof", "ff"), "ff"), http=http)
    before = await ask(region)
    assert read_changes(before.content, ["hof"])["hof"].exceptions == ()
    assert (await ask(region, **{"If-None-Match": before.headers["etag"]})).status_code == 304
    set_above(region.spaces, [a_change(text="Umbau", why="Rohrbruch", by="p-1")])
    after = await ask(region, **{"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    (days,) = read_changes(after.content, ["hof"])["hof"].exceptions
    assert (days.open, days.reason) == ("closed", "Umbau")
    assert "Rohrbruch" not in after.text
    assert "p-1" not in after.text
    assert after.headers["cache-control"] == "private, no-cache"


async def test_nobody_is_told_without_the_token(token_hash_file: Path) -> None:
    """Notices of later days and desks out of service aren't public."""
    region = Region(
        (space("hof", "Hof", "ff"), "ff"), http={"token_hash_file": str(token_hash_file)}
    )
    async with a_client_of(region) as client:
        assert (await client.get(PATH)).status_code == 401
